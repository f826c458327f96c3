// What is said at GitLab, against a stand-in that holds every request against the operations of its documents.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keepIssue } from "../../src/ci/drift-issue.ts";
import { openGitLab, type GitLab } from "../../src/ci/gitlab.ts";
import { writeMarker } from "../../src/ci/marker.ts";
import { keepComment } from "../../src/ci/sticky.ts";
import { startGitLab, type GitLabStandIn } from "../rig/gitlab.ts";

const TOKEN = "canary-token-0123456789abcdefghij";
const KEY = "clerkwork.yaml staging";

let gitlab: GitLabStandIn;
let tracker: GitLab;
let hidden: string[] = [];
beforeEach(async () => {
  gitlab = await startGitLab(TOKEN);
  hidden = [];
  tracker = open(TOKEN);
});
afterEach(async () => {
  tracker.close();
  const { violations } = gitlab;
  await gitlab.stop();
  if (violations.length > 0) throw new Error(violations.join("\n"));
});

const open = (token: string): GitLab =>
  openGitLab({
    apiUrl: gitlab.apiUrl,
    project: "acme/app",
    token,
    toolVersion: "0.0.0",
    hide: (...secrets) => void hidden.push(...secrets),
  });

const keep = (text: string): ReturnType<typeof keepComment> =>
  keepComment(tracker, {
    number: 7,
    key: KEY,
    kinds: ["plan"],
    createIfNone: true,
    body: () => `${writeMarker({ v: 1, kind: "plan", key: KEY })}${text}\n`,
  });

const someNotes = (count: number): void => {
  for (let index = 0; index < count; index += 1)
    gitlab.notes.push({ id: index + 1, body: `note ${index}`, author: "dev", system: false });
};

describe("the note of a merge request", () => {
  test("is made, left alone and brought up to date", async () => {
    expect((await keep("one")).action).toBe("created");
    expect((await keep("one")).action).toBe("unchanged");
    expect((await keep("two")).action).toBe("updated");
    expect(gitlab.notes).toMatchObject([{ body: expect.stringContaining("two") as unknown }]);
    expect(hidden).toEqual([TOKEN]);
  });

  test("is found over all pages, and nobody else's is touched", async () => {
    someNotes(130);
    const marked = `${writeMarker({ v: 1, kind: "plan", key: KEY })}theirs\n`;
    gitlab.notes.push({ id: 900, body: marked, author: "dev", system: false });
    gitlab.notes.push({ id: 901, body: marked, author: "clerkwork-bot", system: true });
    await keep("one");
    await keep("two");
    expect(gitlab.notes).toHaveLength(133);
    expect(gitlab.notes.slice(130, 132).map(({ body }) => body)).toEqual([marked, marked]);
    expect(gitlab.notes[132]?.body).toContain("two");
  });

  test("is there once after an answer that was lost", async () => {
    gitlab.loseNext = "POST";
    expect((await keep("one")).action).toBe("created");
    gitlab.loseNext = "PUT";
    expect((await keep("two")).action).toBe("updated");
    expect(gitlab.notes).toHaveLength(1);
  });

  test.each([
    ["may only read", (): void => void (gitlab.isAllowed = false), /needs the scope api/],
    ["is not accepted", (): void => void (tracker = open("another-token")), /not accept the token/],
  ])("a token that %s is told, without the token", async (_, plant, says) => {
    plant();
    const error: unknown = await keep("one").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ says: expect.stringMatching(says) as unknown });
    expect(String(error)).not.toContain("token-0123");
  });
});

describe("the issue of a drift", () => {
  const drift = (isClean: boolean, text = "one setting"): ReturnType<typeof keepIssue> =>
    keepIssue(tracker, {
      key: KEY,
      isClean: () => isClean,
      labels: ["clerk", "drift"],
      text: () => ({
        title: "Clerk drift",
        body: `${writeMarker({ v: 1, kind: "drift", key: KEY })}${text}\n`,
      }),
    });

  test("is opened once, kept and closed", async () => {
    expect((await drift(true)).action).toBe("none");
    expect((await drift(false)).action).toBe("created");
    expect((await drift(false)).action).toBe("unchanged");
    expect((await drift(false, "two settings")).action).toBe("updated");
    expect((await drift(true)).action).toBe("closed");
    expect(gitlab.issues).toMatchObject([{ state: "closed", labels: "clerk,drift" }]);
    expect((await drift(false)).action).toBe("created");
    expect(gitlab.issues).toHaveLength(2);
  });
});

test("the merge request of a commit", async () => {
  expect(await tracker.pullRequestOf("a".repeat(40))).toBe(7);
});

test.each([
  ["a member that is none", "PUT", { text: "x" }],
  ["a path that is none", "PATCH", { body: "x" }],
])("a planted fault is caught: %s", async (_, method, body) => {
  await fetch(`${gitlab.apiUrl}/projects/acme%2Fapp/merge_requests/7/notes/1`, {
    method,
    body: JSON.stringify(body),
  });
  expect(gitlab.violations).not.toEqual([]);
  gitlab.violations.length = 0;
});
