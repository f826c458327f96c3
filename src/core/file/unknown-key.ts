// A key that the format does not have, at its place: what it is called there, and what was meant.

import { findSection, type Catalog } from "../../catalog/catalog.ts";
import { isCollection, LISTS } from "../../catalog/item-row.ts";
import { EXTRA, type Section } from "../../catalog/resource.ts";
import { issueAt, type Issue } from "../finding/issue.ts";
import { nearestOf } from "../text/nearest.ts";
import type { Document } from "./document.ts";
import { inEnvironment, pointerOf, stepsOf } from "./pointer.ts";
import { RENAMED_FROM } from "./items.ts";
import { TARGET_KEYS } from "./shapes.ts";

const TOP = [
  "version",
  "api_version",
  "target",
  "environments",
  "consents",
  "ignore",
  "allowed_differences",
];
/** What an environment may hold beside sections. */
const ENVIRONMENT = ["target", "consents", "ignore"];
const TARGET = Object.keys(TARGET_KEYS);
const ENTRY = ["address", "hazard", "reason", "between", "until"];

/** `parent` is the pointer to what holds the key. */
export function unknownKey(
  key: string,
  parent: string,
  document: Document,
  catalog: Catalog,
): Issue {
  const pointer = pointerOf(parent, key);
  const at = document.keyAt(pointer);
  const shown = showKey(key);
  const steps = stepsOf(parent);
  const [inside, ...deeper] = inEnvironment(steps);
  if (inside === undefined) {
    const sections = catalog.map(({ name }) => name);
    const home = homeOutside(key, steps.length > 0, catalog);
    if (home !== undefined) return issueAt(at, pointer, "unknown_section", { key: shown, home });
    const candidates = [...(steps.length > 0 ? ENVIRONMENT : TOP), ...sections];
    const suggestion = suggestSection(key, catalog) ?? suggest(key, candidates);
    return issueAt(at, pointer, "unknown_section", { key: shown, ...suggestion });
  }
  const section = findSection(catalog, inside);
  if (section && deeper.length === 0) {
    const home = homeInside(key, section, catalog);
    if (home !== undefined) {
      return issueAt(at, pointer, "unknown_setting", { key: shown, section: inside, home });
    }
    const suggestion = suggest(key, membersOf(section));
    return issueAt(at, pointer, "unknown_setting", { key: shown, section: inside, ...suggestion });
  }
  const suggestion = suggest(
    key,
    inside === "target" ? TARGET : section ? itemMembersOf(section) : ENTRY,
  );
  return issueAt(at, pointer, "unknown_key", { key: shown, ...suggestion });
}

/** What may stand in a section or a collection. */
const membersOf = (section: Section): readonly string[] =>
  isCollection(section)
    ? [...LISTS, "unlisted"]
    : [...section.settings.map(({ name }) => name), EXTRA];

/** What may stand in an item. */
const itemMembersOf = ({ items }: Section): readonly string[] => [
  ...(items?.members ?? []).map(({ name }) => name),
  ...(items?.key.isRenamable ? [RENAMED_FROM] : []),
];

function suggest(key: string, candidates: readonly string[]): { readonly nearest?: string } {
  // Clerk's own name of what a variable holds here.
  const nearest =
    nearestOf(key, candidates) ?? candidates.find((candidate) => candidate === `${key}_env`);
  return nearest ? { nearest } : {};
}

/** Where a key belongs that stands among the sections and is none; undefined: nowhere that is known. */
function homeOutside(key: string, isDeeper: boolean, catalog: Catalog): string | undefined {
  if (TOP.includes(key)) return isDeeper ? "at the top of the file" : undefined;
  const parents = parentsOf(key, catalog);
  return parents.length > 0 ? `under ${parents.join(" or ")}: indent it` : undefined;
}

/** Where a key belongs that stands in a section and is no setting of it; undefined: nowhere that is known. */
function homeInside(key: string, section: Section, catalog: Catalog): string | undefined {
  if (TOP.includes(key) || findSection(catalog, key))
    return `beside ${section.name}: indent it less`;
  const parents = parentsOf(key, catalog);
  return parents.length > 0 ? `under ${parents.join(" or ")}` : undefined;
}

/** What the format has the key in. */
const parentsOf = (key: string, catalog: Catalog): readonly string[] => [
  ...(TARGET.includes(key) ? ["target"] : []),
  ...catalog
    .filter(({ settings }) => settings.some(({ name }) => name === key))
    .map(({ name }) => name),
];

/** For Clerk's own name of an endpoint, the section that it is here, and the one that it sounds like. */
function suggestSection(key: string, catalog: Catalog): { readonly nearest: string } | undefined {
  const named = catalog.find(({ path }) => path.endsWith(`/${key}`));
  if (!named) return undefined;
  const sounds = catalog.find(({ name }) => key.startsWith(`${name}_`));
  return {
    nearest:
      sounds && sounds !== named
        ? `${sounds.name}, or ${named.name} for Clerk's ${named.path}`
        : named.name,
  };
}

/** A key as written; with code points where it could pass for another. */
function showKey(key: string): string {
  // oxlint-disable-next-line no-control-regex -- everything outside printable ASCII
  const shown = key.replace(
    /[^\x21-\x7e]/gu,
    (c) => `\\u{${Number(c.codePointAt(0)).toString(16)}}`,
  );
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
}
