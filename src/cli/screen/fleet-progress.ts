// How far a run over several instances is, while it goes.

import { sayCounts } from "../../core/render/standings.ts";
import { addTo, EMPTY_TALLY } from "../../core/report/fleet-result.ts";
import type { RecordedCommand } from "../../core/report/record.ts";
import { escapeText } from "../../core/text/escape.ts";
import type { Context } from "../context.ts";
import type { Reader } from "./reading.ts";
import type { Sink } from "./record-lines.ts";

/** Milliseconds between two lines. */
const INTERVAL = 10_000;

export interface FleetProgress {
  readonly sink: Sink;
  /** Of one instance among others that run. */
  readonly reader: (name: string) => Reader;
  /** Makes room for what is written beside it. */
  readonly clear: () => void;
  readonly close: () => void;
}

export function openFleetProgress(
  { terminal }: Context,
  _flags: object,
  command: RecordedCommand,
  total: number,
): FleetProgress {
  let tally = EMPTY_TALLY;
  const say = (): void => terminal.err(`${sayCounts(tally.counts, command)} of ${total}\n`);
  const timer = setInterval(say, INTERVAL).unref();
  return {
    sink: {
      each: (record) => {
        tally = addTo(tally, record);
      },
    },
    reader: (name) => ({
      read: (work) => work(),
      tell: (detail) => terminal.err(`  ${escapeText(terminal.redact(`${name}: ${detail}`))}\n`),
    }),
    clear: () => {},
    close: () => clearInterval(timer),
  };
}
