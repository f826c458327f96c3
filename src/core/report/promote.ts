// What a promotion did, for rendering and for machines.

import type { ExitCode } from "../finding/failure.ts";
import type { HazardMet } from "../plan/change.ts";
import { FORMAT_VERSION } from "../plan/plan.ts";
import { documentOfSide, type ComparedSide } from "./comparison.ts";
import { resultOfEdits, type PulledEdit, type PullReport } from "./pull.ts";

/** A value that the second side's overlay got, or would get. */
export interface PromotedEdit extends Omit<PulledEdit, "also_for" | "hazards"> {
  /** What it will endanger when it is applied. */
  readonly hazards: readonly HazardMet[];
}

export interface PromoteReport extends Omit<PullReport, "created" | "edits"> {
  /** Whether instances were compared; else what their files say. */
  readonly live: boolean;
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  readonly edits: readonly PromotedEdit[];
}

/** `schemas/promote.schema.json` describes it. */
export function documentOfPromote(
  { live, a, b, ...report }: PromoteReport,
  exitCode: ExitCode,
): Readonly<Record<string, unknown>> {
  return {
    format_version: FORMAT_VERSION,
    result: resultOfEdits(report),
    exit_code: exitCode,
    live,
    a: documentOfSide(a),
    b: documentOfSide(b),
    ...report,
  };
}
