// One place decides how a command ends: what is shown, where, and with which code.

import type { Trouble } from "../clerk/trouble.ts";
import { EXIT, Failure, type ExitCode } from "../core/failure.ts";
import { reportIssue, type IssueReport } from "../core/issue.ts";
import { escapeText, showDocument } from "../core/escape.ts";
import type { Refusal } from "../core/refusal.ts";
import { renderIssues } from "../core/render-issues.ts";
import { line, renderRefusals, type Line } from "../core/render-plan.ts";
import type { Context } from "./context.ts";
import type { Format } from "./flags.ts";
import { paint } from "./terminal.ts";

/** `--format json` of everything that did not go well. */
export interface ErrorDocument {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly exit_code: ExitCode | 130 | 143;
    readonly hint?: string;
    readonly issues: readonly IssueReport[];
    readonly refusals?: readonly Refusal[];
  };
}

export function describeFailure(
  failure: Failure,
  exitCode: ExitCode | 130 | 143 = failure.exitCode,
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

export function renderFailure(failure: Failure): readonly Line[] {
  const message = failure.message.split("\n").map(escapeText).join("\n  ");
  return [
    ...renderIssues(failure.issues),
    ...(failure.refusals.length > 0 ? renderRefusals(failure.refusals) : []),
    line(`clerkwork: ${message}`, "danger"),
    ...(failure.hint ? [line(`  ${escapeText(failure.hint)}`)] : []),
  ];
}

/** Any error as a failure. A fault of the tool's own says so, without a stack. */
export async function toFailure(error: unknown): Promise<Failure> {
  if (error instanceof Failure) return error;
  if (error instanceof Error && error.name === "Trouble") {
    const { failureOf } = await import("../clerk/trouble.ts");
    return failureOf(error as Trouble);
  }
  const message = error instanceof Error ? error.message : String(error);
  return new Failure(EXIT.failed, "internal", `a fault in clerkwork: ${message}`, {
    hint: "please report it, with the command and the version",
  });
}

export function useColor(context: Context, flags: { readonly color?: boolean }): boolean {
  const { environment, terminal } = context;
  if (flags.color !== undefined) return flags.color;
  return terminal.isOutTerminal && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
}

/**
 * An error as the failure to show and the code to end with. A signal explains every failure of a
 * run that wrote nothing.
 */
export async function conclude(
  context: Pick<Context, "interruption">,
  error: unknown,
): Promise<{ readonly failure: Failure; readonly code: ExitCode | 130 | 143 }> {
  const failure = await toFailure(error);
  const signalled = context.interruption.exitCode();
  const wrote = failure.exitCode === EXIT.partial || failure.exitCode === EXIT.contradicted;
  if (signalled === undefined || wrote) return { failure, code: failure.exitCode };
  const interrupted = new Failure(EXIT.failed, "interrupted", "interrupted; nothing was written");
  return { failure: interrupted, code: signalled };
}

/** Runs a command to its end: whatever it throws becomes text or JSON and an exit code. */
export async function present(
  context: Context,
  flags: { readonly format?: Format; readonly color?: boolean },
  command: () => Promise<ExitCode | 130 | 143>,
): Promise<void> {
  try {
    context.end(await command());
  } catch (error) {
    const { failure: shown, code } = await conclude(context, error);
    context.terminal.err(paint(renderFailure(shown), false));
    if (flags.format === "json") context.terminal.out(showDocument(describeFailure(shown, code)));
    context.end(code);
  }
}
