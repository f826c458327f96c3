// The comment of a run in a pull request and the issue of a drift: what a parser of GitHub's Markdown sees of them,
// whatever the values are, and how large they get.

import * as fc from "fast-check";
import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";
import { keptIn } from "../../src/ci/drift-issue.ts";
import { writeMarker } from "../../src/ci/marker.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { documentOf } from "../../src/core/report/document.ts";
import type { EnvironmentRecord, RecordedDocument } from "../../src/core/report/record.ts";
import { COMMENT_BYTES, headlineOf, renderComment } from "../../src/core/render/comment/comment.ts";
import {
  driftIssueOf,
  driftKeys,
  isInSync,
  type Watched,
} from "../../src/core/render/comment/drift-issue.ts";
import { sizeOf } from "../../src/core/render/comment/fill.ts";
import { partOf, type Part } from "../../src/core/render/comment/part.ts";
import { EVIL } from "../rig/evil.ts";
import { runs } from "../rig/generators/runs.ts";
import { known, planOf } from "./given.ts";

const nodesOf = (node: Nodes): readonly Nodes[] =>
  "children" in node ? [node, ...node.children.flatMap((child) => nodesOf(child))] : [node];

/** What a text is built of, without what stands in code. */
const skeleton = (markdown: string): readonly string[] =>
  nodesOf(
    fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }),
  ).map((node) => {
    if (node.type === "inlineCode" || node.type === "code") return node.type;
    if (node.type === "html") return node.value.replace(/<code>.*<\/code>/s, "<code></code>");
    return "value" in node ? `${node.type}: ${node.value}` : node.type;
  });

const record = (plan: Plan, name: string | null, index = 0): EnvironmentRecord => ({
  type: "environment",
  index,
  file: "clerkwork.yaml",
  name,
  document: documentOf(
    plan,
    "plan",
    undefined,
    plan.refusals.length > 0 ? 4 : 0,
  ) as unknown as RecordedDocument,
});

const failed = (message: string, name: string, index = 0): EnvironmentRecord => ({
  type: "environment",
  index,
  file: "clerkwork.yaml",
  name,
  error: { code: "network", message, exit_code: 1, hint: message, issues: [] },
});

const parts = (...records: readonly EnvironmentRecord[]): readonly Part[] =>
  records.map((one) => partOf(one, "plan", false));

const CHANGED = planOf({ "restrictions.blocklist": { from: known(true), to: false } });
const CLEAN = planOf({ "restrictions.blocklist": { from: known(true), to: true } });
const refusing = (plan: Plan, message: string): Plan => ({
  ...plan,
  result: "refused",
  refusals: plan.changes.map(({ address }) => ({
    code: "hazard",
    address,
    hazard: "weakens_security",
    message,
    allow: `--allow weakens_security=${address}`,
    consent: null,
  })),
});

/** A plan of that many changes. */
function large(count: number, value = "x"): Plan {
  const [change] = CHANGED.changes;
  if (!change) throw new Error("no change");
  const changes = Array.from({ length: count }, (_, index) => ({
    ...change,
    address: `restrictions.extra.member_${index}`,
    from: known(`${value}${index}`),
    to: `${index}${value}`,
    hazards: [],
  }));
  return { ...CHANGED, changes };
}

const WHERE = { commit: "a".repeat(40), run: "https://github.com/o/r/actions/runs/1" };

const comment = (all: readonly Part[], bytes = COMMENT_BYTES): ReturnType<typeof renderComment> =>
  renderComment("plan", all, WHERE, bytes);

describe("the headline", () => {
  test.each([
    [[record(CHANGED, "a")], "1 to change"],
    [[record(CLEAN, "a")], "no changes"],
    [
      [record(CHANGED, "a"), record(refusing(CHANGED, "no"), "b"), failed("x", "c")],
      "2 to change, 1 refused, 1 failed",
    ],
    [[failed("x", "c")], "1 failed"],
  ])("%#", (records, says) => {
    expect(headlineOf("plan", parts(...records))).toBe(says);
  });

  test("an apply counts what was written, not what was meant", () => {
    const outcomes = [
      { address: "restrictions.blocklist", outcome: "confirmed", to: false },
      { address: "instance.hibp", outcome: "failed", to: true },
    ];
    const one = record(CHANGED, "a");
    const applied = {
      ...one,
      document: {
        ...("document" in one ? one.document : {}),
        result: "partial",
        exit_code: 5,
        outcomes,
      },
    } as EnvironmentRecord;
    const part = partOf(applied, "apply", false);
    expect(headlineOf("apply", [part])).toBe("1 applied, 1 partly applied");
  });

  test("a plan with nothing to say never hides that an environment was not read", () => {
    const { text } = comment(parts(record(CLEAN, "a"), failed("no answer", "b")));
    expect(text).toContain("### clerkwork plan: 1 failed");
    expect(text).not.toContain("no changes");
  });
});

