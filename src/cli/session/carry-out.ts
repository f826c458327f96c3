// A plan to its end: shown, asked for, sent, recorded. Shared by the commands that end in writing.

import type { InstancePort } from "../../clerk/instance.ts";
import type { Plan, PlanKind } from "../../core/plan/plan.ts";
import type { Ending } from "../../core/render/view.ts";
import { escapeText } from "../../core/text/escape.ts";
import { plural } from "../../core/text/line.ts";
import { usedConsents, type Provenance, type Receipt } from "../../core/report/receipt.ts";
import { annotateRefusals } from "../screen/annotate.ts";
import { applyInstance, rejectRefusals } from "../../reconcile/apply.ts";
import type { Planned } from "../../reconcile/plan.ts";
import type { Context } from "../context.ts";
import { requireKeyless } from "../disk/keyless.ts";
import { recordTo } from "../disk/receipt-file.ts";
import type { PermissionFlags } from "../flags.ts";
import { askFor, nobodyToAsk } from "../screen/ask.ts";
import { type ShowFlags } from "../screen/color.ts";
import {
  commandText,
  flagsOf,
  quoteWord,
  watchLater,
  type RepeatedFlags,
} from "../screen/command-line.ts";
import { commandsAfter } from "../screen/commands-after.ts";
import { showPlan, showPlanBeside } from "../screen/format.ts";
import type { Pages } from "../screen/pages.ts";
import { readSource } from "../screen/source.ts";
import { watch } from "../screen/watch.ts";
import { originOf } from "./origin.ts";
import type { Run } from "./run.ts";

/** Flags of commands that end in writing a plan. */
export interface WriteFlags extends ShowFlags, PermissionFlags {
  readonly yes?: boolean;
  readonly expect?: string;
  readonly keepGoing?: boolean;
  readonly requireConfirmed?: boolean;
  readonly receipt?: string;
  readonly verbose?: boolean;
}

export interface CarryOptions {
  readonly kind: Provenance["kind"];
  /** What the receipt says that was applied. */
  readonly source: Provenance["source"];
  /** Whether the plan was saved before: somebody has said yes already. */
  readonly saved: boolean;
  /** Whether nothing else of the run is under way: it may ask, and show what it is about to do. */
  readonly isAlone: boolean;
  readonly openPage?: Pages["open"] | undefined;
  readonly lastReceipt: Receipt | undefined;
  /** The same command, which doesn't ask. */
  readonly unasked: string;
}

export async function carryOut(
  context: Context,
  planned: Planned,
  instance: InstancePort,
  flags: WriteFlags & RepeatedFlags,
  { kind, source, saved, isAlone, openPage, lastReceipt, unasked }: CarryOptions,
): Promise<Run> {
  const { plan } = planned;
  const run: Run = { kind, plan, source: await readSource(planned.desired, flags, instance) };
  const { terminal, interruption } = context;
  const shows = showsWhileRunning(flags, isAlone);
  const showBeside = (): void => {
    openPage?.("err");
    terminal.err(showPlanBeside(context, flags, run));
  };
  if (plan.refusals.length > 0) showBeside();
  annotateRefusals(context, plan);
  rejectRefusals(planned);
  // Where nothing is left to do, it was done already: a job that runs once more ends well.
  if (plan.calls.length === 0) {
    const endings = [...withoutReceipt(flags.receipt), ...stays(kind, flags, plan)];
    return { ...run, endings };
  }
  const { expect } = flags;
  if (expect !== undefined && expect !== plan.fingerprint) {
    showBeside();
    const { rejectUnexpected } = await import("./unexpected.ts");
    rejectUnexpected(planned, instance, expect, commandText("plan", flagsOf(flags, plan.target)));
  }
  if (flags.receipt !== undefined) requireKeyless(plan, terminal, flags.receipt);
  if (shows) {
    openPage?.();
    terminal.out(`${showPlan(context, flags, run)}\n`);
  }
  if (!saved && !flags.yes) await ask(context, flags, run, unasked);
  const recorder =
    flags.receipt === undefined
      ? undefined
      : recordTo({
          path: flags.receipt,
          head: {
            tool_version: context.toolVersion,
            kind,
            source,
            run: originOf(context),
            target: plan.target,
            fingerprint: plan.fingerprint,
            consents: usedConsents(plan),
          },
          changes: plan.changes,
          last: lastReceipt,
          now: context.now,
          terminal,
        });
  const how = { isText: shows, verbose: flags.verbose === true };
  context.writing.begin();
  const { result, timing } = await watch(context, how, plan.calls, (progress) =>
    applyInstance(planned, instance, {
      keepGoing: flags.keepGoing === true,
      signal: interruption.signal,
      recorder,
      progress,
    }),
  );
  const report = { ...result, requireConfirmed: flags.requireConfirmed === true };
  const wrote = report.calls.some(({ attempts }) => attempts > 0);
  const reversed = kind === "rollback" ? source.file : null;
  const repeated = flagsOf(flags, plan.target);
  return { ...run, report, timing, commands: commandsAfter(repeated, { saved, reversed, wrote }) };
}

/** What a receipt's reader would miss otherwise. */
const withoutReceipt = (receipt: string | undefined): readonly Ending[] =>
  receipt === undefined
    ? []
    : [{ says: "Nothing was sent, so", name: quoteWord(receipt), more: " stays as it is" }];

/** What comes after an apply that had nothing to do. */
const stays = (
  kind: PlanKind,
  flags: RepeatedFlags,
  { coverage, target }: Plan,
): readonly Ending[] =>
  kind === "rollback" || coverage.declared === 0 ? [] : [watchLater(flagsOf(flags, target))];

const isText = ({ format = "text" }: ShowFlags): boolean => format === "text";

/** Only text, and only where nothing else writes beside it. */
const showsWhileRunning = (flags: ShowFlags, isAlone: boolean): boolean => isText(flags) && isAlone;

/** The deed, and what it is done to; what to type on a line of its own where there is no room. */
function questionFor({ changes, target }: Plan, kind: PlanKind, columns: number): string {
  const { environment, environment_type: type, instance_id: id } = target;
  const where = environment === null ? `the ${type} instance` : escapeText(environment);
  const deed = kind === "rollback" ? "Take back" : "Apply";
  const onto = kind === "rollback" ? "on" : "to";
  const question = `${deed} ${plural(changes.length, "change")} ${onto} ${where} (${escapeText(id)})?`;
  const wanted = "Type yes: ";
  const isShort = question.length + wanted.length < columns;
  return `${question}${isShort ? " " : "\n"}${wanted}`;
}

async function ask(context: Context, flags: ShowFlags, run: Run, unasked: string): Promise<void> {
  const { terminal } = context;
  const { environment } = run.plan.target;
  if (!isText(flags)) terminal.err(showPlanBeside(context, flags, run));
  if (!terminal.interactive) throw nobodyToAsk(unasked);
  await askFor(
    context,
    questionFor(terminal.redact(run.plan), run.kind, terminal.columns),
    "yes",
    `not applied: the answer was not yes; nothing was written${environment === null ? "" : ` to ${environment}`}`,
  );
}
