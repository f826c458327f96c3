// What a newer copy of a document has that the copy at hand is too old for.

import { readFileSync } from "node:fs";
import { newestEdition, unpackEditions, type EditionsFile } from "../../src/canary/edition.ts";
import { placeOf, recordDocument, sameRecord } from "../../src/canary/record.ts";
import { API_VERSIONS, type ApiVersion } from "../../src/catalog/api-version.ts";
import { CATALOG } from "../../src/catalog/catalog.ts";
import { documentOf } from "./judge.ts";
import { OPENAPI_PRESENT, type OpenapiDocument } from "./openapi.ts";

const file = new URL("../../src/canary/editions.json", import.meta.url);
const editions = unpackEditions(JSON.parse(readFileSync(file, "utf8")) as EditionsFile);

/** The copy at hand among those that the catalog was compared with; undefined: nobody has looked at it. */
const editionOf = (document: OpenapiDocument, version: ApiVersion) => {
  const record = recordDocument(document.root, CATALOG);
  return editions.findLast(
    (edition) => edition.version === version && sameRecord(edition.record, record),
  );
};

/** The versions whose copy at hand the catalog was compared with; what it says of others is not known. */
export const COMPARED: readonly ApiVersion[] = OPENAPI_PRESENT
  ? API_VERSIONS.filter((version) => editionOf(documentOf(version), version) !== undefined)
  : API_VERSIONS;

/** Copies that nobody has looked at: tests on them are skipped, visibly. */
export const NOT_COMPARED: readonly ApiVersion[] = API_VERSIONS.filter(
  (version) => !COMPARED.includes(version),
);

export const NOT_COMPARED_REASON =
  "a copy that the catalog was not compared with: clerkwork schema --check-openapi says what moved";

/**
 * The members at a place of the newest copy that we have seen of that version. None when the document
 * is that copy, or one that nobody has seen: then it alone decides.
 */
export function membersOfLaterCopy(
  document: OpenapiDocument,
  version: ApiVersion,
  ...place: Parameters<typeof placeOf>
): readonly string[] {
  const newest = newestEdition(editions, version);
  const known = editionOf(document, version);
  if (!newest || !known || known === newest) return [];
  return Object.keys(newest.record[placeOf(...place)]?.members ?? {});
}
