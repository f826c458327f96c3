// What a command did with one instance, as data; and the code that it ends with.

import { EXIT } from "../../core/finding/failure.ts";
import type { Commands } from "../../core/render/closing.ts";
import type { Timing } from "../../core/render/report.ts";
import type { Plan, PlanKind } from "../../core/plan/plan.ts";
import { concludeRun, EXIT_OF, type Sent } from "../../core/report/conclusion.ts";
import type { Ending, Source } from "../../core/render/view.ts";
import type { Stand } from "../../core/report/record.ts";
import type { Report } from "../../core/report/report.ts";
import type { Context, EndCode, Interruption } from "../context.ts";
import type { ShowFlags } from "../screen/color.ts";

export interface Run {
  readonly kind: PlanKind;
  readonly plan: Plan;
  /** Undefined: nothing was sent. */
  readonly report?: Report;
  /** The file behind it; absent: not known. */
  readonly source?: Source;
  /** Whether something to send is told by the exit code. */
  readonly detailed?: boolean;
  /** How long sending took. */
  readonly timing?: Timing;
  /** What can be run next. */
  readonly commands?: Commands;
  /** Shows it as Markdown; absent: it is shown as text. */
  readonly asMarkdown?: (context: Context, flags: ShowFlags, run: Run) => string;
  /** What is said after the plan: where it was saved, what comes next. */
  readonly endings?: readonly Ending[];
}

export function codeOf(
  { kind, plan, report, detailed }: Run,
  interruption: Pick<Interruption, "exitCode">,
): EndCode {
  if (report) return codeOfSent({ kind, plan, report }, interruption);
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
