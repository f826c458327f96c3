// What a plan says beyond its changes: YAML to paste, the ways out of a drift, what nobody watches, what ends
// soon, and when all of it is coloured.

import { describe, expect, test } from "vitest";
import type { Hazard } from "../../src/catalog/hazard.ts";
import { CATALOG, findSetting } from "../../src/catalog/catalog.ts";
import { useColor, useErrorColor } from "../../src/cli/screen/color.ts";
import { readSource } from "../../src/cli/screen/source.ts";
import { paint } from "../../src/cli/screen/terminal.ts";
import type { Context } from "../../src/cli/context.ts";
import { readDesired, type Desired } from "../../src/core/file/desired.ts";
import type { Warning } from "../../src/core/finding/warning.ts";
import { cameSince, goneSince } from "../../src/core/plan/came-since.ts";
import { callsFor } from "../../src/core/plan/calls.ts";
import { madeByHand } from "../../src/core/plan/drift.ts";
import { endingSoon, repeatedEntries } from "../../src/core/plan/ending.ts";
import { buildPlanSchema } from "../../src/core/plan/plan-schema.ts";
import { listUnmanaged, unmanagedRows } from "../../src/core/plan/unmanaged.ts";
import { renderPlan } from "../../src/core/render/plan.ts";
import { renderRefusals } from "../../src/core/render/refusals.ts";
import type { Source, View } from "../../src/core/render/view.ts";
import { line, lineOf, span } from "../../src/core/text/line.ts";
import { loadText } from "../../src/reconcile/load.ts";
import { declare, documentOf, known, moveOf, plannedOf, planOf, UNKNOWN } from "./given.ts";
import { buildPlan } from "./golden/cases.ts";

const TODAY = "2026-06-01";
const HIBP = "instance.hibp";
const textsOf = (lines: readonly { readonly text: string }[]): readonly string[] =>
  lines.map(({ text }) => text);
const desiredOf = (file: string, environment: string | null = null): Desired =>
  readDesired(documentOf(file), CATALOG, environment);
const sourceOf = (file: string): Promise<Source> => readSource(desiredOf(file), {}, {});

describe("consents to paste", () => {
  const FILE =
    "version: 1\ninstance: { hibp: false }\norganization: { max_allowed_memberships: 5 }\n";
  const LIVE = { [HIBP]: known(true), "organization.max_allowed_memberships": known(0) };
  const ENTRY =
    '{ address: restrictions.blocklist, hazard: weakens_security, reason: "x", until: 2026-12-31 }';

  /** The YAML of a refused plan, and the sentence before it. */
  async function offered(file: string): Promise<{ said: string; yaml: readonly string[] }> {
    const { refusals, changes } = buildPlan({ file, live: LIVE });
    const lines = textsOf(renderRefusals(refusals, changes, { source: await sourceOf(file) }));
    const start = lines.findIndex((text) => text.includes("have it reviewed"));
    return { said: lines[start] ?? "", yaml: lines.slice(start + 1) };
  }
  const consentsOf = (file: string): readonly string[] =>
    (loadText("clerkwork.yaml", file, "whole", TODAY)[0]?.consents ?? []).map(
      ({ address, hazard, reason }) => `${hazard}=${address} ${reason}`,
    );
  const NEW = [
    `weakens_security=${HIBP} why this is meant`,
    "breaks_clients=organization.max_allowed_memberships why this is meant",
  ];
  const OLD = "weakens_security=restrictions.blocklist x";

  test("a file without any: the whole block, in column 0", async () => {
    const { said, yaml } = await offered(FILE);
    expect(said).toBe("  To have it reviewed, add to clerkwork.yaml:");
    expect(yaml[0]).toBe("consents:");
    expect(consentsOf(`${FILE}${yaml.join("\n")}\n`)).toEqual(NEW);
  });

  test.each([
    ["in column 0", "- "],
    ["further in", "    - "],
  ])("a list that stands %s: the items alone, below the line that is named", async (_, dash) => {
    const file = `${FILE}consents:\n${dash}${ENTRY}\n`;
    const { said, yaml } = await offered(file);
    expect(said).toBe("  To have it reviewed, add to consents in clerkwork.yaml (line 4):");
    expect(yaml[0]?.startsWith(dash)).toBe(true);
    const lines = file.split("\n");
    lines.splice(4, 0, ...yaml);
    expect(consentsOf(lines.join("\n"))).toEqual([...NEW, OLD]);
  });

  test.each([
    ["an empty list", "[]", []],
    ["a list in brackets", `[${ENTRY}]`, [OLD]],
  ])("%s: the whole block, to stand in its place", async (_, value, kept) => {
    const file = `${FILE}consents: ${value}\n`;
    const { said, yaml } = await offered(file);
    expect(said).toBe(
      "  To have it reviewed, put in place of consents in clerkwork.yaml (line 4):",
    );
    const lines = file.split("\n");
    lines.splice(3, 1, ...yaml);
    expect(consentsOf(lines.join("\n"))).toEqual([...kept, ...NEW]);
  });
});

