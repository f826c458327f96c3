// What a PATCH depends on besides its body.

import type { ApiVersion } from "../../catalog/api-version.ts";
import type { EnvironmentType } from "../state/secret-key.ts";
import type { Switches } from "../state/switches.ts";

export interface PatchContext {
  readonly version: ApiVersion;
  readonly switches: Switches;
  readonly environmentType: EnvironmentType;
}
