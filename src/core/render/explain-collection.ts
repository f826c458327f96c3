// What is known of a collection.

import type { Collection } from "../../catalog/item-row.ts";
import { describeCollection, sayPolicies } from "../file/collection-facts.ts";
import { nameVersions } from "../file/setting-facts.ts";
import type { Explanation } from "./explain.ts";

export function explainCollection(collection: Collection): Explanation {
  const facts = describeCollection(collection);
  const { path, key, yaml, members, unlisted, hazards } = facts;
  const addressed = `${facts.collection}["KEY"]`;
  return {
    document: { kind: "collection", ...facts },
    title: facts.collection,
    says: facts.says,
    yaml,
    facts: [
      { name: "Key", says: `${key.member}: ${key.form ?? "text"}` },
      { name: "Address", says: addressed },
      { name: "Read", says: `Backend API GET ${path}, all pages` },
      {
        name: "Written",
        says: `POST ${path}, one item each; ${members.length > 0 ? `PATCH and ` : ""}DELETE ${path}/ID`,
      },
      { name: "API versions", says: nameVersions(collection) ?? "all" },
    ],
    lists: [
      {
        title: "Members of an item",
        entries: members.map(({ address, says }) => ({
          name: address.slice(facts.collection.length + 1),
          says,
        })),
      },
      {
        title: "unlisted: items that the file does not name",
        entries: sayPolicies(unlisted).map(([name, says]) => ({ name, says })),
      },
      {
        title: "Hazards",
        entries: hazards.map(({ hazard, condition, says }) => ({
          name: hazard,
          says: `${condition}: ${says}`,
        })),
      },
    ],
  };
}
