// The page of a fleet, without a browser: what its cells say, what can't get out of where it stands, how large it is.

import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { addressesOf, CATALOG } from "../../src/catalog/catalog.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { MARKS, type Mark } from "../../src/core/render/fleet-page/marks.ts";
import { renderFleetPage } from "../../src/core/render/fleet-page/page.ts";
import type { Outcome } from "../../src/core/report/report.ts";
import type { EnvironmentRecord, ReportRecord } from "../../src/core/report/record.ts";
import { refusal } from "../../src/core/finding/refusal.ts";
import { EVIL } from "../rig/evil.ts";
import { planCommand, recordsOf, type Instances } from "../rig/fleet-records.ts";
import { known, planOf, UNKNOWN, type Wishes } from "./given.ts";

const BLOCKLIST = "restrictions.blocklist";
const HIBP = "instance.hibp";

const render = (records: readonly ReportRecord[]): string => renderFleetPage(records, planCommand);

const DIFFERS: Wishes = { [BLOCKLIST]: { from: known(true), to: false } };

const matchOf = (text: string, form: RegExp): string => form.exec(text)?.[1] ?? "";

interface PageData {
  readonly texts: readonly string[];
  readonly addresses: readonly string[];
  readonly differing: readonly number[];
  readonly command: string;
  readonly rows: readonly (readonly [
    command: number,
    about: readonly number[],
    findings: readonly (readonly [number, string, ...number[]])[],
  ])[];
}

const dataOf = (page: string): PageData =>
  JSON.parse(matchOf(page, /<script type="application\/json" id=data>(.*?)<\/script>/s));

/** Environment → address → the sign of its cell; empty: nothing. */
function signsOf(page: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const { addresses } = dataOf(page);
  const body = matchOf(page, /<tbody>\n(.*?)\n<\/tbody>/s);
  const rows = body === "" ? [] : body.split("\n");
  return Object.fromEntries(
    rows.map((row) => {
      const [head = "", , ...cells] = row.split("<td");
      const signs = cells.map((cell) => matchOf(cell, />([^<]*)/));
      return [
        matchOf(head, /<span>(.*?)<\/span>/),
        Object.fromEntries(addresses.map((address, index) => [address, signs[index] ?? "none"])),
      ];
    }),
  );
}

const signOf = (mark: Mark): string => MARKS[mark].sign;

/** The sign at an address of the one environment of a run. */
function signAt(address: string, instances: Instances[string], command = "plan" as const): string {
  return signsOf(render(recordsOf({ one: instances ?? "" }, command)))["one"]?.[address] ?? "";
}

describe("a cell says what the record says", () => {
  test("in sync: declared, read, and nothing else", () => {
    expect(signAt(HIBP, { plan: planOf(DIFFERS), declared: [HIBP, BLOCKLIST] })).toBe(signOf("s"));
  });

  test("differs", () => {
    expect(signAt(BLOCKLIST, { plan: planOf(DIFFERS) })).toBe(signOf("d"));
  });

  test("sent unseen, although it is among what could not be read", () => {
    const plan = planOf({ [BLOCKLIST]: { from: UNKNOWN, to: false } });
    expect(plan.coverage.unreadable).toHaveLength(1);
    expect(signAt(BLOCKLIST, { plan, declared: [BLOCKLIST] })).toBe(signOf("w"));
  });

  test("not read, declared or not", () => {
    const coverage: Plan["coverage"] = {
      declared: 1,
      read: 0,
      unreadable: [{ address: HIBP, why: "dormant" }],
    };
    const plan = planOf({}, { coverage });
    expect(signAt(HIBP, { plan })).toBe(signOf("u"));
    expect(signAt(HIBP, { plan, declared: [HIBP] })).toBe(signOf("u"));
  });

  test("refused", () => {
    const says = "identifiers can sign up again";
    const refusals = [refusal("hazard", { says }, { address: BLOCKLIST, allow: "--allow this" })];
    const plan = planOf(DIFFERS, { result: "refused", refusals });
    expect(signAt(BLOCKLIST, { plan })).toBe(signOf("r"));
    const { texts } = dataOf(render(recordsOf({ one: { plan } })));
    expect(texts).toContain("to allow it once: --allow this");
    expect(texts.filter((text) => text.includes(says))).toHaveLength(1);
  });

  test("left alone by ignore", () => {
    const ignored = [{ address: HIBP, reason: "INC-42", until: "2026-12-31" }];
    expect(signAt(HIBP, { plan: planOf({}, { ignored }), declared: [HIBP] })).toBe(signOf("l"));
  });

  test("nothing: of a setting that only another environment declares, or that the record is silent about", () => {
    const signs = signsOf(
      render(
        recordsOf({
          told: { plan: planOf({}), declared: [HIBP] },
          other: { plan: planOf({}), declared: [BLOCKLIST] },
          silent: { plan: planOf({}) },
        }),
      ),
    );
    expect(signs).toEqual({
      told: { [HIBP]: signOf("s"), [BLOCKLIST]: "" },
      other: { [HIBP]: "", [BLOCKLIST]: signOf("s") },
      silent: { [HIBP]: "", [BLOCKLIST]: "" },
    });
  });

  test("of an instance that failed, nothing was read, and why stands beside it", () => {
    const page = render(
      recordsOf({ up: { plan: planOf(DIFFERS) }, down: "Clerk can't be reached" }),
    );
    expect(signsOf(page)["down"]).toEqual({ [BLOCKLIST]: signOf("u") });
    expect(page).toContain("<td>failed (network) <small>Clerk can&#39;t be reached</small>");
  });

  test.each<[Outcome["outcome"], Mark]>([
    ["confirmed", "a"],
    ["unconfirmed", "w"],
    ["contradicted", "d"],
    ["ambiguous", "w"],
    ["failed", "f"],
    ["not_attempted", "d"],
  ])("after apply: %s", (outcome, mark) => {
    const report = {
      outcomes: [{ address: BLOCKLIST, outcome, to: false }],
      calls: [],
      sideEffects: [],
      stopped: null,
    };
    const page = render(recordsOf({ one: { plan: planOf(DIFFERS), report } }, "apply"));
    expect(signsOf(page)["one"]?.[BLOCKLIST]).toBe(signOf(mark));
  });

  test("each sign has words", () => {
    const page = render(recordsOf({ one: { plan: planOf(DIFFERS), declared: [HIBP] } }));
    expect(page).toContain("<td>·<i>in sync</i>");
    expect(page).toContain("<td class=d>≠<i>differs</i>");
  });
});

