// A new file on disk, or on stdout.

import { EXIT, Failure } from "../../core/finding/failure.ts";
import type { PullReport } from "../../core/report/pull.ts";
import type { Context, EndCode } from "../context.ts";
import { errorText } from "../disk/error-text.ts";
import { whyNotWritable, writeWhole } from "../disk/write-file.ts";
import type { PulledFile } from "./pull-file.ts";
import type { PullFlags } from "./pull-flags.ts";
import { readNewFile, requireName, variableOf, type NewPart } from "./pull-new.ts";

/** What a file is called that nobody named. */
export const NEW_FILE = "clerkwork.yaml";

/** The instances of a new file, as flags name them. Throws a `Failure` (exit 3). */
export function partsOf({ env, all, base, add }: PullFlags): readonly NewPart[] {
  const named = [all ? "--all" : "", base ? "--base" : "", add ? "--add" : ""].find(Boolean);
  if (named) {
    throw new Failure(
      "invalid_usage",
      `${named} is for a file that is there, and there is none yet`,
      {
        hint: "pull --env NAME, repeatable, makes a file with environments; pull alone one without",
      },
    );
  }
  if (!env) return [{ environment: null }];
  return [...new Set(env)].map((name) => ({
    environment: requireName(name),
    variable: variableOf(name),
  }));
}

/** Reads, and writes the file unless `--dry-run`; one that appears meanwhile stays as it is. */
export async function createFile(
  context: Context,
  flags: PullFlags,
  path: string,
  parts: readonly NewPart[],
): Promise<PulledFile> {
  const why = flags.dryRun ? null : whyNotWritable(path, false);
  if (why) throw new Failure("unwritable_file", `${path} can't be written: ${why}`);
  const { text, edits, skipped } = await readNewFile(context, flags, path, parts);
  const written = flags.dryRun !== true;
  if (context.interruption.signal.aborted)
    throw new Failure("interrupted", "interrupted; nothing was written");
  if (written) await writeNew(path, text);
  const report: PullReport = {
    file: path,
    created: true,
    written,
    edits,
    skipped,
    refused: [],
    comments_removed: [],
  };
  return { report, before: "", after: text, declares: "asked" };
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeWhole(path, text, false, "ordinary");
  } catch (error) {
    throw new Failure("unwritable_file", `${path} can't be written: ${errorText(error)}`);
  }
}

/** The file on stdout, for a look or for another place. */
export async function printFile(context: Context, flags: PullFlags): Promise<EndCode> {
  if (flags.format === "json")
    throw new Failure("invalid_usage", "-f - prints the file itself: leave --format json out");
  const { text } = await readNewFile(context, flags, NEW_FILE, partsOf(flags));
  context.terminal.out(text);
  return EXIT.ok;
}
