// What a run over several instances writes as JSON Lines: where it began, each instance in file order, how it ended.

import type { IssueReport } from "../finding/issue.ts";
import type { Refusal } from "../finding/refusal.ts";
import type { Warning } from "../finding/warning.ts";
import type { Change } from "../plan/change.ts";
import type { PlanKind } from "../plan/plan.ts";

/** The version of the format of records. */
export const RECORD_VERSION = "1.0";

/** The commands that run over several instances. */
export const RECORDED = ["plan", "drift", "apply"] as const satisfies readonly PlanKind[];

export type RecordedCommand = (typeof RECORDED)[number];

/** The command of a name; plan where it has no record of its own. */
export const commandNamed = (name: string | undefined): RecordedCommand =>
  RECORDED.find((one) => one === name) ?? "plan";

/** The first line. */
export interface StartRecord {
  readonly type: "start";
  readonly format_version: typeof RECORD_VERSION;
  readonly tool_version: string;
  readonly command: RecordedCommand;
  /** `i/n`; null: the whole. */
  readonly shard: string | null;
  /** Files that were read. */
  readonly files: number;
  /** Instances of this run. */
  readonly total: number;
  /** Instances of all shards. */
  readonly of: number;
  /** `sha256:` of the files, and of which parts of them were asked for. */
  readonly config: string;
  /** `sha256:` of the flags that change what comes of it, and of the address of Clerk. */
  readonly flags: string;
}

/** Why an instance came to nothing, as in `--format json`. */
export interface RecordedError {
  readonly code: string;
  readonly message: string;
  readonly exit_code: number;
  readonly hint?: string;
  readonly issues: readonly IssueReport[];
  readonly refusals?: readonly Pick<Refusal, "address" | "message">[];
}

/** A document of plan, offline plan, drift or apply: what the table, the page and the counts take of it. */
export interface RecordedDocument {
  readonly target?: { readonly instance_id: string };
  readonly result: string;
  readonly exit_code: number;
  readonly changes: readonly Pick<Change, "from" | "action">[];
  readonly refusals: readonly unknown[];
  readonly warnings?: readonly Pick<Warning, "code">[];
  /** Of an offline plan: what it is held against, and what the file no longer declares. */
  readonly against?: { readonly what: string };
  readonly removed?: readonly unknown[];
  readonly calls?: readonly unknown[];
  readonly outcomes?: readonly { readonly outcome?: string }[];
}

/** One instance: its document, or why there is none. */
export type EnvironmentRecord = {
  readonly type: "environment";
  /** Its place among all instances of the files, from 0. */
  readonly index: number;
  readonly file: string;
  /** The entry of `environments`; null: the file has none. */
  readonly name: string | null;
  /** Addresses of the settings that the file declares for it; absent: the record does not say. */
  readonly declared?: readonly string[];
  /** Whether the file says which instance it is; absent: it does not. */
  readonly pinned?: true;
} & ({ readonly document: RecordedDocument } | { readonly error: RecordedError });

/** How many instances stand how. */
export type Counts = Readonly<Record<Stand, number>>;

/** The last line: without it, a run did not come to its end. */
export interface EndRecord {
  readonly type: "end";
  readonly counts: Counts;
  readonly exit_code: number;
}

export type ReportRecord = StartRecord | EnvironmentRecord | EndRecord;

/** How an instance stands, in the order in which counts are written. */
export const STANDS = [
  "changed",
  "clean",
  "refused",
  "partial",
  "failed",
  "not_attempted",
  "offline",
] as const;

export type Stand = (typeof STANDS)[number];

export const NOBODY: Counts = {
  changed: 0,
  clean: 0,
  refused: 0,
  partial: 0,
  failed: 0,
  not_attempted: 0,
  offline: 0,
};

export const countIn = (counts: Counts, record: EnvironmentRecord): Counts => {
  const stand = standOf(record);
  return { ...counts, [stand]: counts[stand] + 1 };
};

/** Results of an apply that did not do what the plan says, and wrote none or all of it. */
const UNFINISHED: ReadonlySet<string> = new Set(["failed", "contradicted"]);

export function standOf(record: EnvironmentRecord): Stand {
  if ("error" in record) {
    if (record.error.code === "not_attempted") return "not_attempted";
    return record.error.exit_code === 4 ? "refused" : "failed";
  }
  const { result, changes, outcomes } = record.document;
  if (result === "refused" || result === "partial" || result === "offline") return result;
  if (UNFINISHED.has(result)) return "failed";
  return (outcomes ?? changes).length > 0 ? "changed" : "clean";
}

/** What a record is called among others: by its environment, and by its file where there are several files. */
export function labelOf(
  { file, name }: Pick<EnvironmentRecord, "file" | "name">,
  severalFiles: boolean,
): string {
  if (!severalFiles) return name ?? file;
  return name === null ? file : `${file}:${name}`;
}
