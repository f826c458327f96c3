// Every name that can be explained: for shells, and for what was most likely meant by one that stands for nothing.

import { addressesOf, rowsOf, type Catalog } from "../../catalog/catalog.ts";
import { generalRows, isCollection } from "../../catalog/item-row.ts";
import { HAZARDS } from "../../catalog/hazard.ts";
import { closestOf, nearestOf } from "../text/nearest.ts";
import { EXPLAINED_KEYS } from "./example-keys.ts";
import { EXPLAINED_CODES } from "./explain-code.ts";
import { EXPLAINED_STATUSES } from "./explain-status.ts";

/** Every name of one word: sections, bare names of settings, hazards, keys of the file, HTTP statuses, codes. */
function wordsOf(catalog: Catalog): readonly string[] {
  return [
    ...catalog.map((section) => section.name),
    ...rowsOf(catalog).map(({ setting }) => setting.name),
    ...Object.keys(HAZARDS),
    ...EXPLAINED_KEYS,
    ...EXPLAINED_STATUSES,
    ...EXPLAINED_CODES,
  ];
}

/** Every name with a dot: settings, and what items of collections hold. */
const dottedOf = (catalog: Catalog): readonly string[] => [
  ...addressesOf(catalog),
  ...catalog
    .filter(isCollection)
    .flatMap(generalRows)
    .map(({ address }) => address),
];

/** What was most likely meant by a name that stands for nothing; undefined: nothing is close. */
export function suggestName(catalog: Catalog, name: string): string | undefined {
  const folded = name.trim().toLowerCase().replaceAll("-", "_");
  const candidates = folded.includes(".") ? dottedOf(catalog) : wordsOf(catalog);
  if (folded !== name && candidates.includes(folded)) return folded;
  const last = folded.split(".").at(-1) ?? "";
  const moved = rowsOf(catalog).find(({ setting }) => setting.name === last);
  return (
    closestOf(folded, candidates) ??
    moved?.address ??
    sectionLike(catalog, folded) ??
    nearestOf(folded, candidates)
  );
}

/** A section by the start of its name, or by a part of Clerk's path to it. */
function sectionLike(catalog: Catalog, word: string): string | undefined {
  if (word.length < 3) return undefined;
  const found =
    catalog.find(({ name }) => name.startsWith(word)) ??
    catalog.find(({ path }) => path.split("/").includes(word));
  return found?.name;
}

/** Names for a shell to complete. */
export const explainableNames = (catalog: Catalog): readonly string[] => [
  ...new Set([...dottedOf(catalog), ...wordsOf(catalog)]),
];
