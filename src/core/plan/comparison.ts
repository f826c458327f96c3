// Two sides, setting by setting: what differs, what can't be compared, and what only one of them can have. Pure.

import type { Row } from "../../catalog/resource.ts";
import type { ApiVersion } from "../../catalog/api-version.ts";
import type { Json, Setting } from "../../catalog/setting.ts";
import { sameValue } from "../value/compare.ts";
import { UNREADABLE, type InstanceType, type Reading } from "../value/reading.ts";
import { comparable } from "./diff.ts";

/** Why a setting is not compared, each with its sentence. */
export const NOT_COMPARED = {
  ...UNREADABLE,
  own_ids: "ids are each instance's own; roles by key can be compared",
  two_names: "one side names it by key, the other by an id of its own instance",
  api_version: "the API version of one side does not have it",
} as const;

export type NotComparedReason = keyof typeof NOT_COMPARED;

/** What a side says or shows of a setting. `absent`: its file does not name it. Values are as they are written. */
export type Held =
  | { readonly kind: "value"; readonly value: Json }
  | { readonly kind: "unknown"; readonly why: NotComparedReason }
  | { readonly kind: "absent" };

export const ABSENT: Held = { kind: "absent" };

export const SIDES = ["a", "b"] as const;

export type SideName = (typeof SIDES)[number];

/** A setting as both sides have it. */
export interface Pair {
  readonly row: Row;
  readonly a: Held;
  readonly b: Held;
}

/** What decides beside the values. */
export interface Surface {
  /** Null: the file doesn't say. */
  readonly types: Readonly<Record<SideName, InstanceType | null>>;
  readonly versions: Readonly<Record<SideName, ApiVersion>>;
  /** Whether the values were read from instances, not from files. */
  readonly live: boolean;
}

export interface NotCompared {
  readonly address: string;
  readonly side: SideName | "both";
  readonly why: NotComparedReason;
}

/** A setting that exists on instances of one type, of which the other side is none. */
export interface OnlyOn {
  readonly address: string;
  readonly type: InstanceType;
}

export interface Comparison {
  /** How many settings could be compared. */
  readonly compared: number;
  readonly differences: readonly Pair[];
  readonly notCompared: readonly NotCompared[];
  readonly onlyOn: readonly OnlyOn[];
}

/** In the order of the pairs. */
export function comparePairs(pairs: readonly Pair[], surface: Surface): Comparison {
  const differences: Pair[] = [];
  const notCompared: NotCompared[] = [];
  const onlyOn: OnlyOn[] = [];
  let compared = 0;
  for (const pair of pairs) {
    const type = onlyTypeOf(pair, surface);
    const unknown = whyNot(pair, surface);
    if (type !== null) onlyOn.push({ address: pair.row.address, type });
    else if (unknown.length > 0) notCompared.push(...unknown);
    else {
      compared += 1;
      if (!isSame(pair, surface)) differences.push(pair);
    }
  }
  return { compared, differences, notCompared, onlyOn };
}

/** Of a setting for one type of instance, that type, where a side is of the other; null: both may have it. */
function onlyTypeOf({ row }: Pair, { types }: Surface): InstanceType | null {
  const { environment: needed } = row.setting;
  if (needed === undefined) return null;
  return SIDES.some((side) => types[side] !== null && types[side] !== needed) ? needed : null;
}

function whyNot(pair: Pair, surface: Surface): readonly NotCompared[] {
  const { address, section, setting } = pair.row;
  const because = (sides: readonly SideName[], why: NotComparedReason): readonly NotCompared[] =>
    sides.length > 1
      ? [{ address, side: "both", why }]
      : sides.map((side) => ({ address, side, why }));
  const lacking = SIDES.filter((side) => {
    const version = surface.versions[side];
    return !section.versions.includes(version) || !setting.versions.includes(version);
  });
  if (surface.live && lacking.length > 0) return because(lacking, "api_version");
  const unknown = SIDES.flatMap((side) => {
    const held = pair[side];
    return held.kind === "unknown" ? [{ side, why: held.why }] : [];
  });
  if (unknown.length > 0)
    return [...new Set(unknown.map(({ why }) => why))].flatMap((why) =>
      because(
        unknown.filter((one) => one.why === why).map(({ side }) => side),
        why,
      ),
    );
  const values = whyNotValues(pair, surface);
  return values === undefined ? [] : because(SIDES, values);
}

/** Why two values prove nothing; undefined: they can be compared. */
function whyNotValues(
  { row: { setting }, a, b }: Pair,
  { live }: Surface,
): NotComparedReason | undefined {
  if (a.kind !== "value" || b.kind !== "value") return undefined;
  if (setting.ofOneInstance) return "own_ids";
  return live && isForm(setting, a.value, b.value) ? "resolved_form" : undefined;
}

/** Whether one of two values that were read may be a resolved form of the other. */
function isForm(setting: Setting, one: Json, other: Json): boolean {
  const reading: Reading = { known: true, value: one, source: "backend_api" };
  return !comparable(setting, other, reading).known;
}

function isSame({ row: { setting }, a, b }: Pair, { live }: Surface): boolean {
  if (a.kind !== "value" || b.kind !== "value") return false;
  if (sameValue(setting, a.value, b.value)) return true;
  // Answers show one as the other.
  const { emptyReadsAs } = setting;
  return live && emptyReadsAs !== undefined && isEither(a.value, b.value, ["", emptyReadsAs]);
}

const isEither = (one: Json, other: Json, values: readonly Json[]): boolean =>
  values.includes(one) && values.includes(other);