describe("the page says", () => {
  const SOME: Instances = {
    one: { plan: planOf(DIFFERS), declared: [HIBP, BLOCKLIST] },
    two: { plan: planOf({}), declared: [HIBP, BLOCKLIST] },
    three: "Clerk can't be reached",
  };
  const headlineOf = (page: string): string => matchOf(page, /<h1>(.*?)<\/h1>/);

  test.each<[string, Instances]>([
    ["1 of 3 environments is in sync", SOME],
    ["All 2 environments are in sync", { a: { plan: planOf({}) }, b: { plan: planOf({}) } }],
    ["None of 2 environments is in sync", { a: "no", b: "no" }],
    ["The environment is in sync", { a: { plan: planOf({}) } }],
    ["The environment is not in sync", { a: "no" }],
    ["There is no environment in this run", {}],
  ])("%s", (headline, instances) => {
    expect(headlineOf(render(recordsOf(instances)))).toBe(headline);
  });

  test("what stands in the command line's table, too", () => {
    expect(render(recordsOf(SOME))).toContain(
      "<title>clerkwork plan: 3 environments: 1 to change, 1 failed, 1 in sync</title>",
    );
  });

  test("that not all was read", () => {
    const coverage: Plan["coverage"] = {
      declared: 2,
      read: 1,
      unreadable: [{ address: HIBP, why: "dormant" }],
    };
    const page = render(recordsOf({ one: { plan: planOf({}, { coverage }) } }));
    expect(page).toContain("<td>in sync; 1 not read<td");
  });

  test("that the run did not come to its end, and that it is a part", () => {
    const [start, ...rest] = recordsOf(SOME);
    expect(render([start, ...rest] as ReportRecord[])).not.toContain("class=notice");
    expect(render([start, ...rest.slice(0, -1)] as ReportRecord[])).toContain(
      "The run did not come to its end",
    );
    const part = { ...start, shard: "1/3", of: 9 } as ReportRecord;
    expect(render([part, ...rest])).toContain("Shard 1/3: 3 of 9 environments.");
  });

  test("values, hazards, places and commands, in its data alone", () => {
    const page = render(recordsOf(SOME));
    const { texts, addresses, differing, command } = dataOf(page);
    for (const text of ["true", "false", "clerkwork.yaml:9", "one"]) expect(texts).toContain(text);
    expect(command).toBe("clerkwork plan --env ");
    expect(texts.some((text) => text.includes("weakens_security"))).toBe(true);
    expect(differing.map((index) => addresses[index])).toEqual([BLOCKLIST]);
  });

  test("of a drift, what the file says and what Clerk has", () => {
    const drifted = recordsOf({ one: { plan: planOf(DIFFERS, { result: "drift" }) } }, "drift");
    const { texts, rows } = dataOf(render(drifted));
    const [finding] = rows[0]?.[2] ?? [];
    expect(finding?.slice(2, 4).map((place) => texts[Number(place)])).toEqual(["false", "true"]);
  });
});

