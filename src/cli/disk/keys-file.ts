// The file of --keys-file: NAME=VALUE lines, of which none may be left out without a word, and none be taken for another.

import { readVariables, unreadable, valueIn, variablesIn, type Variables } from "./dotenv.ts";

/** `named`: how the file came to be named. Throws a `Failure` (exit 3), which holds no text of the file but names. */
export function readKeys(path: string, named: string): Variables {
  const text = readVariables(path, named);
  const wrong = wrongIn(text);
  if (wrong !== undefined) throw unreadable(path, named, wrong);
  return variablesIn(text);
}

/** What begins like a key is one that stands without its name. */
const ENTRY = /^\s*(?:export\s+)?(?!sk_(?:test|live)_)([A-Za-z_][\w.-]*)\s*=\s*(.*)$/;
const NOTHING = /^\s*(?:#.*)?$/;

/** Undefined: nothing is wrong. */
function wrongIn(text: string): string | undefined {
  const seen = new Map<string, { readonly line: number; readonly value: string | undefined }>();
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  for (let index = 0; index < lines.length; index += 1) {
    const first = lines[index] ?? "";
    if (NOTHING.test(first)) continue;
    const line = index + 1;
    const [, name, begun = ""] = ENTRY.exec(first) ?? [];
    if (name === undefined) return `line ${line} is no NAME=VALUE`;
    const last = endOf(lines, index, begun);
    const value = valueIn(variablesIn(lines.slice(index, last + 1).join("\n")), name);
    const other = seen.get(name);
    if (other && other.value !== value)
      return `${name} has one value in line ${other.line} and another in line ${line}`;
    seen.set(name, other ?? { line, value });
    index = last;
  }
  return undefined;
}

/** Where a value ends: in its own line, or with the quote that it begins with. */
function endOf(lines: readonly string[], from: number, begun: string): number {
  const [quote] = /^["'`]/.exec(begun) ?? [];
  if (quote === undefined || begun.includes(quote, 1)) return from;
  const last = lines.findIndex((line, index) => index > from && line.includes(quote));
  return last < 0 ? from : last;
}
