// The file of --report: records, one a line, written as they come.

import { closeSync, openSync, writeSync } from "node:fs";
import { Failure } from "../../core/finding/failure.ts";
import { errorText } from "./error-text.ts";
import { holdsOther } from "./own-file.ts";

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
  try {
    if (holdsOther(path, HEAD)) throw fail("it is there, and it is no report");
    const file = openSync(path, "w");
    return {
      write: (text) => {
        try {
          writeAll(file, text);
        } catch (error) {
          throw new Failure(
            "report_file",
            `the report can't be written to ${path}: ${errorText(error)}`,
            { hint: "what it holds so far is not whole: report merge refuses it" },
          );
        }
      },
      close: () => closeSync(file),
    };
  } catch (error) {
    throw error instanceof Failure ? error : fail(errorText(error));
  }
}

/** The system may take a part at a time. */
function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length;) from += writeSync(file, bytes, from);
}
