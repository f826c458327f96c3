// Which instance, for commands that need no file but may take its pin.

import type { ApiVersion } from "../catalog/api-version.ts";
import { NEWEST_API_VERSION } from "../catalog/api-version.ts";
import type { TargetPin } from "../core/desired.ts";
import { EXIT, Failure } from "../core/failure.ts";
import { todayOf, type Context } from "./context.ts";
import { loadDesired } from "./load.ts";

export interface TargetFlags {
  readonly file?: string;
  readonly env?: string;
}

/** The pin and the API version of the file, when one is named. */
export async function readTarget(
  context: Context,
  flags: TargetFlags,
): Promise<{ readonly target: TargetPin; readonly apiVersion: ApiVersion }> {
  if (flags.file === undefined && flags.env === undefined)
    return { target: {}, apiVersion: NEWEST_API_VERSION };
  const { desired } = await loadDesired(
    {
      ...(flags.file === undefined ? {} : { file: flags.file }),
      ...(flags.env === undefined ? {} : { env: [flags.env] }),
    },
    todayOf(context),
  );
  const [one] = desired;
  if (!one) throw new Failure(EXIT.invalid, "unknown_environment", "the file names no environment");
  return { target: one.target, apiVersion: one.apiVersion };
}

/** The variable of the secret key alone: the receipt itself says which instance it is. */
export async function keyVariable(
  context: Context,
  flags: TargetFlags,
): Promise<Pick<TargetPin, "secret_key_env">> {
  const { target } = await readTarget(context, flags);
  return target.secret_key_env === undefined ? {} : { secret_key_env: target.secret_key_env };
}
