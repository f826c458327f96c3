// Items that hold something, whatever a file says and whatever an instance has: the plan after an apply is empty,
// nothing is deleted unasked, what is not named stays, and ids and order decide nothing.

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CATALOG } from "../../src/catalog/catalog.ts";
import { hasMembers, isCollection, type Collection } from "../../src/catalog/item-row.ts";
import type { Json } from "../../src/catalog/setting.ts";
import { observe } from "../../src/clerk/backend/observe.ts";
import { rolesIn } from "../../src/clerk/backend/pages.ts";
import type { Sources } from "../../src/clerk/backend/sources.ts";
import { resolveReferences, type Call } from "../../src/core/plan/call.ts";
import { callsFor } from "../../src/core/plan/calls.ts";
import { collectionsFor, diffUnlisted } from "../../src/core/plan/collections.ts";
import { diff } from "../../src/core/plan/diff.ts";
import { guardItems } from "../../src/core/plan/guard-items.ts";
import { rolesAfterwards } from "../../src/core/plan/references.ts";
import { settleRenames } from "../../src/core/plan/renames.ts";
import { loadText } from "../../src/reconcile/load.ts";
import { runs } from "../rig/generators/runs.ts";

type Item = Readonly<Record<string, Json>>;
/** By the path of its collection, by id. */
type State = ReadonlyMap<string, ReadonlyMap<string, Item>>;

const COLLECTIONS = CATALOG.filter(isCollection).filter(hasMembers);
const PERMISSIONS = "/organization_permissions";

const KEYS: Readonly<Record<string, readonly string[]>> = {
  jwt_templates: ["a", "b", 'c "d"/e'],
  organization_permissions: ["org:a:x", "org:b:x", "org:c:x"],
  organization_roles: ["org:r", "org:s", "org:t"],
};
const SYSTEM = ["org:sys_memberships:read", "org:sys_profile:delete"];

const claims = fc.dictionary(
  fc.constantFrom("x", "y", "aud"),
  fc.constantFrom<Json>(1, "t", [1, 2], { deep: null }),
  { maxKeys: 3 },
);

/** What a file may say of an item, by collection; `needed` members always. */
const written = (name: string): fc.Arbitrary<Record<string, Json>> => {
  const text = fc.constantFrom("one", "two");
  const shapes: Readonly<Record<string, fc.Arbitrary<Record<string, Json>>>> = {
    jwt_templates: fc.record(
      { claims, lifetime: fc.constantFrom(60, 99), allowed_clock_skew: fc.constantFrom(5, 7) },
      { requiredKeys: ["claims"] },
    ),
    organization_permissions: fc.record(
      { name: text, description: text },
      { requiredKeys: ["name"] },
    ),
    organization_roles: fc.record(
      {
        name: text,
        description: text,
        permissions: fc.subarray([...(KEYS["organization_permissions"] ?? []), ...SYSTEM]),
      },
      { requiredKeys: ["name"] },
    ),
  };
  const shape = shapes[name];
  if (!shape) throw new Error(`nothing is known of ${name}`);
  return shape;
};

interface Wish {
  readonly word: "present" | "absent" | "neither";
  readonly members: Record<string, Json>;
  readonly renamedFrom: string | undefined;
}

interface Case {
  readonly wishes: ReadonlyMap<string, ReadonlyMap<string, Wish>>;
  readonly unlisted: ReadonlyMap<string, string | undefined>;
  readonly live: State;
  readonly seed: string;
}

const idOf = (collection: Collection, key: string, seed: string): string =>
  `${collection.name}_${Buffer.from(`${seed}${key}`).toString("hex")}`;

const ofCollection = (collection: Collection) => {
  const keys = KEYS[collection.name] ?? [];
  const wish = fc.record({
    word: fc.constantFrom("present", "absent", "neither"),
    members: written(collection.name),
    renamedFrom: fc.option(fc.constantFrom(...keys), { nil: undefined, freq: 3 }),
  });
  return fc.record({
    wishes: fc
      .tuple(...keys.map(() => wish))
      .map((all) => new Map(keys.map((key, i) => [key, all[i]]))),
    unlisted: fc.constantFrom(undefined, "keep", "report", "delete"),
    live: fc.shuffledSubarray([...keys]),
    held: fc.tuple(...keys.map(() => written(collection.name))),
  });
};

