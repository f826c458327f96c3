/** The live state comes from three sources, and the secret key goes to one of them only. */
import { describe, expect, test } from "vitest";
import { expectExit, scenario } from "../rig/cli.ts";
import { mostInFlight, PRODUCTION_KEY, sequentialRoundTrips } from "../rig/clerk-server.ts";
import type { FaultAction, FaultRule } from "../rig/clerk-faults.ts";
import { addRoles } from "../rig/clerk-state.ts";
import { addressesOf, bodiesOf, changesOf } from "../rig/documents.ts";
import { at, listAt, stringAt } from "../rig/json.ts";
import { EVERY_SETTING, inSync, READABLE } from "../rig/settings.ts";

const FRONTEND_ONLY = "version: 1\nrestrictions: { blocklist: true }\n";

/** One domain, whose Frontend API Clerk says to be there. */
const domainAt = (address: string): FaultRule => ({
  path: "/domains",
  nth: "every",
  action: {
    kind: "json",
    body: {
      data: [
        {
          object: "domain",
          id: "d",
          name: "x.invalid",
          is_satellite: false,
          frontend_api_url: address,
          development_origin: "",
        },
      ],
      total_count: 1,
    },
  },
});

describe.concurrent("the Frontend API", { timeout: 60_000 }, () => {
  test("is found with GET /domains, at the primary domain", () =>
    scenario({ yaml: FRONTEND_ONLY }, async ({ clerk, run }) => {
      expectExit(await run("plan"), 0);
      expect(clerk.lines()).toContain("GET /domains");
      expect(clerk.lines()).toContain("GET fapi:/v1/environment");
    }));

  test("may live under a path of its own", () =>
    scenario(
      { yaml: FRONTEND_ONLY, clerk: { frontendPath: "/proxy/__clerk" } },
      async ({ clerk, run }) => {
        const plan = await run("plan", "--format", "json");
        expectExit(plan, 0);
        expect(addressesOf(plan.json())).toEqual(["restrictions.blocklist"]);
        const [request] = clerk.requests.filter(({ api }) => api === "frontend");
        expect(request?.url).toMatch(/^\/proxy\/__clerk\/v1\/environment\?/);
        expect(request?.query).toHaveProperty("_clerk_js_version");
      },
    ));

  test("is found with the publishable key, while GET /domains says whose it is", () =>
    scenario(
      { yaml: FRONTEND_ONLY, clerk: { latency: { "GET /domains": 300 } } },
      async ({ clerk, runWith }) => {
        expectExit(
          await runWith({ env: { CLERK_PUBLISHABLE_KEY: clerk.publishableKey } }, "plan"),
          0,
        );
        expect(clerk.reads("/domains")).toHaveLength(1);
        const [environment] = clerk.reads("/v1/environment");
        expect(environment?.start).toBeLessThan(clerk.reads("/domains")[0]?.end ?? 0);
      },
    ));

  test("is found with a publishable key without padding", () =>
    scenario({ yaml: FRONTEND_ONLY }, async ({ clerk, runWith }) => {
      const key = clerk.publishableKey.replace(/=+$/, "");
      expectExit(await runWith({ env: { CLERK_PUBLISHABLE_KEY: key } }, "plan"), 0);
      expect(clerk.lines()).toContain("GET fapi:/v1/environment");
    }));

  test("with the publishable key, GET /domains is still asked for the development origin", () =>
    scenario(
      {
        yaml: 'version: 1\ninstance: { development_origin: "http://localhost:3000", hibp: true }\n',
      },
      async ({ clerk, runWith }) => {
        const plan = await runWith(
          { env: { CLERK_PUBLISHABLE_KEY: clerk.publishableKey } },
          "plan",
          "--format",
          "json",
        );
        expectExit(plan, 0);
        expect(addressesOf(plan.json())).toEqual(["instance.development_origin", "instance.hibp"]);
        expect(clerk.reads("/domains")).toHaveLength(1);
      },
    ));

  test("a development instance that wants a dev browser gets one", () =>
    scenario({ yaml: FRONTEND_ONLY, clerk: { devBrowser: true } }, async ({ clerk, run }) => {
      const plan = await run("plan", "--format", "json");
      expectExit(plan, 0);
      expect(addressesOf(plan.json())).toEqual(["restrictions.blocklist"]);
      const frontend = clerk.requests.filter(({ api }) => api === "frontend");
      expect(frontend.map(({ method, path }) => `${method} ${path}`)).toEqual([
        "GET /v1/environment",
        "POST /v1/dev_browser",
        "GET /v1/environment",
      ]);
      expectExit(await run("apply", "--yes"), 0);
      expect(clerk.state.restrictions.blocklist).toBe(true);
    }));

  test("a production instance that answers 401 is a failure, not a dev browser", () =>
    scenario(
      {
        yaml: FRONTEND_ONLY,
        clerk: {
          key: PRODUCTION_KEY,
          faults: [
            { api: "frontend", nth: "every", action: { kind: "status", status: 401, code: "x" } },
          ],
        },
      },
      async ({ clerk, run }) => {
        const result = await run("plan");
        expectExit(result, 1);
        expect(clerk.lines()).not.toContain("POST fapi:/v1/dev_browser");
      },
    ));

  const FAILURES: [string, FaultAction][] = [
    ["403", { kind: "status", status: 403 }],
    ["404", { kind: "status", status: 404 }],
    ["500", { kind: "status", status: 500 }],
    ["a reset", { kind: "reset" }],
    ["an HTML page", { kind: "html", status: 200 }],
    ["another JSON value", { kind: "json", body: [] }],
    ["an empty object", { kind: "json", body: {} }],
    ["a redirect", { kind: "redirect", status: 302, location: "https://example.com/" }],
  ];
  test.for(FAILURES)(
    "failing with %s: exit 1 with the flag as a hint, no plan, and no drift either",
    ([, action]) =>
      scenario(
        {
          yaml: EVERY_SETTING,
          clerk: { state: inSync, faults: [{ api: "frontend", nth: "every", action }] },
        },
        async ({ clerk, run }) => {
          for (const command of ["plan", "drift"]) {
            const result = await run(command);
            expectExit(result, 1);
            expect(result.stdout).toBe("");
            expect(result.said).toContain("--without-frontend-api");
          }
          expect(clerk.writes()).toEqual([]);
        },
      ),
  );

  test("whose DNS is not set up yet: exit 1 with the flag as a hint", () =>
    scenario(
      {
        yaml: FRONTEND_ONLY,
        clerk: {
          faults: [domainAt("https://clerk.x.invalid")],
        },
      },
      async ({ run }) => {
        const result = await run("plan", "--timeout", "20");
        expectExit(result, 1);
        expect(result.said).toContain("--without-frontend-api");
        expect(result.said).toContain("clerk.x.invalid");
      },
    ));

  test.for([
    ["plain http to another host", "http://clerk.example.com"],
    ["a user in it", "https://api.clerk.com@evil.example"],
    ["no URL", "clerk.example.com"],
    ["a script", "javascript:alert(1)"],
  ])("an address from Clerk that is none is not followed: %s", ([, address]) =>
    scenario(
      {
        yaml: FRONTEND_ONLY,
        clerk: {
          faults: [domainAt(address ?? "")],
        },
      },
      async ({ run }) => {
        const result = await run("plan", "--timeout", "10");
        expectExit(result, 1);
        expect(result.said).toContain("--without-frontend-api");
      },
    ),
  );

  test("is not asked with --without-frontend-api; what it alone reads is unreadable, never in sync and never drift", () =>
    scenario({ yaml: EVERY_SETTING }, async ({ clerk, run }) => {
      const drift = await run("drift", "--without-frontend-api", "--format", "json");
      expectExit(drift, 2);
      expect(clerk.requests.filter(({ api }) => api === "frontend")).toEqual([]);
      const lost = READABLE.filter(({ sources }) => !sources.includes("backend_api"))
        .map(({ address }) => address)
        .toSorted();
      const unreadable = listAt(drift.json(), "coverage", "unreadable").map((entry) =>
        stringAt(entry, "address"),
      );
      expect(unreadable.toSorted()).toEqual(lost);
      expect(at(drift.json(), "coverage", "read")).toBe(READABLE.length - lost.length);
      const drifted = addressesOf(drift.json());
      expect(drifted.filter((address) => lost.includes(address))).toEqual([]);
      expect(drifted).toHaveLength(READABLE.length - lost.length);
    }));

  test("in sync as far as can be seen: --without-frontend-api is exit 0, and says what it did not see", () =>
    scenario({ yaml: FRONTEND_ONLY }, async ({ run }) => {
      const drift = await run("drift", "--without-frontend-api");
      expectExit(drift, 0);
      expect(drift.stdout + drift.stderr).toMatch(/\b0 of 1\b/);
    }));

  test("apply works with --without-frontend-api where the echo is proof", () =>
    scenario({ yaml: FRONTEND_ONLY }, async ({ clerk, run }) => {
      expectExit(await run("apply", "--yes", "--without-frontend-api"), 0);
      expect(clerk.patches()).toEqual([
        { path: "/instance/restrictions", body: { blocklist: true } },
      ]);
      expect(clerk.requests.filter(({ api }) => api === "frontend")).toEqual([]);
    }));

  test("is not asked when nothing in the file needs it", () =>
    scenario(
      {
        yaml: "version: 1\nprotect: { rules_enabled: true }\ncommunication: { blocked_country_codes: [KP] }\n",
      },
      async ({ clerk, run }) => {
        expectExit(await run("plan"), 0);
        expect(clerk.requests.filter(({ api }) => api === "frontend")).toEqual([]);
      },
    ));
});

