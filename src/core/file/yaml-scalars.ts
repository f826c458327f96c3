// One YAML scalar to the plain value that it stands for: what is ambiguous, inexact or unsafe is
// reported and becomes null.

import type { Scalar } from "yaml";
import type { Json } from "../../catalog/setting.ts";
import type { IssueArgs, IssueCode } from "../finding/issue.ts";
import { codePointOf, LIMITS } from "./text.ts";

/** Reports a finding about one value, and stands in for the value. */
export type Reject = <Code extends IssueCode>(code: Code, args: IssueArgs<Code>) => null;

export function readScalar({ value, source: written = "" }: Scalar, reject: Reject): Json {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") return readNumber(value, written, reject);
  // The core schema has no other scalar.
  return readText(String(value), reject);
}

/** Only numbers in their plain decimal form, which survive being read and written. */
function readNumber(value: number, written: string, reject: Reject): Json {
  const whole = /^-?(?:0|[1-9]\d*)$/.test(written);
  const exact = whole ? Number.isSafeInteger(value) && written !== "-0" : Number.isFinite(value);
  if (!exact) return reject("inexact_number", { source: written });
  return whole || /^-?(?:0|[1-9]\d*)\.\d*[1-9]$/.test(written)
    ? value
    : reject("unclear_number", { source: written, plain: String(value) });
}

function readText(value: string, reject: Reject): Json {
  if (Buffer.byteLength(value) > LIMITS.stringBytes) {
    return reject("long_string", { limit: LIMITS.stringBytes });
  }
  // An escape can bring in what the raw text may not hold.
  const control = /(?![\n\t])\p{Cc}/u.exec(value)?.[0];
  if (control !== undefined) return reject("bad_character", { character: codePointOf(control) });
  return value.isWellFormed()
    ? value
    : reject("bad_character", { character: "half of a surrogate pair" });
}
