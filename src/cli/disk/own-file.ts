// Whether a file may be written over: one that is not there, is empty, or is of the kind that would be written.

import { closeSync, openSync, readSync, statSync } from "node:fs";

/** Whether something else is there than what begins with `head`, which is ASCII. Throws the system's error. */
export function holdsOther(path: string, head: string): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  if (!there || (there.isFile() && there.size === 0)) return false;
  if (!there.isFile()) return true;
  const found = Buffer.alloc(head.length);
  const file = openSync(path, "r");
  try {
    readSync(file, found, 0, found.length, 0);
  } finally {
    closeSync(file);
  }
  return found.toString("latin1") !== head;
}
