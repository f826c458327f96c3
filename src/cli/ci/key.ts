// What tells a comment from those of other runs in the same pull request.

import { relative, resolve } from "node:path";
import { seekFile } from "../disk/find-file.ts";
import type { Told } from "./result.ts";

/**
 * The files from the repository's root, and the environments that the command line names; `*`: all that there are. By
 * the command line and not by the file, so that it stays the same when the file gains an environment or is not valid.
 */
export function keyOf(flags: Told, root: string | undefined): string {
  if (flags.commentKey !== undefined) return flags.commentKey;
  const files = flags.file === undefined ? [sought()] : [flags.file].flat();
  const names = [
    ...(flags.all ? ["*"] : []),
    ...(flags.match ?? []),
    ...[flags.env ?? []].flat(),
    ...(flags.only ?? []).map((section) => `--only ${section}`),
    ...(flags.shard ? [`${flags.shard.number}/${flags.shard.count}`] : []),
  ];
  return [...files.map((file) => fromRoot(file, root)), ...names].join(" ");
}

/** The key of the plan of all environments of the same files, whose comment an apply to some of them belongs into. */
export function sharedKeyOf(flags: Told, root: string | undefined): string | undefined {
  if (flags.commentKey !== undefined || flags.all) return undefined;
  const { env: _, match: __, shard: ___, ...files } = flags;
  return keyOf({ ...files, all: true }, root);
}

/** What goes wrong with the search is the command's to tell. */
function sought(): string {
  try {
    return seekFile() ?? "clerkwork.yaml";
  } catch {
    return "clerkwork.yaml";
  }
}

/** A path as it is called from the root of the repository; as it was given where that is not known. */
export function fromRoot(file: string, root: string | undefined): string {
  if (!root) return file;
  const path = relative(root, resolve(file));
  return path.startsWith("..") ? file : path.replaceAll("\\", "/");
}
