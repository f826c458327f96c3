import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressesOf, CATALOG, rowsOf } from "../../src/catalog/catalog.ts";
import { cutText, escapeText, showDocument, showValue } from "../../src/core/text/escape.ts";
import { nearestOf } from "../../src/core/text/nearest.ts";
import { redact, redactIn, redactor, secretKind, secretsIn } from "../../src/core/text/secret.ts";
import { runs } from "../rig/generators/runs.ts";

describe("escaped for a terminal", () => {
  test.each<readonly [what: string, text: string, shown: string]>([
    ["H01 clear the screen", "\x1b[2J", "\\x1b[2J"],
    ["H01 a colour", "a\x1b[31mb", "a\\x1b[31mb"],
    ["H01 the cursor up", "\x1b[1A", "\\x1b[1A"],
    ["H02 the clipboard", "\x1b]52;c;ZXZpbA==\x07", "\\x1b]52;c;ZXZpbA==\\x07"],
    ["H02 a link", "\x1b]8;;http://x(y\x1b\\z", "\\x1b]8;;http://x(y\\x1b\\\\z"],
    ["H02 the title", "\x1b]0;evil\x07", "\\x1b]0;evil\\x07"],
    ["H02 a device control string", "\x1bPq\x1b\\", "\\x1bPq\\x1b\\\\"],
    ["H03 CSI in one byte", "\u009b31m", "\\x9b31m"],
    ["H03 NEL", "a\u0085b", "a\\x85b"],
    ["H04 a carriage return", "safe\rEVIL", "safe\\rEVIL"],
    ["H04 backspaces", "abc\b\b\bXYZ", "abc\\x08\\x08\\x08XYZ"],
    ["H04 NUL, VT, FF, DEL", "\0\v\f\x7f", "\\x00\\x0b\\x0c\\x7f"],
    ["H05 a line end", "a\nb", "a\\nb"],
    ["H05 a tab", "a\tb", "a\\tb"],
    ["H05 line and paragraph separators", "a\u2028b\u2029c", "a\\u{2028}b\\u{2029}c"],
    ["H06 right to left", "\u202eevil", "\\u{202e}evil"],
    ["H06 isolates", "\u2066a\u2069", "\\u{2066}a\\u{2069}"],
    ["H06 the Arabic letter mark", "\u061ca", "\\u{61c}a"],
    ["H06 zero-width characters", "a\u200bb\u200dc\u200e", "a\\u{200b}b\\u{200d}c\\u{200e}"],
    ["H06 a byte order mark", "\ufeffa", "\\u{feff}a"],
    ["H06 tags", "a\u{e0001}\u{e0061}", "a\\u{e0001}\\u{e0061}"],
    ["H06 a soft hyphen", "a\u00adb", "a\\xadb"],
    ["H06 half a pair", "a\ud800", "a\\u{d800}"],
    ["H15 other blanks", "a\u00a0b\u2003c\u3000d", "a\\xa0b\\u{2003}c\\u{3000}d"],
    ["fillers that look like a blank", "a\u3164b", "a\\u{3164}b"],
    ["private use", "\ue000", "\\u{e000}"],
    ["a backslash", "a\\b", "a\\\\b"],
    ["nothing to escape", "Grüße, 世界 🎉 é", "Grüße, 世界 🎉 é"],
    ["nothing", "", ""],
  ])("%s", (_, text, shown) => {
    expect(escapeText(text)).toBe(shown);
  });

  test.each<readonly [value: unknown, shown: string]>([
    ["a", '"a"'],
    ["", '""'],
    [" a ", '" a "'],
    ['say "hi"', '"say \\"hi\\""'],
    ["a\nb", '"a\\nb"'],
    ["\x1b[2J", '"\\u001b[2J"'],
    ["\u202e", '"\\u{202e}"'],
    [null, "null"],
    [true, "true"],
    [0, "0"],
    [["a", "b"], '["a","b"]'],
    [{ a: 1 }, '{"a":1}'],
    [undefined, "undefined"],
  ])("the value %j is %s", (value, shown) => {
    expect(showValue(value)).toBe(shown);
  });

  /** Every kind of character, the evil ones often. */
  const evil = fc.constantFrom(
    ..."\0\x07\b\t\n\v\f\r\x1b\x7f\u0085\u009b\u00a0\u00ad\u061c\u200b\u200d\u202e\u2028\u2066\u3164\ufeff\\x1bnu{}:#[\"'`",
    "::",
    "##[",
    "\u{e0001}",
    "\ud800",
  );
  const texts = fc
    .array(fc.oneof(evil, fc.string({ unit: "binary", maxLength: 2 })), { maxLength: 8 })
    .map((pieces) => pieces.join(""));
  const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]|(?! )\p{Zs}/u;

  test("no character is left that steers, hides or reorders", () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(escapeText(text)).not.toMatch(STEERING);
        expect(showValue(text)).not.toMatch(STEERING);
      }),
      runs(2000),
    );
  });

  test("H14 to H17: no order for a runner is left", () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const shown of [escapeText(text), showValue(text)]) {
          expect(shown).not.toContain("##[");
          expect(shown.trimStart()).not.toMatch(/^::/);
        }
      }),
      runs(2000),
    );
  });

  test("H34: two different texts never look the same", () => {
    const pairs = fc.oneof(
      fc.tuple(texts, texts),
      texts.map((text): [string, string] => [text, escapeText(text)]),
      texts.map((text): [string, string] => [text, JSON.stringify(text).slice(1, -1)]),
    );
    fc.assert(
      fc.property(pairs, ([one, other]) => {
        expect(escapeText(one) === escapeText(other)).toBe(one === other);
        expect(showValue(one) === showValue(other)).toBe(one === other);
      }),
      runs(3000),
    );
  });

  test("H34: a value never looks like one of another type", () => {
    expect(showValue("true")).not.toBe(showValue(true));
    expect(showValue("null")).not.toBe(showValue(null));
    expect(showValue(["a,b"])).not.toBe(showValue(["a", "b"]));
  });
});

