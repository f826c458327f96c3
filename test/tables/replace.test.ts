// Many texts replaced in one pass.

import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { hideIdentifiers } from "../../src/core/render/identifiers.ts";
import { replacerOf } from "../../src/core/text/replace.ts";

describe("many texts replaced at once", () => {
  test.each<readonly [text: string, replaced: string]>([
    ["", ""],
    ["nothing", "nothing"],
    ["ab", "<ab>"],
    ["a", "a"],
    ["abcabab", "<abc><ab><ab>"],
    ["xabcx", "x<abc>x"],
    ["long-one and a long-on", "<long-one> and a long-on"],
    ["aab", "a<ab>"],
  ])("%j → %j", (text, replaced) => {
    const labels = new Map(["", "ab", "abc", "long-one"].map((form) => [form, `<${form}>`]));
    expect(replacerOf(labels)(text)).toBe(replaced);
  });

  test("where none overlaps another, it is what one after the other would do", () => {
    const words = array(constantFrom("@u1;", "@u12;", "@u2;", "x", " ", "@u", "1;"));
    assert(
      property(words, (parts) => {
        const text = parts.join("");
        const labels = new Map(["@u1;", "@u12;", "@u2;"].map((form, at) => [form, `<${at}>`]));
        const plainly = [...labels].reduce((left, [form, to]) => left.replaceAll(form, to), text);
        expect(replacerOf(labels)(text)).toBe(plainly);
      }),
    );
  });

  test("five thousand people are hidden in a moment", () => {
    const people = Array.from({ length: 5000 }, (_, at) => `user${at}@acme.example`);
    const begun = performance.now();
    const { value, hidden } = hideIdentifiers({
      unlisted: [{ collection: "allowlist_identifiers", keys: people }],
      texts: people.map((key) => `of ${key}, and others`),
    });
    expect([hidden, JSON.stringify(value).includes("user")]).toEqual([5000, false]);
    // One after the other takes some ten seconds.
    expect(performance.now() - begun).toBeLessThan(3000);
  });
});