/** The tags of a page, without what stands in them. */
const tagsOf = (page: string): readonly string[] =>
  [...page.matchAll(/<[!/a-z][^>]*>/gi)].map(([tag]) => tag.replace(/content="default-src.*/, ""));

describe("nothing gets out of where it stands", () => {
  const HOSTILE = [
    ...EVIL,
    "</script><script>alert(1)</script>",
    "</style></table><!--",
    "<!--<script>",
    "]]>",
    `"'=\u2028\u2029\u0000`,
    "\u202eevil\u2066",
    "&lt;b&gt;",
  ];

  /** A run into which a text was put wherever texts stand. */
  const runWith = (text: string): readonly ReportRecord[] => {
    const plan = planOf({ [HIBP]: { from: known(text), to: `${text}!` } });
    const [change] = plan.changes;
    if (!change) throw new Error("nothing changes");
    const full: Plan = {
      ...plan,
      target: { ...plan.target, instance_id: text },
      changes: [
        {
          ...change,
          at: { ...change.at, file: text },
          hazards: [{ hazard: "weakens_security", says: text, blocked: true, consent: null }],
        },
        { ...change, address: `instance.extra.${text}` },
      ],
      ignored: [{ address: BLOCKLIST, reason: text, until: text }],
      warnings: [{ code: "consent_unused", message: text }] as unknown as Plan["warnings"],
    };
    const records = recordsOf({ one: { plan: full }, two: text }) as EnvironmentRecord[];
    return records.map((record) =>
      record.type === "environment"
        ? { ...record, name: `${text}${record.index}`, file: text }
        : record,
    );
  };
  const page = (text: string): string => renderFleetPage(runWith(text), () => text);
  const calm = tagsOf(page("calm"));

  test.each(HOSTILE.map((text) => [JSON.stringify(text), text]))("%s", (_, text) => {
    const shown = page(text);
    // Where a name may break depends on the name.
    const whole = (tags: readonly string[]): readonly string[] =>
      tags.filter((tag) => tag !== "<wbr>");
    expect(whole(tagsOf(shown))).toEqual(whole(calm));
    expect(shown).not.toMatch(/[\u2028\u2029\u202a-\u202e\u2066-\u2069\0]/);
    expect(() => dataOf(shown)).not.toThrow();
  });

  test("what looks like a credential is left out, and what a name of the file's own says is one", () => {
    const key = ["sk", "test", "0123456789abcdefABCDEF"].join("_");
    const plan = planOf({
      "instance.extra.webhook_token": { from: known("whispered one"), to: "whispered two" },
      "instance.support_email": { from: known(key), to: "help@example.com" },
    });
    const shown = render(recordsOf({ one: { plan }, two: `${key} was refused` }));
    expect(shown).not.toContain(key);
    expect(shown).not.toContain("whispered");
    expect(shown).toContain("help@example.com");
  });
});

describe("the file", () => {
  const page = render(recordsOf({ one: { plan: planOf(DIFFERS) } }));
  const hashOf = (text: string): string =>
    `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

  test("lets nothing run and nothing load but what stands in it", () => {
    const [, style = ""] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
    const [, script = ""] = /<script>(.*?)<\/script>/s.exec(page) ?? [];
    expect(matchOf(page, /Content-Security-Policy content="(.*?)"/).split("; ")).toEqual([
      "default-src 'none'",
      `style-src ${hashOf(style)}`,
      `script-src ${hashOf(script)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page.split("<script")).toHaveLength(3);
    expect(page).not.toMatch(/\b(?:src|href|style|on[a-z]+)=|url\(|@import|https?:/i);
  });

  test("is the same for the same records", () => {
    const again = recordsOf({ one: { plan: planOf(DIFFERS) } });
    expect(render(again)).toBe(page);
  });

  test("of 1,000 instances by 38 settings is at most 1 MB", () => {
    const declared = addressesOf(CATALOG).slice(0, 38);
    expect(declared).toHaveLength(38);
    const wishes: Wishes = {
      [BLOCKLIST]: { from: known(true), to: false },
      [HIBP]: { from: known(true), to: false },
      "organization.max_allowed_memberships": { from: known(5), to: 20 },
      "communication.blocked_country_codes": { from: known(["RU"]), to: ["RU", "KP"] },
    };
    const coverage = { declared: 38, read: 38, unreadable: [] };
    const instances = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => {
        const differs = index % 10 === 0 ? wishes : {};
        const plan = planOf(differs, { coverage });
        const target = { ...plan.target, instance_id: `ins_2abcdefghijklmnopqrs${index}` };
        return [
          `tenant-${String(index).padStart(4, "0")}`,
          { plan: { ...plan, target }, declared },
        ];
      }),
    );
    const bytes = Buffer.byteLength(render(recordsOf(instances)));
    expect(bytes).toBeLessThanOrEqual(1_000_000);
    expect(bytes).toBeGreaterThan(500_000);
  });
});
