// Untrusted text on its way to a terminal, a log or a page. Escaped, never stripped: two different
// texts never look the same.

/** Control, format, separator, surrogate and private-use characters, and blanks that look like one. */
const UNSAFE =
  /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Variation_Selector}\u115F\u1160\u3164\uFFA0]|(?! )\p{Zs}/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeCharacter(character: string): string {
  const short = SHORT[character];
  if (short) return short;
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}

/** The text on one line, without characters that steer a terminal, hide or reorder. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** A JSON value on one line, safe to print; strings in double quotes. */
export function showValue(value: unknown): string {
  return escapeText(JSON.stringify(value) ?? "undefined");
}

/** Cut to a number of code points, with how much was cut. */
export function cutText(text: string, limit: number): string {
  const points = [...text];
  return points.length <= limit
    ? text
    : `${points.slice(0, limit).join("")}… (${points.length - limit} more characters)`;
}
