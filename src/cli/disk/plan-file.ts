// Plans on disk. Nothing in them is trusted: they are only compared with what is derived again.

import { Failure } from "../../core/finding/failure.ts";
import { sealDocument, type SavedPlan, type Sealer } from "../../core/plan/saved-plan.ts";
import { showDocument } from "../../core/text/escape.ts";
import type { Context } from "../context.ts";
import { documentOfRun } from "../screen/format.ts";
import { codeOf, type Run } from "../session/run.ts";
import { errorText } from "./error-text.ts";
import { readJsonFile } from "./json-file.ts";
import { requireKeyless } from "./keyless.ts";
import type { LoadedFile } from "./load-file.ts";
import { whyNotWritable, writeWhole } from "./write-file.ts";

/**
 * Rejects with a `Failure` (exit 3) when the file is no plan that this version reads. `instead`: the commands for a
 * file of settings at that path, and for a plan.
 */
export async function readSavedPlan(
  path: string,
  instead: { readonly apply: string; readonly plan: string },
): Promise<SavedPlan> {
  const file = readJsonFile(path);
  // Large, and only needed where a plan is read.
  const { default: checkPlan } = await import("../../core/plan/check-plan.generated.js");
  if (file.ok && checkPlan(file.value)) return file.value as SavedPlan;
  const why = file.ok ? "it does not have the form of one" : file.why;
  throw new Failure("invalid_plan", `${path} is no saved plan: ${why}`, {
    hint: /\.ya?ml$/i.test(path)
      ? `a file of settings is named with -f: ${instead.apply}`
      : `make one: ${instead.plan}`,
  });
}

/** Throws a `Failure` (exit 3) when a plan can't be written there: known before anything is asked. */
export function requireWritable(path: string, force: boolean): void {
  const why = whyNotWritable(path, force);
  if (why === null) return;
  throw new Failure("unwritable_file", `the plan can't be written to ${path}: ${why}`, {
    hint: "name another file, or add --force to replace one that is there",
  });
}

export interface SaveOptions {
  /** Whether a file that is there is replaced. */
  readonly force: boolean;
  readonly sealer: Sealer;
  /** The sections of `--only`. */
  readonly only: readonly string[] | undefined;
}

/** Throws a `Failure`: exit 4 when a live value holds the secret key, exit 1 when the file can't be written. */
export async function savePlan(
  path: string,
  run: Run,
  { file, says }: LoadedFile,
  context: Context,
  { force, sealer, only }: SaveOptions,
): Promise<void> {
  const unsealed = {
    ...documentOfRun(run, codeOf(run, context.interruption)),
    created_at: new Date(context.now()).toISOString(),
    source: { file, sha256: says(), ...(only ? { only } : {}) },
  };
  requireKeyless(unsealed, context.terminal, path);
  try {
    await writeWhole(path, showDocument(sealDocument(unsealed, sealer)), force);
  } catch (error) {
    throw new Failure(
      "plan_file",
      `the plan can't be written to ${path}: ${errorText(error)}; nothing was changed`,
    );
  }
}
