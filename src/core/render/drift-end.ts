// The two ways out of a drift, as commands to copy.

import type { Plan } from "../plan/plan.ts";
import { escapeText } from "../text/escape.ts";
import { line, type Line } from "../text/line.ts";
import { widthOf } from "../text/layout.ts";
import { inFileOrder } from "./changes.ts";
import { cellsOf, type View } from "./view.ts";

/** So many settings are named one by one. */
const NAMED = 3;

export function renderWaysOut(plan: Plan, view: View): readonly Line[] {
  const changes = inFileOrder(plan.changes.filter(({ from }) => from.known));
  if (changes.length === 0) return [];
  const flags = view.source?.flags ?? "";
  const given = flags && ` ${flags}`;
  const back = `clerkwork apply${given}`;
  const only = namesOf(changes).map((name) => ` --only ${escapeText(name)}`);
  const keep = `clerkwork pull${given}`;
  const together = `  Put it back: ${back}    Keep it: ${keep}${only.join("")}`;
  if (widthOf(together) <= cellsOf(view)) return [line(together)];
  const whole = `  Keep it: ${keep}${only.join("")}`;
  return [
    line(`  Put it back: ${back}`),
    ...(widthOf(whole) <= cellsOf(view)
      ? [line(whole)]
      : [`  Keep it: ${keep}`, ...only.map((one) => `   ${one}`)].map((text, index) =>
          line(`${text}${index < only.length ? " \\" : ""}`),
        )),
  ];
}

/** The settings; of many the sections that they are in. */
function namesOf(changes: Plan["changes"]): readonly string[] {
  const names = changes.map(({ address, section }) =>
    changes.length <= NAMED ? address : section,
  );
  return [...new Set(names)];
}
