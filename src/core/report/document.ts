// What a command that plans prints as JSON. Members stand in the order of the contract.

import type { Json } from "../../catalog/setting.ts";
import { isNote } from "../finding/warning.ts";
import type { Change } from "../plan/change.ts";
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
  const { format_version, tool_version, result, calls, ...rest } = withNotes(plan);
  const head = { format_version, tool_version };
  if (kind === "drift") {
    const changes = rest.changes.map((change) => ({ ...change, ...sidesOf(change) }));
    return { ...head, result, exit_code: exitCode, ...rest, changes, counts: countsOf(plan) };
  }
  const { target, changes, ...behind } = rest;
  const body = { target, changes, calls, ...behind };
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

/** How many differences there are of each kind; `unlisted`: items that the file does not name, of lists that are complete. */
function countsOf({ changes, unlisted = [] }: Plan): Readonly<Record<string, number>> {
  const of = (...actions: readonly Change["action"][]): number =>
    changes.filter(({ action }) => actions.includes(action)).length;
  const others = unlisted.reduce(
    (sum, { policy, count }) => sum + (policy === "keep" ? 0 : (count ?? 0)),
    0,
  );
  return {
    changed: of("update", "rename"),
    missing: of("create"),
    present_though_absent: Math.max(0, of("delete") - others),
    unlisted: others,
  };
}

/** The plan, with what is no warning on its own. */
function withNotes({ warnings, unmanaged, unlisted, fingerprint, ...plan }: Plan): Plan & {
  readonly notes?: Plan["warnings"];
} {
  const notes = warnings.filter(isNote);
  return {
    ...plan,
    warnings: warnings.filter((one) => !isNote(one)),
    ...(notes.length > 0 ? { notes } : {}),
    ...(unmanaged ? { unmanaged } : {}),
    ...(unlisted ? { unlisted } : {}),
    fingerprint,
  };
}

/** What the file says and what Clerk has; a drift is only of what can be read. */
function sidesOf({ from, to }: Change): Readonly<Record<"expected" | "actual", Json>> {
  return { expected: to, actual: from.known ? from.value : null };
}
