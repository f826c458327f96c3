// The text of a file in, what is asked of its instances out: which parts, and what stands in the way of which.

import { describe, expect, test } from "vitest";
import { Failure } from "../../src/core/finding/failure.ts";
import { loadPin, loadText, type Selection } from "../../src/reconcile/load.ts";
import { thrownBy, TODAY } from "./instance.ts";

const FILE = "clerkwork.yaml";
const FLEET = `version: 1
api_version: "2025-11-10"
instance: { hibp: true }
environments:
  staging:
    target: { instance_id: ins_s, environment_type: development }
  live:
    target: { instance_id: ins_l, environment_type: production }
    instance: { hibp: false }
`;

const load = (text: string, selection: Selection): readonly unknown[] =>
  loadText(FILE, text, selection, TODAY).map(({ environment, target, declarations }) => [
    environment,
    target.instance_id,
    declarations.map(({ value }) => value),
  ]);

async function codeOf(work: () => unknown): Promise<unknown> {
  const error = await thrownBy(work);
  if (!(error instanceof Failure)) throw error;
  return [error.code, error.issues.map(({ code, at }) => [code, at.line])];
}

describe("the parts that are asked for", () => {
  test.each<readonly [Selection, readonly unknown[]]>([
    ["top", [[null, undefined, [true]]]],
    [
      "all",
      [
        ["staging", "ins_s", [true]],
        ["live", "ins_l", [false]],
      ],
    ],
    [["live"], [["live", "ins_l", [false]]]],
    [["live", "live"], [["live", "ins_l", [false]]]],
    [[], []],
  ])("%s", (selection, parts) => {
    expect(load(FLEET, selection)).toEqual(parts);
  });

  test("all of a file without environments is none, and said", async () => {
    expect(await codeOf(() => load("version: 1\ninstance: { hibp: true }\n", "all"))).toEqual([
      "unknown_environment",
      [],
    ]);
  });

  test("an environment that is not there", async () => {
    expect(await codeOf(() => load(FLEET, ["prod"]))).toEqual(["unknown_environment", []]);
  });
});

describe("what is wrong with the file", () => {
  test("is told with what else is wrong, beside values that could not be read", async () => {
    const text = "version: 1\ninstance:\n  hibp: 1e3\n  test_mode: 7\n";
    expect(await codeOf(() => load(text, "top"))).toEqual([
      "invalid_document",
      [
        ["unclear_number", 3],
        ["wrong_type", 4],
      ],
    ]);
  });

  test("is all that is told where nothing could be read", async () => {
    expect(await codeOf(() => load("a: [\n", "top"))).toEqual([
      "invalid_document",
      [["yaml_syntax", 2]],
    ]);
  });

  test("names the file and counts", async () => {
    const error = await thrownBy(() => load("version: 1\ninstance: { hibp: 7 }\n", "top"));
    expect(String(error)).toContain(`${FILE} is not valid: 1 issue`);
  });

  test("an exception that has run out", async () => {
    const entry = "{ address: instance.hibp, reason: why, until: 2026-05-31 }";
    const text = `version: 1\ninstance: { hibp: true }\nignore:\n  - ${entry}\n`;
    expect(await codeOf(() => load(text, "top"))).toEqual([
      "invalid_document",
      [["expired_ignore", 4]],
    ]);
    expect(load(text.replace("05-31", "06-01"), "top")).toHaveLength(1);
  });
});

describe("an exception that has run out is told with what else is wrong", () => {
  const ENTRY = "{ address: instance.hibp, reason: why, until: 2026-05-31 }";

  test("in the order of the file, whatever part was asked for", async () => {
    const text = `version: 1\nignore:\n  - ${ENTRY}\n  - { address: no.such, reason: why, until: 2027-01-01 }\ninstance: { hibp: 7 }\n`;
    const all = [
      ["expired_ignore", 3],
      ["unknown_address", 4],
      ["wrong_type", 5],
    ];
    for (const selection of ["top", "all", ["nowhere"]] as const)
      expect(await codeOf(() => load(text, selection))).toEqual(["invalid_document", all]);
  });

  test("beside values that could not be read", async () => {
    const text = `version: 1\ninstance: { hibp: 1e3 }\nignore:\n  - ${ENTRY}\n`;
    expect(await codeOf(() => load(text, "top"))).toEqual([
      "invalid_document",
      [
        ["unclear_number", 2],
        ["expired_ignore", 4],
      ],
    ]);
  });
});

describe("the pin alone", () => {
  test.each([
    [null, {}],
    ["live", { instance_id: "ins_l", environment_type: "production" }],
  ])("of %s", (environment, target) => {
    expect(loadPin(FILE, FLEET, { environment })).toEqual({ target, apiVersion: "2025-11-10" });
  });

  test.each([
    ["a setting of another type", "instance: { hibp: true }", "instance: { hibp: 7 }"],
    ["an unknown section", "instance: { hibp: true }", "instanse: { hibp: true }"],
    ["a value that can't be read", "instance: { hibp: true }", "instance: { hibp: 1e3 }"],
    ["another environment's pin", "instance_id: ins_s", "instance_id: 7"],
  ])("%s does not stand in its way", (_, good, bad) => {
    expect(
      loadPin(FILE, FLEET.replace(good, bad), { environment: "live" }).target.instance_id,
    ).toBe("ins_l");
  });

  test.each([
    ["the version of the format", "version: 1", "version: 2", "unsupported_version", 1],
    ["the API version", '"2025-11-10"', '"1999-01-01"', "unsupported_api_version", 2],
    ["its own pin", "instance_id: ins_l", "instance_id: 7", "wrong_type", 8],
    ["its own pin's kind", "production }", "prod }", "not_listed", 8],
  ])("what is wrong with %s does", async (_, good, bad, code, line) => {
    expect(
      await codeOf(() => loadPin(FILE, FLEET.replace(good, bad), { environment: "live" })),
    ).toEqual(["invalid_document", [[code, line]]]);
  });

  test("a file that can't be parsed has none", async () => {
    expect(await codeOf(() => loadPin(FILE, "a: [\n", { environment: null }))).toEqual([
      "invalid_document",
      [["yaml_syntax", 2]],
    ]);
  });

  test("of a file with environments is nobody's until one of them is named", async () => {
    const error = await thrownBy(() => loadPin(FILE, FLEET, "whole"));
    expect(error).toMatchObject({ code: "environment_not_named" });
    expect(String(error)).toContain("Name one (--env NAME).");
    const single = FLEET.slice(0, FLEET.indexOf("environments:"));
    expect(loadPin(FILE, single, "whole").target).toEqual({});
  });

  test("an environment that is not there has none", async () => {
    expect(await codeOf(() => loadPin(FILE, FLEET, { environment: "prod" }))).toEqual([
      "unknown_environment",
      [],
    ]);
  });
});
