// Adds copies of Clerk's documents to the record of those that we have seen.

import { CATALOG } from "../catalog/catalog.ts";
import {
  addEdition,
  packEditions,
  unpackEditions,
  type Edition,
  type EditionsFile,
} from "../canary/edition.ts";
import { isOpenapi, versionOf } from "../canary/openapi.ts";
import { recordDocument } from "../canary/record.ts";

/** The file before anything was seen. */
export const NO_EDITIONS: EditionsFile = { editions: [], parts: {} };

export interface Copy {
  readonly name: string;
  readonly document: unknown;
}

/**
 * The text of the file with these copies added, published when `seen` says. `versions` are those that
 * each copy speaks for; by default its own.
 */
export function recordEditions(
  file: EditionsFile,
  seen: string,
  copies: readonly Copy[],
  versions: readonly string[] = [],
): string {
  let editions: readonly Edition[] = unpackEditions(file);
  for (const { name, document } of copies) {
    if (!isOpenapi(document)) throw new Error(`${name} is no OpenAPI document of the Backend API`);
    const record = recordDocument(document, CATALOG);
    for (const version of versions.length > 0 ? versions : [versionOf(document)])
      editions = addEdition(editions, { seen, version, record });
  }
  return `${JSON.stringify(packEditions(editions), null, 2)}\n`;
}
