/** Every answer of the emulator against Clerk's published documents, each version's and both copies of the newest. */
import { describe, expect, it } from "vitest";
import { API_VERSIONS, FROZEN_API_VERSION } from "../../src/catalog/api-version.ts";
import { CATALOG } from "../../src/catalog/catalog.ts";
import {
  findOperation,
  OPENAPI_MISSING,
  validateRequest,
  validateResponse,
} from "../contract/openapi.ts";
import { ask, memberAt, withEmulator } from "./asking.ts";
import {
  against,
  ALL_PRESENT,
  AUTUMN,
  COPIES,
  KEY,
  loadOnce,
  NEWEST,
  violationsOf,
  type Case,
} from "./copies.ts";

const SWITCHED = [true, false] as const;

/** Every endpoint, with bodies that succeed and bodies that don't. */
const CASES: readonly Case[] = [
  { method: "GET", path: "/instance" },
  {
    method: "PATCH",
    path: "/instance",
    body: {
      test_mode: true,
      hibp: false,
      support_email: "help@example.com",
      clerk_js_version: "5",
      development_origin: "http://localhost:3000",
      allowed_origins: ["chrome-extension://abc", "capacitor://localhost"],
      cookieless_dev: null,
      url_based_session_syncing: true,
      allowed_subdomains: ["App.example.com.", "*.preview.example.com"],
      subdomain_allowlist_enabled: true,
    },
  },
  { method: "GET", path: "/instance" },
  { method: "GET", path: "/instance", switches: { environment_type: "development" } },
  {
    method: "PATCH",
    path: "/instance",
    body: { subdomain_allowlist_enabled: false },
    switches: { environment_type: "development", refuse_production_settings: true },
  },
  { method: "PATCH", path: "/instance", body: { allowed_origins: [], allowed_subdomains: [] } },
  { method: "GET", path: "/instance" },
  { method: "PATCH", path: "/instance", body: { hibp: "yes", support_email: 1 } },
  ...SWITCHED.flatMap((on): readonly Case[] => [
    {
      method: "PATCH",
      path: "/instance/restrictions",
      body: {
        allowlist: on,
        blocklist: on,
        block_email_subaddresses: on,
        block_disposable_email_domains: on,
      },
    },
    {
      method: "PATCH",
      path: "/instance/organization_settings",
      body: {
        enabled: on,
        max_allowed_memberships: on ? 0 : 20,
        admin_delete_enabled: on,
        domains_enabled: on,
        domains_enrollment_modes: on ? ["automatic_invitation", "automatic_suggestion"] : [],
      },
    },
    {
      method: "PATCH",
      path: "/instance/protect",
      body: { rules_enabled: on, specter_enabled: on },
    },
    {
      method: "PATCH",
      path: "/instance/oauth_application_settings",
      body: {
        dynamic_oauth_client_registration: on,
        oauth_jwt_access_tokens: on,
        default_scopes: on ? ["openid", "email"] : null,
        aud_claim_enabled: on,
        pkce_required: on,
        client_id_metadata_documents_advertised: on,
        client_id_metadata_documents_only_allow_pre_registered_clients: on,
        client_id_metadata_documents_block_implicitly_allowed_clients: on,
      },
    },
    {
      method: "PATCH",
      path: "/beta_features/instance_settings",
      body: {
        restricted_to_allowlist: on,
        from_email_address: "hello",
        progressive_sign_up: on,
        test_mode: on,
      },
    },
    { method: "GET", path: "/instance/organization_settings" },
    { method: "GET", path: "/instance/protect" },
    { method: "GET", path: "/instance/oauth_application_settings" },
  ]),
  { method: "PATCH", path: "/instance/restrictions" },
  { method: "PATCH", path: "/instance/restrictions", body: { allowlist: 1 } },
  {
    method: "PATCH",
    path: "/instance/restrictions",
    body: { allowlist: true },
    switches: { free_plan: true },
  },
  { method: "GET", path: "/instance/restrictions" },
  { method: "GET", path: "/instance/organization_settings", switches: { unwritten_items: true } },
  {
    method: "PATCH",
    path: "/instance/organization_settings",
    body: { creator_role_id: "role_none" },
  },
  {
    method: "PATCH",
    path: "/instance/organization_settings",
    body: { domains_enrollment_modes: ["any"] },
  },
  { method: "PATCH", path: "/instance/protect", body: { rules_enabled: "no" } },
  { method: "GET", path: "/instance/communication" },
  {
    method: "PATCH",
    path: "/instance/communication",
    body: { blocked_country_codes: ["KP", "IR", "QQ"] },
  },
  { method: "PATCH", path: "/instance/communication", body: { blocked_country_codes: [] } },
  { method: "PATCH", path: "/instance/communication", body: { blocked_country_codes: ["kp"] } },
  { method: "PATCH", path: "/instance/oauth_application_settings", body: { default_scopes: [] } },
  {
    method: "PATCH",
    path: "/instance/oauth_application_settings",
    body: { default_scopes: ["offline_access"] },
  },
  {
    method: "PATCH",
    path: "/beta_features/instance_settings",
    body: { from_email_address: "not allowed" },
  },
  { method: "GET", path: "/domains" },
  {
    method: "POST",
    path: "/instance/change_domain",
    body: { home_url: "https://www.example.com" },
  },
  { method: "GET", path: "/domains" },
  { method: "POST", path: "/instance/change_domain", body: { home_url: "http://example.com" } },
  {
    method: "POST",
    path: "/instance/change_domain",
    body: { home_url: "https://www.example.com" },
    switches: { environment_type: "development" },
  },
  { method: "GET", path: "/domains", switches: { environment_type: "development" } },
  { method: "GET", path: "/domains", switches: { dns_targets: "null", cname_targets: "null" } },
  { method: "GET", path: "/domains", switches: { dns_targets: "absent" } },
  { method: "GET", path: "/organization_roles" },
  { method: "GET", path: "/organization_roles?limit=1&offset=1&order_by=-name&query=org" },
  { method: "GET", path: "/organization_roles?limit=0" },
  { method: "GET", path: "/organization_roles/role_none" },
  {
    method: "POST",
    path: "/organization_roles",
    body: { name: "Tester", key: "org:tester", description: "Tests" },
  },
  { method: "POST", path: "/organization_roles", body: { name: "Tester", key: "tester" } },
  {
    method: "POST",
    path: "/allowlist_identifiers",
    body: { identifier: "a@example.com", notify: true },
  },
  { method: "POST", path: "/allowlist_identifiers", body: { identifier: "a@example.com" } },
  { method: "POST", path: "/allowlist_identifiers", body: { identifier: "+15555550100" } },
  { method: "POST", path: "/allowlist_identifiers", body: { identifier: "nobody" } },
  { method: "GET", path: "/allowlist_identifiers" },
  { method: "DELETE", path: "/allowlist_identifiers/alid_none" },
  { method: "POST", path: "/blocklist_identifiers", body: { identifier: "b@example.com" } },
  { method: "GET", path: "/blocklist_identifiers" },
  ...["allowlist", "blocklist"].flatMap((list): readonly Case[] => {
    const path = `/${list}_identifiers`;
    const switches = { free_plan: true };
    return [
      { method: "GET", path, switches },
      { method: "POST", path, body: { identifier: "c@example.com" }, switches },
      { method: "DELETE", path: `${path}/none`, switches },
    ];
  }),
  {
    method: "PATCH",
    path: "/instance/restrictions",
    body: { zork: true },
    switches: { strict: true },
  },
];

