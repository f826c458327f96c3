// What is known of a collection, in words for people: for `explain` and the page of settings.

import { HAZARDS, type Hazard } from "../../catalog/hazard.ts";
import { generalRows, hasMembers, type Collection } from "../../catalog/item-row.ts";
import { UNLISTED, type ItemHazardRule, type Unlisted } from "../../catalog/items.ts";
import type { ApiVersion } from "../../catalog/api-version.ts";
import { commentOf, describeSetting, DIRECTIONS, type SettingFacts } from "./setting-facts.ts";

/** A danger of its items. */
export interface ItemHazardFacts {
  readonly hazard: Hazard;
  readonly when: ItemHazardRule["when"];
  /** The same, and of which items, in words. */
  readonly condition: string;
  readonly says: string;
  /** Whether it needs consent on a production instance. */
  readonly needs_consent: boolean;
  /** null: on every instance. */
  readonly only: "production" | null;
}

export interface CollectionFacts {
  readonly collection: string;
  readonly says: string;
  /** How it is written in the file. */
  readonly yaml: string;
  /** What tells items apart: the member of Clerk's answers, and what may be written. */
  readonly key: { readonly member: string; readonly form: string | null };
  readonly path: string;
  readonly api_versions: readonly ApiVersion[];
  /** What `unlisted` may say, the default first. */
  readonly unlisted: readonly Unlisted[];
  /** What an item holds beside its key; empty: nothing. */
  readonly members: readonly SettingFacts[];
  readonly hazards: readonly ItemHazardFacts[];
}

/** How a collection stands in a file. */
function yamlOf({ name, items }: Collection, members: readonly SettingFacts[]): string {
  const key = JSON.stringify(items.example);
  const needed = (items.members ?? []).filter(({ createdAs }) => createdAs === "needed");
  const held = needed.map((member) => {
    const facts = members.find(({ address }) => address === `${name}.${member.name}`);
    return `      ${facts?.yaml.split("\n").at(-1)?.trim() ?? ""}`;
  });
  const present = held.length > 0 ? `\n    ${key}:\n${held.join("\n")}` : ` [${key}]`;
  return `${name}:\n  present:${present}\n  absent: []\n  unlisted: keep`;
}

const conditionOf = ({ when, only, of }: ItemHazardRule): string =>
  `${DIRECTIONS[when]}${of === undefined ? "" : `: ${of}`}${only ? ` (${only} only)` : ""}`;

export function describeCollection(collection: Collection): CollectionFacts {
  const { name, doc, path, versions, items } = collection;
  const members = hasMembers(collection) ? generalRows(collection).map(describeSetting) : [];
  const { key, unlisted, hazards } = items;
  return {
    collection: name,
    says: doc,
    yaml: yamlOf(collection, members),
    key: { member: key.member, form: commentOf(key.schema) ?? null },
    path,
    api_versions: versions,
    unlisted,
    members,
    hazards: hazards.map((rule) => ({
      hazard: rule.hazard,
      when: rule.when,
      condition: conditionOf(rule),
      says: rule.says,
      needs_consent: HAZARDS[rule.hazard].blocks,
      only: rule.only ?? null,
    })),
  };
}

/** What each policy does with items that the file does not name. */
export const sayPolicies = (
  policies: readonly Unlisted[],
): readonly (readonly [string, string])[] => policies.map((policy) => [policy, UNLISTED[policy]]);
