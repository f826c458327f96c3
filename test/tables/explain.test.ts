// What explain says of settings, sections, hazards, keys of the file, statuses and codes, and as what it finds a name.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { addressesOf, CATALOG, rowsOf } from "../../src/catalog/catalog.ts";
import { HAZARDS, type Hazard } from "../../src/catalog/hazard.ts";
import type { JsonSchema } from "../../src/catalog/setting.ts";
import { failureOf } from "../../src/clerk/problem.ts";
import { EXIT, FAILURES } from "../../src/core/finding/failure.ts";
import { parseDocument } from "../../src/core/file/document.ts";
import { buildEditorSchema } from "../../src/core/file/editor-schema.ts";
import { describeSetting } from "../../src/core/file/setting-facts.ts";
import { EXPLAINED_CODES } from "../../src/core/render/explain-code.ts";
import { EXPLAINED_KEYS } from "../../src/core/render/example-keys.ts";
import { EXPLAINED_STATUSES } from "../../src/core/render/explain-status.ts";
import { explainName } from "../../src/core/render/explain-name.ts";
import { explainRest, listNames } from "../../src/core/render/explain-rest.ts";
import { explainableNames, suggestName } from "../../src/core/render/explainable.ts";
import { explainSetting, listSettings, type Explanation } from "../../src/core/render/explain.ts";
import { explanationMarkdown, renderExplanation } from "../../src/core/render/explanation.ts";
import { FORMAT_VERSION } from "../../src/core/plan/plan.ts";
import { delayAfter } from "../../src/http/patience.ts";
import { RequestError } from "../../src/http/request-error.ts";
import { loadText, validate } from "../../src/reconcile/load.ts";
import type { Json } from "../rig/json.ts";
import { whyNotPublished } from "../rig/published.ts";
import { rowAt } from "./given.ts";

const textOf = (pages: readonly Explanation[], width = 80): string =>
  pages
    .flatMap((page) => renderExplanation(page, width))
    .map(({ text }) => `${text}\n`)
    .join("");

const TODAY = "2026-06-01";
const explained = (name: string): readonly Explanation[] => [
  ...explainName(CATALOG, name, TODAY),
  ...explainRest(CATALOG, name, TODAY),
];
/** Whether a line is a setting's name alone, which is not broken; an address is, behind its dot. */
const isName = (text: string): boolean =>
  rowsOf(CATALOG).some(({ setting }) => text.trim() === setting.name);
const kinds = (name: string): readonly string[] =>
  explained(name).map(({ document }) => document.kind);

describe("goldens", () => {
  test.each([
    "organization.domains_enrollment_modes",
    "beta.test_mode",
    "oauth_applications",
    "opens_sign_up",
    "stale_plan",
    "unreadable_file",
    "consents",
    "environments",
    "extra",
    "402",
  ])("%s", async (name) => {
    const file = `golden/files/explain-${name}`;
    await expect(textOf(explained(name))).toMatchFileSnapshot(`${file}.text.golden`);
  });

  test("a setting at 60 columns, as Markdown and as JSON", async () => {
    const file = "golden/files/explain-allowed_subdomains";
    const [page] = explained("allowed_subdomains");
    if (!page) throw new Error("not found");
    await expect(textOf([page], 60)).toMatchFileSnapshot(`${file}-60.text.golden`);
    await expect(explanationMarkdown(page)).toMatchFileSnapshot(`${file}.markdown.golden`);
    const json = `${JSON.stringify(page.document, null, 2)}\n`;
    await expect(json).toMatchFileSnapshot(`${file}.json.golden`);
  });
});

