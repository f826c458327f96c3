// The file of --html: the page of a run, written when the run is known as a whole.

import { Failure } from "../../core/finding/failure.ts";
import { PAGE_HEAD, renderFleetPage } from "../../core/render/fleet-page/page.ts";
import type { ReportRecord } from "../../core/report/record.ts";
import type { Context } from "../context.ts";
import type { Sink } from "../screen/record-lines.ts";
import { commandText } from "../screen/command-line.ts";
import { errorText } from "./error-text.ts";
import { holdsOther } from "./own-file.ts";
import { whyNotWritable, writeWhole } from "./write-file.ts";

export interface PageFile {
  readonly sink: Sink;
  /** Throws a `Failure` (exit 3) when it can't be written. */
  readonly save: () => Promise<void>;
}

/** Writes nothing yet. Throws a `Failure` (exit 3) for a place that can't be written, or that holds something else than a page. */
export function openPageFile(path: string, { terminal }: Pick<Context, "terminal">): PageFile {
  const fail = (why: string): Failure =>
    new Failure("unwritable_file", `the page can't be written to ${path}: ${why}`, {
      hint: "name another file",
    });
  const why =
    whyNotWritable(path, true) ?? (isOther(path) ? "it is there, and it is no page" : null);
  if (why !== null) throw fail(why);
  const records: ReportRecord[] = [];
  const keep = (record: ReportRecord): void => void records.push(record);
  return {
    sink: { start: keep, each: keep, end: keep },
    save: async () => {
      const page = renderFleetPage(terminal.redact(records), ({ file, name }) =>
        commandText("plan", { file, ...(name === null ? {} : { env: name }) }),
      );
      try {
        await writeWhole(path, page, true, "ordinary");
      } catch (error) {
        throw fail(errorText(error));
      }
    },
  };
}

function isOther(path: string): boolean {
  try {
    return holdsOther(path, PAGE_HEAD);
  } catch {
    return true;
  }
}
