// What a pull did, for machines and for rendering.

import type { Json } from "../../catalog/setting.ts";
import type { ExitCode } from "../finding/failure.ts";
import type { LeftOutCode } from "../finding/left-out.ts";
import type { HazardMet } from "../plan/change.ts";
import { FORMAT_VERSION } from "../plan/plan.ts";

/** A value in the file that was, or would be, written. */
export interface PulledEdit {
  readonly address: string;
  /** The entry of `environments` that holds it; null: the top of the file. */
  readonly environment: string | null;
  /** Of the key, in the file after the edit. */
  readonly line: number;
  /** What stood there; absent: nothing. */
  readonly from?: Json;
  readonly to: Json;
  /** The key is taken out of the file, and `to` is null; `line` is of what held it. */
  readonly removed?: true;
  /** Environments that were not read, and to which the value at the top applies as well. */
  readonly also_for: readonly string[];
  /** Dangers of the change that was made outside the file, and that it takes over; absent: none. */
  readonly hazards?: readonly HazardMet[];
}

export interface PulledSkip {
  readonly address: string;
  readonly environment: string | null;
  readonly code: LeftOutCode;
  readonly why: string;
}

/** `unsafe_edit`: the value's place can't be edited safely; else why the file can't say the value. */
export type PullRefusalCode = LeftOutCode | typeof UNSAFE_EDIT;

export const UNSAFE_EDIT = "unsafe_edit" as const;

export interface PulledRefusal {
  readonly address: string;
  readonly environment: string | null;
  readonly code: PullRefusalCode;
  readonly why: string;
}

/** What the file names: of the settings that were asked for, only others, or nothing. */
export type Declares = "asked" | "others" | "nothing";

/** What came of a pull. */
export interface PullReport {
  readonly file: string;
  /** Whether the file is new. */
  readonly created: boolean;
  /** Whether the file was written: not where nothing differs, nor with `--dry-run`. */
  readonly written: boolean;
  readonly edits: readonly PulledEdit[];
  readonly skipped: readonly PulledSkip[];
  /** Settings that differ, and whose values could not be put into the file. */
  readonly refused: readonly PulledRefusal[];
  /** Comments that went, or would go, away with what they spoke of; `line` is of the file before. */
  readonly comments_removed: readonly { readonly line: number; readonly text: string }[];
}

/** `refused`: some declared settings differ, and their values could not be put into the file; what else differs was written. */
export const PULL_RESULTS = ["written", "would_write", "unchanged", "refused"] as const;

export type PullResult = (typeof PULL_RESULTS)[number];

export function resultOfEdits({
  written,
  edits,
  refused,
}: Pick<PullReport, "written" | "refused"> & {
  readonly edits: readonly unknown[];
}): PullResult {
  if (refused.length > 0) return "refused";
  if (written) return "written";
  return edits.length > 0 ? "would_write" : "unchanged";
}

export interface PullDocument extends PullReport {
  readonly format_version: string;
  readonly result: PullResult;
  readonly exit_code: ExitCode;
}

export const documentOfPull = (report: PullReport, exitCode: ExitCode): PullDocument => ({
  format_version: FORMAT_VERSION,
  result: resultOfEdits(report),
  exit_code: exitCode,
  ...report,
});
