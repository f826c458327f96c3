// Pull into a file that is there: which of its values differ from the instance, and where each would be written.

import type { Row } from "../catalog/resource.ts";
import type { Json } from "../catalog/setting.ts";
import type { InstancePort } from "../clerk/instance.ts";
import type { Declaration, Desired } from "../core/file/desired.ts";
import { leftOut, type LeftOut } from "../core/finding/left-out.ts";
import { madeByHand } from "../core/plan/drift.ts";
import { areOne, asWritten } from "../core/plan/pulled.ts";
import { sameValue } from "../core/value/compare.ts";
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
  const propose = (
    row: Row,
    value: Json,
    declared?: Declaration,
    hazards?: Hazards,
    steps?: readonly string[],
  ): void => {
    const why =
      whyNotSaid(row, value, type, apiVersion, options) ??
      contradicts(row, value, whole, found.live.readings);
    if (why) (declared ? refused : skipped).push({ address: row.address, environment, why });
    else
      proposals.push({ row, environment, declared, value, hazards, ...(steps ? { steps } : {}) });
  };
  const moved = found.moves.filter(({ row }) => !row.item);
  for (const { change, row } of madeByHand(moved, type, found.live)) {
    const declared = desired.declarations.find(({ address }) => address === row.address);
    if (!change.from.known) continue;
    propose(row, asWritten(row.setting, change.from.value), declared, change.hazards);
  }
  const items = proposeItems(whole, policies, found.live.lists, options.add);
  skipped.push(...items.skipped);
  for (const one of items.proposals) {
    if (one.removes) proposals.push(one);
    else propose(one.row, one.value, one.declared, undefined, one.steps);
  }
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
