import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { AJV_OPTIONS, generate } from "../../src/build/generate.ts";
import { addressesOf, CATALOG } from "../../src/catalog/catalog.ts";
import { isCollection } from "../../src/catalog/item-row.ts";
import type { Json } from "../../src/catalog/setting.ts";
import { buildPlanSchema } from "../../src/core/plan/plan-schema.ts";
import { SCHEMA_NAMES } from "../../src/cli/schema-names.ts";
import { OUTPUTS } from "../../src/core/report/output-schemas.ts";
import { buildEditorSchema, EDITOR_KEYWORDS } from "../../src/core/file/editor-schema.ts";
import { buildDocumentSchema } from "../../src/core/file/schema.ts";
import { documentOf } from "../../src/core/report/document.ts";
import { buildPlan, PLANS } from "./golden/cases.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

describe("what is generated from the catalog is up to date", () => {
  const committed = Object.entries(generate()).filter(([path]) => !path.startsWith("src/"));

  test.each(committed)("%s", (path, content) => {
    const stale = `${path} is stale: npm run build writes it`;
    expect(readFileSync(`${ROOT}${path}`, "utf8") === content ? "" : stale).toBe("");
  });

  test("the schemas and the page of settings are among it", () => {
    expect(committed.map(([path]) => path).toSorted()).toEqual([
      "docs/errors.md",
      "docs/json.md",
      "docs/settings.md",
      ...["clerkwork", ...Object.keys(OUTPUTS)]
        .map((name) => `schemas/${name}.schema.json`)
        .toSorted(),
    ]);
  });

  test("the page names every setting", () => {
    const page = generate()["docs/settings.md"] ?? "";
    for (const address of addressesOf(CATALOG)) expect(page).toContain(`### \`${address}\``);
  });
});

const SCHEMAS = [
  ["clerkwork", buildDocumentSchema(CATALOG)] as const,
  ["clerkwork for editors", buildEditorSchema(CATALOG)] as const,
  ...Object.entries(OUTPUTS).map(([name, build]) => [name, build()] as const),
];

