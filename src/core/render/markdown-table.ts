// The changes of a plan as a table of Markdown, and lists that are too long for it, folded.

import type { Refusal } from "../finding/refusal.ts";
import type { Change, HazardMet } from "../plan/change.ts";
import type { PlanKind } from "../plan/plan.ts";
import { escapeText, showValue } from "../text/escape.ts";
import { UNREADABLE } from "../value/reading.ts";
import { asBlock, asProse, inCell, inElement } from "./markdown-parts.ts";
import { showItem } from "./value.ts";
import { sidesOf } from "./sides.ts";

/** In the order in which they are given. */
export function tableOf(
  changes: readonly Change[],
  refusals: readonly Refusal[],
  kind: PlanKind,
): string {
  const sides = kind === "drift" ? ["File", "Clerk"] : ["Live", "File"];
  return [
    `| Setting | ${sides.join(" | ")} | Risk |`,
    "| --- | --- | --- | --- |",
    ...changes.map((change) => rowOf(change, refusals, kind)),
  ].join("\n");
}

function rowOf(change: Change, refusals: readonly Refusal[], kind: PlanKind): string {
  const { before, after, note } = sidesOf(change, kind);
  const { address, at, from } = change;
  const place = kind === "rollback" ? "" : `<br>${inCell(escapeText(`${at.file}:${at.line}`))}`;
  const first = from.known ? inCell(before) : `not known: ${asProse(UNREADABLE[from.why])}`;
  const last = `${inCell(after)}${note && ` ${inCell(note)}`}`;
  const fixed = refusals.filter((one) => one.address === address && one.allow === null);
  const risks = [
    ...fixed.map(({ message }) => `✗ ${inCell(escapeText(message))}`),
    ...risksOf(change),
  ];
  return `| ${[inCell(escapeText(address)) + place, first, last, risks.join("<br>")].join(" | ")} |`;
}

/** The dangers of a change, each as a part of a cell. */
export const risksOf = ({ hazards }: Pick<Change, "hazards">): readonly string[] =>
  hazards.map(riskOf);

function riskOf({ hazard, says, blocked, consent }: HazardMet): string {
  const danger = `${blocked ? "✗" : "⚠"} **${asProse(hazard)}**: ${asProse(escapeText(says))}`;
  if (!consent) return danger;
  if (consent.by === "flag") return `${danger}<br>allowed by ${inCell(escapeText(consent.flag))}`;
  const { at, reason, until } = consent;
  const place = inCell(escapeText(`${at.file}:${at.line}`));
  return `${danger}<br>consented: ${place} ${inCell(showValue(reason))}, until ${inCell(escapeText(until))}`;
}

/** What keeps a plan from being applied, then what endangers somebody, then what is not known, then the rest. */
export function worstFirst(
  changes: readonly Change[],
  refusals: readonly Refusal[],
): readonly Change[] {
  const refused = new Set(refusals.map(({ address }) => address));
  const rank = ({ address, hazards, from }: Change): number => {
    if (refused.has(address)) return 0;
    if (hazards.length > 0) return 1;
    return from.known ? 3 : 2;
  };
  return changes.toSorted((one, other) => rank(one) - rank(other));
}

/** Characters a line of items takes. */
const WIDTH = 100;

/** The items of long lists, each list folded under its name. */
export const foldedLists = (changes: readonly Change[], kind: PlanKind): readonly string[] =>
  changes.flatMap((change) => {
    const { removed, added, note } = sidesOf(change, kind);
    if (removed.length + added.length === 0) return [];
    const lines = [
      ...filled(removed.map(showItem)).map((text) => `- ${text}`),
      ...filled(added.map(showItem)).map((text) => `+ ${text}`),
    ];
    const name = inElement(`${escapeText(change.address)}${note && ` ${note}`}`);
    return [`<details><summary>${name}</summary>\n\n${asBlock("diff", lines)}\n\n</details>`];
  });

/** Items on as few lines as they fit, none of them broken. */
function filled(items: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.pop();
    if (last === undefined) lines.push(item);
    else if (last.length + item.length < WIDTH) lines.push(`${last} ${item}`);
    else lines.push(last, item);
  }
  return lines;
}
