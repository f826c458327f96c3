import { CATALOG } from "./catalog/catalog.ts";
import checkDocument from "./core/check-document.generated.js";
import type { Document } from "./core/document.ts";
import type { Issue } from "./core/issue.ts";
import { validateDocument } from "./core/validate.ts";

/**
 * Everything that is wrong with a parsed file, in its order, by Clerk's catalog. Empty: `readDesired`
 * may be called. Opens no socket.
 */
export function validate(document: Document): readonly Issue[] {
  return validateDocument(document, CATALOG, (data) =>
    checkDocument(data) ? [] : (checkDocument.errors ?? []),
  );
}
