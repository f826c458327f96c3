// Compare: two instances as they are, or two files as they are written. Sends nothing but reads.

import { CATALOG } from "../catalog/catalog.ts";
import type { Identity, InstancePort } from "../clerk/instance.ts";
import { Failure } from "../core/finding/failure.ts";
import type { Surface } from "../core/plan/comparison.ts";
import { pairsOfLists, rowsOfItems } from "../core/plan/comparison-items.ts";
import {
  pairsOfDeclarations,
  pairsOfReadings,
  pinnedType,
  rowsToRead,
} from "../core/plan/comparison-pairs.ts";
import {
  shownDifferences,
  type ComparedSide,
  type ComparisonReport,
} from "../core/report/comparison.ts";
import type { InstanceType, Live, Readings } from "../core/value/reading.ts";
import { collectionsToRead } from "./compare-items.ts";
import {
  isMeant,
  settle,
  type CompareOptions,
  type DeclaredSide,
  type Settled,
} from "./compare-settle.ts";

export type { DeclaredSide };

/** A side with its instance. */
export interface LiveSide extends DeclaredSide {
  readonly instance: InstancePort;
  /** The variable that the secret key comes from. */
  readonly keyVariable: string;
}

/** A comparison, and what promoting needs to know beyond it. */
export interface Compared extends Settled {
  readonly live: boolean;
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  /** What was read of the second; null: it was not asked. */
  readonly readings: Readings | null;
}

/** What is shown of it. */
export function reportOf(compared: Compared): ComparisonReport {
  const { readings: _, differences, ...rest } = compared;
  return { ...rest, differences: shownDifferences(differences) };
}

/**
 * Reads both side by side. Throws a `Failure`: exit 1 when something can't be read, exit 4 when one is not the
 * instance that its file pins, or both are one.
 */
export async function compareLive(
  a: LiveSide,
  b: LiveSide,
  options: CompareOptions,
): Promise<Compared> {
  const [one, other] = await Promise.all(
    [a, b].map(identify) as [Promise<Identity>, Promise<Identity>],
  );
  if (one.id === other.id) throw sameInstance(a, b, one.id);
  const surface: Surface = {
    types: { a: one.type, b: other.type },
    versions: { a: a.desired.apiVersion, b: b.desired.apiVersion },
    live: true,
  };
  const declared = [a, b].flatMap(({ desired }) => desired.declarations);
  const collections = collectionsToRead([a, b], options.only);
  const rows = rowsToRead(CATALOG, surface, declared).filter((row) => isMeant(row, options.only));
  const read = (side: LiveSide, type: InstanceType): Promise<Live> => {
    const own = rows.filter(({ setting: { environment = type } }) => environment === type);
    const { apiVersion } = side.desired;
    const lists = collections.filter(({ versions }) => versions.includes(apiVersion));
    return named(side, side.instance.observe(own, lists));
  };
  const [left, right] = await Promise.all([read(a, one.type), read(b, other.type)]);
  const lists = [left.lists ?? new Map(), right.lists ?? new Map()] as const;
  const items = rowsOfItems(collections, lists, options.only);
  // Of what was read already.
  const readItems = async (side: LiveSide, { readings }: Live): Promise<Readings> =>
    items.length === 0
      ? readings
      : new Map([...readings, ...(await named(side, side.instance.observe(items))).readings]);
  const readings = await Promise.all([readItems(a, left), readItems(b, right)]);
  const pairs = [
    ...pairsOfReadings([...rows, ...items], ...readings),
    ...pairsOfLists(collections, lists, items),
  ];
  return {
    ...settle([a, b], pairs, surface, options),
    live: true,
    a: sideOf(a, one),
    b: sideOf(b, other),
    readings: readings[1],
  };
}

/** Opens no socket. Throws a `Failure` (exit 3) when neither says anything of what is asked. */
export function compareDeclared(
  a: DeclaredSide,
  b: DeclaredSide,
  options: CompareOptions,
): Compared {
  const surface: Surface = {
    types: { a: pinnedType(a.desired.target), b: pinnedType(b.desired.target) },
    versions: { a: a.desired.apiVersion, b: b.desired.apiVersion },
    live: false,
  };
  const [left, right] = [a, b].map(({ desired }) => desired.declarations);
  const pairs = pairsOfDeclarations(CATALOG, left ?? [], right ?? []).filter(({ row }) =>
    isMeant(row, options.only),
  );
  if (pairs.length === 0) {
    const asked = options.only ? ` of ${options.only.join(", ")}` : "";
    throw new Failure(
      "nothing_declared",
      `neither ${a.name} nor ${b.name} declares a setting${asked}: nothing can be compared`,
      { hint: "without --declared, the instances are compared" },
    );
  }
  return {
    ...settle([a, b], pairs, surface, options),
    live: false,
    a: sideOf(a, null),
    b: sideOf(b, null),
    readings: null,
  };
}

function identify(side: LiveSide): Promise<Identity> {
  const { file, target, environment, pinned } = side.desired;
  return named(side, side.instance.identify({ pin: target, file, environment, pinned }));
}

/** What goes wrong, with the side that it went wrong for. */
async function named<Value>({ name }: DeclaredSide, work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { code, message, hint, issues, refusals } = error;
    throw new Failure(code, `${name}: ${message}`, { hint, issues, refusals });
  }
}

function sideOf({ name, desired }: DeclaredSide, identity: Identity | null): ComparedSide {
  const { file, environment, target } = desired;
  return {
    name,
    file,
    environment,
    instanceId: identity?.id ?? target.instance_id ?? null,
    type: identity?.type ?? pinnedType(target),
  };
}

function sameInstance(a: LiveSide, b: LiveSide, id: string): Failure {
  const [one, other] = [a, b].map(({ name, keyVariable }) => `${name} (${keyVariable})`);
  return new Failure(
    "wrong_target",
    `${one} and ${other} come to one instance, ${id}: there is nothing to compare`,
    {
      hint: "give each the variable of its own secret key: secret_key_env under its target; --declared compares what is written",
    },
  );
}
