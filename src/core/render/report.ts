// What became of a plan, as lines for a person.

import { escapeText } from "../text/escape.ts";
import { OUTCOMES, type Outcome, type Report, type SideEffect } from "../report/report.ts";
import { line, plural, type Line, type Tone } from "../text/line.ts";
import { showAlone, showPair } from "./value.ts";

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
  const value = shown === undefined ? "" : ` (${showAlone(shown)})`;
  return line(
    `  ${mark} ${escapeText(address)}: ${outcome.replace("_", " ")}${detail ? `: ${escapeText(detail)}` : ""}${value}`,
    tone,
  );
}

function renderSideEffect({ address, from, to, certain }: SideEffect): Line {
  const values = showPair(from, to);
  const name = escapeText(address);
  return certain
    ? line(`  ✗ ${name}: changed as a side effect: ${values}`, "danger")
    : line(
        `  ? ${name}: changed meanwhile: ${values}; the read before may have lagged, so it may be somebody else's change`,
        "change",
      );
}

/** The settings, what moved beside them, why it stopped, and a summary to grep for. */
export function renderReport(report: Report): readonly Line[] {
  const lines = report.outcomes.map(renderOutcome);
  lines.push(...report.sideEffects.map(renderSideEffect));
  if (report.stopped) lines.push(line(`Stopped: ${escapeText(report.stopped.message)}`, "danger"));
  lines.push(line(""), line(summariseReport(report), "bold"), ...warnUnconfirmed(report));
  return lines;
}

/** Accepted and not shown: nothing is wrong yet, and nothing proves that it is right. */
function warnUnconfirmed({ outcomes, requireConfirmed }: Report): readonly Line[] {
  const count = outcomes.filter(({ outcome }) => outcome === "unconfirmed").length;
  if (count === 0) return [];
  const what = count === 1 ? "1 setting is" : `${count} settings are`;
  const more = requireConfirmed ? "" : "; --require-confirmed makes that exit 6";
  return [
    line(
      `Warning: ${what} not confirmed: Clerk accepted the request and has not shown the value. clerkwork plan tells whether it took${more}.`,
      "change",
    ),
  ];
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
