// A plan as a page of Markdown: what a parser of GitHub's Markdown sees of it, whatever the values are.

import * as fc from "fast-check";
import type { Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import type { PlanKind } from "../../src/core/plan/plan.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { renderMarkdown } from "../../src/core/render/markdown.ts";
import { EVIL } from "../rig/evil.ts";
import { runs } from "../rig/generators/runs.ts";
import { known, planOf, UNKNOWN } from "./given.ts";

const parse = (markdown: string): Root =>
  fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });

function nodesOf(node: Nodes): readonly Nodes[] {
  return "children" in node ? [node, ...node.children.flatMap((child) => nodesOf(child))] : [node];
}

/** What a page is built of, without what stands in code: the same for every value. */
const skeleton = (markdown: string): readonly string[] =>
  nodesOf(parse(markdown)).map((node) => {
    if (node.type === "inlineCode" || node.type === "code") return node.type;
    // Names in folded lists stand in an element, as entities.
    if (node.type === "html") return node.value.replace(/<code>.*<\/code>/s, "<code></code>");
    return "value" in node ? `${node.type}: ${node.value}` : node.type;
  });

const CODES = ["AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW"];

/** Everything that a page can show, with one text wherever something comes from outside. */
function pageWith(text: string): Plan {
  const plan = planOf({
    "instance.support_email": { from: known(`${text}1`), to: `${text}2` },
    "instance.allowed_origins": {
      from: known([]),
      to: [...CODES, ...CODES.map((code) => code + text)],
    },
    "restrictions.blocklist": { from: known(true), to: false },
    "beta.progressive_sign_up": { from: known(true), to: false },
  });
  const [first, ...others] = plan.changes.map((change) => ({
    ...change,
    at: { ...change.at, file: text },
  }));
  if (!first) throw new Error("no change");
  const hazard = {
    hazard: "weakens_security",
    says: "people can sign in",
    blocked: false,
  } as const;
  return {
    ...plan,
    target: { ...plan.target, environment: `e${text}` },
    changes: [
      {
        ...first,
        hazards: [
          {
            ...hazard,
            consent: { by: "file", reason: text, until: "2026-12-31", at: first.at },
          },
          { ...hazard, consent: { by: "flag", flag: `--allow ${text}` } },
        ],
      },
      ...others,
    ],
    refusals: [
      {
        code: "unknown_role",
        address: "organization.creator_role",
        hazard: null,
        message: `no role ${text}`,
        allow: null,
        consent: null,
      },
      {
        code: "hazard",
        address: "restrictions.blocklist",
        hazard: "weakens_security",
        message: "identifiers on the blocklist can sign up again",
        allow: "--allow weakens_security=restrictions.blocklist",
        consent: {
          address: "restrictions.blocklist",
          hazard: "weakens_security",
          reason: text,
          until: "2026-12-31",
        },
      },
    ],
    ignored: [{ address: "protect.rules_enabled", reason: text, until: "2026-12-31" }],
    warnings: [{ code: "no_effect", message: `w${text}`, address: `a${text}` }],
    unmanaged: [{ address: "instance.hibp", live: known(text), hazards: ["weakens_security"] }],
  };
}

const view = (text: string): Parameters<typeof renderMarkdown>[2] => ({
  source: {
    file: `f${text}`,
    domain: `d${text}`,
    ways: { plan: `plan ${text}`, apply: `apply ${text}`, pull: `pull ${text}` },
  },
});

const KINDS: readonly PlanKind[] = ["plan", "apply", "drift", "rollback"];

