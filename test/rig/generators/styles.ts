// YAML files in the styles that people write, made by hand from text, with edits to make in them. Each line of a file is
// told with what it holds, so that a law can say which lines may change.

import * as fc from "fast-check";
import type { Json } from "../../../src/catalog/setting.ts";

/** Text that a careless writer of YAML gets wrong. */
const NASTY: readonly string[] = [
  "",
  " ",
  "- x",
  "# no comment",
  "a # b",
  "a: b",
  "a:",
  ": a",
  "'",
  '"',
  "it's",
  "\\",
  "\\n",
  "true",
  "null",
  "~",
  "NO",
  "5.10",
  "0x1f",
  "1e3",
  ".inf",
  "2026-01-01",
  "*a",
  "&a",
  "!a",
  "%a",
  "@a",
  "`a`",
  "[a]",
  "{a}",
  "a, b",
  "a]",
  "|",
  ">",
  "?",
  "? a",
  "---",
  "...",
  "a\nb",
  "a\tb",
  "ä🦊",
  "\u00a0",
  "\u2028x",
  "\u202ex",
  "<<",
  "=",
  " lead",
  "tail ",
  "x".repeat(100),
];

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const texts = fc.oneof(word, fc.constantFrom(...NASTY));
const keys = fc.constantFrom("one", "two", "three", "four", "five", "six");
const sections = fc.constantFrom("alpha", "beta", "gamma", "delta");

type Kind = "switch" | "number" | "text" | "list";

/** One line of the file, and the item or setting without which it would not stand there; null: a comment or blank. */
export interface HeldLine {
  readonly text: string;
  /** `section.key`, or `section` where a whole section stands on it; null: nothing that an edit can hold. */
  readonly holds: string | null;
  /** The item of a list, where the line holds one and nothing else. */
  readonly item?: string;
}

interface Setting {
  readonly key: string;
  readonly kind: Kind;
  readonly value: Json;
  readonly style: number;
  readonly note: boolean;
  readonly above: boolean;
  readonly blank: boolean;
}

export interface StyledFile {
  readonly lines: readonly HeldLine[];
  readonly text: string;
  readonly eol: string;
  readonly edits: Readonly<Record<string, Json>>;
}

const values: Readonly<Record<Kind, fc.Arbitrary<Json>>> = {
  switch: fc.boolean(),
  number: fc.nat(1000),
  text: texts,
  list: fc.uniqueArray(texts, { maxLength: 5 }),
};

const settings: fc.Arbitrary<Setting> = fc
  .record({ key: keys, kind: fc.constantFrom<Kind>("switch", "number", "text", "list") })
  .chain(({ key, kind }) =>
    fc.record({
      key: fc.constant(key),
      kind: fc.constant(kind),
      value: values[kind],
      style: fc.nat(5),
      note: fc.boolean(),
      above: fc.boolean(),
      blank: fc.boolean(),
    }),
  );

const isPlain = (text: string): boolean =>
  /^[a-z]{1,8}$/.test(text) && !["true", "null"].includes(text);
