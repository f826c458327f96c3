import { copyFile } from "node:fs/promises";
import type { Recorder } from "../../clerk/apply.ts";
import type { Connection } from "../../clerk/connection.ts";
import { CATALOG } from "../../catalog/catalog.ts";
import { EXIT, Failure, type ExitCode } from "../../core/failure.ts";
import type { Desired } from "../../core/desired.ts";
import { concludeReport, type Report } from "../../core/outcome.ts";
import type { Plan } from "../../core/plan.ts";
import { openReceipt, recordIntent, recordResult, type Receipt } from "../../core/receipt.ts";
import { fence } from "../../core/render-markdown.ts";
import { renderPlan, type PlanKind } from "../../core/render-plan.ts";
import { renderOutcome, renderReport, summariseReport } from "../../core/render-report.ts";
import {
  admitSavedPlan,
  confirmSavedPlan,
  type SavedPlan,
  hashSource,
} from "../../core/saved-plan.ts";
import { applyInstance, type Planned } from "../../reconcile.ts";
import { nobodyToAsk } from "../confirm.ts";
import { todayOf, type Context } from "../context.ts";
import { eachEnvironment, type Said } from "../each-environment.ts";
import type { Format, InstanceFlags, PermissionFlags } from "../flags.ts";
import { loadDesired } from "../load.ts";
import { openConnection } from "../open-connection.ts";
import { narrow, planEnvironment } from "../plan-environment.ts";
import { present, useColor } from "../present.ts";
import { readLastReceipt } from "../receipt-file.ts";
import { readSavedPlan } from "../saved-plan-file.ts";
import { paint } from "../terminal.ts";
import { writeWhole } from "../write-file.ts";
import { showPlan, type ShowFlags } from "./plan.ts";

/** Flags of commands that end in writing a plan. */
export interface WriteFlags extends ShowFlags, PermissionFlags {
  readonly yes?: boolean;
  readonly expect?: string;
  readonly keepGoing?: boolean;
  readonly receipt?: string;
}

export interface ApplyFlags extends InstanceFlags, WriteFlags {
  readonly format?: Format;
  readonly color?: boolean;
  readonly receipt?: string;
  readonly maxPlanAge?: number;
}

/** Sends what differs, then proves that it took. */
export default function apply(this: Context, flags: ApplyFlags, planPath?: string): Promise<void> {
  return present(this, flags, () => applyFile(this, flags, planPath));
}

async function applyFile(
  context: Context,
  flags: ApplyFlags,
  planPath: string | undefined,
): Promise<ExitCode | 130 | 143> {
  const saved = planPath === undefined ? undefined : await readSavedPlan(planPath);
  if (saved && flags.only) {
    throw new Failure(EXIT.invalid, "invalid_usage", "--only doesn't go with a saved plan", {
      hint: "make the plan with --only: clerkwork plan --only SECTION --out FILE",
    });
  }
  const named = saved?.target.environment;
  // The file that the plan was made from; its contents are checked against the plan.
  const given = saved ? { ...flags, file: flags.file ?? saved.source.file } : flags;
  const loaded = await loadDesired(
    named && !flags.env && !flags.all ? { ...given, env: [named] } : given,
    todayOf(context),
  );
  if (saved && loaded.desired.length > 1) {
    throw new Failure(
      EXIT.invalid,
      "invalid_usage",
      "a saved plan is for one instance: name one environment at most",
    );
  }
  if (saved) {
    admitSavedPlan(saved, {
      now: context.now(),
      maxAge: flags.maxPlanAge ?? 24,
      sourceSha256: hashSource(loaded.bytes),
      toolVersion: context.toolVersion,
    });
  }
  if (!saved && !flags.yes && !context.terminal.interactive) {
    throw nobodyToAsk("clerkwork apply --yes, or apply a plan that was saved with plan --out");
  }
  const receipt = await readLastReceipt(flags.receipt);
  return eachEnvironment(
    context,
    loaded,
    flags.format,
    true,
    (desired) => openConnection(context, desired, flags),
    (desired, connection) =>
      applyEnvironment(context, narrow(desired, flags.only), connection, flags, saved, receipt),
  );
}

async function applyEnvironment(
  context: Context,
  desired: Desired,
  connection: Connection,
  flags: ApplyFlags,
  saved: SavedPlan | undefined,
  lastReceipt: Receipt | undefined,
): Promise<Said> {
  context.interruption.listen();
  // What a receipt would settle was in the plan: a saved plan is derived again as it was made.
  const settling = saved ? undefined : lastReceipt;
  const derived = await planEnvironment(context, desired, connection, flags, settling);
  const planned = saved
    ? {
        ...derived,
        plan: confirmSavedPlan(saved, derived.plan, CATALOG, derived.roles, flags.maxChanges),
      }
    : derived;
  return carryOut(context, desired, planned, connection, flags, {
    asked: saved !== undefined,
    lastReceipt,
  });
}

interface CarryOptions {
  /** Whether somebody has said yes already, by saving the plan. */
  readonly asked: boolean;
  readonly lastReceipt: Receipt | undefined;
  readonly kind?: PlanKind;
}

