// The earlier text of a file that an offline plan holds it against: a file, a revision of git, or what a forge keeps.

import { LIMITS } from "../../core/file/text.ts";
import { Failure } from "../../core/finding/failure.ts";
import type { BaseText } from "../../reconcile/offline.ts";
import type { Context } from "../context.ts";
import { look } from "./find-file.ts";
import { fileInRevision, hasRevision, pathInTree } from "./git.ts";
import { decodeFile, readTextFile, type FileContent } from "./read-file.ts";
import { STDIN_NAME } from "./read-stdin.ts";

/** The text of a file of the repository in a revision, from its forge; undefined: it is not there, or can't be had. */
export type Contents = (path: string, revision: string) => Promise<string | undefined>;

/** Where an earlier text is looked for. */
export interface BasePlace {
  /** `--against`. */
  readonly named?: string | undefined;
  /** The commit that a pull request stands against; null: it is not told. */
  readonly commit?: string | null;
  /** Asked when git does not have that commit; absent: nobody is. */
  readonly contents?: Contents | undefined;
}

type Surroundings = Pick<Context, "environment">;

/** Throws a `Failure` (exit 3) where `--against` names what is not there. Nothing of the repository is run. */
export function baseOf(
  file: string,
  place: BasePlace,
  surroundings: Surroundings,
): Promise<BaseText> {
  return place.named === undefined
    ? ofPullRequest(file, place, surroundings)
    : ofNamed(file, place.named, surroundings);
}

/** Whether `--against` names a file, not a revision. */
export const isFileName = (named: string): boolean => look(named)?.isFile() === true;

async function ofNamed(file: string, named: string, surroundings: Surroundings): Promise<BaseText> {
  if (isFileName(named)) {
    const content = readTextFile(named, LIMITS.fileBytes);
    return { what: "file", name: named, ...textOf(content, named) };
  }
  if (file === STDIN_NAME)
    throw new Failure("invalid_usage", "--against REF needs a file that git knows, not -f -", {
      hint: "name the file: -f FILE, or compare with a file: --against FILE",
    });
  if (!isRevision(named) || !(await hasRevision(file, named, surroundings)))
    throw new Failure("no_base", `--against ${named}: no file, and no commit that git has here`, {
      hint: "name a file, or a branch, a tag or a commit; a shallow clone has one commit alone: git fetch, or fetch-depth: 0 in the checkout",
    });
  return inRevision(file, named, surroundings);
}

/** Nothing that git could take for an option or a range. */
const isRevision = (text: string): boolean => /^[^-:\s^][^:\s]*$/.test(text);

async function inRevision(
  file: string,
  revision: string,
  surroundings: Surroundings,
): Promise<BaseText> {
  const name = `${revision}:${file}`;
  const bytes = await fileInRevision(file, revision, surroundings, LIMITS.fileBytes);
  const found =
    bytes === null ? { why: `${revision} has no ${file}` } : textOf(decodeFile(bytes), name);
  return { what: "ref", name: revision, ...found };
}

async function ofPullRequest(
  file: string,
  { commit = null, contents }: BasePlace,
  surroundings: Surroundings,
): Promise<BaseText> {
  const none = (why: string): BaseText => ({ what: "none", name: null, why });
  if (file === STDIN_NAME) return none("the file was piped in");
  if (commit === null) return none("the pull request names no base");
  if (await hasRevision(file, commit, surroundings)) return inRevision(file, commit, surroundings);
  const path = contents ? await pathInTree(file, surroundings) : null;
  const text = path === null ? undefined : await contents?.(path, commit);
  if (text !== undefined) return { what: "ref", name: commit, text };
  const how =
    surroundings.environment["GITLAB_CI"] === "true" ? 'GIT_DEPTH: "0"' : "fetch-depth: 0";
  return none(
    `the checkout does not have the base commit ${commit.slice(0, 12)}: ${how} fetches it`,
  );
}

function textOf(
  content: FileContent,
  name: string,
): { readonly text: string } | { readonly why: string } {
  return content.ok ? { text: content.text } : { why: `${name} can't be read` };
}
