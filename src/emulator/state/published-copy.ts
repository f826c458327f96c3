// Which of two published copies of one API version the emulator follows, and what only the later one has.

import { AUTUMN_2026_VERSIONS, type ApiVersion } from "../../catalog/api-version.ts";
import type { Setting } from "../../catalog/setting.ts";
import type { Switches } from "./switches.ts";

/** What decides about it. */
export interface Copy {
  readonly version: ApiVersion;
  readonly switches: Pick<Switches, "august_2026">;
}

/** Whether answers have what came in autumn 2026. */
export function followsAutumn({ version, switches }: Copy): boolean {
  return AUTUMN_2026_VERSIONS.includes(version) && !switches.august_2026;
}

/** Whether the document that the emulator follows has the setting; rows name what came in autumn 2026. */
export function isDocumented({ versions }: Setting, copy: Copy): boolean {
  return (
    versions.includes(copy.version) && (followsAutumn(copy) || versions !== AUTUMN_2026_VERSIONS)
  );
}
