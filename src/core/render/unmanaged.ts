// What the instance has and the file doesn't name: what nobody watches.

import type { UnmanagedSetting } from "../plan/unmanaged.ts";
import { escapeText } from "../text/escape.ts";
import { line, span, type Line } from "../text/line.ts";
import { padTo, widthOf, wordsOf, wrap } from "../text/layout.ts";
import { UNREADABLE, type Reading } from "../value/reading.ts";
import { standingValue, type Values } from "./values.ts";
import { cellsOf, waysOnOf, type View } from "./view.ts";

/** How much of a line addresses may take before their values stand below. */
const NAMES = 0.6;

/** Those that can endanger somebody first; what can't be read says so. */
export function renderUnmanaged(
  unmanaged: readonly UnmanagedSetting[],
  view: View,
): readonly Line[] {
  if (unmanaged.length === 0) return [];
  const groups = [
    ["Not in the file, and nobody watches it; it bears on security or access:", true],
    ["Not in the file either:", false],
  ] as const;
  const width = cellsOf(view);
  const command = `${waysOnOf(view).pull} --add`;
  const next: readonly Line[] = [
    ...wrap(wordsOf("Take them into the file, with --only SECTION.SETTING one of them:"), {
      start: [span("  ")],
      hang: 4,
      width,
    }),
    line(`    ${command}`),
  ];
  const blocks = groups
    .map(([head, relevant]) => {
      const rows = unmanaged.filter(({ hazards }) => hazards.length > 0 === relevant);
      const frame = { start: [span("  ")], hang: 4, width, tone: "bold" } as const;
      return rows.length === 0
        ? []
        : [...wrap(wordsOf(head, "bold"), frame), ...renderRows(rows, view)];
    })
    .filter((block) => block.length > 0);
  return [...blocks, next].flatMap((block, index) => (index === 0 ? block : [line(""), ...block]));
}

function renderRows(rows: readonly UnmanagedSetting[], view: View): readonly Line[] {
  const width = cellsOf(view);
  const names = rows.map(({ address }) => widthOf(escapeText(address)));
  const column = Math.max(0, ...names.filter((cells) => cells <= width * NAMES));
  return rows.flatMap(({ address, live }): readonly Line[] => {
    const name = escapeText(address);
    const { parts, lines } = valuesOf(address, live, view);
    const head =
      widthOf(name) <= column
        ? wrap(parts, { start: [span(`  ${padTo(name, column)}  `)], hang: column + 4, width })
        : [line(`  ${name}`), ...wrap(parts, { start: [span("      ")], hang: 6, width })];
    return [...head, ...lines];
  });
}

const valuesOf = (address: string, live: Reading, view: View): Values =>
  live.known
    ? standingValue(address, live.value, view)
    : { parts: wordsOf(`can't be read: ${UNREADABLE[live.why]}`, "dim"), lines: [] };
