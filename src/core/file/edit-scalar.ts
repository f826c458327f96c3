// Values as they are written into a file: in the quotes that stand there, and plain only where YAML reads it back.

import { Document, isScalar, YAMLSeq } from "yaml";
import type { Node } from "yaml";
import type { Json } from "../../catalog/setting.ts";

/** How a value is written. */
export interface Style {
  /** Inside `[…]` or `{…}`. */
  readonly inFlow: boolean;
  readonly isJson: boolean;
  /** `plain` falls back to double quotes where it must. */
  readonly quotes: "plain" | "single" | "double";
}

/** The quotes of the scalar that stands there; plain for anything else. */
export function quotesOf(node: Node | null | undefined): Style["quotes"] {
  if (!isScalar(node)) return "plain";
  if (node.type === "QUOTE_SINGLE") return "single";
  return node.type === "QUOTE_DOUBLE" ? "double" : "plain";
}

/** Characters that no line may hold raw, or that an eye can't see. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u;

const unitEscape = (character: string): string =>
  Array.from({ length: character.length }, (_, index) =>
    character.charCodeAt(index).toString(16).padStart(4, "0"),
  )
    .map((unit) => `\\u${unit}`)
    .join("");

const doubleQuoted = (text: string): string =>
  JSON.stringify(text).replace(new RegExp(HIDDEN, "gu"), unitEscape);

/** Whether the library, asked to write the text there, would leave it without quotes. */
function isLeftPlain(text: string, inFlow: boolean): boolean {
  const yaml = new Document(inFlow ? [text] : { k: text }, { schema: "core" });
  if (yaml.contents instanceof YAMLSeq) yaml.contents.flow = true;
  const written = yaml.toString({ lineWidth: 0, blockQuote: false, flowCollectionPadding: false });
  return written === (inFlow ? `[${text}]\n` : `k: ${text}\n`);
}

function writeText(text: string, { inFlow, isJson, quotes }: Style): string {
  if (isJson || quotes === "double" || HIDDEN.test(text)) return doubleQuoted(text);
  if (quotes === "single") return `'${text.replaceAll("'", "''")}'`;
  return isLeftPlain(text, inFlow) ? text : doubleQuoted(text);
}

/** Any value on one line. */
export function writeInline(value: Json, style: Style): string {
  if (typeof value === "string") return writeText(value, style);
  if (typeof value !== "object" || value === null) return String(value);
  const inside: Style = { ...style, inFlow: true };
  if (Array.isArray(value))
    return `[${(value as readonly Json[]).map((item) => writeInline(item, inside)).join(", ")}]`;
  const members = Object.entries(value).map(
    ([key, item]) => `${writeKey(key, inside)}: ${writeInline(item, inside)}`,
  );
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

export const writeKey = (key: string, style: Style): string => writeText(key, style);

const WIDTH = 80;
/** Items up to so long stand side by side, as codes do. */
const SHORT = 6;

/**
 * `key: value` as lines of a block: a list that fits on none stands below its key, short items side by side,
 * longer ones a line each.
 */
export function writeLines(
  key: string,
  value: Json,
  indent: string,
  style: Style,
): readonly string[] {
  const head = `${indent}${writeKey(key, style)}:`;
  const line = `${head} ${writeInline(value, style)}`;
  if (!Array.isArray(value) || line.length <= WIDTH) return [line];
  const inside: Style = { ...style, inFlow: true };
  const items = (value as readonly Json[]).map((item) => writeInline(item, inside));
  if (items.some((item) => item.length > SHORT))
    return [
      head,
      ...(value as readonly Json[]).map((item) => `${indent}  - ${writeInline(item, style)}`),
    ];
  return [head, `${indent}  [`, ...sideBySide(items, `${indent}    `), `${indent}  ]`];
}

/** Items on lines of some width, each behind the indent and with its comma. */
export function sideBySide(items: readonly string[], indent: string): readonly string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    const longer = last === undefined ? undefined : `${last} ${item},`;
    if (longer === undefined || longer.length > WIDTH) lines.push(`${indent}${item},`);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
