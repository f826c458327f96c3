// GitLab as a tracker: notes of a merge request, and issues. By GitLab's documents of 2026-11: "Notes API",
// "Issues API", "Users API", "REST API pagination". A job's own token may only read notes, so one of a user, a project
// or a group is needed, with the scope `api`.

import { parseJson, type Json } from "../http/json.ts";
import { readApiUrl } from "./api-address.ts";
import { openCarrier, type CarriedAnswer, type TrackerOptions } from "./carrier.ts";
import { gitlabAnswered, gitlabError, notAsExpected } from "./gitlab-error.ts";
import type { Comments, Entry, IssueEntry, Issues, Tracker } from "./tracker.ts";

/** Entries of one page; the most that GitLab gives. */
const PER_PAGE = 100;

export interface GitLabOptions extends TrackerOptions {
  /** `https://gitlab.example.com/api/v4`; http on loopback only. */
  readonly apiUrl: string;
  /** The project's number, or its path. */
  readonly project: string;
}

/** GitLab, with one token, at one project. */
export interface GitLab extends Tracker {
  /** The number of the merge request that the commit came with; null: it came with none. */
  pullRequestOf(commit: string): Promise<number | null>;
}

type Body = Readonly<Record<string, string>>;

/** Sends nothing yet. Throws a `TrackerError` when the address can't be used. */
export function openGitLab(options: GitLabOptions): GitLab {
  const { token, hide, toolVersion } = options;
  hide(token);
  const apiUrl = readApiUrl(options.apiUrl, "CI_API_V4_URL");
  const carrier = openCarrier({ ...options, origin: new URL(apiUrl).origin });
  const project = `${apiUrl}/projects/${encodeURIComponent(options.project)}`;
  let login: Promise<string> | undefined;

  const ask = async (method: string, url: string, body?: Body): Promise<CarriedAnswer> => {
    const headers = {
      accept: "application/json",
      "private-token": token,
      "user-agent": `clerkwork/${toolVersion}`,
      ...(body ? { "content-type": "application/json" } : {}),
    };
    const sent = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    let answer: CarriedAnswer;
    try {
      answer = await carrier.carry(url, sent);
    } catch (error) {
      throw gitlabError(error, token);
    }
    if (!answer.ok) throw gitlabAnswered(answer.status, await answer.text(), token);
    return answer;
  };
  /** Sent again when the answer is lost: what it says is the same the second time. */
  const askAgain = async (method: string, url: string, body?: Body): Promise<CarriedAnswer> => {
    try {
      return await ask(method, url, body);
    } catch (error) {
      if (!gitlabError(error, token).mayHaveLanded) throw error;
      return ask(method, url, body);
    }
  };
  const one = async (answer: Promise<CarriedAnswer>): Promise<Shown> =>
    shownIn(await jsonOf(await answer));
  async function* pages(first: string): AsyncIterable<Shown> {
    for (let url: string | undefined = first; url !== undefined;) {
      const answer: CarriedAnswer = await askAgain("GET", url);
      const list = await jsonOf(answer);
      if (!Array.isArray(list)) throw notAsExpected(answer.status);
      yield* (list as readonly Json[]).map(shownIn);
      url = nextIn(answer.headers.get("link"));
    }
  }

  const comments = (number: number): Comments => {
    const notes = `${project}/merge_requests/${number}/notes`;
    return {
      async *list() {
        const query = `sort=asc&order_by=created_at&per_page=${PER_PAGE}`;
        for await (const note of pages(`${notes}?${query}`))
          if (note["system"] !== true) yield entryOf(note, "body", "");
      },
      create: async (body) => entryOf(await one(ask("POST", notes, { body })), "body", ""),
      update: async (id, body) =>
        entryOf(await one(askAgain("PUT", `${notes}/${id}`, { body })), "body", ""),
    };
  };

  const issues: Issues = {
    async *listOpen(author) {
      const query = `state=opened&author_username=${encodeURIComponent(author)}&order_by=created_at&sort=asc&per_page=${PER_PAGE}`;
      for await (const issue of pages(`${project}/issues?${query}`)) yield issueOf(issue);
    },
    create: async ({ title, body, labels }) => {
      const text = { title, description: body, ...(labels ? { labels: labels.join(",") } : {}) };
      return issueOf(await one(ask("POST", `${project}/issues`, text)));
    },
    update: async (id, { title, body, close }) => {
      const text = { title, description: body, ...(close ? { state_event: "close" } : {}) };
      return issueOf(await one(askAgain("PUT", `${project}/issues/${id}`, text)));
    },
  };

  return {
    me: () =>
      (login ??= one(askAgain("GET", `${apiUrl}/user`)).then((user) => textIn(user, "username"))),
    comments,
    issues,
    pullRequestOf: async (commit) => {
      const url = `${project}/repository/commits/${commit}/merge_requests?state=merged&per_page=${PER_PAGE}`;
      for await (const request of pages(url)) return numberIn(request, "iid");
      return null;
    },
    close: carrier.close,
  };
}

type Shown = Readonly<Record<string, Json>>;

async function jsonOf(answer: CarriedAnswer): Promise<Json> {
  const value = parseJson(await answer.text());
  if (value === undefined) throw notAsExpected(answer.status);
  return value;
}

function shownIn(value: Json): Shown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw notAsExpected(200);
  return value as Shown;
}

function textIn(shown: Shown, name: string): string {
  const value = shown[name];
  if (typeof value !== "string" || value === "") throw notAsExpected(200);
  return value;
}

function numberIn(shown: Shown, name: string): number {
  const value = shown[name];
  if (typeof value !== "number") throw notAsExpected(200);
  return value;
}

function authorOf({ author }: Shown): string {
  const name = typeof author === "object" && author !== null ? (author as Shown)["username"] : "";
  return typeof name === "string" ? name : "";
}

/** A note has no address of its own in the API. */
const entryOf = (shown: Shown, body: string, url: string): Entry => ({
  id: String(numberIn(shown, "id")),
  body: typeof shown[body] === "string" ? shown[body] : "",
  author: authorOf(shown),
  url: typeof shown["web_url"] === "string" ? shown["web_url"] : url,
});

const issueOf = (shown: Shown): IssueEntry => ({
  ...entryOf(shown, "description", ""),
  id: String(numberIn(shown, "iid")),
  title: textIn(shown, "title"),
  state: shown["state"] === "closed" ? "closed" : "open",
});

/** By RFC 8288; undefined: it was the last page. */
const nextIn = (link: string | null): string | undefined =>
  /<([^>]+)>\s*;[^,]*\brel="?next"?/.exec(link ?? "")?.[1];
