// What a plan says beside its changes: a closed table with typed arguments.

import { templateOf, type ArgsOf } from "./sentence.ts";

const WARNINGS = {
  consent_expired: (a: { hazard: string; where: string; until: string }) =>
    `the consent to ${a.hazard} in ${a.where} ran out on ${a.until}`,
  consent_unmatched: (a: { hazard: string; where: string }) =>
    `no change needs the consent to ${a.hazard} in ${a.where}`,
  consent_ends_soon: (a: { where: string; until: string; when: string }) =>
    `the consent in ${a.where} ends ${a.when}, on ${a.until}`,
  consent_repeated: (a: { hazard: string; where: string; first: string }) =>
    `the consent to ${a.hazard} in ${a.where} stands in ${a.first} too: keep one`,
  ignore_repeated: (a: { where: string; first: string }) =>
    `the exception in ${a.where} stands in ${a.first} too: keep one`,
  ignore_ends_soon: (a: { where: string; until: string; when: string }) =>
    `the exception in ${a.where} ends ${a.when}, on ${a.until}: after that day it is an error`,
  allowed_expired: (a: { where: string; until: string }) =>
    `may no longer differ: what ${a.where} allows ended on ${a.until}`,
  allowed_ends_soon: (a: { where: string; until: string; when: string }) =>
    `may differ by ${a.where} until ${a.until}, which is ${a.when}: after that day it counts`,
  allowed_unmatched: (a: { where: string; a: string; b: string }) =>
    `${a.where} allows it to differ, and it is the same in ${a.a} and ${a.b}: the entry is not needed`,
  allow_unmatched: (a: { flag: string }) => `no change needs ${a.flag}`,
  ignore_unmatched: (a: { where: string; why: string }) =>
    `nothing to ignore for ${a.where}: ${a.why}`,
  empty_section: (a: { section: string }) =>
    `the section ${a.section} names no setting, so nothing in it is managed`,
  nothing_declared: (a: { file: string; part: string }) =>
    `${a.file} declares no setting${a.part}, so nothing is managed and nothing is watched`,
  no_effect: (a: { what: string; needed: string; shown: string }) =>
    `has an effect only while the ${a.what} is ${a.needed}, and it is ${a.shown}`,
  unwritten_items: (a: { items: string }) =>
    `Clerk also shows ${a.items}, which the file does not name: the whole list is replaced, and Clerk does not document what becomes of it`,
  long_remembered: (a: { since: string; days: number }) =>
    `settled by the receipt since ${a.since}, ${a.days} days ago, and nothing shows whether it still holds: an apply without --receipt sends it again`,
  section_not_named: (a: { section: string }) =>
    `the file says nothing of ${a.section} here, so nothing in it is managed`,
  not_in_plan: () => "differs now, but is not in the plan: left alone",
  already_applied: () => "the saved plan was applied already: everything is as it planned",
  not_reversible: (a: { why: string }) => `can't be taken back: ${a.why}`,
  changed_since: (a: { written: string; shown: string }) =>
    `left alone: the receipt's apply wrote ${a.written}, and somebody else or a later apply made it ${a.shown}`,
  no_secret_key: (a: { variable: string }) =>
    `no ${a.variable}, so the live state was not read: check the secrets of the job's environment`,
  offline_flag_left: (a: { flag: string }) =>
    `${a.flag} is left out: it needs the live state, which was not read`,
  offline_no_base: (a: { why: string }) =>
    `nothing to compare the file with (${a.why}): what it declares is listed`,
  offline_other_target: (a: { base: string }) =>
    `${a.base} means another instance, so its values say nothing of this one: what the file declares is listed`,
  offline_type_not_known: () =>
    "the file does not say of which type the instance is: hazards are weighed as on production",
  gone_already: (a: { collection: string; items: string; are: string }) =>
    `${a.collection}: ${a.items} under absent ${a.are} gone already`,
  others_write: (a: { collection: string; what: string; several: string }) =>
    `${a.collection}: ${a.what}, and unlisted: delete takes away such ${a.several}`,
  held_by: (a: { one: string; holders: string }) =>
    `${a.holders} ${a.holders.includes(",") ? "hold" : "holds"} this ${a.one}, and Clerk takes it away there: rollback does not give it back`,
  identifiers_hidden: (a: { count: string }) =>
    `${a.count} of items may name a person and ${a.count.startsWith("1 ") ? "is" : "are"} not shown here: --show-identifiers shows them`,
  may_lag: (a: { sent: string; next: string }) =>
    `${a.sent}; reads may still show the value before: ${a.next}`,
} as const;

/** The code of a warning; stable. */
export type WarningCode = keyof typeof WARNINGS;

/** As it stands in plans. */
export interface Warning {
  readonly code: WarningCode;
  readonly message: string;
  readonly address?: string;
}

/** Said beside warnings, and good news: nothing to look after. */
export const isNote = ({ code }: Warning): boolean => NOTES.has(code);

const NOTES: ReadonlySet<WarningCode> = new Set([
  "already_applied",
  "gone_already",
  "identifiers_hidden",
  "offline_no_base",
  "offline_other_target",
  "offline_type_not_known",
]);

/** Without an address, the warning is of the whole. */
export function warning<Code extends WarningCode>(
  code: Code,
  args: ArgsOf<(typeof WARNINGS)[Code]>,
  address?: string | null,
): Warning {
  const say = WARNINGS[code] as (args: unknown) => string;
  return { code, message: say(args), ...(address == null ? {} : { address }) };
}

/** What the code of a warning says, with names for its arguments; undefined: no such code. */
export const warningTemplate = (code: string): string | undefined => templateOf(WARNINGS, code);

export const WARNING_CODES: readonly string[] = Object.keys(WARNINGS);