const FAULTS = ["401", "402", "403", "404", "409", "422", "429", "500", "503", "504"] as const;

/** The members of a PATCH body that the document has; none: no such endpoint. */
function membersIn(name: string, path: string): readonly string[] {
  const operation = findOperation(loadOnce(name), "PATCH", path);
  const place = ["requestBody", "content", "application/json", "schema", "properties"];
  let found: unknown = operation;
  for (const name of place) found = memberAt(found, name);
  return typeof found === "object" && found !== null ? Object.keys(found) : [];
}

describe.skipIf(!ALL_PRESENT)(
  `what Clerk publishes${ALL_PRESENT ? "" : ` [skipped: ${OPENAPI_MISSING}]`}`,
  { timeout: 30_000 },
  () => {
    it.each(COPIES)("every answer satisfies the Backend API's document of $name", async (copy) => {
      await withEmulator({}, async (rig) => {
        const violations = [];
        for (const one of CASES) violations.push(...(await violationsOf(rig, copy, one)));
        expect(violations).toEqual([]);
      });
    });

    it.each(COPIES)("an endpoint that $name lacks is not found", async ({ name, version }) => {
      await withEmulator({}, async ({ v1 }) => {
        for (const { method, path, body } of CASES) {
          if (findOperation(loadOnce(name), method, path.replace(/\?.*/, ""))) continue;
          const { status } = await v1(method, path, { key: KEY, version, ...(body && { body }) });
          expect([404, 405], `${method} ${path} ${status}`).toContain(status);
        }
      });
    });

    it.each(COPIES)("a member is known exactly when $name documents it", async (copy) => {
      const { version, switches } = copy;
      await withEmulator({ strict: true }, async ({ v1, control }) => {
        await control("PATCH", "/switches", { key: KEY, body: switches });
        for (const { path } of CATALOG) {
          const documented = membersIn(copy.name, path);
          if (documented.length === 0) continue;
          const names = new Set(COPIES.flatMap((one) => membersIn(one.name, path)));
          for (const name of names) {
            const reply = await v1("PATCH", path, { key: KEY, version, body: { [name]: null } });
            const unknown = reply.text.includes("form_param_unknown");
            expect(`${path} ${name} ${!unknown}`).toBe(
              `${path} ${name} ${documented.includes(name)}`,
            );
          }
        }
      });
    });

    it.each(COPIES)(
      "the bodies of these cases that succeed are ones that $name allows",
      async ({ name, version, switches }) => {
        await withEmulator({ strict: true }, async ({ v1, control }) => {
          await control("PATCH", "/switches", { key: KEY, body: switches });
          const violations = [];
          for (const { method, path, body } of CASES) {
            if (!body || !findOperation(loadOnce(name), method, path)) continue;
            const { status } = await v1(method, path, { key: KEY, version, body });
            const request = { method, path, body, contentType: "application/json" };
            if (status < 300) violations.push(...validateRequest(loadOnce(name), request));
          }
          expect(violations).toEqual([]);
        });
      },
    );

    it.each(COPIES)(
      "an answer has the members that came in autumn exactly when $name has them",
      async (copy) => {
        const { name, version, switches } = copy;
        await withEmulator({}, async ({ v1, control }) => {
          await control("PATCH", "/switches", { key: KEY, body: switches });
          for (const [schema, path, place, members] of [
            ["Instance", "/instance", "", ["allowed_subdomains", "subdomain_allowlist_enabled"]],
            ["InstanceProtect", "/instance/protect", "", ["checks_exempt", "checks_verified"]],
            ["Domain", "/domains", "data.0", ["dns_targets", "cname_targets"]],
            [
              "OAuthApplicationSettings",
              "/instance/oauth_application_settings",
              "",
              ["aud_claim_enabled", "pkce_required"],
            ],
          ] as const) {
            const reply = await v1("GET", path, { key: KEY, version });
            const properties = `components.schemas.${schema}.properties`;
            for (const member of members) {
              const documented =
                memberAt(loadOnce(name).root, `${properties}.${member}`) !== undefined;
              const shown = memberAt(reply.at(place), member) !== undefined;
              expect(`${path} ${member} ${shown}`).toBe(`${path} ${member} ${documented}`);
            }
          }
        });
      },
    );

    it("errors that any request can get satisfy ClerkErrors of every version", async () => {
      await withEmulator({}, async ({ emulator, v1, control }) => {
        const one: Case = { method: "GET", path: "/instance" };
        for (const { name, version } of COPIES) {
          const document = loadOnce(name);
          const replies = [
            await ask(`${emulator.apiUrl}/v1`, "GET", "/instance", { key: null, version }),
            await v1("GET", "/instance", { key: "sk_test_x", version }),
            await v1("GET", "/instance", { key: KEY, version: "1999-01-01" }),
            await v1("GET", "/nowhere", { key: KEY, version }),
            await v1("DELETE", "/instance", { key: KEY, version }),
            await v1("PATCH", "/instance", { key: KEY, version, raw: "{}" }),
            await v1("PATCH", "/instance", {
              key: KEY,
              version,
              raw: "{",
              headers: { "content-type": "application/json" },
            }),
          ];
          for (const action of FAULTS) {
            await control("POST", "/faults", { key: KEY, body: { action } });
            replies.push(await v1("GET", "/instance", { key: KEY, version }));
          }
          expect(replies.map((reply) => reply.status)).toEqual([
            401, 401, 400, 404, 405, 415, 400, 401, 402, 403, 404, 409, 422, 429, 500, 503, 504,
          ]);
          expect(replies.flatMap((reply) => against(document, one, reply, name))).toEqual([]);
        }
      });
    });

    it.each(API_VERSIONS)(
      "the environment satisfies the Frontend API's document, asked for as of %s",
      async (version) => {
        const document = loadOnce(version === FROZEN_API_VERSION ? version : NEWEST, "fapi");
        const one: Case = { method: "GET", path: "/v1/environment" };
        await withEmulator({}, async ({ v1, control, frontend }) => {
          for (const environmentType of ["development", "production"]) {
            await control("PATCH", "/switches", {
              key: KEY,
              body: { environment_type: environmentType },
            });
            for (const on of SWITCHED) {
              for (const { method, path, body } of CASES) {
                if (method === "PATCH" && body) await v1(method, path, { key: KEY, version, body });
              }
              await control("PATCH", "/switches", {
                key: KEY,
                body: { password_required: on, unwritten_items: on, dev_browser_required: false },
              });
              const reply = await frontend("/environment", { of: KEY, version });
              expect(reply.status).toBe(200);
              expect(against(document, one, reply, version)).toEqual([]);
            }
          }
          await control("PATCH", "/switches", {
            key: KEY,
            body: { environment_type: "development", dev_browser_required: true },
          });
          const locked = await frontend("/environment", { of: KEY, version });
          expect(locked.status).toBe(401);
          expect(against(document, one, locked, version)).toEqual([]);
        });
      },
    );

    it("the check itself finds a missing member, a wrong type, a stranger and a wrong content type", () => {
      const answer = {
        method: "GET",
        path: "/organization_roles",
        status: 200,
        contentType: "application/json",
      };
      const check = (rest: object): number =>
        validateResponse(loadOnce(AUTUMN.name), {
          ...answer,
          body: { data: [], total_count: 0 },
          ...rest,
        }).length;
      expect(check({})).toBe(0);
      expect(check({ body: { data: [] } })).toBe(1);
      expect(check({ body: { data: [], total_count: "0" } })).toBe(1);
      expect(check({ body: { data: [], total_count: 0, more: 1 } })).toBe(1);
      expect(check({ contentType: "application/json; charset=utf-8" })).toBe(1);
      expect(check({ status: 204 })).toBe(1);
    });
  },
);