describe("cut", () => {
  test.each<readonly [text: string, limit: number, shown: RegExp]>([
    ["abc", 3, /^abc$/],
    ["", 0, /^$/],
    ["abcd", 3, /^abc… \(1 more/],
    ["🎉🎉🎉", 3, /^🎉🎉🎉$/],
    ["🎉🎉🎉🎉", 3, /^🎉🎉🎉… \(1 more/],
  ])("%j at %i code points", (text, limit, shown) => {
    expect(cutText(text, limit)).toMatch(shown);
  });
});

describe("the nearest name", () => {
  const ADDRESSES = addressesOf(CATALOG);
  const NAMES = CATALOG.map(({ name }) => name);

  test.each<readonly [written: string, candidates: readonly string[], nearest: string | undefined]>(
    [
      ["restriction", NAMES, "restrictions"],
      ["organisation", NAMES, "organization"],
      ["protct", NAMES, "protect"],
      ["betta", NAMES, "beta"],
      ["restrictions.allowlst", ADDRESSES, "restrictions.allowlist"],
      ["restrictions.blocklists", ADDRESSES, "restrictions.blocklist"],
      ["allowlst", ["allowlist", "blocklist"], "allowlist"],
      ["x", NAMES, undefined],
      ["something_else", NAMES, undefined],
      ["", NAMES, undefined],
      ["a", [], undefined],
      ["ab", ["ac", "ad"], "ac"],
      ["hibp", ["hibp"], "hibp"],
      ["hipb", ["hibp", "test_mode"], "hibp"],
      ["abd", ["acb"], undefined],
    ],
  )("%j among %j is %j", (written, candidates, nearest) => {
    expect(nearestOf(written, candidates)).toBe(nearest);
  });

  test("two letters in the wrong order are always found", () => {
    const names = rowsOf(CATALOG).map(({ setting }) => setting.name);
    for (const name of names)
      for (let at = 0; at + 1 < name.length; at += 1) {
        const [one, other] = name.slice(at, at + 2);
        const written = `${name.slice(0, at)}${other}${one}${name.slice(at + 2)}`;
        expect([written, nearestOf(written, names)]).toEqual([written, name]);
      }
  });

  test("one letter too many, too few or other is always found", () => {
    const slips = fc.record({
      name: fc.constantFrom(...ADDRESSES),
      at: fc.nat(),
      letter: fc.constantFrom(..."abcxyz_."),
      kind: fc.constantFrom("add", "drop", "change"),
    });
    const rule = fc.property(slips, ({ name, at, letter, kind }) => {
      const place = at % name.length;
      const rest = name.slice(kind === "add" ? place : place + 1);
      const written = `${name.slice(0, place)}${kind === "drop" ? "" : letter}${rest}`;
      const found = nearestOf(written, ADDRESSES);
      expect(found).toBeDefined();
      expect(ADDRESSES.includes(written) ? found : written).toBe(written);
    });
    fc.assert(rule, runs(500));
  });
});

describe("redacted", () => {
  const KEY = "sk_live_C4n4ry+/=$&\\1(x";

  test.each<readonly [what: string, text: string, known: readonly string[], shown: string]>([
    ["nothing", "all is well", [], "all is well"],
    ["a known key", `key ${KEY}!`, [KEY], "key (secret)!"],
    ["a known key twice", `${KEY} ${KEY}`, [KEY], "(secret) (secret)"],
    ["a known key in JSON", JSON.stringify({ a: KEY }), [KEY], '{"a":"(secret)"}'],
    ["a known key in an address", `?k=${encodeURIComponent(KEY)}&x`, [KEY], "?k=(secret)&x"],
    [
      "a known secret of another form",
      "pass hunter2-hunter2",
      ["hunter2-hunter2"],
      "pass (secret)",
    ],
    ["a key that nobody knows", "key sk_test_abcdef.", [], "key (a Clerk secret key)"],
    ["an API key", "ak_abcdefghijklmnop x", [], "(a Clerk API key) x"],
    ["a webhook secret", "whsec_abcdefgh1234 x", [], "(a webhook secret) x"],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----", [], "(a private key)"],
    ["a token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln x", [], "(a token (JWT)) x"],
    ["two of them", "sk_test_abc sk_live_def", [], "(a Clerk secret key) (a Clerk secret key)"],
    [
      "what only looks a bit like one",
      "sk_tests ask_live risk_live_x pk_live_abc ak_47",
      [],
      "sk_tests ask_live risk_live_x pk_live_abc ak_47",
    ],
    ["dollar signs stay dollar signs", `$& $1 ${KEY}`, [KEY], "$& $1 (secret)"],
  ])("%s", (_, text, known, shown) => {
    expect(redact(text, known)).toBe(shown);
  });

  test.each<readonly [text: string, kind: string | undefined]>([
    ["sk_test_2tYpR9sVq1XnZ8LmKc4hWdEf", "a Clerk secret key"],
    ["my key is sk_live_2tYpR9sVq1XnZ8LmKc4hWdEf", "a Clerk secret key"],
    ["sk_live_Abcdefghijklmnopqrst", "a Clerk secret key"],
    ["ak_2tYpR9sVq1XnZ8LmKc4hWdEf", "a Clerk API key"],
    ["org:ak_regional_manager", undefined],
    ["org:ak_region2_managers_of_europe", undefined],
    ["org:sk_live_streaming2024moderators", undefined],
    ["ak_regional_manager", undefined],
    ["sk_live_production", undefined],
    ["sk_live_PRODUCTION_KEY_2", undefined],
    ["keys begin with sk_live_, and sk_live_keys are for production", undefined],
    ["whsec_abcdefgh", "a webhook secret"],
    ["help@example.com", undefined],
    ["sk_other_abc", undefined],
    ["role_2abc", undefined],
    ["chrome-extension://abcdefghijklmnopqrst", undefined],
  ])("%s is %j", (text, kind) => {
    expect(secretKind(text)).toBe(kind);
  });

  test("wherever a key stands, and however it was written, it is gone", () => {
    const key = fc.stringMatching(/^sk_(?:test|live)_[\x21-\x7e]{8,40}$/);
    const quoted = (text: string): string => JSON.stringify(text).slice(1, -1);
    const ways: readonly ((text: string) => string)[] = [
      (text) => text,
      (text) => JSON.stringify(text),
      (text) => JSON.stringify({ said: JSON.stringify(text) }),
      encodeURIComponent,
      (text) => new URLSearchParams({ a: text }).toString(),
      (text) => encodeURIComponent(text).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
      escapeText,
      showValue,
      showDocument,
    ];
    const rule = fc.property(key, fc.string(), fc.string(), (secret, before, after) => {
      // What stands beside a key may join its marks to an order for a runner: hence the blanks.
      for (const way of ways) {
        const clean = redact(way(`${before} ${secret} ${after}`), [secret]);
        for (const trace of [
          secret,
          quoted(secret),
          encodeURIComponent(secret),
          escapeText(secret),
        ])
          expect(clean).not.toContain(trace);
        const tail = secret.slice(-8);
        expect(clean.includes(tail) && !`${before} ${after}`.includes(tail)).toBe(false);
      }
      for (const escape of [escapeText, showValue, showDocument])
        expect(escape(redact(`${before}${secret}${after}`, [secret]))).not.toContain(secret);
    });
    fc.assert(rule, runs(500));
  });

  test("cleaned in all its texts and names before it is cut or escaped", () => {
    const value = { [`${KEY}.json`]: [`a ${KEY}`, { b: 1, c: null, d: true }] };
    expect(redactIn(value, redactor([KEY]))).toEqual({
      "(secret).json": ["a (secret)", { b: 1, c: null, d: true }],
    });
  });
});

describe("a secret in a document that is to be kept", () => {
  test.each<readonly [what: string, document: unknown, places: readonly string[]]>([
    ["nowhere", { changes: [{ address: "a.b", from: { value: "x" } }] }, []],
    ["as a value", { changes: [{ address: "a.b", from: { value: "KEY" } }] }, ["a.b"]],
    ["inside a value", { changes: [{ address: "a.b", to: ["x", "xKEYx"] }] }, ["a.b"]],
    ["as a name", { changes: [{ address: "a.b", to: { KEY: 1 } }] }, ["a.b"]],
    [
      "by address",
      { last_sent: { "a.b": "KEY" }, calls: [{ before: { "a.c": ["KEY"] } }] },
      ["a.b", "a.c"],
    ],
    ["in a body", { calls: [{ body: { x: "KEY" } }] }, ["calls.0.body.x"]],
  ])("%s", (_, document, places) => {
    expect(secretsIn(document, (text) => text.includes("KEY"))).toEqual(places);
  });
});
