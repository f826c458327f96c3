// The catalog against what Clerk publishes: every writable member is here, and nothing else is.

import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { API_VERSIONS, ROLE_API_VERSIONS, type ApiVersion } from "../../src/catalog/api-version.ts";
import { CATALOG, sectionsOf } from "../../src/catalog/catalog.ts";
import { isCollection } from "../../src/catalog/item-row.ts";
import type { Section } from "../../src/catalog/resource.ts";
import type { JsonSchema, ReadSource, Setting } from "../../src/catalog/setting.ts";
import { loadOpenapi, OPENAPI_MISSING, OPENAPI_PRESENT, type OpenapiDocument } from "./openapi.ts";
import { COMPARED, membersOfLaterCopy, NOT_COMPARED, NOT_COMPARED_REASON } from "./later-copies.ts";
import { answeredMember, hasOperation, writableMembers } from "./openapi-members.ts";

/** Writable members that the catalog leaves out, with the reason. `PATH#member` */
const LEFT_OUT: Readonly<Record<string, string>> = {};

/** Members of the environment that the newest Frontend API document doesn't have, with the reason. */
const UNDOCUMENTED_SOURCES: Readonly<Record<string, string>> = {
  "user_settings.restrictions.ignore_dots_for_gmail_addresses.enabled":
    "frozen with API version 2025-03-12; fapi-2025-03-12 has it",
};

/** Members that the documents call deprecated only in words. */
const DEPRECATED_IN_WORDS = /deprecated/i;

/** Deprecated by us although the document is silent, with the reason. */
const DEPRECATED_BY_REMOVAL: Readonly<Record<string, string>> = {
  "instance.enhanced_email_deliverability": "removed from every version after 2025-03-12",
  "beta.enhanced_email_deliverability": "removed from every version after 2025-03-12",
  "restrictions.ignore_dots_for_gmail_addresses": "removed from every version after 2025-03-12",
};

/** What is written by a PATCH. */
const SECTIONS = sectionsOf(CATALOG);

const rows = SECTIONS.flatMap((section) =>
  section.settings.map((setting): readonly [string, Section, Setting] => [
    `${section.name}.${setting.name}`,
    section,
    setting,
  ]),
);

/** The type of a fragment in the documents' words. */
function typeOf(schema: JsonSchema): string {
  const [type] = [schema["type"] ?? "string"].flat();
  const items = schema["items"] as JsonSchema | undefined;
  return type === "array" ? `${String(items?.["type"])}[]` : String(type);
}

const documents = new Map<string, OpenapiDocument>();
function bapi(version: ApiVersion): OpenapiDocument {
  const known = documents.get(version) ?? loadOpenapi(version);
  documents.set(version, known);
  return known;
}

/** Whether the document at hand is too old for a member that a newer copy of it has. */
const comesLater = (
  version: ApiVersion,
  member: string,
  ...place: ["PATCH" | "GET", string, "request" | "answer"]
): boolean => membersOfLaterCopy(bapi(version), version, ...place).includes(member);

