// GitHub as a tracker, and what else is read there: the base of a file, the pull request of a commit.

import { readApiUrl } from "./api-address.ts";
import { openCarrier, type TrackerOptions } from "./carrier.ts";
import { githubError, unexpectedAnswer } from "./github-error.ts";
import { askLogin } from "./github-login.ts";
import { ONCE, openOctokit, RAW } from "./octokit.ts";
import type { Comments, Entry, IssueEntry, Issues, Tracker } from "./tracker.ts";

/** Entries of one page; the most that GitHub gives. */
const PER_PAGE = 100;

export interface GitHubOptions extends TrackerOptions {
  /** `https://api.github.com`, or `https://HOST/api/v3`; http on loopback only. */
  readonly apiUrl: string;
  readonly repository: { readonly owner: string; readonly name: string };
  /** Milliseconds of a second that is waited, 1,000 unless told otherwise. */
  readonly second?: number | undefined;
}

/** GitHub, with one token, at one repository. */
export interface GitHub extends Tracker {
  /** The text of a file of the repository at a commit or branch; null: it is not there. */
  contents(path: string, ref: string): Promise<string | null>;
  /** The number of the pull request that the commit came with; null: it came with none. */
  pullRequestOf(commit: string): Promise<number | null>;
}

/** Sends nothing yet. Throws a `TrackerError` when the address can't be used. */
export function openGitHub(options: GitHubOptions): GitHub {
  const { token, repository, hide } = options;
  hide(token);
  const apiUrl = readApiUrl(options.apiUrl, "GITHUB_API_URL");
  const carrier = openCarrier({ ...options, origin: new URL(apiUrl).origin });
  const octokit = openOctokit({ ...options, apiUrl, carry: carrier.carry });
  const place = { owner: repository.owner, repo: repository.name };
  let login: Promise<string> | undefined;

  /** With GitHub's errors as the port has them. */
  const asked = async <Result>(request: () => Promise<Result>): Promise<Result> => {
    try {
      return await request();
    } catch (error) {
      throw githubError(error, token);
    }
  };
  async function* pagesOf<Item>(pages: AsyncIterable<{ readonly data: Item[] }>) {
    try {
      for await (const { data } of pages) {
        if (!Array.isArray(data)) throw unexpectedAnswer(200);
        yield* data;
      }
    } catch (error) {
      throw githubError(error, token);
    }
  }

  const comments = (number: number): Comments => ({
    async *list() {
      const route = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments";
      const about = { ...place, issue_number: number, per_page: PER_PAGE };
      for await (const one of pagesOf(octokit.paginate.iterator(route, about))) yield entryOf(one);
    },
    create: (body) =>
      asked(async () => {
        const route = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
        const about = { ...place, issue_number: number, body, request: ONCE };
        return entryOf((await octokit.request(route, about)).data);
      }),
    update: (id, body) =>
      asked(async () => {
        const route = "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}";
        const about = { ...place, comment_id: Number(id), body };
        return entryOf((await octokit.request(route, about)).data);
      }),
  });

  const issues: Issues = {
    async *listOpen(author) {
      const route = "GET /repos/{owner}/{repo}/issues";
      const about = {
        ...place,
        state: "open",
        creator: author,
        sort: "created",
        direction: "asc",
        per_page: PER_PAGE,
      } as const;
      for await (const one of pagesOf(octokit.paginate.iterator(route, about)))
        if (one.pull_request === undefined) yield issueOf(one);
    },
    create: ({ title, body, labels }) =>
      asked(async () => {
        const route = "POST /repos/{owner}/{repo}/issues";
        const about = { ...place, title, body, ...(labels ? { labels: [...labels] } : {}) };
        return issueOf((await octokit.request(route, { ...about, request: ONCE })).data);
      }),
    update: (id, { title, body, close }) =>
      asked(async () => {
        const route = "PATCH /repos/{owner}/{repo}/issues/{issue_number}";
        const closed = close ? ({ state: "closed", state_reason: "completed" } as const) : {};
        const about = { ...place, issue_number: Number(id), title, body, ...closed };
        return issueOf((await octokit.request(route, about)).data);
      }),
  };

  return {
    me: () => (login ??= asked(() => askLogin(octokit, token))),
    comments,
    issues,
    contents: (path, ref) =>
      asked(async () => {
        const route = "GET /repos/{owner}/{repo}/contents/{path}";
        const about = { ...place, path, ref, headers: { accept: RAW } };
        try {
          const data: unknown = (await octokit.request(route, about)).data;
          if (data instanceof ArrayBuffer) return new TextDecoder().decode(data);
          if (typeof data === "string") return data;
        } catch (error) {
          if (githubError(error, token).kind === "not_found") return null;
          throw error;
        }
        // A folder, which has no text.
        return null;
      }),
    pullRequestOf: (commit) =>
      asked(async () => {
        const route = "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls";
        const about = { ...place, commit_sha: commit, per_page: PER_PAGE };
        const { data } = await octokit.request(route, about);
        if (!Array.isArray(data)) throw unexpectedAnswer(200);
        const merged = data.filter(({ merged_at }) => typeof merged_at === "string");
        const exact = merged.find(({ merge_commit_sha }) => merge_commit_sha === commit);
        return (exact ?? merged[0])?.number ?? null;
      }),
    close: carrier.close,
  };
}

interface Shown {
  readonly id: number | bigint;
  readonly body?: string | null | undefined;
  readonly user?: { readonly login?: unknown } | null | undefined;
  readonly html_url: string;
}

function entryOf(shown: Shown, id: number | bigint = shown.id): Entry {
  const { body, user, html_url: url } = shown;
  if (id === undefined || typeof url !== "string") throw unexpectedAnswer(200);
  const author = typeof user?.login === "string" ? user.login : "";
  return { id: String(id), body: body ?? "", author, url };
}

function issueOf(
  shown: Shown & { readonly number: number; readonly title: string; readonly state: string },
): IssueEntry {
  const { number, title, state } = shown;
  return { ...entryOf(shown, number), title, state: state === "closed" ? "closed" : "open" };
}
