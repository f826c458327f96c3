// The file as a library's caller has it: read, checked, and narrowed to one environment.

import { readTextFile } from "../cli/disk/read-file.ts";
import type { Desired } from "../core/file/desired.ts";
import { environmentsOf } from "../core/file/desired.ts";
import { parseDocument } from "../core/file/document.ts";
import { LIMITS } from "../core/file/text.ts";
import { Failure } from "../core/finding/failure.ts";
import { loadText, rejectIssues } from "../reconcile/load.ts";

/** Which part of the file is meant, and on which day. */
export interface LoadOptions {
  /**
   * The entry of `environments` that is meant; null: the part above them, alone. Left out: the file as a
   * whole, which it is only without `environments`.
   */
  readonly environment?: string | null;
  /** The day that consents and exceptions are held against, YYYY-MM-DD; by default today, UTC. */
  readonly today?: string;
}

/** A file that is valid, and what it asks of one instance. */
export interface LoadedFile {
  /** As it was given. */
  readonly path: string;
  /** null: the file has none, or the part above them is meant. */
  readonly environment: string | null;
  readonly today: string;
  readonly desired: Desired;
}

const todayInUtc = (): string => new Date().toISOString().slice(0, 10);

/**
 * Reads and checks a file, without a request. Rejects with a `Failure` whose `exitCode` is 3: `invalid_document` with
 * all `issues`, each with file, line and column (`sentence` says one in words); `unknown_environment` for a name
 * that the file does not have; `environment_not_named` for a file with `environments` when none is named.
 */
export async function loadFile(path: string, options: LoadOptions = {}): Promise<LoadedFile> {
  const { environment, today = todayInUtc() } = options;
  const text = readText(path);
  const selection =
    environment === undefined ? "whole" : environment === null ? "top" : [environment];
  try {
    const [desired] = loadText(path, text, selection, today);
    if (desired) return { path, environment: environment ?? null, today, desired };
  } catch (error) {
    throw inWordsOfTheLibrary(error, path, text);
  }
  throw new Failure("unknown_environment", `${path} has nothing for ${String(environment)}`);
}

function readText(path: string): string {
  const content = readTextFile(path, LIMITS.fileBytes);
  if (content.ok) return content.text;
  const { code, args, at = { line: 1, column: 1 } } = content;
  if (code === "unreadable_file")
    throw new Failure(code, `can't read ${path}: ${String(args["why"])}`);
  rejectIssues([{ code, args, at: { file: path, ...at }, pointer: "" }]);
  throw new Failure("unreadable_file", `can't read ${path}`);
}

/** Flags mean nothing to who calls a function. */
function inWordsOfTheLibrary(error: unknown, path: string, text: string): unknown {
  if (!(error instanceof Failure) || error.code !== "environment_not_named") return error;
  const parsed = parseDocument(path, text);
  const names = parsed.ok ? environmentsOf(parsed.document).join(", ") : "";
  return new Failure("environment_not_named", `${path} has environments: ${names}`, {
    hint: "name one: loadFile(path, { environment }); null stands for the part above them",
  });
}
