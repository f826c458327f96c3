/**
 * GitLab on loopback, for the notes of one merge request and the issues of one project: a real server over one state. What
 * it is asked is held against the operations that GitLab's documents name ("Notes API", "Issues API", "Commits API",
 * "Users API", and the names of query parameters in its OpenAPI document): paths, queries and members of bodies. GitLab
 * gives no schema of answers that could be judged, so only what the tool sends is.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { parseObject, type Json } from "./json.ts";
import { listenAt, ownAddress } from "./places.ts";

export interface StoredNote {
  readonly id: number;
  body: string;
  readonly author: string;
  readonly system: boolean;
}

export interface StoredGitLabIssue {
  readonly iid: number;
  title: string;
  description: string;
  state: "opened" | "closed";
  labels: string;
  readonly author: string;
}

export interface GitLabStandIn {
  readonly apiUrl: string;
  readonly notes: StoredNote[];
  readonly issues: StoredGitLabIssue[];
  readonly requests: { readonly method: string; readonly url: string }[];
  readonly violations: string[];
  /** The next request with that method lands, and its answer is lost. */
  loseNext: string | undefined;
  /** What the token may do. */
  isAllowed: boolean;
  readonly stop: () => Promise<void>;
}

const PAGING = ["page", "per_page"];

interface Operation {
  readonly method: string;
  readonly path: RegExp;
  readonly query: readonly string[];
  /** Members that a body may have; the first must be there. */
  readonly body: readonly string[];
}

const PROJECT = "/api/v4/projects/acme%2Fapp";
const operation = (
  method: string,
  path: string,
  query: readonly string[] = [],
  body: readonly string[] = [],
): Operation => ({ method, path: new RegExp(`^${path}$`), query, body });

const OPERATIONS: readonly Operation[] = [
  operation("GET", "/api/v4/user"),
  operation("GET", `${PROJECT}/merge_requests/7/notes`, [
    "sort",
    "order_by",
    "activity_filter",
    ...PAGING,
  ]),
  operation("POST", `${PROJECT}/merge_requests/7/notes`, [], ["body", "internal", "created_at"]),
  operation("PUT", `${PROJECT}/merge_requests/7/notes/\\d+`, [], ["body"]),
  operation("GET", `${PROJECT}/issues`, [
    "state",
    "author_username",
    "order_by",
    "sort",
    ...PAGING,
  ]),
  operation("POST", `${PROJECT}/issues`, [], ["title", "description", "labels"]),
  operation("PUT", `${PROJECT}/issues/\\d+`, [], ["title", "description", "labels", "state_event"]),
  operation("GET", `${PROJECT}/repository/commits/[0-9a-f]{40}/merge_requests`, [
    "state",
    ...PAGING,
  ]),
];

const ME = "clerkwork-bot";

interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function startGitLab(token: string): Promise<GitLabStandIn> {
  const server = createServer((request, response) => void receive(request, response));
  const host = ownAddress();
  const port = await listenAt(server, host);
  const origin = `http://${host}:${port}`;
  const standIn: GitLabStandIn = {
    apiUrl: `${origin}/api/v4`,
    notes: [],
    issues: [],
    requests: [],
    violations: [],
    loseNext: undefined,
    isAllowed: true,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = "GET", url = "/" } = request;
    standIn.requests.push({ method, url });
    const body = chunks.length > 0 ? parseObject(Buffer.concat(chunks).toString()) : {};
    standIn.violations.push(...judge(method, url, body));
    const isKnown = request.headers["private-token"] === token;
    const answer: Answer = isKnown
      ? answerTo(standIn, method, new URL(url, origin), body)
      : { status: 401, body: { message: "401 Unauthorized" } };
    if (standIn.loseNext === method) {
      standIn.loseNext = undefined;
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(JSON.stringify(answer.body));
  }
  return standIn;
}

type Body = Readonly<Record<string, Json>>;

