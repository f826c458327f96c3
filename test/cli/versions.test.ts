/** Settings come and go with the dated API versions. */
import { describe, expect, test } from "vitest";
import { expectExit, scenario } from "../rig/cli.ts";
import { VERSIONS } from "../rig/clerk-server.ts";
import { addressesOf, errorOf, outcomesOf } from "../rig/documents.ts";
import { stringAt, at } from "../rig/json.ts";

const NEWER = VERSIONS.filter((version) => version !== "2025-03-12");
const ONLY_OLD = [
  ["instance", "enhanced_email_deliverability"],
  ["restrictions", "ignore_dots_for_gmail_addresses"],
] as const;
const NOT_OLD = [
  ["instance", "preferred_sign_in_strategy_when_password_required", "otp"],
  ["restrictions", "allowlist_blocklist_disabled_on_sign_in", "true"],
  ["organization", "slug_disabled", "true"],
  ["protect", "rules_enabled", "true"],
  ["communication", "blocked_country_codes", "[KP]"],
  ["oauth_applications", "oauth_jwt_access_tokens", "true"],
] as const;

describe.concurrent("the API version", { timeout: 60_000 }, () => {
  test.for(VERSIONS)("%s is sent with every request, and stands in the plan", (version) =>
    scenario(
      { yaml: `version: 1\napi_version: "${version}"\nrestrictions: { blocklist: true }\n` },
      async ({ clerk, run }) => {
        const plan = await run("plan", "--format", "json");
        expectExit(plan, 0);
        expect(at(plan.json(), "target", "api_version")).toBe(version);
        expectExit(await run("apply", "--yes"), 0);
        expect(clerk.state.restrictions.blocklist).toBe(true);
        const sent = clerk.requests
          .filter(({ api }) => api === "backend")
          .map(({ headers }) => headers["clerk-api-version"]);
        expect(new Set(sent)).toEqual(new Set([version]));
      },
    ),
  );

  test("without one in the file the newest that is known is sent", () =>
    scenario({ yaml: "version: 1\nprotect: { rules_enabled: true }\n" }, async ({ clerk, run }) => {
      expectExit(await run("plan"), 0);
      expect(new Set(clerk.requests.map(({ headers }) => headers["clerk-api-version"]))).toContain(
        "2026-05-12",
      );
    }));

  test("a version that Clerk no longer serves is exit 1, with the reason", () =>
    scenario(
      {
        yaml: "version: 1\nprotect: { rules_enabled: true }\n",
        clerk: { versions: ["2027-01-01"] },
      },
      async ({ clerk, run }) => {
        const result = await run("plan");
        expectExit(result, 1);
        expect(result.said).toMatch(/api_version_invalid|version/i);
        expect(clerk.writes()).toEqual([]);
      },
    ));
});

describe.concurrent("settings that exist only in 2025-03-12", { timeout: 60_000 }, () => {
  test.for(ONLY_OLD)(
    "%s.%s is planned and applied while that version is pinned",
    ([section, setting]) =>
      scenario(
        { yaml: `version: 1\napi_version: "2025-03-12"\n${section}: { ${setting}: true }\n` },
        async ({ clerk, run }) => {
          const plan = await run("plan", "--format", "json");
          expectExit(plan, 0);
          expect(addressesOf(plan.json())).toEqual([`${section}.${setting}`]);
          const apply = await run("apply", "--yes", "--format", "json");
          expectExit(apply, 0);
          expect(clerk.patches().map(({ body }) => body)).toEqual([{ [setting]: true }]);
          expect(outcomesOf(apply.json())).toEqual({ confirmed: [`${section}.${setting}`] });
          expectExit(await run("plan", "--detailed-exitcode"), 0);
        },
      ),
  );

  test.for(
    ONLY_OLD.flatMap(([section, setting]) =>
      [...NEWER, undefined].map((version) => [section, setting, version] as const),
    ),
  )(
    "%s.%s is refused with %s, in a sentence that names the version",
    ([section, setting, version]) => {
      const pin = version === undefined ? "" : `api_version: "${version}"\n`;
      return scenario(
        { yaml: `version: 1\n${pin}${section}:\n  ${setting}: true\n` },
        async ({ clerk, run }) => {
          const result = await run("plan");
          expectExit(result, 3);
          expect(result.said).toContain("2025-03-12");
          expect(result.said).toContain(version ?? "2026-05-12");
          const json = await run("validate", "--format", "json");
          expect(errorOf(json).issues).toMatchObject([
            { line: version === undefined ? 3 : 4, column: 3 },
          ]);
          expect(clerk.requests).toEqual([]);
        },
      );
    },
  );
});

describe.concurrent(
  "what 2025-03-12 lacks is refused with a sentence that names it",
  { timeout: 60_000 },
  () => {
    test.for(NOT_OLD)("%s.%s", ([section, setting, value]) =>
      scenario(
        { yaml: `version: 1\napi_version: "2025-03-12"\n${section}:\n  ${setting}: ${value}\n` },
        async ({ clerk, run }) => {
          const result = await run("plan");
          expectExit(result, 3);
          expect(result.said).toContain("2025-03-12");
          expect(result.said).toMatch(/clerkwork\.yaml:[34]:/);
          expect(clerk.requests).toEqual([]);
        },
      ),
    );

    test("in an environment too: the version above holds for it", () =>
      scenario(
        {
          yaml: 'version: 1\napi_version: "2025-03-12"\nenvironments:\n  staging:\n    protect:\n      rules_enabled: true\n',
        },
        async ({ run }) => {
          const json = await run("validate", "--format", "json");
          expectExit(json, 3);
          const [issue] = errorOf(json).issues;
          expect(issue?.message).toContain("2025-03-12");
          expect([5, 6]).toContain(issue?.line);
        },
      ));
  },
);

test("with 2025-03-12 the organization is read without the Backend API's GET", () =>
  scenario(
    {
      yaml: 'version: 1\napi_version: "2025-03-12"\norganization: { max_allowed_memberships: 20 }\n',
    },
    async ({ clerk, run }) => {
      const plan = await run("plan", "--format", "json");
      expectExit(plan, 0);
      expect(stringAt(plan.json(), "changes", 0, "from", "source")).toBe("frontend_api");
      expectExit(await run("apply", "--yes"), 0);
      expect(clerk.patches()).toEqual([
        { path: "/instance/organization_settings", body: { max_allowed_memberships: 20 } },
      ]);
    },
  ));
