// Promote: the values of one side of a comparison, where they differ, as edits of the other's overlay in its file.
// Settings and items: never a pin, a consent or an exception.

import type { Row } from "../catalog/resource.ts";
import type { Json } from "../catalog/setting.ts";
import type { Declaration, Desired } from "../core/file/desired.ts";
import type { Document } from "../core/file/document.ts";
import { valueAt } from "../core/file/pointer.ts";
import { leftOut, type LeftOut } from "../core/finding/left-out.ts";
import type { Difference } from "../core/plan/allowed.ts";
import { areOne } from "../core/plan/pulled.ts";
import { sameValue } from "../core/value/compare.ts";
import type { InstanceType, Reading } from "../core/value/reading.ts";
import type { Compared, DeclaredSide } from "./compare.ts";
import { pointerIn, type PlacedEdit } from "./pull-places.ts";
import type { Proposal, Skipped } from "./pull-proposal.ts";
import { dangers, declaredReadings, together, type HazardsByAddress } from "./promote-dangers.ts";
import { promoteItems, type PromoteOptions } from "./promote-items.ts";

import { pullLive, whyNotSaid, type PullOptions } from "./pull.ts";

export type { PromoteOptions };

/** What the second side's part of the file gets. */
export interface Promoted {
  readonly placed: readonly PlacedEdit[];
  readonly skipped: readonly Skipped[];
  /** What the edits will endanger when they are applied, by address. */
  readonly hazards: HazardsByAddress;
}

/** `document` is the file of the second side, which is an entry of its environments. */
export function promote(
  compared: Compared,
  [a, b]: readonly [DeclaredSide, DeclaredSide],
  document: Document,
  options: PromoteOptions,
): Promoted {
  const { environment } = b.desired;
  const type = compared.b.type;
  const proposals: Proposal[] = [];
  const skipped: Skipped[] = [];
  for (const difference of compared.differences.filter((one) => !one.row.item)) {
    const { row, declared } = nameIn(b.desired, difference.row);
    const found = valueFor(difference, a);
    const why =
      found === undefined
        ? leftOut("not_in_source", { source: a.name })
        : whyLeft(found, difference, { row, declared }, compared, b.desired, options);
    if (why || found === undefined)
      skipped.push({
        address: row.address,
        environment,
        why: why ?? leftOut("not_in_source", { source: a.name }),
      });
    else proposals.push({ row, environment, declared, value: found });
  }
  const agreeing = proposals.filter((one) => {
    const other = contradicted(one, proposals, b.desired);
    if (other)
      skipped.push({
        address: one.row.address,
        environment,
        why: leftOut("must_agree", { other }),
      });
    return other === undefined;
  });
  const placed = agreeing.map(({ row, value }): PlacedEdit => {
    const pointer = pointerIn(environment, row);
    const from = valueAt(document.data, pointer);
    return { row, pointer, value, from, environment, alsoFor: [] };
  });
  const lists = promoteItems(compared, [a, b], document, options);
  const readings = compared.readings ?? declaredReadings(b.desired);
  const moving = [...agreeing, ...lists.placed.flatMap(({ items }) => items)];
  const hazards = dangers(moving, readings, type, b.desired, options.today);
  return {
    placed: [...placed, ...lists.placed.map(({ edit }) => edit)],
    skipped: [...skipped, ...lists.skipped],
    hazards: new Map([
      ...hazards,
      ...lists.placed.map(
        ({ edit, items }) => [edit.row.address, together(items, hazards)] as const,
      ),
    ]),
  };
}

/** A setting by the name that the file has for it. */
function nameIn(
  { declarations }: Desired,
  row: Row,
): { readonly row: Row; readonly declared: Declaration | undefined } {
  const declared =
    declarations.find(({ address }) => address === row.address) ??
    declarations.find((one) => areOne(one, row));
  if (!declared) return { row, declared };
  const { address, section, setting, of } = declared;
  return { row: { address, section, setting, ...(of ? { of } : {}) }, declared };
}

/** As the first side's file writes it, where it does; undefined: it does not name the setting. */
function valueFor({ row, a: held }: Difference, a: DeclaredSide): Json | undefined {
  if (held.kind !== "value") return undefined;
  const own = a.desired.declarations.find(({ address }) => address === row.address);
  return own && sameValue(own.setting, own.value, held.value) ? own.value : held.value;
}

/** Why a value is not written; undefined: it is. */
function whyLeft(
  value: Json,
  { row: found, allowed }: Difference,
  { row, declared }: ReturnType<typeof nameIn>,
  { live, b: { type } }: Compared,
  { apiVersion }: Desired,
  options: PromoteOptions,
): LeftOut | undefined {
  const { setting } = row;
  if (allowed && options.only?.includes(row.address) !== true)
    return leftOut("may_differ", { where: `${allowed.at.file}:${allowed.at.line}` });
  if (setting.ofOneInstance || found.setting.ofOneInstance) return leftOut("own_id", {});
  if (declared && sameValue(setting, declared.value, value)) return leftOut("said_already", {});
  // What the file does not say, any instance that has the setting may be.
  const typed = type ?? setting.environment ?? "production";
  return declared || !live
    ? whyNotSaid(row, value, typed, apiVersion, options)
    : whyNotAdded(row, value, typed, apiVersion, options);
}

/** Why a live value is not added that the file does not name, such as one that may be a resolved form. */
function whyNotAdded(
  row: Row,
  value: Json,
  type: InstanceType,
  apiVersion: Desired["apiVersion"],
  options: PullOptions,
): LeftOut | undefined {
  const reading: Reading = { known: true, value, source: "backend_api" };
  const shown = { readings: new Map([[row.address, reading]]), roles: null };
  const [pulled] = pullLive([row], shown, type, apiVersion, options);
  return pulled?.kind === "left_out" ? pulled.why : undefined;
}

/** A setting that the file names and that must have the same value, where it will not; undefined: none. */
function contradicted(
  { row: { address, setting }, value }: Proposal,
  proposals: readonly Proposal[],
  { declarations }: Desired,
): string | undefined {
  const other = declarations.find(
    (one) => one.setting.agreesWith === address || setting.agreesWith === one.address,
  );
  if (!other) return undefined;
  const proposal = proposals.find(({ row }) => row.address === other.address);
  return sameValue(setting, proposal?.value ?? other.value, value) ? undefined : other.address;
}