describe.each(rowsOf(CATALOG).map((row) => [row.address, row] as const))("%s", (address, row) => {
  test("has a YAML line that the file takes", () => {
    const { yaml } = describeSetting(row);
    const version = row.setting.versions.at(-1);
    const parsed = parseDocument("x.yaml", `version: 1\napi_version: "${version}"\n${yaml}\n`);
    expect(parsed.ok && validate(parsed.document)).toEqual([]);
    expect(yaml).toContain(`${row.section.name}:\n  ${row.setting.name}: `);
  });

  test.each([60, 80, 120])(
    "holds within %i columns, and nothing stands alone on its line",
    (width) => {
      const page = explainSetting(row);
      const texts = renderExplanation(page, width).map(({ text }) => text);
      // Lines to be copied are not broken.
      const copied = new Set([
        page.title,
        ...(page.yaml?.split("\n").map((text) => `    ${text}`) ?? []),
      ]);
      expect(
        texts.filter((text) => text.length > width && !copied.has(text) && !isName(text)),
      ).toEqual([]);
      const names = page.facts.map(({ name }) => `  ${name}`);
      expect(texts.filter((text) => names.includes(text))).toEqual([]);
    },
  );

  test("is found by its address, and by its name alone", () => {
    expect(kinds(address)).toEqual(["setting"]);
    expect(explained(row.setting.name).map(({ title }) => title)).toContain(address);
  });
});

test.each([60, 80, 120])("every page holds within %i columns", (width) => {
  const pages = explainableNames(CATALOG).flatMap(explained);
  const wide = [...pages, ...listNames(CATALOG)].flatMap((page) => {
    const copied = new Set([
      page.title,
      ...(page.yaml?.split("\n").map((text) => `    ${text}`) ?? []),
    ]);
    return renderExplanation(page, width)
      .map(({ text }) => text)
      .filter((text) => text.length > width && !copied.has(text) && !isName(text));
  });
  expect(wide).toEqual([]);
});

describe("as JSON", () => {
  const names = [...explainableNames(CATALOG), ...Object.values(EXIT).map(String)];
  const documents = [...listNames(CATALOG), ...names.flatMap(explained)].map((one) => one.document);
  const whyNot = (document: unknown): string | null =>
    whyNotPublished(
      {
        format_version: FORMAT_VERSION,
        result: "explained",
        exit_code: 0,
        explained: [JSON.parse(JSON.stringify(document)) as Json],
      },
      ["explain"],
    );

  test("everything fits the published schema", () => {
    expect(new Set(documents.map(({ kind }) => kind)).size).toBe(14);
    expect(documents.map(whyNot).filter((why) => why !== null)).toEqual([]);
  });

  test("the schema is closed at every level: one more member anywhere does not fit", () => {
    const taken = documents.flatMap((document) =>
      withOneMore(JSON.parse(JSON.stringify(document)) as Json).filter(
        (one) => whyNot(one) === null,
      ),
    );
    expect(taken).toEqual([]);
  });
});

/** The value with a member more, once for each object in it. */
function withOneMore(value: Json): readonly Json[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value))
    return value.flatMap((item, index) => withOneMore(item).map((one) => value.with(index, one)));
  const inside = Object.entries(value).flatMap(([name, item]) =>
    withOneMore(item).map((one) => ({ ...value, [name]: one })),
  );
  return [{ ...value, one_more: true }, ...inside];
}

