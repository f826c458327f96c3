// What became of a plan, as lines for a person: one message for each call that failed, otherwise one line for each
// setting, then a summary to grep for and what comes next.

import type { Change } from "../plan/change.ts";
import type { Sent } from "../report/conclusion.ts";
import { OUTCOMES, type Outcome, type Report, type SideEffect } from "../report/report.ts";
import { escapeText } from "../text/escape.ts";
import { line, plural, type Line, type Tone } from "../text/line.ts";
import { padTo, widthOf, wrapText } from "../text/layout.ts";
import { PLAIN_COMMANDS, renderClosing, type Commands } from "./closing.ts";
import { isProblemOf, renderProblem } from "./problem.ts";
import { showAlone, showPair } from "./value.ts";
import { sidesOf } from "./sides.ts";

/** A mark for each outcome. */
export const MARKS: Readonly<Record<Outcome["outcome"], readonly [mark: string, tone: Tone]>> = {
  confirmed: ["✓", "add"],
  contradicted: ["✗", "danger"],
  unconfirmed: ["?", "change"],
  ambiguous: ["?", "danger"],
  failed: ["✗", "danger"],
  not_attempted: ["-", "dim"],
};

/** How long it took, in milliseconds. */
export interface Timing {
  readonly total: number;
  /** By the call's id. */
  readonly calls: ReadonlyMap<string, number>;
}

/** How a report is laid out; nothing of it is needed. */
export interface ReportOptions {
  /** Characters a line may take; 80 when it doesn't say. */
  readonly columns?: number;
  readonly timing?: Timing | undefined;
  /** What can be run next, as it is shown. */
  readonly commands?: Commands | undefined;
}

/** The settings, what moved beside them, why it stopped, a summary, and what comes next. */
export function renderReport(
  sent: Sent,
  { columns = 80, timing, commands = PLAIN_COMMANDS }: ReportOptions = {},
): readonly Line[] {
  const { report } = sent;
  const wrapped = (text: string, tone: Tone): readonly Line[] =>
    wrapText(text, { width: columns, tone });
  const stop = sayStopped(report);
  return [
    ...renderOutcomes(sent, columns, timing),
    ...report.sideEffects.flatMap((effect) => renderSideEffect(effect, columns)),
    ...(stop ? wrapped(stop, "danger") : []),
    line(""),
    ...wrapped(summariseReport(report, timing), "bold"),
    ...renderClosing(sent, commands, columns),
  ];
}

/** Why it stopped; empty where the message of the call that failed says it, and where it did not stop. */
export const sayStopped = ({ stopped, calls }: Report): string =>
  stopped === null || (stopped.code === "call_failed" && calls.some(({ problem }) => problem))
    ? ""
    : `Stopped: ${escapeText(stopped.message)}`;

function renderOutcomes(
  { plan, report }: Sent,
  columns: number,
  timing: Timing | undefined,
): readonly Line[] {
  const width = columnOf(report.outcomes, columns);
  const told = new Set<string>();
  return report.outcomes.flatMap((outcome): readonly Line[] => {
    const call = plan.calls.find(({ addresses }) => addresses.includes(outcome.address));
    const sentCall = report.calls.find(({ id }) => id === call?.id);
    const isFirst = call !== undefined && !told.has(call.id);
    if (sentCall?.problem && isProblemOf(outcome)) {
      if (!isFirst) return [];
      told.add(sentCall.id);
      const own = report.outcomes.filter(({ address }) => call?.addresses.includes(address));
      return renderProblem(own.filter(isProblemOf), sentCall, report, columns);
    }
    if (call) told.add(call.id);
    const change = plan.changes.find(({ address }) => address === outcome.address);
    const ms =
      isFirst && outcome.outcome !== "not_attempted" ? timing?.calls.get(call.id) : undefined;
    return renderOutcome(outcome, change, { columns, width, ms, stopped: report.stopped !== null });
  });
}

/** Where the values begin. A name that is much longer than the others does not push them away. */
function columnOf(outcomes: readonly Outcome[], columns: number): number {
  const widths = outcomes
    .map(({ address }) => widthOf(escapeText(address)))
    .filter((one) => one <= columns / 2);
  return Math.max(0, ...widths);
}

