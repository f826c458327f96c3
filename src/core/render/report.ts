// What became of a plan, as lines for a person.

import { escapeText, showValue } from "../text/escape.ts";
import { OUTCOMES, type Outcome, type Report } from "../report/report.ts";
import { line, plural, type Line, type Tone } from "../text/line.ts";

const MARKS: Readonly<Record<Outcome["outcome"], readonly [mark: string, tone: Tone]>> = {
  confirmed: ["✓", "add"],
  contradicted: ["✗", "danger"],
  unconfirmed: ["?", "change"],
  ambiguous: ["?", "danger"],
  failed: ["✗", "danger"],
  not_attempted: ["-", "dim"],
};

/** One line per setting. */
export function renderOutcome({ address, outcome, detail, shown }: Outcome): Line {
  const [mark, tone] = MARKS[outcome];
  const value = shown === undefined ? "" : ` (${showValue(shown)})`;
  return line(
    `  ${mark} ${address}: ${outcome.replace("_", " ")}${detail ? `: ${escapeText(detail)}` : ""}${value}`,
    tone,
  );
}

/** The settings, what moved beside them, why it stopped, and a summary to grep for. */
export function renderReport(report: Report): readonly Line[] {
  const lines = report.outcomes.map(renderOutcome);
  for (const { address, from, to } of report.sideEffects) {
    lines.push(
      line(
        `  ✗ ${address}: changed as a side effect: ${showValue(from)} → ${showValue(to)}`,
        "danger",
      ),
    );
  }
  if (report.stopped) lines.push(line(`Stopped: ${escapeText(report.stopped.message)}`, "danger"));
  lines.push(line(""), line(summariseReport(report), "bold"));
  return lines;
}

export function summariseReport({ outcomes, calls, sideEffects }: Report): string {
  const counts = OUTCOMES.map((kind) => ({
    kind,
    count: outcomes.filter(({ outcome }) => outcome === kind).length,
  }));
  const said = counts
    .filter(({ kind, count }) => count > 0 || kind === "confirmed")
    .map(({ kind, count }) => `${count} ${kind.replace("_", " ")}`);
  if (sideEffects.length > 0) said.push(plural(sideEffects.length, "side effect"));
  const sent = calls.filter(({ attempts }) => attempts > 0).length;
  return `Applied: ${said.join(", ")}; ${plural(sent, "call")} sent.`;
}