describe("a name", () => {
  test.each([
    ["restrictions", ["section"]],
    ["weakens_security", ["hazard"]],
    ["stale_plan", ["error"]],
    ["unreadable_file", ["error", "issue"]],
    ["consent_expired", ["warning"]],
    ["empty_allowlist", ["refusal"]],
    ["unknown_key", ["issue"]],
    ["4", ["exit_code"]],
    ["test_mode", ["setting", "setting"]],
    ["target", ["key"]],
    ["429", ["http_status"]],
    ["418", []],
    ["restrictions.extra.new_setting", ["setting"]],
    ["constructor", []],
    ["__proto__", []],
    ["7", []],
    ["", []],
  ])("%j stands for %j", (name, expected) => {
    expect(kinds(name)).toEqual(expected);
  });

  test("of every hazard and code is explained, with its sentence", () => {
    for (const hazard of Object.keys(HAZARDS)) expect(kinds(hazard)).toContain("hazard");
    for (const code of Object.keys(FAILURES)) expect(kinds(code)).toContain("error");
    for (const code of EXPLAINED_CODES) {
      const text = textOf(explained(code));
      expect(text.length).toBeGreaterThan(code.length + 10);
      expect(text).not.toMatch(/undefined|\[object/);
    }
    for (const name of explainableNames(CATALOG)) expect(explained(name)).not.toEqual([]);
  });

  test.each([
    ["blocklst", "blocklist"],
    ["HIBP", "hibp"],
    ["instance.blocklist", "restrictions.blocklist"],
    ["restrictions.blocklst", "restrictions.blocklist"],
    ["weakens-security", "weakens_security"],
    ["oauth", "oauth_applications"],
    ["beta_features", "beta"],
    ["organization_settings", "organization"],
    ["stale_pan", "stale_plan"],
    ["consent", "consents"],
    ["allowed-differences", "allowed_differences"],
    ["nothing_like_it", undefined],
    ["x", undefined],
  ])("%s: did you mean %s?", (name, meant) => {
    expect(suggestName(CATALOG, name)).toBe(meant);
  });
});

describe("a hazard", () => {
  test("names every setting that carries it, and how to consent", () => {
    const text = textOf(explained("locks_out_users"), 1000);
    const carriers = rowsOf(CATALOG).filter(({ setting }) =>
      setting.hazards.some(({ hazard }) => hazard === "locks_out_users"),
    );
    expect(carriers).not.toEqual([]);
    for (const { address } of carriers) expect(text).toContain(address);
    expect(text).toContain("--allow locks_out_users=");
    expect(text).toContain("    hazard: locks_out_users");
  });

  test.each(Object.keys(HAZARDS).filter((name) => HAZARDS[name as Hazard].blocks))(
    "%s shows a consent that a file takes as it stands, and that holds today",
    (name) => {
      const [page] = explained(name);
      const [desired] = loadText("x.yaml", `version: 1\n${page?.yaml}\n`, "whole", TODAY);
      expect(desired?.consents.map(({ hazard }) => hazard)).toEqual([name]);
      expect(desired?.consents[0]?.until).toBe("2026-07-01");
    },
  );

  test("that blocks nothing asks for no consent", () => {
    expect(textOf(explained("deprecated"))).not.toMatch(/--allow|consents:/);
  });
});

describe("a key of the file", () => {
  const schema = buildEditorSchema(CATALOG);
  const sections = new Set(CATALOG.map(({ name }) => name));
  const properties = schema["properties"] as Readonly<Record<string, JsonSchema>>;

  test("is every one that is no section, and what all sections have", () => {
    const keys = Object.keys(properties).filter((name) => !sections.has(name));
    expect(EXPLAINED_KEYS.toSorted()).toEqual([...keys, "extra"].toSorted());
  });

  test.each(EXPLAINED_KEYS)(
    "%s shows lines that a file takes as they stand, and that hold",
    (key) => {
      const [page] = explained(key);
      const yaml = page?.yaml ?? "";
      const text = key === "version" ? `${yaml}\n` : `version: 1\n${yaml}\n`;
      const parsed = parseDocument("x.yaml", text);
      expect(parsed.ok && validate(parsed.document)).toEqual([]);
      expect(loadText("x.yaml", text, "each", TODAY)).not.toEqual([]);
      expect(yaml).toMatch(new RegExp(`^\\s*${key}:`, "m"));
      expect(yaml.match(/\d{4}-\d{2}-\d{2}$/gm)?.every((day) => day === "2026-07-01") ?? true).toBe(
        true,
      );
    },
  );

  test.each(EXPLAINED_KEYS)("%s names every member, with its type and what it is for", (key) => {
    const [page] = explained(key);
    const members = page?.document["members"] as readonly Readonly<Record<string, unknown>>[];
    const { $ref = "" } = properties[key] ?? {};
    const definition = (schema["$defs"] as Readonly<Record<string, JsonSchema>>)[
      key === "environments" ? "environment" : String($ref).replace("#/$defs/", "")
    ];
    const items = (definition?.["items"] ?? definition ?? {}) as JsonSchema;
    const names = Object.keys((items["properties"] ?? {}) as object);
    expect(members.map(({ member }) => member)).toEqual(names);
    expect(members.filter(({ required }) => required).map(({ member }) => member)).toEqual(
      items["required"] ?? [],
    );
    for (const one of [...members, { ...page?.document }]) {
      expect(one["says"]).toMatch(/^[A-Z].*\.$/);
      expect(one["type"]).toMatch(/^\S.+|1$/);
      expect(one["type"]).not.toMatch(/any JSON|object|undefined/);
    }
  });

  test.each(EXPLAINED_KEYS)("%s is said more of where it says", (key) => {
    const [page] = explained(key);
    const [path = "", anchor = ""] = String(page?.document["docs"]).split("#");
    const text = readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
    const titles = [...text.matchAll(/^##+ (.+)$/gm)].map(([, title = ""]) => title);
    const title = titles.find((one) => one.toLowerCase().replaceAll(" ", "-") === anchor);
    expect(title).toBeDefined();
    const [, chapter = ""] = text.split(`## ${title}\n`);
    expect(chapter.split("\n## ")[0]).toContain(key === "extra" ? "`extra`" : key);
  });

  test("and a status: what is looked up last has no name that something else has", () => {
    const names = [...EXPLAINED_KEYS, ...EXPLAINED_STATUSES];
    expect(names.filter((name) => explainName(CATALOG, name, TODAY).length > 0)).toEqual([]);
  });

  test.each([
    ["target", ["at the top of the file", "in an entry of environments"]],
    ["ignore", ["at the top of the file", "in an entry of environments"]],
    ["allowed_differences", ["at the top of the file"]],
    ["api_version", ["at the top of the file"]],
    ["extra", ["in a section"]],
  ])("%s stands %j", (key, places) => {
    expect(explained(key)[0]?.document["places"]).toEqual(places);
  });
});

describe("an HTTP status", () => {
  const refusal = (status: number): RequestError =>
    new RequestError("status", { method: "GET", where: "x/v1/instance" }, "no", { status });

  test.each(EXPLAINED_STATUSES.map(Number))(
    "%i says what a run says, and is sent again where it says so",
    (status) => {
      const [page] = explained(String(status));
      const failure = failureOf(refusal(status));
      expect(page?.document["code"]).toBe(failure.code);
      expect(page?.document["exit_code"]).toBe(failure.exitCode);
      const said = failure.message.slice(0, failure.message.indexOf(` (${status})`));
      expect(String(page?.document["says"]).toLowerCase()).toBe(`${said.toLowerCase()}.`);
      for (const one of failure.hint?.split("; or ") ?? [])
        expect(page?.document["tries"]).toContain(one);
      const isSentAgain = delayAfter(refusal(status), 1) !== undefined;
      expect(/sent again, at most/.test(String(page?.document["does"]))).toBe(isSentAgain);
      expect(/may have landed/.test(String(page?.document["does"]))).toBe(
        refusal(status).mayHaveLanded,
      );
    },
  );
});

describe("the facts of a setting", () => {
  test("say what must hold beside the direction", () => {
    const row = rowAt("protect.rules_enabled");
    const rule = {
      hazard: "locks_out_users",
      when: "becomes_true",
      says: "nobody gets in",
      only: "production",
      besides: ["protect.a", "protect.b"],
    } as const;
    const [met] = describeSetting({
      ...row,
      address: "protect.rules_enabled",
      setting: { ...row.setting, hazards: [rule] },
    }).hazards;
    expect(met?.condition).toBe(
      "turned on while protect.a and protect.b are in force (production only)",
    );
  });

  test("say of a write-only setting that nothing shows it", () => {
    expect(textOf(explained("beta.from_email_address"), 200)).toContain("write-only");
  });
});

describe("the list", () => {
  const page = listSettings(CATALOG);

  test("holds every setting, in the catalog's order, with what it does", () => {
    expect(page.document["settings"]).toEqual(
      addressesOf(CATALOG).map((address) => ({ address, says: rowAt(address).setting.doc })),
    );
  });

  test("says each in one sentence, by section, within 80 columns", () => {
    expect(page.lists.map(({ title }) => title)).toEqual(CATALOG.map(({ name }) => name));
    const says = page.lists.flatMap(({ entries }) => entries).map((entry) => entry.says);
    expect(says.filter((text) => /\. /.test(text) || !text.endsWith("."))).toEqual([]);
    const wide = renderExplanation(page, 80).filter(({ text }) => text.length > 80);
    expect(wide).toEqual([]);
  });
});
