// What a change looks like: two values that differ are never shown alike, whatever they hold and however long
// they are.

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import { renderMarkdown } from "../../src/core/render/markdown.ts";
import { renderPlan } from "../../src/core/render/plan.ts";
import { renderReport } from "../../src/core/render/report.ts";
import type { Reading } from "../../src/core/value/reading.ts";
import { runs } from "../rig/generators/runs.ts";
import type { View } from "../../src/core/render/view.ts";
import { known, planOf, sentOf, UNKNOWN } from "./given.ts";

const NOTE = "organization.extra.note";

/** The lines of one change, without what stands around it. */
function changeLines(
  from: Reading,
  to: Json,
  address = NOTE,
  view: View = { width: 10_000, full: true },
): readonly string[] {
  const plan = planOf({ [address]: { from, to } });
  const lines = renderPlan(plan, "plan", view).map(({ text }) => text);
  const start = lines.findIndex((text) => /^ {2}[~!] /.test(text));
  const end = lines.indexOf("", start);
  return start === -1 ? [] : lines.slice(start, end);
}

const shown = (from: Json, to: Json, address = NOTE): string =>
  changeLines(known(from), to, address).join("\n");

/** What an eye sees that can't tell characters outside ASCII apart, nor combine them. */
const blurred = (text: string): string => text.replaceAll("→", ">").replace(/[^\0-\x7f]/gu, "?");

describe("a value that is cut", () => {
  const long = "x".repeat(200);

  test("carries its length and a hash, so that another one looks different", () => {
    const [line] = changeLines(known(`${long}a`), `${long}b`);
    const proofs = [...(line ?? "").matchAll(/… \((\d+) characters, sha256 ([0-9a-f]{12})\)/g)];
    expect(proofs.map(([, length]) => length)).toEqual(["203", "203"]);
    expect(new Set(proofs.map(([, , hash]) => hash))).toHaveLength(2);
  });

  test.each<readonly [what: string, one: Json, other: Json]>([
    ["texts", `${long}a`, `${long}b`],
    ["a blank at the end", `${long} `, long.concat("y")],
    ["objects", { note: `${long}a` }, { note: `${long}b` }],
    ["composed and decomposed, behind the cut", `${long}\u00e9`, `${long}e\u0301`],
  ])("%s that differ behind the cut", (_, one, other) => {
    const [from = "", to = ""] = shown(one, other).split(" → ");
    expect(to.includes(from.slice(from.indexOf('"')))).toBe(false);
    expect(shown(one, "z")).not.toBe(shown(other, "z"));
    expect(shown("z", one)).not.toBe(shown("z", other));
  });

  test("items of a list that differ behind the cut are two lines that differ", () => {
    const lines = changeLines(
      known([`a://${long}a`]),
      [`a://${long}b`],
      "instance.allowed_origins",
    );
    expect(lines.slice(1, 3).map((text) => text.slice(0, 8))).toEqual(["      − ", "      + "]);
    expect(lines[1]?.slice(8)).not.toBe(lines[2]?.slice(8));
  });

  test("shows no hash of what looks like a credential", () => {
    const key = `sk_live_${"C4n4ry".repeat(50)}`;
    const text = shown({ key }, { key: "none" });
    expect(text).toMatch(/… \(\d+ characters\)/);
    expect(text).not.toContain("sha256");
  });

  test("a value of 200 characters is whole", () => {
    expect(shown("x".repeat(198), "y")).toContain(`"${"x".repeat(198)}"`);
  });
});

