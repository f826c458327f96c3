// Where a run takes place: which CI, and what about. From the environment alone. Pure.

/** The environment's variables. */
type Variables = Readonly<Record<string, string | undefined>>;

/** The run of a pipeline, for a person to open. */
export interface Run {
  readonly id: string;
  /** From 1. */
  readonly attempt: number;
  /** Undefined: it is not told. */
  readonly url: string | undefined;
}

/** What both have in common. */
interface Place {
  /** Of the pull request, or merge request; null: it is about none. */
  readonly number: number | null;
  /** The commit that is proposed, or that was pushed; null: it is not told. */
  readonly head: string | null;
  /** The commit that the proposal stands against; null: there is none. */
  readonly base: string | null;
  /** The branch that the proposal is to go to; null: there is none. */
  readonly baseBranch: string | null;
  /** Whether several proposals are tried together before they are merged. */
  readonly isQueued: boolean;
  /** Whether the proposal comes from another repository, so that there are no secrets and the token only reads. */
  readonly isFork: boolean;
  readonly run: Run;
  /** The folder that the repository was checked out to. */
  readonly workspace: string | undefined;
}

/** A job of GitHub Actions. */
export interface GitHubPlace extends Place {
  readonly ci: "github";
  /** The event's name, such as `pull_request`, `push` or `merge_group`. */
  readonly event: string;
  /** Null: it is not told. */
  readonly repository: { readonly owner: string; readonly name: string } | null;
  readonly serverUrl: string;
  readonly apiUrl: string;
}

/** A job of GitLab CI. */
export interface GitLabPlace extends Place {
  readonly ci: "gitlab";
  readonly project: string | undefined;
  readonly serverUrl: string | undefined;
  readonly apiUrl: string | undefined;
}

/** Reads the text of the event's file; undefined: it can't be read. */
export type ReadEvent = (path: string) => string | undefined;

/** Null: no CI that is known. */
export function findPlace(
  variables: Variables,
  readEvent: ReadEvent,
): GitHubPlace | GitLabPlace | null {
  if (variables["GITHUB_ACTIONS"] === "true") return githubPlace(variables, readEvent);
  if (variables["GITLAB_CI"] === "true") return gitlabPlace(variables);
  return null;
}

const REPOSITORY = /^([\w.-]+)\/([\w.-]+)$/;
const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

function githubPlace(variables: Variables, readEvent: ReadEvent): GitHubPlace {
  const path = variables["GITHUB_EVENT_PATH"];
  const event = parse(path ? readEvent(path) : undefined);
  const pull = member(event, "pull_request");
  const [, owner, name] = REPOSITORY.exec(variables["GITHUB_REPOSITORY"] ?? "") ?? [];
  const repository = owner !== undefined && name !== undefined ? { owner, name } : null;
  const { serverUrl, apiUrl } = githubUrls(variables);
  return {
    ci: "github",
    event: variables["GITHUB_EVENT_NAME"] ?? "",
    number: pullRequestIn(event) ?? pullRequestOf(variables["GITHUB_REF"]),
    isQueued: member(event, "merge_group") !== undefined,
    head: commitOf(member(pull, "head", "sha")) ?? commitOf(variables["GITHUB_SHA"]),
    base: baseIn(event),
    baseBranch: textOf(member(pull, "base", "ref")),
    isFork: pull !== undefined && isOfFork(pull),
    repository,
    serverUrl,
    apiUrl,
    run: githubRun(variables, repository && `${serverUrl}/${repository.owner}/${repository.name}`),
    workspace: variables["GITHUB_WORKSPACE"] || undefined,
  };
}

const githubUrls = (variables: Variables): Pick<GitHubPlace, "serverUrl" | "apiUrl"> => ({
  serverUrl: variables["GITHUB_SERVER_URL"] || "https://github.com",
  apiUrl: variables["GITHUB_API_URL"] || "https://api.github.com",
});

/** Of the pull request itself, or of one that was commented on. */
function pullRequestIn(event: unknown): number | null {
  const issue = member(event, "issue");
  const isPull = member(issue, "pull_request") !== undefined;
  return (
    numberOf(member(event, "pull_request", "number")) ??
    (isPull ? numberOf(member(issue, "number")) : null)
  );
}

const baseIn = (event: unknown): string | null =>
  commitOf(member(event, "pull_request", "base", "sha")) ??
  commitOf(member(event, "merge_group", "base_sha"));

const pullRequestOf = (ref: string | undefined): number | null =>
  numberOf(/^refs\/pull\/(\d+)\//.exec(ref ?? "")?.[1]);

function githubRun(variables: Variables, home: string | null): Run {
  const id = variables["GITHUB_RUN_ID"] ?? "";
  const attempt = numberOf(variables["GITHUB_RUN_ATTEMPT"]) ?? 1;
  const isKnown = home !== null && numberOf(id) !== null;
  const url = isKnown ? `${home}/actions/runs/${id}/attempts/${attempt}` : undefined;
  return { id, attempt, url };
}

/** A fork that was deleted meanwhile is null. */
function isOfFork(pull: unknown): boolean {
  const from = textOf(member(pull, "head", "repo", "full_name"));
  const to = textOf(member(pull, "base", "repo", "full_name"));
  return from === null || from.toLowerCase() !== to?.toLowerCase();
}

function gitlabPlace(variables: Variables): GitLabPlace {
  const number = numberOf(variables["CI_MERGE_REQUEST_IID"]);
  const from = variables["CI_MERGE_REQUEST_SOURCE_PROJECT_ID"];
  const to = variables["CI_MERGE_REQUEST_PROJECT_ID"];
  return {
    ci: "gitlab",
    number,
    isQueued: variables["CI_MERGE_REQUEST_EVENT_TYPE"] === "merge_train",
    head:
      // Set where the job runs on the merged result, whose own commit nobody proposed.
      commitOf(variables["CI_MERGE_REQUEST_SOURCE_BRANCH_SHA"]) ??
      commitOf(variables["CI_COMMIT_SHA"]),
    base: commitOf(variables["CI_MERGE_REQUEST_DIFF_BASE_SHA"]),
    baseBranch: variables["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"] || null,
    isFork: number !== null && from !== to,
    project: variables["CI_PROJECT_ID"] || undefined,
    serverUrl: variables["CI_SERVER_URL"] || undefined,
    apiUrl: variables["CI_API_V4_URL"] || undefined,
    // A job that is tried again is another job.
    run: {
      id: variables["CI_JOB_ID"] ?? "",
      attempt: 1,
      url: variables["CI_JOB_URL"] || undefined,
    },
    workspace: variables["CI_PROJECT_DIR"] || undefined,
  };
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

/** Undefined where the way ends early. */
function member(value: unknown, ...path: readonly string[]): unknown {
  let at: unknown = value;
  for (const name of path)
    at = typeof at === "object" && at !== null ? (at as Variables)[name] : undefined;
  return at ?? undefined;
}

const textOf = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : null;

const commitOf = (value: unknown): string | null =>
  typeof value === "string" && COMMIT.test(value) ? value : null;

/** A whole number from 1; null: it is none. */
function numberOf(value: unknown): number | null {
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number > 0 ? number : null;
}
