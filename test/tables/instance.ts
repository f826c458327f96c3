// An instance in memory, behind the port: what it shows, and what it was asked.

import type { Json } from "../../src/catalog/setting.ts";
import type { Evidence, InstancePort } from "../../src/clerk/instance.ts";
import type { Desired } from "../../src/core/file/desired.ts";
import type { Move } from "../../src/core/plan/change.ts";
import type { Facts } from "../../src/core/plan/facts.ts";
import { callsFor } from "../../src/core/plan/calls.ts";
import type { InstanceType, Reading, Readings } from "../../src/core/value/reading.ts";
import type { Planned, PlanOptions } from "../../src/reconcile/plan.ts";
import { declare, known, plannedOf, UNKNOWN, type Wishes } from "./given.ts";

export const TODAY = "2026-06-01";
export const PLAN_OPTIONS: PlanOptions = { toolVersion: "1.2.3", allowances: [], today: TODAY };
export const ACCEPTED: Evidence = { attempts: 1, status: 204, traceId: null };
export const NO_FACTS: Facts = {
  roles: null,
  allowlistSize: null,
  afterwards: new Map(),
  idle: [],
};

/** What a file asks for, at its top. */
export const desiredOf = (
  values: Readonly<Record<string, Json>>,
  rest: Partial<Desired> = {},
): Desired => ({
  file: "clerkwork.yaml",
  environment: null,
  apiVersion: "2026-05-12",
  target: {},
  declarations: Object.entries(values).map(([address, value]) => declare(address, value)),
  consents: [],
  ignores: [],
  environments: [],
  pinned: new Map(),
  emptySections: [],
  ...rest,
});

/** A plan without refusals, and what an apply needs beyond it. */
export const plannedFor = (wishes: Wishes): Planned => ({
  ...plannedOf(wishes),
  live: { readings: new Map(), roles: null },
  desired: desiredOf(
    Object.fromEntries(Object.entries(wishes).map(([address, { to }]) => [address, to])),
  ),
});

export interface InMemory {
  /** A value, or a reading where the value is not known or comes from elsewhere. */
  readonly shows?: Readonly<Record<string, Json>>;
  readonly unknown?: readonly string[];
  readonly type?: InstanceType;
  readonly facts?: Partial<Facts>;
  readonly port?: Partial<InstancePort>;
}

/** `shows` may be changed while it is used: `set` does. */
export function inMemory({
  shows = {},
  unknown = [],
  type = "production",
  facts,
  port,
}: InMemory): {
  readonly instance: InstancePort;
  readonly asked: string[];
  readonly set: (address: string, value: Json) => void;
} {
  const asked: string[] = [];
  const held = new Map<string, Json>(Object.entries(shows));
  const read = (address: string): Reading => {
    const value = held.get(address);
    return value === undefined || unknown.includes(address) ? UNKNOWN : known(value);
  };
  const readingsOf = (addresses: readonly string[]): Readings =>
    new Map(addresses.map((address) => [address, read(address)]));
  const ofMoves = (moves: readonly Move[]): Readings =>
    readingsOf(moves.map(({ change }) => change.address));
  const noted =
    <Given extends readonly unknown[], Answer>(name: string, work: (...given: Given) => Answer) =>
    (...given: Given): Answer => {
      asked.push(name);
      return work(...given);
    };
  const instance: InstancePort = {
    apiUrl: "https://api.clerk.test",
    identify: noted("identify", async () => ({ id: "ins_1", type })),
    observe: noted("observe", async (rows) => ({
      readings: readingsOf(rows.map(({ address }) => address)),
      roles: null,
    })),
    lookUp: noted("lookUp", async () => ({ ...NO_FACTS, ...facts })),
    callsFor: (moves) => callsFor(moves, { roles: null }),
    reread: noted("reread", async (moves) => ofMoves(moves)),
    send: noted("send", async (_, moves) => {
      for (const { change } of moves) held.set(change.address, change.to);
      return ACCEPTED;
    }),
    verify: noted("verify", async (moves) => ofMoves(moves)),
    forget: noted("forget", () => {}),
    ...port,
  };
  return { instance, asked, set: (address, value) => void held.set(address, value) };
}

/** What was thrown; throws when nothing was. */
export async function thrownBy(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error("it went through");
}