const cases: fc.Arbitrary<Case> = fc
  .record({ all: fc.tuple(...COLLECTIONS.map(ofCollection)), seed: fc.constantFrom("p", "q") })
  .map(({ all, seed }): Case => {
    const live = new Map<string, Map<string, Item>>();
    for (const [index, collection] of COLLECTIONS.entries()) {
      const one = all[index];
      const keys = KEYS[collection.name] ?? [];
      const items = (one?.live ?? []).map((key): [string, Item] => {
        const id = idOf(collection, key, seed);
        return [id, raw(collection, key, one?.held[keys.indexOf(key)] ?? {}, id)];
      });
      live.set(collection.path, new Map(items));
    }
    const system = SYSTEM.map((key) => [
      `sys_${key}`,
      { id: `sys_${key}`, key, name: key, description: "" },
    ]);
    const permissions = live.get(PERMISSIONS);
    for (const [id, item] of system) permissions?.set(String(id), item as Item);
    return {
      wishes: new Map(all.map((one, i) => [COLLECTIONS[i]?.name ?? "", one.wishes as never])),
      unlisted: new Map(all.map((one, i) => [COLLECTIONS[i]?.name ?? "", one.unlisted])),
      live: withoutDangling(live),
      seed,
    };
  });

/** An item as Clerk keeps it: what is not given has Clerk's value. */
function raw({ items }: Collection, key: string, given: Item, id: string): Item {
  const members = (items.members ?? []).flatMap(({ name, write, echo, createdAs }) => {
    const fallback = typeof createdAs === "object" ? createdAs.value : {};
    return echo === null ? [] : [[write.member, given[write.member] ?? given[name] ?? fallback]];
  });
  return { id, [items.key.member]: key, ...Object.fromEntries(members) };
}

/** Roles are kept with the ids of permissions that are there. */
function withoutDangling(live: State): State {
  const permissions = live.get(PERMISSIONS) ?? new Map<string, Item>();
  const byKey = new Map([...permissions].map(([id, { key }]) => [key, id]));
  const kept = [...live].map(([path, items]) => [
    path,
    new Map(
      [...items].map(([id, item]) => {
        const held = item["permissions"];
        if (!Array.isArray(held)) return [id, item];
        const ids = (held as readonly string[]).flatMap((one) =>
          permissions.has(one) ? [one] : (byKey.get(one) ?? []),
        );
        return [id, { ...item, permissions: ids }];
      }),
    ),
  ]);
  return new Map(kept as never);
}

/** As the API answers: permissions of roles as objects. */
function shown(state: State, item: Item): Json {
  const held = item["permissions"];
  if (!Array.isArray(held)) return item;
  const all = state.get(PERMISSIONS);
  return { ...item, permissions: (held as readonly string[]).map((id) => all?.get(id) ?? null) };
}

const sourcesOver = (state: State): Sources => {
  const read = ({ path }: { readonly path: string }): Promise<Json> => {
    const home = COLLECTIONS.find((one) => one.path === path);
    const items = [...(state.get(path) ?? new Map<string, Item>()).values()];
    const entries = items.map((item) => [
      String(item[home?.items.key.member ?? ""]),
      shown(state, item),
    ]);
    return Promise.resolve(Object.fromEntries(entries) as Json);
  };
  return {
    offers: () => true,
    read,
    roles: async () => rolesIn(await read({ path: "/organization_roles" })),
    domain: () => Promise.resolve(null),
  };
};

function textOf({ wishes, unlisted }: Case): string {
  const sections = [...wishes].map(([name, all]) => {
    const present: Record<string, Json> = {};
    const absent: string[] = [];
    for (const [key, { word, members, renamedFrom }] of all) {
      const was =
        renamedFrom === undefined || renamedFrom === key ? {} : { renamed_from: renamedFrom };
      if (word === "present") present[key] = { ...members, ...was };
      if (word === "absent") absent.push(key);
    }
    return `${name}: ${JSON.stringify({ present, absent, unlisted: unlisted.get(name) })}\n`;
  });
  return `version: 1\n${sections.join("")}`;
}

interface Outcome {
  readonly calls: readonly Call[];
  readonly refused: readonly string[];
}

