// What a file changes against an earlier text of it: settings, hazards by direction, consents, and bases that are none.

import { describe, expect, test } from "vitest";
import { narrow } from "../../src/cli/session/narrow.ts";
import type { OfflinePlan } from "../../src/core/plan/offline.ts";
import { offlineMarkdown } from "../../src/core/render/offline-markdown.ts";
import { renderOffline } from "../../src/core/render/offline.ts";
import { sayCounts, standingOf } from "../../src/core/render/standings.ts";
import { documentOfOffline } from "../../src/core/report/offline-document.ts";
import { NOBODY, standOf, type EnvironmentRecord } from "../../src/core/report/record.ts";
import { loadText } from "../../src/reconcile/load.ts";
import { planOffline, type BaseText } from "../../src/reconcile/offline.ts";

const TODAY = "2026-06-01";
const REF = { what: "ref", name: "main" } as const;

/** `base` null: there is none. `more`: the flags. */
function offline(
  head: string,
  base: string | null | BaseText,
  {
    environment = null,
    allow = [],
    only,
  }: {
    environment?: string | null;
    allow?: Parameters<typeof planOffline>[2]["allowances"];
    only?: readonly string[];
  } = {},
): OfflinePlan {
  const part = environment === null ? "top" : [environment];
  const [desired] = loadText("clerkwork.yaml", `version: 1\n${head}`, part, TODAY);
  if (!desired) throw new Error("nothing was read");
  const text: BaseText =
    base === null
      ? { what: "none", name: null, why: "the pull request names no base" }
      : typeof base === "string"
        ? { ...REF, text: `version: 1\n${base}` }
        : base;
  return planOffline(desired, text, {
    narrow: (one) => narrow(one, only),
    toolVersion: "0.0.0",
    allowances: allow,
    today: TODAY,
  });
}

const textOf = (plan: OfflinePlan, width = 80): string =>
  renderOffline(plan, { width, source: { file: "clerkwork.yaml" } })
    .map(({ text }) => `${text}\n`)
    .join("");
const wordsOf = (plan: OfflinePlan): string => textOf(plan).replaceAll(/\s+/g, " ");

const namesIn = ({ added, changed, removed }: OfflinePlan) => ({
  added: added.map(({ address }) => address),
  changed: changed.map(({ address }) => address),
  removed: removed.map(({ address }) => address),
});

const hazardsIn = ({ added, changed }: OfflinePlan): readonly string[] =>
  [...added, ...changed].flatMap(({ hazards }) => hazards.map(({ hazard }) => hazard));

describe("settings", () => {
  test.each<
    readonly [what: string, head: string, base: string, found: Partial<ReturnType<typeof namesIn>>]
  >([
    ["added", "instance: { hibp: true }", "", { added: ["instance.hibp"] }],
    [
      "changed",
      "instance: { hibp: true }",
      "instance: { hibp: false }",
      { changed: ["instance.hibp"] },
    ],
    ["no longer managed", "", "instance: { hibp: true }", { removed: ["instance.hibp"] }],
    ["the same", "instance: { hibp: true }", "instance:\n  hibp: true # so\n", {}],
    [
      "a set in another order",
      "communication: { blocked_country_codes: [KP, RU] }",
      "communication: { blocked_country_codes: [RU, KP] }",
      {},
    ],
  ])("%s", (_, head, base, found) => {
    expect(namesIn(offline(head, base))).toEqual({ added: [], changed: [], removed: [], ...found });
  });

  test("values and places: of a change the base's, of what is gone the base's place", () => {
    const plan = offline(
      "instance: { hibp: true }",
      "instance: { hibp: false }\nprotect: { rules_enabled: true }",
    );
    expect(plan.changed).toMatchObject([
      {
        from: { known: true, value: false, source: "base" },
        to: true,
        at: { file: "clerkwork.yaml", line: 2 },
      },
    ]);
    expect(plan.removed).toEqual([
      {
        address: "protect.rules_enabled",
        section: "protect",
        setting: "rules_enabled",
        value: true,
        at: { file: "main", line: 3, column: 27 },
      },
    ]);
  });

  test("of the sections that were asked for alone", () => {
    const plan = offline("instance: { hibp: true }", "protect: { rules_enabled: true }", {
      only: ["instance"],
    });
    expect(namesIn(plan)).toEqual({ added: ["instance.hibp"], changed: [], removed: [] });
  });

  test("what an exception leaves alone is no change", () => {
    const ignore = `ignore: [{ address: instance.hibp, reason: INC-1, until: 2026-12-31 }]`;
    const plan = offline(`instance: { hibp: true }\n${ignore}`, "instance: { hibp: false }");
    expect(namesIn(plan)).toEqual({ added: [], changed: [], removed: [] });
    expect(plan.ignored).toEqual([
      { address: "instance.hibp", reason: "INC-1", until: "2026-12-31" },
    ]);
  });
});

