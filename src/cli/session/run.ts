// How a run stands, and the code that it ends with.

import { EXIT } from "../../core/finding/failure.ts";
import { concludeRun, EXIT_OF, type Sent } from "../../core/report/conclusion.ts";
import type { Stand } from "../../core/report/record.ts";
import type { EndCode, Interruption } from "../context.ts";
import type { Run } from "./run-facts.ts";

export type { Run };

export function codeOf(
  { kind, plan, report, detailed, lenient }: Run,
  interruption: Pick<Interruption, "exitCode">,
): EndCode {
  if (report) return codeOfSent({ kind, plan, report }, interruption);
  if (lenient) return EXIT.ok;
  if (kind === "drift") return plan.changes.length > 0 ? EXIT.differs : EXIT.ok;
  if (plan.refusals.length > 0) return EXIT.refused;
  return detailed && plan.calls.length > 0 ? EXIT.differs : EXIT.ok;
}

/** How the instance stands, as its record will say. */
export function standOfRun({ kind, plan, report }: Run): Stand {
  const { changes, refusals } = plan;
  if (!report) {
    if (refusals.length > 0 && kind !== "drift") return "refused";
    return changes.length > 0 ? "changed" : "clean";
  }
  const conclusion = concludeRun({ kind, plan, report });
  if (conclusion === "refused" || conclusion === "partial") return conclusion;
  if (conclusion !== "done" && conclusion !== "unconfirmed") return "failed";
  return report.outcomes.length > 0 ? "changed" : "clean";
}

function codeOfSent(sent: Sent, interruption: Pick<Interruption, "exitCode">): EndCode {
  const conclusion = concludeRun(sent);
  const signalled = conclusion === "failed" ? interruption.exitCode() : undefined;
  return signalled ?? EXIT_OF[conclusion];
}
