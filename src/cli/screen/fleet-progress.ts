// How far a run over several instances is, while it goes: drawn over on a terminal, a line now and then elsewhere.

import { newPace, type Pace } from "../../core/render/pace.ts";
import { FEW } from "../../core/render/standings.ts";
import type { RecordedCommand, Stand } from "../../core/report/record.ts";
import { escapeText } from "../../core/text/escape.ts";
import { cutToWidth } from "../../core/text/layout.ts";
import type { Context } from "../context.ts";
import type { Reader } from "./reading.ts";

/** Milliseconds between two lines where nothing can be drawn over. */
const LINE_EVERY = 10_000;
/** Milliseconds between two drawings. */
const DRAW_EVERY = 250;
/** Failures that are shown below the count. */
const SHOWN_FAILURES = 5;

export interface FleetProgress {
  /** Told as soon as an instance ended; `why` in plain words where it failed, clean of secrets. */
  readonly ended: (name: string, stand: Stand, why?: string) => void;
  /** Of one instance among others that run. */
  readonly reader: (name: string) => Reader;
  /** Makes room for what is written beside it. */
  readonly clear: () => void;
  readonly close: () => void;
}

export interface FleetRun {
  readonly command: RecordedCommand;
  readonly total: number;
  /** Instances at once. With one, its own view is drawn. */
  readonly concurrency: number;
}

export function openFleetProgress(
  context: Context,
  { verbose = false }: { readonly verbose?: boolean },
  run: FleetRun,
): FleetProgress {
  const { terminal, environment, clock } = context;
  const isDrawn = terminal.errColumns > 0 && environment["TERM"] !== "dumb" && !verbose;
  const pace = newPace(run.command, run.total, clock.now());
  if (!isDrawn) return tellLines(context, run, pace);
  return run.concurrency === 1 ? SILENT : draw(context, pace);
}

const readerOf = (tell: Reader["tell"]): Reader => ({ read: (work) => work(), tell });

/** One instance at a time: what it does is shown by itself. */
const SILENT: FleetProgress = {
  ended: () => {},
  reader: () => readerOf(() => {}),
  clear: () => {},
  close: () => {},
};

/** Calls again and again, until it is stopped. It keeps no process. */
function every(ms: number, act: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (): void => {
    timer = setTimeout(() => {
      act();
      wait();
    }, ms).unref();
  };
  wait();
  return () => clearTimeout(timer);
}

const BEGINS: Readonly<Record<RecordedCommand, string>> = {
  plan: "Planning",
  drift: "Comparing",
  apply: "Applying",
};

/** Of few, the beginning and the end say nothing that the results do not. */
function tellLines(
  { terminal, clock }: Context,
  { command, total, concurrency }: FleetRun,
  pace: Pace,
): FleetProgress {
  const isMany = total > FEW;
  if (isMany) terminal.err(`${BEGINS[command]} ${total} environments, ${concurrency} at a time\n`);
  const stop = every(LINE_EVERY, () => terminal.err(`${pace.say(clock.now())}\n`));
  return {
    ended: (_, stand) => pace.ended(stand, clock.now()),
    reader: (name) =>
      readerOf((detail) =>
        terminal.err(`  ${escapeText(terminal.redact(`${name}: ${detail}`))}\n`),
      ),
    clear: () => {},
    close: () => {
      stop();
      if (isMany) terminal.err(`${pace.sayEnd(clock.now())}\n`);
    },
  };
}

function draw({ terminal, clock, interruption }: Context, pace: Pace): FleetProgress {
  const failures: string[] = [];
  let drawn = 0;
  const erasing = (): string => {
    const up = drawn > 1 ? `\u001b[${drawn - 1}A` : "";
    const text = drawn > 0 ? `${up}\r\u001b[J` : "";
    drawn = 0;
    return text;
  };
  const clear = (): void => {
    if (drawn > 0) terminal.err(erasing());
  };
  const say = (text: string): void => terminal.err(`${erasing()}${text}\n`);
  const stop = every(DRAW_EVERY, () => {
    const lines = [pace.say(clock.now()), ...failures].map((text) =>
      // A line that goes on below can't be drawn over.
      cutToWidth(text, terminal.errColumns - 1),
    );
    const before = erasing();
    drawn = lines.length;
    terminal.err(`${before}${lines.join("\n")}`);
  });
  interruption.sayThrough(say);
  return {
    ended: (name, stand, why) => {
      pace.ended(stand, clock.now());
      if (why === undefined) return;
      failures.push(`  ${escapeText(terminal.redact(`${name}: ${why}`))}`);
      if (failures.length > SHOWN_FAILURES) failures.shift();
    },
    reader: (name) =>
      readerOf((detail) => say(`  ${escapeText(terminal.redact(`${name}: ${detail}`))}`)),
    clear,
    close: () => {
      stop();
      interruption.sayThrough(null);
      clear();
    },
  };
}
