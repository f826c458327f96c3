/** What a GitHub of one repository holds, and how it shows it. Shares nothing with the tool. */
import { sample } from "./github-samples.ts";
import type { Json, JsonObject } from "./json.ts";

export type Permission = "issues" | "pull_requests" | "contents";

export interface TokenOwner {
  readonly login: string;
  /** An app's token, as a job has it, may not ask `/user`. */
  readonly isApp?: boolean;
  readonly may?: Readonly<Partial<Record<Permission, "read" | "write">>>;
}

export interface StoredComment {
  readonly id: number;
  readonly issue: number;
  /** null: the account was deleted. */
  readonly author: string | null;
  body: string;
  /** How often it was edited. */
  edits: number;
}

export interface StoredIssue {
  readonly number: number;
  readonly author: string | null;
  readonly isPull: boolean;
  title: string;
  body: string;
  state: "open" | "closed";
  stateReason: string | null;
  labels: readonly string[];
  locked: boolean;
  deleted: boolean;
  edits: number;
}

export interface StoredPull {
  readonly number: number;
  readonly mergeCommit: string | null;
  readonly isMerged: boolean;
}

export class GitHubState {
  readonly tokens = new Map<string, TokenOwner>();
  readonly comments: StoredComment[] = [];
  readonly issues: StoredIssue[] = [];
  /** By `path@ref`. */
  readonly files = new Map<string, string>();
  /** By commit. */
  readonly pulls = new Map<string, readonly StoredPull[]>();
  hasIssues = true;
  hasGraphql = true;
  #last = 1_000;

  addComment(issue: number, author: string | null, body: string): StoredComment {
    const comment = { id: (this.#last += 1), issue, author, body, edits: 0 };
    this.comments.push(comment);
    return comment;
  }

  addIssue(
    author: string | null,
    rest: Partial<Omit<StoredIssue, "author">> & { readonly title: string },
  ): StoredIssue {
    const number = rest.number ?? Math.max(0, ...this.issues.map((one) => one.number)) + 1;
    const issue: StoredIssue = {
      isPull: false,
      body: "",
      state: "open",
      stateReason: null,
      labels: [],
      locked: false,
      deleted: false,
      edits: 0,
      ...rest,
      number,
      author,
    };
    this.issues.push(issue);
    return issue;
  }
}

const WHEN = "2026-11-20T08:00:00Z";

const userOf = (login: string | null): Json =>
  login === null
    ? null
    : sample("simple-user", { login, type: login.endsWith("[bot]") ? "Bot" : "User" });

export const showComment = ({ id, issue, author, body }: StoredComment): JsonObject =>
  sample("issue-comment", {
    id,
    node_id: `IC_${id}`,
    body,
    user: userOf(author),
    html_url: `https://github.example/acme/app/issues/${issue}#issuecomment-${id}`,
    created_at: WHEN,
    updated_at: WHEN,
  });

export const showIssue = (issue: StoredIssue): JsonObject =>
  sample("issue", {
    id: issue.number * 1_000,
    node_id: `I_${issue.number}`,
    number: issue.number,
    title: issue.title,
    body: issue.body,
    user: userOf(issue.author),
    state: issue.state,
    state_reason: issue.stateReason,
    labels: issue.labels.map((name) => ({ name })),
    locked: issue.locked,
    html_url: `https://github.example/acme/app/issues/${issue.number}`,
    created_at: WHEN,
    updated_at: WHEN,
    ...(issue.isPull
      ? { pull_request: { diff_url: "x", html_url: "x", patch_url: "x", url: "x" } }
      : {}),
  });

export const showPull = ({ number, mergeCommit, isMerged }: StoredPull): JsonObject =>
  sample("pull-request-simple", {
    number,
    state: isMerged ? "closed" : "open",
    merge_commit_sha: mergeCommit,
    merged_at: isMerged ? WHEN : null,
  });

export const showUser = (login: string): JsonObject =>
  sample("public-user", { login, user_view_type: "public", type: "User" });
