// Lists of the Backend API: complete, or unreadable. An answer that contradicts itself is never an empty list.

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import { organizationRoles } from "../../src/catalog/collections/organization-roles.ts";
import { countAllowlist, readItems, rolesIn } from "../../src/clerk/backend/pages.ts";
import type { Role } from "../../src/core/value/reading.ts";
import type { ReadPort } from "../../src/clerk/backend/requests.ts";
import { RequestError } from "../../src/http/request-error.ts";
import { runs } from "../rig/generators/runs.ts";

interface Asked {
  readonly path: string;
  readonly limit: number;
  readonly offset: number;
}

/** A port that answers with what the function makes of each request. */
function portOf(
  answer: (asked: Asked, nth: number) => Json,
): ReadPort & { readonly asked: Asked[] } {
  const asked: Asked[] = [];
  return {
    asked,
    get: (path, query = {}) => {
      const one = { path, limit: Number(query["limit"]), offset: Number(query["offset"]) };
      asked.push(one);
      if (asked.length > 1000) throw new Error("asks for ever");
      return Promise.resolve(answer(one, asked.length));
    },
  };
}

const role = (index: number): Json => ({
  id: `role_${index}`,
  key: `org:r${index}`,
  is_creator_eligible: index === 0,
  permissions: [{ id: `perm_${index}`, key: `org:p:${index}` }],
});
const rolesUpTo = (count: number): readonly Json[] =>
  Array.from({ length: count }, (_, i) => role(i));

/** A server that never gives more than `cap` at once. */
const capped =
  (all: readonly Json[], cap: number, total: number | null = all.length) =>
  ({ limit, offset }: Asked): Json => {
    const data = all.slice(offset, offset + Math.min(limit, cap));
    return total === null ? data : { data, total_count: total };
  };

const rolesOf = async (port: ReadPort): Promise<readonly Role[]> =>
  rolesIn(await readItems(port, organizationRoles));
const idsOf = async (port: ReadPort): Promise<readonly string[]> =>
  (await rolesOf(port)).map(({ id }) => id);
const expected = (count: number): readonly string[] =>
  rolesUpTo(count).map((_, index) => `role_${index}`);

