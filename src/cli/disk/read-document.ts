// The text of a file of settings: from disk, or piped in.

import { LIMITS } from "../../core/file/text.ts";
import { Failure } from "../../core/finding/failure.ts";
import { invalid } from "../../reconcile/load.ts";
import { isThere } from "./find-file.ts";
import { readTextFile, type FileContent } from "./read-file.ts";
import { readStdin, STDIN, STDIN_NAME } from "./read-stdin.ts";

type Readable = Extract<FileContent, { ok: true }>;

/** Throws a `Failure` (exit 3) when it can't be read. */
export function readDocument(path: string): { readonly file: string; readonly content: Readable } {
  const piped = path === STDIN;
  const file = piped ? STDIN_NAME : path;
  const content = piped ? readStdin(LIMITS.fileBytes) : readTextFile(path, LIMITS.fileBytes);
  if (content.ok) return { file, content };
  const { code, args, at = { line: 1, column: 1 } } = content;
  const issues = [{ code, args, at: { file, ...at }, pointer: "" }];
  if (code !== "unreadable_file") throw invalid(issues);
  if (!piped && !isThere(path)) {
    throw new Failure("no_file", `${path} does not exist`, {
      issues,
      hint: "without -f, the nearest clerkwork.yaml is taken, here or in a parent folder",
    });
  }
  throw new Failure("unreadable_file", `${file} can't be read: ${String(args["why"])}`, { issues });
}

/** Throws a `Failure` (exit 3) for what is piped in: what writes asks, and must know its file again. */
export function requireNamed(paths: string | readonly string[] | undefined): void {
  if (![paths].flat().includes(STDIN)) return;
  throw new Failure(
    "invalid_usage",
    "-f - is for validate, plan and drift, and not for plan --out",
    {
      hint: "write the file to disk and name it: -f FILE",
    },
  );
}
