// What a promotion did, for people; each edit with what it will endanger when it is applied.

import { CATALOG } from "../../catalog/catalog.ts";
import { isCollection } from "../../catalog/item-row.ts";
import type { PromoteReport } from "../report/promote.ts";
import { escapeText } from "../text/escape.ts";
import { wrapText } from "../text/layout.ts";
import { plural, type Line } from "../text/line.ts";
import { layNext, type Next } from "./command-lines.ts";
import { renderLeftOut, showComment, showRefused } from "./pull.ts";
import { showEdit } from "./pulled-edit.ts";

export interface PromoteView {
  /** How wide a line may be. */
  readonly columns: number;
  /** Whether nothing was written because nothing was to be. */
  readonly dryRun: boolean;
  /** Commands: to plan the second side, to promote once more. */
  readonly next: { readonly plan: string; readonly again: string };
}

export function renderPromote(report: PromoteReport, view: PromoteView): readonly Line[] {
  const { columns } = view;
  return [
    ...report.edits.flatMap((edit) => showEdit({ ...edit, also_for: [] }, columns)),
    ...report.comments_removed.flatMap((one) => showComment(one, columns)),
    ...report.refused.flatMap((one) => showRefused(one, columns)),
    ...renderLeftOut({ ...report, created: false }, columns),
    ...wrapText(conclusionOf(report, view), { width: columns, tone: "bold" }),
    ...consentsOf(report, columns),
    ...nextOf(report, view).flatMap((next) => layNext(next, columns)),
  ];
}

function conclusionOf(
  { file, a, b, written, edits, refused }: PromoteReport,
  { dryRun }: PromoteView,
): string {
  const [name, from, to] = [file, a.name, b.name].map(escapeText);
  const lists = edits.filter(({ address }) => isItemList(address)).length;
  const counts = [
    ...(edits.length > lists ? [plural(edits.length - lists, "setting")] : []),
    ...(lists > 0 ? [plural(lists, "list")] : []),
  ];
  const count = `${counts.join(" and ")} of ${from}`;
  const left = refused.length === 0 ? "" : `; ${refused.length} could not be edited safely`;
  if (written) return `${name}: ${count} written to ${to}${left}. Clerk was sent nothing.`;
  if (dryRun && edits.length > 0)
    return `${name}: ${count} would be written to ${to}${left}. Nothing was.`;
  return refused.length > 0
    ? `${name}: nothing was written${left}.`
    : `${name}: nothing to write for ${to}.`;
}

/** Whether an address is that of a collection's list. */
const isItemList = (address: string): boolean =>
  CATALOG.some((section) => isCollection(section) && address.startsWith(`${section.name}.`));

/** Dangers that apply refuses until somebody consents; an instance that is not known may not meet them. */
function consentsOf({ edits }: PromoteReport, columns: number): readonly Line[] {
  const blocked = edits.filter(({ hazards }) => hazards.some((one) => one.blocked));
  if (blocked.length === 0) return [];
  const before = blocked.length === 1 ? "it is" : "they are";
  const words = `${blocked.length} of these may need consent before ${before} applied: plan says how to give it.`;
  return wrapText(words, { width: columns, tone: "danger" });
}

function nextOf(
  { written, edits, refused }: PromoteReport,
  { dryRun, next: { plan, again } }: PromoteView,
): readonly Next[] {
  if (refused.length > 0) return [["Write those lines out, or change them by hand; then:", again]];
  if (dryRun && edits.length > 0) return [["To write it: the same without --dry-run"]];
  return written ? [["Next:", plan]] : [];
}
