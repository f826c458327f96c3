// Where another consent goes in a file, and in which style it must be written there.

import type { Json } from "../../catalog/setting.ts";
import { showPlain } from "../text/escape.ts";
import { membersOf } from "./declarations.ts";
import type { Document, Layout } from "./document.ts";
import { pointerOf } from "./pointer.ts";

/** A consent as it is written. */
export interface WrittenConsent {
  readonly address: string;
  readonly hazard: string;
  readonly reason: string;
  readonly until: string;
}

/** Where another consent goes: with the part of the file that is meant, and with nothing beside it. */
export interface ConsentsPlace {
  /** The entry of `environments`; null: the top of the file. */
  readonly environment: string | null;
  /** Whether the part has `consents`: then only items are added, unless they must be written anew. */
  readonly what: "key" | "items";
  /**
   * `end`: behind everything; `before`, `below`: at that line, as lines of their own; `replace`: in place of the key
   * with its value, up to `lastLine`; `behind`: right behind the bracket at line and column; `split`: in place of that
   * line, between its two halves; `alias`: nowhere, before the alias at that line is written out.
   */
  readonly how: "end" | "before" | "below" | "replace" | "behind" | "split" | "alias";
  /** From 1. */
  readonly line: number;
  /** From 1, in code points. */
  readonly column: number;
  readonly lastLine: number;
  /** Whether it stands in brackets, where JSON is written. */
  readonly inFlow: boolean;
  /** Blanks before each line. */
  readonly indent: number;
  /** Whether nothing follows inside the bracket, so that no comma may. */
  readonly isAlone: boolean;
  /** Whether the line before it has no end, so that an empty one must come first. */
  readonly needsBreak: boolean;
  /** Of what is replaced: the entries that must be written again. */
  readonly kept: readonly WrittenConsent[];
  /** Of what is replaced: the name that aliases use for it. */
  readonly anchor?: string;
  /** Of a line that is split: what stands up to the bracket, and what stands behind it. */
  readonly halves?: readonly [before: string, after: string];
  /** Whether what stands behind it may begin a line. */
  readonly isFree: boolean;
  /** Of an alias: the key that it is the value of. */
  readonly alias?: string;
  /** Other environments that are aliases of this one: what it says holds for them too. */
  readonly sharedWith: readonly string[];
}

/** As narrow as the file allows: in the environment that is planned. */
export function consentsPlaceOf(document: Document, environment: string | null): ConsentsPlace {
  if (environment === null) return placeIn(document, "", null);
  const pointer = pointerOf("/environments", environment);
  const alias = ["/environments", pointer].find((one) => document.layoutAt(one)?.kind === "alias");
  if (alias === undefined) return placeIn(document, pointer, environment);
  const { line, column } = document.keyAt(alias);
  const key = alias === pointer ? `environments.${environment}` : "environments";
  return { ...NOWHERE, environment, how: "alias", line, alias: key, indent: column - 1 + STEP };
}

/** Blanks that a level of nesting takes where nothing shows how many. */
const STEP = 2;

function placeIn(document: Document, pointer: string, environment: string | null): ConsentsPlace {
  const layer = document.layoutAt(pointer);
  const members = membersOf(valueAt(document, environment));
  const inFlow = layer?.kind === "flow";
  const indent = inFlow ? blockAround(document, environment) + STEP : columnOf(layer);
  const sharedWith = sharersOf(document, [pointer, pointerOf(pointer, "consents")], environment);
  const base = { ...NOWHERE, environment, inFlow, indent, sharedWith };
  if (Object.hasOwn(members, "consents"))
    return { ...base, ...besideOthers(document, pointer, members["consents"], base) };
  if (inFlow) return { ...base, ...behind(document, layer, Object.keys(members).length === 0) };
  const key = document.keyAt(pointer).line;
  if (environment !== null) return { ...base, how: "below", line: key };
  return document.endLine === null
    ? { ...base, needsBreak: !document.endsWithBreak }
    : { ...base, how: "before", line: document.endLine };
}

