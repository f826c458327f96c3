// What a command did with one instance, as data; and the code that it ends with.

import { EXIT } from "../../core/finding/failure.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { concludeReport, type Report } from "../../core/report/report.ts";
import type { PlanKind } from "../../core/report/document.ts";
import type { EndCode, Interruption } from "../context.ts";

export interface Run {
  readonly kind: PlanKind;
  readonly plan: Plan;
  /** Undefined: nothing was sent. */
  readonly report?: Report;
  /** Whether something to send is told by the exit code. */
  readonly detailed?: boolean;
}

export function codeOf(
  { kind, plan, report, detailed }: Run,
  interruption: Pick<Interruption, "exitCode">,
): EndCode {
  if (report) return codeOfReport(report, interruption);
  if (kind === "drift") return plan.changes.length > 0 ? EXIT.differs : EXIT.ok;
  return detailed && plan.calls.length > 0 ? EXIT.differs : EXIT.ok;
}

function codeOfReport(report: Report, interruption: Pick<Interruption, "exitCode">): EndCode {
  switch (concludeReport(report)) {
    case "done":
      return EXIT.ok;
    case "contradicted":
    case "unconfirmed":
      return EXIT.contradicted;
    case "partial":
      return EXIT.partial;
    case "refused":
      return EXIT.refused;
    case "failed":
      return interruption.exitCode() ?? EXIT.failed;
  }
}

/** Whether a request that writes was sent. */
export const wroteIn = ({ report }: Run): boolean =>
  report?.calls.some(({ attempts }) => attempts > 0) === true;

/** Worst first. */
const SEVERITY: readonly EndCode[] = [
  EXIT.partial,
  EXIT.contradicted,
  130,
  143,
  EXIT.refused,
  EXIT.failed,
  EXIT.invalid,
  EXIT.differs,
  EXIT.ok,
];

/** The code of the whole: the worst; but a run that wrote somewhere and was stopped or refused elsewhere is partial. */
export function worst(codes: readonly EndCode[], wrote: boolean): EndCode {
  const code = SEVERITY.find((one) => codes.includes(one)) ?? EXIT.ok;
  const finished = code === EXIT.ok || code === EXIT.differs || code === EXIT.contradicted;
  return wrote && !finished ? EXIT.partial : code;
}
