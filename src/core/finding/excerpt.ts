// The lines of a file beside the findings about it, for people; none that may hold a secret.

import { isRandom, redact, soundsSecret } from "../text/secret.ts";
import type { Issue, IssueCode } from "./issue.ts";

/** Of a key that the format does not have, nobody knows what its value is. */
const UNKNOWN: ReadonlySet<IssueCode> = new Set([
  "unknown_key",
  "unknown_section",
  "unknown_setting",
]);

/** Of these the value itself is what is wrong with the line. */
const NEVER: ReadonlySet<IssueCode> = new Set(["secret_value", "masked_value", "bad_character"]);

/** What is longer was not written by hand. */
const LONGEST = 1000;

/** What every file of clerkwork's says of itself. */
const OWN = /^[\s{]*["']?version["']?\s*:\s*\d+\s*(?:[,}#]|$)/m;

/**
 * The findings with their lines. A file that holds what looks like a credential shows none, nor does one
 * that is not clerkwork's: whoever may name a path must not read what stands there.
 */
export function withLines(issues: readonly Issue[], text: string): readonly Issue[] {
  if (issues.length === 0 || !OWN.test(text) || redact(text) !== text) return issues;
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  const doubtful = new Set(issues.filter(({ code }) => UNKNOWN.has(code)).map(({ at }) => at.line));
  return issues.map((issue) => {
    const line = (lines[issue.at.line - 1] ?? "").replace(/\r$/, "");
    const shown = shownOf(issue, line, doubtful.has(issue.at.line));
    return shown === undefined ? issue : { ...issue, line: shown };
  });
}

/** Undefined: nothing of the line may be shown, or nothing is there. */
function shownOf(
  { code, at, pointer }: Issue,
  line: string,
  doubtful: boolean,
): string | undefined {
  if (line.length > LONGEST || line.trim() === "") return undefined;
  if (NEVER.has(code) || isRandom(line)) return undefined;
  if (/\/extra(?:\/|$)/.test(pointer) || soundsSecret(line)) return undefined;
  if (!doubtful) return line;
  if (!UNKNOWN.has(code)) return undefined;
  // The key alone, where it stands first: before it, on one line, may be another one's value.
  const points = [...line];
  const key = /^("[^"]*"|'[^']*'|[^\s:]+):/.exec(points.slice(at.column - 1).join(""))?.[0];
  const before = points.slice(0, at.column - 1).join("");
  return key !== undefined && /^[\s-]*$/.test(before) ? `${before}${key} …` : undefined;
}
