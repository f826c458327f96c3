// Commands that are shown to be copied: with the file, the environment and the permissions of the one that ran.

import type { Allowance } from "../../core/plan/consent.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Commands } from "../../core/render/closing.ts";
import { escapeText } from "../../core/text/escape.ts";

/** What of a command line holds for the next one too. */
export interface RepeatedFlags {
  readonly file?: string;
  readonly env?: string | readonly string[];
  readonly all?: boolean;
  readonly base?: boolean;
  readonly dotenv?: string;
  readonly only?: readonly string[];
  readonly allow?: readonly Allowance[];
  readonly receipt?: string;
  readonly withoutFrontendApi?: boolean;
}

/** A word as a POSIX shell reads it, safe to show. */
export const quoteWord = (word: string): string =>
  escapeText(/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

const named = (flag: string, values: string | readonly string[] | undefined): readonly string[] =>
  [values ?? []].flat().flatMap((value) => [flag, value]);

/** Which file, and which part of it. */
const targetOf = ({ file, env, all, base, dotenv }: RepeatedFlags): readonly string[] => [
  ...named("-f", file),
  ...named("--env", env),
  ...(all ? ["--all"] : []),
  ...(base ? ["--base"] : []),
  ...named("--dotenv", dotenv),
];

/** The flags that name file, environment and key, as they were given. */
export const targetFlags = (flags: RepeatedFlags): string =>
  targetOf(flags).map(quoteWord).join(" ");

const readingOf = ({ only, withoutFrontendApi }: RepeatedFlags): readonly string[] => [
  ...named("--only", only),
  ...(withoutFrontendApi ? ["--without-frontend-api"] : []),
];

const allowed = ({ allow = [] }: RepeatedFlags): readonly string[] =>
  allow.flatMap(({ hazard, address }) => [
    "--allow",
    address === null ? hazard : `${hazard}=${address}`,
  ]);

const write = (...words: readonly string[]): string =>
  ["clerkwork", ...words].map(quoteWord).join(" ");

/** `clerkwork COMMAND` with the same file, environment and sections. */
const commandLike = (words: readonly string[], flags: RepeatedFlags): string =>
  write(...words, ...targetOf(flags), ...readingOf(flags));

/** What follows an apply, or a rollback of the receipt `reversed`. `wrote`: its own receipt was written. */
export function commandsAfter(
  flags: RepeatedFlags,
  {
    saved,
    reversed,
    wrote,
  }: {
    /** The plan came from a file: it holds for one run. */
    readonly saved: boolean;
    readonly reversed: string | null;
    readonly wrote: boolean;
  },
): Commands {
  const { receipt } = flags;
  const target = targetOf(flags);
  const own = receipt !== undefined && wrote;
  const rest = [...readingOf(flags), ...allowed(flags), ...named("--receipt", receipt)];
  const plan = commandLike(["plan"], flags);
  const back = reversed === null ? null : write("rollback", reversed, ...target, ...allowed(flags));
  return {
    plan: back ?? plan,
    again: back ?? (saved ? plan : write("apply", ...target, ...rest)),
    rollback: own && back === null ? write("rollback", receipt, ...target) : null,
    receipt: own ? quoteWord(receipt) : null,
  };
}

/** The environment of one run among several, as flags. */
export const environmentOf = ({
  environment,
}: {
  readonly environment: string | null;
}): Pick<RepeatedFlags, "env" | "all"> =>
  environment === null ? {} : { env: environment, all: false };

/** Where a plan was saved, and how it is applied. */
export function closingOfPlan(
  { changes, refusals }: Pick<Plan, "changes" | "refusals">,
  out: string | undefined,
  flags: RepeatedFlags,
): readonly string[] {
  const isRefused = refusals.length > 0;
  if (out === undefined) {
    if (isRefused || changes.length === 0) return [];
    return [`Apply it: ${write("apply", ...targetOf(flags), ...readingOf(flags))}`];
  }
  const saved = `Saved: ${quoteWord(out)}`;
  if (isRefused) return [`${saved}; it is refused as it stands`];
  if (changes.length === 0) return [`${saved}; it has nothing to send`];
  return [saved, `Apply it: ${write("apply", out, ...targetOf(flags))}`];
}