/** Undefined: the file is not valid. */
async function plan(text: string, state: State): Promise<Outcome | undefined> {
  let desired;
  try {
    [desired] = loadText("clerkwork.yaml", text, "whole", "2026-06-01");
  } catch {
    return undefined;
  }
  if (!desired) return undefined;
  const { declarations, policies = [] } = desired;
  const live = await observe(
    declarations,
    sourcesOver(state),
    collectionsFor(declarations, policies),
  );
  const lists = live.lists ?? new Map();
  const settled = settleRenames(declarations, live);
  const { moves } = diff(settled.declarations, settled.readings, "development");
  const others = diffUnlisted(policies, declarations, lists, "development");
  const all = [...moves, ...others.moves];
  const roles = rolesAfterwards(live.roles, all);
  const facts = { roles, allowlistSize: null, afterwards: new Map(), idle: [], lists };
  const refusals = guardItems(all, "development", facts, { maxDeletes: Infinity });
  return {
    calls: callsFor(all, live),
    refused: [...settled.refusals, ...refusals].map(({ code }) => code),
  };
}

/** What is there once the calls are made, as Clerk makes them. */
function after(state: State, calls: readonly Call[]): State {
  const now = new Map([...state].map(([path, items]) => [path, new Map(items)]));
  const made = new Map<string, string>();
  for (const { method, path, body, addresses } of calls) {
    const home = COLLECTIONS.find((one) => path === one.path || path.startsWith(`${one.path}/`));
    const items = now.get(home?.path ?? "");
    if (!home || !items) throw new Error(`${path} is no collection's`);
    const id = path.slice(home.path.length + 1);
    const given = resolveReferences(body, made) as Item;
    if (JSON.stringify(given).includes("$ref"))
      throw new Error("a reference to what is not made yet");
    if (method === "DELETE") {
      if (!items.delete(id)) throw new Error("what is deleted is there");
      for (const [role, item] of now.get("/organization_roles") ?? []) {
        const held = item["permissions"] as readonly string[];
        now
          .get("/organization_roles")
          ?.set(role, { ...item, permissions: held.filter((one) => one !== id) });
      }
    } else if (method === "PATCH") {
      const old = items.get(id);
      if (!old) throw new Error("what is changed is there");
      for (const name of home.items.patchAlwaysSends ?? [])
        if (!Object.hasOwn(given, name)) throw new Error(`a PATCH without ${name}`);
      items.set(id, { ...old, ...given });
    } else {
      const key = String(given[home.items.key.member]);
      const taken = [...items.values()].some((item) => item[home.items.key.member] === key);
      if (taken) throw new Error("two items with one key");
      const fresh = idOf(home, key, "new ");
      made.set(addresses[0] ?? "", fresh);
      items.set(fresh, raw(home, key, given, fresh));
    }
  }
  return now;
}

const holds = async (
  law: (one: Case, text: string, planned: Outcome) => Promise<void>,
): Promise<void> =>
  fc.assert(
    fc.asyncProperty(cases, async (one) => {
      const text = textOf(one);
      const planned = await plan(text, one.live);
      fc.pre(planned !== undefined);
      if (planned) await law(one, text, planned);
    }),
    runs(300),
  );

const keysAt = (state: State, { path, items }: Collection): readonly string[] =>
  [...(state.get(path) ?? new Map<string, Item>()).values()].map((item) =>
    String(item[items.key.member]),
  );

const isRoleDeletion = ({ method, path }: Call): boolean =>
  method === "DELETE" && path.startsWith("/organization_roles/");

