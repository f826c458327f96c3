// Bodies that name items which the same plan makes.

import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import { resolveReferences } from "../../src/core/plan/call.ts";
import { frozen } from "./given.ts";

const IDS = new Map([
  ["organization_roles.org:owner", "role_9"],
  ["organization_permissions.org:a:read", "perm_1"],
]);
const OWNER = { $ref: "organization_roles.org:owner" };
const READ = { $ref: "organization_permissions.org:a:read" };

describe("references", () => {
  test.each<readonly [what: string, body: Json, resolved: Json]>([
    [
      "nothing to resolve",
      { hibp: true, list: ["a", 1, null] },
      { hibp: true, list: ["a", 1, null] },
    ],
    ["scalars", 7, 7],
    ["null", null, null],
    ["an empty object", {}, {}],
    ["an empty list", [], []],
    ["the body itself", OWNER, "role_9"],
    ["a member", { role_id: OWNER, name: "x" }, { role_id: "role_9", name: "x" }],
    [
      "in a list",
      { permissions: [READ, "perm_0", READ] },
      { permissions: ["perm_1", "perm_0", "perm_1"] },
    ],
    ["deep inside", { a: [{ b: { c: OWNER } }] }, { a: [{ b: { c: "role_9" } }] }],
    ["with a member beside it, it is data", { ...OWNER, x: 1 }, { ...OWNER, x: 1 }],
    ["that is no text, it is data", { $ref: 1 }, { $ref: 1 }],
    ["inside what looks like one", { $ref: OWNER }, { $ref: "role_9" }],
    [
      "a text that looks like one",
      '{"$ref":"organization_roles.org:owner"}',
      '{"$ref":"organization_roles.org:owner"}',
    ],
  ])("%s", (_, body, resolved) => {
    expect(resolveReferences(frozen(body), IDS)).toEqual(resolved);
  });

  test.each<readonly [what: string, body: Json]>([
    ["at the top", { $ref: "organization_roles.org:gone" }],
    ["deep inside", { a: [{ b: { $ref: "organization_roles.org:gone" } }] }],
    ["the name of a member of the prototype", { $ref: "toString" }],
  ])("to what nothing made is data of the file's own and stays: %s", (_, body) => {
    expect(resolveReferences(body, IDS)).toEqual(body);
    expect(resolveReferences(body, new Map())).toEqual(body);
  });
});