describe("overlays", () => {
  const staging = (text: string): string =>
    `instance: { hibp: false }\nenvironments: { staging: { ${text} } }`;
  const of = (head: string, base: string): ReturnType<typeof namesIn> =>
    namesIn(offline(head, base, { environment: "staging" }));

  test("a value that moves from the top into the environment is no change", () => {
    expect(of(staging("instance: { hibp: false }"), staging(""))).toEqual({
      added: [],
      changed: [],
      removed: [],
    });
  });
  test("the environment's value counts", () => {
    expect(of(staging("instance: { hibp: true }"), staging("")).changed).toEqual(["instance.hibp"]);
  });
  test("an environment that the base does not have is new", () => {
    const plan = offline(staging(""), "instance: { hibp: false }", { environment: "staging" });
    expect(namesIn(plan).added).toEqual(["instance.hibp"]);
    expect(plan.notes[0]?.code).toBe("offline_no_base");
    expect(wordsOf(plan)).toContain("main has no environment staging");
  });
});

describe("hazards by direction", () => {
  const LIST = "restrictions.blocklist";
  test.each<readonly [base: string, head: string, hazards: readonly string[]]>([
    ["true", "false", ["weakens_security"]],
    ["false", "true", []],
  ])("%s to %s", (base, head, hazards) => {
    const plan = offline(
      `restrictions: { blocklist: ${head} }`,
      `restrictions: { blocklist: ${base} }`,
    );
    expect(hazardsIn(plan)).toEqual(hazards);
    expect(plan.changed.map(({ address }) => address)).toEqual([LIST]);
  });

  test("an unknown live value: every hazard that some value could meet", () => {
    const list = "communication: { blocked_country_codes: [KP] }";
    const fromNothing = hazardsIn(offline(list, ""));
    const fromMore = hazardsIn(offline(list, "communication: { blocked_country_codes: [KP, RU] }"));
    const fromLess = hazardsIn(offline(list, "communication: { blocked_country_codes: [] }"));
    expect(fromMore).not.toEqual(fromLess);
    expect(new Set(fromNothing)).toEqual(new Set([...fromMore, ...fromLess]));
  });

  test("what is gone has none: nothing is sent for it", () => {
    const plan = offline("", "restrictions: { blocklist: true }");
    expect(plan.consents).toEqual({ needed: 0, given: 0 });
  });
});

describe("consents", () => {
  const HEAD = "restrictions: { blocklist: false }";
  const BASE = "restrictions: { blocklist: true }";
  const consent = (until: string): string =>
    `\nconsents: [{ address: restrictions.blocklist, hazard: weakens_security, reason: INC-7, until: ${until} }]`;
  const allow = [{ hazard: "weakens_security", address: null }] as const;

  test.each([
    ["none", "", {}, 0, /1 hazard may need consent before apply: none is given/],
    ["the file's", consent("2026-12-31"), {}, 1, /consented: clerkwork.yaml:3 "INC-7"/],
    ["one that ran out", consent("2026-05-31"), {}, 0, /ran out on 2026-05-31/],
    ["a flag's", "", { allow }, 1, /allowed by --allow weakens_security/],
  ] as const)("%s", (_, more, flags, given, says) => {
    const plan = offline(HEAD + more, BASE, flags);
    expect(plan.consents).toEqual({ needed: 1, given });
    expect(plan.changed[0]?.hazards[0]?.blocked).toBe(given === 0);
    expect(wordsOf(plan)).toMatch(says);
  });

  test("one that no change needs is not said to be unneeded: the live state may need it", () => {
    expect(offline(`${BASE}${consent("2026-12-31")}`, BASE).warnings).toEqual([]);
  });

  test("a development instance asks for none, and one of which nothing is said may", () => {
    const pin = (type: string): string => `\ntarget: { environment_type: ${type} }`;
    const development = offline(HEAD + pin("development"), BASE);
    expect(development.changed[0]?.hazards).toMatchObject([{ blocked: false }]);
    expect(development.notes).toEqual([]);
    expect(wordsOf(development)).toContain("a development instance does not");
    expect(offline(HEAD, BASE).notes).toMatchObject([{ code: "offline_type_not_known" }]);
    expect(offline(HEAD + pin("production"), BASE).notes).toEqual([]);
  });
});