/** Behind everything, in the first column. */
export const NOWHERE: ConsentsPlace = {
  environment: null,
  what: "key",
  how: "end",
  line: 1,
  column: 1,
  lastLine: 1,
  inFlow: false,
  indent: 0,
  isAlone: false,
  needsBreak: false,
  kept: [],
  isFree: true,
  sharedWith: [],
};

const valueAt = ({ data }: Document, environment: string | null): Json | undefined =>
  environment === null ? data : membersOf(membersOf(data)["environments"])[environment];

const columnOf = (layout: Layout | undefined): number => (layout?.start.column ?? 1) - 1;

/** The blanks before the innermost block around an environment's value, or around the file's. */
function blockAround(document: Document, environment: string | null): number {
  if (environment === null) return 0;
  const block = ["/environments", ""]
    .map((pointer) => document.layoutAt(pointer))
    .find((layout) => layout?.kind === "block");
  return columnOf(block);
}

/** The environments for which another one stands, or its list: what is added there holds for them too. */
function sharersOf(
  document: Document,
  pointers: readonly string[],
  environment: string | null,
): readonly string[] {
  const anchors = pointers.flatMap((one) => document.layoutAt(one) ?? []).flatMap(anchorOf);
  if (anchors.length === 0) return [];
  return Object.keys(membersOf(membersOf(document.data)["environments"])).filter((name) => {
    const other = pointerOf("/environments", name);
    return [other, pointerOf(other, "consents")].some((one) => {
      const layout = document.layoutAt(one);
      const isAlias = layout?.kind === "alias" && layout.anchor !== undefined;
      return name !== environment && isAlias && anchors.includes(layout.anchor);
    });
  });
}

/** The name that aliases use for what is written there. */
const anchorOf = ({ kind, anchor }: Layout): readonly string[] =>
  kind === "alias" || anchor === undefined ? [] : [anchor];

/** Nothing that a log or a shell could take for anything but this text. */
const isPlain = (text: string): boolean => showPlain(text) === text;

/**
 * Behind a bracket. Lines are pasted whole, with their ends: within a block, what then stands at the start of a line
 * would no longer belong to the bracket, so that the line of the bracket is written anew.
 */
function behind(
  document: Document,
  { start: { line, column } }: Layout,
  isAlone: boolean,
): Pick<ConsentsPlace, "how" | "line" | "column" | "isAlone" | "isFree" | "halves"> {
  const written = [...document.textOf(line)];
  const before = written.slice(0, column).join("");
  const after = written.slice(column).join("").trimStart();
  const isFree = document.layoutAt("")?.kind === "flow";
  const place = { line, column, isAlone, isFree };
  if (after === "" || after.startsWith("#")) return { ...place, how: "below" };
  return isFree || !isPlain(before + after)
    ? { ...place, how: "behind" }
    : { ...place, how: "split", halves: [before, after] };
}

function besideOthers(
  document: Document,
  parent: string,
  entries: Json | undefined,
  { inFlow, indent }: Pick<ConsentsPlace, "inFlow" | "indent">,
): Partial<ConsentsPlace> {
  const pointer = pointerOf(parent, "consents");
  const list = document.layoutAt(pointer);
  const key = document.keyAt(pointer);
  const kept = (Array.isArray(entries) ? entries : []) as unknown as readonly WrittenConsent[];
  if (list?.kind === "block")
    return { what: "items", how: "below", line: key.line, indent: columnOf(list) };
  if (list?.kind === "flow" && inFlow)
    return { what: "items", indent: indent + STEP, ...behind(document, list, kept.length === 0) };
  return {
    how: "replace",
    ...key,
    lastLine: list?.end.line ?? key.line,
    kept,
    ...(list === undefined ? {} : anchorOf(list).map((anchor) => ({ anchor }))[0]),
  };
}
