// What a command gets from the process.

import type { CommandContext } from "@stricli/core";
import type { EndCode, SIGNALLED } from "../core/report/fleet-result.ts";
import type { Sink } from "./screen/record-lines.ts";
import type { Terminal } from "./screen/terminal.ts";
import type { Clock } from "./session/clock.ts";

/** What a process ends with after SIGINT or SIGTERM. */
export type SignalCode = (typeof SIGNALLED)[number];

export type { EndCode };

/** What a command gets from the process: nothing in `commands/` touches it otherwise. */
export interface Context extends CommandContext {
  readonly terminal: Terminal;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly toolVersion: string;
  /** The time that instances may take. */
  readonly clock: Clock;
  /** Asks on the terminal; undefined: the input ended, or a signal came. */
  readonly ask: (question: string) => Promise<string | undefined>;
  readonly interruption: Interruption;
  readonly self: Self;
  readonly writing: Writing;
  /** Takes the records of the command's run, beside its output; absent: nobody does. */
  readonly records?: (parts: { readonly byEnvironment: boolean }) => Sink;
  /** The environments of the file at hand; given only where a shell asks for completions. */
  readonly environmentNames?: () => readonly string[];
  /** How the command ended. A process that is never told does not end with 0. */
  readonly end: (code: EndCode) => void;
  /** Takes what is done when nothing is left to wait for and the command has not ended. */
  readonly onStuck: (act: () => void) => void;
}

/** Whether this process may have written. */
export interface Writing {
  /** Told before the first request that writes. */
  readonly begin: () => void;
  readonly begun: () => boolean;
}

/** This process, and what it can tell of others. */
export interface Self {
  readonly pid: number;
  /** Whether a process of this machine runs. */
  readonly isRunning: (pid: number) => boolean;
}

/** Signals from outside. */
export interface Interruption {
  /** Fires at the first signal: nothing new is started. */
  readonly signal: AbortSignal;
  /** Fires when what was on its way has had its time. */
  readonly deadline: AbortSignal;
  /** 130 or 143; undefined: none came. */
  readonly exitCode: () => SignalCode | undefined;
  /** Takes signals from now on; before, they end the process at once. */
  readonly listen: (quietly?: boolean) => void;
  /** From now on what is said of a signal goes there, such as into a view that is drawn; null: to the terminal. */
  readonly sayThrough: (say: ((text: string) => void) | null) => void;
}

/** Today's date, YYYY-MM-DD, UTC. */
export function todayOf(context: Pick<Context, "now">): string {
  return new Date(context.now()).toISOString().slice(0, 10);
}
