// From a name as somebody types it to what it stands for.

import { findRow, findSection, rowsOf, type Catalog } from "../../catalog/catalog.ts";
import { HAZARDS, type Hazard } from "../../catalog/hazard.ts";
import { generalRows, isCollection } from "../../catalog/item-row.ts";
import type { Section } from "../../catalog/resource.ts";
import { explainCode } from "./explain-code.ts";
import { explainCollection } from "./explain-collection.ts";
import { explainHazard, explainSection, explainSetting, type Explanation } from "./explain.ts";

/**
 * Everything that the name stands for: the setting at an address, a section, the settings of that bare name, a
 * hazard, a code. Empty: nothing of those, and perhaps what `explainRest` knows. `today` is YYYY-MM-DD, UTC.
 */
export function explainName(catalog: Catalog, name: string, today: string): readonly Explanation[] {
  const row = findRow(catalog, name);
  if (row) return [row.item ? explainAny(row.section) : explainSetting(row)];
  const section = findSection(catalog, name);
  const held = catalog
    .filter(isCollection)
    .flatMap(generalRows)
    .filter(({ address }) => address === name);
  const bare = rowsOf(catalog).filter(({ setting }) => setting.name === name);
  return [
    ...(section ? [explainAny(section)] : []),
    ...[...held, ...bare].map(explainSetting),
    ...(Object.hasOwn(HAZARDS, name) ? [explainHazard(catalog, name as Hazard, today)] : []),
    ...explainCode(name),
  ];
}

const explainAny = (section: Section): Explanation =>
  isCollection(section) ? explainCollection(section) : explainSection(section);
