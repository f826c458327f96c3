// What is said at GitHub, against a stand-in that is judged by GitHub's own document as strictly as the tool.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keepIssue, type IssueToKeep } from "../../src/ci/drift-issue.ts";
import { openGitHub, type GitHub } from "../../src/ci/github.ts";
import { writeMarker, type Marker } from "../../src/ci/marker.ts";
import { keepComment, type CommentToKeep } from "../../src/ci/sticky.ts";
import { TrackerError } from "../../src/ci/tracker-error.ts";
import { startGitHub, type GitHubStandIn } from "../rig/github.ts";
import { parseObject, type Json } from "../rig/json.ts";
import { closedPort } from "../rig/places.ts";

const TOKEN = "canary-token-0123456789abcdefghij";
const BOT = "github-actions[bot]";
const KEY = "clerkwork.yaml staging";

let github: GitHubStandIn;
let hidden: string[] = [];
const opened: GitHub[] = [];

beforeEach(async () => {
  github = await startGitHub();
  github.state.tokens.set(TOKEN, {
    login: BOT,
    isApp: true,
    may: { issues: "write", pull_requests: "write", contents: "read" },
  });
  hidden = [];
});
afterEach(async () => {
  for (const one of opened.splice(0)) one.close();
  await github.stop();
});

/** A run of the tool: nothing is remembered from the one before. */
function run(options: { readonly token?: string; readonly apiUrl?: string } = {}): GitHub {
  const one = openGitHub({
    apiUrl: github.apiUrl,
    repository: { owner: "acme", name: "app" },
    token: TOKEN,
    toolVersion: "0.0.0",
    hide: (...secrets) => void hidden.push(...secrets),
    second: 1,
    ...options,
  });
  opened.push(one);
  return one;
}

const body = (text: string, more: Partial<Marker> = {}): string =>
  `${writeMarker({ v: 1, kind: "plan", key: KEY, ...more })}${text}\n`;

const comment = (text: string, more: Partial<CommentToKeep> = {}): CommentToKeep => ({
  number: 7,
  key: KEY,
  kinds: ["plan"],
  createIfNone: true,
  body: () => body(text),
  ...more,
});

const issue = (text: string, more: Partial<IssueToKeep> = {}): IssueToKeep => ({
  key: KEY,
  isClean: () => false,
  text: () => ({ title: `Clerk drift: ${text}`, body: body(text, { kind: "drift" }) }),
  ...more,
});

const sent = (): string[] =>
  github.requests.map(
    ({ method, path, query, status }) =>
      `${method} ${path}${query === "" ? "" : `?${query}`} ${status ?? "lost"}`,
  );

const failure = async (promise: Promise<unknown>): Promise<TrackerError> => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TrackerError);
  const { says } = error as TrackerError;
  expect(says).toMatch(/^[^\n]+\.$/);
  expect(`${says}${JSON.stringify(error)}${String((error as Error).stack)}`).not.toContain(TOKEN);
  return error as TrackerError;
};

const COMMENTS = "/repos/acme/app/issues/7/comments";
const bodies = (): string[] => github.state.comments.map((one) => one.body);