function judge(method: string, url: string, body: Body): readonly string[] {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const found = OPERATIONS.find((one) => one.method === method && one.path.test(pathname));
  const name = `${method} ${pathname}`;
  if (!found) return [`${name}: no such operation`];
  const [needed] = found.body;
  return [
    ...[...searchParams.keys()]
      .filter((key) => !found.query.includes(key))
      .map((key) => `${name}: no query parameter ${key}`),
    ...Object.keys(body)
      .filter((key) => !found.body.includes(key))
      .map((key) => `${name}: no member ${key}`),
    ...(needed !== undefined && typeof body[needed] !== "string"
      ? [`${name}: ${needed} is missing`]
      : []),
  ];
}

const textIn = (body: Body, name: string): string => {
  const value = body[name];
  return typeof value === "string" ? value : "";
};

const showNote = ({ id, body, author, system }: StoredNote): Json => ({
  id,
  body,
  system,
  author: { id: 1, username: author },
});

const showIssue = ({ author, ...issue }: StoredGitLabIssue): Json => ({
  ...issue,
  id: 1000 + issue.iid,
  author: { id: 1, username: author },
  web_url: `https://gitlab.example.com/acme/app/-/issues/${issue.iid}`,
});

function answerTo(standIn: GitLabStandIn, method: string, url: URL, body: Body): Answer {
  const { pathname } = url;
  if (pathname === "/api/v4/user") return { status: 200, body: { id: 1, username: ME } };
  if (!standIn.isAllowed && method !== "GET")
    return { status: 403, body: { message: "403 Forbidden" } };
  if (pathname.includes("/commits/")) return { status: 200, body: [{ iid: 7 }] };
  return pathname.includes("/notes")
    ? answerNotes(standIn, method, url, body)
    : answerIssues(standIn, method, url, body);
}

function answerNotes({ notes }: GitLabStandIn, method: string, url: URL, body: Body): Answer {
  if (method === "GET") return paged(url, notes.map(showNote));
  if (method === "POST") {
    const note = { id: 100 + notes.length, body: textIn(body, "body"), author: ME, system: false };
    notes.push(note);
    return { status: 201, body: showNote(note) };
  }
  const note = notes.find(({ id }) => url.pathname.endsWith(`/${id}`));
  if (!note) return { status: 404, body: { message: "404 Not found" } };
  note.body = textIn(body, "body");
  return { status: 200, body: showNote(note) };
}

function answerIssues({ issues }: GitLabStandIn, method: string, url: URL, body: Body): Answer {
  if (method === "GET") {
    const author = url.searchParams.get("author_username");
    const open = issues.filter((one) => one.state === "opened" && one.author === author);
    return paged(url, open.map(showIssue));
  }
  if (method === "POST") {
    const issue: StoredGitLabIssue = {
      iid: issues.length + 1,
      title: textIn(body, "title"),
      description: textIn(body, "description"),
      labels: textIn(body, "labels"),
      state: "opened",
      author: ME,
    };
    issues.push(issue);
    return { status: 201, body: showIssue(issue) };
  }
  const issue = issues.find(({ iid }) => url.pathname.endsWith(`/${iid}`));
  if (!issue) return { status: 404, body: { message: "404 Not found" } };
  issue.title = textIn(body, "title");
  issue.description = textIn(body, "description");
  if (body["state_event"] === "close") issue.state = "closed";
  return { status: 200, body: showIssue(issue) };
}

function paged(url: URL, all: readonly Json[]): Answer {
  const page = Number(url.searchParams.get("page") ?? "1");
  const size = Math.min(Number(url.searchParams.get("per_page") ?? "20"), 100);
  const shown = all.slice((page - 1) * size, page * size);
  if (page * size >= all.length) return { status: 200, body: [...shown] };
  const next = new URL(url);
  next.searchParams.set("page", String(page + 1));
  return { status: 200, body: [...shown], headers: { link: `<${next.href}>; rel="next"` } };
}
