import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import { editText, type Edit } from "../../src/core/file/edit.ts";

/** Keys in the order in which new ones are put. */
const ORDER = [
  "version",
  "api_version",
  "target",
  "instance",
  "restrictions",
  "organization",
  "protect",
  "communication",
  "environments",
  "consents",
];

const itemKey = (item: Json): string => JSON.stringify(item);

/** `a.b` → the value; a list is a set. */
const edits = (values: Readonly<Record<string, Json>>): readonly Edit[] =>
  Object.entries(values).map(([path, value]) => ({
    pointer: `/${path.replaceAll(".", "/")}`,
    value,
    ...(Array.isArray(value) ? { itemKey } : {}),
  }));

interface Case {
  readonly name: string;
  readonly before: string;
  readonly values: Readonly<Record<string, Json>>;
  readonly after: string;
}

const CODES = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI".split(" ");

/** Files in the styles that people write, and the bytes that must come out. */
const CASES: readonly Case[] = [
  {
    name: "a switch between comments",
    before: `# ours\nversion: 1\n\ninstance:\n  # reject leaked passwords\n  hibp: true      # INC-7\n\n  test_mode: false\n`,
    values: { "instance.hibp": false },
    after: `# ours\nversion: 1\n\ninstance:\n  # reject leaked passwords\n  hibp: false      # INC-7\n\n  test_mode: false\n`,
  },
  {
    name: "double, single and no quotes stay",
    before: `version: 1\ninstance:\n  support_email: "a@example.com"\n  clerk_js_version: '5'\n  development_origin: http://localhost:3000\n`,
    values: {
      "instance.support_email": "b@example.com",
      "instance.clerk_js_version": "5.3.1",
      "instance.development_origin": "http://localhost:4000",
    },
    after: `version: 1\ninstance:\n  support_email: "b@example.com"\n  clerk_js_version: '5.3.1'\n  development_origin: http://localhost:4000\n`,
  },
  {
    name: "one out, one in, in a block list",
    before: `version: 1\ncommunication:\n  blocked_country_codes:\n    - KP\n    - "RU"   # since May\n    - BY\n`,
    values: { "communication.blocked_country_codes": ["KP", "IR", "BY"] },
    after: `version: 1\ncommunication:\n  blocked_country_codes:\n    - KP\n    - "IR"\n    - BY\n`,
  },
  {
    name: "a text that looks like a number gets quotes",
    before: `version: 1\ninstance:\n  clerk_js_version: canary\n`,
    values: { "instance.clerk_js_version": "5.10" },
    after: `version: 1\ninstance:\n  clerk_js_version: "5.10"\n`,
  },
  {
    name: "four blanks, and a list at its key's own column",
    before: `version: 1\ninstance:\n    allowed_origins:\n    - app://a\n    - app://b # mobile\n    hibp: true\n`,
    values: {
      "instance.allowed_origins": ["app://b", "app://c", "app://d"],
      "instance.test_mode": true,
    },
    after: `version: 1\ninstance:\n    allowed_origins:\n    - app://b # mobile\n    - app://c\n    - app://d\n    hibp: true\n    test_mode: true\n`,
  },
  {
    name: "CRLF and a byte order mark",
    before: `\uFEFFversion: 1\r\n\r\ninstance:\r\n  hibp: true\r\n  allowed_origins:\r\n    - app://a\r\n`,
    values: { "instance.hibp": false, "instance.allowed_origins": ["app://a", "app://b"] },
    after: `\uFEFFversion: 1\r\n\r\ninstance:\r\n  hibp: false\r\n  allowed_origins:\r\n    - app://a\r\n    - app://b\r\n`,
  },
  {
    name: "no last line end: a new key, a new item, an item that goes",
    before: `version: 1\ninstance:\n  allowed_origins:\n    - app://a\n    - app://b`,
    values: { "instance.allowed_origins": ["app://a"] },
    after: `version: 1\ninstance:\n  allowed_origins:\n    - app://a`,
  },
  {
    name: "no last line end: appended",
    before: `version: 1\ninstance:\n  hibp: true`,
    values: { "instance.test_mode": false, "protect.rules_enabled": true },
    after: `version: 1\ninstance:\n  hibp: true\n  test_mode: false\nprotect:\n  rules_enabled: true`,
  },
  {
    name: "a flow map on one line",
    before: `version: 1\ninstance:   { hibp: true,  support_email: "a@example.com" }   # short\n`,
    values: { "instance.hibp": false, "instance.test_mode": true },
    after: `version: 1\ninstance:   { hibp: false,  support_email: "a@example.com", test_mode: true }   # short\n`,
  },
  {
    name: "empty braces",
    before: `version: 1\ninstance: {}\nprotect: {  } # later\n`,
    values: { "instance.hibp": true, "protect.rules_enabled": false },
    after: `version: 1\ninstance: { hibp: true }\nprotect: { rules_enabled: false } # later\n`,
  },
  {
    name: "a flow map over several lines, with a comma at its end",
    before: `version: 1\ninstance: {\n  hibp: true,   # a\n  test_mode: false, # b\n}\n`,
    values: { "instance.hibp": false, "instance.support_email": "a@example.com" },
    after: `version: 1\ninstance: {\n  hibp: false,   # a\n  test_mode: false, # b\n  support_email: a@example.com,\n}\n`,
  },
  {
    name: "a flow map over several lines, without one",
    before: `version: 1\ninstance: {\n  hibp: true,\n  test_mode: false # b\n}\n`,
    values: { "instance.support_email": "a@example.com" },
    after: `version: 1\ninstance: {\n  hibp: true,\n  test_mode: false, # b\n  support_email: a@example.com\n}\n`,
  },
  {
    name: "a flow list on one line",
    before: `version: 1\ncommunication: { blocked_country_codes: [KP,  RU , BY] }\n`,
    values: { "communication.blocked_country_codes": ["KP", "BY", "IR", "CU"] },
    after: `version: 1\ncommunication: { blocked_country_codes: [KP , BY , IR , CU] }\n`,
  },
  {
    name: "a flow list of a line an item",
    before: `version: 1\ninstance:\n  allowed_origins: [\n    app://a, # first\n    "app://b",\n    app://c # last\n  ]\n`,
    values: { "instance.allowed_origins": ["app://a", "app://c", "app://d", "app://e"] },
    after: `version: 1\ninstance:\n  allowed_origins: [\n    app://a, # first\n    "app://d",\n    app://c, # last\n    app://e\n  ]\n`,
  },
  {
    name: "a packed flow list whose last line has a comment",
    before: `version: 1\ncommunication:\n  blocked_country_codes:\n    [KP, RU,\n     BY, CU] # reviewed\n`,
    values: { "communication.blocked_country_codes": ["KP", "RU", "BY", "CU", "IR"] },
    after: `version: 1\ncommunication:\n  blocked_country_codes:\n    [KP, RU,\n     BY, CU, IR] # reviewed\n`,
  },
  {
    name: "a flow list over lines: a comment stays with the items of its line that stay",
    before: `version: 1\ncommunication:\n  blocked_country_codes: [ CN, RU, # far\n    KP, # near\n    US ] # all\n`,
    values: { "communication.blocked_country_codes": ["RU", "KP", "IR", "NO"] },
    after: `version: 1\ncommunication:\n  blocked_country_codes: [ IR,\n                           RU, # far\n    KP, # near\n    NO ] # all\n`,
  },
  {
    name: "a flow list over lines: the comment of what goes goes with it",
    before: `version: 1\ncommunication:\n  blocked_country_codes: [ CN, # china\n     "RU", # russia\n     US ] # all\n`,
    values: { "communication.blocked_country_codes": ["US"] },
    after: `version: 1\ncommunication:\n  blocked_country_codes: [\n     US ] # all\n`,
  },
  {
    name: "a packed flow list that loses some",
    before: `version: 1\ncommunication:\n  blocked_country_codes: [\n    KP, RU, BY,\n    CU, IR,\n    SY, # one\n    US\n  ]\n`,
    values: { "communication.blocked_country_codes": ["KP", "BY", "CU", "US"] },
    after: `version: 1\ncommunication:\n  blocked_country_codes: [\n    KP, BY,\n    CU,\n    US\n  ]\n`,
  },
  {
    name: "an emptied block list keeps its key's comment and those between its items",
    before: `version: 1\ninstance:\n  allowed_origins: # the shells\n    # desktop\n    - app://a\n    - app://b # mobile\n  hibp: true\n`,
    values: { "instance.allowed_origins": [] },
    after: `version: 1\ninstance:\n  allowed_origins: [] # the shells\n    # desktop\n  hibp: true\n`,
  },
  {
    name: "an emptied flow list, and one that is filled",
    before: `version: 1\ninstance:\n  allowed_origins: [ app://a, app://b ] # x\n  allowed_subdomains: []\n`,
    values: {
      "instance.allowed_origins": [],
      "instance.allowed_subdomains": ["app.example.com", "*.preview.example.com"],
    },
    after: `version: 1\ninstance:\n  allowed_origins: [] # x\n  allowed_subdomains: [app.example.com, "*.preview.example.com"]\n`,
  },
  {
    name: "an anchor stays, its alias is written out as it was",
    before: `version: 1\ninstance:\n  hibp: &on true\n  test_mode: *on\nprotect:\n  rules_enabled: *on\n`,
    values: { "instance.hibp": false },
    after: `version: 1\ninstance:\n  hibp: &on false\n  test_mode: true\nprotect:\n  rules_enabled: true\n`,
  },
  {
    name: "an alias becomes the value",
    before: `version: 1\ninstance:\n  hibp: &on true\nprotect:\n  rules_enabled: *on # follows\n`,
    values: { "protect.rules_enabled": false },
    after: `version: 1\ninstance:\n  hibp: &on true\nprotect:\n  rules_enabled: false # follows\n`,
  },
  {
    name: "an anchored list under its alias",
    before: `version: 1\ninstance:\n  allowed_origins: &apps\n    - app://a\nenvironments:\n  b:\n    instance:\n      allowed_origins: *apps\n`,
    values: { "instance.allowed_origins": ["app://a", "app://b"] },
    after: `version: 1\ninstance:\n  allowed_origins: &apps\n    - app://a\n    - app://b\nenvironments:\n  b:\n    instance:\n      allowed_origins: [app://a]\n`,
  },
  {
    name: "block scalars, with a comment in the header and blank lines behind",
    before: `version: 1\ninstance:\n  support_email: >- # folded\n    a@example.com\n\n\n  clerk_js_version: |-\n    5\nprotect:\n  rules_enabled: true\n`,
    values: { "instance.support_email": "b@example.com", "instance.clerk_js_version": "6.0.0" },
    after: `version: 1\ninstance:\n  support_email: b@example.com # folded\n\n\n  clerk_js_version: 6.0.0\nprotect:\n  rules_enabled: true\n`,
  },
  {
    name: "quoted text over several lines",
    before: `version: 1\ninstance:\n  support_email: "a@\\\n    example.com" # odd\n  hibp: true\n`,
    values: { "instance.support_email": "b@example.com" },
    after: `version: 1\ninstance:\n  support_email: "b@example.com" # odd\n  hibp: true\n`,
  },
  {
    name: "JSON stays JSON",
    before: `{\n  "version": 1,\n  "instance": { "hibp": true, "allowed_origins": ["app://a"] },\n  "communication": {\n    "blocked_country_codes": [\n      "KP",\n      "RU"\n    ]\n  }\n}\n`,
    values: {
      "instance.hibp": false,
      "instance.allowed_origins": ["app://a", "app://b"],
      "communication.blocked_country_codes": ["KP"],
      "protect.rules_enabled": true,
    },
    after: `{\n  "version": 1,\n  "instance": { "hibp": false, "allowed_origins": ["app://a", "app://b"] },\n  "communication": {\n    "blocked_country_codes": [\n      "KP"\n    ]\n  },\n  "protect": { "rules_enabled": true }\n}\n`,
  },
  {
    name: "a document between --- and ...",
    before: `%\n`.slice(2) + `--- # ours\nversion: 1\ninstance:\n  hibp: true\n...\n# end\n`,
    values: { "instance.hibp": false, "protect.rules_enabled": true },
    after: `--- # ours\nversion: 1\ninstance:\n  hibp: false\nprotect:\n  rules_enabled: true\n...\n# end\n`,
  },
  {
    name: "a section with comments alone",
    before: `version: 1\n\nrestrictions:\n  # nothing yet\n\norganization:\n  enabled: true\n`,
    values: { "restrictions.blocklist": true },
    after: `version: 1\n\nrestrictions:\n  blocklist: true\n  # nothing yet\n\norganization:\n  enabled: true\n`,
  },
  {
    name: "a new section between others, behind a blank line as they are",
    before: `version: 1\n\ninstance:\n  hibp: true\n  # end of instance\n\n# Protect\nprotect:\n  rules_enabled: true\n\nconsents: []\n`,
    values: {
      "restrictions.blocklist": true,
      "restrictions.allowlist": false,
      "communication.blocked_country_codes": ["KP"],
    },
    after: `version: 1\n\ninstance:\n  hibp: true\n\nrestrictions:\n  blocklist: true\n  allowlist: false\n  # end of instance\n\n# Protect\nprotect:\n  rules_enabled: true\n\ncommunication:\n  blocked_country_codes: [KP]\n\nconsents: []\n`,
  },
  {
    name: "odd spacing and quoted keys",
    before: `"version" :   1\n"instance" :\n   "hibp"  :    true   \n   'test_mode':   false\n`,
    values: { "instance.hibp": false, "instance.test_mode": true, "instance.support_email": "" },
    after: `"version" :   1\n"instance" :\n   "hibp"  :    false   \n   'test_mode':   true\n   "support_email": ""\n`,
  },
  {
    name: "emoji and long lines",
    before: `version: 1 # 🦊 ${"x".repeat(120)}\ninstance: { support_email: "a@example.com", hibp: true } # 🦊🦊 ${"y".repeat(100)}\n`,
    values: { "instance.hibp": false },
    after: `version: 1 # 🦊 ${"x".repeat(120)}\ninstance: { support_email: "a@example.com", hibp: false } # 🦊🦊 ${"y".repeat(100)}\n`,
  },
  {
    name: "an environment's own value, and one that it gets",
    before: `version: 1\ninstance:\n  hibp: true\nenvironments:\n  staging:\n    target: { environment_type: development }\n    instance:\n      hibp: false\n  production: { target: { environment_type: production } }\n`,
    values: {
      "environments.staging.instance.hibp": true,
      "environments.staging.protect.rules_enabled": false,
      "environments.production.instance.hibp": false,
    },
    after: `version: 1\ninstance:\n  hibp: true\nenvironments:\n  staging:\n    target: { environment_type: development }\n    instance:\n      hibp: true\n    protect:\n      rules_enabled: false\n  production: { target: { environment_type: production }, instance: { hibp: false } }\n`,
  },
  {
    name: "a long list of codes side by side, one of origins below one another",
    before: `version: 1\ninstance:\n  hibp: true\n`,
    values: {
      "communication.blocked_country_codes": CODES,
      "instance.allowed_origins": [
        "chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaa",
        "chrome-extension://bbbbbbbbbbbbbbbbbbbbbbbb",
      ],
    },
    after: `version: 1\ninstance:\n  hibp: true\n  allowed_origins:\n    - chrome-extension://aaaaaaaaaaaaaaaaaaaaaaaa\n    - chrome-extension://bbbbbbbbbbbbbbbbbbbbbbbb\ncommunication:\n  blocked_country_codes:\n    [\n      AD, AE, AF, AG, AI, AL, AM, AO, AQ, AR, AS, AT, AU, AW, AX, AZ, BA, BB,\n      BD, BE, BF, BG, BH, BI,\n    ]\n`,
  },
  {
    name: "null becomes a list, and a list of lines null",
    before: `version: 1\noauth_applications:\n  default_scopes: null # Clerk's\ninstance:\n  allowed_origins:\n    - app://a\n  hibp: true\n`,
    values: { "oauth_applications.default_scopes": ["email"], "instance.allowed_origins": null },
    after: `version: 1\noauth_applications:\n  default_scopes: [email] # Clerk's\ninstance:\n  allowed_origins: null\n  hibp: true\n`,
  },
  {
    name: "all items go and others come",
    before: `version: 1\ninstance:\n  allowed_origins:\n    -   'app://a' # a\n    -   'app://b'\n  hibp: true\n`,
    values: { "instance.allowed_origins": ["app://c", "app://d", "app://e"] },
    after: `version: 1\ninstance:\n  allowed_origins:\n    -   'app://c'\n    -   'app://d'\n    -   'app://e'\n  hibp: true\n`,
  },
  {
    name: "braces on one line, with room for a key more",
    before: `version: 1\ninstance: { hibp: true, test_mode: false } # ours\n`,
    values: { "instance.hibp": false, "instance.support_email": "a@example.com" },
    after: `version: 1\ninstance: { hibp: false, test_mode: false, support_email: a@example.com } # ours\n`,
  },
  {
    name: "braces on one line, without room: a line for each key",
    before: `version: 1\ninstance: &i { hibp: true,   test_mode: false } # ours\nprotect: {}\nenvironments:\n    b:\n        protect: { rules_enabled: true }\n`,
    values: {
      "instance.hibp": false,
      "instance.support_email": `${"a".repeat(40)}@example.com`,
      "instance.clerk_js_version": "5",
      "protect.name": "x".repeat(90),
      "environments.b.protect.codes": [...CODES, "BJ"],
      "environments.b.protect.origins": ["app://a"],
    },
    after: `version: 1\ninstance: &i\n    {\n        hibp: false,\n        test_mode: false,\n        support_email: ${"a".repeat(40)}@example.com,\n        clerk_js_version: "5",\n    } # ours\nprotect:\n    {\n        name: ${"x".repeat(90)},\n    }\nenvironments:\n    b:\n        protect:\n            {\n                rules_enabled: true,\n                codes: [\n                  AD, AE, AF, AG, AI, AL, AM, AO, AQ, AR, AS, AT, AU, AW, AX,\n                  AZ, BA, BB, BD, BE, BF, BG, BH, BI, BJ,\n                ],\n                origins: [app://a],\n            }\n`,
  },
  {
    name: "braces on one line, without room, and CRLF without a last line end",
    before: `version: 1\r\nprotect: { rules_enabled: true }`,
    values: { "protect.name": "x".repeat(90) },
    after: `version: 1\r\nprotect:\r\n  {\r\n    rules_enabled: true,\r\n    name: ${"x".repeat(90)},\r\n  }`,
  },
  {
    name: "braces in braces, and JSON, stay on their line",
    before: `{"version": 1, "protect": {"rules_enabled": true}}`,
    values: { "protect.name": "x".repeat(90) },
    after: `{"version": 1, "protect": {"rules_enabled": true, "name": "${"x".repeat(90)}"}}`,
  },
  {
    name: "braces on several lines stay as they are",
    before: `version: 1\nprotect: {\n    rules_enabled: true }\n`,
    values: { "protect.name": "x" },
    after: `version: 1\nprotect: {\n    rules_enabled: true, name: x }\n`,
  },
];