describe("the schemas", () => {
  test.each(SCHEMAS)(
    "%s compiles in ajv's strict mode, without a look at the network",
    (_, schema) => {
      const ajv = new Ajv2020(AJV_OPTIONS).addVocabulary([...EDITOR_KEYWORDS]);
      expect(() => ajv.compile(schema)).not.toThrow();
      expect(JSON.stringify(schema)).not.toMatch(/"\$ref":"(?!#)/);
    },
  );

  test.each(Object.entries(OUTPUTS))(
    "%s refuses {} and a member that it does not name",
    (_, build) => {
      const schema = build();
      const check = new Ajv2020(AJV_OPTIONS).compile(schema);
      expect(check({})).toBe(false);
      const kinds = (schema["oneOf"] ?? [schema]) as readonly (typeof schema)[];
      for (const kind of kinds) expect(kind["additionalProperties"]).toBe(false);
      check({ stranger: true });
      expect(check.errors?.map(({ keyword }) => keyword)).toContain("additionalProperties");
    },
  );

  test("`schema --of` takes each of them, and the file", () => {
    expect(SCHEMA_NAMES.toSorted()).toEqual(["file", ...Object.keys(OUTPUTS)].toSorted());
  });

  test("an unknown keyword would not compile", () => {
    const ajv = new Ajv2020(AJV_OPTIONS);
    expect(() => ajv.compile({ type: "string", typo: 1 })).toThrow(/unknown keyword/);
  });

  test.each(Object.entries(PLANS))("the plan %s is as its schema says", (_, given) => {
    const check = new Ajv2020(AJV_OPTIONS).compile(buildPlanSchema());
    const document = documentOf(buildPlan(given), "plan", undefined, 0);
    const plan: unknown = JSON.parse(JSON.stringify(document));
    expect([check(plan), check.errors]).toEqual([true, null]);
  });

  /** Every pattern of a schema, with what it is for. */
  function patternsOf(schema: Json, at = "#"): readonly (readonly [string, string])[] {
    if (typeof schema !== "object" || schema === null) return [];
    return Object.entries(schema).flatMap(([key, value]) => [
      ...(key === "pattern" && typeof value === "string" ? [[at, value] as const] : []),
      ...patternsOf(value, `${at}/${key}`),
    ]);
  }

  const SIZE = 50_000;
  const fill = (unit: string): string => unit.repeat(SIZE / unit.length);
  const HOSTILE: readonly string[] = [
    ...[
      "a",
      "0",
      " ",
      "\n",
      "@",
      ".",
      "-",
      "/",
      ":",
      "+",
      "a@",
      "a.",
      "1.",
      "://",
      "a-",
      "_",
      "\\",
      '"',
      "é",
      "🎉",
    ].map(fill),
    `${fill("a")}@`,
    `${fill("a")}@${fill("a")}`,
    `a://${fill("a")}/`,
    `a://${fill("a")} `,
    `http://${fill("a")}/x`,
    `javascript:${fill("a")}`,
    `org:${fill("a")}!`,
    `role_${fill("a")}!`,
    `ins_${fill("a")}!`,
    `sha256:${fill("0")}!`,
    `${fill("A")}!`,
    `2026-05-12T${fill("0")}`,
  ];

  const patterns = [
    ...new Map(
      SCHEMAS.flatMap(([name, schema]) => patternsOf(schema, name)).map(([at, one]) => [one, at]),
    ),
  ];

  test.each(patterns)("the pattern %s takes no time, whatever the text (%s)", (pattern) => {
    const form = new RegExp(pattern, "u");
    form.test("warm");
    for (const text of HOSTILE) {
      const started = process.cpuUsage();
      form.test(text);
      const { user } = process.cpuUsage(started);
      expect([text.slice(0, 20), user / 1000 <= 50]).toEqual([text.slice(0, 20), true]);
    }
  });
});

describe("addresses in rows", () => {
  const addresses = addressesOf(CATALOG);
  const rows = CATALOG.flatMap((section) =>
    section.settings.map((setting) => [`${section.name}.${setting.name}`, setting] as const),
  );

  test("no two settings share one", () => {
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  test.each(rows)(
    "%s names only settings that exist",
    (address, { after, excludes, agreesWith }) => {
      const named = [...after, ...excludes, ...(agreesWith ? [agreesWith] : [])];
      // What goes after the making of items names their collection.
      const known = [...addresses, ...CATALOG.filter(isCollection).map(({ name }) => name)];
      expect(named.filter((one) => !known.includes(one))).toEqual([]);
      expect(named).not.toContain(address);
    },
  );

  test.each(rows)(
    "%s is excluded by nobody unawares, or by both sides",
    (address, { excludes }) => {
      const excluding = rows
        .filter(([, row]) => row.excludes.includes(address))
        .map(([one]) => one);
      const either = [...excluding, ...excludes];
      // One side is enough for the rule; two sides that differ would be a slip.
      expect(
        excluding.length === 0 || excludes.length === 0 || excluding.join() === excludes.join(),
      ).toBe(true);
      expect(either).not.toContain(address);
    },
  );

  const edges = new Map(rows.map(([address, { after }]) => [address, after]));
  const circleFrom = (start: string, graph: ReadonlyMap<string, readonly string[]>): boolean => {
    const seen = new Set<string>();
    const open = [...(graph.get(start) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === start) return true;
      if (!seen.has(next)) open.push(...(graph.get(next) ?? []));
      seen.add(next);
    }
    return false;
  };

  test("dependencies have no circle, neither of settings nor of sections", () => {
    expect(addresses.filter((address) => circleFrom(address, edges))).toEqual([]);
    const sections = new Map(
      CATALOG.map(({ name, settings }) => [
        name,
        settings
          .flatMap(({ after }) => after.map((one) => one.split(".")[0] ?? ""))
          .filter((other) => other !== name),
      ]),
    );
    expect([...sections.keys()].filter((name) => circleFrom(name, sections))).toEqual([]);
  });

  test("paths, names and members are unique where they must be", () => {
    const paths = CATALOG.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    for (const { name, settings } of CATALOG) {
      const names = settings.map((setting) => setting.name);
      expect([name, new Set(names).size]).toEqual([name, names.length]);
    }
  });

  test.each(rows)("%s can be written in its section's versions", (address, { versions }) => {
    const section = CATALOG.find(({ name }) => address.startsWith(`${name}.`));
    expect(versions.filter((version) => !section?.versions.includes(version))).toEqual([]);
    expect(versions).not.toEqual([]);
  });
});
