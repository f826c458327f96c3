// Which instance, for commands that need no file but may take its pin.

import { NEWEST_API_VERSION, type ApiVersion } from "../../catalog/api-version.ts";
import type { TargetPin } from "../../core/file/desired.ts";
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