describe("a file in any style: only what changed differs", () => {
  test.for(CASES)("$name", ({ before, values, after }) => {
    const wanted = edits(values);
    const once = editText(before, wanted, ORDER);
    expect(once.refused.map(({ edit, why }) => `${edit.pointer}: ${why}`)).toEqual([]);
    expect(once.text).toBe(after);
    expect(editText(after, wanted, ORDER).text).toBe(after);
  });
});

describe("comments that go away with what they spoke of", () => {
  test.for<
    readonly [
      what: string,
      list: string,
      left: readonly string[],
      lost: readonly (readonly [line: number, text: string])[],
    ]
  >([
    ["an item out", "\n    - a # why a\n    - b # why b\n", ["b"], [[4, "# why a"]]],
    ["one out, one in", "\n    - a # why a\n    - b # why b\n", ["b", "c"], [[4, "# why a"]]],
    [
      "all out; what stands between stays",
      "\n    - a # why a\n    # between\n    - b # why b\n",
      [],
      [
        [4, "# why a"],
        [6, "# why b"],
      ],
    ],
    [
      "brackets on lines",
      "\n    [\n      a, # why a\n      b, # why b\n    ]\n",
      ["a"],
      [[6, "# why b"]],
    ],
    [
      "brackets beside the items: one out, one in",
      " [ a, # why a\n     b, # why b\n     c ] # all\n",
      ["x", "b", "c"],
      [[3, "# why a"]],
    ],
    [
      "brackets beside the items: three out, two in",
      " [ a, # why a\n     b, # why b\n     c ] # all\n",
      ["x", "y"],
      [
        [3, "# why a"],
        [4, "# why b"],
      ],
    ],
    [
      "brackets on lines: all out, two in",
      "\n    [\n      a, # why a\n      b # why b\n    ]\n",
      ["x", "y", "z"],
      [
        [5, "# why a"],
        [6, "# why b"],
      ],
    ],
    [
      "the first beside its bracket",
      " [ a, # why a\n     b, # why b\n   ]\n",
      ["b"],
      [[3, "# why a"]],
    ],
    [
      "two on a line, both out",
      " [\n    a, b, # why both\n    c, # why c\n  ]\n",
      ["c", "x"],
      [[4, "# why both"]],
    ],
    ["none: it stays", "\n    - a # why a\n    - b # why b\n", ["a", "b", "c"], []],
    ["a # that is text", '\n    - "# a"\n    - b\n', ["b"], []],
    ["the key's own stays", " [a, b] # why\n", ["a"], []],
    ["a block text", "\n    - |-\n      # a\n    - b # why b\n", ["# a"], [[6, "# why b"]]],
  ])("%s", ([, list, left, lost]) => {
    const before = `version: 1\ninstance:\n  allowed_origins:${list}`;
    const { comments, refused, text } = editText(
      before,
      edits({ "instance.allowed_origins": left }),
      ORDER,
    );
    expect(refused).toEqual([]);
    expect(comments).toEqual(lost.map(([line, said]) => ({ line, text: said })));
    for (const [, said] of lost) expect(text).not.toContain(said);
  });
});