describe("what stands where", () => {
  test("of one environment its page, whole", async () => {
    const { text } = comment(
      parts(record(refusing(CHANGED, "identifiers can sign up"), "production")),
    );
    await expect(text).toMatchFileSnapshot("golden/comment-one.txt");
  });

  test("of several the worst first, those in sync by their row alone", async () => {
    const { text, truncated } = comment(
      parts(
        record(CLEAN, "eu", 0),
        record(CHANGED, "staging", 1),
        failed("no answer", "us", 2),
        record(refusing(CHANGED, "identifiers can sign up"), "production", 3),
      ),
    );
    await expect(text).toMatchFileSnapshot("golden/comment-several.txt");
    expect(truncated).toBe(false);
  });
});

describe("size", () => {
  test.each([
    ["600 changes of one environment", parts(record(large(600), "production"))],
    ["2,000 changes", parts(record(large(2000), "production"))],
    ["600 changes with astral characters", parts(record(large(600, "😀"), "production"))],
    ["600 refusals", parts(record(refusing(large(600), "people are locked out"), "production"))],
    [
      "1,000 environments",
      parts(
        ...Array.from({ length: 1000 }, (_, index) => record(large(3), `tenant-${index}`, index)),
      ),
    ],
    [
      "1,000 that failed",
      parts(
        ...Array.from({ length: 1000 }, (_, index) => failed("x".repeat(900), `t-${index}`, index)),
      ),
    ],
  ])("%s fits, ends whole, and says when it was cut", (_, all) => {
    const { text, truncated } = comment(all);
    expect(sizeOf(text)).toBeLessThanOrEqual(COMMENT_BYTES);
    expect(text.includes("it is not a basis for an approval")).toBe(truncated);
    expect(text.endsWith(`[job summary](${WHERE.run})\n`)).toBe(true);
    const count = (word: string): number => text.split(word).length - 1;
    expect(count("<details>")).toBe(count("</details>"));
    expect(count("```") % 2).toBe(0);
  });

  test("as many of 600 changes as fit are there, and the rest is counted", () => {
    const { text, truncated } = comment(parts(record(large(600), "production")));
    const rows = text
      .split("\n")
      .filter((line) => line.startsWith("| `restrictions.extra.member_"));
    expect(rows.length).toBeGreaterThan(300);
    expect(truncated).toBe(rows.length < 600);
    expect(text.includes(`… and ${600 - rows.length} more changes`)).toBe(truncated);
  });

  test("any number of bytes that has room for the frame is kept", () => {
    const rule = fc.property(
      fc.integer({ min: 2_000, max: 30_000 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 8 }),
      (bytes, changes, environments) => {
        const all = parts(
          ...Array.from({ length: environments }, (_, index) =>
            record(refusing(large(changes), "people are locked out"), `t-${index}`, index),
          ),
        );
        expect(sizeOf(comment(all, bytes).text)).toBeLessThanOrEqual(bytes);
      },
    );
    fc.assert(rule, runs(15));
  });
});

/** Everything that a comment shows from outside. */
const hostileParts = (text: string): readonly Part[] => {
  const name = text || "x";
  const hostile = {
    ...refusing(CHANGED, text),
    target: { ...CHANGED.target, instance_id: text, environment: name },
    changes: CHANGED.changes.map((change) => ({
      ...change,
      at: { ...change.at, file: text },
      from: known(`${text}1`),
      to: `${text}2`,
    })),
    warnings: [{ code: "no_effect", message: text }],
  } as unknown as Plan;
  // A failure's message may have several lines; each is an item.
  const oneLine = text.replaceAll("\n", " ") || "x";
  return parts(record(hostile, name), failed(oneLine, name, 1));
};

