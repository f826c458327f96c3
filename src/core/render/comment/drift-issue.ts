// The text of the issue that stays open while something differs: what differs since when, what was read, the ways out.

import type { Change } from "../../plan/change.ts";
import { withoutLagging } from "../../plan/lag.ts";
import { escapeText } from "../../text/escape.ts";
import { plural } from "../../text/line.ts";
import { asBlock, inCell, inCode } from "../markdown-parts.ts";
import { risksOf } from "../markdown-table.ts";
import { sidesOf } from "../sides.ts";
import type { Whereabouts } from "./comment.ts";
import { fill } from "./fill.ts";
import type { Plan } from "../../plan/plan.ts";

/** One environment that was looked at, or could not be. */
export interface Watched {
  readonly label: string;
  /** Undefined: it could not be read. */
  readonly plan: Plan | undefined;
  /** What brings the file's values back, and what keeps Clerk's: commands, safe to show. */
  readonly ways: { readonly apply: string; readonly pull: string };
}

/** Since when each setting differs: dates YYYY-MM-DD, by environment and address with a blank between. */
export type FirstSeen = Readonly<Record<string, string>>;

export interface DriftIssue {
  readonly title: string;
  readonly body: string;
}

/** What the table may take of an issue, which GitHub ends at 65,536 characters. */
const TABLE_BYTES = 40_000;

/**
 * What differs, by environment and address with a blank between; and of `known` what could not be read this time,
 * which is not known to be as the file says.
 */
export function driftKeys(
  watched: readonly Watched[],
  known: readonly string[],
): readonly string[] {
  return [...foundIn(watched).map(({ key }) => key), ...unreadOf(watched, known)];
}

/** Of what is known to have differed, what could not be read this time. */
function unreadOf(watched: readonly Watched[], known: readonly string[]): readonly string[] {
  const unread = new Set(
    watched.flatMap(({ label, plan }) =>
      (plan?.coverage.unreadable ?? []).map(({ address }) => `${label} ${address}`),
    ),
  );
  const unseen = watched.filter(({ plan }) => plan === undefined);
  return known.filter(
    (key) => unread.has(key) || unseen.some(({ label }) => key.startsWith(`${label} `)),
  );
}

interface Found {
  readonly label: string;
  readonly change: Change;
  readonly key: string;
}

const foundIn = (watched: readonly Watched[]): readonly Found[] =>
  watched.flatMap(({ label, plan }) =>
    plan
      ? withoutLagging(plan).map((change) => ({ label, change, key: `${label} ${change.address}` }))
      : [],
  );

/** Whether something differs, as far as could be looked: without that, no issue is opened. */
export const hasDrift = (watched: readonly Watched[]): boolean => foundIn(watched).length > 0;

/**
 * Whether everything was looked at, nothing differs, and what is `known` to have differed was read: only then may the
 * issue be closed.
 */
export const isInSync = (watched: readonly Watched[], known: readonly string[]): boolean =>
  driftKeys(watched, known).length === 0 && watched.every(({ plan }) => plan !== undefined);

export function driftIssueOf(
  watched: readonly Watched[],
  since: FirstSeen,
  whereabouts: Whereabouts,
): DriftIssue {
  const found = foundIn(watched);
  const unseen = watched.filter(({ plan }) => plan === undefined);
  const rows = [
    ...found.map(({ label, change, key }) => rowOf(label, change, since[key] ?? "")),
    ...unreadRows(watched, since),
  ];
  const names = watched
    .map(({ label }) => label)
    .filter((label) => Object.keys(since).some((key) => key.startsWith(`${label} `)));
  return {
    title: titleOf(Math.max(found.length, Object.keys(since).length), names),
    body: [
      headOf(found.length, unseen.length + unreadRows(watched, since).length),
      ...(rows.length > 0 ? [tableOf(rows)] : []),
      ...(unseen.length > 0 ? [unseenOf(unseen)] : []),
      coverageOf(watched),
      ...watched
        .filter(({ label }) => names.includes(label))
        .slice(0, 20)
        .map(({ label, ways }) =>
          [
            `${inCode(escapeText(label))}: put it back, or keep it.`,
            "",
            asBlock("sh", [ways.apply, ways.pull]),
          ].join("\n"),
        ),
      "Who changed it is not known: Clerk's Backend API tells of no author.",
      footOf(whereabouts),
    ]
      .filter(Boolean)
      .join("\n\n"),
  };
}

const NAMED = 3;

/** Names are plain words in a title, where no markup is read. */
function titleOf(count: number, names: readonly string[]): string {
  if (count === 0) return "Clerk drift: settled";
  const more = names.length - NAMED;
  const listed = [...names.slice(0, NAMED).map(safeName), ...(more > 0 ? [`${more} more`] : [])];
  const where = names.length === 0 ? "" : ` (${listed.join(", ")})`;
  return `Clerk drift: ${plural(count, "setting")} ${count === 1 ? "differs" : "differ"}${where}`;
}

const safeName = (name: string): string => name.replaceAll(/[^\w.:/-]/g, "?");

function headOf(count: number, unseen: number): string {
  if (count > 0)
    return `${plural(count, "setting")} ${count === 1 ? "was" : "were"} changed outside the file.`;
  return unseen > 0
    ? "Nothing that could be read differs, and not everything could be read."
    : "Nothing differs any more.";
}

const tableOf = (rows: readonly string[]): string =>
  [
    "| Setting | File | Clerk | First seen | Risk |",
    "| --- | --- | --- | --- | --- |",
    ...fill(rows, TABLE_BYTES, (left) => `| … and ${left} more | | | | |`).lines,
  ].join("\n");

function rowOf(label: string, change: Change, since: string): string {
  const { before, after, note } = sidesOf(change, "drift");
  const { file, line } = change.at;
  const cells = [
    `${inCell(escapeText(label))} ${inCell(escapeText(change.address))}<br>${inCell(escapeText(`${file}:${line}`))}`,
    inCell(before),
    `${inCell(after)}${note && ` ${inCell(note)}`}`,
    since,
    risksOf(change).join("<br>"),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** What differed the last time that it was read. */
const unreadRows = (watched: readonly Watched[], since: FirstSeen): readonly string[] =>
  watched
    .filter(({ plan }) => plan !== undefined)
    .flatMap((one) =>
      unreadOf([one], Object.keys(since)).map(
        (key) =>
          `| ${inCell(escapeText(one.label))} ${inCell(escapeText(key.slice(one.label.length + 1)))} | | not read this time | ${since[key] ?? ""} | |`,
      ),
    );

const unseenOf = (unseen: readonly Watched[]): string =>
  [
    `${plural(unseen.length, "environment")} could not be read; the log of the run says why:`,
    "",
    ...unseen.slice(0, 20).map(({ label }) => `- ${inCode(escapeText(label))}`),
  ].join("\n");

function coverageOf(watched: readonly Watched[]): string {
  const covered = watched.flatMap(({ plan }) => plan?.coverage ?? []);
  const sum = (of: "declared" | "read"): number =>
    covered.reduce((total, one) => total + one[of], 0);
  return `${sum("read")} of ${plural(sum("declared"), "declared setting")} could be read.`;
}

const footOf = ({ commit, run }: Whereabouts): string =>
  [
    ...(commit ? [`Commit ${inCode(commit.slice(0, 7))}`] : []),
    ...(run ? [`[run](${run})`] : []),
  ].join(" · ");