describe("what can't be edited safely is named, and the rest is made", () => {
  test("a section that is an alias", () => {
    const before =
      "version: 1\nprotect: &p\n  rules_enabled: true\nenvironments:\n  b:\n    protect: *p\n    instance: { hibp: true }\n";
    const { text, refused } = editText(
      before,
      edits({
        "environments.b.protect.rules_enabled": false,
        "environments.b.instance.hibp": false,
      }),
      ORDER,
    );
    expect(refused.map(({ why }) => why)).toEqual([
      "environments.b.protect is an alias of line 3; write it out, so that it can be changed",
    ]);
    expect(text).toBe(before.replace("hibp: true", "hibp: false"));
  });

  test("commas at the start of lines", () => {
    const before =
      "version: 1\ninstance:\n  hibp: true\n  allowed_origins:\n    [ app://a\n    , app://b\n    , app://c ]\n";
    const { text, refused } = editText(
      before,
      edits({ "instance.allowed_origins": ["app://c"], "instance.hibp": false }),
      ORDER,
    );
    expect(refused.map(({ edit }) => edit.pointer)).toEqual(["/instance/allowed_origins"]);
    expect(text).toBe(before.replace("hibp: true", "hibp: false"));
  });

  test("a text that is no file", () => {
    const { text, refused } = editText("a: [", edits({ "instance.hibp": false }), ORDER);
    expect(text).toBe("a: [");
    expect(refused).toHaveLength(1);
  });
});