const safe = (text: string): string =>
  JSON.stringify(text).replaceAll(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
const isPrintable = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** A scalar in one of its styles. */
function scalar(value: Json, style: number): string {
  if (typeof value !== "string") return String(value);
  if (style % 3 === 0 && isPlain(value)) return value;
  return style % 3 === 1 && isPrintable(value) ? `'${value.replaceAll("'", "''")}'` : safe(value);
}

/** The lines of one setting, its comment and blank line included. */
function linesOf(section: string, setting: Setting, indent: string): readonly HeldLine[] {
  const { key, value, style, note, above, blank } = setting;
  const address = `${section}.${key}`;
  const held = (text: string, item?: string): HeldLine => ({
    text,
    holds: address,
    ...(item === undefined ? {} : { item }),
  });
  const comment = note ? ` # of ${key}` : "";
  const before: readonly HeldLine[] = [
    ...(blank ? [{ text: "", holds: null }] : []),
    ...(above ? [{ text: `${indent}# above ${key}`, holds: null }] : []),
  ];
  if (!Array.isArray(value)) {
    const isWord = typeof value === "string" && isPlain(value);
    if (isWord && style === 5)
      return [...before, held(`${indent}${key}: |-${comment}`), held(`${indent}    ${value}`)];
    return [
      ...before,
      held(`${indent}${key}:${style === 4 ? "   " : " "}${scalar(value, style)}${comment}`),
    ];
  }
  const items = (value as readonly string[]).map((item) => scalar(item, style));
  if (items.length === 0) return [...before, held(`${indent}${key}: []${comment}`)];
  if (style < 2)
    return [...before, held(`${indent}${key}: [${items.join(style ? ",  " : ", ")}]${comment}`)];
  if (style < 4) {
    const dash = style === 2 ? `${indent}- ` : `${indent}  -   `;
    return [
      ...before,
      held(`${indent}${key}:${comment}`),
      ...items.flatMap((item, index) => [
        ...(above && index > 0 ? [{ text: `${indent}  # between`, holds: null }] : []),
        held(`${dash}${item}${note ? " # item" : ""}`, String(value[index])),
      ]),
    ];
  }
  if (style === 4)
    return [
      ...before,
      held(`${indent}${key}: [`),
      ...items.map((item, index) =>
        held(
          `${indent}    ${item}${index < items.length - 1 || note ? "," : ""}`,
          String(value[index]),
        ),
      ),
      held(`${indent}  ]${comment}`),
    ];
  const half = Math.ceil(items.length / 2);
  return [
    ...before,
    held(`${indent}${key}:`),
    held(`${indent}  [${items.slice(0, half).join(", ")}${items.length > half ? "," : ""}`),
    held(`${indent}   ${items.slice(half).join(", ")}]${comment}`),
  ];
}

function sectionLines(
  name: string,
  members: readonly Setting[],
  style: number,
  step: number,
): readonly HeldLine[] {
  if (style === 0) {
    const pairs = members.map(({ key, value }) =>
      Array.isArray(value)
        ? `${key}: [${(value as readonly string[]).map((item) => scalar(item, 1)).join(", ")}]`
        : `${key}: ${scalar(value, 1)}`,
    );
    return [{ text: `${name}: { ${pairs.join(", ")} } # flow`, holds: name }];
  }
  const indent = " ".repeat(step);
  return [
    { text: `${name}:`, holds: null },
    ...members.flatMap((setting) => linesOf(name, setting, indent)),
    ...(style === 1 ? [{ text: `${indent}# end of ${name}`, holds: null }] : []),
  ];
}

/** What may come: another value of the same kind. */
function edited(setting: Setting): fc.Arbitrary<Json> {
  if (!Array.isArray(setting.value)) return values[setting.kind];
  const old = setting.value as readonly string[];
  return fc
    .tuple(fc.subarray([...old]), fc.uniqueArray(texts, { maxLength: 3 }))
    .map(([kept, added]) => [...new Set([...kept, ...added])]);
}

/** Files with edits: of values that stand there, and of some that don't yet. */
export const styledFiles: fc.Arbitrary<StyledFile> = fc
  .record({
    parts: fc.uniqueArray(
      fc.record({
        name: sections,
        style: fc.nat(4),
        members: fc.uniqueArray(settings, {
          minLength: 1,
          maxLength: 5,
          selector: ({ key }) => key,
        }),
      }),
      { minLength: 1, maxLength: 4, selector: ({ name }) => name },
    ),
    step: fc.constantFrom(2, 4),
    crlf: fc.boolean(),
    mark: fc.boolean(),
    lastEnd: fc.boolean(),
    gaps: fc.boolean(),
  })
  .chain(({ parts, step, crlf, mark, lastEnd, gaps }) => {
    const eol = crlf ? "\r\n" : "\n";
    const lines: readonly HeldLine[] = [
      { text: "version: 1 # first", holds: null },
      ...parts.flatMap(({ name, members, style }) => [
        ...(gaps ? [{ text: "", holds: null }] : []),
        ...sectionLines(name, members, style, step),
      ]),
    ];
    const text = `${mark ? "\uFEFF" : ""}${lines.map((line) => line.text).join(eol)}${lastEnd ? eol : ""}`;
    const there = parts.flatMap(({ name, members }) =>
      members.map((setting) => ({ address: `${name}.${setting.key}`, values: edited(setting) })),
    );
    const anywhere = fc.record({
      address: fc.tuple(sections, keys).map((steps) => steps.join(".")),
      value: fc.oneof(fc.boolean(), texts, values.list),
    });
    const changes = fc
      .subarray(there, { minLength: 1 })
      .chain((chosen) =>
        fc.tuple(
          ...chosen.map(({ address, values: of }) => of.map((value) => ({ address, value }))),
        ),
      );
    return fc.tuple(changes, fc.array(anywhere, { maxLength: 3 })).map(([known, more]) => {
      const names = there.map(({ address }) => address);
      const added = more.filter(({ address }) => !names.includes(address));
      const edits = Object.fromEntries(
        [...known, ...added].map(({ address, value }) => [address, value]),
      );
      return { lines, text, eol, edits };
    });
  });