describe("a list", () => {
  const items = Array.from({ length: 61 }, (_, index) => `scope:${String(index).padStart(2, "0")}`);
  const SCOPES = "oauth_applications.default_scopes";
  const listed = (lines: readonly string[], mark: string): readonly string[] =>
    lines.filter((text) => text.startsWith(`      ${mark} `)).map((text) => text.slice(8));

  test.each<readonly [what: string, from: Reading, said: string]>([
    ["from null", known(null), "null → 61 scopes (+61)"],
    ["from what can't be read", UNKNOWN, "not known → 61 scopes"],
  ])("%s: how many, and every item with --full", (_, from, said) => {
    const lines = changeLines(from, items, SCOPES);
    expect(lines[0]).toContain(said);
    expect(listed(lines, "+")).toEqual([items.join(" ")]);
  });

  test("to null", () => {
    const lines = changeLines(known(items), null, SCOPES);
    expect(lines[0]).toContain("61 scopes → null (−61)");
    expect(listed(lines, "−")).toEqual([items.join(" ")]);
  });

  test("what goes comes first, and what is left out is counted and has its hash", () => {
    const from = known([...items.slice(0, 20), "z"]);
    const lines = changeLines(from, items, SCOPES, { width: 10_000 });
    expect(lines[0]).toContain("21 → 61 scopes (+41 −1)");
    expect(lines.slice(1, 3)).toEqual([
      "      − z",
      `      + ${items.slice(20, 40).join(" ")} … 21 more (--full) sha256 56dcbdcf2129`,
    ]);
  });

  test("two lists that differ in what is left out look different", () => {
    const shownOf = (last: string): string =>
      changeLines(known([]), [...items, last], SCOPES, { width: 10_000 }).join("\n");
    expect(shownOf("y")).not.toBe(shownOf("z"));
  });

  test("what may be a credential has no hash", () => {
    const key = `sk_live_${"C4n4ry".repeat(5)}`;
    const text = changeLines(known([]), [...items, key], SCOPES, { width: 10_000 }).join("\n");
    expect(text).toContain("… 42 more (--full)");
    expect(text).not.toContain("sha256");
  });

  test.each<readonly [from: Json, to: Json, said: string]>([
    [[], ["automatic_invitation"], "[] → [automatic_invitation]"],
    [["a", "b"], ["b", "c"], "[a, b] → [b, c]"],
    [["a"], ["a", "a"], "[a] → [a, a]"],
    [[1], ["1"], '[1] → ["1"]'],
    [[null, true], ["null", "true"], '[null, true] → ["null", "true"]'],
    [["a"], "a", '[a] → "a"'],
    [{ a: 1 }, ["a"], '{"a":1} → [a]'],
    [["a, b"], ["a", "b"], '["a, b"] → [a, b]'],
    [["a:\u003a"], ["a"], '["a:\\x3a"] → [a]'],
    [[{ a: [1, 2] }], [{ a: [2, 1] }, 3], '[{"a":[1,2]}] → [{"a":[2,1]}, 3]'],
    [[["b", "a"]], [["a", "c"]], '[["a","b"]] → [["a","c"]]'],
  ])("a short one as it is written: %j → %j", (from, to, said) => {
    const lines = changeLines(known(from), to);
    expect(lines).toEqual([expect.stringContaining(`  ${said}  `)]);
  });

  test("of 60 characters as it is written, of 61 counted", () => {
    const of = (length: number): string => "x".repeat(length);
    const at = (length: number): readonly string[] =>
      changeLines(known([]), [of(20), of(20), of(length)]);
    expect(at(14)[0]).toContain(`[] → [${of(20)}, ${of(20)}, ${of(14)}]`);
    expect(at(15)[0]).toContain("[] → 3 items (+3)");
  });

  test("what nobody takes for a word stands in quotes: a number, a blank, nothing, forty letters", () => {
    const item = "x".repeat(40);
    const lines = changeLines(known([]), [
      "1a",
      "a b",
      "",
      "-",
      item,
      "x".repeat(39),
      "y".repeat(30),
    ]);
    expect(listed(lines, "+")).toEqual([
      `"" "-" "1a" "a b" ${"x".repeat(39)} "${item}" ${"y".repeat(30)}`,
    ]);
  });

  test("under extra, another order is no change", () => {
    expect(changeLines(known(["b", "a", { y: [2, 1] }]), [{ y: [1, 2] }, "a", "b"])).toEqual([]);
  });

  test("under extra, what Clerk fills in is no change, and another value of what is named is", () => {
    const live = { mode: "on", limits: { daily: 5, weekly: 9 }, seen: "2026-11-01" };
    expect(changeLines(known(live), { limits: { daily: 5 }, mode: "on" })).toEqual([]);
    expect(shown(live, { limits: { daily: 6 } })).toContain(
      '{"limits":{"daily":5}} → {"limits":{"daily":6}}',
    );
    expect(shown({ limits: 5 }, { limits: { daily: 5 } })).toContain('{"limits":5} →');
    expect(shown({}, { limits: 5 })).toContain('{} → {"limits":5}');
  });

  test("under extra, a list is sent in the order of the file", () => {
    const plan = planOf({ [NOTE]: { from: known(["x"]), to: ["b", "a"] } });
    expect(plan.calls[0]?.body).toEqual({ note: ["b", "a"] });
  });
});

