// Plans on disk. Nothing in them is trusted: they are only compared with what is derived again.

import checkPlan from "../core/check-plan.generated.js";
import { EXIT, Failure } from "../core/failure.ts";
import type { SavedPlan } from "../core/saved-plan.ts";
import { readTextFile } from "./read-file.ts";

const MAX_BYTES = 4 * 1024 * 1024;

/** Throws a `Failure` (exit 3) when the file is no plan that this version reads. */
export async function readSavedPlan(path: string): Promise<SavedPlan> {
  const content = readTextFile(path, MAX_BYTES);
  const fail = (why: string): never => {
    throw new Failure(EXIT.invalid, "invalid_plan", `${path} is no saved plan: ${why}`, {
      hint: "make one with clerkwork plan --out FILE",
    });
  };
  if (!content.ok) return fail(String(content.args["why"] ?? content.code));
  let value: unknown;
  try {
    value = JSON.parse(content.text);
  } catch {
    return fail("it is not JSON, or cut short");
  }
  const version =
    typeof value === "object" && value !== null && "format_version" in value
      ? value.format_version
      : undefined;
  if (typeof version === "string" && version !== "1.0") {
    return fail(
      `its format is ${JSON.stringify(version)}, this clerkwork reads "1.0"; upgrade clerkwork`,
    );
  }
  const complete =
    checkPlan(value) &&
    typeof value === "object" &&
    value !== null &&
    "created_at" in value &&
    "source" in value &&
    "calls" in value;
  return complete ? (value as SavedPlan) : fail("it does not have the form of one");
}