/** Shows a plan, asks, sends it and reports. Shared by every command that ends in a plan. */
export async function carryOut(
  context: Context,
  desired: Desired,
  planned: Planned,
  connection: Connection,
  flags: WriteFlags,
  { asked, lastReceipt, kind = "apply" }: CarryOptions,
): Promise<Said> {
  const { plan } = planned;
  const { terminal } = context;
  const isText = flags.format !== "json" && flags.format !== "markdown";
  if (plan.refusals.length > 0) {
    const shown = plan.refusals.length === 1 ? "1 refusal" : `${plan.refusals.length} refusals`;
    terminal.err(paint(renderPlan({ ...plan, refusals: [] }, kind), false));
    throw new Failure(EXIT.refused, "refused", `not applied: ${shown}; nothing was written`, {
      refusals: plan.refusals,
    });
  }
  if (plan.calls.length === 0) return said(context, flags, plan, undefined, kind);
  if (flags.expect !== undefined && flags.expect !== plan.fingerprint) {
    throw new Failure(
      EXIT.refused,
      "unexpected_plan",
      `the plan is not the expected one: its fingerprint is ${plan.fingerprint}`,
      {
        hint: "the file or the live state has changed since the plan was reviewed: review it again",
      },
    );
  }
  if (isText) terminal.out(`${showPlan(context, flags, plan, kind)}\n`);
  if (!asked && !flags.yes) {
    if (!isText) terminal.err(paint(renderPlan(plan, kind), false));
    if (!terminal.interactive) throw nobodyToAsk("the same command with --yes");
    const answer = await context.ask("Apply this? Only yes is taken as yes: ");
    if (answer?.replace(/\r$/, "") !== "yes") {
      throw new Failure(
        EXIT.refused,
        "declined",
        "not applied: the answer was not yes; nothing was written",
      );
    }
  }
  const recorder =
    flags.receipt === undefined ? undefined : recordTo(flags.receipt, context, plan, lastReceipt);
  const report = await watch(context, flags, planned, (progress) =>
    applyInstance(desired, planned, connection, {
      catalog: CATALOG,
      keepGoing: flags.keepGoing === true,
      signal: context.interruption.signal,
      recorder,
      ...progress,
    }),
  );
  return said(context, flags, plan, report, kind);
}

/** Shows what happens while it happens: listr2 on a terminal, a line per setting elsewhere. */
async function watch(
  context: Context,
  flags: WriteFlags,
  { plan }: Planned,
  run: (
    progress: Pick<Parameters<typeof applyInstance>[3] & object, "progress">,
  ) => Promise<Report>,
): Promise<Report> {
  const { terminal } = context;
  if (flags.format === "json" || flags.format === "markdown") return run({});
  if (terminal.isOutTerminal && terminal.interactive) {
    const { showProgress } = await import("../progress.ts");
    const view = showProgress(plan.calls);
    const report = await run({ progress: view.progress });
    await view.close();
    return report;
  }
  return run({
    progress: ({ call, state, detail, outcomes }) => {
      if (state === "started") terminal.out(`${call.method} ${call.path}\n`);
      if (state === "waiting") terminal.err(`  ${detail ?? ""}\n`);
      if (state === "finished" && terminal.isOutTerminal)
        terminal.out(paint((outcomes ?? []).map(renderOutcome), false));
    },
  });
}

function recordTo(path: string, context: Context, plan: Plan, last: Receipt | undefined): Recorder {
  let receipt = openReceipt(
    context.toolVersion,
    plan.target,
    plan.fingerprint,
    last?.last_sent ?? {},
  );
  let kept = false;
  const save = async (): Promise<void> => {
    // An earlier run's receipt holds values that only it knows: a copy is kept beside the new one.
    if (!kept && last) await copyFile(path, `${path}.${last.fingerprint.slice(7, 19)}`);
    kept = true;
    await writeWhole(path, `${JSON.stringify(receipt, null, 2)}\n`, true);
  };
  return {
    intend: (call, before) => {
      receipt = recordIntent(receipt, call, before);
      return save();
    },
    conclude: (report, outcomes) => {
      receipt = recordResult(receipt, report, outcomes);
      return save();
    },
  };
}

function said(
  context: Context,
  flags: WriteFlags,
  plan: Plan,
  report: Report | undefined,
  kind: PlanKind,
): Said {
  const calls = plan.calls.map((call, index) => {
    const { status = null, attempts = 0, clerk_trace_id: trace } = report?.calls[index] ?? {};
    return { ...call, status, attempts, ...(trace ? { clerk_trace_id: trace } : {}) };
  });
  const error = report ? endOf(context, report) : undefined;
  const document = {
    ...plan,
    calls,
    outcomes: report?.outcomes ?? [],
    side_effects: report?.sideEffects ?? [],
    ...(error && report?.stopped
      ? {
          error: {
            code: report.stopped.code,
            message: report.stopped.message,
            exit_code: error,
            issues: [],
          },
        }
      : {}),
  };
  const code = error ?? EXIT.ok;
  const wrote = report?.calls.some(({ attempts }) => attempts > 0) === true;
  if (flags.format === "markdown") {
    const text = showPlan(context, flags, plan, kind);
    return {
      code,
      document,
      text: report
        ? `${text}\n${summariseReport(report)}\n\n${fence(renderReport(report))}\n`
        : text,
    };
  }
  return {
    code,
    wrote,
    document,
    text: report
      ? paint(renderReport(report), useColor(context, flags))
      : showPlan(context, flags, plan, kind),
  };
}

/** The exit code of a report; undefined: all is well. */
function endOf(context: Context, report: Report): ExitCode | 130 | 143 | undefined {
  switch (concludeReport(report)) {
    case "done":
      return undefined;
    case "contradicted":
      return EXIT.contradicted;
    case "partial":
      return EXIT.partial;
    case "refused":
      return EXIT.refused;
    case "failed":
      return context.interruption.exitCode() ?? EXIT.failed;
  }
}
