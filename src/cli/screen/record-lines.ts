// What takes the records of a run while they come; and records as JSON Lines, for stdout or a file.

import type {
  EndRecord,
  EnvironmentRecord,
  ReportRecord,
  StartRecord,
} from "../../core/report/record.ts";
import { showRecord } from "../../core/text/escape.ts";
import type { Run } from "../session/run-facts.ts";

/** A plan that was made without a run, for a person. */
export interface OfflinePage {
  /** In the format that was asked for. */
  readonly text: () => string;
  /** A page below another's heading, in so many bytes of UTF-8 at the most. */
  readonly markdown: (bytes: number) => string;
}

/** Takes the records of a run in their order. */
export interface Sink {
  readonly start?: (record: StartRecord) => void;
  /** `run`: what the record was made from; absent where there is none, such as a failure. `offline`: of one without a run. */
  readonly each?: (record: EnvironmentRecord, run?: Run, offline?: OfflinePage) => void;
  readonly end?: (record: EndRecord) => void;
}

export type Write = (text: string) => void;

/** JSON Lines. */
export function linesTo(write: Write): Sink {
  const line = (record: ReportRecord): void => write(showRecord(record));
  return { start: line, each: line, end: line };
}
