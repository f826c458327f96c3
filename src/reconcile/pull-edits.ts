// Pull into a file that is there: which of its values differ from the instance, and where each would be written.

import type { Row } from "../catalog/resource.ts";
import type { Json } from "../catalog/setting.ts";
import type { InstancePort } from "../clerk/instance.ts";
import type { Declaration, Desired } from "../core/file/desired.ts";
import type { Document } from "../core/file/document.ts";
import { pointerOf, valueAt } from "../core/file/pointer.ts";
import { leftOut, type LeftOut } from "../core/finding/left-out.ts";
import { madeByHand } from "../core/plan/drift.ts";
import { areOne, asWritten } from "../core/plan/pulled.ts";
import { normalise, sameValue } from "../core/value/compare.ts";
import type { Readings } from "../core/value/reading.ts";
import { compareInstance, type PlanOptions } from "./plan.ts";
import type { Hazards, Proposal, Skipped } from "./pull-proposal.ts";
import { policiesAsked, proposeItems } from "./pull-items.ts";
import { pullLive, rowsIn, whyNotSaid, type PullOptions } from "./pull.ts";

export interface PullFileOptions extends PlanOptions, PullOptions {
  /** Whether what the file does not name is added. */
  readonly add: boolean;
  /** Sections and addresses; undefined: all. */
  readonly only?: readonly string[] | undefined;
}

/** What one instance asks of the file. */
export interface PulledPart {
  readonly desired: Desired;
  readonly proposals: readonly Proposal[];
  /** Left out, though the file need not follow: not declared, ignored, or not shown by Clerk. */
  readonly skipped: readonly Skipped[];
  /** Declared and not what the instance has, which the file can't say. */
  readonly refused: readonly Skipped[];
  /** Whether the file declares any setting of those that were asked for. */
  readonly declares: boolean;
}

/** Reads one instance beside what the file says of it. Throws a `Failure` as `planInstance` does. */
export async function pullPart(
  whole: Desired,
  instance: InstancePort,
  options: PullFileOptions,
): Promise<PulledPart> {
  const { environment, apiVersion } = whole;
  const isAsked = ({ address }: { readonly address: string }): boolean =>
    !options.only || options.only.some((one) => one === address || address.startsWith(`${one}.`));
  const settings = whole.declarations.filter(({ item }) => !item);
  const policies = policiesAsked(whole, options);
  const desired = { ...whole, declarations: settings.filter(isAsked), policies };
  const unnamed = rowsIn(apiVersion)
    .filter(isAsked)
    .filter(
      (row) => !whole.declarations.some((one) => one.address === row.address || areOne(one, row)),
    );
  const extra = options.add ? unnamed : [];
  const named = desired.declarations.map(({ address, section, setting }) => ({
    address,
    section,
    setting,
  }));
  const found = await compareInstance(desired, [...named, ...extra], instance, options);
  const { type } = found.identity;

  const proposals: Proposal[] = [];
  const refused: Skipped[] = [];
  const skipped: Skipped[] = [
    ...found.difference.unreadable.map(({ address, why }) => ({
      address,
      environment,
      why: leftOut("unreadable", { why }),
    })),
    ...found.ignored.map(({ address, until }) => ({
      address,
      environment,
      why: leftOut("ignored", { until }),
    })),
    ...(options.only ?? [])
      .filter((one) => !options.add && unnamed.some(({ address }) => address === one))
      .map((address) => ({ address, environment, why: leftOut("not_named", {}) })),
  ];
  const propose = (row: Row, value: Json, declared?: Declaration, hazards?: Hazards): void => {
    const why =
      whyNotSaid(row, value, type, apiVersion, options) ??
      contradicts(row, value, whole, found.live.readings);
    if (why) (declared ? refused : skipped).push({ address: row.address, environment, why });
    else proposals.push({ row, environment, declared, value, hazards });
  };
  const moved = found.moves.filter(({ row }) => !row.item);
  for (const { change, row } of madeByHand(moved, type, found.live)) {
    const declared = desired.declarations.find(({ address }) => address === row.address);
    if (!change.from.known) continue;
    propose(row, asWritten(row.setting, change.from.value), declared, change.hazards);
  }
  const items = proposeItems(whole, policies, found.live.lists, options.add);
  skipped.push(...items.skipped);
  for (const { row, value, declared } of items.proposals) propose(row, value, declared);
  for (const one of pullLive(extra, found.live, type, apiVersion, options)) {
    if (one.kind === "value") propose(one.row, one.value);
    else skipped.push({ address: one.row.address, environment, why: one.why });
  }
  const declares = desired.declarations.length > 0 || policies.length > 0;
  return { desired: whole, proposals, skipped, refused, declares };
}

