// The edits of a pull, made in the text of the file.

import { CATALOG } from "../catalog/catalog.ts";
import type { Json, Setting } from "../catalog/setting.ts";
import { editText, type Edit, type LostComment } from "../core/file/edit.ts";
import { pointerOf } from "../core/file/pointer.ts";
import { foldItem, normalise } from "../core/value/compare.ts";
import type { PlacedEdit } from "./pull-edits.ts";

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
  const edits = placed.map((one) => ({
    one,
    edits: editsOf(one.row.setting, one.pointer, one.from, one.value),
  }));
  const made = editText(
    text,
    edits.flatMap((each) => each.edits),
    ORDER,
  );
  const refused = edits.flatMap(({ one, edits: own }) => {
    const found = made.refused.find(({ edit }) => own.includes(edit));
    return found ? [[one, found.why] as const] : [];
  });
  return { text: made.text, refused: new Map(refused), comments: made.comments };
}

/** Objects with the same members are edited member by member. */
function editsOf(
  setting: Setting,
  pointer: string,
  from: Json | undefined,
  value: Json,
): readonly Edit[] {
  if (isObject(from) && isObject(value)) {
    const names = Object.keys(value);
    const isAlike =
      names.length === Object.keys(from).length && names.every((name) => Object.hasOwn(from, name));
    if (isAlike)
      return names
        .filter(
          (name) =>
            JSON.stringify(normalise(setting, from[name] ?? null)) !==
            JSON.stringify(normalise(setting, value[name] ?? null)),
        )
        .flatMap((name) =>
          editsOf(setting, pointerOf(pointer, name), from[name], value[name] ?? null),
        );
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
