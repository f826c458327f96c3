// The edits of a pull, made in the text of the file.

import { CATALOG } from "../catalog/catalog.ts";
import type { Json, Setting } from "../catalog/setting.ts";
import { editText, type Edit, type LostComment } from "../core/file/edit.ts";
import { pointerOf } from "../core/file/pointer.ts";
import { foldItem, normalise } from "../core/value/compare.ts";
import type { PlacedEdit } from "./pull-places.ts";

/** Keys in the order in which new ones are put, at the top and in environments. */
const ORDER = [
  "version",
  "api_version",
  "target",
  ...CATALOG.map(({ name }) => name),
  "environments",
  "consents",
  "ignore",
  "allowed_differences",
];

/** The text with the values in their places, and what could not be put there safely. */
export function writeEdits(
  text: string,
  placed: readonly PlacedEdit[],
): {
  readonly text: string;
  readonly refused: ReadonlyMap<PlacedEdit, string>;
  readonly comments: readonly LostComment[];
} {
  let edits = placed.map((one) => ({
    one,
    edits: one.removes
      ? [{ pointer: one.pointer, value: null, removes: true as const }]
      : editsOf(one.row.setting, one.pointer, one.from, one.value),
  }));
  const make = (): ReturnType<typeof editText> =>
    editText(
      text,
      edits.flatMap((each) => each.edits),
      ORDER,
    );
  let made = make();
  // What can't be edited member by member may be replaced whole.
  const isRefused = (own: readonly Edit[]): boolean =>
    made.refused.some(({ edit }) => own.includes(edit));
  if (edits.some(({ edits: own }) => own.length > 1 && isRefused(own))) {
    edits = edits.map(({ one, edits: own }) =>
      own.length > 1 && isRefused(own)
        ? { one, edits: [{ pointer: one.pointer, value: one.value }] }
        : { one, edits: own },
    );
    made = make();
  }
  const refused = edits.flatMap(({ one, edits: own }) => {
    const found = made.refused.find(({ edit }) => own.includes(edit));
    return found ? [[one, found.why] as const] : [];
  });
  return { text: made.text, refused: new Map(refused), comments: made.comments };
}

/** Objects are edited member by member. */
function editsOf(
  setting: Setting,
  pointer: string,
  from: Json | undefined,
  value: Json,
): readonly Edit[] {
  if (isObject(from) && isObject(value)) {
    const formOf = (one: Json | undefined): string =>
      one === undefined ? "" : JSON.stringify(normalise(setting, one));
    const names = [...new Set([...Object.keys(from), ...Object.keys(value)])];
    return names
      .filter((name) => formOf(from[name]) !== formOf(value[name]))
      .flatMap((name): readonly Edit[] => {
        const place = pointerOf(pointer, name);
        const now = value[name];
        return now === undefined
          ? [{ pointer: place, value: null, removes: true }]
          : editsOf(setting, place, from[name], now);
      });
  }
  const isLoose = setting.comparison === "set" || setting.comparison === "unordered";
  const itemKey = (item: Json): string =>
    JSON.stringify(
      setting.comparison === "set" ? foldItem(setting, item) : normalise(setting, item),
    );
  return [isLoose && Array.isArray(value) ? { pointer, value, itemKey } : { pointer, value }];
}

const isObject = (value: Json | undefined): value is Readonly<Record<string, Json>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
