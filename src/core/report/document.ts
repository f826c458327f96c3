// What a command that plans prints as JSON. Members stand in the order of the contract.

import type { Plan } from "../plan/plan.ts";
import { concludeReport, type Report } from "./report.ts";

export type PlanKind = "plan" | "apply" | "drift" | "rollback";

/** A plan, a drift (which has no calls), or what an apply did. */
export function documentOf(
  plan: Plan,
  kind: PlanKind,
  report: Report | undefined,
  exitCode: number,
): Readonly<Record<string, unknown>> {
  const { format_version, tool_version, result, calls, ...rest } = plan;
  const head = { format_version, tool_version };
  if (kind === "drift") return { ...head, result, exit_code: exitCode, ...rest };
  const { target, changes, ...more } = rest;
  const body = { target, changes, calls, ...more };
  if (kind === "plan") return { ...head, result, exit_code: exitCode, ...body };
  return {
    ...head,
    result: report ? concludeReport(report) : result,
    exit_code: exitCode,
    ...body,
    calls: calls.map((call) => {
      const sent = report?.calls.find(({ id }) => id === call.id);
      const { status = null, attempts = 0, clerk_trace_id = null } = sent ?? {};
      return { ...call, status, attempts, clerk_trace_id };
    }),
    outcomes: report?.outcomes ?? [],
    side_effects: report?.sideEffects ?? [],
    ...(report?.stopped ? { error: { ...report.stopped, exit_code: exitCode, issues: [] } } : {}),
  };
}
