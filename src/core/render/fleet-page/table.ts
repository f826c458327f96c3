// The table of the page: instances by settings, a sign in each cell and its words for who does not see it.

import { STANDS, type Counts, type RecordedCommand, type Stand } from "../../report/record.ts";
import { escapeHtml, htmlOf } from "../../text/html.ts";
import { MARKS, type Mark } from "./marks.ts";
import type { Column, PageRow } from "./rows.ts";

const STAND_SAYS: Readonly<Record<Stand, string>> = {
  changed: "to change",
  clean: "in sync",
  refused: "refused",
  partial: "partly applied",
  failed: "failed",
  not_attempted: "not attempted",
  offline: "offline, not read",
};

const CHANGED: Readonly<Record<RecordedCommand, string>> = {
  plan: STAND_SAYS.changed,
  drift: "drifted",
  apply: "applied",
};

const saysOf = (stand: Stand, command: RecordedCommand): string =>
  stand === "changed" ? CHANGED[command] : STAND_SAYS[stand];

/** How many stand how: a list to read. */
export const countsList = (counts: Counts, command: RecordedCommand): string =>
  `<ul class=counts>${present(counts)
    .map((stand) => `<li class=${stand}><b>${counts[stand]}</b> ${saysOf(stand, command)}</li>`)
    .join("")}</ul>`;

/** The same as boxes to tick; in sync is ticked where there is nothing else. */
export function statusBoxes(counts: Counts, command: RecordedCommand): string {
  const stands = present(counts);
  return stands
    .map((stand) => {
      const isTicked = stand !== "clean" || stands.length === 1;
      return `<label><input type=checkbox name=stand value=${stand}${isTicked ? " checked" : ""}> ${saysOf(stand, command)}</label>`;
    })
    .join("\n");
}

/** In sync last, as it is said elsewhere. */
const present = (counts: Counts): readonly Stand[] =>
  [...STANDS.filter((stand) => stand !== "clean"), "clean" as const].filter(
    (stand) => counts[stand] > 0,
  );

/** The marks that stand in the table, and what nothing means. */
export function legend(rows: readonly PageRow[]): string {
  const used = new Set<Mark>(
    rows.flatMap(({ findings }) => [...findings.values()].map(({ mark }) => mark)),
  );
  if (rows.some(({ isUnread }) => isUnread)) used.add("u");
  const entries = (Object.keys(MARKS) as Mark[])
    .filter((mark) => used.has(mark))
    .map(
      (mark) => `<div><dt class=${mark}>${MARKS[mark].sign}</dt><dd>${MARKS[mark].says}</dd></div>`,
    );
  return `<dl class=legend aria-label=Signs>${entries.join("")}<div><dt>blank</dt><dd>not declared, or not recorded</dd></div></dl>`;
}

export function table(rows: readonly PageRow[], columns: readonly Column[]): string {
  const heads = columns.map(({ address }) => `<th scope=col>${nameOf(address)}`).join("");
  return `<table id=fleet>
<caption class=hidden>How each setting stands in each environment</caption>
<thead><tr><th scope=col>Environment<th scope=col>Status${heads}</thead>
<tbody>
${rows.map((row) => rowOf(row, columns)).join("\n")}
</tbody></table>`;
}

/** May break behind dots and underscores. */
function nameOf(address: string): string {
  const [section = "", ...rest] = address.split(".");
  const name = escapeHtml(rest.join(".")).replaceAll(/[_.]/g, "$&<wbr>");
  return `<span>${escapeHtml(section)}.</span><wbr>${name}`;
}

const CELLS = Object.fromEntries(
  Object.entries(MARKS).map(([mark, { sign, says }]) => [
    mark,
    // Most cells are in sync: theirs is the shortest.
    `<td${mark === "s" ? "" : ` class=${mark}`}>${sign}<i>${says}</i>`,
  ]),
) as Readonly<Record<Mark, string>>;

function rowOf(row: PageRow, columns: readonly Column[]): string {
  const { label, stand, says, why, isProduction, isUnread, findings } = row;
  const cells = columns.map(({ address }) => {
    const mark = findings.get(address)?.mark ?? (isUnread ? "u" : undefined);
    return mark ? CELLS[mark] : "<td>";
  });
  const reason = why === "" ? "" : ` <small>${htmlOf(why)}</small>`;
  const type = isProduction ? " <small>production</small>" : "";
  return `<tr class=${stand}><th scope=row><span>${htmlOf(label)}</span>${type}<td>${htmlOf(says)}${reason}${cells.join("")}`;
}
