// What a run over several instances comes to: by its records, as it goes.

import { EXIT } from "../finding/failure.ts";
import { countIn, NOBODY, type Counts, type EnvironmentRecord } from "./record.ts";

export const FLEET_RESULTS = [
  "done",
  "failed",
  "differs",
  "invalid",
  "refused",
  "partial",
  "contradicted",
  "interrupted",
] as const;

export type FleetResult = (typeof FLEET_RESULTS)[number];

/** After SIGINT and SIGTERM. */
export const SIGNALLED = [130, 143] as const;

/** What a process may end with. */
export type EndCode = (typeof EXIT)[keyof typeof EXIT] | (typeof SIGNALLED)[number];

/** What the records so far come to. */
export interface Tally {
  readonly counts: Counts;
  readonly codes: ReadonlySet<number>;
  /** Settings that would change, or were to. */
  readonly changes: number;
  /** Whether something was written, or may have been. */
  readonly wrote: boolean;
}

export const EMPTY_TALLY: Tally = { counts: NOBODY, codes: new Set(), changes: 0, wrote: false };

export function addTo(tally: Tally, record: EnvironmentRecord): Tally {
  const { codes } = tally;
  const changes = "document" in record ? record.document.changes.length : 0;
  const added = {
    counts: countIn(tally.counts, record),
    changes: tally.changes + changes,
    wrote: tally.wrote || wroteIn(record),
  };
  if ("document" in record) return { ...added, codes: withCode(codes, record.document.exit_code) };
  const { code, exit_code: exitCode } = record.error;
  return { ...added, codes: code === "not_attempted" ? codes : withCode(codes, exitCode) };
}

const withCode = (codes: ReadonlySet<number>, code: number): ReadonlySet<number> =>
  codes.has(code) ? codes : new Set([...codes, code]);

/** A call that Clerk refused writes nothing. */
export function wroteIn(record: EnvironmentRecord): boolean {
  if ("error" in record) return record.error.exit_code === EXIT.partial;
  const { outcomes = [], result } = record.document;
  return outcomes.length > 0 && result !== "failed" && result !== "refused";
}

/** Worst first. */
const SEVERITY: readonly EndCode[] = [
  EXIT.partial,
  EXIT.contradicted,
  ...SIGNALLED,
  EXIT.refused,
  EXIT.failed,
  EXIT.invalid,
  EXIT.differs,
  EXIT.ok,
];

const FINISHED: ReadonlySet<number> = new Set([EXIT.ok, EXIT.differs, EXIT.contradicted]);

/**
 * The code of the whole: the worst; but a run that wrote somewhere, and elsewhere was stopped, refused or
 * not begun, is partial.
 */
export function exitCodeOf({ counts, codes, wrote }: Tally): EndCode {
  const left = counts.not_attempted > 0;
  if (wrote && (left || [...codes].some((code) => !FINISHED.has(code)))) return EXIT.partial;
  const code = SEVERITY.find((one) => codes.has(one));
  return code ?? (left ? EXIT.failed : EXIT.ok);
}

/** What the whole came to, for machines. */
export const RESULT_OF: Readonly<Record<EndCode, FleetResult>> = {
  0: "done",
  1: "failed",
  2: "differs",
  3: "invalid",
  4: "refused",
  5: "partial",
  6: "contradicted",
  130: "interrupted",
  143: "interrupted",
};
