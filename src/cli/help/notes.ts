// What is written about each command.

import type { Note } from "./note.ts";
import { OFFLINE_NOTES } from "./offline-notes.ts";
import { ONLINE_NOTES } from "./online-notes.ts";

const NOTES: ReadonlyMap<string, Note> = new Map([
  ...Object.entries(ONLINE_NOTES),
  ...Object.entries(OFFLINE_NOTES),
]);

/** By the command as typed; undefined: nothing is written about it. */
export const noteOf = (command: string): Note | undefined => NOTES.get(command);
