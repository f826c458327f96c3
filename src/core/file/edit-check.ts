// Whether an edited text says what it should: read back, and compared with what was asked for.

import type { Json } from "../../catalog/setting.ts";
import { sameValue } from "../value/compare.ts";
import { membersOf } from "./declarations.ts";
import { parseDocument } from "./document.ts";
import type { Edit } from "./edit-walk.ts";
import { stepsOf } from "./pointer.ts";

/** Whether the text after holds the data of the text before with the edits made, and nothing else. */
export function saysWhatItShould(before: string, after: string, edits: readonly Edit[]): boolean {
  const [old, now] = [before, after].map((text) => parseDocument("", text));
  if (!old?.ok || !now?.ok) return false;
  const expected = edits.reduce(
    (data, { pointer, value, removes }) =>
      removes ? without(data, stepsOf(pointer)) : withValue(data, stepsOf(pointer), value),
    old.document.data,
  );
  return sameValue(
    { comparison: "json" },
    inKeys(expected, edits),
    inKeys(now.document.data, edits),
  );
}

/** The data with a value at a place; objects that are missing on the way are made. */
function withValue(data: Json, steps: readonly string[], value: Json): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  const members = membersOf(data);
  return { ...members, [step]: withValue(members[step] ?? null, rest, value) };
}

/** The data without a place. */
function without(data: Json, steps: readonly string[]): Json {
  const [step = "", ...rest] = steps;
  const { [step]: inner, ...others } = membersOf(data);
  return inner === undefined || rest.length === 0
    ? others
    : { ...others, [step]: without(inner, rest) };
}

/** Lists without order as what tells their items apart, sorted. */
function inKeys(data: Json, edits: readonly Edit[]): Json {
  return edits.reduce((whole, { pointer, value, itemKey }) => {
    const steps = stepsOf(pointer);
    const there = steps.reduce<Json>((at, step) => membersOf(at)[step] ?? null, whole);
    if (!itemKey || !Array.isArray(value) || !Array.isArray(there)) return whole;
    return withValue(whole, steps, (there as readonly Json[]).map(itemKey).toSorted());
  }, data);
}