describe("the ways out of a drift", () => {
  const wishes = {
    [HIBP]: { from: known(false), to: true },
    "restrictions.blocklist": { from: known(false), to: true },
    "restrictions.allowlist": { from: known(false), to: true },
    "protect.rules_enabled": { from: known(false), to: true },
  };
  const FEW = Object.fromEntries(Object.entries(wishes).slice(0, 1));
  const end = (given: typeof wishes | typeof FEW, view: View = {}): readonly string[] => {
    const lines = textsOf(renderPlan(planOf(given), "drift", view));
    return lines.slice(lines.findIndex((text) => text.startsWith("Drift:")) + 1);
  };

  test("stand on one line, or on one each, or as many as it takes", () => {
    expect(end(FEW)).toEqual([
      `  Put it back: clerkwork apply    Keep it: clerkwork pull --only ${HIBP}`,
    ]);
    expect(end(FEW, { width: 60 })).toEqual([
      "  Put it back: clerkwork apply",
      `  Keep it: clerkwork pull --only ${HIBP}`,
    ]);
    expect(end(FEW, { width: 40 }).slice(-3)).toEqual([
      "  Put it back: clerkwork apply",
      "  Keep it:",
      `    clerkwork pull --only ${HIBP}`,
    ]);
  });

  test("name many settings by their sections", () => {
    expect(end(wishes, { width: 120 })[1] ?? end(wishes, { width: 120 })[0]).toContain(
      "clerkwork pull --only instance --only restrictions --only protect",
    );
  });

  test("repeat the file and the environment as they were given", async () => {
    const file = "my file.yaml";
    const desired = { ...desiredOf("version: 1\n"), file, environment: "production" };
    const source = await readSource(desired, { file, all: true }, {});
    expect(end(FEW, { width: 200, source })[0]).toBe(
      `  Put it back: clerkwork apply -f 'my file.yaml' --env production    Keep it: clerkwork pull -f 'my file.yaml' --env production --only ${HIBP}`,
    );
  });

  test("say when a value that is kept counts for other environments too", async () => {
    const yaml = `version: 1\ninstance: { hibp: true }\nenvironments: { a: {}, b: { restrictions: { blocklist: true } } }\n`;
    const noteFor = async (environment: string | null, names: readonly string[]) => {
      const source = await readSource(desiredOf(yaml, environment), {}, {});
      const some = Object.fromEntries(
        names.map((name) => [name, { from: known(false), to: true }]),
      );
      return end(some, { width: 200, source }).slice(-1)[0] ?? "";
    };
    const said =
      "  instance.hibp stands at the top of the file: to keep the value changes it for other environments too";
    expect(await noteFor("a", [HIBP])).toBe(said);
    expect(await noteFor("b", [HIBP, "restrictions.blocklist"])).toBe(said);
    expect(await noteFor("b", ["restrictions.blocklist"])).toContain("Keep it");
  });
});

