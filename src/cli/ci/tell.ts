// Everybody who is told what a run came to, in turn: the pull request, the issue, the job's summary, report files, the
// step's outputs. What can't be told is a warning: the run ends as it would have ended.

import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { formatOutputs } from "../../ci/outputs.ts";
import { SUMMARY_BYTES } from "../../ci/summary.ts";
import { renderComment } from "../../core/render/comment/comment.ts";
import { renderAnnotations } from "../../core/render/annotations.ts";
import { escapeText, showPlain } from "../../core/text/escape.ts";
import type { Context } from "../context.ts";
import { errorText } from "../disk/error-text.ts";
import { tell } from "../screen/terminal.ts";
import { isLive, outputsOf } from "./outputs.ts";
import type { Result, Told } from "./result.ts";

/** Never throws. */
export async function tellAll(context: Context, flags: Told, result: Result): Promise<void> {
  const warn = (text: string): void => warnOf(context, text);
  const guarded = async (what: string, act: () => Promise<string | void> | string | void) => {
    try {
      return (await act()) ?? "";
    } catch (error) {
      warn(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return "";
    }
  };
  // After a signal nothing more is waited for.
  const mayWait = context.interruption.exitCode() === undefined;
  let url = "";
  if (mayWait && flags.comment !== undefined) {
    url = await guarded("the pull request got no comment", async () => {
      const { keepCommentOf } = await import("./comment.ts");
      return keepCommentOf(context, flags, result, warn);
    });
  }
  if (mayWait && flags.issue) {
    url = await guarded("the issue was not kept", async () => {
      const { keepIssueOf } = await import("./issue.ts");
      return keepIssueOf(context, flags, result, warn);
    });
  }
  const wantsSummary = flags.summary ?? (flags.comment !== undefined || flags.issue === true);
  if (wantsSummary) await guarded("the job has no summary", () => summarise(context, result));
  const { ciReports } = flags;
  if (ciReports !== undefined) {
    await guarded("the report files were not written", async () => {
      const { writeReports } = await import("./gitlab-reports.ts");
      writeReports(context, ciReports, result);
    });
  }
  if (flags.outputs)
    await guarded("the step has no outputs", () => setOutputs(context, flags, result, url));
}

/** On stderr, and on GitHub Actions as an annotation. */
function warnOf({ terminal, environment }: Context, text: string): void {
  const said = showPlain(terminal.redact(text));
  tell(terminal, `clerkwork: ${said}`);
  if (environment["GITHUB_ACTIONS"] !== "true") return;
  const annotations = [{ title: "clerkwork", message: said, at: null }];
  for (const command of renderAnnotations(annotations, "warning")) terminal.err(`${command}\n`);
}

/** Appended in one write, with a blank line behind it: others may write after. */
function summarise(
  { environment, terminal }: Context,
  { command, parts, whereabouts }: Result,
): void {
  const file = environment["GITHUB_STEP_SUMMARY"];
  if (!file) return;
  const { text } = renderComment(command, parts, { commit: whereabouts.commit }, SUMMARY_BYTES);
  writeTo(file, `${terminal.redact(text)}\n`);
}

function setOutputs(
  { environment, terminal }: Context,
  flags: Told,
  result: Result,
  url: string,
): void {
  const file = environment["GITHUB_OUTPUT"];
  if (!file) throw new Error("GITHUB_OUTPUT is not set");
  const { records, code: exitCode, failure } = result;
  const saves =
    result.command === "plan" &&
    !records.some((record) => "document" in record && !isLive(record.document));
  const planFile = saves && flags.out !== undefined ? resolve(flags.out) : "";
  const outputs = outputsOf(records, {
    exitCode,
    failure,
    planFile,
    jsonFile: saveJson(environment["RUNNER_TEMP"], result),
    url,
  });
  writeTo(file, formatOutputs(terminal.redact(outputs), `ghadelimiter_${randomUUID()}`));
}

/** Empty: there is no folder for it. */
function saveJson(folder: string | undefined, { command, document }: Result): string {
  if (!folder || document === "") return "";
  const path = resolve(join(folder, `clerkwork-${command}-${randomUUID()}.json`));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, document, { mode: 0o600 });
  return path;
}

function writeTo(file: string, text: string): void {
  try {
    appendFileSync(file, text);
  } catch (error) {
    throw new Error(`${escapeText(file)}: ${errorText(error)}`, { cause: error });
  }
}
