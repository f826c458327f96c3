// Has the API moved? One of Clerk's OpenAPI documents against the catalog and the copies that we have
// seen, as findings. Pure.

import { API_VERSIONS, NEWEST_API_VERSION, type ApiVersion } from "../catalog/api-version.ts";
import { sectionsOf, type Catalog } from "../catalog/catalog.ts";
import type { Setting } from "../catalog/setting.ts";
import { compareRecords, type Difference } from "./difference.ts";
import { newestEdition, type Edition } from "./edition.ts";
import { keyOf, type Movement } from "./movement.ts";
import { hasOperation, readShape, versionOf, type Member, type Node } from "./openapi.ts";
import { recordDocument, sameRecord, unknownPaths } from "./record.ts";
import type { Section } from "../catalog/resource.ts";

export interface Comparison {
  readonly movements: readonly Movement[];
  /** The document is a copy that we have seen, and not the newest of its version. */
  readonly older: { readonly seen: string; readonly newest: string } | null;
}

/**
 * What moved between the catalog and the newest known copy on one side and a document on the other.
 * `against` says which API version to compare with; by default the document's own, or the newest
 * when the catalog doesn't know it.
 */
export function compareOpenapi(
  root: Node,
  catalog: Catalog,
  editions: readonly Edition[],
  against?: ApiVersion,
): Comparison {
  const stated = versionOf(root);
  const own = API_VERSIONS.find((version) => version === stated);
  const version = against ?? own ?? NEWEST_API_VERSION;
  const record = recordDocument(root, catalog);
  const newest = newestEdition(editions, version);
  const seen = editions.findLast(
    (edition) => edition.version === version && sameRecord(edition.record, record),
  );
  if (seen && newest && seen !== newest && version === stated)
    return { movements: [], older: { seen: seen.seen, newest: newest.seen } };
  const findings = compareCatalog(root, catalog, version);
  if (!own) {
    const message = `API version ${stated} is not in the catalog: add it to src/catalog/api-version.ts`;
    findings.unshift({ kind: "version_added", path: "/", member: null, message, row: null });
  }
  const movements = findings.map((one): Movement => ({ ...one, version: stated }));
  const known = new Set(movements.map(keyOf));
  const others = (newest ? compareRecords(newest.record, record) : [])
    .filter((difference) => !isOfCatalog(difference, catalog) && !known.has(keyOf(difference)))
    .map((difference) => toMovement(difference, stated));
  return { movements: [...movements, ...others], older: null };
}

/** What moved between two copies of a document, whatever the catalog knows. */
export function compareCopies(older: Node, newer: Node, catalog: Catalog): readonly Movement[] {
  const differences = compareRecords(
    recordDocument(older, catalog),
    recordDocument(newer, catalog),
  );
  return differences.map((difference) => toMovement(difference, versionOf(newer)));
}

const toMovement = ({ kind, path, member, message }: Difference, version: string): Movement => ({
  kind,
  version,
  path,
  member,
  message,
  row: null,
});

/** The catalog itself says which endpoints and writable members there are, and which are deprecated. */
function isOfCatalog({ of, kind, path }: Difference, catalog: Catalog): boolean {
  if (of === "endpoint")
    return (
      kind === "endpoint_added" || sectionsOf(catalog).some((section) => section.path === path)
    );
  return of === "request" && kind.startsWith("member_");
}

type Finding = Omit<Movement, "version">;

function compareCatalog(root: Node, catalog: Catalog, version: ApiVersion): Finding[] {
  const found = sectionsOf(catalog).flatMap((section) => compareSection(root, section, version));
  const unknown = unknownPaths(root, catalog).map((path) =>
    finding("endpoint_added", path, null, `PATCH ${path} is new: it needs a section of its own`),
  );
  return [...found, ...unknown];
}

const finding = (
  kind: Movement["kind"],
  path: string,
  member: string | null,
  message: string,
  row: string | null = null,
): Finding => ({ kind, path, member, message, row });

function compareSection(root: Node, section: Section, version: ApiVersion): readonly Finding[] {
  const { path } = section;
  const expected = section.versions.includes(version);
  if (!hasOperation(root, path, "patch"))
    return expected ? [finding("endpoint_removed", path, null, `PATCH ${path} is gone`)] : [];
  if (!expected) {
    const message = `PATCH ${path} is there; the catalog says that this version lacks it`;
    return [finding("endpoint_added", path, null, message)];
  }
  const members = readShape(root, path, "patch", "request")?.members ?? {};
  const found = compareMembers(section, members, version);
  const shown = hasOperation(root, path, "get");
  const known = section.get?.versions.includes(version) === true;
  const readable = `GET ${path} is there: its settings can be read`;
  return [
    ...found,
    ...(shown && !known ? [finding("readable_added", path, null, readable)] : []),
    ...(!shown && known ? [finding("endpoint_removed", path, null, `GET ${path} is gone`)] : []),
  ];
}

function compareMembers(
  section: Section,
  members: Readonly<Record<string, Member>>,
  version: ApiVersion,
): readonly Finding[] {
  const { path } = section;
  const rows = new Map<string, Setting>();
  for (const setting of section.settings) {
    if (!setting.versions.includes(version) && !byOtherName(section, setting, version)) continue;
    if (!rows.has(setting.write.member) || setting.name === setting.write.member)
      rows.set(setting.write.member, setting);
  }
  const gone = [...rows.keys()].filter((name) => !Object.hasOwn(members, name));
  return [
    ...Object.entries(members).flatMap(([name, member]) => {
      const row = rows.get(name);
      return row ? compareRow(path, name, member, row) : [addedTo(section, name, member)];
    }),
    ...gone.map((name) => finding("member_removed", path, name, `${name} is gone`)),
  ];
}

function addedTo(section: Section, name: string, member: Member): Finding {
  const known = section.settings.some((setting) => setting.write.member === name);
  const message = known
    ? `${name} is writable in this version too`
    : `${name} (${member.type}) is new`;
  const row = known ? null : rowFor(name, member);
  return finding("member_added", section.path, name, message, row);
}

function compareRow(path: string, name: string, member: Member, row: Setting): readonly Finding[] {
  const expected = [row.schema["type"]]
    .flat()
    .filter((type) => type !== "null")
    .join(" or ");
  const message = `${name} is ${member.type}, the catalog says ${expected}`;
  return [
    ...(expected === member.type ? [] : [finding("type_changed", path, name, message)]),
    ...(member.deprecated && !row.deprecated
      ? [finding("member_deprecated", path, name, `${name} is deprecated now`)]
      : []),
  ];
}

const BUILDERS: Readonly<Record<string, (name: string) => string>> = {
  boolean: (name) => `boolean("${name}", { … })`,
  integer: (name) => `count("${name}", { … })`,
  string: (name) => `text("${name}", { … })`,
  array: (name) => `set("${name}", { type: "string" }, { … })`,
};

function rowFor(name: string, { type, description }: Member): string {
  const build = Object.hasOwn(BUILDERS, type) ? BUILDERS[type] : undefined;
  const doc = description === "" ? "…" : description.split("\n")[0];
  return (build?.(name) ?? `anything("${name}", { … })`).replace(
    "{ … }",
    () => `{ doc: ${JSON.stringify(doc)} }`,
  );
}

/** A role by key needs the list of roles, so it exists in fewer versions than the member it writes. */
function byOtherName(section: Section, setting: Setting, version: ApiVersion): boolean {
  return section.settings.some(
    (other) => other.name === setting.write.member && other.versions.includes(version),
  );
}
