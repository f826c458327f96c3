/** What can go wrong with the pages of lists, each under a switch. */
import { describe, expect, it } from "vitest";
import { memberAt, withEmulator, type Rig } from "./asking.ts";

interface List {
  readonly path: string;
  /** The member that tells items apart. */
  readonly member: string;
  /** What is there from the start. */
  readonly first: number;
  readonly body: (n: number) => object;
}

const LISTS: readonly List[] = [
  {
    path: "/redirect_urls",
    member: "url",
    first: 0,
    body: (n) => ({ url: `app${n}://callback` }),
  },
  ...["allowlist", "blocklist"].map((list): List => ({
    path: `/${list}_identifiers`,
    member: "identifier",
    first: 0,
    body: (n) => ({ identifier: `a${n}@example.com` }),
  })),
  {
    path: "/jwt_templates",
    member: "name",
    first: 0,
    body: (n) => ({ name: `template_${n}`, claims: {} }),
  },
  {
    path: "/organization_permissions",
    member: "key",
    first: 9,
    body: (n) => ({ name: `P ${n}`, key: `org:feature:p${n}` }),
  },
  {
    path: "/organization_roles",
    member: "key",
    first: 2,
    body: (n) => ({ name: `R ${n}`, key: `org:r${n}` }),
  },
];

async function fill({ v1, control }: Rig, { path, body }: List, many: number): Promise<void> {
  await control("PATCH", "/switches", { body: { max_allowed_roles: 1000 } });
  for (let n = 0; n < many; n += 1) await v1("POST", path, { body: body(n) });
}

interface Page {
  readonly total: unknown;
  readonly items: readonly unknown[];
}

async function page({ v1 }: Rig, { path, member }: List, query: string): Promise<Page> {
  const reply = await v1("GET", `${path}?paginated=true&${query}`);
  return { total: reply.at("total_count"), items: reply.list("data", member) };
}

describe.each(LISTS)("$path", (list) => {
  const { path, member, first, body } = list;
  const keys = (...numbers: number[]): readonly unknown[] =>
    numbers.map((n) => memberAt(body(n), member));

  it("a smaller largest page answers fewer than were asked for", async () => {
    await withEmulator({}, async (rig) => {
      await fill(rig, list, 4);
      await rig.control("PATCH", "/switches", { body: { largest_page: 2 } });
      expect(await page(rig, list, "limit=500")).toEqual({ total: first + 4, items: keys(3, 2) });
      const next = await page(rig, list, "limit=500&offset=2");
      expect(next).toEqual({ total: first + 4, items: keys(1, 0) });
    });
  });

  it("a list can end before its total_count", async () => {
    await withEmulator({}, async (rig) => {
      await fill(rig, list, 3);
      await rig.control("PATCH", "/switches", { body: { missing_items: first + 1 } });
      const all = await page(rig, list, "limit=500");
      expect(all).toEqual({ total: first + 3, items: keys(2, 1) });
      const beyond = await page(rig, list, "limit=500&offset=2");
      expect(beyond).toEqual({ total: first + 3, items: [] });
    });
  });

  it("an item appears between two pages: the second begins with the last of the first", async () => {
    await withEmulator({}, async (rig) => {
      await fill(rig, list, 4);
      await rig.control("PATCH", "/switches", { body: { between_pages: "item_appears" } });
      const one = await page(rig, list, "limit=2");
      expect(one).toEqual({ total: first + 4, items: keys(3, 2) });
      const two = await page(rig, list, "limit=500&offset=2");
      expect([two.total, two.items.slice(0, 3)]).toEqual([first + 5, keys(2, 1, 0)]);
      const whole = await page(rig, list, "limit=500");
      expect([whole.total, whole.items.length]).toEqual([first + 5, first + 5]);
      await page(rig, list, "limit=1");
      expect((await page(rig, list, "limit=1")).total).toBe(first + 6);
    });
  });

  it("an item vanishes between two pages: the second leaves one out", async () => {
    await withEmulator({}, async (rig) => {
      await fill(rig, list, 4);
      await rig.control("PATCH", "/switches", { body: { between_pages: "item_vanishes" } });
      expect(await page(rig, list, "limit=2")).toEqual({ total: first + 4, items: keys(3, 2) });
      const two = await page(rig, list, "limit=500&offset=2");
      expect([two.total, two.items.slice(0, 1)]).toEqual([first + 3, keys(0)]);
    });
  });

  it("lists can come oldest first, and a second item with the same key can be there", async () => {
    await withEmulator({}, async (rig) => {
      await fill(rig, list, 2);
      expect((await rig.v1("POST", path, { body: body(0) })).status).toBeGreaterThanOrEqual(400);
      const switches = { list_order: "oldest", duplicates_accepted: true };
      await rig.control("PATCH", "/switches", { body: switches });
      expect((await rig.v1("POST", path, { body: body(0) })).status).toBe(200);
      const { items } = await page(rig, list, "limit=500");
      expect(items.slice(first)).toEqual(keys(0, 1, 0));
    });
  });

  it("what happens between pages of a list that lags happens to the newest state", async () => {
    await withEmulator({}, async (rig) => {
      await fill(rig, list, 3);
      const { v1, control } = rig;
      await control("PATCH", "/switches", {
        body: { lag_ms: 60_000, between_pages: "item_appears" },
      });
      const made = await v1("POST", path, { body: body(3) });
      await page(rig, list, "limit=1");
      await control("PATCH", "/switches", { body: { lag_ms: 0, between_pages: "nothing" } });
      const { items } = await page(rig, list, "limit=500");
      expect(items).toContain(made.at(member));
    });
  });
});

describe("the blocklist", () => {
  const list = LISTS.find(({ path }) => path === "/blocklist_identifiers");

  it.each([
    ["asked", 3],
    ["whole", 12],
    ["first", 10],
  ])("with %s pages answers %d of twelve to limit=3&offset=3", async (blocklist_pages, many) => {
    await withEmulator({}, async (rig) => {
      if (!list) throw new Error("no such list");
      await fill(rig, list, 12);
      await rig.control("PATCH", "/switches", { body: { blocklist_pages } });
      const { total, items } = await page(rig, list, "limit=3&offset=3");
      expect([total, items.length]).toEqual([12, many]);
      const start = blocklist_pages === "asked" ? "a8@example.com" : "a11@example.com";
      expect(items[0]).toBe(start);
    });
  });
});

describe.each(LISTS.filter(({ path }) => !/blocklist|organization/.test(path)))(
  "an array of $path",
  (list) => {
    it("ends after ten, unless a switch makes it whole", async () => {
      await withEmulator({}, async (rig) => {
        await fill(rig, list, 12);
        const { v1, control } = rig;
        expect((await v1("GET", list.path)).list("")).toHaveLength(10);
        await control("PATCH", "/switches", { body: { whole_arrays: true } });
        expect((await v1("GET", list.path)).list("")).toHaveLength(12);
        expect((await v1("GET", `${list.path}?limit=5`)).list("")).toHaveLength(5);
        expect((await page(rig, list, "")).items).toHaveLength(10);
      });
    });
  },
);