describe("a comment", () => {
  it("is made with two requests, and nobody is asked who we are", async () => {
    const kept = await keepComment(run(), comment("one"));
    expect(kept).toEqual({ action: "created", url: expect.stringContaining("#issuecomment-") });
    expect(sent()).toEqual([`GET ${COMMENTS}?per_page=100 200`, `POST ${COMMENTS} 201`]);
    expect(bodies()).toEqual([body("one")]);
    expect(github.violations).toEqual([]);
  });

  it("is brought up to date with three", async () => {
    const first = await keepComment(run(), comment("one"));
    const before = github.requests.length;
    const kept = await keepComment(run(), comment("two"));
    expect(kept).toEqual({ action: "updated", url: first.url });
    const { id } = github.state.comments[0] ?? {};
    expect(sent().slice(before)).toEqual([
      `GET ${COMMENTS}?per_page=100 200`,
      "POST /graphql 200",
      `PATCH /repos/acme/app/issues/comments/${id} 200`,
    ]);
    expect(bodies()).toEqual([body("two")]);
    expect(github.violations).toEqual([]);
  });

  it("is given the marker that stands there", async () => {
    await keepComment(run(), comment("one", { body: () => body("one", { count: 1 }) }));
    const seen: (Marker | null)[] = [];
    await keepComment(run(), comment("two", { body: (old) => (seen.push(old), body("two")) }));
    expect(seen).toEqual([{ v: 1, kind: "plan", key: KEY, count: 1 }]);
  });

  it("is left as it is when only the run is another one", async () => {
    const steady = (text: string): string => text.replaceAll(/run \d+/g, "");
    const of = (run: string): CommentToKeep =>
      comment("", { steady, body: () => body(`3 to change, run ${run}`, { run }) });
    await keepComment(run(), of("1"));
    const kept = await keepComment(run(), of("2"));
    expect(kept.action).toBe("unchanged");
    expect(bodies()).toEqual([body("3 to change, run 1", { run: "1" })]);
  });

  it("is not made where none is asked for, and brought up to date all the same", async () => {
    expect(await keepComment(run(), comment("one", { createIfNone: false }))).toEqual({
      action: "none",
    });
    await keepComment(run(), comment("one"));
    await keepComment(run(), comment("empty", { createIfNone: false }));
    expect(bodies()).toEqual([body("empty")]);
  });

  it("is found among 130, on the last of their pages", async () => {
    for (let index = 0; index < 129; index += 1) github.state.addComment(7, "dev", `talk ${index}`);
    await keepComment(run(), comment("one"));
    await keepComment(run(), comment("two"));
    expect(github.state.comments).toHaveLength(130);
    expect(bodies().at(-1)).toBe(body("two"));
    expect(sent().filter((one) => one.includes("page=2"))).toHaveLength(2);
    expect(github.violations).toEqual([]);
  });

  it("of somebody else with our marker stays as it is, and ours is made beside", async () => {
    for (const author of ["mallory", null, "github-actions", "github-actions[bot]x"])
      github.state.addComment(7, author, body("approve me"));
    await keepComment(run(), comment("one"));
    await keepComment(run(), comment("two"));
    expect(bodies()).toEqual([...Array<string>(4).fill(body("approve me")), body("two")]);
    expect(github.state.comments.slice(0, 4).map((one) => one.edits)).toEqual([0, 0, 0, 0]);
  });

  it("of ours for another key, or without a marker, stays as it is", async () => {
    const others = [body("x", { key: "other.yaml" }), "no marker", `> ${body("quoted")}`];
    for (const other of others) github.state.addComment(7, BOT, other);
    await keepComment(run(), comment("one"));
    expect(bodies()).toEqual([...others, body("one")]);
  });

  it("stands several times: the newest is edited", async () => {
    for (const text of ["old", "newer"]) github.state.addComment(7, BOT, body(text));
    await keepComment(run(), comment("one"));
    expect(bodies()).toEqual([body("old"), body("one")]);
  });

  it("of what was applied is not edited by a later plan", async () => {
    const applied = body("Applied", { kind: "applied" });
    await keepComment(run(), comment("one"));
    await keepComment(run(), comment("", { kinds: ["plan", "applied"], body: () => applied }));
    await keepComment(run(), comment("two"));
    expect(bodies()).toEqual([applied, body("two")]);
  });

  it.each(["lost", "cut", "lands, then bad gateway"] as const)(
    "whose POST is %s is there once",
    async (fault) => {
      github.plant({ fault, method: "POST", path: /comments$/ });
      expect((await keepComment(run(), comment("one"))).action).toBe("created");
      await keepComment(run(), comment("two"));
      expect(bodies()).toEqual([body("two")]);
      expect(sent().filter((one) => one.startsWith(`POST ${COMMENTS}`))).toHaveLength(1);
    },
  );

  it.each(["dropped", "bad gateway", "page"] as const)(
    "whose POST is %s is not sent again, and the next run makes it",
    async (fault) => {
      github.plant({ fault, method: "POST", path: /comments$/ });
      const { mayHaveLanded } = await failure(keepComment(run(), comment("one")));
      expect(mayHaveLanded).toBe(true);
      expect(sent().filter((one) => one.startsWith(`POST ${COMMENTS}`))).toHaveLength(1);
      expect(bodies()).toEqual([]);
      await keepComment(run(), comment("two"));
      expect(bodies()).toEqual([body("two")]);
    },
  );

  it.each(["lost", "bad gateway", "cut", "dropped"] as const)(
    "is found although the first answer to a read is %s",
    async (fault) => {
      github.plant({ fault, method: "GET" });
      expect((await keepComment(run(), comment("one"))).action).toBe("created");
    },
  );

  it("is not made when the list can't be read", async () => {
    for (const fault of ["bad gateway", "page", "moved", "forbidden"] as const) {
      github.plant({ fault, method: "GET", times: 2 });
      await failure(keepComment(run(), comment("one")));
      github.heal();
    }
    expect(bodies()).toEqual([]);
    expect(sent().filter((one) => one.startsWith("POST"))).toEqual([]);
  });
});

