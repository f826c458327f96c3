// What an answer to a write shows, as readings.

import { rowsOfSection } from "../../catalog/resource.ts";
import type { Json, ReadSource, Setting } from "../../catalog/setting.ts";
import type { Move } from "../../core/plan/change.ts";
import type { Readings, Role } from "../../core/value/reading.ts";
import { decode } from "../../core/value/wire.ts";

/** The section as the answer to a PATCH shows it; undefined: the answer shows nothing. */
export function readEcho(
  moves: readonly Move[],
  body: Json | undefined,
  roles: readonly Role[],
): Readings | undefined {
  const section = moves[0]?.row.section;
  if (!section || section.answer === "none" || body === undefined) return undefined;
  return new Map(
    [...rowsOfSection(section), ...moves.map(({ row }) => row)].flatMap(({ address, setting }) =>
      setting.echo === null
        ? []
        : [[address, decode(setting, echoSource(setting, setting.echo), body, roles)] as const],
    ),
  );
}

/** The echo speaks as the Backend API's GET does. */
function echoSource(setting: Setting, member: string): ReadSource {
  const shown = setting.read.find(({ via }) => via === "backend_api");
  return {
    via: "backend_api",
    path: "",
    member: [member],
    transform: shown?.transform ?? "identity",
  };
}