describe("a page of Markdown", () => {
  const shapeOf = (kind: PlanKind, text: string): readonly string[] =>
    skeleton(renderMarkdown(pageWith(text), kind, view(text)));

  test.each(KINDS)("%s: no value that would be markup changes its structure", (kind) => {
    for (const text of EVIL) expect(shapeOf(kind, text)).toEqual(shapeOf(kind, "x"));
  });

  test("nor does any other", () => {
    const texts = fc.string({ unit: "binary", minLength: 1 });
    const rule = fc.property(fc.constantFrom(...KINDS), texts, (kind, text) => {
      expect(shapeOf(kind, text)).toEqual(shapeOf(kind, "x"));
    });
    fc.assert(rule, runs());
  });

  test("no mention, link or address is anywhere but in code", () => {
    for (const text of EVIL) {
      const nodes = nodesOf(parse(renderMarkdown(pageWith(text), "plan", view(text))));
      const types = nodes.map(({ type }) => type);
      expect(types).not.toContain("link");
      expect(types).not.toContain("image");
      expect(types).not.toContain("footnoteReference");
      const words = nodes.flatMap((node) => (node.type === "text" ? [node.value] : []));
      expect(words.join(" ")).not.toMatch(/@|#\d|https?:|www\./);
    }
  });

  test("the verdict and the environment are its heading", () => {
    const [heading] = renderMarkdown(pageWith("x"), "plan").split("\n");
    expect(heading).toBe("### clerkwork plan · `ex` · REFUSED");
  });

  test("what is sent without knowing what is there is no change, in the heading either", () => {
    const plan = planOf({ "beta.from_email_address": { from: UNKNOWN, to: "help" } });
    const [heading, , summary] = renderMarkdown(plan, "plan").split("\n");
    expect(heading).toContain("· 1 to send without knowing what is there");
    expect(summary).toContain("1 to send without knowing what is there in 1 call.");
  });

  test("what allows a refused plan once is a whole command", () => {
    const ways = { plan: "clerkwork plan -f x.yaml --dotenv .env", apply: "", pull: "" };
    const page = renderMarkdown(pageWith("x"), "plan", { source: { file: "x.yaml", ways } });
    const block = nodesOf(parse(page)).find((node) => node.type === "code" && node.lang === "sh");
    expect(block).toMatchObject({
      value:
        "clerkwork plan -f x.yaml --dotenv .env \\\n  --allow weakens_security=restrictions.blocklist",
    });
  });

  test("what nothing shows: a receipt would spare the next plan, unless one is given", () => {
    const plan = planOf({ "beta.from_email_address": { from: UNKNOWN, to: "help" } });
    const says = (kind: PlanKind, hasReceipt: boolean): boolean =>
      renderMarkdown(plan, kind, { source: { file: "x.yaml", hasReceipt } }).includes(
        "add --receipt FILE to apply, and to later plans.",
      );
    expect([says("plan", false), says("apply", false)]).toEqual([true, true]);
    expect([says("plan", true), says("drift", false), says("rollback", false)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test("what comes next stands before the fingerprint, a block of its own each", () => {
    const plan = planOf({ "instance.hibp": { from: known(false), to: true } });
    const endings = [
      { says: "Saved:", name: "@a*b.json", more: "; *so*" },
      { says: "Apply it", command: "clerkwork apply 'a*b'.json" },
    ];
    for (const bytes of [undefined, 1]) {
      const page = renderMarkdown(plan, "plan", { endings, bytes });
      expect(page.split("\n\n").slice(-4)).toEqual([
        "Saved: `@a*b.json`; \\*so\\*",
        "Apply it:",
        "```sh\nclerkwork apply 'a*b'.json\n```",
        `Fingerprint: \`${plan.fingerprint}\`\n`,
      ]);
    }
  });

  test.each<readonly [kind: PlanKind, changes: number, verdict: string]>([
    ["plan", 0, "no changes"],
    ["plan", 1, "1 to change"],
    ["apply", 2, "2 to change"],
    ["drift", 0, "no drift"],
    ["drift", 1, "1 setting drifted"],
    ["drift", 2, "2 settings drifted"],
  ])("%s of %i: %s", (kind, count, verdict) => {
    const wishes = Object.entries({
      "instance.hibp": { from: known(false), to: true },
      "instance.test_mode": { from: known(true), to: false },
    }).slice(0, count);
    const page = renderMarkdown(planOf(Object.fromEntries(wishes)), kind);
    expect(page.split("\n")[0]).toBe(`### clerkwork ${kind} · \`production\` · ${verdict}`);
  });
});

/** So many origins, and each of so many settings beside them. */
function largePlan(items: number): Plan {
  const long: Json = Array.from({ length: items }, (_, index) => `chrome-extension://e${index}`);
  const plan = planOf({
    "instance.allowed_origins": { from: known([]), to: long },
    "instance.hibp": { from: known(true), to: false },
  });
  const [origins, hibp] = plan.changes;
  if (!origins || !hibp) throw new Error("no change");
  const extra = Array.from({ length: items }, (_, index) => ({
    ...origins,
    address: `instance.extra.member_${index}`,
    setting: `extra.member_${index}`,
    from: known("🔒"),
    to: `value ${index}`,
    hazards: [],
    at: { ...origins.at, line: 100 + index },
  }));
  return { ...plan, changes: [origins, ...extra, hibp] };
}

describe("a page of bounded size", () => {
  const size = (text: string): number => new TextEncoder().encode(text).length;

  test("a plan that fits is whole, in the order of the file", () => {
    const plan = largePlan(3);
    expect(renderMarkdown(plan, "plan", { bytes: 60_000 })).toBe(renderMarkdown(plan, "plan"));
  });

  test("what is folded goes first, then rows from the harmless end; nothing is torn", () => {
    const plan = largePlan(600);
    for (const bytes of [60_000, 20_000, 2_000]) {
      const page = renderMarkdown(plan, "plan", { bytes });
      expect(size(page)).toBeLessThanOrEqual(bytes);
      const table = nodesOf(parse(page)).find(({ type }) => type === "table");
      const rows = table && "children" in table ? table.children.length - 1 : 0;
      expect(page).toContain(`… and ${plan.changes.length - rows} more changes`);
      // The dangerous one stands last in the file, and first here.
      expect(page.indexOf("instance.hibp")).toBeLessThan(page.indexOf("instance.extra"));
      expect(page).not.toContain("<details>");
      expect(page.trimEnd().split("\n").at(-1)).toBe(`Fingerprint: \`${plan.fingerprint}\``);
      // One row more would not fit.
      expect(size(page) + 400).toBeGreaterThan(bytes);
    }
  });

  test("verdict, summary and fingerprint are there at any size", () => {
    const page = renderMarkdown(largePlan(600), "plan", { bytes: 1 });
    expect(page).toContain("· 602 to change");
    expect(page).toContain("… and 602 more changes");
    expect(page).toContain("Fingerprint");
    expect(page).not.toContain("|");
  });
});
