// What a command that plans prints as JSON. Members stand in the order of the contract.

import type { Plan, PlanKind } from "../plan/plan.ts";
import { concludeRun, stopOf } from "./conclusion.ts";
import type { Report } from "./report.ts";

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
  const sent = report && { kind, plan, report };
  const stop = sent && stopOf(sent);
  return {
    ...head,
    result: sent ? concludeRun(sent) : result,
    exit_code: exitCode,
    ...body,
    calls: calls.map((call) => {
      const reported = report?.calls.find(({ id }) => id === call.id);
      const { status = null, attempts = 0, clerk_trace_id = null, problem } = reported ?? {};
      return { ...call, status, attempts, clerk_trace_id, ...(problem ? { problem } : {}) };
    }),
    outcomes: report?.outcomes ?? [],
    side_effects: report?.sideEffects ?? [],
    ...(stop ? { error: { ...stop, exit_code: exitCode, issues: [] } } : {}),
  };
}
