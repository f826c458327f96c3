// What a schema can't say of the items of collections.

import { addressOfItem, isCollection } from "../../catalog/item-row.ts";
import type { Json } from "../../catalog/setting.ts";
import { issueAt, type Issue } from "../finding/issue.ts";
import { showValue } from "../text/escape.ts";
import { layersOfSection, type Declaration } from "./declarations.ts";
import { namedItems, type Named } from "./items.ts";
import { layersOf } from "./layers.ts";
import { valueAt } from "./pointer.ts";
import type { Context } from "./rule-context.ts";

/** Within one layer an item stands in one list, once; keys that Clerk folds into one are one. */
export function itemsAreNamedOnce({ catalog, document, desired }: Context): readonly Issue[] {
  const layers = layersOf(document, desired.environment);
  return catalog.filter(isCollection).flatMap((collection) => {
    const own = layersOfSection(layers, collection.name);
    const seen = new Map<string, Named>();
    return namedItems(collection, own, document).flatMap((named): readonly Issue[] => {
      const { row, at, pointer, list, layer } = named;
      const first = seen.get(`${layer} ${row.address}`);
      if (!first) {
        seen.set(`${layer} ${row.address}`, named);
        return [];
      }
      const key = showValue(row.item.key);
      if (first.list !== list) return [issueAt(at, pointer, "present_and_absent", { key })];
      // Items that are the same as written are the schema's to report.
      const [one, other] = [first, named].map((each) => valueAt(document.data, each.pointer));
      return one === other ? [] : [issueAt(at, pointer, "repeated_item", { item: key })];
    });
  });
}

const itemsOf = ({ desired }: Context): readonly Declaration[] =>
  desired.declarations.filter(({ item }) => item !== undefined);

/** Keys that differ only in case, of which Clerk may take only one. */
export function keysDifferInMoreThanCase(context: Context): readonly Issue[] {
  const seen = new Map<string, string>();
  return itemsOf(context).flatMap(({ section, item, value, at, pointer }): readonly Issue[] => {
    const key = item?.key ?? "";
    if (value === null || !isCollection(section) || !section.items.key.mayFoldCase) return [];
    const folded = addressOfItem(section.name, key.toLowerCase());
    const other = seen.get(folded);
    if (other === undefined) seen.set(folded, key);
    return other === undefined ? [] : [issueAt(at, pointer, "keys_differ_in_case", { key, other })];
  });
}

/** An old key is nobody else's: neither an item's that must be there, nor one's that must not, nor another's old one. */
export function oldKeysAreFree(context: Context): readonly Issue[] {
  const items = itemsOf(context);
  const named = new Set(items.map(({ address }) => address));
  return items.flatMap(({ section, renamedFrom: key, at, pointer }): readonly Issue[] => {
    if (key === undefined) return [];
    const address = addressOfItem(section.name, key);
    const isTaken = named.has(address);
    named.add(address);
    return isTaken ? [issueAt(at, pointer, "old_key_is_named", { key })] : [];
  });
}

/** A switch that does nothing without others is declared with them. */
export function membersStandTogether({ desired }: Context): readonly Issue[] {
  const named = new Set(desired.declarations.map(({ address }) => address));
  return desired.declarations.flatMap((declaration): readonly Issue[] => {
    const { section, setting, of, value, at, pointer } = declaration;
    if (!of || value !== true) return [];
    const home = addressOfItem(section.name, of.key);
    const missing = (setting.needsBeside ?? []).filter((name) => !named.has(`${home}.${name}`));
    const args = { member: of.member, missing: missing.join(" and ") };
    return missing.length === 0 ? [] : [issueAt(at, pointer, "needs_beside", args)];
  });
}

/** What an item needs is not declared to be gone. */
export function referencesMayBeThere({ desired }: Context): readonly Issue[] {
  const gone = new Set(
    desired.declarations.flatMap(({ item, value, address }) =>
      item && value === null ? [address] : [],
    ),
  );
  return desired.declarations.flatMap(({ of, setting, value, at, pointer }): readonly Issue[] => {
    const home = setting.references;
    const keys = of && home !== undefined && Array.isArray(value) ? (value as readonly Json[]) : [];
    return keys
      .filter((key) => gone.has(addressOfItem(home ?? "", String(key))))
      .map((key) =>
        issueAt(at, pointer, "references_absent", {
          key: String(key),
          absent: `${home ?? ""}.absent`,
        }),
      );
  });
}
