// Why a setting of an instance is not written into a file: a closed table with typed arguments.

import { UNREADABLE, type Unreadable } from "../value/reading.ts";
import type { ArgsOf } from "./sentence.ts";

const LEFT_OUT = {
  unreadable: (a: { why: Unreadable }) =>
    a.why === "write_only" ? `${UNREADABLE.write_only} (write-only)` : UNREADABLE[a.why],
  may_be_resolved: (a: { shown: string }) =>
    `Clerk shows ${a.shown}, which may be a resolved form of another pin`,
  deprecated: (a: { why: string; shown: string }) => `deprecated, ${a.why}; Clerk has ${a.shown}`,
  other_type: (a: { needed: string }) => `${a.needed} instances only`,
  secret: () => "its value looks like a credential, which never stands in the file",
  not_set: () => "not set on the instance, and a file can't say that",
  not_accepted: (a: { why: string }) => `the file can't say what Clerk has: ${a.why}`,
  must_agree: (a: { other: string }) =>
    `${a.other} must agree with it, and nothing shows its value: change both by hand`,
  not_named: () => "the file does not declare it: --add takes it in",
  not_in_source: (a: { source: string }) => `${a.source} does not name it`,
  may_differ: (a: { where: string }) =>
    `may differ by ${a.where}; --only with its address takes it`,
  own_id: () => "the file names it by an id, and ids are each instance's own",
  not_there: (a: { source: string }) =>
    `not on ${a.source}, and nothing is taken away: name under absent what is to be deleted`,
  not_asked: (a: { collection: string }) =>
    `may name a person: --only ${a.collection} takes such keys into the file`,
  said_absent: () => "the file says absent; --only with its address says present instead",
  said_already: () => "the file says so already; apply sends it",
  ignored: (a: { until: string }) => `an entry of ignore leaves it alone until ${a.until}`,
} as const;

export type LeftOutCode = keyof typeof LEFT_OUT;

export const LEFT_OUT_CODES = Object.keys(LEFT_OUT) as readonly LeftOutCode[];

export interface LeftOut {
  readonly code: LeftOutCode;
  readonly says: string;
}

export function leftOut<Code extends LeftOutCode>(
  code: Code,
  args: ArgsOf<(typeof LEFT_OUT)[Code]>,
): LeftOut {
  const say = LEFT_OUT[code] as (args: unknown) => string;
  return { code, says: say(args) };
}
