// Which instance, for commands that need no file but may take its pin.

import { NEWEST_API_VERSION, type ApiVersion } from "../../catalog/api-version.ts";
import type { TargetPin } from "../../core/file/desired.ts";
import type { Context } from "../context.ts";
import { loadFile } from "../disk/load-file.ts";

export interface TargetFlags {
  readonly file?: string;
  readonly env?: string;
}

/** The pin and the API version of the file, when one is named. */
export function readTarget(
  context: Context,
  { file, env }: TargetFlags,
): { readonly target: TargetPin; readonly apiVersion: ApiVersion } {
  const none = { target: {}, apiVersion: NEWEST_API_VERSION };
  if (file === undefined && env === undefined) return none;
  const { desired } = loadFile(context, {
    ...(file === undefined ? {} : { file }),
    ...(env === undefined ? {} : { env: [env] }),
  });
  return desired[0] ?? none;
}

/** The variable of the secret key alone: the receipt itself says which instance it is. */
export function keyVariable(
  context: Context,
  flags: TargetFlags,
): Pick<TargetPin, "secret_key_env"> {
  const { secret_key_env: variable } = readTarget(context, flags).target;
  return variable === undefined ? {} : { secret_key_env: variable };
}
