// How each environment of a run stands at its end, one line each, and what the whole comes to.

import { EXIT } from "../finding/failure.ts";
import {
  standOf,
  type Counts,
  type EnvironmentRecord,
  type RecordedCommand,
  type RecordedDocument,
} from "../report/record.ts";
import { escapeText } from "../text/escape.ts";
import { countOffline, sayOffline } from "./offline-standing.ts";
import { sayToSend } from "./summary.ts";
import { padTo, widthOf, wrapText } from "../text/layout.ts";
import { line, plural, type Line, type Tone } from "../text/line.ts";

/** How one environment stands, in words. */
export interface Standing {
  readonly name: string;
  readonly says: string;
  readonly tone: Tone;
  /** Whether there is nothing to be done about it. */
  readonly isClean: boolean;
  /** Whether the run ended before its turn. */
  readonly isLeft: boolean;
  /** Whether all that differs was sent a short while ago, and may only not be shown yet. */
  readonly lags: boolean;
}

type Words = readonly [says: string, tone: Tone];

/** By the result of a document. */
const SAYS: Readonly<Record<string, Words>> = {
  no_changes: ["in sync", "plain"],
  no_drift: ["in sync", "plain"],
  refused: ["refused, nothing was written", "danger"],
  unconfirmed: ["applied, not confirmed", "change"],
  contradicted: ["applied, and Clerk shows something else", "danger"],
  partial: ["partly applied", "danger"],
  failed: ["failed, nothing was written", "danger"],
};

export function standingOf(name: string, record: EnvironmentRecord): Standing {
  const [says, tone] = wordsFor(record);
  const stand = standOf(record);
  return {
    name,
    says,
    tone,
    isClean: stand === "clean" || (stand === "offline" && countOffline(record) === 0),
    isLeft: stand === "not_attempted",
    lags: lagsOnly(record),
  };
}

function wordsFor(record: EnvironmentRecord): Words {
  if ("error" in record) {
    const { code, exit_code: exitCode } = record.error;
    if (code === "not_attempted") return ["not attempted", "dim"];
    return [`${exitCode === EXIT.refused ? "refused" : "failed"} (${code})`, "danger"];
  }
  const { result, changes, refusals, outcomes } = record.document;
  if (result === "refused" && outcomes === undefined)
    return [`refused: ${plural(refusals.length, "refusal")}`, "danger"];
  if (result === "offline") return sayOffline(record);
  if (result === "drift") return [sayDrift(record.document), "change"];
  if (result === "changes") return [sayToSend(changes), "change"];
  if (result === "done") return sayApplied(outcomes ?? []);
  return SAYS[result] ?? [escapeText(result), "danger"];
}

/** What nothing shows is applied all the same, and may not be what Clerk has. */
function sayApplied(outcomes: NonNullable<RecordedDocument["outcomes"]>): Words {
  const unseen = outcomes.filter(({ outcome }) => outcome === "unconfirmed").length;
  const says = `applied ${plural(outcomes.length, "change")}`;
  return unseen > 0 ? [`${says}, ${unseen} not confirmed`, "change"] : [says, "add"];
}

const countLagging = ({ warnings = [] }: RecordedDocument): number =>
  warnings.filter(({ code }) => code === "may_lag").length;

function lagsOnly(record: EnvironmentRecord): boolean {
  if ("error" in record || record.document.result !== "drift") return false;
  return countLagging(record.document) >= record.document.changes.length;
}

function sayDrift(document: RecordedDocument): string {
  const { changes } = document;
  const lagging = countLagging(document);
  const outside = changes.length - lagging;
  return outside > 0 ? `${outside} changed outside the file` : `${lagging} sent a short while ago`;
}

/** Environments that are all listed; of more, those in sync are counted. */
export const FEW = 20;

/** Names that are said of those whose turn did not come. */
const NAMED = 3;

/** The table, and with many environments what it counts. `columns`: how wide a line may be. */
export function renderStandings(
  standings: readonly Standing[],
  counts: Counts,
  command: RecordedCommand,
  columns: number,
): readonly Line[] {
  const { shown, left, all } = listed(standings);
  const names = shown.map(({ name }) => escapeText(name));
  const width = Math.max(0, ...names.map(widthOf));
  return [
    ...shown.map(({ says, tone }, index) =>
      line(`  ${padTo(names[index] ?? "", width)}  ${says}`, tone),
    ),
    ...(left.length === 0
      ? []
      : wrapText(sayLeft(left.map(escapeText)), { first: "  ", hang: 4, width: columns })),
    ...(all ? [] : [line(`${sayCounts(counts, command, lagging(standings))}.`)]),
  ];
}

/** `184 not attempted: e017, e018, e019 and 181 more` */
function sayLeft(names: readonly string[]): string {
  const more = names.length - NAMED;
  const said = names.slice(0, NAMED).join(", ");
  return `${names.length} not attempted: ${said}${more > 0 ? ` and ${more} more` : ""}`;
}

const lagging = (standings: readonly Standing[]): number =>
  standings.filter(({ lags }) => lags).length;

/** How many show only what was sent to them a short while ago. */
export const countLags = (records: readonly EnvironmentRecord[]): number =>
  records.filter(lagsOnly).length;

/** The same for Markdown. Names hold nothing there that means anything. */
export function tableOfStandings(
  standings: readonly Standing[],
  counts: Counts,
  command: RecordedCommand,
): string {
  const { shown, left, all } = listed(standings);
  const rows = shown.map(({ name, says }) => `| \`${safeName(name)}\` | ${says} |`);
  const table = ["| environment | result |", "| --- | --- |", ...rows, ""];
  return [
    ...(shown.length > 0 ? table : []),
    ...(left.length === 0
      ? []
      : ["", `${sayLeft(left.map((name) => `\`${safeName(name)}\``))}.`, ""]),
    ...(all
      ? []
      : [
          ...(shown.length > 0 ? [""] : []),
          `${sayCounts(counts, command, lagging(standings))}.`,
          "",
        ]),
  ].join("\n");
}

const safeName = (name: string): string => name.replaceAll(/[^\w.:/-]/g, "?");

function listed(standings: readonly Standing[]): {
  readonly shown: readonly Standing[];
  /** Names of those that are only counted, for their turn did not come. */
  readonly left: readonly string[];
  readonly all: boolean;
} {
  if (standings.length <= FEW) return { shown: standings, left: [], all: true };
  return {
    shown: standings.filter(({ isClean, isLeft }) => !isClean && !isLeft),
    left: standings.filter(({ isLeft }) => isLeft).map(({ name }) => name),
    all: false,
  };
}

const CHANGED: Readonly<Record<RecordedCommand, string>> = {
  plan: "to change",
  drift: "changed outside the file",
  apply: "applied",
};

/**
 * `200 environments: 3 to change, 1 failed, 196 in sync`. `lags`: how many of those that differ may only not show
 * yet what was sent to them.
 */
export function sayCounts(counts: Counts, command: RecordedCommand, lags = 0): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const parts: readonly (readonly [count: number, says: string])[] = [
    [counts.changed - lags, CHANGED[command]],
    [lags, "sent a short while ago"],
    [counts.refused, "refused"],
    [counts.partial, "partly applied"],
    [counts.failed, "failed"],
    [counts.not_attempted, "not attempted"],
    [counts.offline, "offline, the live state not read"],
    [counts.clean, "in sync"],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, says]) => `${count} ${says}`);
  const none = said.length === 0 ? "nothing to do" : said.join(", ");
  return `${plural(total, "environment")}: ${none}`;
}