describe("nothing from outside changes the structure", () => {
  const plain = skeleton(comment(hostileParts("plain")).text);

  test.each(EVIL.map((text) => [text]))("%j", (text) => {
    expect(skeleton(comment(hostileParts(text)).text)).toEqual(plain);
  });

  test("any text", () => {
    const rule = fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 40 }), (text) => {
      expect(skeleton(comment(hostileParts(text)).text)).toEqual(plain);
    });
    fc.assert(rule, runs(30));
  });

  test("a marker stays one comment of HTML", () => {
    const rule = fc.property(fc.string({ unit: "binary" }), (text) => {
      const [first, ...others] = skeleton(
        `${writeMarker({ v: 1, kind: "plan", key: `${text} --> <b>` })}### x\n`,
      ).filter((one) => one.startsWith("<!--"));
      expect(first).toMatch(/^<!-- clerkwork \{.*\} -->$/);
      expect(others).toEqual([]);
    });
    fc.assert(rule, runs(100));
  });
});

const WAYS = { apply: "clerkwork apply", pull: "clerkwork pull" };
const watched = (label: string, plan: Plan | undefined): Watched => ({ label, plan, ways: WAYS });

describe("the issue of a drift", () => {
  test("what differs, since when, and the ways out", async () => {
    const all = [watched("production", CHANGED), watched("staging", CLEAN)];
    const issue = driftIssueOf(all, { "production restrictions.blocklist": "2026-11-20" }, WHERE);
    await expect(`${issue.title}\n\n${issue.body}\n`).toMatchFileSnapshot("golden/drift-issue.txt");
    expect(isInSync(all, [])).toBe(false);
  });

  test("what could not be read keeps its date, and keeps the issue open", () => {
    const all = [watched("production", undefined), watched("staging", CLEAN)];
    const known = ["production restrictions.blocklist", "staging restrictions.blocklist"];
    expect(driftKeys(all, known)).toEqual(["production restrictions.blocklist"]);
    expect(isInSync(all, [])).toBe(false);
    expect(driftIssueOf(all, {}, WHERE).body).toContain("1 environment could not be read");
  });

  test("a setting that differed and is not shown this time keeps its date, and keeps the issue open", () => {
    const address = "restrictions.blocklist";
    const blind: Plan = {
      ...CLEAN,
      coverage: { declared: 1, read: 0, unreadable: [{ address, why: "frontend_api_off" }] },
    };
    const all = [watched("production", blind)];
    const known = [`production ${address}`];
    expect(driftKeys(all, known)).toEqual(known);
    expect([isInSync(all, known), isInSync(all, [])]).toEqual([false, true]);
    const issue = driftIssueOf(all, { [known[0] ?? ""]: "2026-11-20" }, WHERE);
    expect(issue.title).toBe("Clerk drift: 1 setting differs (production)");
    expect(issue.body).toContain("not everything could be read");
    expect(issue.body).toContain(
      "| `production` `restrictions.blocklist` | | not read this time | 2026-11-20 | |",
    );
  });

  test("nothing differs", () => {
    expect(isInSync([watched("staging", CLEAN)], [])).toBe(true);
  });

  test("the days of 6,000 settings fit beside them, the oldest first", () => {
    const days = Object.fromEntries(
      Array.from({ length: 6_000 }, (_, index) => [
        `eu-west-${index} restrictions.blocklist`,
        `2026-${String(12 - (index % 12)).padStart(2, "0")}-01`,
      ]),
    );
    const kept = keptIn(days);
    const marker = writeMarker({ v: 1, kind: "drift", key: "clerkwork.yaml *", first_seen: kept });
    expect(sizeOf(marker)).toBeLessThan(13_000);
    expect(Object.keys(kept).length).toBeGreaterThan(100);
    expect(new Set(Object.values(kept))).toEqual(new Set(["2026-01-01"]));
  });

  test("6,000 changes fit an issue", () => {
    const since = Object.fromEntries(
      driftKeys([watched("production", large(6000))], []).map((key) => [key, "2026-11-20"]),
    );
    const { body, title } = driftIssueOf([watched("production", large(6000))], since, WHERE);
    expect(sizeOf(body)).toBeLessThan(47_000);
    expect(title).toBe("Clerk drift: 6000 settings differ (production)");
  });

  test.each(EVIL.map((text) => [text]))("%j changes no structure", (text) => {
    const bodyOf = (value: string): readonly string[] =>
      skeleton(
        driftIssueOf(
          [watched(value || "x", large(1, value)), watched(value || "y", undefined)],
          {},
          WHERE,
        ).body,
      );
    expect(bodyOf(text)).toEqual(bodyOf("plain"));
  });
});
