// What a plan and a drift say beside their changes, and what they look up for it.

import { describe, expect, test } from "vitest";
import { CATALOG } from "../../src/catalog/catalog.ts";
import type { Json } from "../../src/catalog/setting.ts";
import { narrow } from "../../src/cli/session/narrow.ts";
import type { InstancePort, Wanted } from "../../src/clerk/instance.ts";
import { readDesired } from "../../src/core/file/desired.ts";
import { reviewUnwritten } from "../../src/core/plan/diff.ts";
import type { Warning } from "../../src/core/finding/warning.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import { findDrift } from "../../src/reconcile/drift.ts";
import { planInstance } from "../../src/reconcile/plan.ts";
import { differenceOf, documentOf, known, UNKNOWN } from "./given.ts";

const MODES = "organization.domains_enrollment_modes";

describe("items that nobody writes", () => {
  const said = (from: Json, to: Json): readonly Warning[] => {
    const { moves } = differenceOf({ [MODES]: { from: known(from), to } });
    return reviewUnwritten(moves, new Map([[MODES, known(from)]]));
  };
  const manual = ["manual_invitation", "automatic_invitation"];

  test("are said where the list that holds them is replaced", () => {
    expect(said(manual, ["automatic_suggestion"])).toMatchObject(
      [{ code: "unwritten_items", address: MODES, message: /manual_invitation/ }].map(
        ({ message, ...rest }) => ({ ...rest, message: expect.stringMatching(message) as string }),
      ),
    );
  });

  test.each<readonly [what: string, from: Json, to: Json]>([
    ["the file names it", manual, ["manual_invitation"]],
    ["nothing changes", manual, ["automatic_invitation"]],
    ["there is none", ["automatic_invitation"], []],
  ])("are not, where %s", (_, from, to) => {
    expect(said(from, to)).toEqual([]);
  });

  test("are not, where nothing can be read", () => {
    const { moves } = differenceOf({ [MODES]: { from: UNKNOWN, to: [] } });
    expect(reviewUnwritten(moves, new Map([[MODES, UNKNOWN]]))).toEqual([]);
  });
});

interface Looked {
  readonly instance: InstancePort;
  readonly observed: Wanted[];
  readonly lookedUp: number[];
}

/** An instance whose roles differ from the file, and that counts what it is asked. */
function counting(readings: Readonly<Record<string, Json>>): Looked {
  const observed: Wanted[] = [];
  const lookedUp: number[] = [];
  const never = (): never => {
    throw new Error("not here");
  };
  const instance: InstancePort = {
    apiUrl: "https://api.clerk.test",
    identify: () => Promise.resolve({ id: "ins_1", type: "production" }),
    observe: (rows) => {
      observed.push(...rows);
      const shown = Object.entries(readings).map(
        ([address, value]) => [address, known(value)] as const,
      );
      return Promise.resolve({ readings: new Map(shown), roles: null });
    },
    lookUp: (moves) => {
      lookedUp.push(moves.length);
      return Promise.resolve({ roles: null, allowlistSize: 0, afterwards: new Map(), idle: [] });
    },
    callsFor: () => [],
    reread: never,
    send: never,
    verify: never,
    forget: never,
  };
  return { instance, observed, lookedUp };
}

const FILE = `version: 1
restrictions: { allowlist: true }
organization: { creator_role: "org:admin", ${MODES.split(".")[1] ?? ""}: [automatic_suggestion] }
`;
const LIVE = {
  "restrictions.allowlist": false,
  "organization.creator_role": "org:member",
  [MODES]: ["manual_invitation"],
};
const OPTIONS = { toolVersion: "1.2.3", today: "2026-06-01", allowances: [] };
const desired = readDesired(documentOf(FILE), CATALOG, null);

describe("what is looked up", () => {
  test("a plan asks for its moves, and for the roles that it would write", async () => {
    const { instance, observed, lookedUp } = counting(LIVE);
    const { plan } = await planInstance(desired, instance, OPTIONS);
    expect(plan.refusals.map(({ code }) => code)).toContain("empty_allowlist");
    expect(lookedUp).toEqual([3]);
    expect(observed.every(({ value }) => value !== undefined)).toBe(true);
  });

  test("a drift asks for neither, and shows the same changes", async () => {
    const { instance, observed, lookedUp } = counting(LIVE);
    const plan = await findDrift(desired, instance, OPTIONS);
    expect(plan.changes.map(({ address }) => address).toSorted()).toEqual(
      Object.keys(LIVE).toSorted(),
    );
    expect(lookedUp).toEqual([0]);
    expect(observed.map(({ value }) => value)).toEqual([undefined, undefined, undefined]);
    expect(plan.warnings.map(({ code }) => code)).toEqual(["unwritten_items"]);
  });
});

describe("--only", () => {
  const warned = async (only: readonly string[]): Promise<readonly (string | undefined)[]> => {
    const plan: Plan = (await planInstance(narrow(desired, only), counting(LIVE).instance, OPTIONS))
      .plan;
    return plan.warnings
      .filter(({ code }) => code === "section_not_named")
      .map(({ message }) => /nothing of (\w+) here/.exec(message)?.[1]);
  };

  test.each<readonly [only: readonly string[], absent: readonly string[]]>([
    [["protect"], ["protect"]],
    [
      ["protect", "restrictions", "beta"],
      ["protect", "beta"],
    ],
    [["restrictions"], []],
  ])("%j: the file has nothing of %j", async (only, absent) => {
    expect(await warned(only)).toEqual(absent);
  });

  test("an empty section is named, and said to be empty", async () => {
    const empty = readDesired(documentOf("version: 1\nprotect: {}\n"), CATALOG, null);
    const narrowed = narrow(empty, ["protect"]);
    const { plan } = await planInstance(narrowed, counting({}).instance, OPTIONS);
    expect(plan.warnings.map(({ code }) => code)).toEqual(["empty_section"]);
  });
});
