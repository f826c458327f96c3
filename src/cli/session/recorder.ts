// From what became of each instance to its record, and on to every place that takes records.

import type { Desired } from "../../core/file/desired.ts";
import type { Failure } from "../../core/finding/failure.ts";
import {
  addTo,
  EMPTY_TALLY,
  exitCodeOf,
  type EndCode,
  type Tally,
} from "../../core/report/fleet-result.ts";
import {
  RECORD_VERSION,
  type EnvironmentRecord,
  type RecordedCommand,
  type RecordedDocument,
} from "../../core/report/record.ts";
import type { Context } from "../context.ts";
import { shownDocumentOf } from "../screen/format.ts";
import type { OfflinePage, Sink } from "../screen/record-lines.ts";
import type { Instance } from "./distinct.ts";
import { describeFailure } from "./finish.ts";
import { readApiUrl } from "./open-connection.ts";
import { narrow } from "./narrow.ts";
import { codeOf, type Run } from "./run.ts";
import type { RunParts } from "./take-part.ts";

/** What was made without a run; `document` is fit to be shown. */
export interface Made {
  readonly document: RecordedDocument;
  readonly page: OfflinePage;
}

export interface Recorder {
  readonly done: (instance: Instance, run: Run) => void;
  readonly made: (desired: Desired, made: Made) => void;
  /** `failure` is clean of secrets. */
  readonly failed: (instance: Instance, failure: Failure, code: EndCode) => void;
  readonly tally: () => Tally;
  /** Ends the records; `code` where the whole ends otherwise than its parts. */
  readonly end: (code?: EndCode) => EndCode;
}

export function openRecorder(
  context: Context,
  parts: RunParts,
  command: RecordedCommand,
  sinks: readonly Sink[],
): Recorder {
  let tally = EMPTY_TALLY;
  const start = {
    type: "start",
    format_version: RECORD_VERSION,
    tool_version: context.toolVersion,
    command,
    shard: parts.shard,
    files: parts.files.length,
    total: parts.desired.length,
    of: parts.of,
    config: parts.config(),
    flags: parts.flags(readApiUrl(context)),
  } as const;
  for (const sink of sinks) sink.start?.(start);
  const tell = (record: EnvironmentRecord, run?: Run, page?: OfflinePage): void => {
    tally = addTo(tally, record);
    for (const sink of sinks) sink.each?.(record, run, page);
  };
  const headOf = (desired: Desired): Omit<EnvironmentRecord, "document" | "error"> => ({
    type: "environment",
    index: parts.indexOf(desired),
    file: context.terminal.redact(desired.file),
    name: desired.environment,
    declared: narrow(desired, parts.only).declarations.map(({ address }) => address),
    ...(desired.target.instance_id === undefined ? {} : { pinned: true }),
  });
  return {
    done: (instance, run) => {
      const code = codeOf(run, context.interruption);
      const document = shownDocumentOf(context, run, code) as unknown as RecordedDocument;
      tell({ ...headOf(instance.desired), document }, run);
    },
    made: (desired, { document, page }) => tell({ ...headOf(desired), document }, undefined, page),
    failed: (instance, failure, code) =>
      tell({ ...headOf(instance.desired), ...describeFailure(failure, code) }),
    tally: () => tally,
    end: (code = exitCodeOf(tally)) => {
      for (const sink of sinks) sink.end?.({ type: "end", counts: tally.counts, exit_code: code });
      return code;
    },
  };
}
