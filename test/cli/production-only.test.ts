/** Settings of production instances alone, lists whose emptiness means something, a switch without effect. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { describe, expect, test } from "vitest";
import { expectExit, scenario } from "../rig/cli.ts";
import { PRODUCTION_KEY } from "../rig/clerk-server.ts";
import type { InstanceState } from "../rig/clerk-state.ts";
import { bodiesOf, outcomesOf } from "../rig/documents.ts";
import { at, listAt } from "../rig/json.ts";

const file = (settings: string): string => `version: 1\ninstance: { ${settings} }\n`;
const ALLOWED = ["--allow", "breaks_clients", "--allow", "weakens_security"];

const production = (change: (state: InstanceState) => void = () => {}) => ({
  key: PRODUCTION_KEY,
  state: (state: InstanceState): void => {
    state.environment_type = "production";
    change(state);
  },
});

describe.concurrent("the subdomain allowlist", { timeout: 60_000 }, () => {
  test.for<readonly [what: string, settings: string, (state: InstanceState) => void]>([
    ["turned on with an empty list", "subdomain_allowlist_enabled: true", () => {}],
    [
      "emptied in the plan that turns it on",
      "subdomain_allowlist_enabled: true, allowed_subdomains: []",
      (state) => {
        state.instance.allowed_subdomains = ["app.example.com"];
      },
    ],
    [
      "emptied while it is on",
      "allowed_subdomains: []",
      (state) => {
        state.instance.allowed_subdomains = ["app.example.com"];
        state.instance.subdomain_allowlist_enabled = true;
      },
    ],
  ])("%s is refused, whatever is allowed", ([, settings, change]) =>
    scenario({ yaml: file(settings), clerk: production(change) }, async ({ clerk, run }) => {
      expectExit(await run("apply", "--yes", ...ALLOWED), 4);
      const plan = await run("plan", "--format", "json", ...ALLOWED);
      expect(listAt(plan.json(), "refusals").map((one) => at(one, "code"))).toContain("empty_list");
      expect(clerk.writes()).toEqual([]);
    }),
  );

  test("is filled and turned on in one call, as Clerk keeps hosts", () =>
    scenario(
      {
        yaml: file("subdomain_allowlist_enabled: true, allowed_subdomains: [App.example.com.]"),
        clerk: production(),
      },
      async ({ clerk, run }) => {
        const applied = await run("apply", "--yes", "--format", "json", ...ALLOWED);
        expectExit(applied, 0);
        expect(bodiesOf(applied.json())).toEqual({
          "/instance": {
            allowed_subdomains: ["app.example.com"],
            subdomain_allowlist_enabled: true,
          },
        });
        expect(outcomesOf(applied.json())["confirmed"]?.toSorted()).toEqual([
          "instance.allowed_subdomains",
          "instance.subdomain_allowlist_enabled",
        ]);
        expectExit(await run("drift"), 0);
        expect(clerk.writes()).toHaveLength(1);
      },
    ));

  test("is turned on when Clerk's own list, which the file doesn't name, holds something", () =>
    scenario(
      {
        yaml: file("subdomain_allowlist_enabled: true"),
        clerk: production((state) => {
          state.instance.allowed_subdomains = ["app.example.com"];
        }),
      },
      async ({ clerk, run }) => {
        expectExit(await run("apply", "--yes", ...ALLOWED), 0);
        expect(clerk.state.instance.subdomain_allowlist_enabled).toBe(true);
        expect(clerk.state.instance.allowed_subdomains).toEqual(["app.example.com"]);
      },
    ));

  test("of a saved plan is refused when somebody has emptied the list since", () =>
    scenario(
      {
        yaml: file("subdomain_allowlist_enabled: true, allowed_subdomains: [app.example.com]"),
        clerk: production((state) => {
          state.instance.allowed_subdomains = ["app.example.com"];
        }),
      },
      async ({ clerk, run }) => {
        expectExit(await run("plan", "--out", "plan.json", ...ALLOWED), 0);
        clerk.state.instance.allowed_subdomains = [];
        const applied = await run("apply", "plan.json", "--format", "json", ...ALLOWED);
        expectExit(applied, 4);
        expect(JSON.stringify(applied.json())).toContain("empty_list");
        expect(clerk.writes()).toEqual([]);
      },
    ));

  test("is refused on a development instance", () =>
    scenario({ yaml: file("allowed_subdomains: [app.example.com]") }, async ({ clerk, run }) => {
      const plan = await run("plan", "--format", "json");
      expect(listAt(plan.json(), "refusals").map((one) => at(one, "code"))).toEqual([
        "production_only",
      ]);
      expectExit(await run("apply", "--yes"), 4);
      expect(clerk.writes()).toEqual([]);
    }));
});

describe.concurrent("an empty list", { timeout: 60_000 }, () => {
  test("removes all origins, and the GET confirms it", () =>
    scenario({ yaml: file("allowed_origins: []") }, async ({ clerk, run }) => {
      const applied = await run("apply", "--yes", "--format", "json");
      expectExit(applied, 0);
      expect(outcomesOf(applied.json())).toMatchObject({ confirmed: ["instance.allowed_origins"] });
      expect(clerk.state.instance.allowed_origins).toEqual([]);
      expectExit(await run("plan", "--detailed-exitcode"), 0);
    }));

  test("of scopes is Clerk's own, and sent as null", () =>
    scenario(
      { yaml: "version: 1\noauth_applications: { default_scopes: [] }\n" },
      async ({ clerk, run }) => {
        const applied = await run("apply", "--yes", "--format", "json");
        expectExit(applied, 0);
        expect(bodiesOf(applied.json())).toEqual({
          "/instance/oauth_application_settings": { default_scopes: null },
        });
        expect(clerk.state.oauth_applications.default_scopes).toBeNull();
        expectExit(await run("plan", "--detailed-exitcode"), 0);
      },
    ));
});

describe.concurrent("an allowlist that is on", { timeout: 60_000 }, () => {
  const yaml = "version: 1\nrestrictions: { allowlist: true }\n";

  test.for([
    ["restricted", "Invite-only"],
    ["waitlist", "Waitlist"],
  ] as const)("has no effect while the sign-up mode is %s, which is said", ([mode, name]) =>
    scenario(
      {
        yaml,
        clerk: {
          state: (state) => {
            state.sign_up_mode = mode;
          },
        },
      },
      async ({ run }) => {
        const plan = await run("plan", "--format", "json");
        expect(listAt(plan.json(), "warnings")).toMatchObject([
          { code: "no_effect", address: "restrictions.allowlist" },
        ]);
        const said = (await run("drift")).stdout.replaceAll(/\s+/g, " ");
        expect(said).toContain(`the access mode is Open, and it is ${name}`);
      },
    ),
  );

  test("is not warned of while the access mode is Open, or the Frontend API is not read", () =>
    scenario({ yaml }, async ({ clerk, run }) => {
      expect(listAt((await run("plan", "--format", "json")).json(), "warnings")).toEqual([]);
      clerk.state.sign_up_mode = "waitlist";
      const blind = await run("plan", "--format", "json", "--without-frontend-api");
      expect(listAt(blind.json(), "warnings")).toEqual([]);
    }));
});
