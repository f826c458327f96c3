// A parsed file in, everything that is wrong with it out, all at once. No I/O.

import { API_VERSIONS } from "../catalog/api-version.ts";
import { findSetting, addressesOf, type Catalog, isExtra } from "../catalog/catalog.ts";
import { EXTRA, type Json } from "../catalog/setting.ts";
import { foldItem, sameValue } from "./compare.ts";
import { environmentsOf, readDesired, type Declaration, type Desired } from "./desired.ts";
import { pointerOf, type Document } from "./document.ts";
import { showValue } from "./escape.ts";
import { sortIssues, type Issue, type IssueCode } from "./issue.ts";
import { nearestOf } from "./nearest.ts";
import { issueOfSchemaError, valueAt, type SchemaCheck } from "./schema-issues.ts";
import { secretKind } from "./secret.ts";

interface Context {
  readonly catalog: Catalog;
  readonly document: Document;
  readonly desired: Desired;
}

type Rule = (context: Context) => readonly Issue[];

function about(declaration: Declaration, code: IssueCode, args: Issue["args"] = {}): Issue {
  return {
    code,
    args: { address: declaration.address, ...args },
    at: declaration.at,
    pointer: declaration.pointer,
  };
}

const settingsExistInApiVersion: Rule = ({ catalog, desired, document }) => {
  const version = desired.apiVersion;
  if (!API_VERSIONS.includes(version)) return [];
  const lacking = new Set<string>();
  const issues: Issue[] = [];
  for (const declaration of desired.declarations) {
    const { section, setting } = declaration;
    if (!section.versions.includes(version)) {
      if (lacking.has(section.name)) continue;
      lacking.add(section.name);
      const pointer = declaration.pointer.slice(
        0,
        declaration.pointer.indexOf(`/${section.name}`) + section.name.length + 1,
      );
      const args = { address: section.name, version, versions: section.versions.join(", ") };
      issues.push({ code: "not_in_api_version", args, at: document.keyAt(pointer), pointer });
    } else if (!setting.versions.includes(version)) {
      const byId = section.settings.find(({ name }) => name === setting.write.member);
      issues.push({
        ...(setting.write.transform === "role_id_from_key" && byId
          ? about(declaration, "role_key_in_api_version", {
              version,
              instead: `${section.name}.${byId.name}`,
            })
          : about(declaration, "not_in_api_version", {
              version,
              versions: setting.versions.join(", "),
            })),
        at: document.keyAt(declaration.pointer),
      });
    }
  }
  for (const name of desired.emptySections) {
    const section = catalog.find((candidate) => candidate.name === name);
    if (!section || section.versions.includes(version)) continue;
    const args = { address: name, version, versions: section.versions.join(", ") };
    issues.push({
      code: "not_in_api_version",
      args,
      at: document.keyAt(`/${name}`),
      pointer: `/${name}`,
    });
  }
  return issues;
};

const oneSettingIsDeclaredOnce: Rule = ({ desired }) =>
  desired.declarations.flatMap((declaration) =>
    declaration.setting.excludes
      .filter((other) => {
        const found = desired.declarations.find(({ address }) => address === other);
        const mutual = found?.setting.excludes.includes(declaration.address) === true;
        return found !== undefined && (!mutual || declaration.address > other);
      })
      .map((other) => about(declaration, "declared_twice", { other })),
  );

const settingsAgree: Rule = ({ desired }) =>
  desired.declarations.flatMap((declaration) => {
    const other = desired.declarations.find(
      ({ address }) => address === declaration.setting.agreesWith,
    );
    return other && !sameValue(declaration.setting, declaration.value, other.value)
      ? [about(declaration, "contradiction", { other: other.address })]
      : [];
  });

const extraHoldsOnlyUnknownMembers: Rule = ({ desired, document }) =>
  desired.declarations.flatMap((declaration) => {
    const { section, setting } = declaration;
    if (!setting.name.startsWith(`${EXTRA}.`)) return [];
    const { member } = setting.write;
    const known =
      section.settings.find(({ name }) => name === member) ??
      section.settings.find(({ write }) => write.member === member);
    return known
      ? [
          {
            ...about(declaration, "known_extra", { address: `${section.name}.${known.name}` }),
            at: document.keyAt(declaration.pointer),
          },
        ]
      : [];
  });

const emptyListsAreDocumented: Rule = ({ desired }) =>
  desired.declarations.flatMap((declaration) => {
    const { clearableIn } = declaration.setting;
    const { value } = declaration;
    if (!clearableIn || clearableIn.includes(desired.apiVersion)) return [];
    if (!Array.isArray(value) || value.length > 0) return [];
    const versions = clearableIn.join(", ");
    return [about(declaration, "cannot_clear", { version: desired.apiVersion, versions })];
  });

