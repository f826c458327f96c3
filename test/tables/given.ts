// Plain data for the tables, made as short as it can be said.

import { NEWEST_API_VERSION } from "../../src/catalog/api-version.ts";
import { CATALOG, findSetting } from "../../src/catalog/catalog.ts";
import { EXTRA, extraSetting, type Section } from "../../src/catalog/resource.ts";
import type { Json, Setting } from "../../src/catalog/setting.ts";
import type { Declaration } from "../../src/core/file/desired.ts";
import type { Change, Move } from "../../src/core/plan/change.ts";
import { diff, type Difference } from "../../src/core/plan/diff.ts";
import { parseDocument, type Document } from "../../src/core/file/document.ts";
import type { Issue } from "../../src/core/finding/issue.ts";
import { assemblePlan, type Plan } from "../../src/core/plan/plan.ts";
import { callsFor } from "../../src/core/plan/calls.ts";
import type { Sent } from "../../src/core/report/conclusion.ts";
import type { Report } from "../../src/core/report/report.ts";
import type { InstanceType, Reading } from "../../src/core/value/reading.ts";
import type { Position } from "../../src/core/finding/position.ts";
import type { Planned } from "../../src/reconcile/plan.ts";

export const AT: Position = { file: "clerkwork.yaml", line: 9, column: 14 };

export const known = (value: Json): Reading => ({ known: true, value, source: "backend_api" });
export const fromFrontend = (value: Json): Reading => ({
  known: true,
  value,
  source: "frontend_api",
});
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

export function differenceOf(wishes: Wishes, type: InstanceType = "production"): Difference {
  const declarations = Object.entries(wishes).map(([address, { to }]) => declare(address, to));
  const live = new Map(Object.entries(wishes).map(([address, { from }]) => [address, from]));
  return diff(declarations, live, type);
}

/** The one move that leads from one value to another. */
export function moveOf(
  address: string,
  from: Reading,
  to: Json,
  type: InstanceType = "production",
): Move {
  const [move] = differenceOf({ [address]: { from, to } }, type).moves;
  if (!move) throw new Error(`${address} doesn't change`);
  return move;
}

export const changeOf = (...given: Parameters<typeof moveOf>): Change => moveOf(...given).change;

/** What a plan is made of, with nothing refused. */
export function plannedOf(
  wishes: Wishes,
  rest: Partial<Plan> = {},
): { readonly plan: Plan; readonly moves: readonly Move[] } {
  const difference = differenceOf(wishes);
  const { moves } = difference;
  const plan = assemblePlan({
    toolVersion: "1.2.3",
    desired: {
      file: "clerkwork.yaml",
      environment: null,
      apiVersion: NEWEST_API_VERSION,
      declarations: Object.entries(wishes).map(([address, { to }]) => declare(address, to)),
      emptySections: [],
      environments: [],
    },
    apiUrl: "https://api.clerk.com",
    identity: { id: "ins_1", type: "production" },
    coverage: difference,
    moves,
    calls: callsFor(moves, { roles: null }),
    refusals: [],
    ignored: [],
    warnings: [],
  });
  return { plan: { ...plan, ...rest }, moves };
}

/** What applying needs: the plan, and the file that asks for it. Nothing is read yet. */
export function plannedFor(wishes: Wishes): Planned {
  return {
    ...plannedOf(wishes),
    live: { readings: new Map(), roles: [] },
    desired: {
      file: "clerkwork.yaml",
      environment: null,
      apiVersion: "2026-05-12",
      target: {},
      declarations: Object.entries(wishes).map(([address, { to }]) => declare(address, to)),
      consents: [],
      ignores: [],
      environments: [],
      pinned: new Map(),
      emptySections: [],
    },
  };
}

export const planOf = (wishes: Wishes, rest: Partial<Plan> = {}): Plan =>
  plannedOf(wishes, rest).plan;

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

/** A report as it is shown, of a plan that says nothing more of it. */
export const sentOf = (report: Report, plan: Partial<Sent["plan"]> = {}): Sent => ({
  kind: "apply",
  plan: { changes: [], calls: [], warnings: [], ...plan },
  report,
});
