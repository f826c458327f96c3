// One place decides how a command ends: what is shown, where, and with which code.

import { EXIT, Failure } from "../../core/finding/failure.ts";
import { reportIssue, type IssueReport } from "../../core/finding/issue.ts";
import type { Refusal } from "../../core/finding/refusal.ts";
import { showDocument } from "../../core/text/escape.ts";
import type { Context, EndCode } from "../context.ts";
import type { Format } from "../flags.ts";
import { annotateIssues } from "../screen/annotate.ts";
import { useErrorColor } from "../screen/color.ts";
import { renderFailure } from "../screen/failure-lines.ts";
import { paint } from "../screen/terminal.ts";

/** `--format json` of everything that did not go well. */
export interface ErrorDocument {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly exit_code: EndCode;
    readonly hint?: string;
    readonly issues: readonly IssueReport[];
    readonly refusals?: readonly Refusal[];
  };
}

export function describeFailure(
  failure: Failure,
  exitCode: EndCode = failure.exitCode,
): ErrorDocument {
  return {
    error: {
      code: failure.code,
      message: failure.message,
      exit_code: exitCode,
      ...(failure.hint ? { hint: failure.hint } : {}),
      issues: failure.issues.map(reportIssue),
      ...(failure.refusals.length > 0 ? { refusals: failure.refusals } : {}),
    },
  };
}

/** The failure as it may be shown: cleaned before its texts are escaped or cut. */
export function redactFailure({ terminal }: Pick<Context, "terminal">, failure: Failure): Failure {
  const { code, message, hint, refusals } = failure;
  // A line of the file that would have to be changed is not shown at all.
  const issues = failure.issues.map(({ line: written, ...issue }) =>
    written === undefined || terminal.redact(written) !== written
      ? issue
      : { ...issue, line: written },
  );
  return new Failure(code, terminal.redact(message), terminal.redact({ hint, issues, refusals }));
}

/** Any error as a failure. A fault of the tool's own says so, without a stack. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Failure("internal", `a fault in clerkwork: ${message}`, {
    hint: "please report it, with the command and the version",
  });
}

/**
 * An error as the failure to show and the code to end with. A signal explains every failure of a
 * run that wrote nothing.
 */
export function conclude(
  context: Pick<Context, "interruption">,
  error: unknown,
): { readonly failure: Failure; readonly code: EndCode } {
  const failure = toFailure(error);
  const signalled = context.interruption.exitCode();
  if (signalled === undefined || failure.exitCode === EXIT.partial)
    return { failure, code: failure.exitCode };
  return {
    failure: new Failure("interrupted", "interrupted; nothing was written"),
    code: signalled,
  };
}

/**
 * Tells people and pipelines of a failure that is fit to be shown: with the lines of the file, and marked there on
 * GitHub. `name`: of the instance, where there are several.
 */
export function tellFailure(
  context: Pick<Context, "terminal" | "environment">,
  flags: { readonly format?: Format; readonly color?: boolean },
  failure: Failure,
  name?: string,
): void {
  const lines = renderFailure(failure, context.terminal.columns, name);
  context.terminal.err(paint(lines, useErrorColor(context, flags)));
  annotateIssues(context, failure.issues);
}

/** Runs a command to its end: whatever it throws becomes text or JSON and an exit code; so does never ending. */
export async function finish(
  context: Context,
  flags: { readonly format?: Format; readonly color?: boolean },
  command: () => EndCode | Promise<EndCode>,
): Promise<void> {
  const fail = async (error: unknown): Promise<void> => {
    const { failure: raw, code } = endOf(context, error);
    const failure = redactFailure(context, raw);
    tellFailure(context, flags, failure);
    if (flags.format === "json") context.terminal.out(showDocument(describeFailure(failure, code)));
    if (flags.format === "markdown") {
      const { failureMarkdown } = await import("../../core/render/failure-markdown.ts");
      context.terminal.out(failureMarkdown(describeFailure(failure, code).error));
    }
    context.end(code);
  };
  context.onStuck(
    () => void fail(new Error("nothing is left to wait for, and the command has not ended")),
  );
  try {
    context.end(await command());
  } catch (error) {
    await fail(error);
  }
}

/**
 * A fault of the tool's own, or a report that can't be written on, says nothing of what was written before it,
 * whatever signal came.
 */
function endOf(context: Context, error: unknown): ReturnType<typeof conclude> {
  const failure = toFailure(error);
  const { code, message } = failure;
  if ((code !== "internal" && code !== "report_file") || !context.writing.begun())
    return conclude(context, error);
  const advice = code === "internal" ? ". Please report it, with the command" : "";
  const hint = `part of it may have been written: run plan to see${advice}`;
  return { failure: new Failure(code, message, { hint }), code: EXIT.partial };
}