const settingsFitThePinnedType: Rule = ({ desired, document }) =>
  desired.declarations.flatMap((declaration) => {
    const { environment: needed } = declaration.setting;
    const pinned = desired.target.environment_type;
    if (needed === undefined || pinned === undefined || needed === pinned) return [];
    if (pinned !== "development" && pinned !== "production") return [];
    const issue = about(declaration, "wrong_environment_type", { needed, pinned });
    return [{ ...issue, at: document.keyAt(declaration.pointer) }];
  });

const foldedItemsDiffer: Rule = ({ desired, document }) =>
  desired.declarations.flatMap((declaration) => {
    const { setting, value } = declaration;
    if (setting.itemsFoldedAs === undefined || !Array.isArray(value)) return [];
    const items = value as readonly Json[];
    const folded = items.map((item) => foldItem(setting, item));
    return folded.flatMap((item, index): Issue[] => {
      const first = folded.indexOf(item);
      // Items that are the same as written are the schema's to report.
      if (first === index || items[first] === items[index]) return [];
      const pointer = pointerOf(declaration.pointer, index);
      const args = { item: showValue(items[index]) };
      return [{ code: "repeated_item", args, at: document.valueAt(pointer), pointer }];
    });
  });

interface Entry {
  readonly pointer: string;
  readonly address: string;
  readonly until: string;
}

/** The entries of `consents` and `ignore` that have the right shape. */
function entriesOf({ data }: Document): readonly Entry[] {
  return ["consents", "ignore"].flatMap((list) => {
    const entries = valueAt(data, `/${list}`);
    if (!Array.isArray(entries)) return [];
    return entries.flatMap((_, index): Entry[] => {
      const pointer = pointerOf(`/${list}`, index);
      const address = valueAt(data, `${pointer}/address`);
      const until = valueAt(data, `${pointer}/until`);
      return typeof address === "string" && typeof until === "string"
        ? [{ pointer, address, until }]
        : [];
    });
  });
}

const addressesExist: Rule = ({ catalog, document }) =>
  entriesOf(document).flatMap(({ address, pointer: entry }): Issue[] => {
    if (findSetting(catalog, address) || isExtra(catalog, address)) return [];
    const near = nearestOf(address, addressesOf(catalog));
    const pointer = `${entry}/address`;
    const args = { address, ...(near ? { nearest: near } : {}) };
    return [{ code: "unknown_address", args, at: document.valueAt(pointer), pointer }];
  });

const datesAreReal: Rule = ({ document }) =>
  entriesOf(document).flatMap(({ until, pointer: entry }): Issue[] => {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(until)) return [];
    const time = Date.parse(`${until}T00:00:00Z`);
    if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(until)) return [];
    const pointer = `${entry}/until`;
    return [{ code: "not_a_date", args: { value: until }, at: document.valueAt(pointer), pointer }];
  });

/** Every rule beyond the schema. All run, all findings are reported. */
const RULES: readonly Rule[] = [
  settingsExistInApiVersion,
  oneSettingIsDeclaredOnce,
  settingsAgree,
  extraHoldsOnlyUnknownMembers,
  emptyListsAreDocumented,
  settingsFitThePinnedType,
  foldedItemsDiffer,
  addressesExist,
  datesAreReal,
];

/** Text that must not stand in a file, wherever it stands. */
function findSecrets(value: Json, document: Document, pointer = ""): readonly Issue[] {
  if (typeof value === "string") {
    const at = document.valueAt(pointer);
    const kind = secretKind(value);
    if (kind) return [{ code: "secret_value", args: { kind }, at, pointer }];
    if (/^\*{3,}$|^\((?:sensitive|redacted)[^)]*\)$|^<(?:sensitive|redacted)>$/i.test(value)) {
      return [{ code: "masked_value", args: {}, at, pointer }];
    }
    return [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    findSecrets(item, document, pointerOf(pointer, key)),
  );
}

/** All issues, in the order of the file; an empty list means that `readDesired` may be called. */
export function validateDocument(
  document: Document,
  catalog: Catalog,
  check: SchemaCheck,
): readonly Issue[] {
  const issues = new Map<string, Issue>();
  const add = (found: readonly Issue[]): void => {
    for (const issue of found) {
      const key = `${issue.code} ${issue.pointer} ${issue.at.line}:${issue.at.column}`;
      if (!issues.has(key)) issues.set(key, issue);
    }
  };
  add(findSecrets(document.data, document));
  const errors = check(document.data);
  const parents = new Set(
    errors
      .filter(({ keyword }) => keyword !== "propertyNames")
      .map(({ instancePath }) => instancePath),
  );
  for (const error of errors) {
    // ajv repeats a bad property name as two errors; the one with the name says it all.
    if (error.keyword === "propertyNames" && parents.has(error.instancePath)) continue;
    add([issueOfSchemaError(error, document, catalog)]);
  }
  for (const environment of [null, ...environmentsOf(document)]) {
    const context = { catalog, document, desired: readDesired(document, catalog, environment) };
    for (const rule of RULES) add(rule(context));
  }
  return sortIssues([...issues.values()]);
}
