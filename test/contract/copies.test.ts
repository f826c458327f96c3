/**
 * Clerk changes the document of an API version without giving it another date. Each of the six documents beside a newer
 * copy of itself: what moved is named, and nothing else. Expected movements are written out by hand.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { NO_EDITIONS, recordEditions, type Copy } from "../../src/build/record-editions.ts";
import { compareCopies } from "../../src/canary/compare.ts";
import { packEditions, unpackEditions, type EditionsFile } from "../../src/canary/edition.ts";
import { isOpenapi, versionOf } from "../../src/canary/openapi.ts";
import { recordDocument, sameRecord } from "../../src/canary/record.ts";
import { API_VERSIONS, AUTUMN_2026_VERSIONS } from "../../src/catalog/api-version.ts";
import { CATALOG } from "../../src/catalog/catalog.ts";
import {
  COPIES_MISSING,
  COPIES_PRESENT,
  OPENAPI_DIR,
  OPENAPI_MISSING,
  OPENAPI_PRESENT,
  openapiFile,
} from "./openapi.ts";
import {
  changedTree,
  operation,
  properties,
  schema,
  transplant,
  treeAt,
  type Tree,
} from "./document-tree.ts";
import { NOT_COMPARED } from "./later-copies.ts";
import { documentOf } from "./judge.ts";

const NEWEST = "2026-05-12";
const rootOf = (version: string, copy: "newest" | "oldest"): Tree =>
  structuredClone(documentOf(version, "bapi", copy).root) as Tree;

/** What Clerk changed in autumn 2026. */
const AUTUMN = [
  "member_added /instance allowed_subdomains",
  "member_added /instance subdomain_allowlist_enabled",
  "answer_member_added /instance/protect checks_exempt",
  "text_changed /instance/protect checks_verified",
  "member_added /instance/oauth_application_settings aud_claim_enabled",
  "member_added /instance/oauth_application_settings pkce_required",
  "text_changed /beta_features/instance_settings enhanced_email_deliverability",
  "text_changed /domains cname_targets",
  "answer_member_added /domains dns_targets",
];

/** The copy of 2026-08-22 with what the newest version's document got afterwards: their endpoints are identical. */
const inAutumn = (version: string): Tree =>
  changedTree(
    version,
    (root) => transplant(rootOf(NEWEST, "oldest"), rootOf(NEWEST, "newest"), root),
    "oldest",
  );

/** Nothing newer of the frozen version was seen: one change of each kind, planted. */
const frozenChanged = (): Tree =>
  changedTree("2025-03-12", (root) => {
    treeAt(properties(root, "/instance"), "hibp")["description"] = "Other words.";
    treeAt(properties(root, "/instance"), "allowed_origins")["nullable"] = true;
    treeAt(schema(root, "Instance"), "properties")["workspace_id"] = { type: "string" };
    schema(root, "Domain")["required"] = ["object", "id", "name", "is_satellite"];
    operation(root, "/instance")["description"] = "Words that belong to no member.";
  });

const FROZEN = [
  "nullability_changed /instance allowed_origins",
  "text_changed /instance hibp",
  "answer_member_added /instance workspace_id",
  "required_changed /domains development_origin",
  "required_changed /domains frontend_api_url",
];

const TABLE: readonly (readonly [string, () => Tree, readonly string[]])[] = [
  ["2021-02-05", () => inAutumn("2021-02-05"), AUTUMN],
  ["2024-10-01", () => inAutumn("2024-10-01"), AUTUMN],
  ["2025-03-12", frozenChanged, FROZEN],
  ["2025-04-10", () => inAutumn("2025-04-10"), AUTUMN],
  ["2025-11-10", () => inAutumn("2025-11-10"), AUTUMN],
  ["2026-05-12", () => rootOf("2026-05-12", "newest"), AUTUMN],
];

describe.skipIf(!COPIES_PRESENT)(
  `each document beside its newer copy${COPIES_PRESENT ? "" : ` [skipped: ${COPIES_MISSING}]`}`,
  () => {
    it("is a table of all six", () => {
      expect(TABLE.map(([version]) => version)).toEqual(API_VERSIONS);
    });

    it.each(TABLE)("%s", (version, newer, expected) => {
      const moved = compareCopies(rootOf(version, "oldest"), newer(), CATALOG);
      expect(moved.map(({ kind, path, member }) => `${kind} ${path} ${member}`)).toEqual(expected);
      expect(new Set(moved.map((one) => one.version))).toEqual(new Set([version]));
    });

    it.each(TABLE)("%s beside itself: nothing", (version, newer) => {
      expect(compareCopies(newer(), newer(), CATALOG)).toEqual([]);
      const older = rootOf(version, "oldest");
      expect(compareCopies(older, rootOf(version, "oldest"), CATALOG)).toEqual([]);
    });
  },
);

const EDITIONS = fileURLToPath(new URL("../../src/canary/editions.json", import.meta.url));
const text = readFileSync(EDITIONS, "utf8");
const committed = JSON.parse(text) as EditionsFile;

describe("the copies that we have seen", () => {
  it("are one or more of each version", () => {
    const seen = unpackEditions(committed).map(({ version }) => version);
    expect([...new Set(seen)].toSorted()).toEqual([...API_VERSIONS].toSorted());
  });

  it("are kept as facts: names, types and fingerprints, no text", () => {
    const packed = Object.values(committed.parts).flatMap((part) => Object.values(part));
    const fact = /^[a-z ]+(?:; always)?(?:; deprecated)?(?:; text [0-9a-f]{12})?$/;
    expect(packed.filter((member) => !fact.test(member))).toEqual([]);
    expect(packed.filter((member) => member.length > 80)).toEqual([]);
  });

  it("are read as they were written", () => {
    expect(packEditions(unpackEditions(committed))).toEqual(committed);
  });
});

/** The folder's documents of the Backend API, by name. */
const documents = (): readonly Copy[] =>
  readdirSync(OPENAPI_DIR)
    .filter((name) => /^bapi-.*\.(?:json|ya?ml)$/.test(name))
    .toSorted()
    .map((name) => ({ name, document: parse(readFileSync(join(OPENAPI_DIR, name), "utf8")) }));

describe.skipIf(!OPENAPI_PRESENT)(
  `the record of the copies${OPENAPI_PRESENT ? "" : ` [skipped: ${OPENAPI_MISSING}]`}`,
  () => {
    it.skipIf(NOT_COMPARED.length > 0)(
      "has every document of the folder (npm run editions adds one)",
      () => {
        const editions = unpackEditions(committed);
        const unknown = documents().filter(({ document }) => {
          if (!isOpenapi(document)) return true;
          const record = recordDocument(document, CATALOG);
          return !editions.some(
            (edition) =>
              edition.version === versionOf(document) && sameRecord(edition.record, record),
          );
        });
        expect(unknown.map(({ name }) => name)).toEqual([]);
      },
    );

    it.skipIf(!COPIES_PRESENT)("is what npm run editions makes of them", () => {
      const later = basename(openapiFile(NEWEST) ?? "");
      const all = documents();
      const [august, autumn] = [false, true].map((is) =>
        all.filter(({ name }) => (name === later) === is),
      );
      const first = JSON.parse(
        recordEditions(NO_EDITIONS, "2026-08-22", august ?? []),
      ) as EditionsFile;
      const made = recordEditions(first, "autumn 2026", autumn ?? [], AUTUMN_2026_VERSIONS);
      expect(made === text ? "" : "src/canary/editions.json is stale: npm run editions").toBe("");
    });
  },
);
