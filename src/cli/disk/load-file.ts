// From the names of files to what they ask of each instance.

import type { Desired } from "../../core/file/desired.ts";
import type { Json } from "../../catalog/setting.ts";
import { parseDocument } from "../../core/file/document.ts";

import { Failure } from "../../core/finding/failure.ts";
import { labelOf } from "../../core/report/record.ts";
import { hashData } from "../../core/plan/saved-plan.ts";
import { loadText, type Selection } from "../../reconcile/load.ts";
import { todayOf, type Context } from "../context.ts";
import type { ChoiceFlags } from "../fleet-flags.ts";
import type { FileFlags } from "../flags.ts";
import { findFile } from "./find-file.ts";
import { readDocument } from "./read-document.ts";
import { STDIN } from "./read-stdin.ts";

/** A file that was read. */
export interface LoadedFile {
  /** As it is called in findings and plans: its path from here, or `stdin`. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** A hash of what it says, hexadecimal. */
  readonly says: () => string;
}

/** Everything that a run is of. */
export interface Loaded {
  readonly files: readonly LoadedFile[];
  /** One, or one per environment that was asked for, in the order of the files. */
  readonly desired: readonly Desired[];
  /** Whether the result is to be shown by environment. */
  readonly byEnvironment: boolean;
}

/**
 * Reads and validates. `unnamed` is what a command line means that names no part of the file. Throws a
 * `Failure` (exit 3) with all issues of all files. Opens no socket.
 */
export async function loadFiles(
  context: Pick<Context, "now">,
  flags: ChoiceFlags,
  unnamed: "whole" | "each" = "whole",
): Promise<Loaded> {
  const paths = await pathsOf(flags.file, flags.env);
  const asked = { ...flags, all: flags.all ?? meansAll(flags) };
  const parts = await settle(paths, (path) => loadOne(context, path, asked, unnamed, paths));
  return {
    files: parts.map(({ file }) => file),
    desired: parts.flatMap(({ desired }) => desired),
    byEnvironment: asked.all || new Set(flags.env).size > 1 || paths.length > 1,
  };
}

/** Where none is named there is one, and what looks for several is not loaded. */
async function pathsOf(
  named: readonly string[] | undefined,
  env: readonly string[] | undefined,
): Promise<readonly string[]> {
  if (named === undefined) return [findFile(env)];
  const { findFiles } = await import("./find-files.ts");
  return findFiles(named);
}

/** A pattern of names means all that it fits. */
const meansAll = ({ match, env, base }: ChoiceFlags): boolean =>
  match !== undefined && env === undefined && base !== true;

/** As `loadFiles`, of one file. */
export function loadFile(
  context: Pick<Context, "now">,
  flags: FileFlags,
): Pick<Loaded, "desired"> & LoadedFile {
  const path = flags.file ?? findFile(flags.env);
  const { file, desired } = loadOne(context, path, flags, "whole", [path]);
  return { ...file, desired };
}

/** The file that an environment stands in. */
export function fileOf(
  { files }: Pick<Loaded, "files">,
  { file }: Pick<Desired, "file">,
): LoadedFile {
  const found = files.find((one) => one.file === file);
  if (!found) throw new Error(`${file} was not loaded`);
  return found;
}

/** What each environment is called among the others of the run. */
export function namesIn({ files }: Pick<Loaded, "files">): (desired: Desired) => string {
  const several = files.length > 1;
  return ({ file, environment }) => labelOf({ file, name: environment }, several);
}

interface Part {
  readonly file: LoadedFile;
  readonly desired: readonly Desired[];
}

function loadOne(
  context: Pick<Context, "now">,
  path: string,
  flags: FileFlags | ChoiceFlags,
  unnamed: "whole" | "each",
  { length }: readonly string[],
): Part {
  const { file, content } = readDocument(path);
  const { text, bytes } = content;
  const asked = selectionOf(flags, [...new Set(flags.env ?? [])]) ?? unnamed;
  // Among several files, one without environments is an instance as it is; its name may fit a pattern, too.
  const isAny = length > 1 || ("match" in flags && flags.match !== undefined);
  const selection = asked === "all" && isAny ? "all or whole" : asked;
  const desired = loadText(file, text, selection, todayOf(context));
  return { file: { file, bytes, says: () => hashData(dataOf(file, text)) }, desired };
}

/** Throws one `Failure` for what is wrong with the files. */
async function settle(
  paths: readonly string[],
  load: (path: string) => Part,
): Promise<readonly Part[]> {
  if (paths.length === 1) return paths.map(load);
  if (paths.includes(STDIN)) throw (await import("./failed-files.ts")).notAlone();
  const parts: Part[] = [];
  const failures: (readonly [path: string, error: unknown])[] = [];
  for (const path of paths) {
    try {
      parts.push(load(path));
    } catch (error) {
      failures.push([path, error]);
    }
  }
  if (failures.length === 0) return parts;
  const { failureOf } = await import("./failed-files.ts");
  throw failureOf(failures);
}

/** Of a file that is valid. */
function dataOf(file: string, text: string): Json {
  const { document } = parseDocument(file, text);
  return document === undefined ? null : document.data;
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
