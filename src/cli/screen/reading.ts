// Says on a terminal that an instance is being read, once that takes longer than a blink; and, everywhere, what is
// waited for meanwhile.

import { escapeText } from "../../core/text/escape.ts";
import { cutToWidth } from "../../core/text/layout.ts";
import type { Context } from "../context.ts";
import { tell } from "./terminal.ts";

/** Milliseconds before anything is said. */
const PATIENCE = 300;

/** Back to the first column, and the line empty. */
const CLEAR = "\r\u001b[K";

export interface ReadingFlags {
  readonly verbose?: boolean;
  readonly withoutFrontendApi?: boolean;
}

export interface Reader {
  /** Runs work that reads. What is said of it is gone when it ends. */
  readonly read: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Says what is waited for, on a line of its own. It stays. */
  readonly tell: (detail: string) => void;
}

/** `name` is what is read, for a person. */
export function openReader(context: Context, name: string, flags: ReadingFlags): Reader {
  const { terminal, environment } = context;
  const sources = flags.withoutFrontendApi ? "Backend API" : "Backend API, Frontend API";
  let timer: NodeJS.Timeout | undefined;
  let drawn = false;
  const draw = (): void => {
    drawn = true;
    const text = `Reading ${escapeText(terminal.redact(name))}: ${sources}…`;
    // On one line: one that goes on below can't be drawn over.
    terminal.err(cutToWidth(text, terminal.columns - 1));
  };
  const clear = (): void => {
    if (drawn) terminal.err(CLEAR);
    drawn = false;
  };
  return {
    read: async (work) => {
      const draws = terminal.isErrTerminal && environment["TERM"] !== "dumb" && !flags.verbose;
      timer = draws ? setTimeout(draw, PATIENCE).unref() : undefined;
      try {
        return await work();
      } finally {
        clearTimeout(timer);
        clear();
      }
    },
    tell: (detail) => {
      const again = drawn;
      clear();
      tell(terminal, escapeText(terminal.redact(detail)), "  ");
      if (again) draw();
    },
  };
}
