import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { fence, renderMarkdown } from "../../src/core/render/markdown.ts";
import { renderPlan } from "../../src/core/render/plan.ts";
import { runs } from "../rig/generators/runs.ts";
import { known, planOf } from "./given.ts";
import { line, type Tone } from "../../src/core/text/line.ts";

/** The lines outside and inside the one fenced block, by the rules of CommonMark. */
function partsOf(markdown: string): {
  readonly outside: readonly string[];
  readonly inside: readonly string[];
} {
  const lines = markdown.split("\n");
  const open = lines.findIndex((text) => /^ {0,3}`{3,}/.test(text));
  const marks = /^ {0,3}(`{3,})/.exec(lines[open] ?? "")?.[1] ?? "";
  const isClosing = (text: string): boolean => {
    const run = /^ {0,3}(`+)[ \t]*$/.exec(text)?.[1] ?? "";
    return marks !== "" && run.length >= marks.length;
  };
  const close = lines.findIndex((text, index) => index > open && isClosing(text));
  if (open === -1 || close === -1) throw new Error("no closed block");
  return {
    outside: [...lines.slice(0, open), ...lines.slice(close + 1)],
    inside: lines.slice(open + 1, close),
  };
}

const EVIL: readonly string[] = [
  "```",
  "````\n<script>alert(1)</script>",
  "`".repeat(20),
  "~~~",
  "\n```\n# Heading",
  "\r```\r",
  "@org/team #1 owner/repo#1 GH-1",
  "<!-- marker --> <details> </details> <img src=x onerror=alert(1)>",
  "[x](javascript:alert(1)) ![](http://tracker) $math$",
  "| a | b |",
  "::error::x",
  "##[error]x",
  "\u202eevil",
];

const withValue = (value: Json): Plan => ({
  ...planOf({ "instance.support_email": { from: known(""), to: "help@example.com" } }),
  changes: planOf({
    "instance.support_email": { from: known(""), to: "help@example.com" },
  }).changes.map((change) => ({
    ...change,
    from: known(value),
    to: value,
    at: { ...change.at, file: String(value) },
  })),
});

const COUNTS =
  /^(?:### clerkwork (?:plan|drift) \([\w.?, -]+\)|(?:\d+ to |No changes|Drift|No drift)[^`<>[\]@#|]*|)$/;

describe("Markdown", () => {
  test.each(EVIL)("%j stays inside the block", (text) => {
    const plan = {
      ...withValue(text),
      ignored: [{ address: "protect.rules_enabled", reason: text, until: "2026-12-31" }],
      warnings: [{ code: "no_effect" as const, message: text, address: text }],
    };
    const { outside, inside } = partsOf(renderMarkdown(plan, "plan"));
    for (const one of outside) expect(one).toMatch(COUNTS);
    expect(inside).toHaveLength(renderPlan(plan, "plan").length);
  });

  test.each(EVIL)("the environment %j is no markup", (environment) => {
    const plan = withValue("a");
    const page = renderMarkdown({ ...plan, target: { ...plan.target, environment } }, "plan");
    for (const one of partsOf(page).outside) expect(one).toMatch(COUNTS);
  });

  test("the fence is longer than any run of backticks within", () => {
    const rule = fc.property(
      fc.array(fc.string({ unit: fc.constantFrom("`", "`", "a") })),
      (texts) => {
        const block = fence(texts.map((text) => line(text)));
        const { outside, inside } = partsOf(block);
        expect(outside).toEqual([]);
        expect(inside).toEqual(texts.length === 0 ? [""] : texts);
      },
    );
    fc.assert(rule, runs(500));
  });

  test("any value stays inside the block, one line for each of the text's", () => {
    const pieces = fc.array(fc.oneof(fc.constantFrom(...EVIL), fc.string({ unit: "binary" })), {
      maxLength: 4,
    });
    const rule = fc.property(pieces, (parts) => {
      const plan = withValue(parts.join(""));
      const { outside, inside } = partsOf(renderMarkdown(plan, "drift"));
      for (const one of outside) expect(one).toMatch(COUNTS);
      expect(inside).toHaveLength(renderPlan(plan, "drift").length);
    });
    fc.assert(rule, runs());
  });

  test.each<readonly [text: string, tone: Tone, shown: string]>([
    ["  ~ a: 1 → 2", "change", "  ~ a: 1 → 2"],
    ["  ~ a: 1 → 2", "danger", "  ~ a: 1 → 2"],
    ["  ! a: unknown → 2", "change", "!  a: unknown → 2"],
    ["      - x", "remove", "-      x"],
    ["      + x", "add", "+      x"],
    ["      − x", "remove", "-      x"],
    ["    - { address: a.b }", "plain", "    - { address: a.b }"],
    ["  ignored until 2026-12-31: a", "dim", "  ignored until 2026-12-31: a"],
    ["- no indent, no mark", "plain", "- no indent, no mark"],
    ["", "plain", ""],
  ])("%j (%s) in a diff block: %j", (text, tone, shown) => {
    expect(partsOf(fence([line(text, tone)])).inside).toEqual([shown]);
  });
});