interface Place {
  readonly columns: number;
  readonly width: number;
  readonly ms: number | undefined;
  /** Whether it is said elsewhere why the run stopped. */
  readonly stopped: boolean;
}

/** Below a setting. */
const DEEP = " ".repeat(6);

/** One setting: from what to what, and what is known beyond that. */
function renderOutcome(
  outcome: Outcome,
  change: Change | undefined,
  { columns, width, ms, stopped }: Place,
): readonly Line[] {
  const [mark, tone] = MARKS[outcome.outcome];
  const isLeft = outcome.outcome === "not_attempted";
  const value = isLeft ? "not attempted" : valuesOf(outcome, change);
  const took = ms === undefined ? "" : `  (${showTime(ms)})`;
  const name = escapeText(outcome.address);
  const whole = `  ${mark} ${padTo(name, width)}  ${value}${took}`;
  const below = (text: string): readonly Line[] =>
    wrapText(text, { first: DEEP, width: columns, tone });
  const head =
    widthOf(whole) <= columns
      ? [line(whole, tone)]
      : [
          ...wrapText(name, { first: `  ${mark} `, width: columns, tone }),
          ...below(`${value}${took}`),
        ];
  const more = isLeft && stopped ? "" : sayMore(outcome);
  return [...head, ...(more ? below(more) : [])];
}

const WORDS: Readonly<Partial<Record<Outcome["outcome"], string>>> = {
  unconfirmed: "not confirmed",
  contradicted: "contradicted",
  ambiguous: "may have been written",
  failed: "failed",
};

/** What is known beyond the outcome, and of an outcome that is not plain. */
export function sayMore({ outcome, detail, shown }: Outcome): string {
  const value = shown === undefined ? "" : ` (${showAlone(shown)})`;
  const said = detail === undefined ? "" : escapeText(detail);
  return [WORDS[outcome], said].filter(Boolean).join(": ") + value;
}

function valuesOf({ to }: Outcome, change: Change | undefined): string {
  if (!change) return `→ ${showAlone(to)}`;
  const { before, after, note } = sidesOf(change, "apply");
  const sent = `→ ${after}${note && ` ${note}`}`;
  return change.from.known ? `${before} ${sent}` : sent;
}

/** `40 ms`, `1.4 s`, `12 s`. */
function showTime(ms: number): string {
  if (ms < 995) return `${Math.round(ms)} ms`;
  return ms < 9_950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

export function renderSideEffect(
  { address, from, to, certain }: SideEffect,
  columns: number,
): readonly Line[] {
  const values = showPair(from, to);
  const name = escapeText(address);
  const frame = { hang: DEEP.length, width: columns };
  return certain
    ? wrapText(`${name}: changed as a side effect: ${values}`, {
        ...frame,
        first: "  ✗ ",
        tone: "danger",
      })
    : wrapText(
        `${name}: changed meanwhile: ${values}; the read before may have lagged, so it may be somebody else's change`,
        { ...frame, first: "  ? ", tone: "change" },
      );
}

const UNWRITTEN: ReadonlySet<Outcome["outcome"]> = new Set(["failed", "not_attempted"]);

export function summariseReport(
  { outcomes, calls, sideEffects }: Report,
  timing?: Pick<Timing, "total">,
): string {
  const isNothing = outcomes.length > 0 && outcomes.every(({ outcome }) => UNWRITTEN.has(outcome));
  const counts = OUTCOMES.map((kind) => ({
    kind,
    count: outcomes.filter(({ outcome }) => outcome === kind).length,
  }));
  const said = counts
    .filter(({ kind, count }) => count > 0 || (kind === "confirmed" && !isNothing))
    .map(({ kind, count }) => `${count} ${kind.replace("_", " ")}`);
  if (sideEffects.length > 0) said.push(plural(sideEffects.length, "side effect"));
  const sent = calls.filter(({ attempts }) => attempts > 0).length;
  const took = timing ? ` in ${showTime(timing.total)}` : "";
  const head = isNothing ? "Nothing was written. " : "Applied: ";
  return `${head}${said.join(", ")}; ${plural(sent, "call")} sent${took}.`;
}
