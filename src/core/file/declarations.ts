// Settings that layers of a file name: the upper layer over the lower, setting by setting.

import { EXTRA, extraSetting, type Row, type Section } from "../../catalog/resource.ts";
import type { Json, Setting } from "../../catalog/setting.ts";
import type { Position } from "../finding/position.ts";
import type { Document } from "./document.ts";
import { pointerOf } from "./pointer.ts";

/** One setting that the file names. */
export interface Declaration extends Row {
  readonly value: Json;
  readonly at: Position;
  readonly pointer: string;
  /** Of an item: the key that it may still have. */
  readonly renamedFrom?: string;
}

/** The keys of an object, as the parser gives it. */
export type Members = Readonly<Record<string, Json>>;

/** None for what is no object. */
export function membersOf(value: Json | undefined): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Members)
    : {};
}

/** The base, an environment, or a section of either: what it holds and where it stands. */
export interface Layer {
  readonly pointer: string;
  readonly members: Members;
}

/** What the layers say of one section, from the bottom up. */
export function layersOfSection(layers: readonly Layer[], name: string): readonly Layer[] {
  return layers
    .filter(({ members }) => Object.hasOwn(members, name))
    .map(({ pointer, members }) => ({
      pointer: pointerOf(pointer, name),
      members: membersOf(members[name]),
    }));
}

/** Setting by setting the upper layer over the lower; in catalog order, `extra` last. */
export function declarationsOf(
  section: Section,
  layers: readonly Layer[],
  document: Document,
): readonly Declaration[] {
  const found = new Map<string, Declaration>();
  const declare = (setting: Setting, value: Json, pointer: string): void => {
    const address = `${section.name}.${setting.name}`;
    const at = document.valueAt(pointer);
    found.set(address, { address, section, setting, value: plain(value), at, pointer });
  };
  for (const setting of section.settings) {
    for (const { pointer, members } of layers) {
      const value = members[setting.name];
      if (value !== undefined) declare(setting, value, pointerOf(pointer, setting.name));
    }
  }
  for (const { pointer, members } of layers) {
    const extraAt = pointerOf(pointer, EXTRA);
    for (const [member, value] of Object.entries(membersOf(members[EXTRA])).toSorted(byKey)) {
      declare(extraSetting(section, member), value, pointerOf(extraAt, member));
    }
  }
  return [...found.values()];
}

const byKey = ([a]: readonly [string, Json], [b]: readonly [string, Json]): number =>
  a < b ? -1 : 1;

/** The parser's objects have no prototype; from here on data is ordinary. */
export function plain(value: Json): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
