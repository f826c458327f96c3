// What an answer to a write shows, as readings.

import { rowsOfSection } from "../../catalog/resource.ts";
import type { Json, ReadSource, Setting } from "../../catalog/setting.ts";
import type { Move } from "../../core/plan/change.ts";
import type { Readings, Role } from "../../core/value/reading.ts";
import { readItem } from "../../core/value/item.ts";
import { memberAt } from "../../core/value/member.ts";
import { decode } from "../../core/value/wire.ts";

/** The section as the answer to a PATCH shows it; undefined: the answer shows nothing. */
export function readEcho(
  moves: readonly Move[],
  body: Json | undefined,
  roles: readonly Role[],
): Readings | undefined {
  const [first] = moves;
  if (first?.row.item) return readItemEcho(first, body);
  const section = first?.row.section;
  if (!section || section.answer === "none" || body === undefined) return undefined;
  return new Map(
    [...rowsOfSection(section), ...moves.map(({ row }) => row)].flatMap(({ address, setting }) =>
      setting.echo === null
        ? []
        : [[address, decode(setting, echoSource(setting, setting.echo), body, roles)] as const],
    ),
  );
}

/** A POST answers with the item, a DELETE says that it is gone; another answer shows nothing. */
function readItemEcho(
  { change: { address, action }, row: { setting } }: Move,
  body: Json | undefined,
): Readings | undefined {
  if (body === undefined) return undefined;
  if (action !== "delete") return new Map([[address, readItem(setting.write.member, body)]]);
  const isGone = memberAt(body, ["deleted"]) === true;
  return isGone ? new Map([[address, readItem(setting.write.member, null)]]) : undefined;
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
