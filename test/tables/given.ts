// Plain data for the tables, made as short as it can be said.

import { NEWEST_API_VERSION } from "../../src/catalog/api-version.ts";
import { CATALOG, findSetting } from "../../src/catalog/catalog.ts";
import {
  EXTRA,
  extraSetting,
  type Json,
  type Section,
  type Setting,
} from "../../src/catalog/setting.ts";
import type { Declaration } from "../../src/core/desired.ts";
import { diff, type Change, type Difference, type EnvironmentType } from "../../src/core/diff.ts";
import { parseDocument, type Document } from "../../src/core/document.ts";
import type { Issue, Position } from "../../src/core/issue.ts";
import { assemblePlan, type Plan } from "../../src/core/plan.ts";
import type { Reading } from "../../src/core/reading.ts";

export const AT: Position = { file: "clerkwork.yaml", line: 9, column: 14 };

export const known = (value: Json): Reading => ({ known: true, value, source: "backend_api" });
export const UNKNOWN: Reading = { known: false, why: "write_only" };

/** The row at an address, `section.extra.member` included. */
export function rowAt(address: string): { readonly section: Section; readonly setting: Setting } {
  const found = findSetting(CATALOG, address);
  if (found) return found;
  const [name = "", extra, member = ""] = address.split(".");
  const section = CATALOG.find((one) => one.name === name);
  if (!section || extra !== EXTRA) throw new Error(`no setting ${address}`);
  return { section, setting: extraSetting(section, member) };
}

export const declare = (address: string, value: Json, at = AT): Declaration => ({
  ...rowAt(address),
  address,
  value,
  at,
  pointer: "",
});

/** What the file says of each address, and what Clerk shows. */
export type Wishes = Readonly<Record<string, { readonly from: Reading; readonly to: Json }>>;

export function differenceOf(wishes: Wishes, type: EnvironmentType = "production"): Difference {
  const declarations = Object.entries(wishes).map(([address, { to }]) => declare(address, to));
  const live = new Map(Object.entries(wishes).map(([address, { from }]) => [address, from]));
  return diff(declarations, live, type);
}

/** The one change that leads from one value to another. */
export function changeOf(
  address: string,
  from: Reading,
  to: Json,
  type: EnvironmentType = "production",
): Change {
  const [change] = differenceOf({ [address]: { from, to } }, type).changes;
  if (!change) throw new Error(`${address} doesn't change`);
  return change;
}

export function planOf(wishes: Wishes, rest: Partial<Plan> = {}): Plan {
  const difference = differenceOf(wishes);
  const plan = assemblePlan({
    toolVersion: "1.2.3",
    desired: {
      environment: null,
      apiVersion: NEWEST_API_VERSION,
      declarations: Object.entries(wishes).map(([address, { to }]) => declare(address, to)),
      emptySections: [],
      environments: [],
    },
    apiUrl: "https://api.clerk.com",
    identity: { id: "ins_1", environmentType: "production" },
    difference,
    catalog: CATALOG,
    roles: [],
    refusals: [],
    ignored: [],
    warnings: [],
  });
  return { ...plan, ...rest };
}

/** A text that parses; throws when it doesn't. */
export function documentOf(text: string): Document {
  const parsed = parseDocument("clerkwork.yaml", text);
  if (!parsed.ok) throw new Error(`doesn't parse: ${JSON.stringify(parsed.issues)}`);
  return parsed.document;
}

/** What is wrong with a text before any rule is asked. */
export function issuesOf(text: string): readonly Issue[] {
  const parsed = parseDocument("clerkwork.yaml", text);
  return parsed.ok ? [] : parsed.issues;
}

/** The same value, frozen all the way down. */
export function frozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}
