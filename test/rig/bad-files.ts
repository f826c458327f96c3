/**
 * Files that are wrong, or look it: what a reader of files must refuse, or take, by the number in the catalogue of
 * faults. A: bytes and files. B: YAML. C: schema and meaning.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rowsOf, CATALOG } from "../../src/catalog/catalog.ts";
import { EVERY_SETTING } from "./settings.ts";

export interface BadFile {
  readonly id: string;
  readonly what: string;
  /** Makes the file in the folder, and gives its path. */
  readonly make: (folder: string) => string;
  /** The text, where the file is one. */
  readonly text?: string;
  /** What is said of it; undefined: it is accepted. */
  readonly said?: RegExp;
  /** Where the first finding stands; without a column, somewhere in the line. */
  readonly place?: readonly [line: number, column?: number];
  /** Addresses that the file declares. */
  readonly declares?: readonly string[];
}

const FILE = "clerkwork.yaml";

const written =
  (content: string | Uint8Array) =>
  (folder: string): string => {
    const path = join(folder, FILE);
    writeFileSync(path, content);
    return path;
  };

type Content = string | Uint8Array;
const textOf = (content: Content): { readonly text?: string } =>
  typeof content === "string" ? { text: content } : {};

const refused = (
  id: string,
  what: string,
  content: Content,
  said: RegExp,
  place?: BadFile["place"],
): BadFile => ({
  id,
  what,
  make: written(content),
  ...textOf(content),
  said,
  ...(place ? { place } : {}),
});

const accepted = (
  id: string,
  what: string,
  content: Content,
  declares?: readonly string[],
): BadFile => ({
  id,
  what,
  make: written(content),
  ...textOf(content),
  ...(declares ? { declares } : {}),
});

const noFile = (
  id: string,
  what: string,
  make: (path: string, folder: string) => void,
  said: RegExp,
): BadFile => ({
  id,
  what,
  make: (folder) => {
    const path = join(folder, FILE);
    make(path, folder);
    return path;
  },
  said,
});

const each = <One>(some: readonly One[], row: (one: One) => BadFile): readonly BadFile[] =>
  some.map(row);

const V = "version: 1\n";
const MAIL = `${V}instance:\n  support_email: `;
const FLAG = `${V}restrictions:\n  blocklist: `;
const COUNT = `${V}organization:\n  max_allowed_memberships: `;
const CODES = `${V}communication:\n  blocked_country_codes: `;
const ORIGINS = `${V}instance:\n  allowed_origins: `;
const RULES = `${V}protect: { rules_enabled: true }\n`;
const RULES_ON = ["protect.rules_enabled"];

const numbers = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => index);
const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));
const utf16 = (text: string): Buffer => Buffer.from(text, "utf16le");
const utf32 = (text: string): Uint8Array =>
  Buffer.concat(
    [...text].map((character) => {
      const unit = Buffer.alloc(4);
      unit.writeUInt32LE(character.codePointAt(0) ?? 0);
      return unit;
    }),
  );

/** 512 KiB, of which most is the text of one comment or many values. */
export const LARGEST_LEGAL: string =
  `${EVERY_SETTING}${"#".repeat(79)}\n`
    .padEnd(524_287, `${"# padding".repeat(8)}\n`)
    .slice(0, 524_287) + "\n";

