import { describe, expect, test } from "vitest";
import { CATALOG } from "../../src/catalog/catalog.ts";
import { orderSteps, type Ordered } from "../../src/core/order.ts";
import { planCalls } from "../../src/core/plan.ts";
import { changeOf, known, UNKNOWN } from "./given.ts";

const step = (name: string, after: readonly string[] = [], last = false): Ordered => ({
  name,
  after,
  last,
});

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
    ["the dangerous one goes last", [step("a", [], true), step("b")], "b a"],
    [
      "two dangerous ones keep their order",
      [step("a", [], true), step("b", [], true), step("c")],
      "c a b",
    ],
    ["a dependency beats danger", [step("a", [], true), step("b", ["a"])], "a b"],
    ["danger waits for the rest", [step("a", [], true), step("b", ["a"]), step("c")], "c a b"],
    ["the rest is stable", [step("c"), step("x", [], true), step("a"), step("b")], "c a b x"],
  ])("%s", (_, steps, order) => {
    expect(
      orderSteps(steps)
        .map(({ name }) => name)
        .join(" "),
    ).toBe(order);
  });

  test.each<readonly [string, readonly Ordered[]]>([
    ["with itself", [step("a", ["a"])]],
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
    expect(steps.map(({ name }) => name)).toEqual(["a", "b"]);
  });
});

describe("calls", () => {
  const change = (address: string, to: string | boolean | number | readonly string[]) =>
    changeOf(address, UNKNOWN, to);

  test("one for each section, in the catalog's order, with what differs and nothing else", () => {
    const changes = [
      change("beta.from_email_address", "help"),
      change("instance.hibp", true),
      change("protect.rules_enabled", true),
      change("instance.support_email", ""),
    ];
    expect(planCalls(changes, CATALOG, [])).toEqual([
      {
        method: "PATCH",
        path: "/instance",
        body: { hibp: true, support_email: "" },
        addresses: ["instance.hibp", "instance.support_email"],
      },
      {
        method: "PATCH",
        path: "/instance/protect",
        body: { rules_enabled: true },
        addresses: ["protect.rules_enabled"],
      },
      {
        method: "PATCH",
        path: "/beta_features/instance_settings",
        body: { from_email_address: "help" },
        addresses: ["beta.from_email_address"],
      },
    ]);
  });

  test("what can lock people out is the last call", () => {
    const changes = [
      change("restrictions.allowlist", true),
      change("protect.rules_enabled", true),
      change("beta.from_email_address", "help"),
    ];
    expect(planCalls(changes, CATALOG, []).map(({ path }) => path)).toEqual([
      "/instance/protect",
      "/beta_features/instance_settings",
      "/instance/restrictions",
    ]);
  });

  test("a role is written by its id; one that is not in the list is left out", () => {
    const roles = [{ id: "role_9", key: "org:owner", creatorEligible: true }];
    const changes = [
      changeOf("organization.creator_role", known("org:admin"), "org:owner"),
      changeOf("organization.domains_default_role", known("org:admin"), "org:gone"),
    ];
    expect(planCalls(changes, CATALOG, roles)).toMatchObject([
      { body: { creator_role_id: "role_9" } },
    ]);
    expect(planCalls(changes, CATALOG, roles)[0]?.body).not.toHaveProperty(
      "domains_default_role_id",
    );
  });

  test("members outside the catalog are sent as they are", () => {
    const changes = [change("organization.extra.force_organization_selection", true)];
    expect(planCalls(changes, CATALOG, [])).toMatchObject([
      { path: "/instance/organization_settings", body: { force_organization_selection: true } },
    ]);
  });

  test("no change, no call", () => {
    expect(planCalls([], CATALOG, [])).toEqual([]);
  });
});