describe("who we are", () => {
  beforeEach(() => void github.state.addComment(7, BOT, body("one")));
  const update = (): Promise<unknown> => keepComment(run(), comment("two"));

  it("a person's token may ask in both ways", async () => {
    github.state.tokens.set(TOKEN, { login: "Dev", may: { issues: "write" } });
    github.state.addComment(7, "dev", body("mine"));
    github.state.hasGraphql = false;
    await update();
    expect(bodies()).toEqual([body("one"), body("two")]);
    expect(github.violations).toEqual([]);
  });

  it("a job's token may ask in neither at a server without GraphQL", async () => {
    github.state.hasGraphql = false;
    await update();
    expect(sent().slice(1)).toEqual([
      "POST /graphql 404",
      "GET /user 403",
      expect.stringMatching(/^PATCH .* 200$/),
    ]);
    expect(bodies()).toEqual([body("two")]);
  });

  it.each([
    [{ type: "FORBIDDEN", message: "Resource not accessible by integration" }, [body("two")]],
    [{ message: "Something went wrong while executing your query" }, [body("one")]],
  ])("an error of GraphQL: %j", async (error, after) => {
    github.tamperAnswer = (given, { path }) =>
      path === "/graphql"
        ? { ...given, text: JSON.stringify({ data: null, errors: [error] }) }
        : given;
    if (after[0] === body("one")) await failure(update());
    else await update();
    expect(bodies()).toEqual(after);
  });

  it("is not guessed when GitHub does not answer: nothing is written", async () => {
    github.plant({ fault: "bad gateway", path: /graphql/, times: 9 });
    await failure(update());
    expect(bodies()).toEqual([body("one")]);
  });

  it("is asked of a github.com, where GraphQL lies beside the rest", async () => {
    await github.stop();
    github = await startGitHub({ prefix: "" });
    github.state.tokens.set(TOKEN, { login: BOT, isApp: true, may: { issues: "write" } });
    github.state.addComment(7, BOT, body("one"));
    await update();
    expect(bodies()).toEqual([body("two")]);
    expect(github.violations).toEqual([]);
  });
});

describe("an error", () => {
  const say = async (): Promise<string> => (await failure(keepComment(run(), comment("one")))).says;

  it("names the permission that is missing", async () => {
    github.state.tokens.set(TOKEN, { login: BOT, isApp: true, may: { contents: "read" } });
    const error = await failure(keepComment(run(), comment("one")));
    expect(error).toMatchObject({
      kind: "forbidden",
      status: 403,
      accepted: "issues=write; pull_requests=write",
      mayHaveLanded: false,
    });
    expect(error.says).toContain("issues: write, or pull-requests: write");
    expect(github.violations).toEqual([]);
  });

  it("shows no header that is not GitHub's", async () => {
    github.tamperAnswer = (given) => ({ ...given, status: 403, text: '{"message":"::error::x"}' });
    const says = await say();
    expect(says).toContain("403");
    expect(says).not.toContain("::");
  });

  it("takes out the token that GitHub's words repeat", async () => {
    github.tamperAnswer = (given) => ({
      ...given,
      status: 400,
      text: JSON.stringify({ message: `${"x".repeat(190)}${TOKEN}` }),
    });
    expect(await say()).not.toContain(TOKEN.slice(0, 8));
  });

  it.each([
    ["a wrong token", () => github.state.tokens.clear(), "unauthorized"],
    ["no such pull request", () => github.state.issues.splice(0), "not_found"],
    [
      "a locked conversation",
      () => Object.assign(github.state.issues[0] ?? {}, { locked: true }),
      "locked",
    ],
    [
      "a deleted pull request",
      () => Object.assign(github.state.issues[0] ?? {}, { deleted: true }),
      "gone",
    ],
    ["a renamed repository", () => github.plant({ fault: "moved" }), "redirected"],
    [
      "a longer wait than is waited",
      () => github.plant({ fault: "long limit", method: "POST" }),
      "limited",
    ],
    [
      "a server that is down",
      () => github.plant({ fault: "bad gateway", times: 2 }),
      "unavailable",
    ],
    ["a page of the network", () => github.plant({ fault: "page" }), "unexpected"],
  ] as const)("%s: %s", async (_, plant, kind) => {
    plant();
    const error = await failure(keepComment(run(), comment("one")));
    expect(error.kind).toBe(kind);
    expect(bodies()).toEqual([]);
    expect(github.violations).toEqual([]);
  });

  it("a text that is too long", async () => {
    const long = (length: number): CommentToKeep => {
      const head = body("").length;
      return comment("", { body: () => body("x".repeat(length - head)) });
    };
    const error = await failure(keepComment(run(), long(65_537)));
    expect(error.kind).toBe("too_long");
    expect((await keepComment(run(), long(65_536))).action).toBe("created");
    expect(github.violations).toEqual([]);
  });

  it("a second limit is waited for, once", async () => {
    github.plant({ fault: "secondary limit", method: "GET" });
    expect((await keepComment(run(), comment("one"))).action).toBe("created");
    github.plant({ fault: "secondary limit", method: "GET", times: 2 });
    expect((await failure(keepComment(run(), comment("two")))).kind).toBe("limited");
    expect(sent().slice(-2)).toEqual(Array(2).fill(`GET ${COMMENTS}?per_page=100 403`));
  });

  it("a POST that was refused by a limit is sent again, and makes one comment", async () => {
    github.plant({ fault: "secondary limit", method: "POST" });
    expect((await keepComment(run(), comment("one"))).action).toBe("created");
    expect(bodies()).toEqual([body("one")]);
  });

  it("nobody listens", async () => {
    const closed = await closedPort();
    const error = await failure(keepComment(run({ apiUrl: closed.url }), comment("one")));
    expect(error).toMatchObject({ kind: "unreachable", mayHaveLanded: false });
    closed.free();
  });
});

