// Which instance, for commands that need no file but may take its pin.

import { NEWEST_API_VERSION, type ApiVersion } from "../../catalog/api-version.ts";
import type { TargetPin } from "../../core/file/desired.ts";
import { Failure } from "../../core/finding/failure.ts";
import { loadTarget } from "../disk/load-target.ts";
import type { TargetFlags } from "../flags.ts";

/** The pin and the API version of the file, when one is named. Nothing else in it is looked at. */
export function readTarget(flags: TargetFlags): {
  readonly target: TargetPin;
  readonly apiVersion: ApiVersion;
} {
  if (flags.file === undefined && flags.env === undefined && !flags.base)
    return { target: {}, apiVersion: NEWEST_API_VERSION };
  return loadTarget(flags);
}

/** The variable of the secret key alone: the receipt itself says which instance it is. */
export function keyVariable(flags: TargetFlags): Pick<TargetPin, "secret_key_env"> {
  const { secret_key_env: variable } = readTarget(flags).target;
  return variable === undefined ? {} : { secret_key_env: variable };
}

/**
 * An error of a run over one instance, with what helps where its key was looked for in the wrong variable: `command`
 * names the environment, of which the file knows the variable.
 */
export function naming(
  error: unknown,
  flags: TargetFlags,
  environment: string | null,
  command: (environment: string) => string,
): unknown {
  const isNamed = flags.file !== undefined || flags.env !== undefined || flags.base === true;
  if (!(error instanceof Failure) || error.code !== "invalid_secret_key") return error;
  if (isNamed || environment === null) return error;
  const { code, message, issues, refusals } = error;
  const hint = `it is about the environment ${environment}, whose variable stands in the file: ${command(environment)}`;
  return new Failure(code, message, { issues, refusals, hint });
}