describe("a drift's hazards", () => {
  const live = { readings: new Map(), roles: [] };
  const hazardsOf = (from: boolean, to: boolean): readonly string[] =>
    madeByHand([moveOf(HIBP, known(from), to)], "production", live).flatMap(({ change }) =>
      change.hazards.map(
        ({ hazard, blocked, consent }) => `${hazard} ${blocked} ${consent === null}`,
      ),
    );

  test("are of the change that was made, and block nothing", () => {
    expect(hazardsOf(false, true)).toEqual(["weakens_security false true"]);
    expect(hazardsOf(true, false)).toEqual([]);
  });

  test("of what can't be read stay as they are", () => {
    const move = moveOf(HIBP, UNKNOWN, false);
    expect(madeByHand([move], "production", live)).toEqual([move]);
  });
});

describe("an entry that ends", () => {
  const said = (until: string): readonly string[] => {
    const entry = { address: HIBP, reason: "r", until, at: { file: "f", line: 3, column: 1 } };
    const consents = [{ ...entry, hazard: "weakens_security" as const }];
    return endingSoon({ consents, ignores: [entry] }, TODAY).map(
      ({ code, message }: Warning) => `${code}: ${message}`,
    );
  };

  test.each([
    ["2026-06-01", "today"],
    ["2026-06-02", "tomorrow"],
    ["2026-06-15", "in 14 days"],
  ])("on %s is a warning: %s", (until, when) => {
    expect(said(until)).toEqual([
      `consent_ends_soon: the consent in f:3 ends ${when}, on ${until}`,
      `ignore_ends_soon: the exception in f:3 ends ${when}, on ${until}: after that day it is an error`,
    ]);
  });

  test.each(["2026-05-31", "2026-06-16"])("on %s is none", (until) => {
    expect(said(until)).toEqual([]);
  });
});

describe("a consent that stands twice", () => {
  const said = (...entries: readonly (readonly [hazard: Hazard, until: string])[]) => {
    const consents = entries.map(([hazard, until], index) => ({
      address: HIBP,
      reason: "r",
      hazard,
      until,
      at: { file: "f", line: index + 3, column: 1 },
    }));
    return repeatedEntries({ consents, ignores: [] }, TODAY).map(
      ({ code, message, address }) => `${code} ${address}: ${message}`,
    );
  };

  test("is a warning that names both lines", () => {
    expect(said(["weakens_security", "2026-07-01"], ["weakens_security", "2026-06-01"])).toEqual([
      `consent_repeated ${HIBP}: the consent to weakens_security in f:4 stands in f:3 too: keep one`,
    ]);
  });

  test("is none to another danger, and none beside one that has run out", () => {
    expect(said(["weakens_security", "2026-07-01"], ["breaks_clients", "2026-07-01"])).toEqual([]);
    expect(said(["weakens_security", "2026-05-31"], ["weakens_security", "2026-07-01"])).toEqual(
      [],
    );
  });
});

describe("an exception that stands twice", () => {
  const said = (...untils: readonly string[]) =>
    repeatedEntries(
      {
        consents: [],
        ignores: untils.map((until, index) => ({
          address: HIBP,
          reason: "r",
          until,
          at: { file: "f", line: index + 3, column: 1 },
        })),
      },
      TODAY,
    ).map(({ code, message, address }) => `${code} ${address}: ${message}`);

  test("is a warning that names both lines, whatever their last days", () => {
    expect(said("2026-07-01", "2026-06-01")).toEqual([
      `ignore_repeated ${HIBP}: the exception in f:4 stands in f:3 too: keep one`,
    ]);
  });

  test("is none alone", () => {
    expect(said("2026-07-01")).toEqual([]);
  });
});

