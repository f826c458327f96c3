import { EXIT, Failure, type ExitCode } from "../../core/failure.ts";
import { showDocument } from "../../core/escape.ts";
import type { Plan } from "../../core/plan.ts";
import { renderMarkdown } from "../../core/render-markdown.ts";
import { renderPlan, type PlanKind } from "../../core/render-plan.ts";
import { hashSource, type SavedPlan } from "../../core/saved-plan.ts";
import { todayOf, type Context } from "../context.ts";
import { eachEnvironment } from "../each-environment.ts";
import { errorText } from "../error-text.ts";
import type { Format, InstanceFlags, PermissionFlags } from "../flags.ts";
import { loadDesired, type Loaded } from "../load.ts";
import { openConnection } from "../open-connection.ts";
import { narrow, planEnvironment } from "../plan-environment.ts";
import { present, useColor } from "../present.ts";
import { readLastReceipt } from "../receipt-file.ts";
import { paint } from "../terminal.ts";
import { writeWhole } from "../write-file.ts";

export interface PlanFlags extends InstanceFlags, PermissionFlags {
  readonly out?: string;
  readonly force?: boolean;
  readonly detailedExitcode?: boolean;
}

/** Shows what would change; changes nothing. */
export default function plan(this: Context, flags: PlanFlags): Promise<void> {
  return present(this, flags, () => planFile(this, flags));
}

async function planFile(context: Context, flags: PlanFlags): Promise<ExitCode | 130 | 143> {
  const loaded = await loadDesired(flags, todayOf(context));
  if (flags.out !== undefined && loaded.byEnvironment) {
    throw new Failure(
      EXIT.invalid,
      "invalid_usage",
      "--out takes one environment: a plan is for one instance",
    );
  }
  const receipt = await readLastReceipt(flags.receipt);
  context.interruption.listen();
  return eachEnvironment(
    context,
    loaded,
    flags.format,
    false,
    (desired) => openConnection(context, desired, flags),
    async (desired, connection) => {
      const narrowed = narrow(desired, flags.only);
      const { plan: made } = await planEnvironment(context, narrowed, connection, flags, receipt);
      if (flags.out !== undefined)
        await savePlan(context, flags.out, flags.force === true, made, loaded);
      const differs = made.calls.length > 0;
      return {
        code: differs && flags.detailedExitcode ? EXIT.differs : EXIT.ok,
        document: made,
        text: showPlan(context, flags, made, "plan"),
      };
    },
  );
}

/** How a result is shown. */
export interface ShowFlags {
  readonly format?: Format;
  readonly color?: boolean;
}

/** A plan in the asked format. */
export function showPlan(context: Context, flags: ShowFlags, made: Plan, kind: PlanKind): string {
  return flags.format === "markdown"
    ? renderMarkdown(made, kind)
    : paint(renderPlan(made, kind), useColor(context, flags));
}

async function savePlan(
  context: Context,
  path: string,
  force: boolean,
  made: Plan,
  { file, bytes }: Loaded,
): Promise<void> {
  const saved: SavedPlan = {
    ...made,
    created_at: new Date(context.now()).toISOString(),
    source: { file, sha256: hashSource(bytes) },
  };
  try {
    await writeWhole(path, showDocument(saved), force);
  } catch (error) {
    throw new Failure(
      EXIT.invalid,
      "unwritable_file",
      `the plan can't be written to ${path}: ${errorText(error)}`,
      {
        hint: "name another file, or add --force to replace it",
      },
    );
  }
}