describe("items that hold something", { timeout: 120_000 }, () => {
  test("the plan after an apply is empty, and what is wanted is there", () =>
    holds(async ({ live, wishes }, text, { calls, refused }) => {
      fc.pre(refused.length === 0);
      const now = after(live, calls);
      const again = await plan(text, now);
      expect(again).toEqual({ calls: [], refused: [] });
      for (const collection of COLLECTIONS)
        for (const [key, { word }] of wishes.get(collection.name) ?? []) {
          const isThere = keysAt(now, collection).includes(key);
          expect([key, isThere ? "absent" : "present"]).not.toEqual([key, word]);
        }
    }));

  test("nothing is deleted but what the file calls absent, or does not name where its list is complete", () =>
    holds(async ({ live, wishes, unlisted }, _, { calls }) => {
      const rank = ({ method, path }: Call): number =>
        method === "DELETE" ? (path.startsWith(PERMISSIONS) ? 2 : 1) : 0;
      const ranks = calls.map(rank);
      expect(
        ranks.filter((one, index) => one === 0 && ranks.slice(0, index).some(Boolean)),
      ).toEqual([]);
      const roles = calls.findLastIndex(isRoleDeletion);
      const permissions = calls.findIndex((one) => rank(one) === 2);
      expect(permissions === -1 || permissions > roles).toBe(true);
      for (const { path } of calls.filter(({ method }) => method === "DELETE")) {
        const home = COLLECTIONS.find((one) => path.startsWith(`${one.path}/`));
        const item = live.get(home?.path ?? "")?.get(path.slice((home?.path ?? "").length + 1));
        const key = String(item?.[home?.items.key.member ?? ""]);
        const own = wishes.get(home?.name ?? "");
        const isUnlisted =
          own?.get(key)?.word === "neither" && unlisted.get(home?.name ?? "") === "delete";
        expect(own?.get(key)?.word === "absent" || isUnlisted).toBe(true);
        expect(SYSTEM).not.toContain(key);
      }
      await Promise.resolve();
    }));

  test("what the file does not name of an item stays as it is", () =>
    holds(async ({ live, wishes }, _, { calls, refused }) => {
      fc.pre(refused.length === 0);
      const now = after(live, calls);
      const touched: string[] = [];
      for (const collection of COLLECTIONS)
        for (const [id, item] of now.get(collection.path) ?? []) {
          const before = live.get(collection.path)?.get(id);
          const own = wishes.get(collection.name)?.get(String(item[collection.items.key.member]));
          if (!before) continue;
          for (const { name, write, references } of collection.items.members ?? [])
            if (
              references === undefined &&
              (own?.word !== "present" || own.members[name] === undefined)
            ) {
              const kept = JSON.stringify(before[write.member]);
              if (JSON.stringify(item[write.member]) !== kept) touched.push(`${id} ${name}`);
            }
        }
      expect(touched).toEqual([]);
      await Promise.resolve();
    }));

  test("two instances that differ in ids and order alone get the same calls but for ids", () =>
    holds(async ({ live }, text, { calls, refused }) => {
      const other = renumbered(live);
      const there = await plan(text, other.state);
      const named = (some: readonly Call[], back: (id: string) => string): Json =>
        JSON.parse(
          JSON.stringify(some).replaceAll(/(?:[a-z_]+_[0-9a-f]{4,}|z\d+|sys_org:[a-z_:]+)/g, back),
        ) as Json;
      expect(there?.refused).toEqual(refused);
      expect(named(there?.calls ?? [], (id) => other.back.get(id) ?? id)).toEqual(
        named(calls, (id) => id),
      );
    }));

  test("an apply that ends after any call, and a new one, come to the same end", () =>
    holds(async ({ live }, text, { calls, refused }) => {
      fc.pre(refused.length === 0 && calls.length > 0);
      const end = shape(after(live, calls));
      for (let cut = 0; cut <= calls.length; cut += 1) {
        const half = after(live, calls.slice(0, cut));
        const rest = await plan(text, half);
        expect(rest?.refused).toEqual([]);
        expect(shape(after(half, rest?.calls ?? []))).toEqual(end);
      }
    }));
});

/** The same items with other ids, the newest first. */
function renumbered(live: State): {
  readonly state: State;
  readonly back: ReadonlyMap<string, string>;
} {
  const ids = new Map<string, string>();
  for (const items of live.values()) for (const id of items.keys()) ids.set(id, `z${ids.size}`);
  const state = new Map(
    [...live].map(([path, items]) => [
      path,
      new Map(
        [...items].toReversed().map(([id, item]) => {
          const fresh = ids.get(id) ?? id;
          const held = item["permissions"];
          const permissions = Array.isArray(held)
            ? { permissions: (held as readonly string[]).map((one) => ids.get(one) ?? one) }
            : {};
          return [fresh, { ...item, ...permissions, id: fresh }] as const;
        }),
      ),
    ]),
  );
  return { state, back: new Map([...ids].map(([old, fresh]) => [fresh, old])) };
}

/** What is there, without ids. */
const shape = (state: State): Json =>
  [...state].map(([path, items]) => [
    path,
    [...items.values()]
      .map((whole): Item => {
        const item = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== "id"));
        const all = state.get(PERMISSIONS);
        const held = item["permissions"];
        return Array.isArray(held)
          ? {
              ...item,
              permissions: (held as readonly string[])
                .map((one) => String(all?.get(one)?.["key"]))
                .toSorted(),
            }
          : item;
      })
      .map((item) => JSON.stringify(item))
      .toSorted(),
  ]);
