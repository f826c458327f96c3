// Whatever runs follow on each other, under whatever faults of GitHub, and whoever else writes there: one comment
// of ours for each key, one open issue, the newest words in it, and nobody else's touched.

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { keepIssue } from "../../src/ci/drift-issue.ts";
import { openGitHub, type GitHub } from "../../src/ci/github.ts";
import { readMarker, writeMarker, type Marker } from "../../src/ci/marker.ts";
import { keepComment } from "../../src/ci/sticky.ts";
import { TrackerError } from "../../src/ci/tracker-error.ts";
import type { StoredComment, StoredIssue } from "../rig/github-state.ts";
import { LONG } from "../rig/long.ts";
import { startGitHub, type GitHubFault, type GitHubStandIn } from "../rig/github.ts";
import { runs } from "../rig/generators/runs.ts";

const TOKEN = "canary-token-0123456789abcdefghij";
const BOT = "github-actions[bot]";
const PULL = 7;

type Kind = Marker["kind"];
type Entry = StoredComment | StoredIssue;

const FAULTS: readonly GitHubFault[] = [
  "dropped",
  "lost",
  "cut",
  "bad gateway",
  "lands, then bad gateway",
  "page",
  "forbidden",
  "secondary limit",
  "long limit",
  "moved",
  "gone",
];

const about = {
  kind: fc.constantFrom<Kind>("plan", "applied", "drift"),
  key: fc.constantFrom("clerkwork.yaml", "clerkwork.yaml staging"),
};

/** A run of the tool, and what strikes its requests. */
const runsOfOurs = fc.record({
  ...about,
  text: fc.constantFrom("one", "two", "three"),
  isClean: fc.boolean(),
  faults: fc.array(
    fc.record({
      fault: fc.constantFrom(...FAULTS),
      method: fc.constantFrom("GET", "POST", "PATCH"),
      times: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 2 },
  ),
});
type Ours = typeof runsOfOurs extends fc.Arbitrary<infer Each> ? Each : never;

/** Somebody who may copy our marker, or another tool with the login that we have, which does not know it. */
const wordsOfOthers = fc.record({
  ...about,
  author: fc.constantFrom("mallory", null, "github-actions", "dev", BOT),
  isQuote: fc.constantFrom(false, false, true),
  isIssue: fc.boolean(),
});
type Others = typeof wordsOfOthers extends fc.Arbitrary<infer Each> ? Each : never;

const body = (kind: Kind, key: string, text: string): string =>
  `${writeMarker({ v: 1, kind, key })}${text}\n`;

async function say(github: GitHub, { kind, key, text, isClean }: Ours): Promise<void> {
  if (kind === "drift") {
    const issue = { title: `Drift: ${text}`, body: body(kind, key, text) };
    await keepIssue(github, { key, isClean: () => isClean, text: () => issue });
    return;
  }
  await keepComment(github, {
    number: PULL,
    key,
    kinds: kind === "applied" ? ["plan", "applied"] : ["plan"],
    createIfNone: true,
    body: () => body(kind, key, text),
  });
}

/** Remembers nothing of the run before. False: it could not say it, and said so. */
async function runOnce({ apiUrl, plant, heal }: GitHubStandIn, ours: Ours): Promise<boolean> {
  for (const fault of ours.faults) plant({ ...fault, path: /\/(?:comments|issues)/ });
  const repository = { owner: "acme", name: "app" };
  const hide = (): void => undefined;
  const github = openGitHub({
    apiUrl,
    repository,
    token: TOKEN,
    toolVersion: "0.0.0",
    hide,
    second: 1,
  });
  try {
    await say(github, ours);
    return true;
  } catch (error) {
    if (!(error instanceof TrackerError)) throw error;
    return false;
  } finally {
    github.close();
    heal();
  }
}

function write({ state }: GitHubStandIn, { kind, key, author, isQuote, isIssue }: Others): Entry {
  const marked = body(kind, key, "from somebody else");
  const own = author === BOT ? "Another tool's words." : marked;
  const text = isQuote ? `They say:\n> ${marked}` : own;
  return isIssue
    ? state.addIssue(author, { title: "Theirs", body: text })
    : state.addComment(PULL, author, text);
}

const isOpen = (entry: Entry): boolean => !("state" in entry) || entry.state === "open";

test("one comment of ours, one open issue, nobody else's touched", { timeout: 240_000 }, () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ weight: 3, arbitrary: runsOfOurs }, wordsOfOthers), {
        minLength: 6,
        maxLength: 14,
        size: "max",
      }),
      async (steps) => {
        const stand = await startGitHub();
        stand.state.tokens.set(TOKEN, {
          login: BOT,
          isApp: true,
          may: { issues: "write", pull_requests: "write" },
        });
        const theirs = new Map<Entry, string>();
        const ours = (kind: Kind, key: string): Entry[] =>
          [...stand.state.comments, ...stand.state.issues].filter((entry) => {
            const marker = theirs.has(entry) ? null : readMarker(entry.body);
            return marker?.kind === kind && marker.key === key && isOpen(entry);
          });
        try {
          for (const step of steps) {
            if (!("faults" in step)) {
              const entry = write(stand, step);
              theirs.set(entry, entry.body);
              continue;
            }
            const { kind, key, text, isClean } = step;
            const before = ours(kind, key).length;
            const wasSaid = await runOnce(stand, step);
            const now = ours(kind, key);
            // What was applied stays; a plan after it has a comment of its own, until that is applied too.
            expect(now.length).toBeLessThanOrEqual(kind === "applied" ? before + 1 : 1);
            const newest = kind === "drift" && isClean ? undefined : body(kind, key, text);
            expect([newest, wasSaid ? newest : now.at(-1)?.body]).toContain(now.at(-1)?.body);
          }
          for (const [entry, text] of theirs) expect([entry.edits, entry.body]).toEqual([0, text]);
          expect(stand.violations).toEqual([]);
        } finally {
          await stand.stop();
        }
      },
    ),
    { ...runs(), numRuns: LONG ? 400 : 20 },
  ),
);
