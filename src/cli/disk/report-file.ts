// The file of --report: records, one a line, written as they come.

import { closeSync, openSync, readSync, statSync, writeSync } from "node:fs";
import { Failure } from "../../core/finding/failure.ts";
import { errorText } from "./error-text.ts";

export interface ReportFile {
  readonly write: (text: string) => void;
  readonly close: () => void;
}

/** What a report begins with: any other file is not written over. */
const HEAD = '{"type":"start"';

/** Makes the file anew. Throws a `Failure` (exit 3) when it can't, or when it holds something else than a report. */
export function openReportFile(path: string): ReportFile {
  const fail = (why: string): Failure =>
    new Failure("unwritable_file", `the report can't be written to ${path}: ${why}`, {
      hint: "name another file",
    });
  if (holdsOther(path)) throw fail("it is there, and it is no report");
  try {
    const file = openSync(path, "w");
    return { write: (text) => void writeSync(file, text), close: () => closeSync(file) };
  } catch (error) {
    throw fail(errorText(error));
  }
}

function holdsOther(path: string): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  if (!there || (there.isFile() && there.size === 0)) return false;
  if (!there.isFile()) return true;
  const head = Buffer.alloc(HEAD.length);
  const file = openSync(path, "r");
  try {
    readSync(file, head, 0, head.length, 0);
  } finally {
    closeSync(file);
  }
  return head.toString("latin1") !== HEAD;
}
