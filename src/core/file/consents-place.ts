// Where another consent goes in a file.

import { membersOf } from "./declarations.ts";
import type { Document } from "./document.ts";

/** Where the top of a file has its `consents`. */
export interface ConsentsPlace {
  /** Of the key, from 1. */
  readonly line: number;
  /** In which its entries' `-` stand, from 1; null: they are written in brackets. */
  readonly column: number | null;
}

/** Null: the file has none. */
export function consentsPlaceOf(document: Document): ConsentsPlace | null {
  if (!Object.hasOwn(membersOf(document.data), "consents")) return null;
  const key = document.keyAt("/consents");
  const value = document.valueAt("/consents");
  return { line: key.line, column: value.line > key.line ? value.column : null };
}
