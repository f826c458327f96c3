// Lists without order, edited item by item: what stays keeps its place, its quotes and its comments.

import { isAlias, isScalar } from "yaml";
import type { Document as YamlDocument, Node, YAMLSeq } from "yaml";
import type { Json } from "../../catalog/setting.ts";
import { editFlowSet, type SetChange } from "./edit-flow-set.ts";
import { quotesOf, writeInline } from "./edit-scalar.ts";
import {
  afterComment,
  contentEnd,
  deleteLines,
  insertLines,
  isBlockScalar,
  isUnsafe,
  itemsOf,
  itemStart,
  lineStart,
  nextLine,
  startOf,
  unsafe,
  type Attempt,
  type EditedText,
  type Splice,
} from "./edit-text.ts";

/** A list in the file and what it should hold. */
export interface SetEdit {
  readonly seq: YAMLSeq;
  readonly yaml: YamlDocument;
  readonly wanted: readonly Json[];
  /** What tells two items apart. */
  readonly itemKey: (item: Json) => string;
  /** Behind the key's colon and anchor: where ` []` stands once nothing is left. */
  readonly slot: number;
}

/** The splices; with them the items that go, for what else in the file refers to them. */
export function editSet(
  file: EditedText,
  edit: SetEdit,
): { readonly attempt: Attempt; readonly gone: readonly Node[] } {
  const { seq, yaml, wanted, itemKey } = edit;
  const items = itemsOf(seq);
  const keys = items.map((item) => itemKey(valueOf(item, yaml)));
  const wantedKeys = new Set(wanted.map(itemKey));
  const removed = new Set(
    keys.flatMap((key, index) =>
      wantedKeys.has(key) && keys.indexOf(key) === index ? [] : [index],
    ),
  );
  const isFlow = seq.flow === true;
  const style = { inFlow: isFlow, isJson: file.isJson };
  const like = (item: Json, node: Node | undefined): string =>
    writeInline(item, { ...style, quotes: quotesOf(node) });
  const last = items.findLast((item) => isScalar(item));
  const added = wanted.filter((item) => !keys.includes(itemKey(item)));
  const change: SetChange = {
    removed,
    added: added.map((item) => like(item, last)),
    addedAs: (index, node) => like(added[index] ?? null, node),
  };
  if (removed.size === 0 && added.length === 0) return { attempt: [], gone: [] };
  const gone = items.filter((_, index) => removed.has(index));
  const attempt = isFlow ? editFlowSet(file, seq, change) : editBlockSet(file, edit, change);
  return { attempt, gone };
}

function valueOf(node: Node, yaml: YamlDocument): Json {
  const target = isAlias(node) ? node.resolve(yaml) : node;
  return isScalar(target) ? (target.value as Json) : JSON.stringify(target?.toJSON() ?? null);
}

function editBlockSet(file: EditedText, { seq, slot }: SetEdit, change: SetChange): Attempt {
  const items = itemsOf(seq);
  const { removed, added } = change;
  const [only] = removed;
  const replaced = only === undefined ? undefined : items[only];
  if (removed.size === 1 && added.length === 1 && replaced && !isBlockScalar(replaced))
    return [replaceItem(file, replaced, change.addedAs(0, replaced))];

  const deletions = [...removed].map((index) => deleteItem(file, items[index] as Node));
  const failed = deletions.find(isUnsafe);
  if (failed) return failed;
  const splices = deletions.flatMap((one) => (isUnsafe(one) ? [] : one));
  if (added.length > 0) return [...splices, ...appendItems(file, items, added)];
  return removed.size < items.length
    ? splices
    : [{ start: slot, end: slot, text: " []" }, ...splices];
}

/** In its place; a comment that spoke of it goes with it. */
function replaceItem({ text }: EditedText, item: Node, by: string): Splice {
  return { start: startOf(item), end: afterComment(text, contentEnd(text, item)), text: by };
}

function deleteItem(file: EditedText, item: Node): Attempt {
  const start = lineStart(file.text, itemStart(file.text, item));
  const dash = file.text.slice(start, itemStart(file.text, item));
  if (!/^ *-[ \t]+$/.test(dash)) return unsafe("an item of it shares its line with something else");
  return [deleteLines(file, start, nextLine(file.text, contentEnd(file.text, item)))];
}

function appendItems(
  file: EditedText,
  items: readonly Node[],
  added: readonly string[],
): readonly Splice[] {
  const last = items.at(-1);
  if (!last) return [];
  const start = itemStart(file.text, last);
  const dash = file.text.slice(lineStart(file.text, start), start);
  const at = nextLine(file.text, contentEnd(file.text, last));
  return [
    insertLines(
      file,
      at,
      added.map((item) => `${dash}${item}`),
    ),
  ];
}