describe.skipIf(!OPENAPI_PRESENT)(
  `Clerk's OpenAPI documents (${OPENAPI_PRESENT ? "read" : OPENAPI_MISSING})`,
  () => {
    const pairs = COMPARED.flatMap((version) =>
      SECTIONS.map((section) => [version, section.path, section] as const),
    );

    test.each(pairs)(
      "%s: PATCH %s has the catalog's members and no others",
      (version, path, section) => {
        const members = writableMembers(bapi(version), path);
        expect(section.versions.includes(version)).toBe(members !== undefined);
        const later = membersOfLaterCopy(bapi(version), version, "PATCH", path, "request");
        const documented = [...new Set([...Object.keys(members ?? {}), ...later])].filter(
          (name) => !LEFT_OUT[`${path}#${name}`],
        );
        const known = section.settings
          .filter(({ versions }) => versions.includes(version))
          .map(({ write }) => write.member);
        // Without a list of roles a key can't be translated: those versions have only the row by id.
        expect([...new Set(known)].toSorted()).toEqual(documented.toSorted());
      },
    );

    test
      .skipIf(NOT_COMPARED.length > 0)
      .each(NOT_COMPARED.length > 0 ? NOT_COMPARED : (["every version"] as const))(
      `%s is compared${NOT_COMPARED.length > 0 ? ` [skipped: ${NOT_COMPARED_REASON}]` : ""}`,
      () => {
        expect(COMPARED).toEqual(API_VERSIONS);
      },
    );

    test("every PATCH below /instance and the beta one is a section, or is no settings endpoint", () => {
      const paths = API_VERSIONS.flatMap((version) =>
        Object.keys(bapi(version).paths).filter(
          (path) =>
            hasOperation(bapi(version), "patch", path) &&
            /^\/(?:instance|beta_features)(?:\/|$)/.test(path),
        ),
      );
      expect([...new Set(paths)].toSorted()).toEqual(SECTIONS.map(({ path }) => path).toSorted());
    });

    test("what is left out exists", () => {
      for (const place of Object.keys(LEFT_OUT)) {
        const [path = "", member = ""] = place.split("#");
        const found = API_VERSIONS.some(
          (version) => writableMembers(bapi(version), path)?.[member],
        );
        expect([place, found]).toEqual([place, true]);
      }
    });

    describe.each(rows)("%s", (address, section, setting) => {
      const version = setting.versions.at(-1) ?? "2026-05-12";
      const documented = (at: ApiVersion) =>
        writableMembers(bapi(at), section.path)?.[setting.write.member];

      const tooOld = (at: ApiVersion): boolean =>
        documented(at) === undefined &&
        comesLater(at, setting.write.member, "PATCH", section.path, "request");

      test("is written in exactly its versions", () => {
        const versions = COMPARED.filter((at) => documented(at) !== undefined || tooOld(at));
        const byKey = setting.write.transform === "role_id_from_key";
        const expected = byKey ? versions.filter((at) => ROLE_API_VERSIONS.includes(at)) : versions;
        expect(setting.versions.filter((at) => COMPARED.includes(at))).toEqual(expected);
      });

      test("has the documents' type in all of them", () => {
        for (const at of setting.versions.filter((one) => !tooOld(one)))
          expect([at, documented(at)?.type]).toEqual([at, typeOf(setting.schema)]);
      });

      test("takes null only where the documents do", () => {
        const takesNull = [setting.schema["type"]].flat().includes("null");
        expect(!takesNull || documented(version)?.nullable === true).toBe(true);
      });

      test("is deprecated exactly when the documents say so", () => {
        const { deprecated = false, description = "" } = documented(version) ?? {};
        const says =
          deprecated || DEPRECATED_IN_WORDS.test(description) || address in DEPRECATED_BY_REMOVAL;
        expect(setting.deprecated !== undefined).toBe(says);
      });

      test("is echoed by a member that the answer has, if at all", () => {
        const echoes = setting.versions.filter(
          (at) =>
            setting.echo !== null &&
            (answeredMember(bapi(at), "patch", section.path, [setting.echo]) ||
              comesLater(at, setting.echo, "PATCH", section.path, "answer")),
        );
        expect(section.answer === "none" ? [] : echoes).toEqual(
          setting.echo === null ? [] : setting.versions,
        );
      });

      const sources = setting.read.map((source): readonly [string, ReadSource] => [
        `${source.path}, ${source.member.join(".")}`,
        source,
      ]);

      test.each(sources.filter(([, { via }]) => via === "backend_api"))(
        "is in the answer of GET %s",
        (_, { path, member }) => {
          const inside = path === "/domains" ? ["data", "*", ...member] : member;
          const versions = COMPARED.filter((at) => hasOperation(bapi(at), "get", path));
          const missing = versions.filter(
            (at) =>
              !answeredMember(bapi(at), "get", path, inside) &&
              !comesLater(at, member.join("."), "GET", path, "answer"),
          );
          expect(versions).not.toEqual([]);
          expect(missing.filter((at) => setting.versions.includes(at))).toEqual([]);
        },
      );

      test.each(sources.filter(([, { via }]) => via === "frontend_api"))(
        "is in the Frontend API's %s",
        (_, { path, member, onlyWhile }) => {
          const frozen = member.join(".") in UNDOCUMENTED_SOURCES;
          const fapi = loadOpenapi(frozen ? "2025-03-12" : "2026-05-12", "fapi");
          expect(answeredMember(fapi, "get", path, member)).toBeDefined();
          expect(answeredMember(fapi, "get", path, onlyWhile?.member ?? member)).toBeDefined();
        },
      );
    });

    test("what the newest Frontend API document lacks is listed for a reason", () => {
      const newest = loadOpenapi("2026-05-12", "fapi");
      const lacking = rows
        .flatMap(([, , { read }]) => read.filter(({ via }) => via === "frontend_api"))
        .filter(({ path, member }) => !answeredMember(newest, "get", path, member))
        .map(({ member }) => member.join("."));
      expect(lacking.toSorted()).toEqual(Object.keys(UNDOCUMENTED_SOURCES).toSorted());
    });

    test.each(SECTIONS.map((section) => [section.name, section] as const))(
      "%s has its GET in exactly its versions",
      (_, { path, get }) => {
        const versions = API_VERSIONS.filter((version) => hasOperation(bapi(version), "get", path));
        expect(get?.versions ?? []).toEqual(versions);
        expect(get?.path ?? path).toBe(path);
      },
    );

    test.each(
      CATALOG.filter(isCollection).flatMap((collection) =>
        API_VERSIONS.map((version) => [collection.name, version, collection] as const),
      ),
    )("%s in %s: is listed, made and deleted there, by its key", (_, version, collection) => {
      const { path, versions, items } = collection;
      const document = bapi(version);
      const isThere = versions.includes(version);
      expect(hasOperation(document, "get", path)).toBe(isThere);
      expect(hasOperation(document, "post", path)).toBe(isThere);
      const one = Object.keys(document.root["paths"] as object).find((each) =>
        new RegExp(`^${path}/\\{\\w+\\}$`).test(each),
      );
      expect(one !== undefined && hasOperation(document, "delete", one)).toBe(isThere);
      if (!isThere) return;
      const { key, members = [], alwaysSent } = items;
      expect(answeredMember(document, "post", path, [key.member])).toBeTruthy();
      expect(hasOperation(document, "patch", one ?? "")).toBe(members.length > 0);
      const made = Object.keys(writableMembers(document, path, "post") ?? {});
      const sent = [key.member, ...members.map(({ write }) => write.member)];
      expect(made).toEqual(expect.arrayContaining([...sent, ...Object.keys(alwaysSent)]));
      if (members.length === 0) return;
      const changed = Object.keys(writableMembers(document, one ?? "") ?? {});
      for (const { write, onlyCreated, echo } of members) {
        expect([write.member, changed.includes(write.member)]).toEqual([
          write.member,
          !onlyCreated,
        ]);
        const shown = answeredMember(document, "get", one ?? "", [echo ?? write.member]);
        expect([write.member, shown !== undefined]).toEqual([write.member, echo !== null]);
      }
    });

    test("the list of roles exists in exactly its versions", () => {
      const versions = API_VERSIONS.filter((at) =>
        hasOperation(bapi(at), "get", "/organization_roles"),
      );
      expect(ROLE_API_VERSIONS).toEqual(versions);
    });
  },
);

