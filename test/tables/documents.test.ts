import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CATALOG } from "../../src/catalog/catalog.ts";
import type { Json } from "../../src/catalog/setting.ts";
import { parseDocument } from "../../src/core/file/document.ts";
import { pointerOf } from "../../src/core/file/pointer.ts";
import { TARGET_KEYS } from "../../src/core/file/shapes.ts";
import { reportIssue, sentence, type Issue, type IssueCode } from "../../src/core/finding/issue.ts";
import { validate } from "../../src/reconcile/load.ts";
import { layouts, files, writeFile } from "../rig/generators/files.ts";
import { runs } from "../rig/generators/runs.ts";
import { documentOf, issuesOf } from "./given.ts";

/** All findings of a text, the rules' included. */
const findings = (text: string): readonly Issue[] => {
  const parsed = parseDocument("clerkwork.yaml", text);
  return parsed.ok ? validate(parsed.document) : parsed.issues;
};

const V = "version: 1\n";
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

type Example = readonly [text: string, line: number, column: number, says?: RegExp];

/** Examples of each finding. Those of the file itself, which only the CLI opens, have none. */
const EXAMPLES: Readonly<Record<IssueCode, readonly Example[]>> = {
  unreadable_file: [],
  too_large: [],
  bad_encoding: [],
  utf16: [],
  empty_file: [
    ["", 1, 1],
    ["   \n\n", 1, 1],
    ["# nothing\n", 1, 1],
    ["\uFEFF", 1, 1],
  ],
  bad_character: [
    [`${V}\0`, 2, 1, /U\+0000/],
    [`${V}instance: "\x1b"`, 2, 12, /U\+001B/],
    [`${V}instance: \x7f`, 2, 11, /U\+007F/],
    [`${V}instance: \x9b`, 2, 11, /U\+009B/],
    [`${V}# 🎉\u0085`, 2, 4, /U\+0085/],
    [`${V}# \u2028`, 2, 3, /U\+2028/],
    [`${V}# \u2029`, 2, 3, /U\+2029/],
    [`${V}\uFEFFinstance: {}`, 2, 1, /U\+FEFF/],
    [`${V}# \ud800`, 2, 3, /U\+D800/],
    [`${V}instance: { extra: { a: "\\uD800" } }`, 2, 25, /surrogate/],
    [`${V}instance: { support_email: "\\e[31m" }`, 2, 28, /U\+001B/],
  ],
  lone_carriage_return: [
    [`version: 1\rinstance: {}`, 1, 11],
    [`version: 1\r\ninstance: {}\r# x`, 2, 13],
  ],
  yaml_syntax: [
    [`${V}instance: [`, 2, 12],
    [`${V}instance: { a: 1`, 2, 17],
    [`${V}instance: "x`, 2, 11, /a quote opens here and is not closed/],
    [`${V}instance:\n  support_email: 'a@b.c\nprotect:\n  x: 1`, 3, 18, /a quote opens here/],
    [`${V}instance:\n  support_email: 'it's'`, 3, 22, /a quote is written twice/],
    [
      `${V}instance:\n  support_email: http://x: y`,
      3,
      18,
      /a value that contains ": " needs quotes/,
    ],
    [`${V}instance:\n  hibp true\n  test_mode: true`, 3, 3, /this line has no colon/],
    [`${V}instance\n  hibp: true`, 2, 1, /this line has no colon/],
    [
      `${V}communication:\n  blocked_country_codes: [KP`,
      3,
      29,
      /the \[ of line 3, column 26 is not closed/,
    ],
    [`${V}instance:\n\thibp: true`, 3, 1, /spaces/],
    [`${V}instance: { support_email: @user }`, 2, 28, /quotes/],
    [`${V}instance: "\\q"`, 2, 12],
    [`${V}a: &a instance\n*a : {}`, 3, 1, /key/],
  ],
  deeper_indent: [
    [`${V}instance:\n hibp: true\n  support_email: a@b.c`, 4, 3, /^indented deeper than line 3: /],
    [`${V}  instance:\n    hibp: true`, 2, 3, /than line 1/],
    [`${V}instance:\n  hibp: true\n\n  # why\n    test_mode: true`, 6, 5, /than line 3/],
  ],
  uneven_indent: [
    [`${V}instance:\n    hibp: true\n  test_mode: true`, 4, 3, /the keys above/],
    [`${V}communication:\n  blocked_country_codes:\n    - KP\n   - RU`, 5, 4, /the items above/],
  ],
  directive: [
    ["%YAML 1.1\n---\nversion: 1\n", 1, 1, /%YAML 1\.1/],
    ["%YAML 1.2\n---\nversion: 1\n", 1, 1],
    ["%TAG ! tag:x,2000:\n---\nversion: 1\n", 1, 1],
  ],
  tag: [
    [`${V}instance: !!binary aGk=`, 2, 11, /!!binary/],
    [`${V}instance: { hibp: !!bool yes }`, 2, 19],
    [`${V}instance: !Ref x`, 2, 11, /!Ref/],
    [`${V}instance: !!js/function 'x'`, 2, 11],
    [`${V}instance: !!str 123`, 2, 11],
  ],
  explicit_key: [
    [`${V}? instance\n: {}`, 2, 1],
    [`${V}instance: { ? hibp : true }`, 2, 13],
  ],
  merge_key: [[`${V}a: &a { hibp: true }\ninstance:\n  <<: *a`, 4, 3]],
  several_documents: [[`${V}---\nversion: 1`, 2, 1]],
  too_deep: [
    [`${V}instance: ${"[".repeat(33)}${"]".repeat(33)}`, 2, 43],
    [
      `${V}${numbers(40)
        .map((depth) => `${"  ".repeat(depth)}a:`)
        .join("\n")} 1`,
      35,
      67,
    ],
  ],
  too_many_nodes: [[`${V}a: [${numbers(12_001).join(",")}]`, 2, 60_877]],
  too_many_aliases: [
    [
      `${V}a: &a 1\nb: [${numbers(101)
        .map(() => "*a")
        .join(", ")}]`,
      3,
      405,
    ],
  ],
  circular_alias: [[`${V}a: &a [1, *a]`, 2, 11, /\*a/]],
  unknown_alias: [[`${V}instance: { hibp: *nope }`, 2, 19, /nope/]],
  // The composer says it first: NON_STRING_KEY.
  empty_key: [
    [`${V}: x`, 2, 1],
    [`${V}instance: { "": x }`, 2, 13],
  ],
  long_key: [[`${V}${"k".repeat(201)}: 1`, 2, 1]],
  duplicate_key: [
    [`${V}instance: {}\ninstance: {}`, 3, 1, /line 2/],
    [`${V}instance: {}\n"instance": {}`, 3, 1, /line 2/],
    [`${V}instance: { hibp: true, hibp: true }`, 2, 25, /line 2/],
    [`${V}ignore: [{ address: a, address: b }]`, 2, 24],
  ],
  long_string: [[`${V}instance: { support_email: "${"a".repeat(10_241)}" }`, 2, 28]],
  unclear_number: [
    [`${V}organization: { max_allowed_memberships: 0x10 }`, 2, 42, /write 16/],
    [`${V}organization: { max_allowed_memberships: 010 }`, 2, 42, /010/],
    [`${V}organization: { max_allowed_memberships: 0o10 }`, 2, 42],
    [`${V}organization: { max_allowed_memberships: +5 }`, 2, 42],
    [`${V}organization: { max_allowed_memberships: 5.0 }`, 2, 42],
    [`${V}organization: { max_allowed_memberships: 5e0 }`, 2, 42],
  ],
  inexact_number: [
    [`${V}organization: { max_allowed_memberships: 9007199254740993 }`, 2, 42, /9007199254740993/],
    [`${V}organization: { max_allowed_memberships: 18446744073709551616 }`, 2, 42],
    [`${V}organization: { max_allowed_memberships: .inf }`, 2, 42],
    [`${V}organization: { max_allowed_memberships: -.INF }`, 2, 42],
    [`${V}organization: { max_allowed_memberships: .nan }`, 2, 42],
    [`${V}organization: { max_allowed_memberships: 1e400 }`, 2, 42],
    [`${V}organization: { max_allowed_memberships: -0 }`, 2, 42],
  ],
  not_a_mapping: [
    ["hello", 1, 1, /text/],
    ["- version: 1", 1, 1, /a list/],
    ["42", 1, 1, /a number/],
    ["null", 1, 1, /null/],
    ["---\n...\n", 1, 4, /null/],
    ["~", 1, 1],
    ["version:1", 1, 1, /space is missing/],
  ],
  empty_value: [
    [`${V}instance:\n  hibp:\n  test_mode: true`, 3, 8, /delete the line/],
    [`${V}instance:`, 2, 10],
    [`${V}instance: { support_email: }`, 2, 28],
    [`${V}environments:\n  production:`, 3, 14, /^empty value: write production: \{\} for an/],
    [`${V}environments:`, 2, 14, /^empty value; list an environment below it, or delete the line$/],
    [`${V}consents:`, 2, 10, /^empty value; list an entry below it, or delete the line$/],
    [`${V}environments:\n  production:\n    ignore:`, 4, 12, /list an entry below it/],
    [`${V}target:`, 2, 8, /^empty value; delete the line$/],
    [`${V}environments:\n  production:\n    restrictions:`, 4, 18, /leave the section alone$/],
    [
      `${V}environments:\n  p:\n    restrictions:\n      blocklist:`,
      5,
      17,
      /leave the setting alone$/,
    ],
  ],
  null_value: [
    [`${V}instance: { hibp: null }`, 2, 19, /remove the line/],
    [`${V}instance: { hibp: ~ }`, 2, 19],
    [`${V}communication: { blocked_country_codes: null }`, 2, 41],
    [`${V}instance: null`, 2, 11],
  ],
  unknown_key: [
    [`${V}target: { instance: ins_1 }`, 2, 11],
    [`${V}target: { enviroment_type: production }`, 2, 11, /did you mean environment_type/],
    [`${V}ignore: [{ address: instance.hibp, reason: a, until: 2026-12-31, x: 1 }]`, 2, 66],
    [
      `${V}environments: { "a b": {} }`,
      2,
      17,
      /^"a b" is no name for an environment: write at most 100 letters, digits, dots, _ and -, /,
    ],
    [`${V}environments: { .a: {} }`, 2, 17, /of which the first is a letter or a digit$/],
    [`${V}environments: { ${"a".repeat(101)}: {} }`, 2, 17, /write at most 100 letters/],
    [`${V}instance: { extra: { "A-b": 1 } }`, 2, 22],
  ],
  unknown_section: [
    [`${V}restriction: {}`, 2, 1, /did you mean restrictions/],
    [`${V}__proto__: {}`, 2, 1],
    [`${V}constructor: {}`, 2, 1],
    [`${V}toString: {}`, 2, 1],
    [
      `${V}environments: { a: { version: 1 } }`,
      2,
      22,
      /^version is no section: it belongs at the top of the file$/,
    ],
    [`${V}environments: { a: { api_version: x } }`, 2, 22, /at the top of the file/],
    [`${V}environments:\n  a:\n    hibp: true`, 4, 5, /under instance: indent it/],
    ...Object.keys(TARGET_KEYS).flatMap((key): readonly Example[] => [
      [`${V}${key}: x`, 2, 1, new RegExp(`^${key} is no section: it belongs under target: indent`)],
      [`${V}environments:\n  a:\n    ${key}: x`, 4, 5, /belongs under target: indent it$/],
    ]),
    [
      `${V}instance:\nhibp: true`,
      3,
      1,
      /^hibp is no section: it belongs under instance: indent it$/,
    ],
    [`${V}test_mode: true`, 2, 1, /under instance or beta: indent it/],
    [
      `${V}instance_settings: {}`,
      2,
      1,
      /did you mean instance, or beta for Clerk's \/beta_features\/instance_settings\?/,
    ],
    [`${V}organization_settings: {}`, 2, 1, /did you mean organization/],
    [`${V}prot\u0435ct: {}`, 2, 1, /prot\\u\{435\}ct/],
  ],
  unknown_setting: [
    [`${V}restrictions: { allowlst: true }`, 2, 17, /did you mean allowlist/],
    [`${V}restrictions:\n  "a/b~c": true`, 3, 3],
    [`${V}instance: { hasOwnProperty: true }`, 2, 13],
    [
      `${V}restrictions: { hibp: true }`,
      2,
      17,
      /^hibp is no setting of restrictions: it belongs under instance$/,
    ],
    [
      `${V}restrictions:\n  blocklist: true\n  consents: []`,
      4,
      3,
      /it belongs beside restrictions: indent it less/,
    ],
    [`${V}instance:\n  restrictions: {}`, 3, 3, /beside instance: indent it less/],
    [`${V}instance:\n  instance_id: x`, 3, 3, /no setting of instance: it belongs under target$/],
    [`${V}environments: { a: { instance: { hibpp: true } } }`, 2, 34, /did you mean hibp/],
  ],
  missing_key: [
    ["instance: {}", 1, 1, /version/],
    [`${V}ignore: [{ address: instance.hibp, until: 2026-12-31 }]`, 2, 10, /reason/],
  ],
  wrong_type: [
    [`${V}instance: { hibp: "true" }`, 2, 19, /true or false/],
    [`${V}instance: { hibp: yes }`, 2, 19, /write true or false/],
    [`${V}instance: { hibp: 1 }`, 2, 19, /a number/],
    [`${V}organization: { max_allowed_memberships: "5" }`, 2, 42, /a whole number, not text/],
    [`${V}organization: { max_allowed_memberships: 1.5 }`, 2, 42, /a whole number, not 1\.5/],
    [`${V}instance: { hibp: tru }`, 2, 19, /not text; did you mean true\?/],
    [`${V}instance: { allowed_origins: "a://a" }`, 2, 30, /a list/],
    [`${V}instance: [hibp]`, 2, 11, /keys and values, not a list/],
    [`${V}environments: "prod eu"`, 2, 15, /keys and values, not text: write the name of each/],
    [`${V}environments: [prod]`, 2, 15, /not a list: .* as a key, with its target and settings/],
    [`${V}environments: { prod: x }`, 2, 23, /^must be keys and values, not text$/],
    [`${V}instance: { support_email: [a] }`, 2, 28, /text, not a list/],
    [`${V}communication: { blocked_country_codes: [1] }`, 2, 42],
  ],
  not_listed: [
    [
      `${V}instance: { preferred_sign_in_strategy_when_password_required: pasword }`,
      2,
      64,
      /did you mean "password"/,
    ],
    [`${V}target: { environment_type: staging }`, 2, 29, /"development", "production"/],
    [`${V}target: { environment_type: prod }`, 2, 29, /did you mean "production"/],
    [`${V}target: { environment_type: dev }`, 2, 29, /did you mean "development"/],
    [`${V}organization: { domains_enrollment_modes: [all] }`, 2, 44],
  ],
  wrong_form: [
    [`${V}instance: { development_origin: "" }`, 2, 33, /origin/],
    [`${V}instance: { support_email: "a b@c" }`, 2, 28, /an email address/],
    [`${V}communication: { blocked_country_codes: [no] }`, 2, 42, /upper case/],
    [`${V}communication: { blocked_country_codes: [NO, Nor] }`, 2, 46],
    [`${V}instance: { allowed_origins: ["javascript://x"] }`, 2, 31],
    [`${V}instance: { allowed_origins: ["http://a/path"] }`, 2, 31],
    [`${V}organization: { creator_role: admin }`, 2, 31, /org:admin/],
    [`${V}beta: { from_email_address: a@b }`, 2, 29],
    [`${V}target: { instance_id: abc }`, 2, 24],
    [`${V}ignore: [{ address: instance.hibp, reason: a, until: tomorrow }]`, 2, 54, /YYYY-MM-DD/],
  ],
  wrong_length: [
    [`${V}instance: { clerk_js_version: "${"1".repeat(101)}" }`, 2, 31, /at most 100/],
    [`${V}ignore: [{ address: instance.hibp, reason: "", until: 2026-12-31 }]`, 2, 44],
  ],
  wrong_item_count: [
    [
      `${V}communication: { blocked_country_codes: [${numbers(251)
        .map((n) => String.fromCharCode(65 + Math.floor(n / 26), 65 + (n % 26)))
        .join(", ")}] }`,
      2,
      41,
      /at most 250/,
    ],
  ],
  repeated_item: [
    [`${V}communication: { blocked_country_codes: [KP, RU, KP] }`, 2, 50, /"KP"/],
    [`${V}redirect_urls: { present: ["a://b", "c://d", "a://b"] }`, 2, 46, /"a:..b"/],
    [`${V}allowlist_identifiers: { absent: [a@b.example, A@B.example] }`, 2, 48, /a@b.example/],
  ],
  present_and_absent: [
    [`${V}redirect_urls: { present: ["a://b"], absent: ["a://b"] }`, 2, 47, /"a:..b"/],
    [
      `${V}allowlist_identifiers:\n  absent: [A@b.example]\n  present: [a@b.example]`,
      3,
      12,
      /"a@b.example" stands under present and under absent/,
    ],
  ],
  keys_differ_in_case: [
    [
      `${V}jwt_templates:\n  present:\n    a: { claims: {} }\n    A: { claims: {} }`,
      4,
      5,
      /a and A differ only in case/,
    ],
  ],
  old_key_is_named: [
    [
      `${V}jwt_templates:\n  present:\n    a: {}\n    b: { renamed_from: a }`,
      5,
      5,
      /a under renamed_from/,
    ],
    [`${V}jwt_templates: { absent: [a], present: { b: { renamed_from: a } } }`, 2, 42, /elsewhere/],
    [
      `${V}organization_roles:\n  present:\n    org:a: { renamed_from: org:c }\n    org:b: { renamed_from: org:c }`,
      5,
      5,
      /org:c/,
    ],
  ],
  needs_beside: [
    [
      `${V}jwt_templates: { present: { a: { custom_signing_key: true } } }`,
      2,
      54,
      /write signing_algorithm and signing_key_env beside it/,
    ],
  ],
  references_absent: [
    [
      `${V}organization_permissions: { absent: ["org:a:b"] }\norganization_roles: { present: { "org:r": { permissions: ["org:a:b"] } } }`,
      3,
      58,
      /org:a:b stands under organization_permissions.absent/,
    ],
  ],
  out_of_range: [
    [`${V}organization: { max_allowed_memberships: -1 }`, 2, 42, /0/],
    [`${V}organization: { max_allowed_memberships: 2147483648 }`, 2, 42],
  ],
  schema: [],
  unsupported_version: [
    ["version: 2", 1, 10, /upgrade/],
    ["version: 0", 1, 10, /version: 1/],
    ['version: "1"', 1, 10],
  ],
  unsupported_api_version: [[`${V}api_version: "2020-01-01"`, 2, 14, /2026-05-12/]],
  not_in_api_version: [
    [
      `${V}restrictions: { ignore_dots_for_gmail_addresses: true }`,
      2,
      17,
      /2026-05-12.*2025-03-12/,
    ],
    [`${V}api_version: "2025-03-12"\nprotect: { rules_enabled: true }`, 3, 1, /protect/],
    [`${V}api_version: "2025-03-12"\nprotect: {}`, 3, 1],
    [
      `${V}api_version: "2025-03-12"\nenvironments: { a: { communication: { blocked_country_codes: [] } } }`,
      3,
      22,
    ],
    [
      `${V}api_version: "2025-03-12"\nenvironments:\n  protect-eu:\n    protect: { rules_enabled: true }`,
      5,
      5,
      /^protect does not exist/,
    ],
    [
      `${V}api_version: "2025-03-12"\nenvironments:\n  protect:\n    instance: { hibp: true }\n    protect: {}`,
      6,
      5,
      /^protect does not exist/,
    ],
    [`${V}api_version: "2025-03-12"\nenvironments: { a: { protect: {} } }`, 3, 22],
  ],
  role_key_in_api_version: [
    [
      `${V}api_version: "2025-03-12"\norganization: { creator_role: "org:admin" }`,
      3,
      17,
      /creator_role_id/,
    ],
    [`${V}api_version: "2021-02-05"\norganization: { domains_default_role: "org:admin" }`, 3, 17],
  ],
  cannot_clear: [
    [
      `${V}api_version: "2025-03-12"\ninstance: { allowed_origins: [] }`,
      3,
      30,
      /2025-03-12 does not say that an empty list/,
    ],
  ],
  wrong_environment_type: [
    [
      `${V}target: { environment_type: production }\ninstance: { development_origin: "http://localhost:3000" }`,
      3,
      13,
      /development_origin is for development instances only/,
    ],
    [
      `${V}target: { environment_type: development }\ninstance: { subdomain_allowlist_enabled: false }`,
      3,
      13,
      /for production instances only/,
    ],
    [
      `${V}instance: { allowed_subdomains: [] }\nenvironments: { dev: { target: { environment_type: development } } }`,
      2,
      13,
      /the target of this part is a development instance/,
    ],
  ],
  declared_twice: [
    [
      `${V}organization: { creator_role: "org:admin", creator_role_id: role_1 }`,
      2,
      61,
      /creator_role/,
    ],
    [`${V}instance: { test_mode: true }\nbeta: { test_mode: true }`, 3, 20],
    [
      `${V}organization: { creator_role: "org:a" }\nenvironments: { a: { organization: { creator_role_id: role_1 } } }`,
      3,
      55,
    ],
  ],
  contradiction: [
    [`${V}restrictions: { allowlist: true }\nbeta: { restricted_to_allowlist: false }`, 3, 34],
    [
      `${V}beta: { restricted_to_allowlist: false }\nenvironments: { a: { restrictions: { allowlist: true } } }`,
      2,
      34,
    ],
    [
      `${V}api_version: "2025-03-12"\ninstance: { enhanced_email_deliverability: true }\nbeta: { enhanced_email_deliverability: false }`,
      4,
      40,
      /beta\.enhanced_email_deliverability and instance\.enhanced_email_deliverability/,
    ],
  ],
  secret_value: [
    [
      `${V}instance: { support_email: sk_live_abcd1234EFGH }`,
      2,
      28,
      /^a Clerk secret key stands here: take it out and revoke it, because whoever has read the file/,
    ],
    [`${V}instance: { support_email: sk_live_abcdef }`, 2, 28, /Clerk secret key/],
    [`${V}restrictions: { blocklist: sk_test_abcdef }`, 2, 28, /Clerk secret key/],
    [`${V}instance: { extra: { a: [whsec_abcdefghijkl] } }`, 2, 26],
  ],
  masked_value: [
    [`${V}instance: { support_email: "***" }`, 2, 28],
    [`${V}instance: { support_email: "(sensitive value)" }`, 2, 28],
  ],
  known_extra: [
    [`${V}instance: { extra: { hibp: true } }`, 2, 22, /instance\.hibp/],
    [`${V}organization: { extra: { creator_role_id: role_1 } }`, 2, 26],
  ],
  unknown_address: [
    [
      `${V}ignore: [{ address: restrictions.allowlst, reason: a, until: 2026-12-31 }]`,
      2,
      21,
      /did you mean restrictions\.allowlist/,
    ],
    [`${V}ignore: [{ address: nosuch.extra.x, reason: a, until: 2026-12-31 }]`, 2, 21],
    [`${V}consents: [{ address: a.b, hazard: costs_money, reason: a, until: 2026-12-31 }]`, 2, 23],
  ],
  not_a_date: [
    [`${V}ignore: [{ address: instance.hibp, reason: a, until: 2026-02-30 }]`, 2, 54, /2026-02-30/],
    [
      `${V}consents: [{ address: instance.hibp, hazard: weakens_security, reason: a, until: 2026-13-01 }]`,
      2,
      82,
    ],
  ],
  no_such_environment: [
    [
      `${V}environments: { staging: {} }\nallowed_differences:\n  - { address: protect, reason: r, between: [staging, stagin] }`,
      4,
      55,
      /did you mean staging/,
    ],
  ],
  expired_ignore: [],
};

const rows = Object.entries(EXAMPLES).flatMap(([code, examples]) =>
  examples.map(([text, line, column, says]) => [code, text, line, column, says] as const),
);

describe("a finding", () => {
  test.each(rows)("%s: %j at %i:%i", (code, text, line, column, says) => {
    const found = findings(text);
    const match = found.find((issue) => issue.code === code);
    expect(match ?? found).toMatchObject({ code, at: { file: "clerkwork.yaml", line, column } });
    expect(match && sentence(match)).toMatch(says ?? /^\S/);
    expect(match && reportIssue(match)).toMatchObject({ code, line, column });
  });

  test("says nothing that it does not know, in any example", () => {
    const sentences = rows.flatMap(([, text]) => findings(text).map(sentence));
    expect(sentences.length).toBeGreaterThanOrEqual(rows.length);
    expect(sentences.filter((said) => /undefined|NaN|\[object/.test(said))).toEqual([]);
  });

  test("the pointer of a key with / or ~ is escaped", () => {
    const [issue] = findings(`${V}restrictions:\n  "a/b~c": true`);
    expect(issue?.pointer).toBe("/restrictions/a~1b~0c");
    expect(pointerOf("", "a/b~c")).toBe("/a~1b~0c");
  });

  test("all at once, in the order of the file", () => {
    const text = `${V}beta: { x: 1 }\ninstance: { hibp: 1, test_mode: "a" }\nprotect: 1\n`;
    expect(findings(text).map(({ at }) => [at.line, at.column])).toEqual([
      [2, 9],
      [3, 19],
      [3, 33],
      [4, 10],
    ]);
  });

  test("one key that is wrong is one finding", () => {
    expect(findings(`${V}target: { bad: 1 }`)).toHaveLength(1);
    expect(findings(`${V}environments: { "a b": {} }`)).toHaveLength(1);
    expect(findings(`${V}instance: { hibp: 1 }`)).toHaveLength(1);
  });
});

describe("a place", () => {
  const PLACES: readonly (readonly [what: string, text: string, line: number, column: number])[] = [
    ["plain", "version: 1\nprotect:\n  rules_enabled: 1\n", 3, 18],
    ["after an emoji", `version: 1\nprotect: { "🎉": 1, rules_enabled: 1 }`, 2, 35],
    [
      "after a combining character",
      `version: 1\nprotect: { "e\u0301": 1, rules_enabled: 1 }`,
      2,
      36,
    ],
    ["in a file with CRLF", "version: 1\r\nprotect:\r\n  rules_enabled: 1\r\n", 3, 18],
    ["in a file with both line ends", "version: 1\r\nprotect:\n  rules_enabled: 1\r\n", 3, 18],
    ["after a byte order mark", "\uFEFFversion: 1\nprotect: { rules_enabled: 1 }", 2, 27],
    [
      "after a byte order mark, in the first line",
      "\uFEFFprotect: { rules_enabled: 1 }\nversion: 1",
      1,
      27,
    ],
    [
      "after a comment and blank lines",
      "# é\n\nversion: 1\n\n# x\nprotect: {rules_enabled: 1}",
      6,
      26,
    ],
    ["in JSON", '{"version": 1,\n "protect": {"rules_enabled": 1}}', 2, 31],
    ["at the end of a file without a line end", "version: 1\nprotect: {rules_enabled: 1}", 2, 26],
  ];
  test.each(PLACES)("counts lines and code points from 1: %s", (_, text, line, column) => {
    const found = findings(text).find(({ pointer }) => pointer === "/protect/rules_enabled");
    expect(found?.at).toEqual({ file: "clerkwork.yaml", line, column });
  });

  test("of what isn't there is its parent's", () => {
    const document = documentOf("version: 1\nprotect:\n  rules_enabled: true\n");
    expect(document.valueAt("/protect/rules_enabled")).toMatchObject({ line: 3, column: 18 });
    expect(document.keyAt("/protect/rules_enabled")).toMatchObject({ line: 3, column: 3 });
    expect(document.valueAt("/protect/gone/deeper")).toMatchObject({ line: 3, column: 3 });
    expect(document.valueAt("/gone")).toMatchObject({ line: 1, column: 1 });
    expect(document.keyAt("/protect")).toMatchObject({ line: 2, column: 1 });
  });
});

describe("a value", () => {
  const valueOf = (text: string): Json => {
    const { data } = documentOf(`a: ${text}\n`);
    return (data as Readonly<Record<string, Json>>)["a"] ?? null;
  };

  test.each<readonly [text: string, value: Json]>([
    ["true", true],
    ["True", true],
    ["TRUE", true],
    ["tRue", "tRue"],
    ["yes", "yes"],
    ["NO", "NO"],
    ["on", "on"],
    ["n", "n"],
    ["null", null],
    ["~", null],
    ['""', ""],
    ["0", 0],
    ["-5", -5],
    ["1.5", 1.5],
    ["1_000", "1_000"],
    ["12:30", "12:30"],
    ["2001-01-01", "2001-01-01"],
    ["'010'", "010"],
    ["9007199254740991", 9_007_199_254_740_991],
    ["[]", []],
    ["{}", {}],
    ["{b: 1, a: 2}", { b: 1, a: 2 }],
    ["|\n  a\n  b\n", "a\nb\n"],
    [">-\n  a\n  b\n", "a b"],
    ["|+\n  a\n\n", "a\n\n\n"],
    ["${VAR}", "${VAR}"],
    ['"\\u00e9"', "é"],
  ])("%j is %j", (text, value) => {
    expect(JSON.stringify(valueOf(text))).toBe(JSON.stringify(value));
  });

  test("anchors and aliases stand for their values", () => {
    const { data } = documentOf("a: &x [1, {b: 2}]\nc: *x\n");
    expect(JSON.stringify(data)).toBe('{"a":[1,{"b":2}],"c":[1,{"b":2}]}');
  });

  test("a key of the prototype is a key like others", () => {
    const { data } = documentOf('{"__proto__": {"x": 1}, "toString": 1}');
    expect(JSON.stringify(data)).toBe('{"__proto__":{"x":1},"toString":1}');
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  test.each<readonly [string, readonly string[]]>([
    ["a:\nb: null\nc: ~\n", ["/a"]],
    ["a: { b: , c: null }", ["/a/b"]],
    ["a: [ ]\nb: ''", []],
  ])("empty is not null: %j", (text, empty) => {
    expect([...documentOf(text).empty]).toEqual(empty);
  });

  test("at the bounds is accepted", () => {
    const deep = `a: ${"[".repeat(31)}${"]".repeat(31)}`;
    const long = `a: "${"é".repeat(5120)}"`;
    const key = `${"k".repeat(200)}: 1`;
    const aliases = `a: &a 1\nb: [${numbers(100)
      .map(() => "*a")
      .join(", ")}]`;
    const many = `a: [${numbers(4990).join(",")}]`;
    for (const text of [deep, long, key, aliases, many]) expect(issuesOf(text)).toEqual([]);
  });
});

describe("parsing is total", () => {
  const fragments = fc.constantFrom(
    ..."[]{}:,-?&*!|>'\"%@`#\n\r\t ~",
    "\n  ",
    ": ",
    "- ",
    "? ",
    "&a ",
    "*a",
    "*b",
    "<<: *a",
    "!!map ",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "version: 1\n",
    "instance: ",
    "null",
    "0x1",
    "\ud83d",
    "🎉",
    "\0",
    "\uFEFF",
  );
  const soups = fc.array(fc.oneof(fragments, fc.string({ maxLength: 3 })), { maxLength: 30 });

  test("whatever the text, there is data or a finding with a place in it", () => {
    const rule = fc.property(soups, (pieces) => {
      const text = pieces.join("");
      const parsed = parseDocument("clerkwork.yaml", text);
      const found = parsed.ok ? validate(parsed.document) : parsed.issues;
      expect(parsed.ok || found.length > 0).toBe(true);
      const lines = text.replace(/^\uFEFF/, "").split("\n");
      for (const { at } of found) {
        expect(at.line).toBeLessThanOrEqual(lines.length);
        expect(at.column).toBeLessThanOrEqual([...(lines[at.line - 1] ?? "")].length + 1);
      }
    });
    fc.assert(rule, runs(1000));
  });

  test("a good file with one piece knocked out never breaks the parser", () => {
    const rule = fc.property(
      fc.record({
        file: files(CATALOG),
        layout: layouts,
        at: fc.nat(),
        cut: fc.nat(3),
        piece: fc.oneof(fragments, fc.constant("")),
      }),
      ({ file, layout, at, cut, piece }) => {
        const text = writeFile(file, layout);
        const place = at % text.length;
        const mutant = `${text.slice(0, place)}${piece}${text.slice(place + cut)}`;
        const parsed = parseDocument("clerkwork.yaml", mutant);
        const found = parsed.ok ? validate(parsed.document) : parsed.issues;
        expect(parsed.ok || found.length > 0).toBe(true);
      },
    );
    fc.assert(rule, runs(300));
  });
});

describe("a section whose settings stand beside it", () => {
  const codes = (text: string): string[] => findings(text).map(({ code }) => code);

  test("is one finding for each setting, and none for the section", () => {
    expect(codes(`${V}instance:\nhibp: true\nsupport_email: a@b.c`)).toEqual([
      "unknown_section",
      "unknown_section",
    ]);
    expect(codes(`${V}environments:\n  a:\n    instance:\n    hibp: true`)).toEqual([
      "unknown_section",
    ]);
    expect(codes(`${V}target:\ninstance_id: ins_1`)).toEqual(["unknown_section"]);
  });

  test("does not hide another section that is empty", () => {
    expect(codes(`${V}protect:\nhibp: true`)).toEqual(["empty_value", "unknown_section"]);
    expect(codes(`${V}instance:\nenvironments: { a: { hibp: true } }`)).toEqual([
      "empty_value",
      "unknown_section",
    ]);
  });
});