describe.concurrent("the Backend API", { timeout: 60_000 }, () => {
  const READS: Record<string, string> = {
    organization: "/instance/organization_settings",
    protect: "/instance/protect",
    communication: "/instance/communication",
    oauth_applications: "/instance/oauth_application_settings",
  };
  test.for([
    ["restrictions", "restrictions: { blocklist: true }"],
    ["protect", "protect: { rules_enabled: true }"],
    ["communication", "communication: { blocked_country_codes: [RU] }"],
    ["oauth_applications", "oauth_applications: { oauth_jwt_access_tokens: true }"],
    ["organization", "organization: { enabled: true }"],
    ["instance", "instance: { hibp: true }"],
  ])(
    "of a file with only %s, no other section is read, and every request is made once",
    ([section, yaml]) =>
      scenario({ yaml: `version: 1\n${yaml}\n` }, async ({ clerk, run }) => {
        expectExit(await run("plan"), 0);
        const forbidden = Object.entries(READS)
          .filter(([name]) => name !== section)
          .map(([, path]) => `GET ${path}`);
        expect(clerk.lines().filter((line) => forbidden.includes(line))).toEqual([]);
        expect(clerk.lines()).not.toContain("GET /organization_roles");
        expect(clerk.lines()).not.toContain("GET /allowlist_identifiers");
        expect(clerk.lines()).toEqual([...new Set(clerk.lines())]);
      }),
  );

  test("reads run side by side: everything in three round trips at most", () =>
    scenario({ yaml: EVERY_SETTING, clerk: { latency: 400 } }, async ({ clerk, run }) => {
      expectExit(await run("plan"), 0);
      expect(mostInFlight(clerk.requests)).toBeGreaterThanOrEqual(3);
      expect(mostInFlight(clerk.requests)).toBeLessThanOrEqual(8);
      expect(clerk.requests.length).toBeLessThanOrEqual(10);
      // Everything at once, the Frontend API after the domains, roles when one is to change.
      expect(sequentialRoundTrips(clerk.requests)).toBeLessThanOrEqual(3);
    }));

  test("writes run one at a time", () =>
    scenario(
      {
        yaml: EVERY_SETTING,
        clerk: { latency: { "PATCH /instance": 50, "PATCH /instance/protect": 50 } },
      },
      async ({ clerk, run }) => {
        expectExit(await run("apply", "--yes"), 0);
        const writes = clerk.writes();
        expect(writes).toHaveLength(7);
        expect(mostInFlight(writes)).toBe(1);
      },
    ));

  test("an apply of everything stays within the budget of a development instance", () =>
    scenario({ yaml: EVERY_SETTING }, async ({ clerk, run }) => {
      expectExit(await run("apply", "--yes"), 0);
      expect(clerk.requests.length).toBeLessThanOrEqual(40);
    }));
});

