// The plan that somebody reviewed, by its fingerprint.

import { Failure } from "../../core/finding/failure.ts";
import type { Plan } from "../../core/plan/plan.ts";

/** `--expect` once more. */
export const expecting = ({ expect }: { readonly expect?: string }): readonly string[] =>
  expect === undefined ? [] : ["--expect", expect];

/** Why the plan is not the one that was reviewed. `says`: how they differ. `again`: the command that shows it. */
export function unexpected(
  { changes, fingerprint }: Pick<Plan, "changes" | "fingerprint">,
  again: string,
  says: string,
): Failure {
  const empty = changes.length === 0 ? "nothing is left to change, and " : "";
  return new Failure(
    "unexpected_plan",
    `the plan is not the expected one: ${empty}its fingerprint is ${fingerprint}\n${says}`,
    {
      hint: `the file, or what Clerk holds, has changed since the plan was reviewed: review it again: ${again}`,
    },
  );
}

/** Of a plan that was saved. Throws a `Failure` (exit 4) when it is not the one that was reviewed. */
export function requireExpected(plan: Plan, expected: string | undefined, again: string): void {
  if (expected === undefined || expected === plan.fingerprint) return;
  throw unexpected(plan, again, "the fingerprint is not of the saved plan");
}
