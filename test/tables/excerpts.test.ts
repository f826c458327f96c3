// Which lines of a file are shown beside its findings, and which are not because a secret may stand in them.

import { describe, expect, test } from "vitest";
import { Failure } from "../../src/core/finding/failure.ts";
import type { Issue } from "../../src/core/finding/issue.ts";
import { renderIssues } from "../../src/core/render/issues.ts";
import { paint } from "../../src/cli/screen/terminal.ts";
import { loadText } from "../../src/reconcile/load.ts";

const issuesOf = (text: string): readonly Issue[] => {
  try {
    loadText("clerkwork.yaml", text, "each", "2026-01-01");
  } catch (error) {
    if (error instanceof Failure) return error.issues;
    throw error;
  }
  return [];
};

const linesOf = (text: string): (string | undefined)[] =>
  issuesOf(`version: 1\n${text}`).map(({ line }) => line);

describe("the line of a finding", () => {
  test.each<readonly [what: string, text: string, lines: readonly (string | undefined)[]]>([
    ["a wrong value", "instance:\n  hibp: tru # why", ["  hibp: tru # why"]],
    ["with CRLF", "instance:\r\n  hibp: tru\r\n", ["  hibp: tru"]],
    ["bad YAML", "instance:\n hibp: true\n  test_mode: true", ["  test_mode: true"]],
    ["an unknown key, without its value", "instance:\n  hibpp: whatever", ["  hibpp: …"]],
    ["one in quotes", 'instance:\n  "hi bp": whatever', ['  "hi bp": …']],
    ["an unknown key after others", "instance: { hibpp: x }", [undefined]],
    ["beside an unknown key", "instance: { hibpp: x, hibp: 1 }", [undefined, undefined]],
    ["a value that looks random", "instance:\n  support_email: aB3dE5gH7jK9mN", [undefined]],
    ["a key that sounds like a secret", "instance:\n  api_token: x\n", [undefined]],
    ["bad YAML beside one", "smtp_password: a: b", [undefined]],
    [
      "a member that nobody knows",
      'instance:\n  extra: { a: null, "B c": 1 }',
      [undefined, undefined],
    ],
    ["a character that is not allowed", "instance:\n  hibp: \u001b", [undefined]],
    ["a line without text", "instance:", ["instance:"]],
  ])("%s", (_, text, lines) => {
    expect(linesOf(text)).toEqual(lines);
  });

  test.each([
    "sk_live_C4n4ryC4n4ryC4n4ry",
    "whsec_C4n4ryC4n4ryC4n4ry",
    "-----BEGIN RSA PRIVATE KEY-----",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
  ])("of a file with %s: none at all", (secret) => {
    const found = linesOf(`instance:\n  hibp: tru\n  support_email: ${secret}\n  test_mode: fals`);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(Boolean)).toEqual([]);
  });

  test.each([
    "root:x:0:0:root:/root:/bin/bash\n",
    "DATABASE_URL=postgres://a:b@c\n",
    "password: hunter2\nhost: [\n",
    '{ "version": "1.2.3", "scripts": { "a": [ }\n',
  ])("of a file that is not clerkwork's: none (%j)", (text) => {
    const found = issuesOf(text);
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(({ line }) => line !== undefined)).toEqual([]);
  });

  test("of a private key in a block that is not closed: none", () => {
    const pem = `instance:\n  support_email: |\n    -----BEGIN PRIVATE KEY-----\n    MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n   hibp: tru`;
    expect(linesOf(pem).filter(Boolean)).toEqual([]);
  });
});

describe("the caret", () => {
  const shown = (text: string, width = 80): string[] =>
    renderIssues(issuesOf(`version: 1\n${text}`), width).map((one) => one.text);

  const entry = (reason: string): string =>
    `ignore: [{ reason: "${reason}", until: 2099-01-01, address: nope.x }]`;

  test.each([
    ["plain", entry("a")],
    ["far to the right", entry("a ".repeat(100))],
    ["after an escaped character", entry("\u202ea\u200b")],
    ["after what would be an order", entry("::error::a ##[error] :::")],
  ])("stands under the place: %s", (_, text) => {
    const [, written = "", marker = ""] = shown(text);
    expect([...written].slice([...marker].indexOf("^")).join("")).toBe("nope.x }]");
    expect(Math.max(written.length, marker.length)).toBeLessThanOrEqual(80);
  });

  test("takes wide characters for two columns", () => {
    const [, written = "", marker = ""] = shown(entry("北京"));
    expect(marker.indexOf("^")).toBe(written.indexOf("nope.x") + 2);
  });

  test("what a line holds can neither order nor steer", () => {
    const lines = shown(entry("::error::x ##[error]x \u202e :::stop-commands::"));
    expect(lines.join("\n")).not.toMatch(/::|##\[|\u202e/u);
  });

  test("the place and the sentence above it are told apart by colour", () => {
    const issues = issuesOf(`version: 1\n${entry("a")}`);
    const painted = paint(renderIssues(issues, 80), true);
    expect(painted.startsWith("\u001b[1mclerkwork.yaml:2:")).toBe(true);
    expect(painted).toContain(" \u001b[0m\u001b[31;1mno setting nope.x");
    expect(paint(renderIssues(issues, 80), false)).not.toContain("\u001b");
  });

  test("without a width only the findings are told", () => {
    expect(renderIssues(issuesOf("version: 1\ninstance: { hibp: tru }"))).toHaveLength(1);
  });
});
