// An offline plan as a page of Markdown, for a pull request or a job's summary.

import type { Change } from "../plan/change.ts";
import { inFileOrder } from "../plan/file-order.ts";
import type { OfflinePlan } from "../plan/offline.ts";
import { escapeText, showValue } from "../text/escape.ts";
import { plural } from "../text/line.ts";
import { asProse, inCell, inCode } from "./markdown-parts.ts";
import { foldedLists, risksOf, worstFirst } from "./markdown-table.ts";
import { baseNameOf, NOT_READ, sayConsents, summariseOffline } from "./offline-words.ts";
import { showCut } from "./value.ts";
import { sidesOf } from "./sides.ts";
import type { PageView } from "./markdown.ts";

/** Of one that is too large for `view.bytes`, as many rows as fit, the worst first, and how many are left out. */
export function offlineMarkdown(plan: OfflinePlan, view: PageView = {}): string {
  const count = plan.added.length + plan.changed.length + plan.removed.length;
  const { bytes = Infinity } = view;
  const fits = (text: string): boolean => new TextEncoder().encode(text).length <= bytes;
  const whole = pageOf(plan, view, count, true);
  if (fits(whole)) return whole;
  let [low, high] = [0, count];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(pageOf(plan, view, middle, false))) low = middle;
    else high = middle - 1;
  }
  return pageOf(plan, view, low, false);
}

function pageOf(plan: OfflinePlan, view: PageView, count: number, isWhole: boolean): string {
  const changes = inFileOrder([...plan.added, ...plan.changed]);
  const total = changes.length + plan.removed.length;
  const ordered = count < total ? worstFirst(changes, []) : changes;
  const rows = [...ordered.map(rowOf), ...plan.removed.map(removedRow)].slice(0, count);
  const blocks: readonly (readonly string[])[] = [
    [
      ...(view.within ? [] : [headingOf(plan)]),
      asProse([summariseOffline(plan), sayConsents(plan)].filter(Boolean).join(" ")),
      whereOf(plan, view),
    ],
    rows.length > 0
      ? [["| Setting | Base | File | Risk |", "| --- | --- | --- | --- |", ...rows].join("\n")]
      : [],
    count < total
      ? [`… and ${plural(total - count, "more setting")}; the job's log has the whole plan.`]
      : [],
    isWhole ? foldedLists(changes, "plan") : [],
    isWhole ? beside(plan) : [],
  ];
  return `${blocks.flat().join("\n\n")}\n`;
}

const headingOf = ({ environment }: OfflinePlan): string =>
  [
    "### clerkwork plan",
    ...(environment === null ? [] : [inCode(escapeText(environment))]),
    NOT_READ,
  ].join(" · ");

function whereOf(plan: OfflinePlan, { source }: PageView): string {
  const { environment_type: type } = plan;
  const base = baseNameOf(plan);
  return [
    ...(source ? [inCode(escapeText(source.file))] : []),
    base === null ? "against nothing" : `against ${inCode(base)}`,
    ...(type === null ? [] : [`${type} instance`]),
  ].join(" · ");
}

function rowOf(change: Change): string {
  const { address, at, from } = change;
  const { before, after, note } = sidesOf(change, "plan");
  const place = `<br>${inCell(escapeText(`${at.file}:${at.line}`))}`;
  const first = from.known ? inCell(before) : "not declared; live value not read";
  const last = `${inCell(after)}${note && ` ${inCell(note)}`}`;
  const hazards = change.hazards.map((met) => ({ ...met, blocked: false }));
  return `| ${[inCell(escapeText(address)) + place, first, last, risksOf({ hazards }).join("<br>")].join(" | ")} |`;
}

const removedRow = ({ address, value }: OfflinePlan["removed"][number]): string =>
  `| ${[inCell(escapeText(address)), inCell(showCut(value)), "no longer managed: nothing is sent for it", ""].join(" | ")} |`;

function beside({ ignored, warnings, notes }: OfflinePlan): readonly string[] {
  const items = [
    ...ignored.map(
      ({ address, reason, until }) =>
        `${inCode(escapeText(address))} is ignored until ${inCode(escapeText(until))}: ${inCode(showValue(reason))}`,
    ),
    ...notes.map(({ message }) => inCode(escapeText(message))),
    ...warnings.map(
      ({ address, message }) =>
        `⚠ ${address ? `${inCode(escapeText(address))}: ` : ""}${inCode(escapeText(message))}`,
    ),
  ];
  return items.length === 0 ? [] : [items.map((item) => `- ${item}`).join("\n")];
}
