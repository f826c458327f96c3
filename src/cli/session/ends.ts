// What the end of one instance of a run says to the others: whether it failed, wrote, or left something half-written.

import { EXIT, Failure } from "../../core/finding/failure.ts";
import type { Stand } from "../../core/report/record.ts";
import type { Result } from "../../reconcile/fleet.ts";
import type { Context } from "../context.ts";
import type { Instance } from "./distinct.ts";
import { redactFailure } from "./finish.ts";
import { codeOf, type Run } from "./run.ts";

/** How an instance stands that came to nothing. */
export const standOfFailure = ({ code, exitCode }: Failure): Stand => {
  if (code === "not_attempted") return code;
  return exitCode === EXIT.refused ? "refused" : "failed";
};

/** In one line; undefined: it is not the instance's own. */
export const whyOf = (context: Context, failure: Failure): string | undefined =>
  failure.code === "not_attempted"
    ? undefined
    : redactFailure(context, failure).message.split("\n", 1)[0];

/** Whether it wrote something that did not come to be so: what follows would go the same way. */
export function isSpoiled(result: Result<Instance, Run>): boolean {
  if (result.kind !== "done")
    return result.kind === "failed" && result.failure.exitCode === EXIT.partial;
  const code = codeOf(result.value, NO_SIGNAL);
  return code === EXIT.partial || code === EXIT.contradicted;
}

/** Whether something was sent, and all of it came to be so. */
export function hasWritten(result: Result<Instance, Run>): boolean {
  if (result.kind !== "done") return false;
  const sent = result.value.report?.calls.some(({ attempts }) => attempts > 0) ?? false;
  return sent && codeOf(result.value, NO_SIGNAL) === EXIT.ok;
}

const NO_SIGNAL = { exitCode: () => undefined };

/** Why an instance has no result of its own: `reason`, or that the run was interrupted. */
export function notAttempted(
  { interruption }: Pick<Context, "interruption">,
  name: string,
  reason = "another environment failed",
): Failure {
  const isOver = interruption.exitCode() !== undefined;
  const why = isOver ? "the run was interrupted" : reason;
  return new Failure("not_attempted", `${name} was not attempted: ${why}`);
}
