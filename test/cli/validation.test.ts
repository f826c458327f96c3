/** Files that are wrong: exit 3, file:line:column, no request, in no time. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { execFileSync } from "node:child_process";
import { symlinkSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadFile } from "../../src/cli/disk/load-file.ts";
import { renderFailure } from "../../src/cli/screen/failure-lines.ts";
import { Failure } from "../../src/core/finding/failure.ts";
import { reportIssue } from "../../src/core/finding/issue.ts";
import { expectExit, runCli, scenario, unwrapped, workspace } from "../rig/cli.ts";
import { LONG } from "../rig/long.ts";
import { EVERY_SETTING } from "../rig/settings.ts";
import { DEVELOPMENT_KEY } from "../rig/clerk-server.ts";
import { addressesOf, errorOf } from "../rig/documents.ts";
import { at, listAt } from "../rig/json.ts";

/** Line, and where the contract says it, column of the first issue; columns count code points from 1. */
type Place = readonly [line: number, column?: number] | undefined;
type Case = readonly [name: string, content: string | Uint8Array, place: Place, said: RegExp];

/** Far above what a good run takes on a busy machine, far below what the traps of the parsers take. */
const SOON_MS = 30_000;

const utf16 = (text: string, bom: boolean): Uint8Array =>
  Buffer.from((bom ? "\ufeff" : "") + text, "utf16le");
const swapped = (bytes: Uint8Array): Uint8Array => Buffer.from(bytes).swap16();
const utf32 = (text: string): Uint8Array =>
  Buffer.concat(
    [...`\ufeff${text}`].map((character) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(character.codePointAt(0) ?? 0);
      return bytes;
    }),
  );
const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part))),
  );

const V = "version: 1\n";
const MAIL = `${V}instance:\n  support_email: `;
const FLAG = `${V}restrictions:\n  blocklist: `;
const COUNT = `${V}organization:\n  max_allowed_memberships: `;
const CODES = `${V}communication:\n  blocked_country_codes: `;
const ORIGINS = `${V}instance:\n  allowed_origins: `;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

const FILES: Case[] = [
  ["an empty file", "", [1, 1], /empty/i],
  [
    "comments only",
    "# nothing here\n# at all\n",
    undefined,
    /empty|keys and values|mapping|object/i,
  ],
  ["an empty document", "---\n...\n", undefined, /empty|keys and values|mapping|object/i],
  ["null", "null\n", [1], /empty|keys and values|mapping|object/i],
  ["~", "~\n", [1], /empty|keys and values|mapping|object/i],
  ["a word", "hello\n", [1, 1], /keys and values|mapping|object/i],
  ["a list", "- version: 1\n", [1, 1], /keys and values|mapping|object/i],
  ["a number", "42\n", [1, 1], /keys and values|mapping|object/i],
  ["a missing blank after the colon", "version:1\n", [1, 1], /space|blank/i],
  ["a byte order mark within", `${V}\ufeffprotect: { rules_enabled: true }\n`, [2, 1], /U\+FEFF/i],
  ["UTF-16LE with a mark", utf16(`${V}protect: {}\n`, true), undefined, /UTF-8/],
  ["UTF-16LE without a mark", utf16(`${V}protect: {}\n`, false), undefined, /UTF-8/],
  ["UTF-16BE with a mark", swapped(utf16(`${V}protect: {}\n`, true)), undefined, /UTF-8/],
  ["UTF-16BE without a mark", swapped(utf16(`${V}protect: {}\n`, false)), undefined, /UTF-8/],
  ["UTF-32", utf32(`${V}protect: {}\n`), undefined, /UTF-8/],
  ["a Latin-1 byte", bytes(MAIL, '"caf', [0xe9], '@example.com"\n'), undefined, /UTF-8/],
  ["a character cut off at the end", bytes(MAIL, "x # ", [0xe2, 0x82]), undefined, /UTF-8/],
  ["an overlong encoding", bytes(MAIL, "x # ", [0xc0, 0x80], "\n"), undefined, /UTF-8/],
  ["a surrogate in UTF-8", bytes(MAIL, "x # ", [0xed, 0xa0, 0x80], "\n"), undefined, /UTF-8/],
  ["NUL in a plain value", `${MAIL}a\u0000b\n`, [3, 19], /U\+0000|NUL/i],
  ["NUL in a quoted value", `${MAIL}"a\u0000b"\n`, [3, 20], /U\+0000|NUL/i],
  ["NUL in a comment", `${V}# a\u0000b\n`, [2, 4], /U\+0000|NUL/i],
  ["a raw escape character", `${MAIL}"\u001b[31mred"\n`, [3, 19], /U\+001B/i],
  ["a raw backspace", `${MAIL}"a\b"\n`, [3, 20], /U\+0008/i],
  ["DEL", `${MAIL}"a\u007f"\n`, [3, 20], /U\+007F/i],
  ["C1", `${MAIL}"a\u009b31m"\n`, [3, 20], /U\+009B/i],
  [
    "an escape character by its name",
    `${MAIL}"\\e[31mred@example.com"\n`,
    [3],
    /support_email|control|U\+001B|e-?mail/i,
  ],
  [
    "a lone surrogate by its number",
    `${MAIL}"\\uD800@example.com"\n`,
    [3],
    /surrogate|U\+D800|UTF-16|support_email|e-?mail/i,
  ],
  [
    "a lone carriage return",
    `${V}protect:\r  rules_enabled: true\n`,
    undefined,
    /U\+000D|CR|carriage/i,
  ],
  ["NEL", `${V}protect:\u0085  rules_enabled: true\n`, [2, 9], /U\+0085/i],
  ["a line separator", `${V}protect:\u2028  rules_enabled: true\n`, [2, 9], /U\+2028/i],
  ["a paragraph separator", `${V}protect:\u2029  rules_enabled: true\n`, [2, 9], /U\+2029/i],
  ["512 KiB and one byte", V + "#".repeat(524_289 - V.length), undefined, /524288/],
  ["10 MB", V + "#".repeat(10_000_000), undefined, /524288/],
];