describe("what a file doesn't name", () => {
  const addressesFor = (file: string, type: "development" | "production"): readonly string[] =>
    unmanagedRows(CATALOG, desiredOf(file), type).map(({ address }) => address);

  test("is what exists on such an instance, each once", () => {
    const all = addressesFor("version: 1\n", "production");
    expect(all).toContain("organization.creator_role");
    expect(all).not.toContain("organization.creator_role_id");
    expect(all).not.toContain("instance.url_based_session_syncing");
    expect(addressesFor("version: 1\n", "development")).toContain(
      "instance.url_based_session_syncing",
    );
    expect(all).toContain("beta.restricted_to_allowlist");
    expect(all.filter((address) => findSetting(CATALOG, address) === undefined)).toEqual([]);
  });

  test("is nothing that it names, nor the same under another name", () => {
    const file =
      "version: 1\ninstance: { hibp: true }\norganization: { creator_role_id: role_1 }\n";
    const left = addressesFor(file, "production");
    for (const address of [HIBP, "organization.creator_role_id", "organization.creator_role"])
      expect(left).not.toContain(address);
  });

  test("is nothing that its API version lacks", () => {
    const file = 'version: 1\napi_version: "2021-02-05"\n';
    for (const address of addressesFor(file, "production"))
      expect(findSetting(CATALOG, address)?.setting.versions).toContain("2021-02-05");
  });

  test("lists what can endanger somebody first, and never a value that nobody read", () => {
    const rows = unmanagedRows(CATALOG, desiredOf("version: 1\n"), "production");
    const listed = listUnmanaged(rows, new Map([[HIBP, known(false)]]));
    const first = listed.findIndex(({ hazards }) => hazards.length === 0);
    expect(first).toBeGreaterThan(0);
    expect(listed.slice(first).filter(({ hazards }) => hazards.length > 0)).toEqual([]);
    expect(listed.find(({ address }) => address === HIBP)).toEqual({
      address: HIBP,
      live: known(false),
      hazards: ["weakens_security"],
    });
    const others = listed.filter(({ address }) => address !== HIBP);
    expect(others.filter(({ live }) => live.known)).toEqual([]);
  });
});

describe("colour", () => {
  type Environment = Readonly<Record<string, string>>;
  const context = (environment: Environment, out: boolean, err: boolean): Context =>
    ({ environment, terminal: { isOutTerminal: out, isErrTerminal: err } }) as unknown as Context;

  test.each<readonly [environment: Environment, on: boolean | "terminal"]>([
    [{}, "terminal"],
    [{ FORCE_COLOR: "1" }, true],
    [{ FORCE_COLOR: "3", NO_COLOR: "1", TERM: "dumb" }, true],
    [{ FORCE_COLOR: "0" }, false],
    [{ FORCE_COLOR: "false" }, false],
    [{ FORCE_COLOR: "" }, "terminal"],
    [{ CLICOLOR_FORCE: "1", NO_COLOR: "1" }, true],
    [{ CLICOLOR_FORCE: "0" }, "terminal"],
    [{ NO_COLOR: "1" }, false],
    [{ NO_COLOR: "" }, "terminal"],
    [{ TERM: "dumb" }, false],
    [{ TERM: "xterm" }, "terminal"],
  ])("with %j: %s", (environment, on) => {
    for (const there of [true, false]) {
      const expected = on === "terminal" ? there : on;
      expect(useColor(context(environment, there, !there), {})).toBe(expected);
      expect(useErrorColor(context(environment, !there, there), {})).toBe(expected);
      for (const color of [true, false]) {
        expect(useColor(context(environment, there, there), { color })).toBe(color);
        expect(useErrorColor(context(environment, there, there), { color })).toBe(color);
      }
    }
  });

  test("is of each part of a line, and of no blanks", () => {
    const lines = [
      lineOf([span("  "), span("a", "remove"), span(" "), span("b", "add")]),
      line("c", "danger"),
      line(""),
    ];
    expect(paint(lines, true)).toBe(
      "  \u001b[31ma\u001b[0m \u001b[32mb\u001b[0m\n\u001b[31;1mc\u001b[0m\n\n",
    );
    expect(paint(lines, false)).toBe("  a b\nc\n\n");
  });
});

