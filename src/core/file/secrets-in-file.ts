// Text that must not stand in a file, wherever it stands: credentials, and masks of values.

import type { Json } from "../../catalog/setting.ts";
import { issueAt, type Issue } from "../finding/issue.ts";
import { secretKind } from "../text/secret.ts";
import type { Document } from "./document.ts";
import { pointerOf } from "./pointer.ts";

/** What tools print in place of a value that they keep back. */
const MASK = /^\*{3,}$|^\((?:sensitive|redacted)[^)]*\)$|^<(?:sensitive|redacted)>$/i;

export function findSecrets(document: Document): readonly Issue[] {
  return findIn(document.data, document, "");
}

function findIn(value: Json, document: Document, pointer: string): readonly Issue[] {
  if (typeof value === "string") {
    const at = document.valueAt(pointer);
    const kind = secretKind(value);
    if (kind) return [issueAt(at, pointer, "secret_value", { kind })];
    return MASK.test(value) ? [issueAt(at, pointer, "masked_value", {})] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    findIn(item, document, pointerOf(pointer, key)),
  );
}
