// docs/settings.md: the catalog for people.

import { API_VERSIONS, LIVE_API_VERSIONS } from "../catalog/api-version.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { Section } from "../catalog/resource.ts";
import type { JsonSchema, Setting } from "../catalog/setting.ts";

const DIRECTIONS = {
  becomes_true: "turned on",
  becomes_false: "turned off",
  changes: "changed either way",
  item_added: "an item is added",
  item_removed: "an item is removed",
  limit_lowered: "lowered (0 is unlimited)",
  role_widened: "the new role has permissions that the old one lacks, or may lack",
} as const;

function nameType(schema: JsonSchema): string {
  const types = [schema["type"]].flat().map(String);
  const items = schema["items"] as JsonSchema | undefined;
  const allowed = (schema["enum"] ?? items?.["enum"]) as readonly string[] | undefined;
  const names: Readonly<Record<string, string>> = {
    boolean: "true or false",
    integer: "whole number",
    string: "text",
    array: "list of text, in any order",
    null: "null",
  };
  const base = types.map((type) => names[type] ?? type).join(", or ");
  return allowed
    ? `${base}: ${allowed.map((value) => `\`${JSON.stringify(value)}\``).join(", ")}`
    : base;
}

function nameVersions(setting: Setting): string | undefined {
  if (setting.versions.length === API_VERSIONS.length) return undefined;
  if (setting.versions.length === LIVE_API_VERSIONS.length) return "not in API version 2025-03-12";
  return `only in API version ${setting.versions.join(", ")}`;
}

function nameSource(setting: Setting): string {
  if (setting.read.length === 0) return "nowhere: write-only";
  return setting.read
    .map(({ via, path, member, onlyWhile }) => {
      const place = via === "backend_api" ? `\`GET ${path}\`` : `\`${path}\` of the Frontend API`;
      const condition = onlyWhile
        ? `, only while \`${onlyWhile.member.join(".")}\` is \`${JSON.stringify(onlyWhile.equals)}\``
        : "";
      return `${place}, \`${member.join(".")}\`${condition}`;
    })
    .join("; or ");
}

function renderSetting(section: Section, setting: Setting): string {
  const facts = [
    ["Value", nameType(setting.schema)],
    [
      "Written",
      `\`PATCH ${section.path}\`, \`${setting.write.member}\`${setting.write.transform === "identity" ? "" : " (the role's id)"}`,
    ],
    ["Read", nameSource(setting)],
    ["API versions", nameVersions(setting)],
    ["Instances", setting.environment && `${setting.environment} only`],
    ["Deprecated", setting.deprecated],
    [
      "Not together with",
      setting.excludes.map((address) => `\`${address}\``).join(", ") || undefined,
    ],
    ["Must agree with", setting.agreesWith && `\`${setting.agreesWith}\``],
    ["Written after", setting.after.map((address) => `\`${address}\``).join(", ") || undefined],
  ].filter((fact): fact is [string, string] => Boolean(fact[1]));
  const hazards = setting.hazards.map(
    ({ hazard, when, says, only, besides = [] }) =>
      `- \`${hazard}\` when ${DIRECTIONS[when]}${besides.length > 0 ? ` and ${besides.map((address) => `\`${address}\``).join(" and ")} ${besides.length > 1 ? "are" : "is"} in force` : ""}${only ? ` (${only} only)` : ""}: ${says}`,
  );
  return [
    `### \`${section.name}.${setting.name}\``,
    "",
    setting.doc,
    "",
    ...facts.map(([name, value]) => `- ${name}: ${value}`),
    ...hazards,
    "",
  ].join("\n");
}

export function renderSettings(catalog: Catalog): string {
  const parts = catalog.map((section) =>
    [
      `## \`${section.name}\``,
      "",
      `${section.doc} Written with \`PATCH ${section.path}\`${section.get ? "" : "; no GET shows it"}.`,
      "",
      ...section.settings.map((setting) => renderSetting(section, setting)),
    ].join("\n"),
  );
  return `# Settings

Every setting that a file can name. This page is generated from \`src/catalog\`; \`npm run build\` writes it.

${parts.join("\n").trimEnd()}
`;
}
