// What may stand behind a key that has nothing behind it.

import { inEnvironment } from "./pointer.ts";

/** Keys of a list of reviewed entries. */
const LISTS: ReadonlySet<string> = new Set(["consents", "ignore", "allowed_differences"]);

/** How to mend an empty value, as the end of a sentence; `steps` lead to its key. */
export function emptyHint(steps: readonly string[]): string {
  const [key = ""] = steps;
  if (key === "environments") {
    const [, name] = steps;
    if (name === undefined) return "; list an environment below it, or delete the line";
    if (steps.length === 2) return `: write ${name}: {} for an environment that adds nothing`;
  }
  const [first = "", ...deeper] = inEnvironment(steps);
  const isKey = deeper.length === 0;
  if (LISTS.has(first))
    return isKey
      ? "; list an entry below it, or delete the line"
      : "; write it, or delete the entry";
  if (["target", "version", "api_version"].includes(first)) return "; delete the line";
  return `; delete the line to leave the ${isKey ? "section" : "setting"} alone`;
}
