// What a pull did, for people.

import { sayCounted } from "./counted.ts";
import { parseItemAddress } from "../../catalog/item-row.ts";
import type { LeftOutCode } from "../finding/left-out.ts";
import {
  type PulledEdit,
  type PulledSkip,
  type PullReport,
  type Declares,
} from "../report/pull.ts";
import { layNext, type Next } from "./command-lines.ts";
import { escapeText } from "../text/escape.ts";
import { wrapText } from "../text/layout.ts";
import { line, type Line } from "../text/line.ts";
import { refusedOf, remedyOf } from "./pull-refused.ts";
import { entry, nameOf, showEdit } from "./pulled-edit.ts";

export interface PullView {
  /** How wide a line may be. */
  readonly columns: number;
  /** Whether nothing was written because nothing was to be. */
  readonly dryRun: boolean;
  readonly declares: Declares;
  /** Commands for the same file and environments: to plan, to pull once more, to take in what the file does not name. */
  readonly next: { readonly plan: string; readonly again: string; readonly add: string };
}

export function renderPull(report: PullReport, view: PullView): readonly Line[] {
  const { columns, dryRun } = view;
  const { created, edits, refused, comments_removed: comments } = report;
  return [
    ...(created ? [] : edits.filter((edit) => !dryRun || reaches(edit))).flatMap((edit) =>
      showEdit(edit, columns),
    ),
    ...(created || dryRun ? [] : comments.flatMap((one) => showComment(one, columns))),
    ...refused.flatMap((one) => showRefused(one, columns)),
    ...renderLeftOut(report, columns),
    ...wrapText(conclusionOf(report, view), { width: columns, tone: "bold" }),
    ...nextOf(report, view).flatMap((next) => layNext(next, columns)),
  ];
}

/** What a patch of the file doesn't show: environments that nobody asked about, dangers, and how long lists differ. */
const reaches = (edit: PulledEdit): boolean =>
  edit.also_for.length > 0 ||
  (edit.hazards ?? []).length > 0 ||
  (Array.isArray(edit.from) && Array.isArray(edit.to));

export const showRefused = (
  {
    address,
    environment,
    why,
  }: Pick<PullReport["refused"][number], "address" | "environment" | "why">,
  columns: number,
): readonly Line[] =>
  entry(
    "✗ ",
    `${nameOf({ address, environment })}: not written, ${escapeText(why)}`,
    columns,
    "danger",
  );

/** How much of a comment is shown. Code points. */
const LONGEST_COMMENT = 100;

export function showComment(
  { line: at, text }: PullReport["comments_removed"][number],
  columns: number,
): readonly Line[] {
  const points = [...text];
  const shown = points.slice(0, LONGEST_COMMENT).join("");
  const more = points.length > LONGEST_COMMENT ? "…" : "";
  return entry(
    "− ",
    `comment removed: ${escapeText(shown)}${more} (stood in line ${at})`,
    columns,
    "remove",
  );
}

/** Reasons that say nothing new of a setting that the file names. */
const EXPECTED: readonly LeftOutCode[] = ["other_type", "deprecated"];

/** What is not in the file, and why; nothing where nothing is to say. */
export function renderLeftOut(
  { created, skipped }: Pick<PullReport, "created" | "skipped">,
  columns: number,
): readonly Line[] {
  const shown = created ? skipped.filter(({ code }) => !EXPECTED.includes(code)) : skipped;
  const say = ([one, ...others]: Alike): readonly Line[] =>
    entry(
      "",
      `${nameOf(others.length === 0 ? one : { ...one, address: collectionOf(one) })}: ${
        others.length === 0 ? "" : `${others.length + 1} items: `
      }${escapeText(one.why)}`,
      columns,
      one.code === "secret" ? "danger" : "dim",
    );
  return shown.length === 0 ? [] : [line("Left out:"), ...alike(shown).flatMap(say), line("")];
}

type Alike = readonly [PulledSkip, ...PulledSkip[]];

/** The name of the collection that an address is of; of a setting, the address. */
const collectionOf = ({ address }: PulledSkip): string =>
  parseItemAddress(address)?.collection ?? address;

/** Items of one collection that are left out for one reason stand together. */
function alike(skipped: readonly PulledSkip[]): readonly Alike[] {
  const groups = new Map<string, [PulledSkip, ...PulledSkip[]]>();
  for (const one of skipped) {
    const { environment, code, why } = one;
    const key = JSON.stringify([collectionOf(one), environment, code, why]);
    const group = groups.get(key);
    if (group && parseItemAddress(one.address)) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

function conclusionOf(
  { file, created, written, edits, refused, skipped }: PullReport,
  { dryRun, declares }: Pick<PullView, "dryRun" | "declares">,
): string {
  const name = escapeText(file);
  const count = sayCounted(edits.map(({ address }) => address));
  const left = refusedOf(refused);
  const more = left === "" ? "" : `; ${left}`;
  if (written)
    return created ? `${name} was written: ${count}.` : `${name}: ${count} written${more}.`;
  if (dryRun && edits.length > 0) return `${name}: ${count} would be written${more}. Nothing was.`;
  if (left !== "") return `${name}: nothing was written: ${left}.`;
  return `${name}: nothing to write${NOTHING[declares](skipped.length > 0)}`;
}

const NOTHING: Readonly<Record<Declares, (leavesOut: boolean) => string>> = {
  asked: (leavesOut) =>
    leavesOut
      ? ": apart from what is left out, it says what the instance has."
      : ", it says what the instance has.",
  others: () => ", because it declares nothing of what --only names.",
  nothing: () => ", because it names no setting.",
};

function nextOf(
  { created, written, edits, refused }: PullReport,
  { dryRun, next: { plan, again, add }, declares }: PullView,
): readonly Next[] {
  if (declares === "nothing") return [["Take the instance's settings in:", add]];
  if (declares === "others") return [["Take it in:", add]];
  if (refused.length > 0) return [[`${remedyOf(refused)}; then:`, again]];
  if (dryRun && edits.length > 0) return [["To write it: the same without --dry-run"]];
  if (created && written) return [["Next:", plan, ", which says that nothing changes"]];
  return written ? [["Next:", plan]] : [];
}
