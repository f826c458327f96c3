import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { Json } from "../../src/catalog/setting.ts";
import { editText, type Edit } from "../../src/core/file/edit.ts";
import { styledFiles, type StyledFile } from "../rig/generators/styles.ts";
import { holdsFor } from "./law.ts";

const ORDER = ["version", "alpha", "beta", "gamma", "delta"];

const editsOf = ({ edits }: StyledFile): readonly Edit[] =>
  Object.entries(edits).map(([address, value]) => ({
    pointer: `/${address.replace(".", "/")}`,
    value,
    ...(Array.isArray(value) ? { itemKey: (item: Json) => JSON.stringify(item) } : {}),
  }));

const sorted = (value: Json | undefined): Json | undefined =>
  Array.isArray(value) ? (value as readonly string[]).toSorted() : value;

type Tree = Record<string, Record<string, Json>>;
const treeOf = (text: string): Tree => parse(text.replace(/^\uFEFF/, "")) as Tree;

/** Lines of the file that no edit has a reason to touch. */
function untouched({ lines, edits }: StyledFile): readonly string[] {
  const sections = new Set(Object.keys(edits).map((address) => address.split(".")[0]));
  return lines
    .filter(({ holds, item }, index) => {
      if (holds === null) return true;
      if (!holds.includes(".")) return !sections.has(holds);
      const value = edits[holds];
      if (value === undefined) return true;
      // The last item of a list in brackets may get a comma.
      const isLast = lines[index + 1]?.item === undefined;
      return item !== undefined && Array.isArray(value) && value.includes(item) && !isLast;
    })
    .map(({ text }) => text);
}

/** Whether all lines stand in the text, in their order. */
function standsIn(lines: readonly string[], text: readonly string[]): string | undefined {
  let at = 0;
  for (const line of lines) {
    const found = text.indexOf(line, at);
    if (found === -1) return line;
    at = found + 1;
  }
  return undefined;
}

test("an edit changes only lines that hold what changed", { timeout: 240_000 }, async () => {
  await holdsFor(styledFiles, (file) => {
    const { text, refused } = editText(file.text, editsOf(file), ORDER);
    expect(refused).toEqual([]);
    const lines = text.replace(/^\uFEFF/, "").split(file.eol);
    expect(standsIn(untouched(file), lines)).toBeUndefined();
    expect(text.startsWith("\uFEFF")).toBe(file.text.startsWith("\uFEFF"));
    // One kind of line end, and the last line ends as it did.
    expect(text.replaceAll(file.eol, "").includes("\n")).toBe(false);
    expect(text.endsWith(file.eol)).toBe(file.text.endsWith(file.eol));
    // What was asked for, and nothing else, read by somebody else's settings.
    const expected = treeOf(file.text);
    for (const [address, value] of Object.entries(file.edits)) {
      const [section = "", key = ""] = address.split(".");
      expected[section] = { ...expected[section], [key]: value };
    }
    const found = treeOf(text);
    for (const tree of [expected, found])
      for (const members of Object.values(tree))
        if (typeof members === "object")
          for (const [key, value] of Object.entries(members)) members[key] = sorted(value) ?? null;
    expect(found).toEqual(expected);
  });
});

test("the same edits again change nothing", { timeout: 240_000 }, async () => {
  await holdsFor(styledFiles, (file) => {
    const once = editText(file.text, editsOf(file), ORDER).text;
    expect(editText(once, editsOf(file), ORDER)).toEqual({ text: once, refused: [], comments: [] });
  });
});

/** Items of a list over several lines, in rows of one or two; each row's comment names its items. */
const commented = fc.record({
  rows: fc
    .uniqueArray(fc.constantFrom(..."abcdefgh"), { minLength: 2, maxLength: 8 })
    .chain((items) =>
      fc.array(fc.boolean(), { minLength: items.length, maxLength: items.length }).map((joins) =>
        items.reduce<readonly (readonly string[])[]>((rows, item, index) => {
          const last = rows.at(-1);
          return joins[index] && last?.length === 1
            ? [...rows.slice(0, -1), [...last, item]]
            : [...rows, [item]];
        }, []),
      ),
    ),
  wanted: fc.uniqueArray(fc.constantFrom(..."abcdefghuvwxyz")),
  style: fc.constantFrom("block", "beside", "lines", "comma"),
  eol: fc.constantFrom("\n", "\r\n"),
});

test(
  "a removed item's comment never stands beside another item",
  { timeout: 240_000 },
  async () => {
    await holdsFor(commented, ({ rows: drawn, wanted, style, eol }) => {
      const rows = style === "block" ? drawn.flat().map((item) => [item]) : drawn;
      const lines = rows.map((items, index) => {
        if (style === "block") return `    - ${items.join("")} # of ${items.join("")}`;
        const comma = index < rows.length - 1 || style === "comma" ? "," : "";
        return `${style === "beside" && index === 0 ? "" : "    "}${items.join(", ")}${comma} # of ${items.join("")}`;
      });
      const list = lines.join(eol);
      const open = { block: eol, beside: " [ ", lines: ` [${eol}`, comma: ` [${eol}` }[style];
      const close = style === "block" ? "" : `${eol}  ]`;
      const before = `alpha:${eol}  one:${open}${list}${close}${eol}`;
      const itemKey = (item: Json): string => JSON.stringify(item);
      const edit = { pointer: "/alpha/one", value: wanted, itemKey };
      const { text, refused, comments } = editText(before, [edit], ORDER);
      expect(refused).toEqual([]);
      const stays = rows.filter((items) => items.some((item) => wanted.includes(item)));
      const goes = rows.filter((items) => !stays.includes(items));
      const said = (some: typeof rows): readonly string[] =>
        some.map((one) => `# of ${one.join("")}`);
      expect(comments.map((one) => one.text)).toEqual(said(goes));
      expect(text.match(/# of [a-z]+/g) ?? []).toEqual(said(stays));
      for (const line of text.split(eol).filter((one) => one.includes("#"))) {
        const [items = "", named = ""] = line.split("# of ");
        expect([...named].some((item) => new RegExp(`\\b${item}\\b`).test(items))).toBe(true);
      }
    });
  },
);
