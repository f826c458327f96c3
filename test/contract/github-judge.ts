/**
 * What GitHub's published document says about one exchange, in both directions: the stand-in is judged like the
 * tool, so that it can't be kinder than GitHub. By hand stands what the document leaves out.
 */
import { resolve as resolvePath } from "node:path";
import { PACKAGE_ROOT } from "../rig/cli.ts";
import { at, isObject } from "../rig/json.ts";
import { judgeQuery, resolve } from "./judge.ts";
import { findOperation, readOpenapi, validateRequest, validateResponse } from "./openapi.ts";

export const GITHUB = readOpenapi(resolvePath(PACKAGE_ROOT, "test/contract/github/openapi.json"), {
  errors: "basic-error",
  contentType: "application/json; charset=utf-8",
});

export interface GitHubSent {
  readonly method: string;
  /** Below the API's base; `/graphql` wherever that is. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface GitHubGiven {
  readonly status: number;
  readonly contentType: string | null;
  readonly text: string;
}

const QUESTION = "query { viewer { login } }";
const CONTENTS = /^\/repos\/[^/]+\/[^/]+\/contents\/[^/]+$/;

/** Members of the body that the operation does not know: GitHub ignores them, and so does what they ask for. */
function strangers({ method, path }: GitHubSent, body: unknown): readonly string[] {
  const described = resolve(GITHUB, findOperation(GITHUB, method, path)?.["requestBody"]);
  const schema = resolve(GITHUB, at(described, "content", "application/json", "schema"));
  const known = at(schema, "properties");
  if (!isObject(body) || !isObject(known)) return [];
  return Object.keys(body)
    .filter((name) => known[name] === undefined)
    .map((name) => `the body's ${name} is unknown`);
}

function judgeHeaders({ path, headers, query, text }: GitHubSent, token: string): string[] {
  const { authorization, ...rest } = headers;
  const elsewhere = JSON.stringify([rest, path, query, text]);
  return [
    ...(authorization === `token ${token}` || authorization === `bearer ${token}`
      ? []
      : ["the token is missing"]),
    ...(elsewhere.includes(token) ? ["the token stands where it does not belong"] : []),
    ...(headers["user-agent"]?.startsWith("clerkwork/") ? [] : ["the user agent is not ours"]),
    ...(headers["x-github-api-version"] === "2022-11-28" ? [] : ["the version is missing"]),
  ];
}

function judgePages({ query }: GitHubSent): readonly string[] {
  const asked = Number(new URLSearchParams(query).get("per_page") ?? "30");
  return asked <= 100 ? [] : ["GitHub gives 100 on a page at most"];
}

/** What is wrong with the request; empty: nothing. */
export function judgeRequest(sent: GitHubSent, token: string): readonly string[] {
  const { method, path, query, headers, text } = sent;
  const about = judgeHeaders(sent, token);
  let body: unknown;
  try {
    body = text === "" ? undefined : JSON.parse(text);
  } catch {
    return [...about, "the body is not JSON"];
  }
  if (path === "/graphql") {
    const isQuestion = isObject(body) && body["query"] === QUESTION;
    return [...about, ...(method === "POST" && isQuestion ? [] : ["another question than ours"])];
  }
  if (CONTENTS.test(path)) {
    const names = [...new URLSearchParams(query).keys()];
    const isRead = method === "GET" && names.join(" ") === "ref";
    const isRaw = headers["accept"] === "application/vnd.github.raw+json";
    return [...about, ...(isRead && isRaw ? [] : ["not a read of a file as it is"])];
  }
  const contentType = headers["content-type"] ?? null;
  return [
    ...about,
    ...judgeQuery(GITHUB, sent, path),
    ...judgePages(sent),
    ...validateRequest(GITHUB, { method, path, body, contentType }),
    ...strangers(sent, body),
  ];
}

/** What is wrong with the answer to it; empty: nothing. A gateway's own page is no answer of GitHub's. */
export function judgeAnswer(sent: GitHubSent, given: GitHubGiven): readonly string[] {
  const { method, path } = sent;
  const { status, contentType, text } = given;
  if (status >= 500 || (status >= 300 && status < 400)) return [];
  if (CONTENTS.test(path) && status === 200)
    return contentType === "application/vnd.github.raw+json; charset=utf-8" ? [] : ["not a file"];
  let body: unknown;
  try {
    body = text === "" ? undefined : JSON.parse(text);
  } catch {
    return ["the body is not JSON"];
  }
  if (path === "/graphql" && status === 200) {
    const isAnswer = typeof at(body, "data", "viewer", "login") === "string";
    return isAnswer || Array.isArray(at(body, "errors")) ? [] : ["no answer to the question"];
  }
  if (path === "/graphql" || CONTENTS.test(path))
    return typeof at(body, "message") === "string" ? [] : ["an error without a message"];
  return validateResponse(GITHUB, { method, path, status, contentType, body });
}
