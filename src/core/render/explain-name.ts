// From a name as somebody types it to what it stands for.

import { addressesOf, findRow, findSection, rowsOf, type Catalog } from "../../catalog/catalog.ts";
import { HAZARDS, type Hazard } from "../../catalog/hazard.ts";
import { closestOf, nearestOf } from "../text/nearest.ts";
import { EXPLAINED_CODES, explainCode } from "./explain-code.ts";
import { explainHazard, explainSection, explainSetting, type Explanation } from "./explain.ts";

/**
 * Everything that the name stands for: the setting at an address, a section, the settings of that bare name, a
 * hazard, a code. Empty: nothing. `today` is YYYY-MM-DD, UTC.
 */
export function explainName(catalog: Catalog, name: string, today: string): readonly Explanation[] {
  const row = findRow(catalog, name);
  if (row) return [explainSetting(row)];
  const section = findSection(catalog, name);
  const bare = rowsOf(catalog).filter(({ setting }) => setting.name === name);
  return [
    ...(section ? [explainSection(section)] : []),
    ...bare.map(explainSetting),
    ...(Object.hasOwn(HAZARDS, name) ? [explainHazard(catalog, name as Hazard, today)] : []),
    ...explainCode(name),
  ];
}

/** Every name of one word: sections, bare names of settings, hazards, codes. */
function wordsOf(catalog: Catalog): readonly string[] {
  return [
    ...catalog.map((section) => section.name),
    ...rowsOf(catalog).map(({ setting }) => setting.name),
    ...Object.keys(HAZARDS),
    ...EXPLAINED_CODES,
  ];
}

/** What was most likely meant by a name that stands for nothing; undefined: nothing is close. */
export function suggestName(catalog: Catalog, name: string): string | undefined {
  const folded = name.trim().toLowerCase().replaceAll("-", "_");
  const candidates = folded.includes(".") ? addressesOf(catalog) : wordsOf(catalog);
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
  ...new Set([...addressesOf(catalog), ...wordsOf(catalog)]),
];
