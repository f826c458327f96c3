// Values that Clerk keeps in one form, whatever form they are written in.

import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import { normalise, sameValue } from "../../src/core/value/compare.ts";
import { diff } from "../../src/core/plan/diff.ts";
import { validate } from "../../src/reconcile/load.ts";
import { declare, documentOf, known, rowAt } from "./given.ts";

const HOSTS = "instance.allowed_subdomains";
const SCOPES = "oauth_applications.default_scopes";
const ORIGINS = "instance.allowed_origins";

const differs = (address: string, live: Json, desired: Json): boolean =>
  diff([declare(address, desired)], new Map([[address, known(live)]]), "production").moves.length >
  0;

describe("what is written and what Clerk shows mean the same", () => {
  test.each<readonly [address: string, live: Json, desired: Json, same: boolean]>([
    [HOSTS, ["app.example.com"], ["App.Example.COM."], true],
    [HOSTS, ["b.x.com", "*.a.x.com"], ["*.A.x.com", "B.x.com"], true],
    [HOSTS, ["app.example.com"], ["api.example.com"], false],
    [HOSTS, [], [], true],
    [HOSTS, ["app.example.com"], [], false],
    [SCOPES, null, [], true],
    [SCOPES, [], null, true],
    [SCOPES, null, ["email"], false],
    [SCOPES, ["email"], [], false],
    // Only null is Clerk's default here; elsewhere an empty list is a list.
    [ORIGINS, [], [], true],
    [ORIGINS, ["A://x"], ["a://x"], false],
  ])("%s: %j and %j: %j", (address, live, desired, same) => {
    expect(sameValue(rowAt(address).setting, live, desired)).toBe(same);
    expect(differs(address, live, desired)).toBe(!same);
  });

  test("what is sent has Clerk's form", () => {
    const { setting } = rowAt(HOSTS);
    expect(normalise(setting, ["B.x.com.", "a.x.com"])).toEqual(["a.x.com", "b.x.com"]);
    expect(normalise(rowAt(SCOPES).setting, [])).toBeNull();
  });
});

describe("items of allowed_subdomains", () => {
  const codesOf = (items: readonly string[]): readonly string[] =>
    validate(
      documentOf(`version: 1\ninstance: { allowed_subdomains: ${JSON.stringify(items)} }\n`),
    ).map(({ code }) => code);

  test.each([
    [["app.example.com"]],
    [["*.preview.example.com"]],
    [["APP.example.com."]],
    [["xn--bcher-kva.example.com", "a-b.example.com"]],
  ])("%j is taken", (items) => {
    expect(codesOf(items)).toEqual([]);
  });

  test.each([
    [["https://app.example.com"]],
    [["app.example.com:443"]],
    [["*"]],
    [["*.example.com"]],
    [["app.*.example.com"]],
    [["-a.example.com"]],
    [["a..example.com"]],
    [["localhost"]],
  ])("%j is refused", (items) => {
    expect(codesOf(items)).toEqual(["wrong_form"]);
  });

  test("two that Clerk takes for one are one too many", () => {
    expect(codesOf(["app.example.com", "api.example.com", "App.example.com."])).toEqual([
      "repeated_item",
    ]);
  });
});

test("offline_access can't be a default scope, with the reason", () => {
  const [issue] = validate(
    documentOf("version: 1\noauth_applications: { default_scopes: [email, offline_access] }\n"),
  );
  expect(issue?.code).toBe("wrong_form");
  expect(issue?.args["form"]).toMatch(/offline_access/);
});
