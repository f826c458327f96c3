// What a comparison looks like.

import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";
import type { Nodes } from "mdast";
import { describe, expect, test } from "vitest";
import { addressOfItem } from "../../src/catalog/item-row.ts";
import type { Json } from "../../src/catalog/setting.ts";
import { ABSENT, type Held } from "../../src/core/plan/comparison.ts";
import { warning } from "../../src/core/finding/warning.ts";
import { renderComparison } from "../../src/core/render/comparison.ts";
import { comparisonMarkdown } from "../../src/core/render/comparison-markdown.ts";
import type { ComparisonReport } from "../../src/core/report/comparison.ts";
import { widthOf } from "../../src/core/text/layout.ts";
import { EVIL } from "../rig/evil.ts";
import { AT } from "./given.ts";

const value = (of: Json): Held => ({ kind: "value", value: of });

const CODES = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG KP".split(" ");

const REPORT: ComparisonReport = {
  live: true,
  a: {
    name: "staging",
    file: "clerkwork.yaml",
    environment: "staging",
    instanceId: "ins_2abcStaging",
    type: "development",
  },
  b: {
    name: "production",
    file: "clerkwork.yaml",
    environment: "production",
    instanceId: "ins_2defProduction",
    type: "production",
  },
  compared: 33,
  differences: [
    {
      address: "instance.support_email",
      a: value("staging@example.com"),
      b: value("help@example.com"),
      allowed: { reason: "each its own desk", until: "2026-12-31", at: AT },
    },
    { address: "instance.test_mode", a: value(true), b: value(false), allowed: null },
    {
      address: "instance.allowed_origins",
      a: value(["capacitor://localhost", "chrome-extension://abc"]),
      b: value([]),
      allowed: null,
    },
    {
      address: "communication.blocked_country_codes",
      a: value(["KP", "RU"]),
      b: value(CODES),
      allowed: null,
    },
    {
      address: "oauth_applications.client_id_metadata_documents_only_allow_pre_registered_clients",
      a: value(false),
      b: value(true),
      allowed: null,
    },
    { address: "protect.rules_enabled", a: value(true), b: ABSENT, allowed: null },
  ],
  notCompared: [
    { address: "beta.from_email_address", side: "both", why: "write_only" },
    { address: "instance.clerk_js_version", side: "a", why: "dormant" },
  ],
  onlyOn: [
    { address: "instance.development_origin", type: "development" },
    { address: "instance.allowed_subdomains", type: "production" },
  ],
  warnings: [
    warning(
      "allowed_unmatched",
      { where: "clerkwork.yaml:31", a: "staging", b: "production" },
      "protect.specter_enabled",
    ),
  ],
};

const item = (
  collection: string,
  key: string,
  a: Held,
  b: Held,
): ComparisonReport["differences"][number] => ({
  address: addressOfItem(collection, key),
  item: { collection, key },
  a,
  b,
  allowed: null,
});

const [THERE, NOT_THERE] = [value({ url: "" }), value(null)];

/** Items by the dozen, of one's own and of people's. */
const ITEMS: ComparisonReport = {
  ...REPORT,
  compared: 130,
  collections: ["redirect_urls", "allowlist_identifiers"],
  differences: [
    ...REPORT.differences.slice(1, 2),
    item("redirect_urls", "com.acme.app://callback", THERE, NOT_THERE),
    item("redirect_urls", "http://localhost/a|b", NOT_THERE, THERE),
    item("redirect_urls", "https://app.acme.com/sso-callback", THERE, NOT_THERE),
    ...Array.from({ length: 25 }, (_, at) =>
      item("allowlist_identifiers", `user${at}@acme.example`, NOT_THERE, THERE),
    ),
    item("allowlist_identifiers", "*@acme.example", NOT_THERE, THERE),
    {
      ...item("allowlist_identifiers", "a@acme.example", NOT_THERE, THERE),
      allowed: { reason: "a trial", until: null, at: AT },
    },
  ],
  notCompared: [
    { address: "blocklist_identifiers", side: "b", why: "not_in_plan" },
    { address: 'allowlist_identifiers["b@acme.example"]', side: "a", why: "ambiguous_item" },
  ],
  warnings: [],
};

const SAME: ComparisonReport = {
  ...REPORT,
  live: false,
  differences: REPORT.differences.slice(0, 1),
  warnings: [],
};

const textOf = (report: ComparisonReport, view: object): string =>
  `${renderComparison(report, view)
    .map(({ text }) => text)
    .join("\n")}\n`;

