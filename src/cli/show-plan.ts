// A plan in the format that was asked for.

import type { Plan } from "../core/plan.ts";
import { renderMarkdown } from "../core/render-markdown.ts";
import { renderPlan, type PlanKind } from "../core/render-plan.ts";
import type { Context } from "./context.ts";
import type { Format } from "./flags.ts";
import { useColor } from "./present.ts";
import { paint } from "./terminal.ts";

/** How a result is shown. */
export interface ShowFlags {
  readonly format?: Format;
  readonly color?: boolean;
}

/** A plan in the asked format. */
export function showPlan(context: Context, flags: ShowFlags, made: Plan, kind: PlanKind): string {
  return flags.format === "markdown"
    ? renderMarkdown(made, kind)
    : paint(renderPlan(made, kind), useColor(context, flags));
}
