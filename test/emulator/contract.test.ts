import { describe, expect, it } from "vitest";
import { API_VERSIONS, FROZEN_API_VERSION } from "../../src/catalog/api-version.ts";
import { CATALOG } from "../../src/catalog/catalog.ts";
import {
  findOperation,
  loadOpenapi,
  OPENAPI_MISSING,
  OPENAPI_PRESENT,
  validateRequest,
  validateResponse,
} from "../openapi/openapi.ts";
import {
  ask,
  memberAt,
  PRODUCTION_KEY,
  withEmulator,
  type Asking,
  type Reply,
  type Rig,
} from "./asking.ts";

const KEY = PRODUCTION_KEY;

interface Case {
  readonly method: string;
  readonly path: string;
  readonly body?: { readonly [member: string]: unknown };
  /** Switches of the instance while it answers. */
  readonly switches?: { readonly [name: string]: unknown };
}

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
    },
  },
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
  {
    method: "PATCH",
    path: "/instance/restrictions",
    body: { zork: true },
    switches: { strict: true },
  },
];

const FAULTS = ["409", "429", "500", "503", "504"] as const;

async function violationsOf(rig: Rig, version: string, one: Case): Promise<readonly string[]> {
  const document = loadOnce(version);
  if (one.switches) await rig.control("PATCH", "/switches", { key: KEY, body: one.switches });
  const asking: Asking = { key: KEY, version, ...(one.body && { body: one.body }) };
  const reply = await rig.v1(one.method, one.path, asking);
  await rig.control("PATCH", "/switches", {
    key: KEY,
    body: { free_plan: false, strict: false, environment_type: null, unwritten_items: false },
  });
  return against(document, one, reply, version);
}

function against(
  document: ReturnType<typeof loadOpenapi>,
  one: Case,
  reply: Reply,
  version: string,
): readonly string[] {
  const path = one.path.replace(/\?.*/, "");
  const found = validateResponse(document, {
    method: one.method,
    path,
    status: reply.status,
    contentType: reply.contentType,
    body: reply.body,
  });
  return found.map((says) => `${version} ${one.method} ${one.path} ${reply.status}: ${says}`);
}

/** The members of a PATCH body that the document of that version has; none: no such endpoint. */
function membersIn(version: string, path: string): readonly string[] {
  const operation = findOperation(loadOnce(version), "PATCH", path);
  const place = ["requestBody", "content", "application/json", "schema", "properties"];
  let found: unknown = operation;
  for (const name of place) found = memberAt(found, name);
  return typeof found === "object" && found !== null ? Object.keys(found) : [];
}

const documents = new Map<string, ReturnType<typeof loadOpenapi>>();

function loadOnce(version: string, api: "bapi" | "fapi" = "bapi"): ReturnType<typeof loadOpenapi> {
  const name = `${api} ${version}`;
  const document = documents.get(name) ?? loadOpenapi(version, api);
  documents.set(name, document);
  return document;
}

describe.skipIf(!OPENAPI_PRESENT)(
  `what Clerk publishes${OPENAPI_PRESENT ? "" : ` [skipped: ${OPENAPI_MISSING}]`}`,
  { timeout: 30_000 },
  () => {
    it.each(API_VERSIONS)(
      "every answer satisfies the Backend API's document of %s",
      async (version) => {
        await withEmulator({}, async (rig) => {
          const violations = [];
          for (const one of CASES) violations.push(...(await violationsOf(rig, version, one)));
          expect(violations).toEqual([]);
        });
      },
    );

    it.each(API_VERSIONS)("an endpoint that %s lacks is not found", async (version) => {
      await withEmulator({}, async ({ v1 }) => {
        for (const { method, path, body } of CASES) {
          if (findOperation(loadOnce(version), method, path.replace(/\?.*/, ""))) continue;
          const { status } = await v1(method, path, { key: KEY, version, ...(body && { body }) });
          expect([404, 405], `${method} ${path} ${status}`).toContain(status);
        }
      });
    });

    it.each(API_VERSIONS)("a member is known exactly when %s documents it", async (version) => {
      await withEmulator({ strict: true }, async ({ v1 }) => {
        for (const { path } of CATALOG) {
          const documented = membersIn(version, path);
          if (documented.length === 0) continue;
          const names = new Set(API_VERSIONS.flatMap((one) => membersIn(one, path)));
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

    it.each(API_VERSIONS)(
      "the bodies of these cases that succeed are ones that %s allows",
      async (version) => {
        await withEmulator({ strict: true }, async ({ v1 }) => {
          const violations = [];
          for (const { method, path, body } of CASES) {
            if (!body || !findOperation(loadOnce(version), method, path)) continue;
            const { status } = await v1(method, path, { key: KEY, version, body });
            const request = { method, path, body, contentType: "application/json" };
            if (status < 300) violations.push(...validateRequest(loadOnce(version), request));
          }
          expect(violations).toEqual([]);
        });
      },
    );

    it("errors that any request can get satisfy ClerkErrors of every version", async () => {
      await withEmulator({}, async ({ emulator, v1, control }) => {
        const one: Case = { method: "GET", path: "/instance" };
        for (const version of API_VERSIONS) {
          const document = loadOnce(version);
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
            401, 401, 400, 404, 405, 415, 400, 409, 429, 500, 503, 504,
          ]);
          expect(replies.flatMap((reply) => against(document, one, reply, version))).toEqual([]);
        }
      });
    });

    it.each(API_VERSIONS)(
      "the environment satisfies the Frontend API's document, asked for as of %s",
      async (version) => {
        const document = loadOnce(version === FROZEN_API_VERSION ? version : "2026-05-12", "fapi");
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
        validateResponse(loadOnce("2026-05-12"), {
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
