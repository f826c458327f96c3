// The two ways out of a drift, as commands to copy.

import type { Change } from "../plan/change.ts";
import type { Plan } from "../plan/plan.ts";
import { escapeText } from "../text/escape.ts";
import { line, type Line } from "../text/line.ts";
import { widthOf } from "../text/layout.ts";
import { inFileOrder } from "./changes.ts";
import { cellsOf, waysOnOf, type View } from "./view.ts";

/** So many settings are named one by one. */
const NAMED = 3;

/** The ways out of a drift, as far as they go without a line's end. */
export interface WaysOut {
  readonly back: string;
  readonly keep: string;
  /** What `keep` is narrowed to: a flag each, with a blank before it. */
  readonly only: readonly string[];
}

/** Undefined: nothing has drifted. */
export function waysOut(changes: readonly Change[], view: View): WaysOut | undefined {
  const found = inFileOrder(changes.filter(({ from }) => from.known));
  if (found.length === 0) return undefined;
  const { apply: back, pull: keep } = waysOnOf(view);
  return {
    back,
    keep,
    only: namesOf(found).map((name) => ` --only ${escapeText(name)}`),
  };
}

export function renderWaysOut({ changes }: Plan, view: View): readonly Line[] {
  const ways = waysOut(changes, view);
  if (!ways) return [];
  const { back, keep, only } = ways;
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
function namesOf(changes: readonly Change[]): readonly string[] {
  const names = changes.map(({ address, section }) =>
    changes.length <= NAMED ? address : section,
  );
  return [...new Set(names)];
}