describe("two values that look alike", () => {
  test.each<readonly [what: string, from: string, to: string, spelt: string]>([
    ["H09 a Cyrillic letter", "\u0430dmin", "admin", "\\u{430} → a"],
    ["H09 the other way", "admin", "\u0430dmin", "a → \\u{430}"],
    ["H10 composed and decomposed", "caf\u00e9", "cafe\u0301", "\\u{e9} → e\\u{301}"],
    ["H10 a mark more", "cafe", "cafe\u0301", "nothing → \\u{301}"],
    ["two letters change places", "\u0430a", "a\u0430", "\\u{430}a → a\\u{430}"],
    ["the same script", "стоп", "сто\u043f\u0438", "nothing → \\u{438}"],
    ["a dotless i", "\u0131d", "id", "\\u{131} → i"],
    ["beyond the basic plane", "\u{1d41a}", "a", "\\u{1d41a} → a"],
  ])("%s: spelt in ASCII where they differ", (_, from, to, spelt) => {
    expect(shown(from, to)).toContain(`(in ASCII: ${spelt})`);
  });

  test.each([
    ["ASCII alone", "help@example.com", "support@example.com"],
    ["the same beyond ASCII", "Grüße a", "Grüße b"],
  ])("%s: nothing is added", (_, from, to) => {
    expect(shown(from, to)).not.toContain("in ASCII");
  });

  test("items of a list are spelt too", () => {
    const lines = changeLines(known(["admin", "b"]), ["\u0430dmin", "b"]);
    expect(lines).toEqual([
      "  ~ extra.note  2 → 2 items (+1 −1)  :9",
      "      − admin",
      '      + "\u0430dmin" (in ASCII: "\\u{430}dmin")',
    ]);
  });

  test("what comes where nothing could be read is spelt", () => {
    expect(changeLines(UNKNOWN, "\u0430dmin", "beta.from_email_address")[0]).toContain(
      '(in ASCII: "\\u{430}dmin")',
    );
  });

  test("in a report too", () => {
    const one = {
      address: NOTE,
      to: "admin",
      outcome: "contradicted",
      shown: "\u0430dmin",
    } as const;
    const report = {
      outcomes: [one],
      calls: [],
      sideEffects: [{ address: NOTE, from: "a", to: "\u0430", certain: true }],
      stopped: null,
    };
    const text = renderReport(sentOf(report), { columns: 200 })
      .map((one) => one.text)
      .join("\n");
    expect(text).toContain("\\u{430}dmin");
    expect(text).toContain("(in ASCII: a → \\u{430})");
  });

  test("H10 a blank at the end stands within the quotes", () => {
    expect(shown("a", "a ")).toContain('"a" → "a "');
  });
});

test.each(["organization.extra.a\n::error::x", "organization.extra.##[error]x\u001b[2J"])(
  "H30 the address %j is escaped wherever it stands",
  (address) => {
    const plan = planOf({ [address]: { from: known(1), to: 2 } });
    const unreadable = [{ address, why: "write_only" as const }];
    const refusals = [
      {
        code: "hazard" as const,
        address,
        hazard: "weakens_security" as const,
        message: "m",
        allow: `--allow weakens_security=${address}`,
        consent: { address, hazard: "weakens_security" as const, reason: "r", until: "2026-12-31" },
      },
    ];
    const ignored = [{ address, reason: "r", until: "2026-12-31" }];
    const all = { ...plan, coverage: { ...plan.coverage, unreadable }, refusals, ignored };
    const report = {
      outcomes: [{ address, to: 1, outcome: "confirmed" as const }],
      calls: [],
      sideEffects: [{ address, from: 1, to: 2, certain: true }],
      stopped: null,
    };
    const lines = [
      ...renderPlan(all, "plan"),
      ...renderPlan({ ...all, changes: [] }, "drift"),
      ...renderReport(sentOf(report)),
    ];
    for (const { text } of lines) {
      expect(text).not.toMatch(/[\p{Cc}]/u);
      expect(text).not.toContain("##[");
      expect(text).not.toContain("::error");
    }
  },
);