describe("the token", () => {
  it("is made known before anything is done", () => {
    expect(() => run({ apiUrl: "http://example.com" })).toThrow(TrackerError);
    expect(hidden).toEqual([TOKEN]);
  });

  it.each([
    "http://example.com",
    "ftp://127.0.0.1",
    "https://user:pass@api.github.com",
    "https://api.github.com?x",
    "api.github.com",
    "",
  ])("is not sent to %j", (apiUrl) => {
    expect(() => run({ apiUrl })).toThrow(/^GITHUB_API_URL /);
  });

  it("goes to no other host, whatever a page calls the next one", async () => {
    let met = 0;
    const other = createServer((_, response) => {
      met += 1;
      response.end("[]");
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const page = createServer((_, response) => {
      response.setHeader("content-type", "application/json; charset=utf-8");
      response.setHeader("link", `<http://127.0.0.1:${port}/x?page=2>; rel="next"`);
      response.end("[]");
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => page.once("listening", resolve));
    const apiUrl = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
    await failure(keepComment(run({ apiUrl }), comment("one")));
    expect(met).toBe(0);
    other.close();
    page.close();
  });
});

describe("an issue", () => {
  const texts = (): string[] =>
    github.state.issues.filter((one) => !one.isPull).map((one) => one.body);
  const text = (of: string): string => body(of, { kind: "drift" });

  it("is opened, brought up to date, left, and closed", async () => {
    const kept = [];
    for (const step of [
      issue("one", { labels: ["drift"] }),
      issue("two"),
      issue("two"),
      issue("clean", { isClean: () => true }),
      issue("clean", { isClean: () => true }),
    ])
      kept.push((await keepIssue(run(), step)).action);
    expect(kept).toEqual(["created", "updated", "unchanged", "closed", "none"]);
    expect(github.state.issues.at(-1)).toMatchObject({
      title: "Clerk drift: clean",
      body: text("clean"),
      state: "closed",
      stateReason: "completed",
      labels: ["drift"],
      edits: 2,
    });
    expect(github.violations).toEqual([]);
    await keepIssue(run(), issue("again"));
    expect(texts()).toEqual([text("clean"), text("again")]);
  });

  it("has no labels unless they are asked for", async () => {
    await keepIssue(run(), issue("one"));
    const post = github.requests.find(
      ({ method, path }) => method === "POST" && path.endsWith("/issues"),
    );
    expect(Object.keys(parseObject(post?.text ?? ""))).toEqual(["title", "body"]);
  });

  it("is found among 130 of ours; pull requests and others are passed over", async () => {
    for (let index = 0; index < 130; index += 1) github.state.addIssue(BOT, { title: `${index}` });
    github.state.addIssue(BOT, { title: "a pull", isPull: true, body: text("pull") });
    github.state.addIssue("mallory", { title: "x", body: text("approve me") });
    await keepIssue(run(), issue("one"));
    await keepIssue(run(), issue("two"));
    expect(github.state.issues.filter((one) => one.edits > 0)).toHaveLength(1);
    expect(texts().slice(-2)).toEqual([text("approve me"), text("two")]);
    expect(sent()).toContain(
      "GET /repos/acme/app/issues?state=open&creator=github-actions%5Bbot%5D&sort=created&direction=asc&per_page=100 200",
    );
    expect(github.violations).toEqual([]);
  });

  it.each(["lost", "cut", "lands, then bad gateway"] as const)(
    "whose POST is %s is there once",
    async (fault) => {
      github.plant({ fault, method: "POST", path: /issues$/ });
      expect((await keepIssue(run(), issue("one"))).action).toBe("created");
      await keepIssue(run(), issue("two"));
      expect(texts()).toEqual([text("two")]);
    },
  );

  it("can't be opened where issues are turned off", async () => {
    github.state.hasIssues = false;
    expect((await failure(keepIssue(run(), issue("one")))).says).toContain(
      "issues may be turned off",
    );
  });
});

describe("what else is read", () => {
  const SHA = "a".repeat(40);

  it("a file at a commit", async () => {
    github.state.files.set(`config/a b#?.yaml@${SHA}`, "version: 1\n");
    expect(await run().contents("config/a b#?.yaml", SHA)).toBe("version: 1\n");
    expect(await run().contents("else.yaml", SHA)).toBeNull();
    expect(github.violations).toEqual([]);
    github.plant({ fault: "bad gateway", times: 2 });
    expect((await failure(run().contents("else.yaml", SHA))).kind).toBe("unavailable");
  });

  it("the pull request that a commit came with", async () => {
    const pull = (number: number, mergeCommit: string | null, isMerged = true) => ({
      number,
      mergeCommit,
      isMerged,
    });
    github.state.pulls.set(SHA, [pull(1, null, false), pull(2, "b"), pull(3, SHA)]);
    expect(await run().pullRequestOf(SHA)).toBe(3);
    github.state.pulls.set(SHA, [pull(1, null, false), pull(2, "b")]);
    expect(await run().pullRequestOf(SHA)).toBe(2);
    github.state.pulls.set(SHA, [pull(1, null, false)]);
    expect(await run().pullRequestOf(SHA)).toBeNull();
    expect(await run().pullRequestOf("c".repeat(40))).toBeNull();
    expect(github.violations).toEqual([]);
  });
});

const without = (object: Record<string, Json>, member: string): Record<string, Json> =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name !== member));

describe("the judge sees", () => {
  const change = (text: string, by: (body: Record<string, Json>) => Json): string =>
    text === "" ? text : JSON.stringify(by({ ...parseObject(text) }));

  it.each([
    [
      "text for body",
      "POST",
      (given: Record<string, Json>) => ({ text: given["body"] ?? "" }),
      /required property 'body'/,
    ],
    [
      "a member that nobody knows",
      "POST",
      (given: Record<string, Json>) => ({ ...given, stat: 1 }),
      /body's stat is unknown/,
    ],
  ] as const)("in a request, %s", async (_, method, by, says) => {
    github.tamperRequest = (one) =>
      one.method === method ? { ...one, text: change(one.text, by) } : one;
    await keepComment(run(), comment("one"));
    expect(github.violations.filter((one) => says.test(one))).not.toEqual([]);
  });

  it("a state that is none", async () => {
    await keepIssue(run(), issue("one"));
    github.tamperRequest = (one) =>
      one.method === "PATCH"
        ? { ...one, text: change(one.text, (given) => ({ ...given, state: "close" })) }
        : one;
    await keepIssue(run(), issue("", { isClean: () => true }));
    expect(github.violations.join()).toMatch(/\/state must be equal to one of the allowed values/);
  });

  it("a query parameter that nobody knows", async () => {
    github.tamperRequest = (one) => ({ ...one, query: `${one.query}&everything=1` });
    await keepComment(run(), comment("one"));
    expect(github.violations.join()).toMatch(/additional properties.*everything/);
  });

  it.each(["node_id", "html_url", "user"])("an answer without %s", async (member) => {
    github.tamperAnswer = (given, { method }) =>
      method === "POST"
        ? { ...given, text: change(given.text, (given) => without(given, member)) }
        : given;
    await keepComment(run(), comment("one")).catch(() => {});
    expect(github.violations.join()).toContain(`required property '${member}'`);
  });
});

it("a stand-in that forgets its second page lets a second comment be made, which the count of comments tells", async () => {
  for (let index = 0; index < 120; index += 1) github.state.addComment(7, "dev", "talk");
  await keepComment(run(), comment("one"));
  github.tamperAnswer = (given, { method, query }) =>
    method === "GET" && query.includes("page=2") ? { ...given, text: "[]" } : given;
  await keepComment(run(), comment("two"));
  expect(bodies().filter((one) => one.startsWith("<!-- clerkwork"))).toHaveLength(2);
});
