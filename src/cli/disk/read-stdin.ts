// What is piped into a command, as a file that has no name.

import { readSync } from "node:fs";
import { isatty } from "node:tty";
import { errorText } from "./error-text.ts";
import { decodeFile, type FileContent } from "./read-file.ts";

/** What stands for it on the command line. */
export const STDIN = "-";
/** What it is called in findings. */
export const STDIN_NAME = "stdin";

/** At most `limit` bytes. Waits for the end of the input; a terminal is not waited for. */
export function readStdin(limit: number): FileContent {
  const unreadable = (why: string): FileContent => ({
    ok: false,
    code: "unreadable_file",
    args: { why },
  });
  if (isatty(0)) return unreadable("it is a terminal; pipe a file into the command");
  const buffer = Buffer.alloc(limit + 1);
  let length = 0;
  try {
    for (;;) {
      const count = readSync(0, buffer, length, buffer.length - length, null);
      length += count;
      if (count === 0 || length > limit) break;
    }
  } catch (error) {
    // Windows tells the end of a pipe in this way.
    if ((error as NodeJS.ErrnoException).code !== "EOF") return unreadable(errorText(error));
  }
  if (length > limit) return { ok: false, code: "too_large", args: { limit } };
  return decodeFile(buffer.subarray(0, length));
}
