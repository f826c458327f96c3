// Who keeps comments and issues, as the variables of the job name it; loaded where one is asked for.

import type { GitHubPlace, GitLabPlace } from "../../ci/place.ts";
import type { Tracker } from "../../ci/tracker.ts";
import type { Context } from "../context.ts";
import { logTo } from "../session/open-connection.ts";
import { readProxy } from "../session/read-proxy.ts";
import type { Told } from "./result.ts";

/** A tracker, and how a commit leads to the pull request that it came with. */
export interface Opened extends Tracker {
  readonly pullRequestOf: (commit: string) => Promise<number | null>;
}

/** Undefined: no CI that is known. Throws an error with a sentence when a variable is missing. */
export async function openTracker(
  context: Context,
  flags: Told,
  place: GitHubPlace | GitLabPlace | null,
): Promise<Opened | undefined> {
  if (place === null) return undefined;
  const shared = {
    toolVersion: context.toolVersion,
    hide: context.terminal.hide,
    signal: context.interruption.signal,
    log: flags.verbose ? logTo(context) : undefined,
  };
  if (place.ci === "github") {
    const { openGitHub } = await import("../../ci/github.ts");
    const { repository, apiUrl } = place;
    if (!repository) throw new Error("GITHUB_REPOSITORY names no repository");
    const token = tokenIn(context, ["INPUT_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"]);
    const proxy = readProxy(context, apiUrl);
    return openGitHub({ ...shared, apiUrl, repository, token, proxy });
  }
  const { openGitLab } = await import("../../ci/gitlab.ts");
  const { project, apiUrl } = place;
  if (!project || !apiUrl) throw new Error("CI_PROJECT_ID or CI_API_V4_URL is not set");
  const token = tokenIn(context, ["GITLAB_TOKEN"]);
  return openGitLab({ ...shared, apiUrl, project, token, proxy: readProxy(context, apiUrl) });
}

function tokenIn({ environment }: Context, names: readonly string[]): string {
  const token = names.map((name) => environment[name]).find(Boolean);
  if (token) return token;
  throw new Error(`no token: set ${names.at(-1)}`);
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
