// Plans on disk. Nothing in them is trusted: they are only compared with what is derived again.

import { Failure } from "../../core/finding/failure.ts";
import checkPlan from "../../core/plan/check-plan.generated.js";
import { hashSource, type SavedPlan } from "../../core/plan/saved-plan.ts";
import { showDocument } from "../../core/text/escape.ts";
import type { Context } from "../context.ts";
import { documentOfRun } from "../screen/format.ts";
import { codeOf, type Run } from "../session/run.ts";
import { errorText } from "./error-text.ts";
import { readJsonFile } from "./json-file.ts";
import type { Loaded } from "./load-file.ts";
import { writeWhole } from "./write-file.ts";

/** Throws a `Failure` (exit 3) when the file is no plan that this version reads. */
export function readSavedPlan(path: string): SavedPlan {
  const file = readJsonFile(path);
  const why = file.ok ? whyNot(file.value) : file.why;
  if (file.ok && why === null) return file.value as SavedPlan;
  throw new Failure("invalid_plan", `${path} is no saved plan: ${why}`, {
    hint: "make one with clerkwork plan --out FILE",
  });
}

function whyNot(value: object): string | null {
  const complete =
    checkPlan(value) && ["created_at", "source", "calls"].every((member) => member in value);
  return complete ? null : "it does not have the form of one";
}

/** Throws a `Failure` (exit 3) when the file can't be written, or is there already and `force` is off. */
export async function savePlan(
  path: string,
  force: boolean,
  run: Run,
  { file, bytes }: Loaded,
  context: Context,
): Promise<void> {
  const saved = {
    ...documentOfRun(run, codeOf(run, context.interruption)),
    created_at: new Date(context.now()).toISOString(),
    source: { file, sha256: hashSource(bytes) },
  };
  try {
    await writeWhole(path, showDocument(saved), force);
  } catch (error) {
    throw new Failure(
      "unwritable_file",
      `the plan can't be written to ${path}: ${errorText(error)}`,
      { hint: "name another file, or add --force to replace it" },
    );
  }
}