describe("H34: what is shown tells what changes", () => {
  const letters = fc.constantFrom(
    ...'ab "\\…()→',
    "\u0430",
    "\u0301",
    "e",
    "\u00e9",
    "\u202e",
    "\n",
    "::",
    "##[",
    "x".repeat(70),
    ", sha256 0",
    " (in ASCII: a → b)",
  );
  const texts = fc.array(letters, { maxLength: 6 }).map((parts) => parts.join(""));
  const values: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 2, depthSize: "small" },
      { weight: 4, arbitrary: texts },
      fc.constantFrom<Json>(true, false, 0, 1),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom("a", "b", "\u0430"), tie("value"), {
        maxKeys: 2,
        noNullPrototype: true,
      }),
    ),
  })).value;
  const near = fc
    .tuple(texts, letters, letters, texts)
    .map(([head, one, other, tail]): readonly [string, string] => [
      head + one + tail,
      head + other + tail,
    ]);
  const pairs = fc.oneof(
    fc.tuple(values, values),
    near,
    near.map(([one, other]): readonly [Json, Json] => [[one], [other]]),
  );
  const isChange = (from: Json, to: Json): boolean => changeLines(known(from), to).length > 0;
  /** An object is shown without what the file doesn't name: what it was besides can't be told. */
  const flat = (value: Json): boolean => !JSON.stringify(value).includes("{");

  test("from one live value, two wishes never look alike", () => {
    const rule = fc.property(values, pairs, (from, [one, other]) => {
      fc.pre(isChange(from, one) && isChange(from, other) && isChange(one, other));
      expect(shown(from, one)).not.toBe(shown(from, other));
    });
    fc.assert(rule, runs(400));
  });

  test("to one wish, two live values never look alike", () => {
    const rule = fc.property(values, pairs, (to, [one, other]) => {
      fc.pre(flat(one) && flat(other) && flat(to));
      fc.pre(isChange(one, to) && isChange(other, to) && isChange(one, other));
      expect(shown(one, to)).not.toBe(shown(other, to));
    });
    fc.assert(rule, runs(400));
  });

  test("of what is no list, the two values are told in full", () => {
    const rule = fc.property(pairs, pairs, ([a, b], [c, d]) => {
      const plain = [a, b, c, d].every((value) => !Array.isArray(value) && flat(value));
      fc.pre(plain && isChange(a, b) && isChange(c, d));
      const same = JSON.stringify([a, b]) === JSON.stringify([c, d]);
      expect(shown(a, b) === shown(c, d)).toBe(same);
    });
    fc.assert(rule, runs(400));
  });

  test("another address is another line", () => {
    const other = "organization.extra.other";
    const rule = fc.property(pairs, ([from, to]) => {
      fc.pre(isChange(from, to));
      expect(shown(from, to)).not.toBe(shown(from, to, other));
    });
    fc.assert(rule, runs(200));
  });

  test("to an eye that takes all characters beyond ASCII for one, old and new still differ", () => {
    const rule = fc.property(near, ([from, to]) => {
      fc.pre(isChange(from, to));
      const text = blurred(shown(from, to));
      const pair = blurred(`${JSON.stringify(from)} > ${JSON.stringify(to)}`);
      const spelt = /\(in ASCII: (.*) > (.*)\) {2}:9/s.exec(text);
      const differ = blurred(JSON.stringify(from)) !== blurred(JSON.stringify(to));
      expect([pair, differ || (spelt !== null && spelt[1] !== spelt[2])]).toEqual([pair, true]);
    });
    fc.assert(rule, runs(400));
  });

  test("it stays so on a page of Markdown", () => {
    const rule = fc.property(values, pairs, (from, [one, other]) => {
      fc.pre(isChange(from, one) && isChange(from, other) && isChange(one, other));
      const page = (to: Json): string =>
        renderMarkdown(planOf({ [NOTE]: { from: known(from), to } }), "drift");
      expect(page(one)).not.toBe(page(other));
    });
    fc.assert(rule, runs(150));
  });
});
