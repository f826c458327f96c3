import { describe, expect, it } from "vitest";
import { findPlace } from "../../src/ci/place.ts";

const HEAD = "a".repeat(40);
const BASE = "b".repeat(40);

const GITHUB = {
  GITHUB_ACTIONS: "true",
  GITHUB_EVENT_NAME: "pull_request",
  GITHUB_EVENT_PATH: "/event.json",
  GITHUB_REPOSITORY: "acme/app",
  GITHUB_SERVER_URL: "https://github.com",
  GITHUB_API_URL: "https://api.github.com",
  GITHUB_RUN_ID: "123",
  GITHUB_RUN_ATTEMPT: "2",
  GITHUB_WORKSPACE: "/work",
  GITHUB_SHA: "c".repeat(40),
  GITHUB_REF: "refs/pull/7/merge",
};

const pullRequest = (from: unknown = { full_name: "acme/app" }): object => ({
  pull_request: {
    number: 7,
    head: { sha: HEAD, repo: from },
    base: { sha: BASE, ref: "main", repo: { full_name: "acme/app" } },
  },
});

const place = (event: unknown, variables: Readonly<Record<string, string | undefined>> = {}) =>
  findPlace({ ...GITHUB, ...variables }, (path) =>
    path === "/event.json" && event !== undefined
      ? typeof event === "string"
        ? event
        : JSON.stringify(event)
      : undefined,
  );

describe("GitHub", () => {
  it("a pull request, whole", () => {
    expect(place(pullRequest())).toEqual({
      ci: "github",
      event: "pull_request",
      number: 7,
      head: HEAD,
      base: BASE,
      baseBranch: "main",
      isQueued: false,
      isFork: false,
      repository: { owner: "acme", name: "app" },
      serverUrl: "https://github.com",
      apiUrl: "https://api.github.com",
      run: {
        id: "123",
        attempt: 2,
        url: "https://github.com/acme/app/actions/runs/123/attempts/2",
      },
      workspace: "/work",
    });
  });

  it.each([
    ["of the repository", { full_name: "acme/app" }, false],
    ["of the repository, in other letters", { full_name: "Acme/App" }, false],
    ["of a fork", { full_name: "mallory/app" }, true],
    ["of a fork that was deleted", null, true],
  ])("a branch %s", (_, from, isFork) => {
    expect(place(pullRequest(from))).toMatchObject({ isFork });
  });

  it.each([
    ["merge_group", { merge_group: { head_sha: HEAD } }, "refs/heads/gh-readonly-queue/main/x"],
    ["push", { after: HEAD, commits: [] }, "refs/heads/main"],
    ["schedule", {}, "refs/heads/main"],
    ["issue_comment", { issue: { number: 9 } }, "refs/heads/main"],
    ["push", "not JSON", "refs/heads/main"],
    ["push", "null", "refs/heads/main"],
    ["push", undefined, "refs/heads/main"],
    ["pull_request", { pull_request: { number: "7; rm" } }, "refs/heads/main"],
  ])("%s with %j has no number", (name, event, ref) => {
    expect(place(event, { GITHUB_EVENT_NAME: name, GITHUB_REF: ref })).toMatchObject({
      event: name,
      number: null,
      head: GITHUB.GITHUB_SHA,
      base: null,
    });
  });

  it("a comment at a pull request has its number, and says nothing of commits", () => {
    const event = { issue: { number: 9, pull_request: { url: "x" } } };
    const found = place(event, {
      GITHUB_EVENT_NAME: "issue_comment",
      GITHUB_REF: "refs/heads/main",
    });
    expect(found).toMatchObject({ number: 9, base: null, isFork: false });
  });

  it("without the event's file, the number is that of the ref", () => {
    expect(place(undefined)).toMatchObject({ number: 7, base: null });
    expect(place(undefined, { GITHUB_EVENT_PATH: undefined })).toMatchObject({ number: 7 });
  });

  it.each(["", "acme", "acme/app/x", "acme/a b", "../app/x"])(
    "the repository %j is none",
    (name) => {
      expect(place(pullRequest(), { GITHUB_REPOSITORY: name })).toMatchObject({
        repository: null,
        run: { url: undefined },
      });
    },
  );

  it("commits that are none are left out", () => {
    const event = {
      pull_request: { number: 7, head: { sha: "--output=x" }, base: { sha: "HEAD" } },
    };
    expect(place(event, { GITHUB_SHA: "main" })).toMatchObject({ head: null, base: null });
  });
});

describe("GitLab", () => {
  const GITLAB = {
    GITLAB_CI: "true",
    CI_MERGE_REQUEST_IID: "12",
    CI_MERGE_REQUEST_PROJECT_ID: "3",
    CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "3",
    CI_MERGE_REQUEST_DIFF_BASE_SHA: BASE,
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main",
    CI_COMMIT_SHA: HEAD,
    CI_PROJECT_ID: "3",
    CI_API_V4_URL: "https://gitlab.com/api/v4",
    CI_SERVER_URL: "https://gitlab.com",
    CI_JOB_ID: "77",
    CI_JOB_URL: "https://gitlab.com/acme/app/-/jobs/77",
    CI_PROJECT_DIR: "/builds/app",
  };
  const read = (variables: Readonly<Record<string, string>>) =>
    findPlace({ ...GITLAB, ...variables }, () => undefined);

  it("a merge request, whole", () => {
    expect(read({})).toEqual({
      ci: "gitlab",
      number: 12,
      head: HEAD,
      base: BASE,
      baseBranch: "main",
      isQueued: false,
      isFork: false,
      project: "3",
      serverUrl: "https://gitlab.com",
      apiUrl: "https://gitlab.com/api/v4",
      run: { id: "77", attempt: 1, url: "https://gitlab.com/acme/app/-/jobs/77" },
      workspace: "/builds/app",
    });
  });

  it("of a fork; on the merged result; on a branch", () => {
    expect(read({ CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "4" })).toMatchObject({ isFork: true });
    const merged = "d".repeat(40);
    expect(read({ CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: merged })).toMatchObject({ head: merged });
    expect(
      read({ CI_MERGE_REQUEST_IID: "", CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "" }),
    ).toMatchObject({
      number: null,
      isFork: false,
    });
  });
});

it.each([{}, { CI: "true" }, { GITHUB_ACTIONS: "false" }, { GITLAB_CI: "" }])(
  "%j is no place",
  (variables) => {
    expect(findPlace(variables, () => "{}")).toBeNull();
  },
);
