// The commands that go on from a run that wrote, or tried to.

import type { Commands } from "../../core/render/closing.ts";
import {
  commandText,
  given,
  named,
  quoteWord,
  sameCommand,
  type RepeatedFlags,
} from "./command-line.ts";

/** Without what holds for one plan only. */
const later = ({
  allow: _allow,
  maxChanges: _most,
  maxDeletes: _deletes,
  ...flags
}: RepeatedFlags): RepeatedFlags => flags;

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
  const { receipt, ...others } = later(flags);
  const own = receipt !== undefined && wrote;
  const plan = commandText("plan", own ? later(flags) : others);
  const yes = given("--yes", flags.yes);
  const drift = commandText("drift", own ? later(flags) : others);
  const same = (more: RepeatedFlags): string =>
    reversed === null
      ? sameCommand("apply", { ...flags, ...more }, yes)
      : sameCommand("rollback", { ...flags, ...more }, [
          reversed,
          ...yes,
          ...named("--receipt", receipt),
        ]);
  const isOver = saved && reversed === null;
  return {
    // A rollback plans anew only to write: drift shows what is there now, and only reads.
    plan: reversed === null ? plan : drift,
    again: isOver ? plan : same({}),
    keepGoing: isOver ? null : same({ keepGoing: true }),
    rollback: own && reversed === null ? commandText("rollback", others, [receipt]) : null,
    receipt: own ? quoteWord(receipt) : null,
    drift,
    pull: commandText("pull", flags),
  };
}
