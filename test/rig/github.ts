/**
 * GitHub on loopback, for comments and issues of one repository: a real server over one state. It keeps every
 * request, and has the judge look at it and at its own answer.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  judgeAnswer,
  judgeRequest,
  type GitHubGiven,
  type GitHubSent,
} from "../contract/github-judge.ts";
import {
  GitHubState,
  showComment,
  showIssue,
  showPull,
  showUser,
  type Permission,
  type StoredIssue,
  type TokenOwner,
} from "./github-state.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";
import { listenAt, ownAddress } from "./places.ts";

/** What goes wrong with a request: it never arrives; it lands, and its answer is lost, whole or in half; … */
export type GitHubFault =
  | "dropped"
  | "lost"
  | "cut"
  | "bad gateway"
  | "lands, then bad gateway"
  | "page"
  | "forbidden"
  | "secondary limit"
  | "long limit"
  | "moved"
  | "gone";

export interface PlantedFault {
  readonly fault: GitHubFault;
  readonly method?: string;
  readonly path?: RegExp;
  /** How many requests it strikes; 1 unless told otherwise. */
  times?: number;
}

export interface GitHubStandIn {
  readonly apiUrl: string;
  readonly state: GitHubState;
  readonly requests: readonly (GitHubSent & { readonly status: number | null })[];
  /** What is against GitHub's document, on either side. */
  readonly violations: string[];
  readonly plant: (fault: PlantedFault) => void;
  readonly heal: () => void;
  /** Changes what is sent, or answered, before the judge and the other side see it. */
  tamperRequest: (sent: GitHubSent) => GitHubSent;
  tamperAnswer: (given: GitHubGiven, sent: GitHubSent) => GitHubGiven;
  readonly stop: () => Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: Json | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly contentType?: string;
}

const REPO = "/repos/acme/app";
const JSON_TYPE = "application/json; charset=utf-8";
const RAW_TYPE = "application/vnd.github.raw+json; charset=utf-8";
const DOCS = "https://docs.github.com/rest";

