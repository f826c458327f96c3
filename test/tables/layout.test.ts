// Lines of so many cells: where they are broken, how wide they are, and what no text can make of them.

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import { refusal } from "../../src/core/finding/refusal.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { renderPlan } from "../../src/core/render/plan.ts";
import { lineOf, span } from "../../src/core/text/line.ts";
import { cutToWidth, padTo, widthOf, wordsOf, wrap, wrapText } from "../../src/core/text/layout.ts";
import { runs } from "../rig/generators/runs.ts";
import { known, planOf } from "./given.ts";

const textsOf = (lines: readonly { readonly text: string }[]): readonly string[] =>
  lines.map(({ text }) => text);

const wrapped = (text: string, width: number): readonly string[] =>
  textsOf(wrap(wordsOf(text), { start: [span("  ")], hang: 4, width }));

describe("a sentence", () => {
  test("is broken between words, and goes on further in", () => {
    expect(wrapped("one two three four", 12)).toEqual(["  one two", "    three", "    four"]);
  });

  test("keeps its blanks where it is not broken", () => {
    expect(wrapped(" a  b   c ", 40)).toEqual(["   a  b   c "]);
  });

  test.each(["⚠", "✗", "✓", "~", "!", "+", "-", "−", "?", "⚠x:"])(
    "%s never begins a line",
    (mark) => {
      for (let width = 8; width < 30; width += 1) {
        const lines = wrapped(`aaaa bbbb ${mark} cccc  ${mark} dddd`, width);
        const begun = lines.filter((text) => text.trimStart().startsWith(mark));
        expect([width, begun]).toEqual([width, []]);
      }
    },
  );

  test("an address is not torn; a longer value is, and shows it", () => {
    const address = "oauth_applications.client_id_metadata_documents";
    expect(wrapped(`about ${address}: no`, 20)).toEqual(["  about", `    ${address}:`, "    no"]);
    const value = span(`"${"x".repeat(30)}"`);
    expect(textsOf(wrap([value], { start: [span("  ")], hang: 4, width: 20 }))).toEqual([
      `  "${"x".repeat(17)}`,
      `    │ ${"x".repeat(13)}"`,
    ]);
  });

  test("a value that is too wide begins on a line with room for it", () => {
    const parts = [...wordsOf("some words"), span(`"${"y z ".repeat(12)}"`)];
    const at = (width: number): readonly string[] =>
      textsOf(wrap(parts, { start: [], hang: 2, width }));
    expect(at(30)[0]).toBe("some words");
    expect(at(31)[0]).toBe('some words "y z y z y z y z y z');
  });
});

describe("a text of one tone", () => {
  const laid = (text: string, width: number, more: object = {}): readonly string[] =>
    textsOf(wrapText(text, { width, ...more }));

  test("is broken between words, never inside one that a line has room for", () => {
    expect(laid("one two three", 7)).toEqual(["one two", "three"]);
    expect(laid("", 3)).toEqual([""]);
  });

  test("goes on below itself, or where it is told to", () => {
    expect(laid("one two", 6, { first: "  " })).toEqual(["  one", "  two"]);
    expect(laid("one two", 6, { first: "✗ ", hang: 1 })).toEqual(["✗ one", " two"]);
  });

  test("what is to be copied is never torn", () => {
    expect(laid("see /a/long/path/to.json now", 8, { whole: true })).toEqual([
      "see",
      "/a/long/path/to.json",
      "now",
    ]);
  });
});

test("a text that is cut to a width takes no more cells, and tears no character", () => {
  expect(cutToWidth("abcdef", 6)).toBe("abcdef");
  expect(cutToWidth("abcdefg", 6)).toBe("abcde…");
  expect(cutToWidth("日本語日本", 6)).toBe("日本…");
  expect(cutToWidth("👩‍👩‍👧👩‍👩‍👧", 3)).toBe("👩‍👩‍👧…");
});