describe("roles", () => {
  test.each([
    [0, 500],
    [1, 500],
    [499, 500],
    [500, 500],
    [501, 500],
    [1203, 500],
    [101, 100],
    [250, 100],
    [7, 1],
  ])("%i of them, at most %i at once: all are read", async (count, cap) => {
    expect(await idsOf(portOf(capped(rolesUpTo(count), cap)))).toEqual(expected(count));
    expect(await idsOf(portOf(capped(rolesUpTo(count), cap, null)))).toEqual(expected(count));
  });

  test("a total that is too low makes no list", async () => {
    await expect(idsOf(portOf(capped(rolesUpTo(3), 500, 1)))).rejects.toThrow(RequestError);
  });

  test("a server that takes no offset and says no total gives its list once", async () => {
    expect(await idsOf(portOf(() => rolesUpTo(3)))).toEqual(expected(3));
  });

  test("an item that slips to an earlier page while the list is read is found", async () => {
    // After the first page somebody deletes role_0, so role_2 moves to the page that was read.
    const port = portOf(({ offset }, nth) => {
      const all = nth === 1 ? rolesUpTo(5) : rolesUpTo(5).slice(1);
      return { data: all.slice(offset, offset + 2), total_count: all.length };
    });
    expect(await idsOf(port)).toEqual(["role_1", "role_2", "role_3", "role_4"]);
  });

  test("an item that comes to the front while the list is read is neither lost nor doubled", async () => {
    const port = portOf(({ offset }, nth) => {
      const all = nth === 1 ? rolesUpTo(4) : [role(9), ...rolesUpTo(4)];
      return { data: all.slice(offset, offset + 2), total_count: all.length };
    });
    expect((await idsOf(port)).toSorted()).toEqual(
      ["role_0", "role_1", "role_2", "role_3", "role_9"].toSorted(),
    );
  });

  test.each<readonly [what: string, answer: Json]>([
    ["an empty page with a total", { data: [], total_count: 3 }],
    ["nothing real in it", { data: [{}], total_count: 1 }],
    ["null in it", { data: [null], total_count: 1 }],
    ["a text in it", { data: ["role_1"], total_count: 1 }],
    ["an id that is empty", { data: [{ id: "", key: "org:a" }], total_count: 1 }],
    ["a role without a key", { data: [{ id: "role_1" }], total_count: 1 }],
    ["no list", { data: {}, total_count: 1 }],
    ["null", null],
    ["the same page for every offset", { data: [role(0)], total_count: 3 }],
  ])("%s: unreadable", async (_, answer) => {
    await expect(rolesOf(portOf(() => answer))).rejects.toMatchObject({ kind: "unexpected" });
  });

  test("permissions are read where all are shown, and only there", async () => {
    const shown = async (permissions: Json): Promise<unknown> => {
      const data = [{ id: "role_1", key: "org:a", permissions }];
      return (await rolesOf(portOf(() => ({ data, total_count: 1 }))))[0]?.permissions;
    };
    expect(await shown([{ key: "org:a:b" }, { key: "org:c:d" }])).toEqual(["org:a:b", "org:c:d"]);
    expect(await shown([])).toEqual([]);
    for (const other of [null, "org:a:b", ["perm_1"], [{ key: "org:a:b" }, {}]])
      expect(await shown(other)).toBeUndefined();
  });

  test("law: whatever the cap, the list is whole", async () => {
    const rule = fc.asyncProperty(
      fc.nat(40),
      fc.integer({ min: 1, max: 45 }),
      fc.boolean(),
      async (count, cap, says) => {
        const port = portOf(capped(rolesUpTo(count), cap, says ? count : null));
        expect(await idsOf(port)).toEqual(expected(count));
      },
    );
    await fc.assert(rule, runs(200));
  });
});

const identifier = (index: number): Json => ({
  id: `alid_${index}`,
  identifier: `a${index}@example.com`,
});

describe("the allowlist", () => {
  test.each([1, 9, 10, 11, 501, 150_000])("%i identifiers: one request tells", async (count) => {
    const port = portOf(({ limit, offset }) => ({
      data: Array.from({ length: Math.min(limit, count - offset) }, (_, i) => identifier(i)),
      total_count: count,
    }));
    expect(await countAllowlist(port)).toBeGreaterThan(0);
    expect(port.asked).toHaveLength(1);
  });

  test.each<readonly [what: string, answer: Json]>([
    ["an empty page", { data: [], total_count: 0 }],
    ["an empty array", []],
  ])("%s is an empty allowlist", async (_, answer) => {
    expect(await countAllowlist(portOf(() => answer))).toBe(0);
  });

  test("a bare array counts as well", async () => {
    expect(await countAllowlist(portOf(() => [identifier(0)]))).toBe(1);
  });

  test.each<readonly [what: string, answer: Json]>([
    ["{} in it", { data: [{}], total_count: 1 }],
    ["null in it", { data: [null], total_count: 1 }],
    ["null in an array", [null]],
    ["a list in it", { data: [[]], total_count: 1 }],
    ["an identifier that is empty", { data: [{ id: "", identifier: "" }], total_count: 1 }],
    ["one real, one not", { data: [identifier(0), {}], total_count: 2 }],
    ["an empty page with a total", { data: [], total_count: 7 }],
    ["more than its total", { data: [identifier(0)], total_count: 0 }],
    ["no list", { total_count: 1 }],
    ["a text", "allowlist"],
  ])("%s: unreadable, neither empty nor filled", async (_, answer) => {
    await expect(countAllowlist(portOf(() => answer))).rejects.toMatchObject({
      kind: "unexpected",
    });
  });
});
