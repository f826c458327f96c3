// Values put into a file by changing the lines that hold them and no others. Pure: text and edits in, text out, or
// what could not be edited safely. Comments, order, quotes, anchors, line ends and a byte order mark stay.

import { isMap } from "yaml";
import type { Node, YAMLMap } from "yaml";
import { composeText } from "./compose.ts";
import { saysWhatItShould } from "./edit-check.ts";
import { lostComments, type LostComment } from "./edit-comments.ts";
import { applySplices, lineStart, pairsOf, startOf, type EditedText } from "./edit-text.ts";
import { walkEdits, type Edit, type RefusedEdit } from "./edit-walk.ts";
import { openSource } from "./text.ts";

export type { Edit, LostComment, RefusedEdit };

export interface Edited {
  readonly text: string;
  readonly refused: readonly RefusedEdit[];
  /** Comments that went away with what they spoke of. */
  readonly comments: readonly LostComment[];
}

const NOT_SAFE = "the file would not read back as it should";

/**
 * The text with the edits made. `order` is the order of keys at the top and in environments: a new one stands
 * after the last that comes before it there. What can't be edited safely is refused, the rest is made.
 */
export function editText(
  content: string,
  edits: readonly Edit[],
  order: readonly string[],
): Edited {
  const once = editAll(content, edits, order);
  if (once.text !== undefined) return { ...once, text: once.text };
  // Something among them makes a text that reads back otherwise: those that do alone are left out.
  const refused = [...once.refused];
  const single = edits.filter((edit) => {
    if (refused.some((one) => one.edit === edit)) return false;
    if (editAll(content, [edit], order).text !== undefined) return true;
    refused.push({ edit, why: NOT_SAFE });
    return false;
  });
  const again = editAll(content, single, order);
  if (again.text !== undefined) return { text: again.text, refused, comments: again.comments };
  return {
    text: content,
    refused: edits.map((edit) => ({ edit, why: NOT_SAFE })),
    comments: [],
  };
}

/** `text` undefined: the splices make no text that says what was asked for. */
function editAll(
  content: string,
  edits: readonly Edit[],
  order: readonly string[],
): Omit<Edited, "text"> & { readonly text?: string } {
  const mark = content.startsWith("\uFEFF") ? "\uFEFF" : "";
  const source = openSource("", content);
  const composed = composeText(source);
  if (!composed.ok || !isMap(composed.root)) return { refused: [], comments: [] };
  const { yaml, root } = composed;
  const file: EditedText = {
    text: source.text,
    eol: source.text.includes("\r\n") ? "\r\n" : "\n",
    isJson: root.flow === true && isJson(source.text),
    step: stepOf(source.text, root),
  };
  const { splices, refused } = walkEdits(file, yaml, root, edits, order);
  const made = edits.filter((edit) => !refused.some((one) => one.edit === edit));
  const text = applySplices(file.text, splices);
  if (text === undefined || (file.isJson && !isJson(text))) return { refused, comments: [] };
  return saysWhatItShould(content, text, made)
    ? { text: `${mark}${text}`, refused, comments: lostComments(file, splices) }
    : { refused, comments: [] };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** How much deeper the first nested key stands; 2 where nothing is nested. */
function stepOf(text: string, root: YAMLMap): number {
  const column = (node: Node): number => startOf(node) - lineStart(text, startOf(node));
  for (const { key, value } of pairsOf(root)) {
    const inner = isMap(value) && value.flow !== true ? pairsOf(value)[0] : undefined;
    if (inner) return Math.max(1, column(inner.key) - column(key));
  }
  return 2;
}
