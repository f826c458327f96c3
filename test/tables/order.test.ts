import { describe, expect, test } from "vitest";
import { CATALOG } from "../../src/catalog/catalog.ts";
import { readDesired } from "../../src/core/file/desired.ts";
import { diff } from "../../src/core/plan/diff.ts";
import { orderSteps, type Ordered } from "../../src/core/plan/order.ts";
import { callsFor } from "../../src/core/plan/calls.ts";
import { documentOf, known, moveOf, UNKNOWN } from "./given.ts";

const step = (name: string, after: readonly string[] = [], rank = 0): Ordered => ({
  provides: [name],
  needs: after,
  rank,
});

const nameOf = ({ provides }: Ordered): string => provides.join("+");

describe("order", () => {
  test.each<readonly [what: string, steps: readonly Ordered[], order: string]>([
    ["nothing", [], ""],
    ["one", [step("a")], "a"],
    ["as given, when nothing decides", [step("b"), step("a"), step("c")], "b a c"],
    ["a dependency goes first", [step("a", ["b"]), step("b")], "b a"],
    ["a chain", [step("a", ["b"]), step("b", ["c"]), step("c")], "c b a"],
    [
      "a diamond",
      [step("a", ["b", "c"]), step("b", ["d"]), step("c", ["d"]), step("d")],
      "d b c a",
    ],
    ["what is not there is not waited for", [step("a", ["gone"]), step("b")], "a b"],
    ["the dangerous one goes last", [step("a", [], 1), step("b")], "b a"],
    [
      "two dangerous ones keep their order",
      [step("a", [], 1), step("b", [], 1), step("c")],
      "c a b",
    ],
    ["a dependency beats danger", [step("a", [], 1), step("b", ["a"])], "a b"],
    ["danger waits for the rest", [step("a", [], 1), step("b", ["a"]), step("c")], "c a b"],
    ["a deletion goes after what is dangerous", [step("a", [], 2), step("b", [], 1)], "b a"],
    ["of deletions the dangerous one is last", [step("a", [], 3), step("b", [], 2)], "b a"],
    ["the rest is stable", [step("c"), step("x", [], 1), step("a"), step("b")], "c a b x"],
  ])("%s", (_, steps, order) => {
    expect(orderSteps(steps).map(nameOf).join(" ")).toBe(order);
  });

  test("a step that needs what it provides itself does not wait", () => {
    expect(orderSteps([step("a", ["a"]), step("b")]).map(nameOf)).toEqual(["a", "b"]);
  });

  test("a step waits for any of what another provides", () => {
    const both = { provides: ["b", "c"], needs: [], rank: 0 };
    expect(orderSteps([step("a", ["c"]), both, step("d", ["b"])]).map(nameOf)).toEqual([
      "b+c",
      "a",
      "d",
    ]);
  });

  test.each<readonly [string, readonly Ordered[]]>([
    ["of two", [step("a", ["b"]), step("b", ["a"])]],
    [
      "of three, with one outside",
      [step("a", ["b"]), step("b", ["c"]), step("c", ["a"]), step("d")],
    ],
  ])("a circle %s is a fault of the catalog", (_, steps) => {
    expect(() => orderSteps(steps)).toThrow(/circle/);
  });

  test("the steps themselves are left as they are", () => {
    const steps = Object.freeze([step("a", ["b"]), step("b")]);
    orderSteps(steps);
    expect(steps.map(nameOf)).toEqual(["a", "b"]);
  });
});

describe("calls", () => {
  const move = (address: string, to: string | boolean | number | readonly string[]) =>
    moveOf(address, UNKNOWN, to);

  test("one for each section, in the order of the moves, with what differs and nothing else", () => {
    const moves = [
      move("instance.hibp", true),
      move("protect.rules_enabled", true),
      move("instance.support_email", ""),
      move("beta.from_email_address", "help"),
    ];
    expect(callsFor(moves, { roles: null })).toEqual([
      {
        id: "1",
        method: "PATCH",
        path: "/instance",
        body: { hibp: true, support_email: "" },
        addresses: ["instance.hibp", "instance.support_email"],
      },
      {
        id: "2",
        method: "PATCH",
        path: "/instance/protect",
        body: { rules_enabled: true },
        addresses: ["protect.rules_enabled"],
      },
      {
        id: "3",
        method: "PATCH",
        path: "/beta_features/instance_settings",
        body: { from_email_address: "help" },
        addresses: ["beta.from_email_address"],
      },
    ]);
  });

  test("whatever the order of the file, its calls are in the catalog's", () => {
    const file = documentOf(`version: 1
beta: { from_email_address: help }
protect: { rules_enabled: true }
instance: { support_email: "", hibp: true }
`);
    const { declarations } = readDesired(file, CATALOG, null);
    const calls = callsFor(diff(declarations, new Map(), "development").moves, { roles: null });
    expect(calls.map(({ id, path, body }) => [id, path, Object.keys(body)])).toEqual([
      ["1", "/instance", ["hibp", "support_email"]],
      ["2", "/instance/protect", ["rules_enabled"]],
      ["3", "/beta_features/instance_settings", ["from_email_address"]],
    ]);
  });

  test("what can lock people out is the last call", () => {
    const moves = [
      move("restrictions.allowlist", true),
      move("protect.rules_enabled", true),
      move("beta.from_email_address", "help"),
    ];
    expect(callsFor(moves, { roles: null }).map(({ path }) => path)).toEqual([
      "/instance/protect",
      "/beta_features/instance_settings",
      "/instance/restrictions",
    ]);
  });

  test("a role is written by its id; one that is not in the list is left out", () => {
    const roles = [{ id: "role_9", key: "org:owner", creatorEligible: true }];
    const moves = [
      moveOf("organization.creator_role", known("org:admin"), "org:owner"),
      moveOf("organization.domains_default_role", known("org:admin"), "org:gone"),
    ];
    expect(callsFor(moves, { roles })).toMatchObject([{ body: { creator_role_id: "role_9" } }]);
    expect(callsFor(moves, { roles })[0]?.body).not.toHaveProperty("domains_default_role_id");
  });

  test("members outside the catalog are sent as they are", () => {
    const moves = [move("organization.extra.force_organization_selection", true)];
    expect(callsFor(moves, { roles: null })).toMatchObject([
      { path: "/instance/organization_settings", body: { force_organization_selection: true } },
    ]);
  });

  test("no change, no call", () => {
    expect(callsFor([], { roles: null })).toEqual([]);
  });
});
