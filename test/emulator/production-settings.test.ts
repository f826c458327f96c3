/** Settings that came in autumn 2026, those for production alone, OAuth's scopes, and the copy of August without them. */
import { describe, expect, it } from "vitest";
import { API_VERSIONS } from "../../src/catalog/api-version.ts";
import { errorsIn, PRODUCTION_KEY, withEmulator, type Reply } from "./asking.ts";

const key = PRODUCTION_KEY;
const NEWEST = "2026-05-12";
const OLDER = API_VERSIONS.filter((version) => version !== NEWEST);

describe("subdomains", () => {
  const subdomainsIn = (reply: Reply): readonly unknown[] => [
    reply.at("allowed_subdomains"),
    reply.at("subdomain_allowlist_enabled"),
  ];

  it("are in every answer of the newest version, and in none of the others", async () => {
    await withEmulator({}, async ({ v1 }) => {
      expect(subdomainsIn(await v1("GET", "/instance", { key }))).toEqual([[], false]);
      expect(subdomainsIn(await v1("GET", "/instance"))).toEqual([[], false]);
      for (const version of OLDER) {
        const { body } = await v1("GET", "/instance", { key, version });
        expect(body).not.toHaveProperty("allowed_subdomains");
        expect(body).not.toHaveProperty("subdomain_allowlist_enabled");
      }
    });
  });

  it("are folded, once each, in no order; null leaves them, [] removes them", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const write = async (allowed_subdomains: unknown): Promise<readonly unknown[]> => {
        const body = { allowed_subdomains, subdomain_allowlist_enabled: true };
        expect((await v1("PATCH", "/instance", { key, body })).status).toBe(204);
        return subdomainsIn(await v1("GET", "/instance", { key }));
      };
      const sent = [
        "App.Example.com.",
        "*.Preview.example.com",
        "app.example.com",
        "b.example.com",
      ];
      const kept = ["b.example.com", "*.preview.example.com", "app.example.com"];
      expect(await write(sent)).toEqual([kept, true]);
      expect(await write(null)).toEqual([kept, true]);
      expect(await write(kept)).toEqual([kept.toReversed(), true]);
      expect(await write([])).toEqual([[], true]);
    });
  });

  it.each([
    ["https://app.example.com", "form_param_format_invalid"],
    ["*.com", "form_param_format_invalid"],
    [7, "form_param_type_invalid"],
    ["", "form_param_min_length_exceeded"],
    [`${"a.".repeat(130)}com`, "form_param_max_length_exceeded"],
  ])("%j is none", async (entry, code) => {
    await withEmulator({}, async ({ v1 }) => {
      const reply = await v1("PATCH", "/instance", { key, body: { allowed_subdomains: [entry] } });
      expect([reply.status, ...errorsIn(reply)]).toEqual([422, `${code} allowed_subdomains`]);
    });
  });

  it("have no effect in development, whatever was set before", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      const body = { allowed_subdomains: ["app.example.com"], subdomain_allowlist_enabled: true };
      expect((await v1("PATCH", "/instance", { body: { ...body, hibp: false } })).status).toBe(204);
      expect(subdomainsIn(await v1("GET", "/instance"))).toEqual([[], false]);
      const state = await control("GET", "/state");
      expect(state.at("settings.instance.allowed_subdomains")).toEqual([]);
      expect(state.at("settings.instance.hibp")).toBe(false);
      await v1("PATCH", "/instance", { key, body });
      for (const environment_type of ["development", "staging"]) {
        await control("PATCH", "/switches", { key, body: { environment_type } });
        expect(subdomainsIn(await v1("GET", "/instance", { key }))).toEqual([[], false]);
      }
    });
  });

  it("are refused in development by a switch, and nothing lands", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      await control("PATCH", "/switches", { body: { refuse_production_settings: true } });
      const body = { hibp: false, subdomain_allowlist_enabled: true };
      const reply = await v1("PATCH", "/instance", { body });
      expect([reply.status, ...errorsIn(reply)]).toEqual([400, "request_invalid_for_environment"]);
      expect((await control("GET", "/state")).at("settings.instance.hibp")).toBe(true);
      expect((await v1("PATCH", "/instance", { key, body })).status).toBe(204);
    });
  });
});

