// What a file would say of a live value: the form that a plan compares, so that nothing is left to change.

import type { Row } from "../../catalog/resource.ts";
import type { Json, Setting } from "../../catalog/setting.ts";
import { leftOut, type LeftOut } from "../finding/left-out.ts";
import { showValue } from "../text/escape.ts";
import { UNREAD, type InstanceType, type Readings } from "../value/reading.ts";
import { comparable } from "./diff.ts";
import { itemAsPulled } from "./pulled-item.ts";

/** A row of an instance in the words of the file, or why the file says nothing of it. */
export type Pulled = { readonly row: Row } & (
  | { readonly kind: "value"; readonly value: Json }
  | { readonly kind: "left_out"; readonly why: LeftOut }
);

/**
 * What a file that does not name the rows would say of them. Of two names of one setting the first counts;
 * the other is not told at all.
 */
export function pullRows(
  rows: readonly Row[],
  readings: Readings,
  type: InstanceType,
): readonly Pulled[] {
  return rows
    .filter((row, index) => !rows.slice(0, index).some((earlier) => areOne(earlier, row)))
    .map((row) => pullRow(row, readings, type));
}

/** Whether two addresses are names of one setting, which a file names once. */
export const areOne = (one: Row, other: Row): boolean =>
  one.setting.excludes.includes(other.address) || other.setting.excludes.includes(one.address);

function pullRow(row: Row, readings: Readings, type: InstanceType): Pulled {
  const { setting } = row;
  const without = (why: LeftOut): Pulled => ({ row, kind: "left_out", why });
  const { environment: needed } = setting;
  if (needed !== undefined && needed !== type) return without(leftOut("other_type", { needed }));
  const from = comparable(setting, null, readings.get(row.address) ?? UNREAD);
  if (!from.known) return without(leftOut("unreadable", { why: from.why }));
  const value = asWritten(setting, from.value);
  const shown = showValue(value);
  if (setting.deprecated !== undefined)
    return without(leftOut("deprecated", { why: setting.deprecated, shown }));
  if (setting.mayReadResolved && value !== "")
    return without(leftOut("may_be_resolved", { shown }));
  return { row, kind: "value", value };
}

/** A value in canonical form as people write it: an empty list rather than the null that Clerk keeps. */
export function asWritten(
  setting: Pick<Setting, "comparison" | "emptyIsNull" | "holds">,
  value: Json,
): Json {
  const holds = setting.comparison === "presence" ? undefined : setting.holds;
  if (holds && typeof value === "object" && value !== null && !Array.isArray(value))
    return Object.fromEntries(
      Object.entries(value as Readonly<Record<string, Json>>).map(([key, item]) => [
        key,
        itemAsPulled(holds, item),
      ]),
    );
  return value === null && setting.emptyIsNull ? [] : value;
}