// The list of fields beside the documents.

interface Field {
  readonly group: string;
  readonly field: string;
  readonly endpoint: string;
  readonly writable: boolean | null;
  readonly documented: boolean;
  readonly deprecated: boolean;
  readonly api_versions: readonly string[];
  readonly read: readonly { readonly via: string; readonly path: string }[];
}

const FIELDS = fileURLToPath(new URL("../../../shared/clerk/fields.json", import.meta.url));
const PRESENT = existsSync(FIELDS);

const NAMES: Readonly<Record<string, string>> = {
  organization_settings: "organization",
  oauth_application_settings: "oauth_applications",
  instance_settings: "beta",
};

/** Sources that the catalog doesn't use, with the reason. */
const UNUSED_SOURCES: Readonly<Record<string, string>> = {
  "/.well-known/oauth-authorization-server#registration_endpoint":
    "the Backend API's GET shows the same in every version that has the setting",
  "/.well-known/oauth-authorization-server#client_id_metadata_document_supported":
    "the Backend API's GET shows the same in every version that has the setting",
  "/v1/environment#user_settings.sign_up.allowlist_only":
    "an uncertain mapping, and no OpenAPI document has the member",
};

/** A source of the catalog in the words of fields.json. */
const wordsOf = ({ path, member }: ReadSource): string =>
  path === "/domains"
    ? `${path}#data[is_satellite=false].${member.join(".")}`
    : `${path}#${member.join(".")}`;

describe.skipIf(!PRESENT)(
  `fields.json (${PRESENT ? "read" : "absent: ../shared/clerk/fields.json"})`,
  () => {
    const fields = PRESENT ? (JSON.parse(readFileSync(FIELDS, "utf8")) as readonly Field[]) : [];
    const writable = fields.filter(
      ({ writable: is, documented, api_versions: versions, group }) =>
        is === true && documented && versions.length > 0 && group !== "change_domain",
    );

    test.each(
      writable.map(
        (field) => [`${NAMES[field.group] ?? field.group}.${field.field}`, field] as const,
      ),
    )("%s is in the catalog with the same versions and sources", (address, field) => {
      const found = rows.find(([one]) => one === address);
      const [, section, setting] = found ?? [];
      expect(setting).toBeDefined();
      expect(`PATCH ${section?.path}`).toBe(field.endpoint);
      expect(setting?.versions).toEqual(field.api_versions);
      expect(setting?.deprecated !== undefined).toBe(field.deprecated);
      const wanted = field.read
        .filter(({ via, path }) => via !== "patch_echo" && !UNUSED_SOURCES[path])
        .map(({ via, path }) => `${via} ${path}`);
      const used = setting?.read.map((source) => `${source.via} ${wordsOf(source)}`);
      expect(used).toEqual(wanted);
      const echo = field.read.find(({ via }) => via === "patch_echo");
      expect(setting?.echo ?? null).toBe(echo?.path.split("#")[1] ?? null);
    });

    test("the catalog has nothing that fields.json doesn't, but the roles by key", () => {
      const theirs = writable.map(({ group, field }) => `${NAMES[group] ?? group}.${field}`);
      const ours = rows
        .filter(([, , { write }]) => write.transform === "identity")
        .map(([one]) => one);
      expect(ours.toSorted()).toEqual(theirs.toSorted());
    });
  },
);
