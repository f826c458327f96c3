// What is known of a name that clerkwork prints or reads: a setting, a section, a hazard.

import { findRow, rowsOf, type Catalog } from "../../catalog/catalog.ts";
import { HAZARDS, type Hazard } from "../../catalog/hazard.ts";
import { addressOfItem, generalRows, isCollection } from "../../catalog/item-row.ts";
import { rowsOfSection, type Row, type Section } from "../../catalog/resource.ts";
import { describeCollection } from "../file/collection-facts.ts";
import { describeSetting, nameVersions, type SettingFacts } from "../file/setting-facts.ts";
import { flagOf } from "../plan/consent.ts";
import { suggestedUntil } from "../plan/ending.ts";
import type { Entry } from "../text/table.ts";

/** One page about one name. */
export interface Explanation {
  /** As data; `kind` says of what. Stable. */
  readonly document: { readonly kind: string } & Readonly<Record<string, unknown>>;
  readonly title: string;
  readonly says: string;
  /** Lines to put into the file. */
  readonly yaml?: string;
  readonly facts: readonly Entry[];
  readonly lists: readonly { readonly title: string; readonly entries: readonly Entry[] }[];
}

/** The first sentence. */
const firstOf = (doc: string): string => doc.replace(/(?<=\.) .*/s, "");

const fact = (name: string, says: string | null | undefined | false): readonly Entry[] =>
  says ? [{ name, says }] : [];

function readIn({ read }: SettingFacts): string {
  if (read.length === 0) return "nowhere: Clerk shows its value to nobody, it is write-only";
  return read
    .map(({ api, path, member, only_while: condition }) => {
      const place = `${api === "backend_api" ? "Backend API" : "Frontend API"} GET ${path}, ${member}`;
      return condition === null ? place : `${place}, while ${condition}`;
    })
    .join("; or ");
}

export function explainSetting(row: Row): Explanation {
  const facts = describeSetting(row);
  const { hazards } = facts;
  return {
    document: { kind: "setting", ...facts },
    title: facts.address,
    says: facts.says,
    yaml: facts.yaml,
    facts: [
      { name: "Value", says: facts.type },
      ...fact("Allowed", facts.allowed?.map((value) => JSON.stringify(value)).join(", ")),
      ...fact("Form", facts.form),
      { name: "Read", says: readIn(facts) },
      { name: "Written", says: writtenIn(row) },
      { name: "API versions", says: nameVersions(row.setting) ?? "all" },
      ...fact("Instances", facts.instances && `${facts.instances} only`),
      ...fact("Deprecated", facts.deprecated),
      ...fact("Not with", facts.not_together_with.join(", ")),
      ...fact("Agrees with", facts.must_agree_with),
      ...fact("Written after", facts.written_after.join(", ")),
    ],
    lists: [
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

/** With what it is written. */
function writtenIn({ section: { path }, setting: { write, onlyCreated }, of }: Row): string {
  if (!of) return `PATCH ${path}, ${write.member}`;
  const made = `POST ${path}`;
  return `${onlyCreated ? `${made} alone` : `${made}, PATCH ${path}/ID`}, ${write.member}`;
}

export function explainSection(section: Section): Explanation {
  const rows = rowsOfSection(section);
  const entries = rows.map(({ setting }) => ({ name: setting.name, says: firstOf(setting.doc) }));
  return {
    document: {
      kind: "section",
      section: section.name,
      says: section.doc,
      written: { path: section.path },
      settings: rows.map(({ address, setting }) => ({ address, says: setting.doc })),
    },
    title: section.name,
    says: section.doc,
    facts: [{ name: "Written", says: `PATCH ${section.path}` }],
    lists: [{ title: "Settings", entries }],
  };
}

/** Lines of the file; `until` is YYYY-MM-DD. */
export const consentExample = (address: string, hazard: Hazard, until: string): string =>
  `consents:\n  - address: ${/^[\w.]+$/.test(address) ? address : JSON.stringify(address)}\n    hazard: ${hazard}\n    reason: why it is right\n    until: ${until}`;

/** `today` is YYYY-MM-DD, UTC: the example ends as a suggested consent does. */
export function explainHazard(catalog: Catalog, hazard: Hazard, today: string): Explanation {
  const { says, blocks } = HAZARDS[hazard];
  const collections = catalog.filter(isCollection);
  const rows = [...rowsOf(catalog), ...collections.flatMap(generalRows)];
  const settings = rows.flatMap((row) =>
    describeSetting(row)
      .hazards.filter((rule) => rule.hazard === hazard)
      .map((rule) => ({ address: row.address, condition: rule.condition, says: rule.says })),
  );
  const items = collections.flatMap((collection) =>
    describeCollection(collection)
      .hazards.filter((rule) => rule.hazard === hazard)
      .map(({ condition, says: what }) => ({ address: collection.name, condition, says: what })),
  );
  const carriers = [...settings, ...items];
  const [anyOne] = collections;
  const carrier = collections.find(({ name }) => name === items[0]?.address) ?? anyOne;
  const anItem = carrier ? addressOfItem(carrier.name, carrier.items.example) : "";
  const example = settings.find(({ address }) => findRow(catalog, address))?.address ?? anItem;
  const consent = consentExample(example, hazard, suggestedUntil(today));
  return {
    document: { kind: "hazard", hazard, says, needs_consent: blocks, settings: carriers },
    title: hazard,
    says: `${says[0]?.toUpperCase()}${says.slice(1)}.`,
    ...(blocks ? { yaml: consent } : {}),
    facts: blocks
      ? [
          { name: "Consent", says: "needed on a production instance, for each change" },
          { name: "Allow once", says: flagOf({ hazard, address: example }) },
          { name: "Have it reviewed", says: "add an entry to consents in the file, as above" },
        ]
      : [{ name: "Consent", says: "not needed: it is only said" }],
    lists: [
      {
        title: "Settings that carry it",
        entries: carriers.map(({ address, condition, says }) => ({
          name: address,
          says: `${condition}: ${says}`,
        })),
      },
    ],
  };
}

/** Every setting, by section, with the first sentence about it. */
export function listSettings(catalog: Catalog): Explanation {
  return {
    document: {
      kind: "settings",
      settings: rowsOf(catalog).map(({ address, setting }) => ({ address, says: setting.doc })),
    },
    title: "Settings",
    says: "Everything that a file can name. clerkwork explain SECTION.SETTING says more about one.",
    facts: [],
    lists: catalog.map((section) => ({
      title: section.name,
      entries: rowsOfSection(section).map(({ setting }) => ({
        name: setting.name,
        says: firstOf(setting.doc),
      })),
    })),
  };
}
