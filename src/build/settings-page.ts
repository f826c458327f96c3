// docs/settings.md: the catalog for people.

import type { Catalog } from "../catalog/catalog.ts";
import { generalRows, isCollection, type Collection } from "../catalog/item-row.ts";
import { rowsOfSection, type Row, type Section } from "../catalog/resource.ts";
import type { JsonSchema, Setting } from "../catalog/setting.ts";
import { describeCollection, sayPolicies } from "../core/file/collection-facts.ts";
import { asBlock } from "../core/render/markdown-parts.ts";
import { allowedIn, DIRECTIONS, nameType, nameVersions } from "../core/file/setting-facts.ts";

function nameValue(schema: JsonSchema): string {
  const allowed = allowedIn(schema);
  return allowed
    ? `${nameType(schema)}: ${allowed.map((value) => `\`${JSON.stringify(value)}\``).join(", ")}`
    : nameType(schema);
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

/** With what a setting is written; of what an item holds, with a POST too. */
function nameWrite({ section: { path }, setting: { write, onlyCreated }, of }: Row): string {
  const how = {
    identity: "",
    role_id_from_key: " (the role's id)",
    ids_from_keys: " (their ids)",
    variable: " (what the variable holds)",
  }[write.transform];
  const member = `\`${write.member}\`${how}`;
  if (!of) return `\`PATCH ${path}\`, ${member}`;
  return onlyCreated
    ? `\`POST ${path}\` alone, ${member}`
    : `\`POST ${path}\` and \`PATCH ${path}/{id}\`, ${member}`;
}

function renderSetting(row: Row): string {
  const { address, setting } = row;
  const facts = [
    ["Value", nameValue(setting.schema)],
    ["Written", nameWrite(row)],
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
    `### \`${address}\``,
    "",
    setting.doc,
    "",
    ...facts.map(([name, value]) => `- ${name}: ${value}`),
    ...hazards,
    "",
  ].join("\n");
}

const renderSection = (section: Section): string =>
  [
    `## \`${section.name}\``,
    "",
    `${section.doc} Written with \`PATCH ${section.path}\`${section.get ? "" : "; no GET shows it"}.`,
    "",
    ...rowsOfSection(section).map(renderSetting),
  ].join("\n");

/** A collection is one entry: its items are the file's. */
function renderCollection(collection: Collection): string {
  const {
    collection: name,
    says,
    path,
    key,
    yaml,
    unlisted,
    members,
    hazards,
  } = describeCollection(collection);
  return [
    `## \`${name}\``,
    "",
    says,
    "",
    asBlock("yaml", [yaml]),
    "",
    `- Key: \`${key.member}\`, ${key.form ?? "text"}`,
    `- Address: \`${name}["KEY"]\``,
    `- Read: \`GET ${path}\`, all pages`,
    `- Written: \`POST ${path}\`, one call for each item; ${members.length > 0 ? `\`PATCH\` and ` : ""}\`DELETE ${path}/{id}\``,
    ...sayPolicies(unlisted).map(([policy, does]) => `- \`unlisted: ${policy}\`: ${does}`),
    ...hazards.map(
      ({ hazard, condition, says: what }) => `- \`${hazard}\` when ${condition}: ${what}`,
    ),
    "",
    ...generalRows(collection).map(renderSetting),
  ].join("\n");
}

export function renderSettings(catalog: Catalog): string {
  const parts = catalog.map((section) =>
    isCollection(section) ? renderCollection(section) : renderSection(section),
  );

  return `# Settings

Every setting that a file can name. This page is generated from \`src/catalog\`; \`npm run build\` writes it.

\`clerkwork explain ADDRESS\` prints the same. With \`--format json\` it prints \`{ "explained": [ … ] }\`, one object for each thing that the name stands for; its \`kind\` is \`setting\`, \`section\`, \`collection\`, \`hazard\`, \`error\`, \`refusal\`, \`warning\`, \`issue\`, \`exit_code\`, \`key\`, \`http_status\`, or of the lists \`settings\`, \`keys\` and \`http_statuses\`. A setting has \`address\`, \`says\`, \`type\`, \`allowed\` (null: no closed list), \`form\`, \`yaml\` (how it stands in the file), \`written\`, \`read\` (best source first; empty: write-only), \`api_versions\`, \`instances\`, \`deprecated\`, \`not_together_with\`, \`must_agree_with\`, \`written_after\` and \`hazards\` (\`hazard\`, \`when\`, \`condition\`, \`says\`, \`needs_consent\`, \`only\`, \`besides\`). A collection has \`members\`, each as a setting. Members may be added.

${parts.join("\n").trimEnd()}
`;
}