describe.concurrent("roles", { timeout: 60_000 }, () => {
  test("are written by id, which is looked up", () =>
    scenario(
      { yaml: 'version: 1\norganization: { creator_role: "org:owner" }\n' },
      async ({ clerk, run }) => {
        const plan = await run("plan", "--format", "json");
        expectExit(plan, 0);
        expect(changesOf(plan.json())).toEqual([
          { address: "organization.creator_role", from: "org:admin", to: "org:owner" },
        ]);
        expect(bodiesOf(plan.json())).toEqual({
          "/instance/organization_settings": { creator_role_id: "role_03owner" },
        });
        expect(clerk.reads("/organization_roles").length).toBeGreaterThan(0);
      },
    ));

  test("are found on the last of several pages", () =>
    scenario(
      {
        yaml: 'version: 1\norganization: { creator_role: "org:role_0599", domains_default_role: "org:role_0001" }\n',
        clerk: { state: (state) => addRoles(state, 600) },
      },
      async ({ clerk, run }) => {
        expectExit(await run("apply", "--yes"), 0);
        expect(clerk.patches()).toEqual([
          {
            path: "/instance/organization_settings",
            body: { creator_role_id: "role_x0599", domains_default_role_id: "role_x0001" },
          },
        ]);
        const offsets = clerk
          .reads("/organization_roles")
          .map(({ query }) => Number(query["offset"] ?? "0"));
        expect(Math.max(...offsets)).toBeGreaterThan(0);
        expectExit(await run("plan", "--detailed-exitcode"), 0);
      },
    ));

  test("by raw id work too, and compare by id", () =>
    scenario(
      { yaml: "version: 1\norganization: { creator_role_id: role_03owner }\n" },
      async ({ clerk, run }) => {
        const plan = await run("plan", "--format", "json");
        expectExit(plan, 0);
        expect(addressesOf(plan.json())).toEqual(["organization.creator_role_id"]);
        expectExit(await run("apply", "--yes"), 0);
        expect(clerk.state.organization.creator_role).toBe("org:owner");
        expectExit(await run("plan", "--detailed-exitcode"), 0);
        expectExit(await run("drift"), 0);
      },
    ));

  test("are not read when the file names none", () =>
    scenario({ yaml: "version: 1\norganization: { enabled: true }\n" }, async ({ clerk, run }) => {
      expectExit(await run("apply", "--yes"), 0);
      expect(clerk.reads("/organization_roles")).toEqual([]);
    }));

  test("are not read when a role in sync needs no id", () =>
    scenario(
      { yaml: 'version: 1\norganization: { creator_role: "org:admin" }\n' },
      async ({ clerk, run }) => {
        expectExit(await run("plan", "--detailed-exitcode"), 0);
        expect(clerk.reads("/organization_roles")).toEqual([]);
      },
    ));
});
