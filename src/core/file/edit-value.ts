// One value of a file put in place of another, by the kind of node that stands there.

import { isAlias, isMap, isScalar, isSeq } from "yaml";
import type { Document as YamlDocument, Node } from "yaml";
import type { Json } from "../../catalog/setting.ts";
import { quotesOf, writeInline, type Style } from "./edit-scalar.ts";
import { editSet } from "./edit-set.ts";
import {
  afterComment,
  contentEnd,
  deleteLines,
  isBlockScalar,
  itemsOf,
  itemStart,
  lineStart,
  nextLine,
  startOf,
  unsafe,
  valueSlot,
  type Attempt,
  type EditedText,
  type MapPair,
  type Splice,
} from "./edit-text.ts";

/** What is to stand at a pair. */
export interface NewValue {
  readonly value: Json;
  /** Of a list without order: what tells two items apart. */
  readonly itemKey?: ((item: Json) => string) | undefined;
}

/** The splices, and the nodes that they take away. */
export interface Replaced {
  readonly attempt: Attempt;
  readonly gone: readonly Node[];
}

export function replaceValue(
  file: EditedText,
  yaml: YamlDocument,
  pair: MapPair,
  inFlow: boolean,
  { value, itemKey }: NewValue,
): Replaced {
  const { text } = file;
  const node = pair.value;
  const slot = valueSlot(text, pair);
  if (slot === undefined) return nothing("it has no colon on its line");
  if (isSeq(node) && Array.isArray(value) && itemKey)
    return editSet(file, { seq: node, yaml, wanted: value as readonly Json[], itemKey, slot });
  const style: Style = { inFlow, isJson: file.isJson, quotes: quotesOf(node) };
  const written = writeInline(value, style);
  return !node || isAbsent(node)
    ? { attempt: [fillSlot(text, slot, written)], gone: [] }
    : replaceNode(file, node, slot, written);
}

function replaceNode(file: EditedText, node: Node, slot: number, written: string): Replaced {
  const gone = [node];
  if (isBlockScalar(node)) return { attempt: [replaceBlockScalar(file, node, written)], gone };
  if (isScalar(node) || isAlias(node) || node.flow === true) {
    const place = { start: startOf(node), end: contentEnd(file.text, node) };
    return { attempt: [{ ...place, text: written }], gone };
  }
  if (isMap(node)) return nothing("it is a block of keys");
  return { attempt: replaceBlockList(file, node, slot, written), gone };
}

function fillSlot(text: string, slot: number, written: string): Splice {
  const blank = /\s/.test(text[slot - 1] ?? "") ? "" : " ";
  return { start: slot, end: slot, text: `${blank}${written}` };
}

const nothing = (why: string): Replaced => ({ attempt: unsafe(why), gone: [] });

const isAbsent = (node: Node): boolean => isScalar(node) && node.value === null && !node.source;

/** The value goes where the header stood; the header's comment and the blank lines behind stay. */
function replaceBlockScalar({ text, eol }: EditedText, node: Node, written: string): Splice {
  const start = startOf(node);
  const end = Number(node.range?.[1]);
  const raw = text.slice(start, end);
  const comment = /^[|>][0-9+-]*([ \t]+#[^\r\n]*)?/.exec(raw)?.[1] ?? "";
  const blank = /(?:\r?\n)(?:[ \t]*\r?\n)*$/.exec(raw)?.[0] ?? "";
  // Without a line end of its own the text ended in the body.
  return {
    start,
    end,
    text: `${written}${comment}${blank === "" && end < text.length ? eol : blank}`,
  };
}

/** A list of lines becomes something else on its key's line. */
function replaceBlockList(file: EditedText, node: Node, slot: number, written: string): Attempt {
  const { text } = file;
  const lines = isSeq(node) ? itemsOf(node) : [];
  return [
    { start: slot, end: slot, text: ` ${written}` },
    ...lines.map((item) =>
      deleteLines(
        file,
        lineStart(text, itemStart(text, item)),
        nextLine(text, afterComment(text, contentEnd(text, item))),
      ),
    ),
  ];
}