describe("the header", () => {
  const headerOf = (target: Partial<ReturnType<typeof planOf>["target"]>, view: View = {}) => {
    const plan = planOf({});
    return textsOf(
      renderPlan({ ...plan, target: { ...plan.target, ...target } }, "plan", view),
    ).slice(0, 2);
  };

  test("names production once, and the type where the environment has another name", async () => {
    expect(headerOf({ environment: "production" })[0]).toBe("clerkwork plan · production · ins_1");
    expect(headerOf({ environment: "eu" })[0]).toBe("clerkwork plan · eu (production) · ins_1");
    const source = { ...(await sourceOf("version: 1\n")), domain: "acme.com" };
    expect(headerOf({}, { source })).toEqual([
      "clerkwork plan · production · ins_1 (acme.com)",
      "clerkwork.yaml · https://api.clerk.com · API version 2026-05-12",
    ]);
  });

  test("a change of another file says which", () => {
    const plan = planOf({ [HIBP]: { from: known(false), to: true } });
    const source = { file: "other.yaml" };
    const lines = textsOf(renderPlan(plan, "plan", { source }));
    expect(lines.some((text) => text.endsWith("clerkwork.yaml:9"))).toBe(true);
    expect(textsOf(renderPlan(plan, "rollback", { source })).join("\n")).not.toContain(":9");
  });
});

test("the schema of a drift asks for both sides of each change, and has no calls", () => {
  const schema = JSON.stringify(buildPlanSchema("drift"));
  expect(schema).toContain('"expected","actual"]');
  expect(schema).not.toContain('"calls"');
});

describe("what a plan has more than the expected one", () => {
  const wishes = {
    [HIBP]: { from: known(false), to: true },
    "restrictions.blocklist": { from: known(false), to: true },
    "restrictions.allowlist": { from: known(false), to: true },
    "protect.rules_enabled": { from: known(false), to: true },
  };
  const found = (...kept: readonly string[]): readonly string[] | null => {
    const { plan, moves } = plannedOf(wishes);
    const expected = plannedOf(
      Object.fromEntries(Object.entries(wishes).filter(([address]) => kept.includes(address))),
    ).plan.fingerprint;
    return cameSince(unexpected(plan, moves, expected));
  };
  const calls = (some: Parameters<typeof callsFor>[0]) => callsFor(some, { roles: null });
  const unexpected = (
    { target }: ReturnType<typeof plannedOf>["plan"],
    moves: ReturnType<typeof plannedOf>["moves"],
    expected: string,
  ) => ({ target, moves, expected, callsFor: calls });
  const ALL = Object.keys(wishes);

  test("is one change, or two", () => {
    expect(found(...ALL.slice(1))).toEqual([HIBP]);
    expect(found(...ALL.slice(1, 3))).toEqual([HIBP, "protect.rules_enabled"]);
  });

  test("can't be told of three, nor of what is gone", () => {
    expect(found(HIBP)).toBeNull();
    const { plan, moves } = plannedOf({ [HIBP]: { from: known(false), to: true } });
    expect(cameSince(unexpected(plan, moves, plannedOf(wishes).plan.fingerprint))).toBeNull();
  });

  test("a switch that is gone since is found by what it must have been", () => {
    const expected = plannedOf(wishes).plan.fingerprint;
    const declarations = Object.entries(wishes).map(([address, { to }]) => declare(address, to));
    for (const gone of ALL) {
      const left = Object.fromEntries(
        Object.entries(wishes).filter(([address]) => address !== gone),
      );
      const { plan, moves } = plannedOf(left);
      const readings = new Map(ALL.map((address) => [address, known(address === gone)]));
      const now = unexpected(plan, moves, expected);
      expect(goneSince(now, declarations, readings)).toBe(gone);
      const other = unexpected(plan, moves, plannedOf({}).plan.fingerprint);
      expect(goneSince(other, declarations, readings)).toBeNull();
    }
  });

  test("is not looked for in more than forty", () => {
    const many = Object.fromEntries(
      Array.from({ length: 41 }, (_, index) => [
        `organization.extra.a${index}`,
        { from: known(false), to: true },
      ]),
    );
    const { plan, moves } = plannedOf(many);
    const { plan: fewer } = plannedOf(Object.fromEntries(Object.entries(many).slice(1)));
    expect(cameSince(unexpected(plan, moves, fewer.fingerprint))).toBeNull();
    expect(cameSince(unexpected(fewer, moves.slice(1), fewer.fingerprint))).toBeNull();
  });
});
