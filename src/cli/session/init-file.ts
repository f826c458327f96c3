// A guided start: what can't be read is asked for, the rest is pulled, and nothing that is there is touched.

import { mkdir } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { Failure } from "../../core/finding/failure.ts";
import type { PullReport } from "../../core/report/pull.ts";
import { escapeText } from "../../core/text/escape.ts";
import { plural } from "../../core/text/line.ts";
import type { Context } from "../context.ts";
import { errorText } from "../disk/error-text.ts";
import { isThere, seekFile } from "../disk/find-file.ts";
import { loadFiles, type Loaded } from "../disk/load-file.ts";
import { whyNotWritable, writeWhole } from "../disk/write-file.ts";
import type { ConnectionFlags, Format } from "../flags.ts";
import { askFor, nobodyToAsk } from "../screen/ask.ts";
import { commandText } from "../screen/command-line.ts";
import { tell } from "../screen/terminal.ts";
import { NEW_FILE } from "./create-file.ts";
import { askWhat, type Wanted } from "./init-questions.ts";
import { workflowFor, WORKFLOW } from "./init-workflow.ts";
import { readNewFile } from "./pull-new.ts";

export interface InitFlags extends ConnectionFlags {
  readonly file?: string;
  readonly format?: Format;
  readonly color?: boolean;
  readonly yes?: boolean;
  readonly ci?: "github" | "none";
}

export interface Initiated {
  readonly report: PullReport;
  /** Files that were written, by their paths from here. */
  readonly wrote: readonly string[];
  /** Files that were there, and stay as they are. */
  readonly kept: readonly string[];
  /** Whether the file has environments. */
  readonly byEnvironment: boolean;
}

/**
 * Throws a `Failure`: exit 3 for a key that is missing, or a file that is there and not valid, exit 1 when something can't be read, exit 4 where there
 * is nobody to ask, or the answer is no. Nothing is written then.
 */
export async function initFile(context: Context, flags: InitFlags): Promise<Initiated> {
  const there = findThere(flags);
  if (there !== undefined) return leftAlone(context, there);
  const path = flags.file ?? NEW_FILE;
  const asks = flags.yes !== true;
  if (asks && !context.terminal.interactive)
    throw nobodyToAsk(
      commandText("init", flags, ["--yes", ...(flags.ci ? ["--ci", flags.ci] : [])]),
    );
  requireWritable(path);
  const wanted: Wanted = asks
    ? await askWhat(context, flags)
    : { parts: [{ environment: null }], ci: flags.ci ?? "none" };
  const { text, edits, skipped } = await readNewFile(context, flags, path, wanted.parts);
  const { files, kept } = filesOf(path, text, wanted);
  if (asks) await confirm(context, files);
  if (context.interruption.signal.aborted)
    throw new Failure("interrupted", "interrupted; nothing was written");
  for (const one of files) await writeNew(one.path, one.text);
  return {
    report: {
      file: path,
      created: true,
      written: true,
      edits,
      skipped,
      refused: [],
      comments_removed: [],
    },
    wrote: files.map((one) => one.path),
    kept,
    byEnvironment: wanted.parts.some(({ environment }) => environment !== null),
  };
}

interface ToWrite {
  readonly path: string;
  readonly text: string;
}

const findThere = ({ file }: InitFlags): string | undefined =>
  file === undefined ? seekFile() : isThere(file) ? file : undefined;

/** The file, and the workflow where one is wanted and none is there. */
function filesOf(
  path: string,
  text: string,
  wanted: Wanted,
): { readonly files: readonly ToWrite[]; readonly kept: readonly string[] } {
  const file = { path, text };
  if (wanted.ci === "none") return { files: [file], kept: [] };
  const workflow = workflowAt(path, wanted);
  return isThere(workflow.path)
    ? { files: [file], kept: [workflow.path] }
    : { files: [file, workflow], kept: [] };
}

async function confirm(context: Context, files: readonly ToWrite[]): Promise<void> {
  context.terminal.err("This will be written:\n");
  for (const { path, text } of files) {
    const count = plural(text.split("\n").length - 1, "line");
    tell(context.terminal, `${escapeText(path)} (${count})`, "  ");
  }
  await askFor(context, "Type yes: ", "yes", "the answer was not yes; nothing was written");
}

/** Throws a `Failure` (exit 3) for a file that is not valid: no command goes on from it. */
async function leftAlone(context: Context, file: string): Promise<Initiated> {
  const { desired } = await loadExisting(context, file);
  const byEnvironment = desired.some(({ environment }) => environment !== null);
  const report = {
    file,
    created: false,
    written: false,
    edits: [],
    skipped: [],
    refused: [],
    comments_removed: [],
  };
  return { report, wrote: [], kept: [file], byEnvironment };
}

async function loadExisting(context: Context, file: string): Promise<Loaded> {
  try {
    return await loadFiles(context, { file: [file] }, "each");
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { code, message, issues } = error;
    throw new Failure(code, message, {
      issues,
      hint: "init leaves a file alone that is there: mend it, or give another name with -f FILE",
    });
  }
}

function requireWritable(path: string): void {
  const why = whyNotWritable(path, false);
  if (why) throw new Failure("unwritable_file", `${path} can't be written: ${why}`);
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeWhole(path, text, false, "ordinary");
  } catch (error) {
    throw new Failure("unwritable_file", `${path} can't be written: ${errorText(error)}`);
  }
}

/** In the repository's root, or here where there is none. */
function workflowAt(
  file: string,
  { parts }: Wanted,
): { readonly path: string; readonly text: string } {
  const root = rootOf(resolve(dirname(file))) ?? resolve(".");
  const named = relative(root, resolve(file)).replaceAll("\\", "/");
  const all = parts.some(({ environment }) => environment !== null);
  const again = { ...(named === NEW_FILE ? {} : { file: named }), all };
  const variables = parts.map(({ variable }) => variable ?? "CLERK_SECRET_KEY");
  return {
    path: relative(".", join(root, WORKFLOW)),
    text: workflowFor({ variables: [...new Set(variables)], again }),
  };
}

function rootOf(folder: string): string | undefined {
  if (isThere(join(folder, ".git"))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : rootOf(above);
}
