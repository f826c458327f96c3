// What of a run is kept for a CI system, and who is told of it when the run has ended.

import type { Failure } from "../../core/finding/failure.ts";
import { partOf, type Part } from "../../core/render/comment/part.ts";
import { hideIdentifiers } from "../../core/render/identifiers.ts";
import type { EnvironmentRecord, RecordedCommand } from "../../core/report/record.ts";
import { showDocument } from "../../core/text/escape.ts";
import { findPlace } from "../../ci/place.ts";
import type { Context, EndCode } from "../context.ts";
import { showPage } from "../screen/format-markdown.ts";
import type { Sink } from "../screen/record-lines.ts";
import { documentTo } from "../screen/sinks.ts";
import { describeFailure } from "../session/finish.ts";
import { readEvent } from "../disk/read-event.ts";
import type { Told } from "./result.ts";
import { keyOf } from "./key.ts";
import { tellAll } from "./tell.ts";

export interface CiRun {
  readonly records: (parts: { readonly byEnvironment: boolean }) => Sink;
  /** `failure`: of the command as a whole, fit to be shown. Never throws: what can't be told is a warning. */
  readonly tell: (code: EndCode, failure?: Failure) => Promise<void>;
}

/** `unknown`: the command, where no record says it. */
export function openCiRun(context: Context, flags: Told, unknown: RecordedCommand): CiRun {
  const place = findPlace(context.environment, readEvent);
  const key = keyOf(flags, place?.workspace);
  const kept = keepRecords(context, flags, unknown);
  return {
    records: kept.sinkFor,
    tell: (code, failure) => {
      const { records, parts, document } = kept;
      const command = kept.command();
      const isAlone = failure !== undefined && records.length === 0;
      const whole = isAlone ? wholeFailure(failure, code, key) : undefined;
      return tellAll(context, flags, {
        command,
        code,
        failure: isAlone ? failure : undefined,
        records,
        parts: whole ? [partOf(whole, command, false)] : parts,
        document: isAlone ? showDocument(describeFailure(failure, code)) : document(),
        place,
        whereabouts: { commit: place?.head ?? undefined, run: place?.run.url },
        key,
      });
    },
  };
}

/** A command that came to no instance, as the one thing to tell of. */
const wholeFailure = (failure: Failure, code: EndCode, file: string): EnvironmentRecord => ({
  type: "environment",
  index: 0,
  file,
  name: null,
  ...describeFailure(failure, code),
});

interface Kept {
  readonly sinkFor: CiRun["records"];
  readonly records: EnvironmentRecord[];
  readonly parts: Part[];
  readonly document: () => string;
  readonly command: () => RecordedCommand;
}

function keepRecords(context: Context, flags: Told, unknown: RecordedCommand): Kept {
  const hide = <Value>(value: Value): Value =>
    flags.showIdentifiers ? value : hideIdentifiers(value).value;
  let command = unknown;
  const records: EnvironmentRecord[] = [];
  const parts: Part[] = [];
  const json: string[] = [];
  let isSingle = true;
  const sinkFor: CiRun["records"] = ({ byEnvironment }) => {
    isSingle = !byEnvironment;
    let severalFiles = false;
    let total = 1;
    let document: Sink = {};
    return {
      start: (start) => {
        command = start.command;
        severalFiles = start.files > 1;
        total = start.total;
        document = documentTo((text) => json.push(text), severalFiles);
        document.start?.(start);
      },
      each: (record, run, offline) => {
        document.each?.(record, run);
        const shown = hide(record);
        records.push(shown);
        const pageOf = run
          ? (bytes: number) => showPage(context, flags, run, bytes)
          : offline && ((bytes: number) => hide(offline.markdown(bytes)));
        const part = partOf(shown, command, severalFiles, pageOf);
        // Of one in sync among others only its row is shown: its page is let go.
        parts.push(part.stand === "clean" && total > 1 ? { ...part, page: () => "" } : part);
      },
      end: (end) => document.end?.(end),
    };
  };
  return {
    sinkFor,
    records,
    parts,
    command: () => command,
    document: () => (isSingle ? single(records[0]) : json.join("")),
  };
}

const single = (record: EnvironmentRecord | undefined): string => {
  if (!record) return "";
  return showDocument("document" in record ? record.document : { error: record.error });
};
