// The file at the edges of what it may hold: bounds, odd keys, findings that ajv alone would word badly.

import { describe, expect, test } from "vitest";
import { CATALOG } from "../../src/catalog/catalog.ts";
import { parseDocument } from "../../src/core/file/document.ts";
import { valueAt } from "../../src/core/file/pointer.ts";
import { issueOfSchemaError, type SchemaError } from "../../src/core/file/schema-error.ts";
import { sentence, type Issue } from "../../src/core/finding/issue.ts";
import { validate } from "../../src/reconcile/load.ts";
import { documentOf } from "./given.ts";

const V = "version: 1\n";

function findings(text: string): readonly Issue[] {
  const parsed = parseDocument("clerkwork.yaml", text);
  return parsed.ok ? validate(parsed.document) : parsed.issues;
}
const codes = (text: string): readonly (readonly unknown[])[] =>
  findings(text).map(({ code, pointer, at }) => [code, pointer, at.line, at.column]);

describe("findings are capped", () => {
  const keys = Array.from({ length: 260 }, () => "a: 1\n").join("");

  test("at 200 for values", () => {
    const issues = parseDocument("clerkwork.yaml", keys);
    expect(
      issues.ok ? 0 : issues.issues.filter(({ code }) => code === "duplicate_key").length,
    ).toBe(200);
  });

  test("at 50 for characters", () => {
    expect(findings(`${V}#${"\u0007".repeat(60)}`)).toHaveLength(50);
  });
});

describe("the text has bounds, however it spells what it holds", () => {
  test("empty lists are values too, and cost no scalar", () => {
    const text = `${V}a: [${"[],".repeat(21_000)}]\n`;
    expect(findings(text).map(({ code }) => code)).toEqual(["too_many_nodes"]);
  });

  test("an alias brings its target's depth with it", () => {
    const nest = (inside: string): string => `${"[".repeat(20)}${inside}${"]".repeat(20)}`;
    const text = `${V}a: &a ${nest("1")}\nb: ${nest("*a")}\n`;
    const deep = findings(text).filter(({ code }) => code === "too_deep");
    expect(deep).toHaveLength(1);
    expect(sentence(deep[0] as Issue)).toContain("32");
  });

  test("an anchor that comes later is none", () => {
    expect(codes(`${V}instance:\n  hibp: *later\n`)).toEqual([
      ["unknown_alias", "/instance/hibp", 3, 9],
    ]);
  });

  test.each(["*a : 1", "[a]: 1", "{ a: 1 }: 1"])("a key that is no text: %s", (key) => {
    expect(findings(`${V}b: &a c\n${key}\n`).map(({ code }) => code)).toContain("yaml_syntax");
  });

  test("an alias inside the value that it names", () => {
    expect(codes(`${V}instance: &all\n  hibp: *all\n`)).toEqual([
      ["circular_alias", "/instance/hibp", 3, 9],
    ]);
  });
});

describe("a key that the format does not have", () => {
  const said = (text: string): readonly string[] => findings(text).map(sentence);

  test("Clerk's own name of a section leads to it", () => {
    expect(said(`${V}organization_settings:\n  enabled: true\n`)).toEqual([
      "unknown section organization_settings; did you mean organization?",
    ]);
  });

  test("a long one is cut after 80 characters", () => {
    const [only] = said(`${V}instance:\n  ${"k".repeat(81)}: true\n`);
    expect(only).toContain(`unknown setting ${"k".repeat(80)}… in instance`);
    const [whole] = said(`${V}instance:\n  ${"k".repeat(80)}: true\n`);
    expect(whole).toContain(`unknown setting ${"k".repeat(80)} in instance`);
  });

  test("one that looks like another shows its code points", () => {
    expect(said(`${V}instance:\n  h\u0456bp: true\n`)).toEqual([
      "unknown setting h\\u{456}bp in instance; did you mean hibp?",
    ]);
  });
});

describe("one fault is told once", () => {
  test("an entry at the top, although every environment is checked with it", () => {
    const text = `${V}ignore:
  - { address: instance.hipb, reason: why, until: 2099-01-01 }
environments:
  a: { target: { instance_id: ins_a } }
  b: { target: { instance_id: ins_b } }
`;
    expect(codes(text)).toEqual([["unknown_address", "/ignore/0/address", 3, 16]]);
  });

  test("an entry of another shape is told as that, and asked nothing more", () => {
    const text = `${V}consents:\n  - { address: 5, hazard: costs_money, reason: why, until: 2099-01-01 }\n`;
    expect(codes(text)).toEqual([["wrong_type", "/consents/0/address", 3, 16]]);
  });
});

describe("a value that can't be found", () => {
  test.each([
    ["below a value", "/a/b"],
    ["below nothing", "/c/d"],
    ["not there", "/c"],
    ["below null", "/n/x"],
    ["inherited", "/toString"],
  ])("%s is undefined", (_, pointer) => {
    expect(valueAt({ a: 1, n: null }, pointer)).toBeUndefined();
  });

  test("escaped steps are found", () => {
    expect(valueAt({ "a/b": { "c~d": [7] } }, "/a~1b/c~0d/0")).toBe(7);
  });

  test("stands where its nearest parent stands", () => {
    const document = documentOf(`${V}instance:\n  hibp: true\n`);
    expect(document.valueAt("/instance/gone/deeper")).toMatchObject({ line: 3, column: 3 });
    expect(document.keyAt("/instance/gone/deeper")).toMatchObject({ line: 2, column: 1 });
    expect(document.valueAt("/nothing")).toMatchObject({ line: 1, column: 1 });
  });
});

describe("an error of the schema that has no words of its own", () => {
  const document = documentOf(`${V}instance:\n  hibp: true\n`);
  const issueOf = (error: Partial<SchemaError>): string =>
    sentence(
      issueOfSchemaError(
        { keyword: "format", instancePath: "/instance/hibp", params: {}, ...error },
        document,
        CATALOG,
      ),
    );

  test.each<readonly [what: string, error: Partial<SchemaError>, says: string]>([
    ["another keyword says what ajv says", { message: "must match" }, "must match"],
    ["another keyword without words says its name", {}, "format"],
    ["a form that has no name", { keyword: "pattern" }, "must be of another form"],
    ["a form at the root", { keyword: "pattern", instancePath: "" }, "must be of another form"],
    [
      "a bound from below",
      { keyword: "minItems", params: { limit: 1 } },
      "must have at least 1 items",
    ],
  ])("%s", (_, error, says) => {
    expect(issueOf(error)).toBe(says);
  });
});
