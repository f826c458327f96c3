// What we remember of a document of Clerk's: names, types and fingerprints of texts, none of the texts. Pure.

import { createHash } from "node:crypto";
import { sectionsOf, type Catalog } from "../catalog/catalog.ts";
import { hasOperation, pathsOf, readShape, type Member, type Node, type Shape } from "./openapi.ts";

export interface MemberRecord {
  /** Such as `boolean`, or `array of string`. */
  readonly type: string;
  readonly nullable: boolean;
  readonly deprecated: boolean;
  /** A fingerprint of the description; empty: there is none. */
  readonly text: string;
}

export interface PartRecord {
  readonly members: Readonly<Record<string, MemberRecord>>;
  /** Those of the members that are always there. */
  readonly required: readonly string[];
}

/**
 * The parts of a document, by place: `PATCH /instance request`, `GET /instance answer`. A PATCH that
 * exists has its request here, a GET its answer, whether or not there are members; the answer of a
 * PATCH is here when it has a body.
 */
export type DocumentRecord = Readonly<Record<string, PartRecord>>;

export const placeOf = (
  method: "PATCH" | "GET",
  path: string,
  what: "request" | "answer",
): string => `${method} ${path} ${what}`;

/** Read by the catalog and by change-domain, although no section lies there; where in the answer. */
const LISTS: Readonly<Record<string, readonly string[]>> = { "/domains": ["data", "*"] };

/** Paths below which a PATCH is one of settings. */
const SETTINGS = /^\/(?:instance\/|beta_features\/instance)/;

/** The paths of the document that no section knows but that look like settings. */
export function unknownPaths(root: Node, catalog: Catalog): readonly string[] {
  return pathsOf(root).filter(
    (path) =>
      SETTINGS.test(path) &&
      !catalog.some((section) => section.path === path) &&
      hasOperation(root, path, "patch"),
  );
}

/** Layout is no text: runs of blanks and line ends count as one blank. */
function fingerprintOf(text: string): string {
  const words = text.replaceAll(/\s+/g, " ").trim();
  return words === "" ? "" : createHash("sha256").update(words).digest("hex").slice(0, 12);
}

const recordMember = ({
  type,
  items,
  nullable,
  deprecated,
  description,
}: Member): MemberRecord => ({
  type: items === null ? type : `${type} of ${items}`,
  nullable,
  deprecated,
  text: fingerprintOf(description),
});

function recordShape(shape: Shape | undefined): PartRecord {
  const members = Object.entries(shape?.members ?? {}).toSorted(([one], [other]) =>
    one < other ? -1 : 1,
  );
  return {
    members: Object.fromEntries(members.map(([name, member]) => [name, recordMember(member)])),
    required: members.map(([name]) => name).filter((name) => shape?.required.includes(name)),
  };
}

/** The endpoints of the catalog's sections, of settings that it doesn't know, and of the domains. */
export function recordDocument(root: Node, catalog: Catalog): DocumentRecord {
  const paths = [...sectionsOf(catalog).map(({ path }) => path), ...unknownPaths(root, catalog)];
  const parts: [string, PartRecord][] = [];
  for (const path of paths) {
    if (hasOperation(root, path, "patch")) {
      const request = readShape(root, path, "patch", "request");
      const answer = readShape(root, path, "patch", "answer");
      parts.push([placeOf("PATCH", path, "request"), recordShape(request)]);
      if (answer) parts.push([placeOf("PATCH", path, "answer"), recordShape(answer)]);
    }
  }
  for (const path of [...paths, ...Object.keys(LISTS)]) {
    if (!hasOperation(root, path, "get")) continue;
    const answer = readShape(root, path, "get", "answer", LISTS[path]);
    parts.push([placeOf("GET", path, "answer"), recordShape(answer)]);
  }
  return Object.fromEntries(parts);
}

/** Whether nothing that we remember differs. Both records are sorted where order means nothing. */
export function sameRecord(one: DocumentRecord, other: DocumentRecord): boolean {
  const places = Object.keys(one);
  return (
    places.length === Object.keys(other).length &&
    places.every((place) => JSON.stringify(one[place]) === JSON.stringify(other[place]))
  );
}
