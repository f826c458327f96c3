// What a command did with one instance, as data.

import type { Plan, PlanKind } from "../../core/plan/plan.ts";
import type { Commands } from "../../core/render/closing.ts";
import type { Timing } from "../../core/render/report.ts";
import type { Ending, Source } from "../../core/render/view.ts";
import type { Report } from "../../core/report/report.ts";

export interface Run {
  readonly kind: PlanKind;
  readonly plan: Plan;
  /** Undefined: nothing was sent. */
  readonly report?: Report;
  /** The file behind it; absent: not known. */
  readonly source?: Source;
  /** Whether something to send is told by the exit code. */
  readonly detailed?: boolean;
  /** Whether neither a refusal of the plan nor a difference is told by the exit code. */
  readonly lenient?: boolean;
  /** How long sending took. */
  readonly timing?: Timing;
  /** What can be run next. */
  readonly commands?: Commands;
  /** Shows it as Markdown; absent: it is shown as text. */
  readonly asMarkdown?: () => string;
  /** What is said after the plan: where it was saved, what comes next. */
  readonly endings?: readonly Ending[];
}
