// Which collections a comparison of instances looks at.

import { CATALOG } from "../catalog/catalog.ts";
import { isCollection, parseItemAddress, type Collection } from "../catalog/item-row.ts";
import type { DeclaredSide } from "./compare-settle.ts";

/**
 * Those that either side's part of the file names; of those that are asked for, any. The others are not even listed.
 */
export function collectionsToRead(
  sides: readonly DeclaredSide[],
  only: readonly string[] | undefined,
): readonly Collection[] {
  const named = sides.flatMap(({ desired: { policies = [] } }) =>
    policies.map(({ collection }) => collection.name),
  );
  const asked = only?.map((part) => parseItemAddress(part)?.collection ?? part);
  return CATALOG.filter(isCollection).filter(({ name }) => (asked ?? named).includes(name));
}
