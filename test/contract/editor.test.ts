// The schema in an editor: what yaml-language-server shows for a file whose modeline names it by a relative path.

import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressesOf, CATALOG } from "../../src/catalog/catalog.ts";
import { HAZARDS } from "../../src/catalog/hazard.ts";
import { PACKAGE_ROOT } from "../rig/cli.ts";
import { at, listAt, parseObject, stringAt, type Json } from "../rig/json.ts";
import { openEditor, type Editor, type Place } from "../rig/language-server.ts";

const SCHEMA = "node_modules/clerkwork/schemas/clerkwork.schema.json";
const MODELINE = `# yaml-language-server: $schema=./${SCHEMA}\n`;

let folder = "";
let editor: Editor;
let count = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "clerkwork-editor-"));
  mkdirSync(join(folder, "node_modules/clerkwork/schemas"), { recursive: true });
  copyFileSync(join(PACKAGE_ROOT, "schemas/clerkwork.schema.json"), join(folder, SCHEMA));
  editor = await openEditor(folder);
});
afterAll(async () => {
  await editor.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Opened {
  readonly path: string;
  /** Where `|` stood. */
  readonly cursor: Place;
  readonly messages: readonly string[];
}

async function open(text: string): Promise<Opened> {
  count += 1;
  const path = join(folder, `${count}.yaml`);
  const whole = MODELINE + text;
  const before = whole.split("|")[0]?.split("\n") ?? [];
  const cursor = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  const found = await editor.open(path, whole.replace("|", ""));
  return { path, cursor, messages: found.map((one) => stringAt(one, "message")) };
}

async function complete(text: string): Promise<readonly Json[]> {
  const { path, cursor } = await open(text);
  return listAt(await editor.ask("completion", path, cursor), "items");
}

const labels = (items: readonly Json[]): readonly string[] =>
  items.map((item) => stringAt(item, "label"));

async function hover(text: string): Promise<string> {
  const { path, cursor } = await open(text);
  return stringAt(await editor.ask("hover", path, cursor), "contents", "value");
}

describe("completion", () => {
  test("offers every address in consents and in ignore, inside environments, too", async () => {
    const places = [
      "consents:\n  - address: |",
      "ignore:\n  - address: |",
      "environments:\n  staging:\n    consents:\n      - address: |",
    ];
    for (const place of places) {
      const items = await complete(`version: 1\n${place}\n`);
      // Long labels are cut; what is inserted is not.
      expect(items.map((item) => stringAt(item, "insertText"))).toEqual(
        expect.arrayContaining([...addressesOf(CATALOG)]),
      );
    }
  });

  test("offers the hazards, each with its sentence", async () => {
    const items = await complete("version: 1\nconsents:\n  - hazard: |\n");
    expect(labels(items).toSorted()).toEqual(Object.keys(HAZARDS).toSorted());
    const locks = items.find((item) => at(item, "label") === "locks_out_users");
    expect(JSON.stringify(locks)).toContain(HAZARDS.locks_out_users.says);
  });

  test("offers sections, settings and values", async () => {
    expect(labels(await complete("version: 1\nrest|\n"))).toContain("restrictions");
    expect(labels(await complete("version: 1\ninstance:\n  |\n"))).toContain("hibp");
    const modes = "version: 1\norganization:\n  domains_enrollment_modes:\n    - |\n";
    expect(labels(await complete(modes))).toContain("automatic_invitation");
  });
});

describe("hover", () => {
  test("says what a setting does, endangers, and how it is read", async () => {
    const shown = await hover("version: 1\ninstance:\n  hi|bp: true\n");
    expect(shown).toContain("instance");
    expect(shown).toMatch(/known from a breach \(Have I Been Pwned\)/);
    expect(shown).toMatch(/weakens\\?_security.*turned off: people can choose/);
    expect(shown).toContain("Frontend API");
    expect(shown).toMatch(/API versions.*all/);
  });

  test("says that a setting is of one API version only", async () => {
    const shown = await hover("version: 1\ninstance:\n  enhanced_email|_deliverability: true\n");
    expect(shown).toContain("only in API version 2025-03-12");
  });

  test.each([
    ["consents:\n  - add|ress: instance.hibp\n", "SECTION.SETTING"],
    ["consents:\n  - haz|ard: costs_money\n", HAZARDS.costs_money.says],
    ["consents:\n  - rea|son: x\n", "Why it is right"],
    ["ignore:\n  - un|til: 2026-01-01\n", "last day"],
    ["target: { environ|ment_type: production }\n", "instance's type"],
  ])("%j", async (text, expected) => {
    expect(await hover(`version: 1\n${text}`)).toContain(expected);
  });
});

describe("diagnostics", () => {
  const entry = (address: string): string =>
    `version: 1\nignore:\n  - { address: ${address}, reason: x, until: "2026-01-01" }\n`;

  test("accept a file with every kind of entry", async () => {
    const text = `${entry("organization.extra.new_setting")}  - { address: restrictions.blocklist, reason: x, until: "2026-01-01" }\ncommunication: { blocked_country_codes: [KP] }\n`;
    expect((await open(text)).messages).toEqual([]);
  });

  test.each([
    [entry("instance.hipb"), "Must be the address of a setting, such as restrictions.blocklist."],
    [
      "version: 1\ncommunication: { blocked_country_codes: [kp] }\n",
      "Must be a two-letter country code in upper case, such as KP.",
    ],
    ["version: 1\ntarget: { instance_id: abc }\n", "Must be an instance id, such as ins_2abc."],
    [
      'version: 1\nignore:\n  - { address: instance.hibp, reason: x, until: "soon" }\n',
      "Must be a date, YYYY-MM-DD.",
    ],
  ])("%j", async (text, expected) => {
    expect((await open(text)).messages).toContain(expected);
  });

  test("never speak of a pattern", async () => {
    const { messages } = await open(
      "version: 1\norganization: { creator_role: admin }\ninstance: { support_email: x }\n",
    );
    expect(messages).toHaveLength(2);
    expect(messages.join("\n")).not.toMatch(/pattern|\^/);
  });
});

test("the schema names itself, and gives every setting a title", () => {
  const schema = parseObject(readFileSync(join(folder, SCHEMA), "utf8"));
  expect(stringAt(schema, "$id")).toMatch(/^https:\/\/.*\/clerkwork\.schema\.json$/);
  for (const address of addressesOf(CATALOG)) {
    const [section = "", name = ""] = address.split(".");
    expect(stringAt(schema, "$defs", section, "properties", name, "title")).toBe(address);
  }
});
