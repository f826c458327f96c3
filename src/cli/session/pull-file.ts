// Pull into a file that is there: read, edit in place, look again, write.

import { LIMITS } from "../../core/file/text.ts";
import { parseDocument, type Document } from "../../core/file/document.ts";
import { Failure } from "../../core/finding/failure.ts";
import type { PulledEdit, PullReport } from "../../core/report/pull.ts";
import {
  placeProposals,
  pullPart,
  type PlacedEdit,
  type PulledPart,
} from "../../reconcile/pull-edits.ts";
import { writeEdits } from "../../reconcile/pull-text.ts";
import { validate } from "../../reconcile/load.ts";
import { todayOf, type Context } from "../context.ts";
import { hasUncommittedChanges } from "../disk/git.ts";
import { loadFile } from "../disk/load-file.ts";
import { readTextFile } from "../disk/read-file.ts";
import { errorText } from "../disk/error-text.ts";
import { whyNotWritable, writeWhole } from "../disk/write-file.ts";
import { requireDistinct } from "./distinct.ts";
import { environmentNameOf, prepareAll } from "./prepare-all.ts";
import type { PullFlags } from "./pull-flags.ts";

/** What came of it, and the text before and after. */
export interface PulledFile {
  readonly report: PullReport;
  readonly before: string;
  readonly after: string;
  /** Whether the file names any setting, for the environments that were read. */
  readonly declares: boolean;
}

/**
 * Throws a `Failure`: exit 1 when something can't be read, exit 3 for the file or the key, exit 4 for uncommitted
 * changes, a file that changed meanwhile, or one that would not be valid. Nothing is written then.
 */
export async function pullIntoFile(
  context: Context,
  flags: PullFlags,
  path: string,
): Promise<PulledFile> {
  const loaded = loadFile(context, { ...flags, file: path });
  const before = textOf(loaded.bytes);
  const document = parsed(path, before);
  const parts = await readParts(context, flags, loaded.desired);
  const placed = placeProposals(parts, document);
  const { text: after, refused, comments } = writeEdits(before, placed);
  const now = requireValid(path, after);
  const edits = placed.filter((one) => !refused.has(one)).map((one) => editOf(one, now));
  const writes = after !== before && flags.dryRun !== true;
  if (writes) await writeOver(context, flags, path, { before: loaded.bytes, after });
  return {
    before,
    after,
    declares: edits.length > 0 || loaded.desired.some((one) => one.declarations.length > 0),
    report: {
      file: path,
      created: false,
      written: writes,
      edits,
      skipped: parts.flatMap(({ skipped }) =>
        skipped.map(({ address, environment, why }) => ({
          address,
          environment,
          code: why.code,
          why: why.says,
        })),
      ),
      refused: [...refused].map(([one, why]) => ({
        address: one.row.address,
        environment: one.environment,
        why,
      })),
      comments_removed: comments,
    },
  };
}

const textOf = (bytes: Uint8Array): string =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

function parsed(path: string, text: string): Document {
  const found = parseDocument(path, text);
  if (found.ok) return found.document;
  throw new Error("a file that was read can't be parsed");
}

async function readParts(
  context: Context,
  flags: PullFlags,
  desired: readonly PulledPart["desired"][],
): Promise<readonly PulledPart[]> {
  const instances = prepareAll(context, desired, environmentNameOf, flags);
  context.interruption.listen();
  if (instances.length > 1)
    for (const failure of (await requireDistinct(instances, { writes: true })).values())
      throw failure;
  const options = {
    toolVersion: context.toolVersion,
    allowances: [],
    today: todayOf(context),
    isSecret: context.terminal.holdsHidden,
    add: flags.add === true,
    only: flags.only,
  };
  return Promise.all(
    instances.map(async ({ desired: one, open }) => {
      const connection = open();
      return pullPart(one, connection, options).finally(() => connection.close());
    }),
  );
}

function editOf(
  { row, pointer, value, from, environment, alsoFor }: PlacedEdit,
  now: Document,
): PulledEdit {
  return {
    address: row.address,
    environment,
    line: now.keyAt(pointer).line,
    ...(from === undefined ? {} : { from }),
    to: value,
    also_for: alsoFor,
  };
}

function requireValid(path: string, text: string): Document {
  const document = parsed(path, text);
  const issues = validate(document);
  if (issues.length === 0) return document;
  throw new Failure(
    "edit_not_safe",
    `with what the instance has, ${path} would not be valid; nothing was written`,
    { issues, hint: "pull only what agrees: --only SECTION, or --only ADDRESS" },
  );
}

async function writeOver(
  context: Context,
  { force = false }: PullFlags,
  path: string,
  { before, after }: { readonly before: Uint8Array; readonly after: string },
): Promise<void> {
  if (!force && (await hasUncommittedChanges(path, context))) {
    throw new Failure("uncommitted_changes", `${path} has changes that are not committed`, {
      hint: "commit them first, so that git can take the pull back; or write over them: --force",
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
      {
        hint: "run pull again",
      },
    );
  }
  try {
    await writeWhole(path, after, true, "ordinary");
  } catch (error) {
    throw new Failure("unwritable_file", `${path} can't be written: ${errorText(error)}`);
  }
}
