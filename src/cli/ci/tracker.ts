// Who keeps comments and issues, as the variables of the job name it; loaded where one is asked for.

import type { GitHub } from "../../ci/github.ts";
import { findPlace, type GitHubPlace, type GitLabPlace } from "../../ci/place.ts";
import type { Tracker } from "../../ci/tracker.ts";
import type { Context } from "../context.ts";
import type { Contents } from "../disk/base-of.ts";
import { readEvent } from "../disk/read-event.ts";
import { logTo } from "../session/open-connection.ts";
import { readProxy } from "../session/read-proxy.ts";
import type { Told } from "./result.ts";

/** A tracker, and how a commit leads to the pull request that it came with. */
export interface Opened extends Tracker {
  readonly pullRequestOf: (commit: string) => Promise<number | null>;
}

const sharedBy = (context: Context, { verbose }: Told) => ({
  toolVersion: context.toolVersion,
  hide: context.terminal.hide,
  signal: context.interruption.signal,
  log: verbose ? logTo(context) : undefined,
});

/** Undefined: no CI that is known. Throws an error with a sentence when a variable is missing. */
export async function openTracker(
  context: Context,
  flags: Told,
  place: GitHubPlace | GitLabPlace | null,
): Promise<Opened | undefined> {
  if (place === null) return undefined;
  if (place.ci === "github") return openGitHubAt(context, flags, place);
  const { openGitLab } = await import("../../ci/gitlab.ts");
  const { project, apiUrl } = place;
  if (!project || !apiUrl) throw new Error("CI_PROJECT_ID or CI_API_V4_URL is not set");
  const token = tokenIn(context, ["GITLAB_TOKEN"]);
  return openGitLab({
    ...sharedBy(context, flags),
    apiUrl,
    project,
    token,
    proxy: readProxy(context, apiUrl),
  });
}

/**
 * What GitHub keeps of the repository, for the base of a pull request that the checkout does not have. Without a token,
 * or where it can't be had, there is none: the plan says that it has no base.
 */
export function contentsFrom(context: Context, flags: Told): Contents | undefined {
  const place = findPlace(context.environment, readEvent);
  if (place?.ci !== "github" || !hasToken(context)) return undefined;
  return async (path, revision) => {
    const github = await openGitHubAt(context, flags, place);
    try {
      return (await github.contents(path, revision)) ?? undefined;
    } catch {
      return undefined;
    } finally {
      github.close();
    }
  };
}

const TOKENS = ["INPUT_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"];

const hasToken = ({ environment }: Context): boolean => TOKENS.some((name) => environment[name]);

async function openGitHubAt(
  context: Context,
  flags: Told,
  { repository, apiUrl }: GitHubPlace,
): Promise<GitHub> {
  const { openGitHub } = await import("../../ci/github.ts");
  if (!repository) throw new Error("GITHUB_REPOSITORY names no repository");
  const token = tokenIn(context, TOKENS);
  const proxy = readProxy(context, apiUrl);
  return openGitHub({ ...sharedBy(context, flags), apiUrl, repository, token, proxy });
}

function tokenIn({ environment }: Context, names: readonly string[]): string {
  const token = names.map((name) => environment[name]).find(Boolean);
  if (token) return token;
  throw new Error(`no token: set ${names.find((name) => name !== "INPUT_TOKEN")}`);
}

/** Undefined: the run is about no pull request. After a merge, an apply belongs to the one that was merged. */
export async function requestOf(
  tracker: Opened,
  { number, head }: GitHubPlace | GitLabPlace,
  mayBeMerged: boolean,
): Promise<number | undefined> {
  if (number !== null) return number;
  if (!mayBeMerged || head === null) return undefined;
  return (await tracker.pullRequestOf(head)) ?? undefined;
}
