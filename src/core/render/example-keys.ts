// Examples of the file's keys, and the page that says more of each.

import { API_VERSIONS, NEWEST_API_VERSION } from "../../catalog/api-version.ts";
import { rowsOf, type Catalog } from "../../catalog/catalog.ts";
import { HAZARDS, type Hazard } from "../../catalog/hazard.ts";
import { EXTRA } from "../../catalog/resource.ts";
import { describeSetting } from "../file/setting-facts.ts";
import { consentExample } from "./explain.ts";

/** What the schema can't tell: lines that a file takes, and where more is said. `until` is YYYY-MM-DD. */
interface KeyPage {
  readonly yaml: (catalog: Catalog, until: string) => string;
  readonly docs: string;
}

const PAGE = "docs/file.md#what-may-stand-in-it";

/** Keys of the file that are no section, in the order of a file. */
export const KEYS = {
  version: { yaml: () => "version: 1", docs: PAGE },
  api_version: { yaml: () => `api_version: "${NEWEST_API_VERSION}"`, docs: PAGE },
  target: {
    yaml: () =>
      "target:\n  instance_id: ins_2abc\n  environment_type: production\n  secret_key_env: CLERK_SECRET_KEY",
    docs: PAGE,
  },
  environments: {
    yaml: (catalog) =>
      `environments:\n  staging:\n    target:\n      environment_type: development\n${indent(carrierIn(catalog).yaml)}`,
    docs: "docs/fleets.md#which-instances",
  },
  consents: {
    yaml: (catalog, until) => {
      const { address, hazard } = carrierIn(catalog);
      return consentExample(address, hazard, until);
    },
    docs: "docs/safety.md#hazards",
  },
  ignore: {
    yaml: (catalog, until) => {
      const { address } = carrierIn(catalog);
      return `ignore:\n  - address: ${address}\n    reason: why it is right\n    until: ${until}`;
    },
    docs: "docs/safety.md#exceptions",
  },
  allowed_differences: {
    yaml: (catalog, until) =>
      `allowed_differences:\n  - address: ${carrierIn(catalog).address}\n    reason: why it is right\n    until: ${until}`,
    docs: "docs/compare.md#what-may-differ",
  },
  [EXTRA]: {
    yaml: (catalog) => `${catalog[0]?.name}:\n  ${EXTRA}:\n    new_setting: true`,
    docs: PAGE,
  },
} as const satisfies Readonly<Record<string, KeyPage>>;

/** A key of the file that is no section. */
export type Key = keyof typeof KEYS;

/** Keys that can be explained, in the order of a file. */
export const EXPLAINED_KEYS = Object.keys(KEYS) as readonly Key[];

const indent = (yaml: string): string => yaml.replace(/^/gm, "    ");

/** A switch for every instance, and a hazard of its that asks for consent. */
function carrierIn(catalog: Catalog): {
  readonly address: string;
  readonly hazard: Hazard;
  readonly yaml: string;
} {
  for (const row of rowsOf(catalog)) {
    const { setting } = row;
    const hazard = setting.hazards.find((rule) => HAZARDS[rule.hazard].blocks)?.hazard;
    const isForAll = setting.versions.length === API_VERSIONS.length && !setting.environment;
    if (hazard && isForAll && setting.schema["type"] === "boolean" && !setting.deprecated)
      return { address: row.address, hazard, yaml: describeSetting(row).yaml };
  }
  throw new Error("no setting of the catalog has a hazard");
}
