// What is explained seldom, or takes a schema: keys of the file, HTTP statuses, and what there is to explain at all.

import type { Catalog } from "../../catalog/catalog.ts";
import { explainKey, listKeys } from "./explain-key.ts";
import { explainStatus, listStatuses } from "./explain-status.ts";
import { listSettings, type Explanation } from "./explain.ts";

/** A key of the file, or an HTTP status; empty: neither. None of them is a name that `explainName` knows. */
export const explainRest = (
  catalog: Catalog,
  name: string,
  today: string,
): readonly Explanation[] => [...explainKey(catalog, name, today), ...explainStatus(name)];

/** What is shown where no name is given: groups of names that nothing else shows. */
export const listNames = (catalog: Catalog): readonly Explanation[] => [
  listSettings(catalog),
  listKeys(catalog),
  listStatuses(),
];
