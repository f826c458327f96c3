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

/** Reads and validates. Throws a `Failure` (exit 3) with all issues. Opens no socket. */
export function loadFile(
  context: Pick<Context, "now">,
  flags: FileFlags & { readonly receipt?: string },
): Loaded {
  const file = flags.file ?? DEFAULT_FILE;
  const content = readDocument(file);
  const names = [...new Set(flags.env ?? [])];
  const desired = loadText(file, content.text, selectionOf(flags, names), todayOf(context));
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

function selectionOf(flags: FileFlags, names: readonly string[]): Selection {
  if (flags.all && flags.env)
    throw new Failure("invalid_usage", "--all and --env don't go together");
  if (flags.all) return "all";
  return names.length > 0 ? names : "top";
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
