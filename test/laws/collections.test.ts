// Items, whatever a file names and whatever an instance has: nothing is deleted that nobody asked to be deleted, the
// plan after an apply is empty, and what can't be read leads to no call.

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CATALOG } from "../../src/catalog/catalog.ts";
import { addressOfItem, hasMembers, isCollection } from "../../src/catalog/item-row.ts";
import type { Json } from "../../src/catalog/setting.ts";
import type { Call } from "../../src/core/plan/call.ts";
import { callsFor } from "../../src/core/plan/calls.ts";
import { collectionsFor, diffUnlisted } from "../../src/core/plan/collections.ts";
import { diff } from "../../src/core/plan/diff.ts";
import { guardItems } from "../../src/core/plan/guard-items.ts";
import type { Listing, Reading } from "../../src/core/value/reading.ts";
import { loadText } from "../../src/reconcile/load.ts";
import { runs } from "../rig/generators/runs.ts";

/** Of items that are their own key. */
const COLLECTIONS = CATALOG.filter(isCollection).filter((one) => !hasMembers(one));

const known = (value: Json, id?: string): Reading => ({
  known: true,
  value,
  source: "backend_api",
  ...(id === undefined ? {} : { id }),
});

const keysOf = (name: string): readonly string[] =>
  name === "redirect_urls"
    ? ["a://1", "a://2", "https://b.example/c?d=e", 'c://"q"', "d://4", "d://5"]
    : ["*@a.example", "b@a.example", "c@a.example", "+15555550100", "d@b.example", "e@b.example"];

interface Case {
  readonly collection: (typeof COLLECTIONS)[number];
  /** `undefined`: the word is not written. */
  readonly present: readonly string[] | undefined;
  readonly absent: readonly string[] | undefined;
  readonly unlisted: string | undefined;
  readonly live: readonly string[];
}

const cases: fc.Arbitrary<Case> = fc.constantFrom(...COLLECTIONS).chain((collection) => {
  const keys = [...keysOf(collection.name)];
  return fc
    .record({
      collection: fc.constant(collection),
      spread: fc.tuple(...keys.map(() => fc.constantFrom("present", "absent", "neither"))),
      hasPresent: fc.boolean(),
      hasAbsent: fc.boolean(),
      unlisted: fc.constantFrom(undefined, "keep", "report", "delete"),
      live: fc.shuffledSubarray(keys),
    })
    .map(({ spread, hasPresent, hasAbsent, ...rest }) => {
      const of = (word: string): readonly string[] =>
        keys.filter((_, index) => spread[index] === word);
      return {
        ...rest,
        present: hasPresent ? of("present") : undefined,
        absent: hasAbsent ? of("absent") : undefined,
      };
    });
});

const textOf = ({ collection, present, absent, unlisted }: Case): string =>
  `version: 1\n${collection.name}: ${JSON.stringify({ present, absent, unlisted })}\n`;

const itemOf = (member: string, key: string): Reading =>
  known({ [member]: key }, `x_${Buffer.from(key).toString("hex")}`);

function plan(one: Case, listing?: Listing): readonly Call[] {
  const { collection, live } = one;
  const { member } = collection.items.key;
  const [desired] = loadText("clerkwork.yaml", textOf(one), "whole", "2026-06-01");
  if (!desired) throw new Error("nothing was read");
  const items = new Map(live.map((key) => [key, itemOf(member, key)]));
  const list: Listing = listing ?? { known: true, items };
  const readings = new Map(
    desired.declarations.map(({ address, item }): [string, Reading] => [
      address,
      list.known ? (list.items.get(item?.key ?? "") ?? known(null)) : list,
    ]),
  );
  const { policies = [], declarations } = desired;
  expect(collectionsFor(declarations, policies)).toEqual([collection]);
  const { moves } = diff(declarations, readings, "production");
  const lists = new Map([[collection.name, list]]);
  const others = diffUnlisted(policies, declarations, lists, "production");
  const all = [...moves, ...others.moves];
  const facts = { roles: null, allowlistSize: null, afterwards: new Map(), idle: [], lists };
  const limits = { maxDeletes: Infinity };
  expect(guardItems(all, "production", facts, limits).map(({ code }) => code)).toEqual(
    list.known ? [] : all.map(() => "incomplete_list"),
  );
  return callsFor(all, { roles: null });
}

/** What is there once the calls are made. */
function after({ collection, live }: Case, calls: readonly Call[]): readonly string[] {
  const { member } = collection.items.key;
  const left = new Set(live);
  for (const { method, path, body } of calls) {
    if (method === "POST") left.add(String(body[member]));
    else left.delete(Buffer.from(path.slice(path.lastIndexOf("_") + 1), "hex").toString());
  }
  return [...left];
}

const holds = (law: (one: Case) => void): void => fc.assert(fc.property(cases, law), runs(300));

describe("items", () => {
  test("are deleted only where absent or unlisted: delete says so, and deletions come last", () =>
    holds((one) => {
      const calls = plan(one);
      const methods = calls.map(({ method }) => method);
      const isAsked = (one.absent ?? []).length > 0 || one.unlisted === "delete";
      expect(methods.includes("DELETE") && !isAsked).toBe(false);
      expect(methods).toEqual(methods.toSorted().toReversed());
      const isNamed = (key: string): boolean =>
        [one.present, one.absent].some((list) => list?.includes(key) === true);
      const others = one.live.filter((key) => !isNamed(key) && one.unlisted !== "delete");
      expect(after(one, calls)).toEqual(expect.arrayContaining(others));
    }));

  test("are as the file says after its calls, and the plan after them is empty", () =>
    holds((one) => {
      const live = after(one, plan(one));
      expect(live).toEqual(expect.arrayContaining([...(one.present ?? [])]));
      expect(live.filter((key) => one.absent?.includes(key))).toEqual([]);
      expect(plan({ ...one, live })).toEqual([]);
    }));

  test("have no order, neither in the file nor in the list", () =>
    holds((one) => {
      const turned = {
        ...one,
        present: one.present?.toReversed(),
        absent: one.absent?.toReversed(),
        live: one.live.toReversed(),
      };
      expect(plan(turned)).toEqual(plan(one));
    }));

  test("of which nothing is known lead to no call", () =>
    holds((one) => {
      expect(plan(one, { known: false, why: "not_in_plan" })).toEqual([]);
    }));

  test("have addresses that lead back to them", () =>
    holds(({ collection, live }) => {
      for (const key of live) {
        const text = `version: 1\n${collection.name}: { present: [${JSON.stringify(key)}] }\n`;
        const [desired] = loadText("f", text, "whole", "2026-06-01");
        expect(desired?.declarations.map(({ address }) => address)).toEqual([
          addressOfItem(collection.name, key),
        ]);
      }
    }));
});
