// What a newer copy of a document has that the copy at hand is too old for.

import { readFileSync } from "node:fs";
import { newestEdition, unpackEditions, type EditionsFile } from "../../src/canary/edition.ts";
import { placeOf, recordDocument, sameRecord } from "../../src/canary/record.ts";
import type { ApiVersion } from "../../src/catalog/api-version.ts";
import { CATALOG } from "../../src/catalog/catalog.ts";
import type { OpenapiDocument } from "./openapi.ts";

const file = new URL("../../src/canary/editions.json", import.meta.url);
const editions = unpackEditions(JSON.parse(readFileSync(file, "utf8")) as EditionsFile);

/**
 * The members at a place of the newest copy that we have seen of that version. None when the document
 * is that copy, or one that nobody has seen: then it alone decides.
 */
export function membersOfLaterCopy(
  document: OpenapiDocument,
  version: ApiVersion,
  ...place: Parameters<typeof placeOf>
): readonly string[] {
  const record = recordDocument(document.root, CATALOG);
  const newest = newestEdition(editions, version);
  const known = editions.findLast(
    (edition) => edition.version === version && sameRecord(edition.record, record),
  );
  if (!newest || !known || known === newest) return [];
  return Object.keys(newest.record[placeOf(...place)]?.members ?? {});
}