describe("wide characters", () => {
  test.each<readonly [text: string, cells: number]>([
    ["abc", 3],
    ["日本", 4],
    ["👩‍👩‍👧", 2],
    ["e\u0301", 1],
    ["→ ⚠ …", 5],
  ])("%s takes %d cells", (text, cells) => {
    expect(widthOf(text)).toBe(cells);
    expect(widthOf(padTo(text, 10))).toBe(10);
  });

  test("H08 places stand in one column", () => {
    const plan = planOf({
      "organization.extra.a": { from: known("日本語"), to: "x" },
      "organization.extra.b": { from: known("abc"), to: "👍🏽" },
    });
    const lines = textsOf(renderPlan(plan, "plan")).filter((text) => text.endsWith(":9"));
    expect(lines).toHaveLength(2);
    expect(new Set(lines.map(widthOf)).size).toBe(1);
  });

  test("H07 a flood of marks is cut, and no character is torn from its marks", () => {
    const flood = `a${"\u0301".repeat(500)}`;
    const plan = planOf({ "organization.extra.a": { from: known("x"), to: flood } });
    const text = textsOf(renderPlan(plan, "plan")).join("\n");
    expect(text).toMatch(/503 characters, sha256 [0-9a-f]{12}/);
  });
});

test("parts of one tone are one", () => {
  expect(lineOf([span("a"), span("b"), span("c", "dim"), span("d", "dim")], "bold")).toEqual({
    tone: "bold",
    text: "abcd",
    spans: [
      { tone: "plain", text: "ab" },
      { tone: "dim", text: "cd" },
    ],
  });
});

describe("H05, H36: a mark is ours", () => {
  const evil = fc.constantFrom(
    ..."⚠✗~!+−│→:",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\u2028",
    "\u00a0",
    "\ufe0f",
    "weakens_security: x",
    "      ⚠ weakens_security: nothing",
    "\n      ✗ locks_out_users: nothing",
    "  ~ hibp  false → true  :1",
    "REFUSED: 0 of 0 changes.",
    "No changes.",
    "warning: x",
    '"',
    "x".repeat(30),
    "日本",
  );
  const texts = fc.array(evil, { maxLength: 8 }).map((parts) => parts.join(""));
  const marked = (lines: readonly string[], form: RegExp): number =>
    lines.filter((text) => form.test(text)).length;

  /** A plan that says the text wherever one can stand. */
  function planSaying(text: string, other: string, list: readonly Json[]): Plan {
    const at = { file: "clerkwork.yaml", line: 9, column: 1 };
    const wishes = {
      "organization.extra.note": { from: known(text), to: `${other}.` },
      "organization.extra.list": { from: known(["-"]), to: [...list, "!"] },
      "instance.hibp": { from: known(true), to: false },
    };
    const plan = planOf(wishes);
    const consent = { by: "file", reason: text, until: "2026-12-31", at } as const;
    return {
      ...plan,
      changes: plan.changes.map((change) => ({
        ...change,
        hazards: change.hazards.map((met) => ({ ...met, consent })),
      })),
      refusals: [refusal("unknown_role", { role: text, known: other }, { address: "a.b" })],
      ignored: [{ address: "protect.rules_enabled", reason: text, until: "2026-12-31" }],
      warnings: [{ code: "no_effect", message: `x ${text}`, address: "a.b" }],
      unmanaged: [{ address: "instance.test_mode", live: known(text), hazards: [] }],
    };
  }

  test.each([40, 60, 80, 120])("at %d columns no text makes a line like one of ours", (width) => {
    const rule = fc.property(
      texts,
      texts,
      fc.array(texts, { maxLength: 4 }),
      (one, other, list) => {
        const plan = planSaying(one, other, list);
        const lines = textsOf(renderPlan(plan, "plan", { width }));
        const count = plan.changes.flatMap(({ hazards }) => hazards).length;
        expect(marked(lines, /^\s*[⚠✗]/)).toBe(count);
        expect(marked(lines, /^\s*[~!](?:\s|$)/)).toBe(plan.changes.length);
        expect(marked(lines, /^\s*[−+](?:\s|$)/)).toBeLessThanOrEqual(2);
        expect(marked(lines, /^\S/)).toBe(6);
        expect(marked(lines, /^REFUSED/)).toBe(1);
        expect(marked(lines, /^ {2}warning:/)).toBe(1);
        expect(lines.filter((text) => /\p{Cc}|\u2028|\u00a0/u.test(text))).toEqual([]);
      },
    );
    fc.assert(rule, runs(60));
  });
});
