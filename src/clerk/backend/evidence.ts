// What an answer to a write shows, as readings.

import { rowsOfSection } from "../../catalog/resource.ts";
import type { Json } from "../../catalog/setting.ts";
import type { Move } from "../../core/plan/change.ts";
import type { Readings, Role } from "../../core/value/reading.ts";
import { memberAt } from "../../core/value/member.ts";
import { decode, echoOf, readItem } from "../../core/value/wire.ts";

/** The section as the answer to a PATCH shows it; undefined: the answer shows nothing. */
export function readEcho(
  moves: readonly Move[],
  body: Json | undefined,
  roles: readonly Role[],
): Readings | undefined {
  const [first] = moves;
  if (first && isOfWhole(first)) return readItemEcho(first, body);
  const section = first?.row.section;
  if (!section || section.answer === "none" || body === undefined) return undefined;
  return new Map(
    [...rowsOfSection(section), ...moves.map(({ row }) => row)].flatMap(({ address, setting }) =>
      setting.echo === null
        ? []
        : [[address, decode(setting, echoOf(setting, setting.echo), body, roles)] as const],
    ),
  );
}

/** Whether the move makes or deletes an item; of others the answer shows the members. */
const isOfWhole = ({ change: { action } }: Move): boolean =>
  action === "create" || action === "delete";

/** A POST answers with the item, a DELETE says that it is gone; another answer shows nothing. */
function readItemEcho(
  { change: { address, action }, row: { setting } }: Move,
  body: Json | undefined,
): Readings | undefined {
  if (body === undefined) return undefined;
  if (action !== "delete") return new Map([[address, readItem(setting, body)]]);
  const isGone = memberAt(body, ["deleted"]) === true;
  const gone = { known: true, value: null, source: "backend_api" } as const;
  return isGone ? new Map([[address, gone]]) : undefined;
}
