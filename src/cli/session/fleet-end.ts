// How each environment of a run stands at its end, one line each, and what the whole comes to.

import { EXIT, type Failure } from "../../core/finding/failure.ts";
import { concludeRun } from "../../core/report/conclusion.ts";
import type { FleetResult } from "../../core/report/fleet-result.ts";
import type { Conclusion } from "../../core/report/report.ts";
import { sayToSend } from "../../core/render/summary.ts";
import { escapeText } from "../../core/text/escape.ts";
import { line, plural, type Line, type Tone } from "../../core/text/line.ts";
import type { EndCode } from "../context.ts";
import type { Run } from "./run.ts";

/** How one environment stands. */
export interface Standing {
  readonly name: string;
  readonly says: string;
  readonly tone: Tone;
}

type Words = readonly [says: string, tone: Tone];

const SENT: Readonly<Record<Conclusion, Words>> = {
  done: ["applied", "add"],
  unconfirmed: ["applied, not confirmed", "change"],
  contradicted: ["applied, and Clerk shows something else", "danger"],
  partial: ["partly applied", "danger"],
  failed: ["failed, nothing was written", "danger"],
  refused: ["refused, nothing was written", "danger"],
};

function wordsFor({ kind, plan, report }: Run): Words {
  const { changes, refusals } = plan;
  if (report) {
    const [says, tone] = SENT[concludeRun({ kind, plan, report })];
    const count = report.outcomes.length;
    return [says === "applied" ? `applied ${plural(count, "change")}` : says, tone];
  }
  if (refusals.length > 0) return [`refused: ${plural(refusals.length, "refusal")}`, "danger"];
  if (changes.length === 0) return ["in sync", "plain"];
  return [
    kind === "drift" ? `${changes.length} changed outside the file` : sayToSend(changes),
    "change",
  ];
}

/** Of an environment that came to its end. */
export function standingOfRun(name: string, run: Run): Standing {
  const [says, tone] = wordsFor(run);
  return { name, says, tone };
}

export function standingOfFailure(name: string, { code }: Failure, exitCode: EndCode): Standing {
  const says = exitCode === EXIT.refused ? "refused" : "failed";
  return { name, says: `${says} (${code})`, tone: "danger" };
}

export const standingOfSkipped = (name: string): Standing => ({
  name,
  says: "not attempted",
  tone: "dim",
});

export function renderStandings(standings: readonly Standing[]): readonly Line[] {
  const names = standings.map(({ name }) => escapeText(name));
  const width = Math.max(0, ...names.map((name) => name.length));
  return standings.map(({ says, tone }, index) =>
    line(`  ${(names[index] ?? "").padEnd(width)}  ${says}`, tone),
  );
}

/** The same for Markdown. Names of environments hold nothing that means anything there. */
export function tableOfStandings(standings: readonly Standing[]): string {
  const rows = standings.map(
    ({ name, says }) => `| \`${name.replaceAll(/[^\w.-]/g, "?")}\` | ${says} |`,
  );
  return ["| environment | result |", "| --- | --- |", ...rows, ""].join("\n");
}

/** What the whole came to, for machines. */
const RESULTS: Readonly<Record<EndCode, FleetResult>> = {
  0: "done",
  1: "failed",
  2: "differs",
  3: "invalid",
  4: "refused",
  5: "partial",
  6: "contradicted",
  130: "interrupted",
  143: "interrupted",
};

/** The document of several environments. */
export const fleetDocument = (
  formatVersion: string,
  code: EndCode,
  environments: Readonly<Record<string, unknown>>,
): object => ({
  format_version: formatVersion,
  result: RESULTS[code],
  exit_code: code,
  environments,
});
