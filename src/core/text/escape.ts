// Untrusted text on its way to a terminal, a log or a page. Escaped, never stripped: two different
// texts never look the same.

/** Control, format, separator, surrogate and private-use characters, and blanks that look like one. */
const UNSAFE =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Variation_Selector}\u115F\u1160\u3164\uFFA0]|(?! )\p{Zs}/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeCharacter(character: string): string {
  const short = SHORT[character];
  if (short) return short;
  const code = Number(character.codePointAt(0));
  // Stryker disable next-line EqualityOperator: U+0100 is a letter, which is never escaped
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}

/** The runner of GitHub Actions takes `::command::` and `##[command]` in a log as orders. */
const ORDERS: readonly (readonly [order: string, broken: string])[] = [
  ["::", ":\\x3a"],
  ["##[", "#\\x23["],
];

/** The second character of an order, escaped: what the runner takes must not stand together. */
export const breakOrder = (character: string): string =>
  `\\x${character.charCodeAt(0).toString(16)}`;

/** The same for text whose backslashes are escaped already, such as JSON. */
export function escapeQuoted(text: string): string {
  let safe = text.replace(UNSAFE, escapeCharacter);
  for (const [order, broken] of ORDERS) safe = safe.replaceAll(order, broken);
  return safe;
}

/** The text on one line, without characters that steer a terminal, hide, reorder or give orders. */
export function escapeText(text: string): string {
  return escapeQuoted(text.replaceAll("\\", "\\\\"));
}

/**
 * A path or a sentence with one, to read and to copy: as it is where nothing in it must be escaped, so that
 * `C:\folder` stays a path. A text that was escaped may look like another one that holds backslashes.
 */
export function showPlain(text: string): string {
  return escapeQuoted(text) === text ? text : escapeText(text);
}

/** A JSON value on one line, safe to print; strings in double quotes. */
export function showValue(value: unknown): string {
  return escapeQuoted(JSON.stringify(value) ?? "undefined");
}

/** A JSON document, indented, that is safe in a log: unsafe characters in JSON's own escapes. */
export const showDocument = (value: unknown): string => `${safeJson(value, 2)}\n`;

/** The same on one line. */
export const showRecord = (value: unknown): string => `${safeJson(value)}\n`;

function safeJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent)
    .replaceAll("##[", "\\u0023#[")
    .replace(UNSAFE, (character) =>
      character === "\n"
        ? character
        : [...Array(character.length).keys()]
            .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`)
            .join(""),
    );
}

/** Cut to a number of code points, with how much was cut. */
export function cutText(text: string, limit: number): string {
  const points = [...text];
  return points.length <= limit
    ? text
    : `${points.slice(0, limit).join("")}… (${points.length - limit} more characters)`;
}
