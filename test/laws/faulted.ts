// What holds of an apply while requests fail, reads lag and somebody else is at work; without a socket and without
// waiting, so that it can be run very often.

import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import * as fc from "fast-check";
import type { Planned } from "../../src/reconcile/plan.ts";
import type { Json } from "../../src/catalog/setting.ts";
import type { Desired } from "../../src/core/file/desired.ts";
import type { Fault, Logged, ModelConnection } from "../rig/generators/model-connection.ts";
import { means, seen, storedAt, withStored, type Clerk } from "../rig/generators/model.ts";
import { managedBy, type FileSpec, type Layout } from "../rig/generators/files.ts";
import { instances, quickScenarios, type Scenario } from "../rig/generators/scenarios.ts";
import { bodyOf, unmet } from "./applying.ts";
import { expectHonest, FAULTS } from "./honesty.ts";
import { REAL, type Implementation } from "./implementation.ts";
import { apply, connectTo, desiredOf, PLAN_OPTIONS } from "./run.ts";

/** From now on nothing in this process waits: a wait is over at once, and the clock is put forward by it. */
export function stopTheClock(): { readonly goOn: () => void } {
  const { setTimeout: sleep } = timers;
  const now = performance.now.bind(performance);
  const stopped = now();
  let waited = 0;
  timers.setTimeout = (async (ms = 0, value?: unknown) => {
    waited += ms;
    return value;
  }) as typeof timers.setTimeout;
  performance.now = () => stopped + waited;
  syncBuiltinESMExports();
  return {
    goOn: () => {
      timers.setTimeout = sleep;
      performance.now = now;
      syncBuiltinESMExports();
    },
  };
}

/** The same numbers for the same seed. */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const ALL_FAULTS: readonly Fault[] = [
  ...FAULTS,
  { trouble: "redirected", lands: false },
  { trouble: "redirected", lands: true },
  { trouble: "lost", lands: true, lag: 1 },
  { trouble: "lost", lands: false, lag: 1 },
  { trouble: "status", status: 429, lands: false },
  { trouble: "status", status: 409, lands: false },
  { trouble: "status", status: 503, lands: true, lag: 3 },
];

/** Somebody else's change, and when it comes. */
interface Edit {
  readonly address: string;
  readonly after: "read" | "write";
  readonly nth: number;
}

/** Everything that decides a run, as plain JSON: a file of the regressions holds one. */
export interface Ordeal {
  readonly file: FileSpec;
  readonly layout: Layout;
  readonly clerk: Clerk;
  readonly frontend: boolean;
  /** What the nth PATCH meets. */
  readonly faults: readonly { readonly nth: number; readonly fault: Fault }[];
  /** Reads that fail, counted from the end of planning. */
  readonly failing: readonly number[];
  readonly edits: readonly Edit[];
  /** Whose values somebody else writes. */
  readonly other: Clerk;
}

interface Pool {
  readonly scenarios: readonly Scenario[];
  readonly others: readonly Clerk[];
}

/** Files and instances to draw from; the same for the same seed. */
export function poolOf(seed: number, size: number): Pool {
  return {
    scenarios: fc.sample(quickScenarios, { numRuns: size, seed }),
    others: fc.sample(instances, { numRuns: 20, seed }),
  };
}

const pick = <Item>(items: readonly Item[], draw: (below: number) => number): Item =>
  items[draw(items.length)] as Item;

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

/** One ordeal of a pool: two calls in three meet a fault, in every third somebody else is at work. */
export function ordealOf({ scenarios, others }: Pool, seed: number): Ordeal {
  const draw = numbers(seed);
  const { file, layout, clerk, frontend, managed } = pick(scenarios, draw);
  const addresses = [...managed.keys()];
  const faults = upTo(5)
    .filter(() => draw(3) > 0)
    .map((at) => ({ nth: at + 1, fault: pick(ALL_FAULTS, draw) }));
  const first = 1 + draw(8);
  const failing = [[], [], [], [first], upTo(9).map((at) => first + at)][draw(5)] ?? [];
  const edits = upTo(draw(3) === 0 ? 1 + draw(2) : 0).map((): Edit => ({
    address: pick(addresses, draw),
    after: pick(["read", "write"] as const, draw),
    nth: 1 + draw(6),
  }));
  return { file, layout, clerk, frontend, faults, failing, edits, other: pick(others, draw) };
}