const laughs = numbers(10).map((level) =>
  level === 0
    ? "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"
    : `a${level}: &a${level} [${numbers(10)
        .map(() => `*a${level - 1}`)
        .join(", ")}]`,
);

const YAML: Case[] = [
  ["a billion laughs", `${V}${laughs.join("\n")}\n`, undefined, /./],
  [
    "many aliases of one anchor",
    `${CODES}[&k KP, ${numbers(200)
      .map(() => "*k")
      .join(", ")}]\n`,
    undefined,
    /alias/i,
  ],
  ["an unknown alias", `${FLAG}*nowhere\n`, [3, 14], /nowhere/],
  ["an anchor that holds itself", `${CODES}&a [*a]\n`, [3], /a/],
  [
    "an alias as a key",
    `${V}x: &k protect\n*k : { rules_enabled: true }\n`,
    undefined,
    /alias|key/i,
  ],
  ["1,000 nested lists", `${V}restrictions: ${"[".repeat(1000)}\n`, undefined, /deep|depth|nest/i],
  [
    "1,000 nested lists, closed",
    `${V}restrictions: ${"[".repeat(1000)}${"]".repeat(1000)}\n`,
    undefined,
    /deep|depth|nest/i,
  ],
  [
    "50,000 nested maps",
    `${V}x: ${"{a: ".repeat(50_000)}\n`,
    undefined,
    /deep|depth|nest|size|large/i,
  ],
  ["700 nested list items", `${V}x:\n  ${"- ".repeat(700)}1\n`, undefined, /deep|depth|nest/i],
  [
    "300 steps of block maps",
    V +
      numbers(300)
        .map((depth) => `${" ".repeat(depth)}a:`)
        .join("\n") +
      "\n",
    undefined,
    /deep|depth|nest/i,
  ],
  ["33 levels", `${V}x: ${"[".repeat(33)}${"]".repeat(33)}\n`, undefined, /deep|depth|nest/i],
  ["300 explicit keys", `${"? ".repeat(300)}\n`, [1, 1], /\?/],
  ["one explicit key", `${V}? protect\n: { rules_enabled: true }\n`, [2, 1], /\?/],
  [
    "a key twice",
    `${V}restrictions:\n  blocklist: true\n  blocklist: false\n`,
    [4, 3],
    /blocklist/,
  ],
  [
    "a key twice, once in quotes",
    `${V}restrictions:\n  blocklist: true\n  "blocklist": false\n`,
    [4, 3],
    /blocklist/,
  ],
  ["a section twice", `${V}protect: {}\nrestrictions: {}\nprotect: {}\n`, [4, 1], /protect/],
  [
    "a key twice in a flow map",
    `${V}restrictions: { blocklist: true, blocklist: true }\n`,
    [2, 34],
    /blocklist/,
  ],
  [
    "a key twice in a list item",
    `${V}ignore:\n  - { address: protect.rules_enabled, address: protect.rules_enabled, reason: x, until: 2099-01-01 }\n`,
    [3, 39],
    /address/,
  ],
  ["keys that differ only in type", `${V}environments:\n  1: {}\n  "1": {}\n`, undefined, /./],
  ["a null key", `${V}null: {}\n`, [2, 1], /null/],
  ["a ~ key", `${V}~: {}\n`, [2, 1], /~|null/],
  ["an empty key", `${V}: x\n`, [2, 1], /key|empty/i],
  [
    "a key with a zero-width blank",
    `${V}restrictions:\n  block\u200blist: true\n`,
    [3],
    /U\+200B|\\u\{?200b/i,
  ],
  [
    "a key with a Cyrillic letter",
    `${V}organization:\n  \u0435nabled: true\n`,
    [3],
    /U\+0435|\\u\{?0?435/i,
  ],
  [
    "a merge key",
    `${V}base: &b { blocklist: true }\nrestrictions:\n  <<: *b\n`,
    undefined,
    /merge/i,
  ],
  ["an inline merge key", `${V}restrictions:\n  <<: { blocklist: true }\n`, [3, 3], /merge/i],
  ["%YAML 1.1", `%YAML 1.1\n---\n${V}`, [1, 1], /%YAML/],
  ["%YAML 1.2", `%YAML 1.2\n---\n${V}`, [1, 1], /%YAML/],
  ["%YAML 1.3", `%YAML 1.3\n---\n${V}`, [1, 1], /%YAML/],
  ["%TAG", `%TAG ! tag:example.com,2000:\n---\n${V}`, [1, 1], /%TAG/],
  ...["yes", "no", "on", "off", "y", "n", "Yes", "NO", "tRue", '"true"', "1", "0"].map(
    (word): Case => [
      `${word} for a boolean`,
      `${FLAG}${word}\n`,
      [3, 14],
      /true or false|boolean/i,
    ],
  ),
  ...["010", "0o10", "0x10", "1_000", "12:30", "+5", "-0", "5.0", "5e0", '"5"', "1.5", "five"].map(
    (word): Case => [
      `${word} for an integer`,
      `${COUNT}${word}\n`,
      [3, 28],
      /integer|number|digit|exact/i,
    ],
  ),
  ...["9007199254740993", "18446744073709551616"].map((word): Case => [
    `${word}, which no number holds`,
    `${COUNT}${word}\n`,
    [3, 28],
    new RegExp(`${word}|exact|large|integer`, "i"),
  ]),
  ...[".inf", "-.inf", ".nan", "1e400"].map((word): Case => [
    `${word} for an integer`,
    `${COUNT}${word}\n`,
    [3, 28],
    /integer|number|exact/i,
  ]),
  ...[
    "!!binary aGk=",
    "!!timestamp 2001-01-01",
    '!!js/function "x"',
    '!!python/object/apply:os.system ["id"]',
    "!Ref x",
    "!secret x",
    "!!str 123",
    '!!int "12"',
    "!!bool yes",
  ].map((word): Case => [`the tag of ${word}`, `${MAIL}${word}\n`, [3, 18], /tag|!/i]),
  ["!!set", `${V}protect: !!set { rules_enabled }\n`, [2, 10], /tag|!!set/i],
  ["!!omap", `${V}protect: !!omap [rules_enabled: true]\n`, [2, 10], /tag|!!omap/i],
  ["two documents", `${V}---\n${V}`, [2, 1], /document/i],
  ["something after the end of the document", `${V}...\nx: 1\n`, undefined, /document/i],
  ["a tab as indentation", `${V}restrictions:\n\tblocklist: true\n`, [3, 1], /tab/i],
  [
    "no-break spaces as indentation",
    `${V}restrictions:\n\u00a0\u00a0blocklist: true\n`,
    [3, 1],
    /U\+00A0|\\u\{?0*a0|NBSP|no-break/i,
  ],
  ["an unclosed list", `${CODES}[KP,\n`, undefined, /./],
  ["an unclosed map", `${V}protect: { rules_enabled: true\n`, undefined, /./],
  ["an unclosed quote", `${MAIL}"help@example.com\n`, undefined, /quote|closing|"/i],
  ["a bad escape", `${MAIL}"\\q"\n`, [3], /escape|\\q/i],
  ["a colon in a plain value", `${MAIL}http://x: y\n`, [3], /quot/i],
  ["an @ that begins a plain value", `${MAIL}@user\n`, [3, 18], /quot|reserved/i],
  ["a backtick that begins a plain value", `${MAIL}\`x\`\n`, [3, 18], /quot|reserved/i],
  ["a template without quotes", `${MAIL}{{ var }}\n`, [3], /quot/i],
  ["a key of 1,025 characters", `${V}${"k".repeat(1025)}: 1\n`, [2, 1], /./],
  [
    "12,001 nodes",
    `${CODES}[${numbers(12_001)
      .map(() => "KP")
      .join(",")}]\n`,
    undefined,
    /more than 12000 values/,
  ],
  [
    "12,001 keys",
    V +
      numbers(12_001)
        .map((number) => `k${number}: 1`)
        .join("\n"),
    undefined,
    /more than 12000 values/,
  ],
  ["JSON with a key twice", '{"version": 1, "version": 1}', [1, 16], /version/],
  ["JSON5", "{version: 1, protect: {rules_enabled: True, // yes\n}}", undefined, /./],
];

const long = (count: number): string =>
  `[${numbers(count)
    .map((number) => `"a${number}://x"`)
    .join(", ")}]`;
const everyCode = (count: number): string =>
  `[${numbers(count)
    .map((number) => String.fromCharCode(65 + Math.floor(number / 26), 65 + (number % 26)))
    .join(", ")}]`;

const MEANING: Case[] = [
  ["an unknown section", `${V}restriction: { blocklist: true }\n`, [2, 1], /restrictions/],
  [
    "Clerk's own name of a section",
    `${V}organization_settings: { enabled: true }\n`,
    [2, 1],
    /organization\b/,
  ],
  ["an unknown setting", `${V}restrictions:\n  allowlst: true\n`, [3, 3], /allowlist/],
  [
    "an unknown setting in a flow map",
    `${V}restrictions: { blocklist: true, blocklst: true }\n`,
    [2, 34],
    /blocklist/,
  ],
  ["a setting of another section", `${V}restrictions:\n  hibp: true\n`, [3, 3], /hibp/],
  [
    "an undocumented member",
    `${V}oauth_applications:\n  something_new: true\n`,
    [3, 3],
    /something_new/,
  ],
  [
    "a read-only member",
    `${V}instance:\n  environment_type: production\n`,
    [3, 3],
    /environment_type/,
  ],
  ...["constructor", "toString", "hasOwnProperty", "__proto__", "prototype", "valueOf"].flatMap(
    (name): Case[] => [
      [`${name} as a section`, `${V}${name}: { x: 1 }\n`, [2, 1], new RegExp(name)],
      [`${name} as a setting`, `${V}restrictions:\n  ${name}: true\n`, [3, 3], new RegExp(name)],
      [`${name} in the target`, `${V}target:\n  ${name}: x\n`, [3, 3], new RegExp(name)],
    ],
  ),
  [
    "__proto__ as an environment",
    `${V}environments:\n  __proto__: { protect: { rules_enabled: true } }\n`,
    [3, 3],
    /__proto__/,
  ],
  [
    "a list for a section",
    `${V}restrictions: [blocklist]\n`,
    [2, 15],
    /keys and values|mapping|object/i,
  ],
  ["a word for a section", `${V}restrictions: true\n`, [2, 15], /keys and values|mapping|object/i],
  ["an empty section line", `${V}restrictions:\nprotect: {}\n`, [2], /empty|delete|remove/i],
  [
    "a setting without a value",
    `${V}restrictions:\n  blocklist:\n`,
    [3],
    /empty value.*delete the line|delete the line/is,
  ],
  ["null", `${FLAG}null\n`, [3, 14], /null/],
  ["~", `${FLAG}~\n`, [3, 14], /null|~/],
  [
    "null for the preferred strategy",
    `${V}instance:\n  preferred_sign_in_strategy_when_password_required: null\n`,
    [3, 54],
    /null/,
  ],
  [
    "no origins, where Clerk does not document it",
    `${V}api_version: "2025-03-12"\ninstance:\n  allowed_origins: []\n`,
    [4, 20],
    /2025-03-12 does not say/,
  ],
  ["null origins", `${ORIGINS}null\n`, [3, 20], /clear|ignore|null/i],
  [
    "an origin twice",
    `${ORIGINS}["a://x", "b://x", "a://x"]\n`,
    [3, 39],
    /twice|duplicate|unique/i,
  ],
  ["an origin that is no origin", `${ORIGINS}["not an origin"]\n`, [3, 21], /origin/i],
  ["any origin", `${ORIGINS}["*"]\n`, [3, 21], /origin/i],
  ["a script for an origin", `${ORIGINS}["javascript:alert(1)"]\n`, [3, 21], /origin/i],
  ["an origin with a path", `${ORIGINS}["https://example.com/path"]\n`, [3, 21], /origin/i],
  ["10,001 origins", `${ORIGINS}${long(10_001)}\n`, undefined, /./],
  ["1,001 origins", `${ORIGINS}${long(1001)}\n`, undefined, /1,?000|items|many/i],
  [
    "a number among the origins",
    `${V}instance:\n  allowed_origins:\n    - a://x\n    - 5\n`,
    [5, 7],
    /string|text/i,
  ],
  ["a country code in small letters", `${CODES}[no]\n`, [3, 27], /capital|upper|two/i],
  ["a country name", `${CODES}[KP, Nor]\n`, [3, 31], /Nor|two|capital|upper/i],
  ["a country code twice", `${CODES}[KP, RU, KP]\n`, [3, 35], /twice|duplicate|unique/i],
  ["251 country codes", `${CODES}${everyCode(251)}\n`, [3], /250/],
  ["a country for a list of countries", `${CODES}KP\n`, [3, 26], /list|array/i],
  [
    "a number for a version",
    `${V}instance:\n  clerk_js_version: 5\n`,
    [3, 21],
    /string|text|quot/i,
  ],
  ["an e-mail without @", `${MAIL}help.example.com\n`, [3, 18], /e-?mail/i],
  ["an e-mail with a display name", `${MAIL}"Help <help@example.com>"\n`, [3, 18], /e-?mail/i],
  [
    "an e-mail with a newline",
    `${MAIL}"help@example.com\\nbcc: x@example.com"\n`,
    [3, 18],
    /e-?mail|control|U\+000A/i,
  ],
  [
    "an e-mail of a block with a newline",
    `${MAIL}|\n    help@example.com\n`,
    [3],
    /e-?mail|control|U\+000A/i,
  ],
  [
    "an e-mail of 400 characters",
    `${MAIL}${"a".repeat(388)}@example.com\n`,
    [3, 18],
    /e-?mail|long/i,
  ],
  ["markup for an e-mail", `${MAIL}<script>alert(1)</script>\n`, [3, 18], /e-?mail/i],
  ["a string of 11 KB", `${MAIL}${"a".repeat(11_000)}@example.com\n`, [3, 18], /long|10|e-?mail/i],
  [
    "an unknown strategy",
    `${V}instance:\n  preferred_sign_in_strategy_when_password_required: magic\n`,
    [3, 54],
    /password.*otp|otp.*password/is,
  ],
  [
    "an unknown enrollment mode",
    `${V}organization:\n  domains_enrollment_modes: [automatic_invite]\n`,
    [3, 30],
    /automatic_invitation/,
  ],
  [
    "a whole address where a local part is due",
    `${V}beta:\n  from_email_address: hello@example.com\n`,
    [3, 23],
    /local part|letters|alphanumeric/i,
  ],
  [
    "a role by key and by id",
    `${V}organization:\n  creator_role: org:admin\n  creator_role_id: role_1\n`,
    undefined,
    /creator_role_id/,
  ],
  [
    "a default role by key and by id",
    `${V}organization:\n  domains_default_role: org:admin\n  domains_default_role_id: role_1\n`,
    undefined,
    /domains_default_role_id/,
  ],
  ["a role key without org:", `${V}organization:\n  creator_role: admin\n`, [3, 17], /org:/],
  [
    "test_mode in two sections",
    `${V}instance: { test_mode: true }\nbeta: { test_mode: false }\n`,
    undefined,
    /test_mode/,
  ],
  [
    "two allowlist switches that contradict",
    `${V}restrictions: { allowlist: true }\nbeta: { restricted_to_allowlist: false }\n`,
    undefined,
    /allowlist/,
  ],
  ["no version", "restrictions: { blocklist: true }\n", [1], /version/],
  [
    "a newer version",
    "version: 2\n",
    [1, 10],
    /version.*(upgrade|newer|update)|(upgrade|newer|update).*version/is,
  ],
  ["an older version", "version: 0\n", [1, 10], /version/],
  ["a version in quotes", 'version: "1"\n', [1, 10], /version|1/],
  ["an unknown API version", `${V}api_version: "1999-01-01"\n`, [2, 14], /2026-05-12/],
  ["an API address in the file", `${V}api_url: https://evil.example\n`, [2, 1], /api_url/],
  [
    "an API address in the target",
    `${V}target:\n  api_url: https://evil.example\n`,
    [3, 3],
    /api_url/,
  ],
  ["headers in the file", `${V}headers: { x: y }\n`, [2, 1], /headers/],
  ["an unknown environment type", `${V}target:\n  environment_type: prod\n`, [3, 21], /production/],
  ["an unknown member of the target", `${V}target:\n  instance: ins_1\n`, [3, 3], /instance/],
  [
    "a variable name that is none",
    `${V}target:\n  secret_key_env: "my key"\n`,
    [3, 19],
    /secret_key_env|variable/i,
  ],
  [
    "an unknown setting in an environment",
    `${V}environments:\n  staging:\n    restrictions:\n      blocklst: true\n`,
    [5, 7],
    /blocklist/,
  ],
  [
    "a wrong type in an environment",
    `${V}environments:\n  staging:\n    restrictions:\n      blocklist: 1\n`,
    [5, 18],
    /true or false|boolean/i,
  ],
  [
    "an environment within an environment",
    `${V}environments:\n  staging:\n    environments: {}\n`,
    [4, 5],
    /environments/,
  ],
  [
    "a consent without a reason",
    `${V}consents:\n  - { address: restrictions.blocklist, hazard: weakens_security, until: 2099-01-01 }\n`,
    [3],
    /reason/,
  ],
  [
    "a consent for an unknown hazard",
    `${V}consents:\n  - { address: restrictions.blocklist, hazard: weakens_securit, reason: x, until: 2099-01-01 }\n`,
    [3, 48],
    /weakens_security/,
  ],
  [
    "a consent for an unknown address",
    `${V}consents:\n  - { address: restrictions.blocklst, hazard: weakens_security, reason: x, until: 2099-01-01 }\n`,
    [3, 16],
    /restrictions\.blocklist/,
  ],
  [
    "an ignore without a date",
    `${V}ignore:\n  - { address: protect.rules_enabled, reason: trial }\n`,
    [3],
    /until/,
  ],
  [
    "an ignore without a reason",
    `${V}ignore:\n  - { address: protect.rules_enabled, until: 2099-01-01 }\n`,
    [3],
    /reason/,
  ],
  [
    "an ignore until a day that does not exist",
    `${V}ignore:\n  - { address: protect.rules_enabled, reason: x, until: 2099-02-30 }\n`,
    [3, 57],
    /date|until|2099-02-30/i,
  ],
  [
    "an ignore of an unknown address",
    `${V}ignore:\n  - { address: protect.rules_enable, reason: x, until: 2099-01-01 }\n`,
    [3, 16],
    /protect\.rules_enabled/,
  ],
  ["a masked value", `${MAIL}"***"\n`, [3, 18], /mask|e-?mail/i],
  [
    "a masked value in parentheses",
    `${V}instance:\n  clerk_js_version: (sensitive)\n`,
    [3, 21],
    /mask/i,
  ],
  ["a masked value in a list", `${ORIGINS}["***"]\n`, [3, 21], /mask|origin/i],
];

const CANARY = "C4n4ryInTheFile0123456789abcdefghij";
const JWT = `eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${CANARY}`;
/** Values that look like credentials: the position is shown, the value never. */
const CREDENTIALS: Case[] = [
  [
    "a secret key",
    `${V}instance:\n  clerk_js_version: sk_live_${CANARY}\n`,
    [3, 21],
    /secret|credential|key/i,
  ],
  [
    "a secret key as a list item",
    `${V}instance:\n  allowed_origins:\n    - sk_test_${CANARY}\n`,
    [4, 7],
    /secret|credential|key/i,
  ],
  ["a secret key as a key", `${V}sk_live_${CANARY}: x\n`, [2, 1], /./],
  ["a secret key as a section", `${V}restrictions:\n  sk_live_${CANARY}: true\n`, [3, 3], /./],
  ["a secret key for a boolean", `${FLAG}sk_live_${CANARY}\n`, [3, 14], /./],
  [
    "a secret key where its variable is due",
    `${V}target:\n  secret_key_env: sk_live_${CANARY}\n`,
    [3, 19],
    /variable|secret|credential/i,
  ],
  ["a secret key in a line with a syntax error", `${MAIL}"sk_live_${CANARY}\n`, undefined, /./],
  [
    "a webhook secret",
    `${V}instance:\n  clerk_js_version: whsec_${CANARY}\n`,
    [3, 21],
    /secret|credential|key/i,
  ],
  ["a JWT", `${V}instance:\n  clerk_js_version: ${JWT}\n`, [3, 21], /secret|credential|token|key/i],
  [
    "a PEM key",
    `${V}instance:\n  clerk_js_version: |\n    -----BEGIN PRIVATE KEY-----\n    ${CANARY}\n    -----END PRIVATE KEY-----\n`,
    [3],
    /secret|credential|key/i,
  ],
  [
    "a secret key in a reason",
    `${V}ignore:\n  - { address: protect.rules_enabled, reason: "sk_live_${CANARY}", until: 2099-01-01 }\n`,
    [3],
    /secret|credential|key/i,
  ],
];

/** By a process of its own: what it prints, and that it asks nobody. */
async function expectRefused(
  [, content, place, said]: Case,
  secrets: readonly string[] = [],
): Promise<void> {
  await scenario({ yaml: content }, async ({ clerk, runWith }) => {
    // With --format json people's text goes to stderr: one run shows both.
    const result = await runWith({ secrets }, "plan", "--format", "json");
    expectExit(result, 3);
    expect(result.ms).toBeLessThan(SOON_MS);
    expect(clerk.requests).toEqual([]);
    expect(result.said).toMatch(said);
    expect(result.stderr).toMatch(placeIn(place));
    expectListed(errorOf(result).issues, place);
  });
}

const placeIn = ([line, column]: Exclude<Place, undefined> | readonly [] = []): RegExp =>
  new RegExp(`clerkwork\\.yaml:${line ?? "\\d+"}:${column ?? "\\d+"}(?!\\d)`);

function expectListed(issues: unknown, place: Place): void {
  const [line, column] = place ?? [];
  const anyNumber = expect.any(Number) as number;
  expect(issues).toContainEqual({
    code: expect.stringMatching(/^[a-z][a-z0-9_]*$/) as string,
    message: expect.any(String) as string,
    pointer: expect.anything() as string,
    file: expect.stringMatching(/clerkwork\.yaml$/) as string,
    line: line ?? anyNumber,
    column: column ?? anyNumber,
  });
}

/** In this process, as a command reads it: the same words. */
function refusedHere([, content, place, said]: Case): void {
  const space = workspace(content);
  try {
    const failure = failureOf(() =>
      loadFile({ now: Date.now }, { file: join(space.dir, "clerkwork.yaml") }),
    );
    const text = renderFailure(failure, 10_000)
      .map((line) => line.text)
      .join("\n");
    expect(failure.exitCode).toBe(3);
    expect(unwrapped(text)).toMatch(said);
    expect(text).toMatch(placeIn(place));
    expectListed(failure.issues.map(reportIssue), place);
  } finally {
    space.remove();
  }
}

function failureOf(read: () => unknown): Failure {
  try {
    read();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("the file is taken");
}

const CLASSES: readonly (readonly [
  name: string,
  rows: readonly Case[],
  secrets: readonly string[],
])[] = [
  ["files and bytes", FILES, []],
  ["YAML", YAML, []],
  ["meaning", MEANING, []],
  ["credentials", CREDENTIALS, [CANARY]],
];

// Secrets are taken out where words are written, so credentials are tried on the command alone.
describe.each(CLASSES.filter(([, , secrets]) => secrets.length === 0))("%s", (_, rows) => {
  test.each(rows.map((row) => [row[0], row] as const))("%s", (__, row) => refusedHere(row));
});

/** A process each: every eighth by day, all of them by night. Credentials are always all run. */
describe.concurrent.each(CLASSES)("%s, by the command", { timeout: 60_000 }, (_, rows, secrets) => {
  const share = rows.filter((__, index) => LONG || secrets.length > 0 || index % 8 === 0);
  test.for(share)("%s", (row) => expectRefused(row, secrets));
});

describe.concurrent("one issue", { timeout: 60_000 }, () => {
  test.for(["validate", "plan", "drift", "apply"])(
    "of %s: the text goes to stderr alone",
    (command) =>
      scenario({ yaml: `${FLAG}yes\n` }, async ({ run }) => {
        const result = await run(command);
        expectExit(result, 3);
        expect(result.stdout).toBe("");
        expect(result.stderr).toMatch(/^clerkwork\.yaml:3:14: /m);
      }),
  );
});

describe.concurrent("several issues", { timeout: 60_000 }, () => {
  test("all are told at once, by line", () =>
    scenario(
      {
        yaml: `${V}restrictions:\n  blocklst: true\n  allowlist: 1\ncommunication: { blocked_country_codes: [no] }\n`,
      },
      async ({ run }) => {
        const text = await run("validate");
        expectExit(text, 3);
        const places = [...text.stderr.matchAll(/clerkwork\.yaml:(\d+):(\d+)/g)].map(([, line]) =>
          Number(line),
        );
        expect(places.length).toBeGreaterThanOrEqual(3);
        expect([...new Set(places)]).toEqual([3, 4, 5]);
        expect(places).toEqual(places.toSorted((left, right) => left - right));
        const json = await run("validate", "--format", "json");
        const found = errorOf(json).issues.map(({ line, pointer }) => [line, pointer]);
        expect(found).toEqual([
          [3, "/restrictions/blocklst"],
          [4, "/restrictions/allowlist"],
          [5, "/communication/blocked_country_codes/0"],
        ]);
      },
    ));

  test("of 60, the text shows 50 and counts the rest; JSON has all", () => {
    const yaml = `${V}restrictions:\n${numbers(60)
      .map((number) => `  wrong_${number}: true`)
      .join("\n")}\n`;
    return scenario({ yaml }, async ({ run }) => {
      const text = await run("validate");
      expectExit(text, 3);
      expect(new Set(text.stderr.match(/clerkwork\.yaml:\d+/g))).toHaveLength(50);
      expect(text.said).toMatch(/\b10 more\b/);
      const json = await run("validate", "--format", "json");
      expect(errorOf(json).issues).toHaveLength(60);
    });
  });

  test("the pointer of a key with / and ~ is escaped", () =>
    scenario({ yaml: `${V}restrictions:\n  "a/b~c": true\n` }, async ({ run }) => {
      const json = await run("validate", "--format", "json");
      expectExit(json, 3);
      expect(errorOf(json).issues).toMatchObject([
        { line: 3, column: 3, pointer: "/restrictions/a~1b~0c" },
      ]);
    }));

  test("positions count lines of a CRLF file", () =>
    scenario(
      { yaml: `${V}restrictions:\n  blocklist: 1\n`.replaceAll("\n", "\r\n") },
      async ({ run }) => {
        const json = await run("validate", "--format", "json");
        expectExit(json, 3);
        expect(errorOf(json).issues).toMatchObject([{ line: 3, column: 14 }]);
      },
    ));

  test("columns count characters, not code units, and no byte order mark", () =>
    scenario(
      { yaml: `\ufeff${V}restrictions: { "\u{1f600}": true, blocklist: 1 }\n` },
      async ({ run }) => {
        const json = await run("validate", "--format", "json");
        expectExit(json, 3);
        const places = errorOf(json).issues.map(({ line, column }) => [line, column]);
        expect(places).toEqual([
          [2, 17],
          [2, 39],
        ]);
      },
    ));
});

describe.concurrent("is accepted", { timeout: 60_000 }, () => {
  test.for<[string, string, string[]]>([
    [
      "a byte order mark at the start",
      `\ufeff${V}protect: { rules_enabled: true }\n`,
      ["protect.rules_enabled"],
    ],
    [
      "CRLF",
      `${V}protect:\n  rules_enabled: true\n`.replaceAll("\n", "\r\n"),
      ["protect.rules_enabled"],
    ],
    ["CRLF and LF mixed", `${V}protect:\r\n  rules_enabled: true\n`, ["protect.rules_enabled"]],
    ["no newline at the end", `${V}protect: { rules_enabled: true }`, ["protect.rules_enabled"]],
    ["a document start", `---\n${V}protect: { rules_enabled: true }\n`, ["protect.rules_enabled"]],
    [
      "True and TRUE",
      `${V}protect: { rules_enabled: True, specter_enabled: TRUE }\n`,
      ["protect.rules_enabled", "protect.specter_enabled"],
    ],
    ["NO as Norway", `${CODES}[NO, KP]\n`, ["communication.blocked_country_codes"]],
    [
      "anchors and aliases",
      `${V}protect: { rules_enabled: &on true, specter_enabled: *on }\n`,
      ["protect.rules_enabled", "protect.specter_enabled"],
    ],
    ["JSON", '{"version": 1, "protect": {"rules_enabled": true}}', ["protect.rules_enabled"]],
    ["a folded block", `${MAIL}>-\n    help@example.com\n`, ["instance.support_email"]],
    [
      "quoted keys",
      `"version": 1\n"protect": { 'rules_enabled': true }\n`,
      ["protect.rules_enabled"],
    ],
    [
      "comments in strange places",
      `# a\n${V}# b\nprotect: # c\n  # d\n  rules_enabled: true # e\n`,
      ["protect.rules_enabled"],
    ],
    [
      "exactly 512 KiB",
      V + "protect: { rules_enabled: true }\n#" + " ".repeat(524_288 - 45),
      ["protect.rules_enabled"],
    ],
    [
      "100,000 lines of comments",
      `${V}protect: { rules_enabled: true }\n${"#\n".repeat(100_000)}`,
      ["protect.rules_enabled"],
    ],
    [
      "an API version without quotes",
      `${V}api_version: 2026-05-12\nprotect: { rules_enabled: true }\n`,
      ["protect.rules_enabled"],
    ],
    [
      "consents and ignores that are well-formed",
      `${V}protect: { rules_enabled: true }\nconsents:\n  - { address: restrictions.blocklist, hazard: weakens_security, reason: "INC-42", until: 2099-12-31 }\n`,
      ["protect.rules_enabled"],
    ],
  ])("%s", ([, yaml, addresses]) =>
    scenario({ yaml }, async ({ run }) => {
      expectExit(await run("validate"), 0);
      const plan = await run("plan", "--format", "json");
      expectExit(plan, 0);
      expect(addressesOf(plan.json())).toEqual(addresses);
    }),
  );

  test("a symlink to a regular file", () =>
    scenario({}, async ({ space, run }) => {
      symlinkSync(
        space.write("real.yaml", `${V}protect: { rules_enabled: true }\n`),
        space.path("clerkwork.yaml"),
      );
      expectExit(await run("plan", "--detailed-exitcode"), 2);
    }));

  test("the file that names every setting", () =>
    scenario({ yaml: EVERY_SETTING }, async ({ clerk, run }) => {
      expectExit(await run("validate"), 0);
      const json = await run("validate", "--format", "json");
      expectExit(json, 0);
      expect(clerk.requests).toEqual([]);
    }));
});

describe.concurrent("files that are no files", { timeout: 60_000 }, () => {
  const refused = async (prepare: (space: ReturnType<typeof workspace>) => void): Promise<void> => {
    const space = workspace();
    try {
      prepare(space);
      const env = { CLERK_SECRET_KEY: DEVELOPMENT_KEY };
      const result = await runCli(["validate"], { cwd: space.dir, env });
      expectExit(result, 3);
      expect(result.ms).toBeLessThan(SOON_MS);
      expect(result.said).toContain("clerkwork.yaml");
    } finally {
      space.remove();
    }
  };
  test("a named pipe", () =>
    refused((space) => void execFileSync("mkfifo", [space.path("clerkwork.yaml")])));
  test.for([
    "/proc/self/environ",
    "/dev/zero",
    "/dev/stdin",
    "/sys/kernel/notes",
    "/nonexistent",
    "/etc",
  ])("a symlink to %s", (target) =>
    refused((space) => symlinkSync(target, space.path("clerkwork.yaml"))),
  );
  test("a symlink to itself", () =>
    refused((space) => symlinkSync("clerkwork.yaml", space.path("clerkwork.yaml"))));
  test("no file at all", () => refused(() => {}));
  test("a sparse file of 5 GB", () =>
    refused((space) => truncateSync(space.write("clerkwork.yaml", V), 5 * 1024 ** 3)));
});

test("a setting is located where its value stands", () =>
  scenario(
    {
      yaml: `${V}restrictions:\n  blocklist: true\nprotect: { specter_enabled: true }\ncommunication:\n  blocked_country_codes:\n    - RU\n`,
    },
    async ({ run }) => {
      const plan = await run("plan", "--format", "json");
      expectExit(plan, 0);
      const places = listAt(plan.json(), "changes")
        .map((change) => JSON.stringify(change))
        .toSorted();
      expect(places.map((text) => (JSON.parse(text) as { at: unknown }).at)).toEqual([
        { file: "clerkwork.yaml", line: 7, column: 5 },
        { file: "clerkwork.yaml", line: 4, column: 29 },
        { file: "clerkwork.yaml", line: 3, column: 14 },
      ]);
    },
  ));

/** YYYY-MM-DD, UTC, so many days from now. */
const dayIn = (days: number): string =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test("validate says which entries end soon and which consent stands twice, each once", () => {
  const entry = (days: number): string =>
    `  - { address: restrictions.blocklist, hazard: weakens_security, reason: x, until: ${dayIn(days)} }\n`;
  const yaml = `${V}consents:\n${entry(9)}${entry(400)}environments:\n  live: { protect: { rules_enabled: true } }\n  staging:\n    protect: { rules_enabled: true }\n    ignore:\n      - { address: instance.hibp, reason: x, until: ${dayIn(3)} }\n`;
  return scenario({ yaml }, async ({ run }) => {
    const valid = await run("validate");
    expectExit(valid, 0);
    expect(unwrapped(valid.stdout).match(/warning: .*?(?= warning:|\nValid|$)/gm)).toEqual([
      expect.stringMatching(/^warning: the consent in clerkwork\.yaml:3 ends in [89] days, on /),
      "warning: the consent to weakens_security in clerkwork.yaml:4 stands in clerkwork.yaml:3 too: keep one",
      expect.stringMatching(/^warning: the exception in clerkwork\.yaml:10 ends in [23] days, on /),
    ]);
    const json = (await run("validate", "--format", "json")).json();
    const codes = listAt(json, "environments").map((part) =>
      listAt(part, "warnings").map((one) => at(one, "code")),
    );
    expect(codes).toEqual([["consent_ends_soon", "consent_repeated"], [], ["ignore_ends_soon"]]);
  });
});