const A: readonly BadFile[] = [
  refused("A01", "no byte at all", "", /empty/, [1, 1]),
  ...each(
    [
      ["comments", "# nothing\n# at all\n"],
      ["an empty document", "---\n...\n"],
      ["null", "null\n"],
      ["a tilde", "~\n"],
    ],
    ([what = "", text = ""]) => refused("A02", what, text, /empty|keys and values/, [1]),
  ),
  ...each(
    [
      ["a word", "hello\n", ""],
      ["a list", "- version: 1\n", ""],
      ["a number", "42\n", ""],
      ["no blank after the colon", "version:1\n", "space is missing"],
    ],
    ([what = "", text = "", hint = ""]) =>
      refused("A03", what, text, new RegExp(hint || "keys and values"), [1, 1]),
  ),
  accepted("A04", "a byte order mark first", `\ufeff${RULES}`, RULES_ON),
  refused("A04", "and columns don't count it", "\ufeffversion: 1, x\n", /./, [1, 10]),
  refused(
    "A05",
    "a byte order mark within",
    `${V}\ufeff${RULES.slice(V.length)}`,
    /U\+FEFF/,
    [2, 1],
  ),
  ...each(
    [
      ["UTF-16LE with a mark", utf16(`\ufeff${RULES}`)],
      ["UTF-16LE", utf16(RULES)],
      ["UTF-16BE with a mark", utf16(`\ufeff${RULES}`).swap16()],
      ["UTF-16BE", utf16(RULES).swap16()],
      ["UTF-32LE", utf32(`\ufeff${RULES}`)],
    ] as const,
    ([what, content]) => refused("A06", what, content, /UTF-(?:16|32).*save it as UTF-8/, [1, 1]),
  ),
  ...each(
    [
      ["Latin-1", bytes(MAIL, '"caf', [0xe9], '@example.com"\n'), [3, 22]],
      ["a character cut off", bytes(MAIL, "x # ", [0xe2, 0x82]), [3, 22]],
      ["an overlong form", bytes(MAIL, "x # ", [0xc0, 0x80], "\n"), [3, 22]],
      ["surrogates in UTF-8", bytes(MAIL, "x # ", [0xed, 0xa0, 0x80], "\n"), [3, 22]],
      ["a bad byte behind a byte order mark", bytes("\ufeff# é🎉", [0xff], "\n"), [1, 5]],
      ["a bad byte that comes first", bytes([0xff], MAIL), [1, 1]],
    ] as const,
    ([what, content, place]) =>
      refused("A07", what, content, /not UTF-8 from here on: save it as UTF-8/, place),
  ),
  refused("A08", "NUL in a plain value", `${MAIL}a\0b\n`, /U\+0000/, [3, 19]),
  refused("A08", "NUL in quotes", `${MAIL}"a\0b"\n`, /U\+0000/, [3, 20]),
  ...each(
    [
      ["ESC", "\u001b[31m", "U\\+001B"],
      ["BS", "\b", "U\\+0008"],
      ["DEL", "\u007f", "U\\+007F"],
      ["C1", "\u009b31m", "U\\+009B"],
    ],
    ([what = "", raw = "", said = ""]) =>
      refused("A09", what, `${MAIL}"a${raw}"\n`, new RegExp(said), [3, 20]),
  ),
  ...each(["\\e[31m", "\\x07", "\\u009b"], (escape) =>
    refused(
      "A10",
      `${escape} in a value of a form`,
      `${MAIL}"a${escape}@example.com"\n`,
      /U\+00|email/,
      [3, 18],
    ),
  ),
  // No value takes a control character, not even free text: a log would have to show it.
  refused(
    "A10",
    "in free text",
    `${V}ignore:\n  - { address: instance.hibp, reason: "a\\e[31mb", until: 2099-01-01 }\n`,
    /U\+001B/,
    [3, 39],
  ),
  refused(
    "A11",
    "half of a surrogate pair",
    `${MAIL}"\\uD800@example.com"\n`,
    /surrogate/,
    [3, 18],
  ),
  accepted("A12", "CRLF", RULES.replaceAll("\n", "\r\n"), RULES_ON),
  accepted("A12", "CRLF and LF", `${V}protect:\r\n  rules_enabled: true\n`, RULES_ON),
  refused(
    "A12",
    "and lines are counted",
    `${FLAG}1\n`.replaceAll("\n", "\r\n"),
    /true or false/,
    [3, 14],
  ),
  refused("A13", "a lone CR", `${V}protect:\r  rules_enabled: true\n`, /carriage return/, [2, 9]),
  ...each(["\u0085", "\u2028", "\u2029"], (end) =>
    refused(
      "A13",
      `U+${end.codePointAt(0)?.toString(16)}`,
      `${V}protect:${end}  rules_enabled: true\n`,
      /U\+/,
      [2, 9],
    ),
  ),
  accepted("A14", "512 KiB that are legal", LARGEST_LEGAL),
  refused(
    "A15",
    "one byte more",
    `${V}${"#".repeat(524_289 - V.length)}`,
    /larger than 524288/,
    [1, 1],
  ),
  refused("A15", "10 MB", `${V}${"#".repeat(10_000_000)}`, /larger than/, [1, 1]),
  noFile(
    "A15",
    "100 MB, sparse",
    (path) => {
      writeFileSync(path, V);
      truncateSync(path, 100 * 1024 ** 2);
    },
    /larger than/,
  ),
  noFile(
    "A15",
    "5 GB, sparse",
    (path) => {
      writeFileSync(path, V);
      truncateSync(path, 5 * 1024 ** 3);
    },
    /larger than/,
  ),
  noFile("A16", "a pipe", (path) => void execFileSync("mkfifo", [path]), /regular file/),
  noFile("A16", "a folder", (path) => mkdirSync(path), /regular file/),
  noFile(
    "A16",
    "a device that never ends",
    (path) => symlinkSync("/dev/zero", path),
    /regular file/,
  ),
  {
    id: "A17",
    what: "a link to a regular file",
    make: (folder) => {
      writeFileSync(join(folder, "real.yaml"), RULES);
      symlinkSync("real.yaml", join(folder, FILE));
      return join(folder, FILE);
    },
    declares: RULES_ON,
  },
  ...each(["/proc/self/environ", "/dev/stdin", "/sys/kernel/notes", "/nonexistent"], (target) =>
    noFile(
      "A17",
      `a link to ${target}`,
      (path) => symlinkSync(target, path),
      /can't read the file/,
    ),
  ),
  noFile("A17", "a link to itself", (path) => symlinkSync(FILE, path), /can't read the file/),
  noFile(
    "A18",
    "a file where a folder should be",
    (_, folder) => writeFileSync(join(folder, "x"), ""),
    /can't read/,
  ),
  // Root reads what nobody may: there the mode says nothing.
  ...(process.getuid?.() === 0
    ? []
    : [
        noFile(
          "A18",
          "mode 000",
          (path) => {
            writeFileSync(path, RULES);
            chmodSync(path, 0);
          },
          /can't read the file/,
        ),
      ]),
];

const laughs = numbers(10)
  .map((level) =>
    level === 0
      ? `a0: &a0 [${"x, ".repeat(9)}x]`
      : `a${level}: &a${level} [${`*a${level - 1}, `.repeat(9)}*a${level - 1}]`,
  )
  .join("\n");

const B: readonly BadFile[] = [
  refused("B01", "a billion laughs", `${V}${laughs}\n`, /more than|alias/),
  accepted(
    "B02",
    "anchors and aliases",
    `${V}protect: { rules_enabled: &on true, specter_enabled: *on }\n`,
    ["protect.rules_enabled", "protect.specter_enabled"],
  ),
  refused("B02", "an unknown alias", `${FLAG}*nowhere\n`, /nowhere/, [3, 14]),
  refused(
    "B02",
    "101 aliases",
    `${CODES}[&k KP, ${"*k, ".repeat(100)}*k]\n`,
    /more than 100 aliases/,
  ),
  refused(
    "B03",
    "an anchor that holds itself",
    `${CODES}&a [*a]\n`,
    /inside the value it names/,
    [3],
  ),
  refused(
    "B04",
    "an alias for a key",
    `${V}x: &k protect\n*k : { rules_enabled: true }\n`,
    /a key must be plain text/,
    [3, 1],
  ),
  // Twice, in the shuffled runs in one process.
  refused("B05", "1,000 open lists", `${V}x: ${"[".repeat(1000)}\n`, /deep/),
  refused("B05", "1,000 lists", `${V}x: ${"[".repeat(1000)}${"]".repeat(1000)}\n`, /deep/),
  ...each(
    [
      ["50,000 maps", `x: ${"{a: ".repeat(50_000)}\n`],
      ["700 list items", `x:\n  ${"- ".repeat(700)}1\n`],
      [
        "300 block maps",
        `${numbers(300)
          .map((depth) => `${" ".repeat(depth)}a:`)
          .join("\n")}\n`,
      ],
      ["300 explicit keys", `${"? ".repeat(300)}\n`],
    ],
    ([what = "", text = ""]) => refused("B06", what, `${V}${text}`, /deep|\?/),
  ),
  // 32 levels with the map of the file and its sections.
  accepted(
    "B07",
    "32 levels",
    `${V}organization: { extra: { a: ${"[".repeat(29)}${"]".repeat(29)} } }\n`,
    ["organization.extra.a"],
  ),
  refused("B07", "33 levels", `${V}x: ${"[".repeat(33)}${"]".repeat(33)}\n`, /deep/),
  refused(
    "B08",
    "a key twice",
    `${V}restrictions:\n  blocklist: true\n  blocklist: false\n`,
    /blocklist stands here and in line 3/,
    [4, 3],
  ),
  refused(
    "B08",
    "in quotes",
    `${V}restrictions:\n  blocklist: true\n  "blocklist": false\n`,
    /in line 3/,
    [4, 3],
  ),
  refused(
    "B08",
    "nested",
    `${V}restrictions: { blocklist: true, blocklist: true }\n`,
    /in line 2/,
    [2, 34],
  ),
  refused(
    "B08",
    "in a list item",
    `${V}ignore:\n  - { reason: a, reason: b, address: instance.hibp, until: 2099-01-01 }\n`,
    /in line 3/,
    [3, 18],
  ),
  refused(
    "B09",
    '1 and "1"',
    `${V}environments:\n  1: {}\n  "1": {}\n`,
    /1 stands here and in line 3/,
    [4, 3],
  ),
  refused(
    "B09",
    'true and "true"',
    `${V}environments:\n  true: {}\n  "true": {}\n`,
    /true stands here and in line 3/,
    [4, 3],
  ),
  refused("B10", "null", `${V}null: {}\n`, /null|key/, [2, 1]),
  refused("B10", "a tilde", `${V}~: {}\n`, /unknown section ~/, [2, 1]),
  refused("B10", "nothing", `${V}: x\n`, /key/, [2, 1]),
  refused(
    "B11",
    "a zero-width blank",
    `${V}restrictions:\n  block\u200blist: true\n`,
    /block\\u\{200b\}list/,
    [3, 3],
  ),
  refused(
    "B11",
    "a Cyrillic letter",
    `${V}organization:\n  \u0435nabled: true\n`,
    /\\u\{435\}nabled/,
    [3, 3],
  ),
  refused(
    "B11",
    "decomposed",
    `${V}restrictions:\n  blocklis\u0074\u0301: true\n`,
    /\\u\{301\}/,
    [3, 3],
  ),
  refused(
    "B12",
    "a merge of an alias",
    `${V}target: &b {}\nrestrictions:\n  <<: *b\n`,
    /merge keys.*environments/,
    [4, 3],
  ),
  refused(
    "B12",
    "a merge in place",
    `${V}restrictions:\n  <<: { blocklist: true }\n`,
    /merge keys/,
    [3, 3],
  ),
  ...each(["%YAML 1.1", "%YAML 1.2", "%YAML 1.3", "%TAG ! tag:example.com,2000:"], (directive) =>
    refused("B13", directive, `${directive}\n---\n${V}`, /directive %/, [1, 1]),
  ),
  ...each(["yes", "no", "on", "off", "y", "n", "Yes", "NO"], (word) =>
    refused("B14", word, `${FLAG}${word}\n`, /write true or false/, [3, 14]),
  ),
  accepted("B15", "True and TRUE", `${V}protect: { rules_enabled: True, specter_enabled: TRUE }\n`),
  refused("B15", "tRue", `${FLAG}tRue\n`, /true or false/, [3, 14]),
  accepted("B16", "NO for Norway", `${CODES}[NO]\n`, ["communication.blocked_country_codes"]),
  refused("B17", "no for Norway", `${CODES}[no]\n`, /upper case/, [3, 27]),
  refused("B17", "Nor", `${CODES}[Nor]\n`, /two-letter/, [3, 27]),
  ...each(["010", "0o10", "0x10", "1_000", "12:30", "+5", "-0", "5.0", "5e0"], (word) =>
    refused("B18", word, `${COUNT}${word}\n`, /number|exactly/, [3, 28]),
  ),
  ...each(["9007199254740993", "18446744073709551616"], (word) =>
    refused("B19", word, `${COUNT}${word}\n`, /exactly/, [3, 28]),
  ),
  ...each([".inf", "-.inf", ".nan", "1e400"], (word) =>
    refused("B20", word, `${COUNT}${word}\n`, /exactly|number/, [3, 28]),
  ),
  ...each(
    ["!!binary aGk=", "!!timestamp 2001-01-01", "!!set { a }", "!!omap [a: 1]", "!!pairs [a: 1]"],
    (word) => refused("B21", word, `${MAIL}${word}\n`, /tag !!/, [3, 18]),
  ),
  ...each(
    ['!!js/function "x"', '!!python/object/apply:os.system ["id"]', "!Ref x", "!secret x"],
    (word) => refused("B22", word, `${MAIL}${word}\n`, /tag !/, [3, 18]),
  ),
  ...each(["!!str 123", '!!int "12"', "!!bool yes"], (word) =>
    refused("B23", word, `${MAIL}${word}\n`, /tag !!/, [3, 18]),
  ),
  accepted(
    "B24",
    "a date without quotes is text",
    `${V}api_version: 2026-05-12\n${RULES.slice(V.length)}`,
    RULES_ON,
  ),
  refused("B25", "two documents", `${V}---\n${V}`, /second document/, [2, 1]),
  refused("B25", "something after the end", `${V}...\nx: 1\n`, /document/, [3]),
  refused("B26", "a tab", `${V}restrictions:\n\tblocklist: true\n`, /tab|spaces/i, [3, 1]),
  refused(
    "B26",
    "no-break spaces",
    `${V}restrictions:\n\u00a0\u00a0blocklist: true\n`,
    /\\u\{a0\}/,
    [2, 14],
  ),
  refused("B27", "an open list", `${CODES}[KP,\n`, /./, [4, 1]),
  refused("B27", "an open map", `${V}protect: { rules_enabled: true\n`, /./, [3, 1]),
  refused("B27", "an open double quote", `${MAIL}"help\n`, /quote/, [3, 18]),
  refused("B27", "an open single quote", `${MAIL}'help\n`, /quote/, [3, 18]),
  refused("B27", "a bad escape", `${MAIL}"\\q"\n`, /escape/, [3, 19]),
  ...each(["http://x: y", "@user", "%x", "`x`"], (word) =>
    refused("B28", word, `${MAIL}${word}\n`, /quotes/, [3, 18]),
  ),
  refused("B29", "a template", `${MAIL}{{ var }}\n`, /quotes/, [3]),
  // Nothing is put in from the environment: what looks like it is text.
  refused("B30", "a variable is text", `${FLAG}\${VAR}\n`, /true or false, not text/, [3, 14]),
  accepted(
    "B30",
    "a variable in free text",
    `${V}organization: { extra: { note: "\${HOME}" } }\n`,
    ["organization.extra.note"],
  ),
  refused(
    "B31",
    "a key of 1,025 characters",
    `${V}${"k".repeat(1025)}: 1\n`,
    /longer than|key/,
    [2, 1],
  ),
  refused("B32", "12,001 values", `${CODES}[${"KP,".repeat(12_001)}]\n`, /more than 12000 values/),
  ...each(
    [
      ["commas alone", ","],
      ["empty quotes", '"",'],
      ["empty maps", "{},"],
      ["one anchor after the other", "&a "],
      ["colons", ": "],
    ],
    ([what = "", piece = ""]) =>
      refused(
        "B32",
        `nothing but ${what}`,
        `${CODES}[${piece.repeat(Math.floor(520_000 / piece.length))}]\n`,
        /more than 12000 values/,
      ),
  ),
  refused(
    "B33",
    "13,000 keys",
    `${V}${numbers(13_000)
      .map((n) => `k${n}: 1`)
      .join("\n")}\n`,
    /more than 12000 values/,
  ),
  refused(
    "B33",
    "11,000 keys",
    `${V}${numbers(11_000)
      .map((n) => `k${n}: 1`)
      .join("\n")}\n`,
    /unknown section k0/,
  ),
  accepted(
    "B33",
    "5,000 members of extra",
    `${V}restrictions:\n  extra:\n${numbers(5_000)
      .map((n) => `    k${n}: 1\n`)
      .join("")}`,
    numbers(5_000)
      .map((n) => `restrictions.extra.k${n}`)
      .toSorted(),
  ),
  accepted("B34", "100,000 lines of comments", `${RULES}${"#\n".repeat(100_000)}`, RULES_ON),
  accepted("B35", "a folded block", `${MAIL}>-\n    help@example.com\n\n`, [
    "instance.support_email",
  ]),
  refused(
    "B35",
    "a block that keeps its line end",
    `${MAIL}|+\n    help@example.com\n\n`,
    /email/,
    [3],
  ),
  accepted("B36", "JSON", '{"version": 1, "protect": {"rules_enabled": true}}', RULES_ON),
  accepted(
    "B36",
    "a comma too many",
    '{"version": 1, "protect": {"rules_enabled": true,},}',
    RULES_ON,
  ),
  refused("B36", "JSON with a key twice", '{"version": 1, "version": 1}', /in line 1/, [1, 16]),
  refused("B36", "JSON5", "{version: 1, protect: {rules_enabled: True, // yes\n}}", /./, [1]),
  // The spirit of the suites of YAML and JSON: one file for each production that a reader may stumble over.
  ...each(
    [
      "--- |1\n explicit\n",
      "- - - x\n  - y\n",
      "a: b: c\n",
      "? a\n: b\n",
      "{a, b: c, : d}\n",
      "[a, [b, c]]: d\n",
      '"a\\\n  b": c\n',
      "a: 'b\n  c'\n",
      "--- # c\n...\n--- # d\n",
      "%TAG !e! tag:e:\n---\n!e!x y\n",
      "&a a: &b b\n*a : *b\n",
      "a:\n- b\n -c\n",
      "!<tag:yaml.org,2002:str> a: b\n",
      "a: !\n",
      "{\n}\n}\n",
      "]\n",
      '{"a":1}{"b":2}\n',
      '{"a":NaN}\n',
      '{"\\u0000":1}\n',
      '{"a":"\ttab"}\n',
      "[1,,2]\n",
      '["\\x"]\n',
      "[1 true]\n",
      "[-]\n",
      "[1e]\n",
      "\u00e9: [\n",
      "a: *\n",
      "a: &\n",
      "key: >x\n",
      "\t\n",
    ],
    (text) => refused("B37", JSON.stringify(text), text, /./),
  ),
];

const CANARY = "C4n4ryInTheFile0123456789abcdefghij";
/** Must stand in no message. */
export const FILE_SECRETS: readonly string[] = [CANARY];

const NULLABLE = "oauth_applications.default_scopes";
const nulls = rowsOf(CATALOG).map(({ address, section, setting }) => {
  const text = `${V}api_version: "${setting.versions.at(-1)}"\n${section.name}:\n  ${setting.name}: null\n`;
  return address === NULLABLE
    ? accepted("C05", address, text, [address])
    : refused("C05", address, text, /null is not allowed here; remove the line/, [
        4,
        setting.name.length + 5,
      ]);
});

const at = (email: string): string => `${MAIL}${JSON.stringify(email)}\n`;
const reason = (text: string): string =>
  `${RULES}ignore: [{ address: protect.rules_enabled, until: 2099-01-01, reason: "${text}" }]\n`;

const C: readonly BadFile[] = [
  refused(
    "C01",
    "an unknown section",
    `${V}restriction: { blocklist: true }\n`,
    /did you mean restrictions/,
    [2, 1],
  ),
  refused(
    "C02",
    "an unknown setting",
    `${V}restrictions:\n  allowlst: true\n`,
    /did you mean allowlist/,
    [3, 3],
  ),
  ...["constructor", "toString", "hasOwnProperty", "__proto__", "prototype"].flatMap((name) => [
    refused(
      "C03",
      `${name}, a section`,
      `${V}${name}: { x: 1 }\n`,
      new RegExp(`unknown section ${name}`),
      [2, 1],
    ),
    refused(
      "C03",
      `${name}, a setting`,
      `${V}restrictions:\n  ${name}: true\n`,
      new RegExp(name),
      [3, 3],
    ),
    refused(
      "C03",
      `${name} in the target`,
      `${V}target:\n  ${name}: x\n`,
      new RegExp(name),
      [3, 3],
    ),
    refused(
      "C03",
      `${name} in an entry`,
      `${V}ignore:\n  - { address: instance.hibp, reason: x, until: 2099-01-01, ${name}: x }\n`,
      new RegExp(name),
      [3, 61],
    ),
  ]),
  refused(
    "C03",
    "__proto__ as an environment",
    `${V}environments:\n  __proto__: { x: 1 }\n`,
    /__proto__/,
    [3, 3],
  ),
  refused("C04", "text for a switch", `${FLAG}"true"\n`, /true or false, not text/, [3, 14]),
  refused("C04", "1 for a switch", `${FLAG}1\n`, /true or false, not a number/, [3, 14]),
  refused("C04", "text for a number", `${COUNT}"5"\n`, /whole number, not text/, [3, 28]),
  refused(
    "C04",
    "a number for text",
    `${V}instance:\n  clerk_js_version: 5\n`,
    /text, not a number/,
    [3, 21],
  ),
  refused("C04", "a word for a list", `${CODES}KP\n`, /a list, not text/, [3, 26]),
  ...nulls,
  accepted("C06", "an empty section", `${V}restrictions: {}\n`, []),
  // Clerk documents [] as removing all origins since August 2026; the frozen version does not say so.
  accepted("C07", "no origins", `${ORIGINS}[]\n`, ["instance.allowed_origins"]),
  refused(
    "C07",
    "no origins, where it is not documented",
    `${V}api_version: "2025-03-12"\ninstance:\n  allowed_origins: []\n`,
    /does not say that an empty list/,
    [4, 20],
  ),
  refused("C07", "null origins", `${ORIGINS}null\n`, /null is not allowed/, [3, 20]),
  refused("C08", "an origin twice", `${ORIGINS}["a://x", "b://x", "a://x"]\n`, /twice/, [3, 39]),
  ...each(
    [
      "a://x/",
      "https://example.com/path",
      "*",
      "https://*.example.com",
      "javascript:alert(1)",
      "javascript://x",
    ],
    (origin) =>
      refused("C08", origin, `${ORIGINS}["${origin}"]\n`, /an origin without a path/, [3, 21]),
  ),
  // Nothing documented forbids http or punycode, on production either.
  accepted(
    "C08",
    "http and punycode",
    `${V}target: { environment_type: production }\ninstance: { allowed_origins: ["http://x", "https://xn--bcher-kva.example"] }\n`,
  ),
  refused(
    "C08",
    "12,001 origins",
    `${ORIGINS}[${numbers(12_001)
      .map((n) => `"a${n}://x"`)
      .join(",")}]\n`,
    /more than 12000 values/,
  ),
  refused(
    "C08",
    "1,001 origins",
    `${ORIGINS}[${numbers(1001)
      .map((n) => `"a${n}://x"`)
      .join(",")}]\n`,
    /at most 1000 items/,
    [3, 20],
  ),
  refused("C10", "a small letter", `${CODES}[kp]\n`, /upper case/, [3, 27]),
  refused("C10", "twice", `${CODES}[KP, RU, KP]\n`, /KP" stands in the list twice/, [3, 35]),
  refused(
    "C10",
    "251 codes",
    `${CODES}[${numbers(251)
      .map((n) => String.fromCodePoint(65 + Math.floor(n / 26), 65 + (n % 26)))
      .join(",")}]\n`,
    /at most 250 items/,
    [3, 26],
  ),
  accepted("C11", "500 characters", reason("\u{1f600}".repeat(500))),
  refused(
    "C11",
    "501 characters",
    reason("\u{1f600}".repeat(501)),
    /at most 500 characters/,
    [3, 71],
  ),
  accepted("C11", "a version of 100", `${V}instance: { clerk_js_version: "${"1".repeat(100)}" }\n`),
  refused(
    "C11",
    "a version of 101",
    `${V}instance: { clerk_js_version: "${"1".repeat(101)}" }\n`,
    /at most 100 characters/,
    [2, 31],
  ),
  refused(
    "C11",
    "10 KiB and a byte",
    `${V}organization: { extra: { note: "${"a".repeat(10_241)}" } }\n`,
    /longer than 10240 bytes/,
    [2, 32],
  ),
  ...each(
    [
      "a\nb@example.com",
      "Help <help@example.com>",
      `${"a".repeat(388)}@example.com`,
      "<script>alert(1)</script>",
      "help.example.com",
      "@",
      "a@",
      "@b",
    ],
    (email) =>
      refused("C12", JSON.stringify(email).slice(0, 40), at(email), /email|characters/, [3, 18]),
  ),
  ...each(["a@b", "help@bücher.example", "grüße@example.com", ""], (email) =>
    accepted("C12", JSON.stringify(email), at(email), ["instance.support_email"]),
  ),
  refused(
    "C14",
    "60 findings",
    `${V}restrictions:\n${numbers(60)
      .map((n) => `  wrong_${n}: true`)
      .join("\n")}\n`,
    /wrong_0[^]*wrong_59/,
    [3, 3],
  ),
  refused(
    "C15",
    "under a list item",
    `${V}instance:\n  allowed_origins:\n    - a://x\n    - 5\n`,
    /text, not a number/,
    [5, 7],
  ),
  refused(
    "C15",
    "under a key in quotes",
    `${V}"restrictions": { "blocklist": 1 }\n`,
    /true or false/,
    [2, 32],
  ),
  refused("C15", "a key with / and ~", `${V}restrictions:\n  "a/b~c": true\n`, /a\/b~c/, [3, 3]),
  refused(
    "C15",
    "behind a wide character",
    `${V}restrictions: { "\u{1f600}": true, blocklist: 1 }\n`,
    /./,
    [2, 17],
  ),
  refused(
    "C18",
    "no version",
    "restrictions: { blocklist: true }\n",
    /version is missing: write version: 1/,
    [1, 1],
  ),
  refused("C18", "a newer version", "version: 2\n", /upgrade clerkwork/, [1, 10]),
  refused("C18", "an older version", "version: 0\n", /write version: 1/, [1, 10]),
  refused(
    "C23",
    "two allowlist switches",
    `${V}restrictions: { allowlist: true }\nbeta: { restricted_to_allowlist: false }\n`,
    /contradict each other/,
    [3, 34],
  ),
  refused(
    "C23",
    "test_mode twice",
    `${V}instance: { test_mode: true }\nbeta: { test_mode: true }\n`,
    /write the same setting/,
    [3, 20],
  ),
  refused(
    "C23",
    "one switch by two names",
    `${V}api_version: "2025-03-12"\ninstance: { enhanced_email_deliverability: true }\nbeta: { enhanced_email_deliverability: false }\n`,
    /contradict each other/,
    [4, 40],
  ),
  ...each(
    [
      [`sk_live_${CANARY}`, "a Clerk secret key"],
      [`whsec_${CANARY}`, "a webhook secret"],
      [`eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.${CANARY}`, "a token"],
      [`-----BEGIN PRIVATE KEY-----\\n${CANARY}`, "a private key"],
    ],
    ([value = "", kind = ""]) =>
      refused(
        "C26",
        kind,
        `${V}instance:\n  clerk_js_version: "${value}"\n`,
        new RegExp(`${kind}.* stands here`),
        [3, 21],
      ),
  ),
  refused(
    "C26",
    "in a reason",
    `${V}ignore:\n  - { address: instance.hibp, reason: "sk_live_${CANARY}", until: 2099-01-01 }\n`,
    /a Clerk secret key stands here/,
    [3, 39],
  ),
];

export const BAD_FILES: readonly BadFile[] = [...A, ...B, ...C];
