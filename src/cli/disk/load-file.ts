// From the name of a file to what it asks of each instance.

import type { Desired } from "../../core/file/desired.ts";
import type { Json } from "../../catalog/setting.ts";
import { parseDocument } from "../../core/file/document.ts";
import { LIMITS } from "../../core/file/text.ts";
import { Failure } from "../../core/finding/failure.ts";
import { hashData } from "../../core/plan/saved-plan.ts";
import { invalid, loadPin, loadText, type Selection } from "../../reconcile/load.ts";
import { todayOf, type Context } from "../context.ts";
import type { FileFlags, TargetFlags } from "../flags.ts";
import { findFile, isThere } from "./find-file.ts";
import { readTextFile, type FileContent } from "./read-file.ts";
import { readStdin, STDIN, STDIN_NAME } from "./read-stdin.ts";

export interface Loaded {
  /** As it is called in findings and plans: its path from here, or `stdin`. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** A hash of what it says, hexadecimal. */
  readonly says: () => string;
  /** One, or one per environment that was asked for. */
  readonly desired: readonly Desired[];
  /** Whether the result is to be shown by environment. */
  readonly byEnvironment: boolean;
}

/**
 * Reads and validates. `unnamed` is what a command line means that names no part of the file. Throws a
 * `Failure` (exit 3) with all issues. Opens no socket.
 */
export function loadFile(
  context: Pick<Context, "now">,
  flags: FileFlags,
  unnamed: "whole" | "each" = "whole",
): Loaded {
  const { file, content } = readDocument(flags.file ?? findFile());
  const names = [...new Set(flags.env ?? [])];
  const selection = selectionOf(flags, names) ?? unnamed;
  const desired = loadText(file, content.text, selection, todayOf(context));
  const byEnvironment = flags.all === true || names.length > 1;
  const says = (): string => hashData(dataOf(file, content.text));
  return { file, bytes: content.bytes, says, desired, byEnvironment };
}

/** Of a file that is valid. */
function dataOf(file: string, text: string): Json {
  const { document } = parseDocument(file, text);
  return document === undefined ? null : document.data;
}

/** Only which instance the part of the file means. Throws a `Failure` (exit 3). Opens no socket. */
export function loadTarget({ file, env, base }: TargetFlags): ReturnType<typeof loadPin> {
  if (base && env !== undefined)
    throw new Failure("invalid_usage", "--base and --env don't go together");
  const read = readDocument(requireNamed(file ?? findFile()));
  const isNamed = base === true || env !== undefined;
  return loadPin(read.file, read.content.text, isNamed ? { environment: env ?? null } : "whole");
}

/** Throws a `Failure` (exit 3) for what is piped in: what writes asks, and must know its file again. */
export function requireNamed(path: string): string {
  if (path !== STDIN) return path;
  throw new Failure(
    "invalid_usage",
    "-f - is for validate, plan and drift, and not for plan --out",
    {
      hint: "write the file to disk and name it: -f FILE",
    },
  );
}

type Readable = Extract<FileContent, { ok: true }>;

function readDocument(path: string): { readonly file: string; readonly content: Readable } {
  const piped = path === STDIN;
  const file = piped ? STDIN_NAME : path;
  const content = piped ? readStdin(LIMITS.fileBytes) : readTextFile(path, LIMITS.fileBytes);
  if (content.ok) return { file, content };
  const { code, args } = content;
  const issues = [{ code, args, at: { file, line: 1, column: 1 }, pointer: "" }];
  if (code !== "unreadable_file") throw invalid(issues);
  if (!piped && !isThere(path)) {
    throw new Failure("no_file", `${path} does not exist`, {
      issues,
      hint: "without -f, the nearest clerkwork.yaml is taken, here or in a parent folder",
    });
  }
  throw new Failure("unreadable_file", `${file} can't be read: ${String(args["why"])}`, { issues });
}

type PartFlags = Pick<FileFlags, "all" | "base" | "env">;

/** The part of the file that the flags name; undefined: none. Throws a `Failure` (exit 3) for two. */
function selectionOf(flags: PartFlags, names: readonly string[]): Selection | undefined {
  const named = [
    flags.all ? "--all" : "",
    flags.base ? "--base" : "",
    flags.env ? "--env" : "",
  ].filter(Boolean);
  if (named.length > 1)
    throw new Failure("invalid_usage", `${named.join(" and ")} don't go together`);
  if (flags.all) return "all";
  if (flags.base) return "top";
  return names.length > 0 ? names : undefined;
}

/** Throws a `Failure` (exit 3) for a part that declares nothing: a file that was emptied by accident is not in sync. */
export function requireDeclared({ file, desired }: Pick<Loaded, "file" | "desired">): void {
  const empty = desired.filter(({ declarations }) => declarations.length === 0);
  if (empty.length === 0) return;
  const names = empty.flatMap(({ environment }) => environment ?? []);
  const part = names.length === 0 ? "" : ` for ${names.join(", ")}`;
  throw new Failure("nothing_declared", `${file} declares no setting${part}: nothing is watched`, {
    hint: "name the settings that are to be watched, or leave that part of the file out of drift",
  });
}

/** Only the sections that were asked for. */
export function narrow(desired: Desired, only: readonly string[] | undefined): Desired {
  if (!only) return desired;
  const isAsked = ({ address }: { readonly address: string }): boolean =>
    only.includes(address.split(".")[0] ?? "");
  const declarations = desired.declarations.filter(isAsked);
  const named = new Set([
    ...desired.emptySections,
    ...declarations.map(({ section }) => section.name),
  ]);
  return {
    ...desired,
    declarations,
    absentSections: only.filter((name) => !named.has(name)),
    emptySections: desired.emptySections.filter((name) => only.includes(name)),
    consents: desired.consents.filter(isAsked),
    ignores: desired.ignores.filter(isAsked),
  };
}