const fail = (
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({
  status,
  headers,
  body: { message, documentation_url: DOCS, status: String(status) },
});

const NOT_FOUND = fail(404, "Not Found");

const notAccessible = (accepted: string): Answer =>
  fail(403, "Resource not accessible by integration", {
    "x-accepted-github-permissions": accepted,
  });

const tooLong = (resource: string): Answer => ({
  status: 422,
  body: {
    message: "Validation Failed",
    documentation_url: DOCS,
    errors: [
      {
        resource,
        code: "unprocessable",
        field: "data",
        message: "Body is too long (maximum is 65536 characters)",
      },
    ],
  },
});

const isTooLong = (body: unknown): boolean => typeof body === "string" && [...body].length > 65_536;

const HTML: Answer = {
  status: 502,
  body: "<html><body><h1>502 Bad Gateway</h1></body></html>",
  contentType: "text/html",
};

interface Asking extends GitHubSent {
  readonly state: GitHubState;
  readonly owner: TokenOwner;
  readonly search: URLSearchParams;
  readonly body: JsonObject;
  readonly base: string;
}

/** One page of a list, and the way to the next. */
function paged({ search, base, path }: Asking, all: readonly Json[]): Answer {
  const size = Math.min(100, Number(search.get("per_page") ?? 30));
  const page = Number(search.get("page") ?? 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const to = (number: number, rel: string): string => {
    const query = new URLSearchParams(search);
    query.set("page", String(number));
    return `<${base}${path}?${query.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [to(page - 1, "prev")] : []),
    ...(page < last ? [to(page + 1, "next"), to(last, "last")] : []),
  ];
  return {
    status: 200,
    body: all.slice((page - 1) * size, page * size),
    ...(links.length > 0 ? { headers: { link: links.join(", ") } } : {}),
  };
}

const may = ({ owner }: Asking, what: Permission, how: "read" | "write"): boolean => {
  const held = owner.may?.[what];
  return held === "write" || (held === "read" && how === "read");
};

/** Comments of a pull request may be written with either permission, those of an issue with one. */
function mayComment(asking: Asking, issue: StoredIssue | undefined): boolean {
  return (
    may(asking, "issues", "write") ||
    (issue?.isPull === true && may(asking, "pull_requests", "write"))
  );
}

const COMMENTING = "issues=write; pull_requests=write";

function commentsOf(asking: Asking, number: number): Answer {
  const { state, method, body, owner } = asking;
  const issue = state.issues.find((one) => one.number === number);
  if (!issue) return NOT_FOUND;
  if (issue.deleted) return fail(410, "This issue was deleted");
  if (method === "GET")
    return paged(asking, state.comments.filter((one) => one.issue === number).map(showComment));
  if (!mayComment(asking, issue)) return notAccessible(COMMENTING);
  if (issue.locked) return fail(403, "Unable to create comment because issue is locked.");
  if (isTooLong(body["body"])) return tooLong("IssueComment");
  const made = state.addComment(number, owner.login, String(body["body"]));
  return { status: 201, body: showComment(made) };
}

function comment(asking: Asking, id: number): Answer {
  const { state, body } = asking;
  const found = state.comments.find((one) => one.id === id);
  if (!found) return NOT_FOUND;
  if (
    !mayComment(
      asking,
      state.issues.find((one) => one.number === found.issue),
    )
  )
    return notAccessible(COMMENTING);
  if (isTooLong(body["body"])) return tooLong("IssueComment");
  found.body = String(body["body"]);
  found.edits += 1;
  return { status: 200, body: showComment(found) };
}

function issues(asking: Asking): Answer {
  const { state, method, search, body, owner } = asking;
  if (!state.hasIssues) return fail(410, "Issues has been disabled in this repository.");
  if (method === "GET") {
    const creator = search.get("creator");
    const wanted = search.get("state") ?? "open";
    const found = state.issues.filter(
      (one) =>
        !one.deleted &&
        (wanted === "all" || one.state === wanted) &&
        (creator === null || one.author?.toLowerCase() === creator.toLowerCase()),
    );
    const ordered = found.toSorted((one, other) => other.number - one.number);
    return paged(
      asking,
      (search.get("direction") === "asc" ? ordered.toReversed() : ordered).map(showIssue),
    );
  }
  if (!may(asking, "issues", "write")) return notAccessible("issues=write");
  if (isTooLong(body["body"])) return tooLong("Issue");
  const labels = Array.isArray(body["labels"]) ? body["labels"].map(String) : [];
  const text = String(body["body"] ?? "");
  const made = state.addIssue(owner.login, { title: String(body["title"]), body: text, labels });
  return { status: 201, body: showIssue(made) };
}

function issue(asking: Asking, number: number): Answer {
  const { state, body } = asking;
  const found = state.issues.find((one) => one.number === number);
  if (!found) return NOT_FOUND;
  if (!may(asking, "issues", "write")) return notAccessible("issues=write");
  if (isTooLong(body["body"])) return tooLong("Issue");
  found.title = String(body["title"] ?? found.title);
  found.body = String(body["body"] ?? found.body);
  if (body["state"] === "closed" || body["state"] === "open") {
    found.state = body["state"];
    found.stateReason = String(body["state_reason"] ?? "completed");
  }
  found.edits += 1;
  return { status: 200, body: showIssue(found) };
}

function user({ owner }: Asking): Answer {
  if (owner.isApp) return fail(403, "Resource not accessible by integration");
  return { status: 200, body: showUser(owner.login) };
}

function graphql({ state, owner }: Asking): Answer {
  if (!state.hasGraphql) return NOT_FOUND;
  return { status: 200, body: { data: { viewer: { login: owner.login } } } };
}

function contents({ state, search }: Asking, path: string): Answer {
  const file = state.files.get(`${decodeURIComponent(path)}@${search.get("ref") ?? ""}`);
  return file === undefined ? NOT_FOUND : { status: 200, body: file, contentType: RAW_TYPE };
}

const ROUTES: readonly (readonly [RegExp, (asking: Asking, part: string) => Answer])[] = [
  [/^\/graphql$/, graphql],
  [/^\/user$/, user],
  [new RegExp(`^${REPO}/issues/(\\d+)/comments$`), (asking, id) => commentsOf(asking, Number(id))],
  [new RegExp(`^${REPO}/issues/comments/(\\d+)$`), (asking, id) => comment(asking, Number(id))],
  [new RegExp(`^${REPO}/issues$`), issues],
  [new RegExp(`^${REPO}/issues/(\\d+)$`), (asking, number) => issue(asking, Number(number))],
  [new RegExp(`^${REPO}/contents/([^/]+)$`), contents],
  [
    new RegExp(`^${REPO}/commits/([0-9a-f]+)/pulls$`),
    (asking, commit) => paged(asking, (asking.state.pulls.get(commit) ?? []).map(showPull)),
  ],
];

function answerTo(asking: Asking): Answer {
  for (const [route, answer] of ROUTES) {
    const match = route.exec(asking.path);
    if (match) return answer(asking, match[1] ?? "");
  }
  return NOT_FOUND;
}

/** Answers in place of GitHub's own, where the request does not get to its work. */
const INSTEAD: Readonly<Partial<Record<GitHubFault, Answer>>> = {
  "bad gateway": HTML,
  page: { status: 200, body: "<html>Sign in to the network</html>", contentType: "text/html" },
  forbidden: notAccessible(COMMENTING),
  "secondary limit": fail(403, "You have exceeded a secondary rate limit.", { "retry-after": "1" }),
  "long limit": fail(403, "You have exceeded a secondary rate limit.", { "retry-after": "600" }),
  moved: {
    status: 301,
    body: { message: "Moved Permanently", url: "https://api.github.example/repositories/1" },
    headers: { location: "https://api.github.example/repositories/1" },
  },
  gone: fail(410, "This issue was deleted"),
};

const readText = async (message: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8");
};

function parseBody(text: string): JsonObject {
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) ? body : {};
  } catch {
    return {};
  }
}

export interface GitHubStandInOptions {
  /** `/api/v3`, as a server of one's own has it, or nothing, as github.com. */
  readonly prefix?: "" | "/api/v3";
}

/** Issue 7 is a pull request. */
export async function startGitHub({
  prefix = "/api/v3",
}: GitHubStandInOptions = {}): Promise<GitHubStandIn> {
  const state = new GitHubState();
  state.addIssue("dev", { number: 7, title: "Change settings", isPull: true });
  const requests: (GitHubSent & { status: number | null })[] = [];
  const violations: string[] = [];
  let planted: { rule: PlantedFault; left: number }[] = [];
  const host = ownAddress();

  const take = (sent: GitHubSent): GitHubFault | undefined => {
    const struck = planted.find(
      ({ rule, left }) =>
        left > 0 &&
        (rule.method === undefined || rule.method === sent.method) &&
        (rule.path === undefined || rule.path.test(sent.path)),
    );
    if (struck) struck.left -= 1;
    return struck?.rule.fault;
  };

  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(message.url ?? "/", apiUrl);
    const isGraphql = url.pathname === (prefix === "" ? "/graphql" : "/api/graphql");
    const headers = Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [name, String(value)]),
    );
    const sent = standIn.tamperRequest({
      method: message.method ?? "",
      path: isGraphql ? "/graphql" : url.pathname.slice(prefix.length),
      query: url.search.slice(1),
      headers,
      text: await readText(message),
    });
    const token = (headers["authorization"] ?? "").replace(/^\w+ /, "");
    const where = `${sent.method} ${sent.path}`;
    violations.push(...judgeRequest(sent, token).map((says) => `${where}: ${says}`));
    const owner = state.tokens.get(token);
    const fault = take(sent);
    const entry = { ...sent, status: null as number | null };
    requests.push(entry);
    if (fault === "dropped") return void response.destroy();
    const asking = (owner: TokenOwner): Asking => ({
      ...sent,
      state,
      owner,
      search: new URLSearchParams(sent.query),
      body: parseBody(sent.text),
      base: apiUrl,
    });
    const instead = fault === undefined ? undefined : INSTEAD[fault];
    const own = instead ?? (owner ? answerTo(asking(owner)) : fail(401, "Bad credentials"));
    if (fault === "lost") return void response.destroy();
    const answer = fault === "lands, then bad gateway" ? HTML : own;
    const given = standIn.tamperAnswer(
      {
        status: answer.status,
        contentType: answer.contentType ?? JSON_TYPE,
        text: typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body),
      },
      sent,
    );
    if (fault !== "page")
      violations.push(...judgeAnswer(sent, given).map((says) => `${where} answer: ${says}`));
    entry.status = given.status;
    const bytes = Buffer.from(given.text);
    response.writeHead(given.status, {
      ...answer.headers,
      "content-length": bytes.length,
      ...(given.contentType === null ? {} : { "content-type": given.contentType }),
    });
    if (fault === "cut") {
      response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
      return;
    }
    response.end(bytes);
  };

  const server = createServer((message, response) => {
    serve(message, response).catch((error: unknown) => {
      violations.push(`the stand-in failed: ${String(error)}`);
      response.destroy();
    });
  });
  const port = await listenAt(server, host);
  const apiUrl = `http://${host}:${port}${prefix}`;
  const standIn: GitHubStandIn = {
    apiUrl,
    state,
    requests,
    violations,
    plant: (rule) => void planted.push({ rule, left: rule.times ?? 1 }),
    heal: () => {
      planted = [];
    },
    tamperRequest: (sent) => sent,
    tamperAnswer: (given) => given,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return standIn;
}
