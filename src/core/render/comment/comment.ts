// What a run comes to as one comment: headline, table, refusals, then the page of each environment as far as there is
// room. Headlines hold words of clerkwork's own and numbers; all else stands in code.

import { NOBODY, type RecordedCommand, type Stand } from "../../report/record.ts";
import { plural } from "../../text/line.ts";
import { inCode, inElement } from "../markdown-parts.ts";
import { NOT_READ } from "../offline-words.ts";
import { fill, sizeOf } from "./fill.ts";
import type { Part } from "./part.ts";

/** Where the run can be looked at. All of it is optional. */
export interface Whereabouts {
  /** The commit that was checked, 40 hex digits. */
  readonly commit?: string | undefined;
  /** An https address of the run. */
  readonly run?: string | undefined;
}

/** Bytes of UTF-8 that a comment takes at most. GitHub takes 65,536 characters. */
export const COMMENT_BYTES = 60_000;

export interface CommentText {
  readonly text: string;
  /** Whether something was left out for want of room: no basis for an approval then. */
  readonly truncated: boolean;
}

/** How much of the room the refusals and the table may take each, where there are pages to show as well. */
const SHARE = 1 / 4;

/** `bytes`: what the comment may take without its marker. */
export function renderComment(
  command: RecordedCommand,
  parts: readonly Part[],
  whereabouts: Whereabouts,
  bytes: number,
): CommentText {
  const head = `### clerkwork ${command}: ${headlineOf(command, parts)}`;
  const foot = footOf(whereabouts);
  const worst = worstFirst(parts);
  const share = Math.floor(bytes * SHARE);
  const table = fill(worst.map(rowOf), share, (left) => `| | … and ${left} more | | | | |`);
  const refused = fill(
    worst.flatMap((part) => part.refused),
    share,
    (left) => `- … and ${plural(left, "more refusal")}`,
  );
  // Of one environment, its page says what is refused and how that is lifted.
  const isOne = parts.length === 1;
  const blocks = [
    head,
    ...(parts.length > 0 ? [[...headsOf(command), ...table.lines].join("\n")] : []),
    ...(isOne || refused.lines.length === 0
      ? []
      : [["**Refused:**", "", ...refused.lines].join("\n")]),
  ];
  const used = sizeOf([...blocks, CUT, foot].join("\n\n"));
  const pages = pagesWithin(worst, isOne, bytes - used);
  const truncated = table.isCut || (!isOne && refused.isCut) || pages.isCut;
  const all = [...blocks, ...pages.blocks, ...(truncated ? [CUT] : []), ...(foot ? [foot] : [])];
  return { text: `${all.join("\n\n")}\n`, truncated };
}

const CUT =
  "**This comment was cut to fit: it is not a basis for an approval.** The log and the summary of the run have the rest.";

const headsOf = (command: RecordedCommand): readonly string[] => [
  `| | Environment | Instance | ${command === "plan" ? "Changes" : "Result"} | Refused | Read |`,
  "| --- | --- | --- | --- | --- | --- |",
];

const MARKS: Readonly<Record<Stand, string>> = {
  refused: "⛔",
  failed: "✗",
  partial: "✗",
  not_attempted: "–",
  changed: "~",
  offline: "?",
  clean: "✓",
};

const rowOf = ({ stand, cells }: Part): string => `| ${[MARKS[stand], ...cells].join(" | ")} |`;

const RANK: readonly Stand[] = [
  "refused",
  "partial",
  "failed",
  "changed",
  "offline",
  "not_attempted",
  "clean",
];

const worstFirst = (parts: readonly Part[]): readonly Part[] =>
  parts.toSorted((one, other) => RANK.indexOf(one.stand) - RANK.indexOf(other.stand));

const CHANGED: Readonly<Record<RecordedCommand, string>> = {
  plan: "to change",
  drift: "changed outside the file",
  apply: "applied",
};

/** What it comes to, in numbers. */
export function headlineOf(command: RecordedCommand, parts: readonly Part[]): string {
  const counts = parts.reduce((all, { stand }) => ({ ...all, [stand]: all[stand] + 1 }), NOBODY);
  if (counts.offline > 0 && counts.offline === parts.length) return NOT_READ;
  const sum = (of: "changes" | "refusals"): number =>
    parts.reduce((total, { numbers }) => total + numbers[of], 0);
  const said = (
    [
      [sum("changes"), CHANGED[command]],
      [command === "drift" ? 0 : sum("refusals"), "refused"],
      [counts.partial, "partly applied"],
      [counts.failed, "failed"],
      [counts.not_attempted, "not attempted"],
      [counts.offline, "offline"],
    ] as const
  ).filter(([count]) => count > 0);
  if (said.length > 0) return said.map(([count, word]) => `${count} ${word}`).join(", ");
  if (counts.refused > 0) return "refused";
  return command === "drift" ? "no drift" : "no changes";
}

function footOf({ commit, run }: Whereabouts): string {
  return [
    ...(commit ? [`Commit ${inCode(commit.slice(0, 7))}`] : []),
    ...(run ? [`[job summary](${run})`] : []),
  ].join(" · ");
}

/** Bytes of the shortest page. */
const LEAST = 300;

function pagesWithin(
  parts: readonly Part[],
  isOne: boolean,
  bytes: number,
): { readonly blocks: readonly string[]; readonly isCut: boolean } {
  const blocks: string[] = [];
  let left = bytes;
  let isCut = false;
  for (const part of parts) {
    if (part.stand === "not_attempted" || (!isOne && part.stand === "clean")) continue;
    const frame = (page: string): string => (isOne ? page : folded(part, page));
    const { page, isWhole } = pageIn(part, left - sizeOf(frame("")) - 2);
    isCut ||= !isWhole;
    if (page === "") continue;
    blocks.push(frame(page));
    left -= sizeOf(frame(page)) + 2;
  }
  return { blocks, isCut };
}

/** As much of a page as there is room for; empty: nothing is to be said, or there is no room for any of it. */
function pageIn(
  { page }: Part,
  room: number,
): { readonly page: string; readonly isWhole: boolean } {
  // In less room no page says anything: it is not even rendered.
  if (room < LEAST) return { page: "", isWhole: false };
  const whole = page(Infinity).trim();
  if (sizeOf(whole) <= room) return { page: whole, isWhole: true };
  const cut = page(room).trim();
  return { page: sizeOf(cut) <= room ? cut : "", isWhole: false };
}

const folded = ({ label }: Part, page: string): string =>
  `<details><summary>${inElement(label)}</summary>\n\n${page}\n\n</details>`;
