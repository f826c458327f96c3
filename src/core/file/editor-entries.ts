// What an editor shows of reviewed entries: consents, exceptions, allowed differences.

import { addressesOf, rowsOf, type Catalog } from "../../catalog/catalog.ts";
import { HAZARDS } from "../../catalog/hazard.ts";
import { EXTRA, EXTRA_NAME } from "../../catalog/resource.ts";
import type { JsonSchema } from "../../catalog/setting.ts";
import { describeValues, membersOf, withMembers, type Members } from "./editor-members.ts";

function addressSchema(catalog: Catalog, before: JsonSchema | undefined): JsonSchema {
  const addresses = addressesOf(catalog);
  const sections = catalog.map(({ name }) => name).join("|");
  const message = "Must be the address of a setting, such as restrictions.blocklist.";
  return {
    ...before,
    description: "The address of the setting: SECTION.SETTING, such as restrictions.blocklist.",
    anyOf: [
      {
        enum: [...addresses],
        markdownEnumDescriptions: rowsOf(catalog).map(({ setting }) => setting.doc),
        errorMessage: message,
      },
      {
        pattern: `^(?:${sections})\\.${EXTRA}\\.${EXTRA_NAME.slice(1)}`,
        patternErrorMessage: message,
        errorMessage: message,
      },
    ],
  };
}

const HAZARD_NOTES = Object.fromEntries(
  Object.entries(HAZARDS).map(([hazard, { says }]) => [hazard, `${hazard}: ${says}.`]),
);

export function annotateEntries(catalog: Catalog, list: JsonSchema): JsonSchema {
  const items = list["items"] as JsonSchema;
  const { address, hazard, reason, until } = membersOf(items);
  const described: Members = {
    address: addressSchema(catalog, address),
    ...(hazard
      ? {
          hazard: {
            ...describeValues(hazard, HAZARD_NOTES),
            description: "The danger that is consented to; clerkwork explain HAZARD says more.",
            markdownDescription: `The danger that is consented to:\n\n${Object.values(HAZARD_NOTES)
              .map((note) => `- ${note}`)
              .join("\n")}`,
          },
        }
      : {}),
    reason: { ...reason, description: "Why it is right, for whoever reviews the file." },
    until: { ...until, description: "The last day on which the entry holds, YYYY-MM-DD (UTC)." },
  };
  return { ...list, items: withMembers(items, described) };
}

/** An allowed difference is of a setting or of a whole section. */
export function annotateAllowed(catalog: Catalog, list: JsonSchema): JsonSchema {
  const annotated = annotateEntries(catalog, list);
  const items = annotated["items"] as JsonSchema;
  const { address, between, until } = membersOf(items);
  const names = catalog.map(({ name }) => name);
  const message = "Must be a section, or the address of a setting, such as restrictions.blocklist.";
  const sections: JsonSchema = {
    enum: names,
    markdownEnumDescriptions: catalog.map(({ doc }) => doc),
    errorMessage: message,
  };
  const forms = (address?.["anyOf"] ?? []) as readonly JsonSchema[];
  return {
    ...annotated,
    items: withMembers(items, {
      address: {
        ...address,
        description:
          "What may differ: SECTION, or SECTION.SETTING, such as restrictions.blocklist.",
        anyOf: [sections, ...forms.map((form) => ({ ...form, errorMessage: message }))],
      },
      between: {
        ...between,
        description: "The two environments between which it may differ; any two when left out.",
      },
      until: {
        ...until,
        description:
          "The last day on which it may differ, YYYY-MM-DD (UTC); for good when left out.",
      },
    }),
  };
}