describe("for people", () => {
  test.for([60, 80, 120])("at %i columns", async (width) => {
    for (const [name, report, full] of [
      ["compare", REPORT, false],
      ["compare-full", REPORT, true],
      ["compare-same", SAME, false],
      ["compare-items", ITEMS, false],
    ] as const) {
      const text = textOf(report, { width, full });
      // An address is never broken: whoever copies one must get all of it.
      const wide = text.split("\n").filter((one) => widthOf(one) > width);
      expect(wide.filter((one) => !one.includes("client_id_metadata_documents"))).toEqual([]);
      await expect(text).toMatchFileSnapshot(`golden/files/${name}-${width}.text.golden`);
    }
  });

  test("in Markdown", async () => {
    await expect(comparisonMarkdown(REPORT)).toMatchFileSnapshot(
      "golden/files/compare.markdown.golden",
    );
  });

  test("items in Markdown, without whom they name", async () => {
    const page = comparisonMarkdown(ITEMS);
    await expect(page).toMatchFileSnapshot("golden/files/compare-items.markdown.golden");
    expect(page).not.toMatch(/[a-z0-9]@/);
    const all = comparisonMarkdown(ITEMS, { identifiers: true });
    for (const { item: one } of ITEMS.differences)
      expect(all).toContain(one?.key.split("|")[0] ?? "");
  });

  test("a key that a page does not show stands nowhere on it, however it is written", () => {
    const key = String.raw`"a\b"@acme.example`;
    const differences = [item("allowlist_identifiers", key, THERE, NOT_THERE)];
    const notCompared = [
      { address: addressOfItem("allowlist_identifiers", key), side: "a", why: "dormant" },
    ] as const;
    const page = comparisonMarkdown({ ...ITEMS, differences, notCompared });
    expect(page).toContain("(hidden 1)");
    expect(page).not.toContain("acme");
  });

  test("what an item has beside its key is a difference of values", () => {
    const address = 'redirect_urls["a://b"].lifetime';
    const key = { collection: "redirect_urls", key: "a://b" };
    const differences = [{ address, item: key, a: value(60), b: value(3600), allowed: null }];
    expect(textOf({ ...ITEMS, differences }, { width: 100 })).toMatch(
      /redirect_urls\n {2}≠ \["a:\/\/b"\]\.lifetime +60 +│ 3600\n/,
    );
  });

  test("the swapped report swaps the columns and nothing else", () => {
    const swapped: ComparisonReport = {
      ...REPORT,
      a: REPORT.b,
      b: REPORT.a,
      differences: REPORT.differences.map((one) => ({ ...one, a: one.b, b: one.a })),
    };
    const lines = textOf(swapped, { width: 120 }).split("\n");
    expect(lines.find((one) => one.includes("test_mode"))).toMatch(/false +│ true/);
    const counted = (text: string): string | undefined => text.trimEnd().split("\n").at(-1);
    expect(counted(lines.join("\n"))).toBe(
      "5 settings differ between production and staging (33 compared, 1 allowed, 2 not compared).",
    );
  });

  test("the last line says what was not compared", () => {
    expect(textOf(REPORT, { width: 200 }).trimEnd().split("\n").at(-1)).toBe(
      "5 settings differ between staging and production (33 compared, 1 allowed, 2 not compared).",
    );
    expect(textOf(SAME, { width: 200 }).trimEnd().split("\n").at(-1)).toBe(
      "No setting differs between staging and production (33 compared, 1 allowed, 2 not compared).",
    );
  });

  test("two values that look alike are told apart", () => {
    const differences = [
      { address: "instance.support_email", a: value("a@b.c"), b: value("а@b.c"), allowed: null },
    ];
    expect(textOf({ ...REPORT, differences }, {})).toContain(String.raw`(in ASCII: a → \u{430})`);
  });
});

/** Everything that a comparison shows, with one text wherever something comes from outside. */
const evilReport = (text: string): ComparisonReport => ({
  ...REPORT,
  a: { ...REPORT.a, name: `a${text}`, file: `f${text}` },
  b: { ...REPORT.b, name: `b${text}`, instanceId: `i${text}` },
  differences: [
    {
      address: `instance.extra.${text}`,
      a: value(`x${text}`),
      b: value(`y${text}`),
      allowed: null,
    },
    item("redirect_urls", `x${text}`, THERE, NOT_THERE),
    {
      address: "instance.allowed_origins",
      a: value([`x${text}`]),
      b: value([`y${text}`, "z"]),
      allowed: { reason: text, until: text, at: { ...AT, file: text } },
    },
  ],
  notCompared: [{ address: `instance.extra.${text}`, side: "a", why: "write_only" }],
  warnings: [{ code: "allowed_unmatched", message: `m${text}`, address: `a${text}` }],
});

describe("whatever the values are", () => {
  const nodesOf = (node: Nodes): readonly Nodes[] =>
    "children" in node ? [node, ...node.children.flatMap((child) => nodesOf(child))] : [node];
  const skeleton = (text: string): readonly string[] =>
    nodesOf(
      fromMarkdown(comparisonMarkdown(evilReport(text)), {
        extensions: [gfm()],
        mdastExtensions: [gfmFromMarkdown()],
      }),
    ).map((node) =>
      node.type !== "inlineCode" && "value" in node ? `${node.type}: ${node.value}` : node.type,
    );

  test("no text changes the structure of the page", () => {
    for (const text of EVIL) expect(skeleton(text)).toEqual(skeleton("x"));
  });

  test("no text steers a terminal", () => {
    for (const text of EVIL)
      for (const full of [true, false])
        // oxlint-disable-next-line no-control-regex -- what steers a terminal
        expect(textOf(evilReport(text), { full })).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });
});
