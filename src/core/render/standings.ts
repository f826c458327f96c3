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
import { sayToSend } from "./summary.ts";
import { padTo, widthOf } from "../text/layout.ts";
import { line, plural, type Line, type Tone } from "../text/line.ts";

/** How one environment stands, in words. */
export interface Standing {
  readonly name: string;
  readonly says: string;
  readonly tone: Tone;
  /** Whether there is nothing to be done about it. */
  readonly isClean: boolean;
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
  return { name, says, tone, isClean: standOf(record) === "clean" };
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
  if (result === "drift") return [sayDrift(record.document), "change"];
  if (result === "changes") return [sayToSend(changes), "change"];
  if (result === "done") return [`applied ${plural((outcomes ?? []).length, "change")}`, "add"];
  return SAYS[result] ?? [escapeText(result), "danger"];
}

function sayDrift({ changes, warnings = [] }: RecordedDocument): string {
  const lagging = warnings.filter(({ code }) => code === "may_lag").length;
  const outside = changes.length - lagging;
  return outside > 0 ? `${outside} changed outside the file` : `${lagging} sent a short while ago`;
}

/** Environments that are all listed; of more, those in sync are counted. */
export const FEW = 20;

/** The table, and with many environments what it counts. */
export function renderStandings(
  standings: readonly Standing[],
  counts: Counts,
  command: RecordedCommand,
): readonly Line[] {
  const { shown, all } = listed(standings);
  const names = shown.map(({ name }) => escapeText(name));
  const width = Math.max(0, ...names.map(widthOf));
  return [
    ...shown.map(({ says, tone }, index) =>
      line(`  ${padTo(names[index] ?? "", width)}  ${says}`, tone),
    ),
    ...(all ? [] : [line(`${sayCounts(counts, command)}.`)]),
  ];
}

/** The same for Markdown. Names hold nothing there that means anything. */
export function tableOfStandings(
  standings: readonly Standing[],
  counts: Counts,
  command: RecordedCommand,
): string {
  const { shown, all } = listed(standings);
  const rows = shown.map(({ name, says }) => `| \`${safeName(name)}\` | ${says} |`);
  const table = ["| environment | result |", "| --- | --- |", ...rows, ""];
  return [
    ...(shown.length > 0 ? table : []),
    ...(all ? [] : [...(shown.length > 0 ? [""] : []), `${sayCounts(counts, command)}.`, ""]),
  ].join("\n");
}

const safeName = (name: string): string => name.replaceAll(/[^\w.:/-]/g, "?");

function listed(standings: readonly Standing[]): {
  readonly shown: readonly Standing[];
  readonly all: boolean;
} {
  const all = standings.length <= FEW;
  return { shown: all ? standings : standings.filter(({ isClean }) => !isClean), all };
}

const CHANGED: Readonly<Record<RecordedCommand, string>> = {
  plan: "to change",
  drift: "changed outside the file",
  apply: "applied",
};

/** `200 environments: 3 to change, 1 failed, 196 in sync`. */
export function sayCounts(counts: Counts, command: RecordedCommand): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const parts: readonly (readonly [count: number, says: string])[] = [
    [counts.changed, CHANGED[command]],
    [counts.refused, "refused"],
    [counts.partial, "partly applied"],
    [counts.failed, "failed"],
    [counts.not_attempted, "not attempted"],
    [counts.clean, "in sync"],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, says]) => `${count} ${says}`);
  const none = said.length === 0 ? "nothing to do" : said.join(", ");
  return `${plural(total, "environment")}: ${none}`;
}