/** An ordeal with as little in it as still breaks the law. */
export async function smallest(ordeal: Ordeal, law: string): Promise<Ordeal> {
  for (const part of ["faults", "failing", "edits"] as const) {
    for (const at of ordeal[part].keys()) {
      const less = { ...ordeal, [part]: (ordeal[part] as readonly unknown[]).toSpliced(at, 1) };
      const { breaches } = await judgeOrdeal(less);
      if (breaches.some((breach) => breach.law === law)) return smallest(less, law);
    }
  }
  return ordeal;
}

const known = new WeakMap<FileSpec, { scenario: Scenario; desired: Desired }>();

/** What the file asks for; worked out once for each. */
function readingOf(ordeal: Ordeal): { readonly scenario: Scenario; readonly desired: Desired } {
  const earlier = known.get(ordeal.file);
  if (earlier) return earlier;
  const scenario = { ...ordeal, managed: managedBy(ordeal.file) };
  const made = { scenario, desired: desiredOf(REAL, scenario, scenario.layout) };
  known.set(ordeal.file, made);
  return made;
}

/** What is wrong with one run. */
export interface Breach {
  readonly law: string;
  readonly what: string;
}

export interface Judged {
  readonly breaches: readonly Breach[];
  readonly writes: number;
  readonly resends: number;
}

/** Runs one ordeal through plan and apply and says which laws it broke. */
export async function judgeOrdeal(
  ordeal: Ordeal,
  implementation: Implementation = REAL,
): Promise<Judged> {
  const { faults, failing, edits, other } = ordeal;
  const { scenario, desired } = readingOf(ordeal);
  let planned = 0;
  let isPlanning = true;
  let edited = false;
  const strike = (after: Edit["after"], nth: number): void => {
    for (const edit of edits) {
      if (edit.after !== after || edit.nth !== nth) continue;
      edited = true;
      connection.edit((clerk) => withOther(clerk, other, edit.address));
    }
  };
  const connection: ModelConnection = connectTo(scenario, {
    fault: (nth) => faults.find((one) => one.nth === nth)?.fault,
    failRead: (nth) => !isPlanning && failing.includes(nth - planned),
    afterRead: (nth) => {
      if (isPlanning) planned = nth;
      else strike("read", nth - planned);
    },
    afterWrite: (nth) => strike("write", nth),
  });
  const plan = await implementation.planInstance(desired, connection, PLAN_OPTIONS);
  isPlanning = false;
  const begun = connection.log.length;
  const { report } = await apply(implementation, plan, connection);
  const breaches: Breach[] = [...overwrites(connection.log, begun, plan, scenario)];
  if (!edited) {
    try {
      expectHonest({ ordeal: { scenario }, planned: plan, report, connection });
    } catch (error) {
      const { message, actual } = error as Error & { readonly actual?: unknown };
      breaches.push({ law: "honest report", what: `${message} ${text(actual)}` });
    }
  }
  const writes = connection.log.filter(({ kind }) => kind === "write");
  const resends = writes.length - new Set(writes.map(({ path }) => path)).size;
  if (!edited && breaches.length === 0 && faults.length % 5 === 0)
    breaches.push(...(await convergence(scenario, desired, connection, implementation)));
  return { breaches, writes: writes.length, resends };
}

function withOther(clerk: Clerk, other: Clerk, address: string): Clerk {
  const value = storedAt(other, address);
  return address.endsWith("_role")
    ? withStored(clerk, `${address}_id`, value)
    : withStored(clerk, address, value);
}

/** Once nothing fails any more, one run does the rest. */
async function convergence(
  scenario: Scenario,
  desired: Desired,
  connection: ModelConnection,
  implementation: Implementation,
): Promise<readonly Breach[]> {
  const calm = connectTo({ ...scenario, clerk: connection.clerk() });
  const again = await implementation.planInstance(desired, calm, PLAN_OPTIONS);
  // What nothing lifts keeps the file from being applied, fault or no fault.
  if (again.plan.refusals.some(({ allow }) => allow === null)) return [];
  await apply(implementation, again, calm);
  const left = unmet(calm.clerk(), scenario);
  return left.length === 0 ? [] : [{ law: "convergence", what: left.join(", ") }];
}

