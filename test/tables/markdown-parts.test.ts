// Nothing that comes from outside leaves its code span, its cell or its block, as a parser of GitHub's Markdown sees it.

import * as fc from "fast-check";
import type { Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import { describe, expect, test } from "vitest";
import { asBlock, asProse, inCell, inCode } from "../../src/core/render/markdown-parts.ts";
import { escapeText } from "../../src/core/text/escape.ts";
import { EVIL } from "../rig/evil.ts";
import { runs } from "../rig/generators/runs.ts";

const parse = (markdown: string): Root =>
  fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });

/** The tree without places: types, and the text of leaves. */
const shape = (node: Nodes): unknown =>
  "children" in node
    ? [node.type, ...node.children.map(shape)]
    : "value" in node
      ? [node.type, node.value]
      : [node.type];

const texts = fc.oneof(
  fc.constantFrom(...EVIL),
  fc.string({ unit: fc.constantFrom("`", "|", "\\", " ", "a", "*", "@", "<", "[") }),
  fc.string({ unit: "binary" }),
);

describe("in code", () => {
  test("any text is one code span that holds it whole", () => {
    const rule = fc.property(texts, (text) => {
      const shown = escapeText(text);
      fc.pre(shown !== "");
      expect(shape(parse(`a ${inCode(shown)} z`))).toEqual([
        "root",
        ["paragraph", ["text", "a "], ["inlineCode", shown], ["text", " z"]],
      ]);
    });
    fc.assert(rule, runs());
  });

  test("no text is said", () => {
    expect(inCode("")).toBe("(nothing)");
  });
});

describe("in a cell", () => {
  test("any text is one code span in one cell", () => {
    const rule = fc.property(texts, (text) => {
      const shown = escapeText(text);
      fc.pre(shown !== "");
      const table = `| a | b |\n| --- | --- |\n| ${inCell(shown)} | z |`;
      expect(shape(parse(table))).toEqual([
        "root",
        [
          "table",
          ["tableRow", ["tableCell", ["text", "a"]], ["tableCell", ["text", "b"]]],
          ["tableRow", ["tableCell", ["inlineCode", shown]], ["tableCell", ["text", "z"]]],
        ],
      ]);
    });
    fc.assert(rule, runs());
  });

  test.each([
    ["a|b", "`a\\|b`"],
    // Doubled, as escaped text has them: the cell does not end.
    ["a\\\\|b", "`a\\\\\\|b`"],
    // One alone would take the escape for itself.
    ["a\\|b", "`a\\\\u{7c}b`"],
  ])("%j: %j", (text, cell) => {
    expect(inCell(text)).toBe(cell);
  });
});

test("a sentence of ours is text, whatever stands in it", () => {
  const rule = fc.property(
    fc.string({ unit: fc.constantFrom(..."ab \\`*_{}[]<>#!|~$&") }),
    (text) => {
      const shown = `a${text}z`;
      expect(shape(parse(asProse(shown)))).toEqual(["root", ["paragraph", ["text", shown]]]);
    },
  );
  fc.assert(rule, runs());
});

test("any lines stay inside their block", () => {
  const rule = fc.property(fc.array(texts.map(escapeText)), (lines) => {
    expect(shape(parse(`${asBlock("yaml", lines)}\n\nz`))).toEqual([
      "root",
      ["code", lines.join("\n")],
      ["paragraph", ["text", "z"]],
    ]);
  });
  fc.assert(rule, runs());
});
