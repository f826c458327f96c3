// Keeps the pages of several instances apart, whoever writes the first line of one, and on whichever stream.

import type { Terminal } from "./terminal.ts";

type Stream = "out" | "err";

/** What is shown of one instance after the other. */
export interface Pages {
  /** Before a text of a page goes to a stream (default: stdout); once it is open, it writes nothing. */
  readonly open: (to?: Stream) => void;
  readonly close: () => void;
}

/**
 * An empty line stands between two, where both streams are read as one and in each of them: it goes to the stream of
 * the second, or ends the first where the stream of the second has nothing to be kept apart from.
 */
export function openPages(terminal: Pick<Terminal, Stream>): Pages {
  const ends: Record<Stream, boolean> = { out: false, err: false };
  let last: Stream = "out";
  let isOpen = false;
  const part = (stream: Stream): void => {
    if (!ends[stream]) return;
    terminal[stream]("\n");
    ends[stream] = false;
  };
  return {
    open: (to = "out") => {
      if (!isOpen) part(ends[to] ? to : last);
      ends[to] = true;
      last = to;
      isOpen = true;
    },
    close: () => {
      isOpen = false;
    },
  };
}
