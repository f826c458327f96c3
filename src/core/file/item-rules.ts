// What a schema can't say of the items of collections.

import { isCollection } from "../../catalog/item-row.ts";
import { issueAt, type Issue } from "../finding/issue.ts";
import { showValue } from "../text/escape.ts";
import { layersOfSection } from "./declarations.ts";
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
      const { address, at, pointer, list, layer, item } = named;
      const first = seen.get(`${layer} ${address}`);
      if (!first) {
        seen.set(`${layer} ${address}`, named);
        return [];
      }
      const key = showValue(item?.key ?? "");
      if (first.list !== list) return [issueAt(at, pointer, "present_and_absent", { key })];
      // Items that are the same as written are the schema's to report.
      const [one, other] = [first, named].map((each) => valueAt(document.data, each.pointer));
      return one === other ? [] : [issueAt(at, pointer, "repeated_item", { item: key })];
    });
  });
}