/** Milliseconds. The read of a section may overlap the call before it, and no more. */
const RIGHT_BEFORE = 1000;

const text = (value: unknown): string => JSON.stringify(value);

/**
 * Law 13 over everything that is sent, resends included: the last read before a write that showed a setting showed it as
 * it was planned from. And K14: between two writes of a section lies a read that showed it.
 */
function overwrites(
  log: readonly Logged[],
  begun: number,
  { plan }: Planned,
  { managed }: Scenario,
): readonly Breach[] {
  const breaches: Breach[] = [];
  for (const [index, entry] of log.entries()) {
    if (entry.kind !== "write") continue;
    const call = plan.calls.find(({ path }) => path === entry.path);
    if (!call) {
      breaches.push({ law: "write set", what: `${entry.path} is in no call of the plan` });
      continue;
    }
    const earlier = log.findLastIndex(
      (one, at) => at < index && one.kind === "write" && one.path === entry.path,
    );
    const before = earlier < 0 ? undefined : log[earlier];
    for (const address of call.addresses) {
      const change = plan.changes.find((one) => one.address === address);
      if (!change?.from.known) continue;
      const wanted = managed.get(address) ?? null;
      const place = change.from.source === "frontend_api" ? "environment" : readPathOf(address);
      const reads = log
        .slice(Math.max(earlier + 1, begun), index)
        .filter((one) => one.kind === "read" && one.path === place);
      if (reads.length === 0) {
        breaches.push({
          law: before ? "no blind resend" : "a section is read again before its call",
          what: `${address} was not read before ${text(entry.body)}`,
        });
        continue;
      }
      const showing = ({ shown }: Extract<Logged, { kind: "read" }>): string =>
        text(seen(shown, address, wanted));
      const from = text(seen(plannedFrom(log, place), address, wanted));
      const isAsPlanned = (value: string): boolean =>
        value === from ||
        // A value that somebody else has set to what the file says is no third one; before the first write it is one move.
        (before !== undefined && means(address, JSON.parse(value) as Json, wanted));
      // Reads that verify the call before show the same place: one of the late ones was this call's own. Waits that
      // overlap put the clock forward twice, so the last read is taken as late however old it looks.
      const recent = reads.filter((one) => one.at >= entry.at - RIGHT_BEFORE);
      const late = recent.length > 0 ? recent : reads.slice(-1);
      const own = (before ? reads.slice(-1) : late).map((one) =>
        one.kind === "read" ? showing(one) : "",
      );
      if (own.length > 0 && !own.some(isAsPlanned))
        breaches.push({
          law: before
            ? "no third value is overwritten by a resend"
            : "no moved setting is overwritten",
          what: `${address}: planned from ${from}, shown ${own.join(", ")}, sent ${text(entry.body)}`,
        });
    }
    // What nothing shows may be sent again only after it was turned away.
    const readable = call.addresses.some((address) =>
      plan.changes.some((one) => one.address === address && one.from.known),
    );
    if (before?.kind === "write" && !readable && mayHaveLanded(before))
      breaches.push({ law: "no blind resend", what: `${entry.path}: nothing shows it` });
  }
  return breaches;
}

const mayHaveLanded = ({ told, status = 0 }: Extract<Logged, { kind: "write" }>): boolean =>
  told === "lost" ||
  told === "unexpected" ||
  told === "redirected" ||
  told === "accepted" ||
  (told === "status" && (status >= 500 || status === 408 || status === 425));

/** What planning saw there. */
function plannedFrom(log: readonly Logged[], place: string): Clerk {
  const first = log.find((one) => one.kind === "read" && one.path === place);
  if (first?.kind !== "read") throw new Error(`nothing was read at ${place}`);
  return first.shown;
}

/** Where the Backend API shows a setting, by hand. */
const readPathOf = (address: string): string =>
  address === "instance.development_origin" ? "/domains" : bodyOf(address).path;