describe("a base that is none", () => {
  const HEAD = "instance: { hibp: true }";
  const pin = (id: string): string => `\ntarget: { instance_id: ${id} }`;
  test.each<readonly [what: string, head: string, base: string | null | BaseText, says: RegExp]>([
    ["there is none", HEAD, null, /the pull request names no base/],
    [
      "it does not have the file",
      HEAD,
      { ...REF, why: "main has no a.yaml" },
      /main has no a.yaml/,
    ],
    ["it is not valid", HEAD, "instance: { hibp: perhaps }", /main is not valid/],
    ["it can't be parsed", HEAD, "instance: {", /main is not valid/],
    [
      "it is of another instance",
      HEAD + pin("ins_1"),
      HEAD + pin("ins_2"),
      /means another instance/,
    ],
  ])("%s", (_, head, base, says) => {
    const plan = offline(head, base);
    expect(namesIn(plan)).toEqual({ added: ["instance.hibp"], changed: [], removed: [] });
    expect(wordsOf(plan)).toMatch(says);
    expect(wordsOf(plan)).toContain(
      "Offline plan: the file declares 1 setting; the live state was not read.",
    );
  });

  test("a pin that is new is no other instance", () => {
    expect(namesIn(offline(HEAD + pin("ins_1"), HEAD)).added).toEqual([]);
  });
});

const recordOf = (plan: OfflinePlan): EnvironmentRecord => ({
  type: "environment",
  index: 0,
  file: "clerkwork.yaml",
  name: null,
  document: documentOfOffline(plan),
});

describe("what is said", () => {
  const SAME = offline("instance: { hibp: true }", "instance: { hibp: true }");
  const OTHER = offline(
    "instance: { hibp: true }",
    "instance: { hibp: false }\nprotect: { rules_enabled: true }",
  );

  test.each([
    [SAME, "offline: 0 changes in the file", true],
    [OTHER, "offline: 2 changes in the file", false],
  ])("in a table of many", (plan, says, isClean) => {
    const record = recordOf(plan);
    expect(standOf(record)).toBe("offline");
    expect(standingOf("x", record)).toMatchObject({ says, isClean });
  });

  test("in a count of many", () => {
    expect(sayCounts({ ...NOBODY, offline: 21 }, "plan")).toBe(
      "21 environments: 21 offline, the live state not read",
    );
  });

  test("never that nothing is to be done", () => {
    for (const plan of [SAME, OTHER, offline("instance: { hibp: true }", null)])
      for (const text of [
        textOf(plan),
        offlineMarkdown(plan),
        standingOf("x", recordOf(plan)).says,
      ])
        expect(text).not.toMatch(/no changes|in sync/i);
    const same = "Offline plan: the live state was not read. Against main, the file says the same.";
    expect(textOf(SAME)).toContain(same);
    expect(offlineMarkdown(SAME)).toContain(same);
  });

  test("a page that is too large says how much is left out, the worst first", () => {
    const plan = offline(
      "instance: { hibp: true }\nrestrictions: { blocklist: false }",
      "instance: { hibp: false }\nrestrictions: { blocklist: true }",
    );
    const whole = offlineMarkdown(plan);
    const cut = offlineMarkdown(plan, { bytes: Buffer.byteLength(whole) - 1 });
    expect(cut).toContain("restrictions.blocklist");
    expect(offlineMarkdown(plan, { bytes: 480 })).toMatch(/… and \d more settings?;/);
  });
});

const DRAWN = offline(
  `target: { environment_type: production }
restrictions: { blocklist: false, allowlist: true }
communication: { blocked_country_codes: [KP, RU, SY, IR, CU, BY, VE, MM, SD, ZW, LY, SO] }
ignore: [{ address: protect.rules_enabled, reason: "INC-3", until: 2026-12-31 }]
protect: { rules_enabled: true }
consents:
  - { address: restrictions.blocklist, hazard: weakens_security, reason: "INC-7 | gone", until: 2026-06-05 }`,
  "restrictions: { blocklist: true }\ninstance: { hibp: true }\nprotect: { rules_enabled: false }",
);

describe("drawn", () => {
  test.each([60, 80, 120])("%i cells wide", async (width) => {
    const text = textOf(DRAWN, width);
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(width);
    await expect(text).toMatchFileSnapshot(`golden/files/offline-${width}.text.golden`);
  });
  test("as Markdown", async () => {
    const text = offlineMarkdown(DRAWN, { source: { file: "clerkwork.yaml" } });
    await expect(text).toMatchFileSnapshot("golden/files/offline.markdown.golden");
  });
  test("as JSON", async () => {
    const text = `${JSON.stringify(documentOfOffline(DRAWN), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot("golden/files/offline.json.golden");
  });
});
