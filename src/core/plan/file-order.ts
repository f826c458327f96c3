// Changes in the order in which a reviewer has them beside the file.

import type { Change } from "./change.ts";

export const inFileOrder = (changes: readonly Change[]): readonly Change[] =>
  changes.toSorted(({ at: a }, { at: b }) => a.line - b.line || a.column - b.column);