/** A value that another setting in the file must agree with, where that one can't follow: nothing shows it. */
function contradicts(
  { address, setting }: Row,
  value: Json,
  { declarations }: Desired,
  readings: Readings,
): LeftOut | undefined {
  const other = declarations.find(
    (one) => one.setting.agreesWith === address || setting.agreesWith === one.address,
  );
  return other &&
    readings.get(other.address)?.known !== true &&
    !sameValue(setting, other.value, value)
    ? leftOut("must_agree", { other: other.address })
    : undefined;
}

/** A value and the place in the file that gets it. */
export interface PlacedEdit {
  readonly row: Row;
  readonly pointer: string;
  readonly value: Json;
  /** What the place says; undefined: nothing yet. */
  readonly from: Json | undefined;
  /** The layer that is written; null: the top. */
  readonly environment: string | null;
  /** Environments that were not read, and to which the top's value applies as well. */
  readonly alsoFor: readonly string[];
  readonly hazards?: Hazards | undefined;
}

/**
 * Where each value goes: to where the file names the setting. At the top only when all that were read and take
 * it from there agree; otherwise to each environment that differs. What is new goes to the environment it was
 * read for.
 */
export function placeProposals(
  parts: readonly PulledPart[],
  document: Document,
): readonly PlacedEdit[] {
  const placed = new Map<string, PlacedEdit>();
  const all = parts.flatMap(({ proposals }) => proposals);
  for (const { row, environment, declared, value, hazards } of all) {
    const isAtTop = declared !== undefined && !declared.pointer.startsWith("/environments/");
    const stays = declared !== undefined && (!isAtTop || agreeOn(parts, declared, row, value));
    const layer = stays && isAtTop ? null : environment;
    const pointer = stays ? declared.pointer : pointerIn(environment, row);
    const from = valueAt(document.data, pointer);
    const alsoFor = stays && isAtTop ? inheritors(parts, document, row) : [];
    placed.set(pointer, { row, pointer, value, from, environment: layer, alsoFor, hazards });
  }
  return [...placed.values()];
}

/** Whether every environment that was read and takes the value from that place should have the same. */
function agreeOn(
  parts: readonly PulledPart[],
  { pointer }: Declaration,
  { address, setting }: Row,
  value: Json,
): boolean {
  const form = (one: Json): string => JSON.stringify(normalise(setting, one));
  return parts.every(({ desired, proposals }) => {
    const own = desired.declarations.find((one) => one.address === address);
    if (own?.pointer !== pointer) return true;
    const proposal = proposals.find(({ row }) => row.address === address);
    return form(proposal?.value ?? own.value) === form(value);
  });
}

/** Where an environment, or the top of the file, would name the setting. */
export function pointerIn(environment: string | null, { section, setting }: Row): string {
  const layer = environment === null ? "" : pointerOf("/environments", environment);
  return setting.name.split(".").reduce(pointerOf, pointerOf(layer, section.name));
}

function inheritors(parts: readonly PulledPart[], document: Document, row: Row): readonly string[] {
  const read = parts.map(({ desired }) => desired.environment);
  const [first] = parts;
  return (first?.desired.environments ?? []).filter(
    (name) => !read.includes(name) && valueAt(document.data, pointerIn(name, row)) === undefined,
  );
}
