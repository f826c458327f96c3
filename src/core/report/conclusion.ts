// How a run ended: by its report, and by what a rollback had to leave as it is.

import { EXIT, type ExitCode } from "../finding/failure.ts";
import type { Plan, PlanKind } from "../plan/plan.ts";
import type { WarningCode } from "../finding/warning.ts";
import { concludeReport, type Conclusion, type Report, type Stop } from "./report.ts";

/** Warnings of a rollback about settings that it does not take back. */
const LEFT: readonly WarningCode[] = ["not_reversible", "changed_since"];

/** The settings that a rollback leaves as they are, although the receipt's apply may have written them. */
export const leftBy = (plan: Pick<Plan, "warnings">): Plan["warnings"] =>
  plan.warnings.filter(({ code }) => LEFT.includes(code));

/** What a run ends with that no signal ended. */
export const EXIT_OF: Readonly<Record<Conclusion, ExitCode>> = {
  done: EXIT.ok,
  contradicted: EXIT.contradicted,
  unconfirmed: EXIT.contradicted,
  partial: EXIT.partial,
  refused: EXIT.refused,
  failed: EXIT.failed,
};

/** A run that sent something. */
export interface Sent {
  readonly kind: PlanKind;
  readonly plan: Pick<Plan, "changes" | "calls" | "warnings">;
  readonly report: Report;
}

/** A rollback that took back everything but what it had to leave is partial. */
export function concludeRun({ kind, plan, report }: Sent): Conclusion {
  const conclusion = concludeReport(report);
  const isWhole = conclusion === "done" || conclusion === "contradicted";
  return kind === "rollback" && isWhole && leftBy(plan).length > 0 ? "partial" : conclusion;
}

/** Why a run did not do all of it; undefined: it did, or Clerk shows something else. */
export function stopOf(sent: Sent): Stop | undefined {
  const { plan, report } = sent;
  if (report.stopped) return report.stopped;
  const conclusion = concludeRun(sent);
  if (conclusion === "done" || conclusion === "contradicted") return undefined;
  const open = report.outcomes.filter(({ outcome }) =>
    ["ambiguous", "failed", "not_attempted"].includes(outcome),
  );
  if (open.length > 0) return { code: "call_failed", message: open.map(say).join("; ") };
  const left = leftBy(plan).map(({ address, message }) => `${address ?? ""}: ${message}`);
  return { code: "not_taken_back", message: left.join("; ") };
}

const say = ({ address, outcome, detail }: Report["outcomes"][number]): string =>
  `${address}: ${outcome.replace("_", " ")}${detail === undefined ? "" : `: ${detail}`}`;
