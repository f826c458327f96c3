// What GitHub Actions tells of the event that a run is for: a file, whose path a variable names.

import { readFileSync } from "node:fs";

/** Undefined: it can't be read. */
export function readEvent(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
