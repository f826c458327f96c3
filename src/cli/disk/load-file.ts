// From the name of a file to what it asks of each instance.

import type { Desired } from "../../core/file/desired.ts";
import { LIMITS } from "../../core/file/text.ts";
import { Failure } from "../../core/finding/failure.ts";
import { loadPin, loadText, rejectIssues, type Selection } from "../../reconcile/load.ts";
import { todayOf, type Context } from "../context.ts";
import type { FileFlags } from "../flags.ts";
import { readTextFile, type FileContent } from "./read-file.ts";

export const DEFAULT_FILE = "clerkwork.yaml";

export interface Loaded {
  readonly file: string;
  readonly bytes: Uint8Array;
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
  flags: FileFlags & { readonly receipt?: string },
  unnamed: "whole" | "each" = "whole",
): Loaded {
  const file = flags.file ?? DEFAULT_FILE;
  const content = readDocument(file);
  const names = [...new Set(flags.env ?? [])];
  const selection = selectionOf(flags, names) ?? unnamed;
  const desired = loadText(file, content.text, selection, todayOf(context));
  const byEnvironment = flags.all === true || names.length > 1;
  if (byEnvironment && flags.receipt !== undefined) {
    throw new Failure(
      "invalid_usage",
      "--receipt takes one environment: a receipt is of one instance",
    );
  }
  return { file, bytes: content.bytes, desired, byEnvironment };
}

/** Only which instance the file means. Throws a `Failure` (exit 3). Opens no socket. */
export function loadTarget(
  file: string | undefined,
  environment: string | undefined,
): ReturnType<typeof loadPin> {
  const place = file ?? DEFAULT_FILE;
  return loadPin(place, readDocument(place).text, environment ?? null);
}

function readDocument(file: string): Extract<FileContent, { ok: true }> {
  const content = readTextFile(file, LIMITS.fileBytes);
  if (content.ok) return content;
  const at = { file, line: 1, column: 1 };
  rejectIssues([{ code: content.code, args: content.args, at, pointer: "" }]);
  throw new Failure("unreadable_file", `${file} can't be read`);
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
