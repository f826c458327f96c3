// Every command that is shown to be copied: one writer, which repeats what was given to the one that ran.

import type { Allowance } from "../../core/plan/consent.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Ending, WaysOn } from "../../core/render/view.ts";
import { nameOfShard, type Shard } from "../../core/report/shard.ts";
import { showPlain } from "../../core/text/escape.ts";
import { quoteForShell } from "../../core/text/shell.ts";

/** What of a command line holds for the next one too. */
export interface RepeatedFlags {
  readonly file?: string | readonly string[];
  readonly env?: string | readonly string[];
  readonly match?: readonly string[];
  readonly all?: boolean;
  readonly base?: boolean;
  readonly dotenv?: string;
  readonly keysFile?: string;
  readonly only?: readonly string[];
  readonly withoutFrontendApi?: boolean;
  readonly timeout?: number;
  readonly allow?: readonly Allowance[];
  readonly maxChanges?: number;
  readonly maxDeletes?: number;
  readonly receipt?: string;
  readonly keepGoing?: boolean;
  readonly requireConfirmed?: boolean;
  readonly yes?: boolean;
  readonly full?: boolean;
  readonly showIdentifiers?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
  readonly format?: string;
  readonly concurrency?: number;
  readonly shard?: Shard;
  readonly report?: string;
}

/** A word as a POSIX shell reads it, safe to show. */
export const quoteWord = (word: string): string => showPlain(quoteForShell(word));

export type Words = readonly string[];

export const named = (flag: string, values: string | number | Words | undefined): Words =>
  [values ?? []].flat().flatMap((value) => [flag, String(value)]);

export const given = (flag: string, isGiven: boolean | undefined): Words => (isGiven ? [flag] : []);

/** Which file, and which part of it. */
const targetOf = (flags: RepeatedFlags): Words => [
  ...named("-f", flags.file),
  ...named("--env", flags.env),
  ...given("--all", flags.all),
  ...given("--base", flags.base),
  ...named("--match", flags.match),
  ...named("--dotenv", flags.dotenv),
  ...named("--keys-file", flags.keysFile),
];

const connectionOf = ({ withoutFrontendApi, timeout }: RepeatedFlags): Words => [
  ...given("--without-frontend-api", withoutFrontendApi),
  ...named("--timeout", timeout),
];

const readingOf = (flags: RepeatedFlags): Words => [
  ...named("--only", flags.only),
  ...connectionOf(flags),
];

const permissionsOf = ({ allow = [], maxChanges, maxDeletes }: RepeatedFlags): Words => [
  ...allow.flatMap(({ hazard, address }) => [
    "--allow",
    address === null ? hazard : `${hazard}=${address}`,
  ]),
  ...named("--max-changes", maxChanges),
  ...named("--max-deletes", maxDeletes),
];

const writingOf = ({ keepGoing, requireConfirmed }: RepeatedFlags): Words => [
  ...given("--keep-going", keepGoing),
  ...given("--require-confirmed", requireConfirmed),
];

/** How it is shown. */
const showingOf = ({ full, showIdentifiers, verbose, color, format }: RepeatedFlags): Words => [
  ...given("--full", full),
  ...given("--show-identifiers", showIdentifiers),
  ...given("--verbose", verbose),
  ...given("--color", color === true),
  ...given("--no-color", color === false),
  ...named("--format", format),
];

/** How several instances are gone through. */
const fleetOf = ({ concurrency, shard, report }: RepeatedFlags): Words => [
  ...named("--concurrency", concurrency),
  ...named("--shard", shard && nameOfShard(shard)),
  ...named("--report", report),
];

const write = (...words: Words): string => ["clerkwork", ...words].map(quoteWord).join(" ");

/** What a command takes over from the one that ran. */
const TAKES = {
  plan: (flags) => [
    ...readingOf(flags),
    ...permissionsOf(flags),
    ...named("--receipt", flags.receipt),
  ],
  apply: (flags) => [
    ...readingOf(flags),
    ...permissionsOf(flags),
    ...named("--receipt", flags.receipt),
    ...writingOf(flags),
  ],
  drift: (flags) => [...readingOf(flags), ...named("--receipt", flags.receipt)],
  pull: connectionOf,
  promote: readingOf,
  init: connectionOf,
  rollback: (flags) => [...connectionOf(flags), ...permissionsOf(flags), ...writingOf(flags)],
  "change-domain": connectionOf,
} as const satisfies Readonly<Record<string, (flags: RepeatedFlags) => Words>>;

/** `clerkwork COMMAND OWN` with what was given to the command that ran. `own` is what only this one is told. */
export function commandText(
  command: keyof typeof TAKES,
  flags: RepeatedFlags,
  own: Words = [],
): string {
  return write(command, ...own, ...targetOf(flags), ...TAKES[command](flags));
}

/** The same command once more: shown in the same way, and over as many instances. */
export function sameCommand(
  command: keyof typeof TAKES,
  flags: RepeatedFlags,
  own: Words = [],
): string {
  const again = [...fleetOf(flags), ...showingOf(flags)];
  return write(command, ...own, ...targetOf(flags), ...TAKES[command](flags), ...again);
}

/** Where a result says how to go on. */
export const waysOn = (flags: RepeatedFlags): WaysOn => ({
  plan: commandText("plan", flags),
  apply: commandText("apply", flags),
  pull: commandText("pull", flags),
});

/** The flags for one environment of those that the command line names. `file` is where it stands; absent: not known. */
export function flagsOf<Given extends RepeatedFlags>(
  flags: Given,
  { file, environment }: { readonly file?: string; readonly environment: string | null },
): Given {
  const { file: _file, env: _env, all: _all, match: _match, ...rest } = flags;
  const { concurrency: _concurrency, shard: _shard, report: _report, ...others } = rest;
  const names = { file: file !== undefined && flags.file !== undefined ? file : flags.file };
  return {
    ...others,
    ...(names.file === undefined ? {} : names),
    ...(environment === null ? {} : { env: environment }),
  } as Given;
}

/** Where nothing is left to do. */
export const watchLater = ({
  allow: _allow,
  maxChanges: _most,
  maxDeletes: _deletes,
  ...flags
}: RepeatedFlags): Ending => ({
  says: "See later whether it stays so",
  command: commandText("drift", flags),
});

/** Where a plan was saved, and how it is applied. */
export function endingsOfPlan(
  { changes, refusals, coverage: { declared } }: Pick<Plan, "changes" | "refusals" | "coverage">,
  out: string | undefined,
  flags: RepeatedFlags,
): readonly Ending[] {
  const isRefused = refusals.length > 0;
  if (out === undefined) {
    if (isRefused) return [];
    if (changes.length === 0) return declared === 0 ? [] : [watchLater(flags)];
    return [{ says: "Apply it", command: commandText("apply", flags) }];
  }
  const saved = { says: "Saved:", name: quoteWord(out) };
  if (isRefused) return [{ ...saved, more: "; it is refused as it stands" }];
  if (changes.length === 0) return [{ ...saved, more: "; it has nothing to send" }];
  // What is read is in the plan.
  const { only: _only, ...rest } = flags;
  return [saved, { says: "Apply it", command: commandText("apply", rest, [out]) }];
}
