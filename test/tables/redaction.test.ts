// What a secret may look like by the time it would be shown, and what looks like one and is none.

import { describe, expect, test } from "vitest";
import { escapeQuoted, escapeText, showDocument } from "../../src/core/text/escape.ts";
import { redact, secretKind, secretsIn } from "../../src/core/text/secret.ts";

describe("a known secret is found", () => {
  const ODD = "s3cr\\et::##[x\u009b";

  test.each<readonly [what: string, text: string, known: string, shown: string]>([
    ["escaped for a line", `<${escapeText(ODD)}>`, ODD, "<(secret)>"],
    ["escaped as JSON's text is", `<${escapeQuoted(ODD)}>`, ODD, "<(secret)>"],
    ["in JSON, escaped", escapeQuoted(JSON.stringify(ODD)), ODD, '"(secret)"'],
    ["in a document for a log", showDocument({ v: ODD }), ODD, '{\n  "v": "(secret)"\n}\n'],
    ["in a form's encoding", "k=pass+word%7E&x", "pass word~", "k=(secret)&x"],
    ["in lower-case percent encoding", "k=a%2fb%3d", "a/b=", "k=(secret)"],
    ["in JSON within JSON", JSON.stringify(JSON.stringify('a"b1')), 'a"b1', '"\\"(secret)\\""'],
    [
      "whole, where one form is the start of another",
      JSON.stringify("ab12\\"),
      "ab12\\",
      '"(secret)"',
    ],
  ])("%s", (_, text, known, shown) => {
    expect(redact(text, [known])).toBe(shown);
  });

  test("without any, what looks like one is still taken out", () => {
    expect(redact("key sk_test_abcdef Stryker was here")).toBe(
      "key (a Clerk secret key) Stryker was here",
    );
  });
});

describe("what a file may hold", () => {
  test.each<readonly [text: string, kind: string | undefined]>([
    ["sk_test_abcdefghijklmnop", undefined],
    ["sk_test_ABCDEFGHIJKLMNOP", undefined],
    ["sk_test_123456789012", "a Clerk secret key"],
    ["sk_test_12345678901", undefined],
    ["sk_live_abcdefABCDEFgh", "a Clerk secret key"],
    ["ak_words_joined_by_lines_and_more", undefined],
    ["ak_abcdefghijklmnop1", "a Clerk API key"],
  ])("%s: %s", (text, kind) => {
    expect(secretKind(text)).toBe(kind);
  });
});

describe("an order to a runner", () => {
  test.each([
    ["::add-mask::x", ":\\x3aadd-mask:\\x3ax"],
    ["a ##[error]b", "a #\\x23[error]b"],
    [":::", ":\\x3a:"],
  ])("%s is broken where it begins", (text, shown) => {
    expect(escapeText(text)).toBe(shown);
  });
});

describe("the places of secrets in a document", () => {
  const isSecret = (text: string): boolean => text.includes("KEY");
  test.each<readonly [what: string, document: unknown, places: readonly string[]]>([
    ["values that are no text hold none", { a: 5, b: null, c: true, "x.y": [5, null] }, []],
    ["nothing", null, []],
    ["a number", 5, []],
    ["an address that is no text names no setting", { a: { address: 7, b: "KEY" } }, ["a.b"]],
    ["an address names the setting", { a: [{ address: "x.y", b: { c: "KEY" } }] }, ["x.y"]],
    ["a name with a dot is a setting", { a: { "x.y": { address: "z.z", b: "KEY" } } }, ["x.y"]],
    ["each once", { "x.y": ["KEY", "KEY"] }, ["x.y"]],
  ])("%s", (_, document, places) => {
    expect(secretsIn(document, isSecret)).toEqual(places);
  });
});
