// Where in a file each value of a pull goes.

import type { Row } from "../catalog/resource.ts";
import type { Json } from "../catalog/setting.ts";
import type { Declaration } from "../core/file/desired.ts";
import type { Document } from "../core/file/document.ts";
import { pointerOf, valueAt } from "../core/file/pointer.ts";
import { normalise } from "../core/value/compare.ts";
import type { PulledPart } from "./pull-edits.ts";
import type { Hazards } from "./pull-proposal.ts";

/** A value and the place in the file that gets it. */
export interface PlacedEdit {
  readonly row: Row;
  readonly pointer: string;
  readonly value: Json;
  /** The place is taken out. */
  readonly removes?: true;
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
  for (const { row, environment, declared, value, hazards, steps, removes } of all) {
    const isAtTop = declared !== undefined && !declared.pointer.startsWith("/environments/");
    const stays = declared !== undefined && (!isAtTop || agreeOn(parts, declared, row, value));
    const layer = stays && isAtTop ? null : environment;
    const pointer = stays ? declared.pointer : pointerIn(environment, row, steps);
    const from = valueAt(document.data, pointer);
    const alsoFor = stays && isAtTop ? inheritors(parts, document, row) : [];
    const edit = { row, pointer, value, from, environment: layer, alsoFor, hazards };
    placed.set(pointer, removes ? { ...edit, removes } : edit);
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
export function pointerIn(
  environment: string | null,
  row: Row,
  steps: readonly string[] = stepsTo(row),
): string {
  const layer = environment === null ? "" : pointerOf("/environments", environment);
  return steps.reduce(pointerOf, pointerOf(layer, row.section.name));
}

/** Where below its section a row stands. */
const stepsTo = ({ setting, item, of }: Row): readonly string[] => {
  if (of) return ["present", of.key, of.member];
  return item ? ["present", item.key] : setting.name.split(".");
};

function inheritors(parts: readonly PulledPart[], document: Document, row: Row): readonly string[] {
  const read = parts.map(({ desired }) => desired.environment);
  const [first] = parts;
  return (first?.desired.environments ?? []).filter(
    (name) => !read.includes(name) && valueAt(document.data, pointerIn(name, row)) === undefined,
  );
}
