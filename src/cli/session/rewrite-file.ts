// A file that a command edits: parsed, checked as it would be, and written whole over the one that was read.

import { parseDocument, type Document } from "../../core/file/document.ts";
import { LIMITS } from "../../core/file/text.ts";
import { Failure } from "../../core/finding/failure.ts";
import type { PulledEdit } from "../../core/report/pull.ts";
import { validate } from "../../reconcile/load.ts";
import type { PlacedEdit } from "../../reconcile/pull-places.ts";
import type { Context } from "../context.ts";
import { errorText } from "../disk/error-text.ts";
import { hasUncommittedChanges } from "../disk/git.ts";
import { readTextFile } from "../disk/read-file.ts";
import { whyNotWritable, writeWhole } from "../disk/write-file.ts";

/** Which command edits, for what is said. */
type Command = "pull" | "promote";

export const textOf = (bytes: Uint8Array): string =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

/** Of a text that is known to parse. */
export function parsed(path: string, text: string): Document {
  const found = parseDocument(path, text);
  if (found.ok) return found.document;
  throw new Error("a file that was read can't be parsed");
}

/** As it stands in a report; `now` is the file after the edit. */
export function editOf(
  { row, pointer, value, removes, from, environment, alsoFor, hazards = [] }: PlacedEdit,
  now: Document,
): PulledEdit {
  return {
    address: row.address,
    environment,
    line: now.keyAt(pointer).line,
    ...(from === undefined ? {} : { from }),
    to: removes ? null : value,
    ...(removes ? { removed: true } : {}),
    also_for: alsoFor,
    ...(hazards.length > 0 ? { hazards } : {}),
  };
}

/** Throws a `Failure` (exit 4) for a text with issues. */
export function requireValid(path: string, text: string, command: Command): Document {
  const document = parsed(path, text);
  const issues = validate(document);
  if (issues.length === 0) return document;
  throw new Failure(
    "edit_not_safe",
    `with what the instance has, ${path} would not be valid; nothing was written`,
    { issues, hint: `${command} only what agrees: --only SECTION, or --only ADDRESS` },
  );
}

/**
 * Throws a `Failure`: exit 4 for changes that git has not committed, unless `force`, and for a file that is no longer
 * as it was; exit 3 for one that can't be written. Nothing is written then.
 */
export async function writeOver(
  context: Context,
  path: string,
  { before, after }: { readonly before: Uint8Array; readonly after: string },
  { force = false, command }: { readonly force?: boolean; readonly command: Command },
): Promise<void> {
  if (!force && (await hasUncommittedChanges(path, context))) {
    throw new Failure("uncommitted_changes", `${path} has changes that are not committed`, {
      hint: `commit them first, so that git can take the ${command} back; or write over them: --force`,
    });
  }
  const why = whyNotWritable(path, true);
  if (why) throw new Failure("unwritable_file", `${path} can't be written: ${why}`);
  if (context.interruption.signal.aborted)
    throw new Failure("interrupted", "interrupted; nothing was written");
  const now = readTextFile(path, LIMITS.fileBytes);
  if (!now.ok || !Buffer.from(now.bytes).equals(before)) {
    throw new Failure(
      "file_changed",
      `${path} was changed while the instance was read; nothing was written`,
      { hint: `run ${command} again` },
    );
  }
  try {
    await writeWhole(path, after, true, "ordinary");
  } catch (error) {
    throw new Failure("unwritable_file", `${path} can't be written: ${errorText(error)}`);
  }
}
