// An item as a file that is pulled has it: without its key, and without what Clerk takes by itself. Pure.

import type { Json, Setting } from "../../catalog/setting.ts";

/** What a file has in place of a secret that nothing shows; the person who pulls writes the variable's name. */
const TO_BE_NAMED = "CHANGE_ME";

/**
 * The members that stand below the key. What nothing shows, and what must stand beside a member all the same, is there to
 * be filled in.
 */
export function itemAsPulled(holds: readonly Setting[], item: Json): Json {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return {};
  const shown = item as Readonly<Record<string, Json>>;
  const needed = holds
    .filter(({ name, needsBeside }) => needsBeside && shown[name] === true)
    .flatMap(({ needsBeside = [] }) => needsBeside);
  const members = holds.flatMap(({ name, createdAs }): readonly [string, Json][] => {
    const value = Object.hasOwn(shown, name) ? shown[name] : undefined;
    if (value === undefined) return needed.includes(name) ? [[name, TO_BE_NAMED]] : [];
    const isDefault =
      typeof createdAs === "object" && JSON.stringify(createdAs.value) === JSON.stringify(value);
    return isDefault && !needed.includes(name) ? [] : [[name, value]];
  });
  return Object.fromEntries(members);
}
