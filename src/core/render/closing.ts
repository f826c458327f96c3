// How a run ends for the person who started it: what was written, what was not, and the command that goes on.

import { isFinalStatus, isOfSectionOnly } from "../finding/http-status.ts";
import { concludeRun, type Sent } from "../report/conclusion.ts";
import type { Outcome, OutcomeKind, Report } from "../report/report.ts";
import { escapeText } from "../text/escape.ts";
import type { Line } from "../text/line.ts";
import { wrapText } from "../text/layout.ts";
import { layNext, type Next } from "./command-lines.ts";

/** Commands that the user may run next, with the file and the environment of this one. */
export interface Commands {
  /** Only reads: what Clerk holds now. */
  readonly plan: string;
  /** The command once more. */
  readonly again: string;
  /** The same, going on after what Clerk refuses; null: there is no such command. */
  readonly keepGoing: string | null;
  /** Null: there is no receipt. */
  readonly rollback: string | null;
  /** The receipt that was written; null: none. */
  readonly receipt: string | null;
  /** Null: nobody says how the run was started. */
  readonly drift: string | null;
  readonly pull: string | null;
}

const NEXT: Readonly<Record<ReturnType<typeof concludeRun>, readonly ("plan" | "again")[]>> = {
  done: [],
  unconfirmed: ["plan"],
  contradicted: ["plan"],
  partial: ["again"],
  failed: ["again"],
  refused: ["plan"],
};

/** Where nobody says how the run was started. */
export const PLAIN_COMMANDS: Commands = {
  plan: "clerkwork plan",
  again: "clerkwork apply",
  keepGoing: "clerkwork apply --keep-going",
  rollback: null,
  receipt: null,
  drift: null,
  pull: null,
};

/** What was and what was not written, when that is not all; the receipt; and the next command. */
export function renderClosing(sent: Sent, commands: Commands, columns: number): readonly Line[] {
  const { report } = sent;
  const conclusion = concludeRun(sent);
  const isMixed = conclusion === "partial" || conclusion === "failed" || conclusion === "refused";
  const wrapped = (text: string): readonly Line[] => wrapText(text, { hang: 2, width: columns });
  const next = isAmbiguous(report) ? (["plan"] as const) : NEXT[conclusion];
  return [
    ...(isMixed ? whatWasWritten(report).flatMap(wrapped) : []),
    ...warnUnconfirmed(report, commands, columns),
    ...(commands.receipt === null ? [] : wrapped(`Receipt: ${commands.receipt}`)),
    ...next.flatMap((name) =>
      layNext(
        name === "again"
          ? sayAgain(report, commands, conclusion === "failed")
          : ["See what Clerk holds now:", commands.plan],
        columns,
      ),
    ),
    ...(commands.rollback !== null && wroteAnything(report)
      ? layNext(["Take it back:", commands.rollback], columns)
      : []),
    ...whatFileStillSays(sent, commands).flatMap((next) => layNext(next, columns)),
  ];
}

/** How to go on, past what Clerk would refuse once more. */
function sayAgain({ calls }: Report, { again, keepGoing }: Commands, isWhole: boolean): Next {
  const refused = calls.filter(({ status, problem }) => problem && isFinalStatus(status));
  if (refused.length === 0) return [isWhole ? "Run it again:" : "Do the rest:", again];
  const isLeft = calls.some(({ attempts }) => attempts === 0);
  const isSkipped = refused.every(({ status }) => isOfSectionOnly(status));
  if (isLeft && isSkipped && keepGoing !== null)
    return ["Do the rest, without what Clerk refuses:", keepGoing];
  return [`Once that is mended, ${isWhole ? "run it again" : "do the rest"}:`, again];
}

/** What the next apply makes of it, or how this one could be taken back. */
function whatFileStillSays(sent: Sent, { drift, pull, receipt }: Commands): readonly Next[] {
  if (drift === null || pull === null || !wroteAnything(sent.report)) return [];
  if (sent.kind === "rollback")
    return [
      ["A file that still says what was taken back sends it again with the next apply."],
      ["Take what Clerk has into the file:", pull],
    ];
  if (receipt !== null || concludeRun(sent) !== "done") return [];
  return [
    ["No receipt was asked for (--receipt FILE), so rollback can't take this back."],
    ["See later whether it stays so:", drift],
  ];
}

const isAmbiguous = ({ outcomes }: Report): boolean =>
  outcomes.some(({ outcome }) => outcome === "ambiguous");

const WRITTEN: readonly OutcomeKind[] = ["confirmed", "unconfirmed", "contradicted"];

const wroteAnything = ({ outcomes }: Report): boolean =>
  outcomes.some(({ outcome }) => WRITTEN.includes(outcome) || outcome === "ambiguous");

function whatWasWritten({ outcomes }: Report): readonly string[] {
  const named = (isOne: (outcome: Outcome) => boolean): string =>
    namesOf(outcomes.filter(isOne), outcomes);
  const written = named(({ outcome }) => WRITTEN.includes(outcome));
  const unknown = named(({ outcome }) => outcome === "ambiguous");
  const left = named(({ outcome }) => outcome === "failed" || outcome === "not_attempted");
  // That nothing was is said above, with the counts.
  if (!written && !unknown) return [];
  return [
    written && `Written: ${written}`,
    unknown && `May have been written: ${unknown}`,
    left && `Not written: ${left}`,
  ].filter(Boolean);
}

/** A section of which all share the same end by its name alone, the others by their settings. */
function namesOf(some: readonly Outcome[], all: readonly Outcome[]): string {
  const isWhole = (section: string): boolean =>
    all.every((one) => sectionOf(one) !== section || some.includes(one));
  const names = some.map((one) => (isWhole(sectionOf(one)) ? sectionOf(one) : one.address));
  return [...new Set(names)].map(escapeText).join(", ");
}

const sectionOf = ({ address }: Outcome): string => address.split(".")[0] ?? address;

/** Accepted and not shown: nothing is wrong yet, and nothing proves that it is right. */
function warnUnconfirmed(
  { outcomes, requireConfirmed }: Report,
  { plan }: Commands,
  columns: number,
): readonly Line[] {
  const count = outcomes.filter(({ outcome }) => outcome === "unconfirmed").length;
  if (count === 0) return [];
  const what = count === 1 ? "1 setting is" : `${count} settings are`;
  const more = requireConfirmed ? "" : "; --require-confirmed makes that exit 6";
  return wrapText(
    `Warning: ${what} not confirmed: Clerk accepted the request and has not shown the value. ${plan} shows whether it took once reads have caught up${more}.`,
    { hang: 2, width: columns, tone: "change" },
  );
}