describe("OAuth", () => {
  const path = "/instance/oauth_application_settings";

  it.each([[null], [[]]])("default scopes of %j are stored and shown as null", async (nothing) => {
    await withEmulator({}, async ({ v1, control }) => {
      await v1("PATCH", path, { body: { default_scopes: ["openid"] } });
      const echo = await v1("PATCH", path, { body: { default_scopes: nothing } });
      expect(echo.at("default_scopes")).toBeNull();
      expect((await v1("GET", path)).at("default_scopes")).toBeNull();
      const state = await control("GET", "/state");
      expect(state.at("settings.oauth_applications.default_scopes")).toBeNull();
    });
  });

  it.each([
    [["email", "offline_access"], "form_param_value_invalid"],
    [["offline_access"], "form_param_value_invalid"],
    [["email", "email"], "form_param_duplicate"],
    [["messages:read"], "form_param_value_invalid"],
    [["two words"], "form_param_value_invalid"],
    [["email", 7], "form_param_type_invalid"],
    ["email", "form_param_type_invalid"],
  ])("default scopes can't be %j", async (scopes, code) => {
    await withEmulator({}, async ({ v1 }) => {
      const reply = await v1("PATCH", path, { body: { default_scopes: scopes } });
      expect([reply.status, ...errorsIn(reply)]).toEqual([422, `${code} default_scopes`]);
    });
  });

  it("a scope of the instance's catalog can be a default, offline_access even then not", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      const scope_catalog = ["messages:read", "offline_access"];
      await control("PATCH", "/switches", { body: { scope_catalog } });
      const write = (default_scopes: readonly string[]): Promise<Reply> =>
        v1("PATCH", path, { body: { default_scopes } });
      const echo = await write(["email", "messages:read"]);
      expect(echo.at("default_scopes")).toEqual(["email", "messages:read"]);
      expect((await write(["offline_access"])).status).toBe(422);
    });
  });

  it.each(["aud_claim_enabled", "pkce_required"])(
    "%s is a setting of the newest version",
    async (name) => {
      await withEmulator({}, async ({ v1 }) => {
        expect((await v1("GET", path)).at(name)).toBe(false);
        expect((await v1("PATCH", path, { body: { [name]: true } })).at(name)).toBe(true);
        expect((await v1("GET", path)).at(name)).toBe(true);
        const older = await v1("PATCH", path, { version: "2025-11-10", body: { [name]: false } });
        expect(older.body).not.toHaveProperty(name);
        expect((await v1("GET", path)).at(name)).toBe(true);
      });
    },
  );
});

describe("Protect", () => {
  it("shows its checks, exempt in the newest version alone", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const checks = { checks_bypassed: false, checks_verified: false };
      for (const method of ["GET", "PATCH"]) {
        const newest = await v1(method, "/instance/protect");
        expect(newest.body).toMatchObject({ ...checks, checks_exempt: false });
        const older = await v1(method, "/instance/protect", { version: "2025-11-10" });
        expect(older.body).toMatchObject(checks);
        expect(older.body).not.toHaveProperty("checks_exempt");
      }
    });
  });
});

describe("the copy of August", () => {
  const WRITES: readonly (readonly [path: string, body: { readonly [member: string]: unknown }])[] =
    [
      ["/instance", { allowed_subdomains: ["app.example.com"], subdomain_allowlist_enabled: true }],
      ["/instance/oauth_application_settings", { aud_claim_enabled: true, pkce_required: true }],
    ];

  it("answers without what came later, and drops it from writes", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      await control("PATCH", "/switches", { key, body: { august_2026: true } });
      for (const [path, body] of WRITES) {
        const reply = await v1("PATCH", path, { key, body });
        expect(reply.status).toBe(path === "/instance" ? 204 : 200);
        const shown = await v1("GET", path, { key });
        for (const name of Object.keys(body)) expect(shown.body).not.toHaveProperty(name);
      }
      const protect = await v1("GET", "/instance/protect", { key });
      expect(protect.body).not.toHaveProperty("checks_exempt");
      await control("PATCH", "/switches", { key, body: { august_2026: false } });
      expect((await v1("GET", "/instance", { key })).at("allowed_subdomains")).toEqual([]);
      const oauth = await v1("GET", "/instance/oauth_application_settings", { key });
      expect([oauth.at("aud_claim_enabled"), oauth.at("pkce_required")]).toEqual([false, false]);
    });
  });

  it.each(WRITES)("has %s take no %j", async (path, body) => {
    await withEmulator({ strict: true }, async ({ v1, control }) => {
      await control("PATCH", "/switches", { key, body: { august_2026: true } });
      expect(errorsIn(await v1("PATCH", path, { key, body }))).toEqual(
        Object.keys(body).map((name) => `form_param_unknown ${name}`),
      );
    });
  });
});
