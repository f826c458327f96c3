// Why something will not be done, and what would allow it: a closed table with typed arguments.

import type { Hazard } from "../../catalog/hazard.ts";
import { templateOf, type ArgsOf } from "./sentence.ts";

const REFUSALS = {
  hazard: (a: { says: string }) => a.says,
  unknown_role: (a: { role: string; known: string }) =>
    `the instance has no role ${a.role}; it has ${a.known || "none"}`,
  role_not_eligible: (a: { role: string }) =>
    `the role ${a.role} is not eligible for creators of organizations: give it the permissions that Clerk asks for, or name another role`,
  development_only: (a: { type: string }) =>
    `this setting is for development instances; take it out of the file's part for this ${a.type} instance`,
  production_only: (a: { type: string }) =>
    `this setting is for production instances; take it out of the file's part for this ${a.type} instance`,
  empty_allowlist: (a: { deed: string }) =>
    `the allowlist is empty, so nobody could ${a.deed}: add identifiers to it first`,
  allowlist_unreadable: (a: { deed: string }) =>
    `the allowlist can't be read, so it may be empty and nobody could ${a.deed}: try again when it can be read`,
  empty_list: (a: { list: string; switch: string; emptied: boolean }) =>
    a.emptied
      ? `${a.switch} is on, so an empty list shuts everything out: turn it off first, or keep an item`
      : `${a.list} is empty, so everything would be shut out: declare its items too`,
  list_unreadable: (a: { what: string }) =>
    `${a.what} can't be read, so everything may be shut out: try again when it can be read`,
  too_many_deletes: (a: { items: string; there: number; doomed: number }) =>
    `${a.items} of ${a.there} would be deleted: if that is meant, allow it with --max-deletes ${a.doomed}`,
  incomplete_list: (a: { why: string }) =>
    `whether it is there is not known (${a.why}), so it is neither made nor deleted`,
  ambiguous_item: (a: { why: string }) =>
    `${a.why}: keep one of them in the Clerk Dashboard, and delete the others`,
  create_needs: (a: { members: string }) =>
    `it is not there, and Clerk makes none without ${a.members}: declare that too`,
  rename_target_exists: (a: { was: string; key: string }) =>
    `${a.was} and ${a.key} are both there, so one can't become the other: take renamed_from out, or delete one of them`,
  unknown_reference: (a: { one: string; key: string; collection: string }) =>
    `the instance has no ${a.one} ${a.key}: declare it under ${a.collection}, or take it out`,
  item_in_use: (a: { setting: string }) => `${a.setting} names it: let it name another one first`,
  quota_reached: (a: { several: string; there: number; made: number; limit: number }) =>
    `the instance has ${a.there} ${a.several}, and there may be ${a.limit}: it needs ${a.there + a.made - a.limit === 1 ? "a free slot" : "free slots"}, so delete first, in an apply of its own`,
  too_many_changes: (a: { settings: string; limit: number }) =>
    `${a.settings} would change, more than --max-changes ${a.limit}`,
} as const;

/** The code of a refusal; stable. */
export type RefusalCode = keyof typeof REFUSALS;

/** As it stands in plans and errors. */
export interface Refusal {
  readonly code: RefusalCode;
  /** Null: the plan as a whole. */
  readonly address: string | null;
  readonly hazard: Hazard | null;
  readonly message: string;
  /** The flag that allows exactly this; null: nothing does. */
  readonly allow: string | null;
  /** The entry of `consents` that allows exactly this; null: nothing does. */
  readonly consent: {
    readonly address: string;
    readonly hazard: Hazard;
    readonly reason: string;
    readonly until: string;
  } | null;
}

/** A refusal that no flag and no consent lifts, but for what `rest` says. */
export function refusal<Code extends RefusalCode>(
  code: Code,
  args: ArgsOf<(typeof REFUSALS)[Code]>,
  rest: Partial<Omit<Refusal, "code" | "message">> = {},
): Refusal {
  const say = REFUSALS[code] as (args: unknown) => string;
  const { address = null, hazard = null, allow = null, consent = null } = rest;
  return { code, address, hazard, message: say(args), allow, consent };
}

/** What the code of a refusal says, with names for its arguments; undefined: no such code. */
export const refusalTemplate = (code: string): string | undefined => templateOf(REFUSALS, code);

export const REFUSAL_CODES: readonly string[] = Object.keys(REFUSALS);
