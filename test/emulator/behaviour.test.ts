import { describe, expect, it } from "vitest";
import { API_VERSIONS, FROZEN_API_VERSION } from "../../src/catalog/api-version.ts";
import {
  DEVELOPMENT_KEY,
  errorsIn,
  PRODUCTION_KEY,
  withEmulator,
  type Asking,
  type Reply,
} from "./asking.ts";

/** The role ids of an instance by their keys. */
function idsByKey(roles: Reply): Readonly<Record<string, unknown>> {
  const ids = roles.list("data", "id");
  return Object.fromEntries(roles.list("data", "key").map((key, n) => [String(key), ids[n]]));
}

describe("1. who asks", () => {
  it.each<[string, Asking, number, string]>([
    ["no header", { key: null }, 401, "authorization_header_format_invalid"],
    [
      "another scheme",
      { key: null, headers: { authorization: "Basic abc" } },
      401,
      "authorization_header_format_invalid",
    ],
    ["a publishable key", { key: "pk_test_abcdef" }, 401, "clerk_key_invalid"],
    ["a key that is too short", { key: "sk_test_ab" }, 401, "clerk_key_invalid"],
    ["a key of no environment", { key: "sk_prod_abcdef" }, 401, "clerk_key_invalid"],
  ])("%s is refused", async (_, asking, status, code) => {
    await withEmulator({}, async ({ v1 }) => {
      const reply = await v1("GET", "/instance", asking);
      expect([reply.status, ...errorsIn(reply)]).toEqual([status, code]);
      expect(reply.at("clerk_trace_id")).toMatch(/^[0-9a-f]{32}$/);
      expect(reply.contentType).toBe("application/json");
    });
  });

  it("every well-formed key is an instance of its own, with ids that stay", async () => {
    const seen: string[] = [];
    for (let run = 0; run < 2; run += 1) {
      await withEmulator({}, async ({ v1 }) => {
        for (const key of ["sk_test_one", "sk_test_two", "sk_live_one"]) {
          const reply = await v1("GET", "/instance", { key });
          seen.push([reply.at("id"), reply.at("environment_type")].join(" "));
        }
      });
    }
    expect(new Set(seen).size).toBe(3);
    expect(seen.slice(0, 3)).toEqual(seen.slice(3));
    expect(seen.map((one) => one.split(" ")[1]).slice(0, 3)).toEqual([
      "development",
      "development",
      "production",
    ]);
  });

  it("one instance's write doesn't show in another", async () => {
    await withEmulator({}, async ({ v1 }) => {
      await v1("PATCH", "/instance/protect", { body: { rules_enabled: true } });
      const other = await v1("GET", "/instance/protect", { key: "sk_test_other" });
      expect(other.at("rules_enabled")).toBe(false);
    });
  });

  it("the content type of every answer with a body is exactly application/json", async () => {
    await withEmulator({}, async ({ v1 }) => {
      for (const path of ["/instance", "/domains", "/nowhere", "/instance/restrictions"]) {
        expect((await v1("GET", path)).contentType).toBe("application/json");
      }
    });
  });
});

describe("2. versions", () => {
  it("a version that doesn't exist is refused", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const reply = await v1("GET", "/instance", { version: "2023-01-01" });
      expect([reply.status, ...errorsIn(reply)]).toEqual([400, "api_version_invalid"]);
    });
  });

  const LIVE = API_VERSIONS.filter((version) => version !== FROZEN_API_VERSION);
  it.each([
    ["/instance", API_VERSIONS],
    ["/domains", API_VERSIONS],
    ["/allowlist_identifiers", API_VERSIONS],
    ["/instance/organization_settings", LIVE],
    ["/instance/protect", LIVE],
    ["/instance/communication", LIVE],
    ["/instance/oauth_application_settings", LIVE],
    ["/redirect_urls", API_VERSIONS],
    ["/jwt_templates", API_VERSIONS],
    ["/organization_permissions", LIVE],
    ["/role_sets", LIVE],
    ["/organization_roles", LIVE.filter((version) => version !== "2021-02-05")],
  ])(
    "GET %s is there in the versions that have it, and 404 in the others",
    async (path, versions) => {
      await withEmulator({}, async ({ v1 }) => {
        for (const version of API_VERSIONS) {
          const { status } = await v1("GET", path, { version });
          expect(`${version} ${status}`).toBe(
            `${version} ${versions.includes(version) ? 200 : 404}`,
          );
        }
      });
    },
  );

  it("a member of the frozen version is unknown to the others, and the other way round", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const body = {
        ignore_dots_for_gmail_addresses: true,
        allowlist_blocklist_disabled_on_sign_in: true,
      };
      const newest = await v1("PATCH", "/instance/restrictions", { body });
      expect(newest.at("allowlist_blocklist_disabled_on_sign_in")).toBe(true);
      expect(newest.body).not.toHaveProperty("ignore_dots_for_gmail_addresses");
      const frozen = await v1("PATCH", "/instance/restrictions", { version: FROZEN_API_VERSION });
      expect(frozen.at("ignore_dots_for_gmail_addresses")).toBe(false);
      expect(frozen.body).not.toHaveProperty("allowlist_blocklist_disabled_on_sign_in");
      const written = await v1("PATCH", "/instance/restrictions", {
        version: FROZEN_API_VERSION,
        body,
      });
      expect(written.at("ignore_dots_for_gmail_addresses")).toBe(true);
    });
  });

  it.each(API_VERSIONS)(
    "the answer of the beta endpoint shows a retired member in %s",
    async (version) => {
      await withEmulator({}, async ({ v1 }) => {
        const body = { progressive_sign_up: false };
        const reply = await v1("PATCH", "/beta_features/instance_settings", { version, body });
        expect(reply.at("enhanced_email_deliverability")).toBe(false);
        expect(reply.at("test_mode")).toBeUndefined();
      });
    },
  );
});

describe("3. unknown members", () => {
  it("are dropped in silence, and the others land", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const reply = await v1("PATCH", "/instance/protect", {
        body: { rules_enabled: true, zork: 1 },
      });
      expect(reply.status).toBe(200);
      expect(reply.body).not.toHaveProperty("zork");
      expect(reply.at("rules_enabled")).toBe(true);
    });
  });

  it("are refused by the strict switch, and nothing lands", async () => {
    await withEmulator({ strict: true }, async ({ v1 }) => {
      const reply = await v1("PATCH", "/instance/protect", {
        body: { rules_enabled: true, zork: 1, grue: 2 },
      });
      expect(reply.status).toBe(422);
      expect(errorsIn(reply)).toEqual(["form_param_unknown zork", "form_param_unknown grue"]);
      expect((await v1("GET", "/instance/protect")).at("rules_enabled")).toBe(false);
    });
  });

  it("that Clerk accepts undocumented show only under their switch", async () => {
    await withEmulator({}, async ({ v1, control, frontend }) => {
      const path = "/instance/organization_settings";
      const forced = { force_organization_selection: true };
      const before = await v1("PATCH", path, { body: { enabled: true, ...forced } });
      expect(before.body).not.toHaveProperty("force_organization_selection");
      await control("PATCH", "/switches", { body: { undocumented: true } });
      expect((await v1("GET", path)).at("force_organization_selection")).toBe(false);
      const early = await v1("PATCH", path, { body: { enabled: false, ...forced } });
      expect([early.status, ...errorsIn(early)]).toEqual([
        422,
        "force_organization_selection_not_allowed_when_organizations_disabled force_organization_selection",
      ]);
      await v1("PATCH", path, { body: { enabled: true, ...forced } });
      expect((await v1("GET", path)).at("force_organization_selection")).toBe(true);
      const environment = await frontend("/environment");
      expect(environment.at("organization_settings.force_organization_selection")).toBe(true);
    });
  });
});

describe("4. PATCH /instance", () => {
  it("answers 204 without a body", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const reply = await v1("PATCH", "/instance", { body: { hibp: false } });
      expect([reply.status, reply.text, reply.contentType]).toEqual([204, "", null]);
    });
  });

  const ORIGINS = ["chrome-extension://abc", "capacitor://localhost", "chrome-extension://def"];
  it.each<[string, unknown, boolean, readonly string[]]>([
    ["null leaves the origins alone", null, false, ORIGINS],
    ["[] removes them", [], false, []],
    ["the Clerk of July 2026 ignored null", null, true, ORIGINS],
    ["the Clerk of July 2026 ignored []", [], true, ORIGINS],
  ])("%s, in every version", async (_, nothing, ignored, left) => {
    await withEmulator({}, async ({ v1, control }) => {
      expect((await v1("GET", "/instance")).at("allowed_origins")).toBeNull();
      await control("PATCH", "/switches", { body: { empty_origins_ignored: ignored } });
      for (const version of API_VERSIONS) {
        await v1("PATCH", "/instance", { version, body: { allowed_origins: ORIGINS } });
        const body = { allowed_origins: nothing };
        expect((await v1("PATCH", "/instance", { version, body })).status).toBe(204);
        const shown = (await v1("GET", "/instance", { version })).list("allowed_origins");
        expect([shown.length, new Set(shown)]).toEqual([left.length, new Set(left)]);
      }
    });
  });

  it("doesn't keep the order of origins", async () => {
    await withEmulator({}, async ({ v1 }) => {
      await v1("PATCH", "/instance", { body: { allowed_origins: ORIGINS } });
      expect((await v1("GET", "/instance")).list("allowed_origins")).not.toEqual(ORIGINS);
    });
  });

  it.each([
    [
      "an origin that is none",
      { allowed_origins: ["nonsense"] },
      ["form_invalid_origin allowed_origins"],
    ],
    ["a wrong type", { hibp: "yes" }, ["form_param_type_invalid hibp"]],
    ["a wrong format", { support_email: "nobody" }, ["form_param_format_invalid support_email"]],
    [
      "a value that isn't on offer",
      { preferred_sign_in_strategy_when_password_required: "magic" },
      ["form_param_value_invalid preferred_sign_in_strategy_when_password_required"],
    ],
    [
      "two faults at once",
      { hibp: 1, test_mode: 0 },
      ["form_param_type_invalid hibp", "form_param_type_invalid test_mode"],
    ],
  ])("refuses %s", async (_, body, errors) => {
    await withEmulator({}, async ({ v1 }) => {
      const reply = await v1("PATCH", "/instance", { body });
      expect([reply.status, ...errorsIn(reply)]).toEqual([422, ...errors]);
    });
  });

  it("null changes nothing, and resets the default scopes", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const path = "/instance/oauth_application_settings";
      await v1("PATCH", path, {
        body: { default_scopes: ["email"], oauth_jwt_access_tokens: true },
      });
      const reply = await v1("PATCH", path, {
        body: { default_scopes: null, oauth_jwt_access_tokens: null },
      });
      expect(reply.at("default_scopes")).toBeNull();
      expect(reply.at("oauth_jwt_access_tokens")).toBe(true);
    });
  });
});

describe("5. lagging reads", () => {
  it("a GET shows the old value for a while, the echo never does", async () => {
    await withEmulator({ lagMs: 60_000 }, async ({ v1, control }) => {
      const rules = async (): Promise<unknown> =>
        (await v1("GET", "/instance/protect")).at("rules_enabled");
      const echo = await v1("PATCH", "/instance/protect", { body: { rules_enabled: true } });
      expect(echo.at("rules_enabled")).toBe(true);
      expect(await rules()).toBe(false);
      await control("PATCH", "/switches", { body: { lag_ms: 50 } });
      await expect.poll(rules, { timeout: 3000 }).toBe(true);
    });
  });

  it("the Frontend API lags on its own", async () => {
    await withEmulator({ frontendLagMs: 60_000 }, async ({ v1, frontend, control }) => {
      await v1("PATCH", "/instance/organization_settings", { body: { enabled: true } });
      expect((await v1("GET", "/instance/organization_settings")).at("enabled")).toBe(true);
      expect((await frontend("/environment")).at("organization_settings.enabled")).toBe(false);
      await control("PATCH", "/switches", { body: { frontend_lag_ms: 0 } });
      expect((await frontend("/environment")).at("organization_settings.enabled")).toBe(true);
    });
  });
});

describe("6. paths and methods", () => {
  it.each([
    ["GET", "/instance/restrictions", 405],
    ["GET", "/beta_features/instance_settings", 405],
    ["DELETE", "/instance", 405],
    ["POST", "/instance/protect", 405],
    ["GET", "/nowhere", 404],
    ["GET", "/instance/", 404],
  ])("%s %s answers %i", async (method, path, status) => {
    await withEmulator({}, async ({ v1 }) => {
      const reply = await v1(method, path);
      expect(reply.status).toBe(status);
      expect(errorsIn(reply)).toEqual([
        status === 404 ? "resource_not_found" : "method_not_allowed",
      ]);
    });
  });

  it("a path outside /v1 is not found", async () => {
    await withEmulator({}, async ({ emulator }) => {
      expect((await fetch(`${emulator.apiUrl}/`)).status).toBe(404);
      expect((await fetch(`${emulator.frontendApiUrl}/nobody/v1/environment`)).status).toBe(404);
    });
  });
});

describe("7. bodies", () => {
  const json = { "content-type": "application/json" };
  it.each<[string, Asking, number]>([
    ["no body and no content type", {}, 200],
    ["no body under a content type", { headers: json }, 200],
    ["an empty body", { raw: "", headers: json }, 200],
    ["an empty object", { body: {} }, 200],
    [
      "JSON with a charset",
      { raw: "{}", headers: { "content-type": "application/json; charset=utf-8" } },
      200,
    ],
    ["JSON without a content type", { raw: "{}" }, 415],
    [
      "a form",
      { raw: "a=1", headers: { "content-type": "application/x-www-form-urlencoded" } },
      415,
    ],
    ["broken JSON", { raw: "{", headers: json }, 400],
    ["a list", { raw: "[]", headers: json }, 400],
    ["more than 1 MiB", { raw: `{"a":"${"x".repeat(1024 * 1024)}"}`, headers: json }, 413],
  ])("%s", async (_, asking, status) => {
    await withEmulator({}, async ({ v1 }) => {
      expect((await v1("PATCH", "/instance/restrictions", asking)).status).toBe(status);
    });
  });
});

describe("8. communication", () => {
  const path = "/instance/communication";
  it("a new instance blocks every country but the US and Canada", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const codes = (await v1("GET", path)).list("blocked_country_codes");
      expect(codes.length).toBeGreaterThan(200);
      expect(codes).toContain("KP");
      expect(codes).not.toContain("US");
      expect(codes).not.toContain("CA");
    });
  });

  it("the whole list is replaced, unknown codes are dropped, and reads don't keep the order", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const body = { blocked_country_codes: ["KP", "QQ", "IR"] };
      const echo = await v1("PATCH", path, { body });
      expect(echo.at("blocked_country_codes")).toEqual(["KP", "IR"]);
      expect((await v1("GET", path)).at("blocked_country_codes")).toEqual(["IR", "KP"]);
    });
  });

  it.each([
    ["a lower-case code", ["kp"], "form_param_format_invalid"],
    ["a long code", ["PRK"], "form_param_format_invalid"],
    ["the same code twice", ["KP", "KP"], "form_param_duplicate"],
    [
      "more than 250",
      Array.from({ length: 251 }, (_, n) =>
        String.fromCharCode(65 + (n % 26), 65 + Math.floor(n / 26)),
      ),
      "form_param_array_size_exceeded",
    ],
    ["a text", "KP", "form_param_type_invalid"],
  ])("%s is refused", async (_, codes, code) => {
    await withEmulator({}, async ({ v1 }) => {
      const reply = await v1("PATCH", path, { body: { blocked_country_codes: codes } });
      expect([reply.status, ...errorsIn(reply)]).toEqual([422, `${code} blocked_country_codes`]);
    });
  });

  it("a switch keeps countries on the list", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      await v1("PATCH", path, { body: { blocked_country_codes: ["KP", "IR"] } });
      await control("PATCH", "/switches", { body: { restrict_country_removal: true } });
      const reply = await v1("PATCH", path, { body: { blocked_country_codes: ["IR"] } });
      expect([reply.status, ...errorsIn(reply)]).toEqual([
        422,
        "sms_country_removal_restricted blocked_country_codes",
      ]);
      expect(reply.at("errors.0.meta.country_codes")).toEqual(["KP"]);
      expect(
        (await v1("PATCH", path, { body: { blocked_country_codes: ["IR", "KP", "SY"] } })).status,
      ).toBe(200);
    });
  });
});

describe("9. the free plan", () => {
  it.each([
    ["/instance/restrictions", { allowlist: true }],
    ["/instance/restrictions", { blocklist: true }],
    ["/instance/organization_settings", { max_allowed_memberships: 0 }],
    ["/instance/organization_settings", { max_allowed_memberships: 21 }],
  ])("PATCH %s %j costs in production, and is free in development", async (path, body) => {
    await withEmulator({ freePlan: true }, async ({ v1 }) => {
      const reply = await v1("PATCH", path, { key: PRODUCTION_KEY, body });
      expect([reply.status, ...errorsIn(reply)]).toEqual([
        402,
        "unsupported_subscription_plan_features",
      ]);
      expect(reply.at("errors.0.meta.unsupported_features")).toHaveLength(1);
      expect((await v1("PATCH", path, { body })).status).toBe(200);
    });
  });

  it.each(["allowlist", "blocklist"])(
    "the %s costs on every verb in production, and nothing in development",
    async (list) => {
      await withEmulator({ freePlan: true }, async ({ v1 }) => {
        const path = `/${list}_identifiers`;
        const calls: readonly (readonly [string, string, object?])[] = [
          ["GET", path],
          ["GET", `${path}?paginated=true`],
          ["POST", path, { identifier: "a@example.com" }],
          ["DELETE", `${path}/none`],
        ];
        for (const [method, place, body] of calls) {
          const reply = await v1(method, place, { key: PRODUCTION_KEY, ...(body && { body }) });
          expect([method, reply.status, ...errorsIn(reply)]).toEqual([
            method,
            402,
            "unsupported_subscription_plan_features",
          ]);
          expect(reply.at("errors.0.meta.unsupported_features")).toEqual([list]);
          const free = await v1(method, place, { ...(body && { body }) });
          expect(free.status).toBe(method === "DELETE" ? 404 : 200);
        }
      });
    },
  );

  it("what isn't paid for can be switched off", async () => {
    await withEmulator({ freePlan: true }, async ({ v1 }) => {
      const body = { allowlist: false, block_email_subaddresses: true };
      expect(
        (await v1("PATCH", "/instance/restrictions", { key: PRODUCTION_KEY, body })).status,
      ).toBe(200);
    });
  });
});

describe("10. roles", () => {
  const path = "/instance/organization_settings";
  it("go in by id and come out by key", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const ids = idsByKey(await v1("GET", "/organization_roles"));
      const body = {
        creator_role_id: ids["org:admin"],
        domains_default_role_id: ids["org:member"],
      };
      const reply = await v1("PATCH", path, { body });
      expect(reply.at("creator_role")).toBe("org:admin");
      expect(reply.at("domains_default_role")).toBe("org:member");
      expect(reply.body).not.toHaveProperty("creator_role_id");
    });
  });

  it.each([
    ["an id of nobody", "role_nobody", 404, "resource_not_found creator_role_id"],
    ["a key", "org:admin", 404, "resource_not_found creator_role_id"],
    ["a number", 7, 422, "form_param_type_invalid creator_role_id"],
  ])("%s is refused", async (_, value, status, error) => {
    await withEmulator({}, async ({ v1 }) => {
      const reply = await v1("PATCH", path, { body: { creator_role_id: value } });
      expect([reply.status, ...errorsIn(reply)]).toEqual([status, error]);
    });
  });

  it("a role that lacks permissions can't create organizations", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const ids = idsByKey(await v1("GET", "/organization_roles"));
      const reply = await v1("PATCH", path, { body: { creator_role_id: ids["org:member"] } });
      expect([reply.status, ...errorsIn(reply)]).toEqual([
        422,
        "organization_missing_creator_role_permissions creator_role_id",
      ]);
    });
  });

  it("are listed in pages, newest first, and found", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      await control("PATCH", "/switches", { body: { max_allowed_roles: 12 } });
      for (let n = 0; n < 12; n += 1) {
        const body = { name: `Role ${n}`, key: `org:role_${n}` };
        expect((await v1("POST", "/organization_roles", { body })).status).toBe(200);
      }
      const first = await v1("GET", "/organization_roles");
      expect([first.list("data").length, first.at("total_count")]).toEqual([10, 14]);
      expect(first.at("data.0.key")).toBe("org:role_11");
      const rest = await v1("GET", "/organization_roles?offset=10&limit=500");
      expect(rest.list("data", "key")).toEqual([
        "org:role_1",
        "org:role_0",
        "org:member",
        "org:admin",
      ]);
      const found = await v1("GET", "/organization_roles?query=ole_1&order_by=key");
      expect(found.list("data", "key")).toEqual(["org:role_1", "org:role_10", "org:role_11"]);
      const id = String(found.at("data.0.id"));
      expect((await v1("GET", `/organization_roles/${id}`)).at("key")).toBe("org:role_1");
      expect((await v1("GET", "/organization_roles/role_none")).status).toBe(404);
      expect((await v1("GET", "/organization_roles?limit=501")).status).toBe(422);
      expect((await v1("GET", "/organization_roles?order_by=age")).status).toBe(422);
    });
  });

  it("a role with an admin's permissions is eligible; one in use can't be deleted", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const roles = await v1("GET", "/organization_roles?query=org:admin");
      const permissions = roles.list("data.0.permissions", "id");
      const made = await v1("POST", "/organization_roles", {
        body: { name: "Owner", key: "org:owner", permissions },
      });
      expect(made.at("is_creator_eligible")).toBe(true);
      const id = String(made.at("id"));
      expect((await v1("PATCH", path, { body: { creator_role_id: id } })).at("creator_role")).toBe(
        "org:owner",
      );
      const deleted = await v1("DELETE", `/organization_roles/${id}`);
      expect([deleted.status, ...errorsIn(deleted)]).toEqual([
        422,
        "organization_role_default_creator_role",
      ]);
      await v1("PATCH", path, { body: { domains_default_role_id: roles.at("data.0.id") } });
      await v1("PATCH", path, { body: { creator_role_id: id } });
      const other = await v1("DELETE", `/organization_roles/${String(roles.at("data.0.id"))}`);
      expect(errorsIn(other)).toEqual(["organization_role_domain_default_role"]);
    });
  });

  it.each([
    [{}, ["form_param_missing name", "form_param_missing key"]],
    [{ name: null, key: null }, ["form_param_nil name", "form_param_nil key"]],
    [{ name: 1, key: 2 }, ["form_param_type_invalid name", "form_param_type_invalid key"]],
    [
      { name: "", key: "x" },
      ["form_param_min_length_exceeded name", "form_param_format_invalid key"],
    ],
    [{ name: "Admin", key: "org:admin" }, ["form_identifier_exists key"]],
    [
      { name: "A", key: "org:a", description: 1, permissions: "all" },
      ["form_param_type_invalid description", "form_param_type_invalid permissions"],
    ],
    [{ name: "A", key: "org:a", permissions: ["perm_none"] }, ["resource_not_found permissions"]],
  ])("POST /organization_roles refuses %j", async (body, errors) => {
    await withEmulator({}, async ({ v1 }) => {
      expect(errorsIn(await v1("POST", "/organization_roles", { body }))).toEqual(errors);
    });
  });
});

describe("11. rate limits", () => {
  it("a development instance answers a hundred requests, then 429 with the seconds to wait", async () => {
    await withEmulator({ rateLimit: true }, async ({ v1 }) => {
      const replies = [];
      for (let n = 0; n < 101; n += 1) replies.push(await v1("GET", "/instance"));
      expect(replies.slice(0, 100).every((reply) => reply.status === 200)).toBe(true);
      const last = replies[100];
      expect(last?.status).toBe(429);
      expect(Number(last?.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
      expect(Number(last?.headers.get("retry-after"))).toBeLessThanOrEqual(10);
      expect((await v1("GET", "/instance", { key: "sk_test_other" })).status).toBe(200);
    });
  });
});

describe("12. faults", () => {
  it.each([
    ["401", 401],
    ["402", 402],
    ["403", 403],
    ["404", 404],
    ["409", 409],
    ["422", 422],
    ["429", 429],
    ["500", 500],
    ["503", 503],
    ["504", 504],
    ["html", 502],
  ])(
    "%s before the work leaves everything as it was; after it, the write has landed",
    async (action, status) => {
      await withEmulator({}, async ({ v1, control }) => {
        for (const [phase, landed] of [
          ["before", false],
          ["after", true],
        ] as const) {
          const rule = {
            action,
            phase,
            method: "PATCH",
            path: "/instance/protect",
            retry_after: 7,
          };
          await control("POST", "/faults", { body: { rules: [rule] } });
          const reply = await v1("PATCH", "/instance/protect", { body: { rules_enabled: true } });
          expect(reply.status).toBe(status);
          expect((await v1("GET", "/instance/protect")).at("rules_enabled")).toBe(landed);
        }
      });
    },
  );

  it.each([
    [{ action: "401" }, "clerk_key_invalid"],
    [{ action: "402" }, "unsupported_subscription_plan_features"],
    [{ action: "403" }, "authorization_invalid"],
    [{ action: "409" }, "resource_locked"],
    [{ action: "422" }, "form_param_value_invalid"],
    [{ action: "429" }, "too_many_requests"],
    [{ action: "500" }, "internal_clerk_error"],
    [{ action: "503" }, "service_unavailable"],
    [{ action: "403", code: "quota_exceeded" }, "quota_exceeded"],
    [{ action: "409", code: "conflict" }, "conflict"],
    [{ action: "422", param: "hibp" }, "form_param_value_invalid hibp"],
    [
      { action: "422", code: "form_conditional_param_missing", param: "signing_key" },
      "form_conditional_param_missing signing_key",
    ],
  ])("%j answers every method with %s", async (rule, error) => {
    await withEmulator({}, async ({ v1, control }) => {
      for (const [method, path] of [
        ["GET", "/instance"],
        ["PATCH", "/instance/protect"],
        ["POST", "/allowlist_identifiers"],
        ["DELETE", "/allowlist_identifiers/alid_none"],
      ] as const) {
        await control("POST", "/faults", { body: rule });
        const reply = await v1(method, path);
        expect([method, reply.status, ...errorsIn(reply)]).toEqual([
          method,
          Number(rule.action),
          error,
        ]);
        expect(reply.contentType).toBe("application/json");
      }
    });
  });

  it("a 402 names the features, a refused removal the countries", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      await control("POST", "/faults", { body: { action: "402" } });
      const paid = await v1("GET", "/instance");
      expect(paid.list("errors.0.meta.unsupported_features")).toHaveLength(1);
      const code = "sms_country_removal_restricted";
      await control("POST", "/faults", { body: { action: "422", code } });
      const refused = await v1("GET", "/instance");
      expect(refused.list("errors.0.meta.country_codes")).toHaveLength(1);
    });
  });

  it.each([
    ["reset_before", false],
    ["reset_after", true],
  ])("%s: the connection ends; landed: %s", async (action, landed) => {
    await withEmulator({}, async ({ v1, control }) => {
      await control("POST", "/faults", { body: { action, method: "PATCH" } });
      await expect(
        v1("PATCH", "/instance/protect", { body: { rules_enabled: true } }),
      ).rejects.toThrow("fetch failed");
      expect((await v1("GET", "/instance/protect")).at("rules_enabled")).toBe(landed);
    });
  });

  it("a 429 says how long to wait, and a CDN's page is no JSON", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      await control("POST", "/faults", { body: { action: "429", retry_after: 7 } });
      const limited = await v1("GET", "/instance");
      expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "7"]);
      await control("POST", "/faults", { body: { action: "html" } });
      const page = await v1("GET", "/instance");
      expect([page.contentType, page.text.slice(0, 15)]).toEqual([
        "text/html; charset=UTF-8",
        "<!DOCTYPE html>",
      ]);
    });
  });

  it("a truncated body fails the client after the write landed", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      await control("POST", "/faults", { body: { action: "truncated_body", method: "PATCH" } });
      await expect(
        v1("PATCH", "/instance/protect", { body: { rules_enabled: true } }),
      ).rejects.toThrow("terminated");
      expect((await v1("GET", "/instance/protect")).at("rules_enabled")).toBe(true);
    });
  });

  it.each(["slow_headers", "slow_body"])(
    "%s keeps the client waiting, then answers",
    async (action) => {
      await withEmulator({}, async ({ v1, control }) => {
        await control("POST", "/faults", { body: { action, delay_ms: 120 } });
        const began = performance.now();
        expect((await v1("GET", "/instance")).status).toBe(200);
        expect(performance.now() - began).toBeGreaterThan(100);
      });
    },
  );

  it("strike the nth matching request, so often, and no other", async () => {
    await withEmulator({}, async ({ v1, control, frontend }) => {
      await control("POST", "/faults", {
        body: { action: "500", method: "GET", path: "/instance*", nth: 2, times: 2 },
      });
      const statuses = [];
      for (let n = 0; n < 4; n += 1) statuses.push((await v1("GET", "/instance/protect")).status);
      expect(statuses).toEqual([200, 500, 500, 200]);
      await control("DELETE", "/faults");
      await control("POST", "/faults", {
        body: { action: "503", api: "frontend", times: "always" },
      });
      expect((await frontend("/environment")).status).toBe(503);
      expect((await frontend("/environment")).status).toBe(503);
      expect((await v1("GET", "/instance")).status).toBe(200);
    });
  });
});

describe("13. change_domain", () => {
  const path = "/instance/change_domain";
  const name = "data.0.name";

  it("is for production only", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const reply = await v1("POST", path, { body: { home_url: "https://example.com" } });
      expect([reply.status, ...errorsIn(reply)]).toEqual([400, "request_invalid_for_environment"]);
    });
  });

  it("answers 202 without a body, and /domains follows later with the records to set", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      const key = PRODUCTION_KEY;
      await control("PATCH", "/switches", { key, body: { domain_delay_ms: 60_000 } });
      const reply = await v1("POST", path, { key, body: { home_url: "https://app.example.com" } });
      expect([reply.status, reply.text]).toEqual([202, ""]);
      expect((await v1("GET", "/domains", { key })).at(name)).not.toBe("example.com");
      await control("PATCH", "/switches", { key, body: { domain_delay_ms: 20 } });
      await v1("POST", path, { key, body: { home_url: "https://app.example.com" } });
      const shown = async (): Promise<unknown> => (await v1("GET", "/domains", { key })).at(name);
      await expect.poll(shown, { timeout: 3000 }).toBe("example.com");
      const domains = await v1("GET", "/domains", { key });
      expect(domains.list("data.0.cname_targets", "host")).toContain("clerk.example.com");
      const [cnames, typed] = ["cname_targets", "dns_targets"].map((member) =>
        domains.list(`data.0.${member}`, "host"),
      );
      expect(typed).toEqual(expect.arrayContaining([...(cnames ?? [])]));
      expect(typed?.length).toBeGreaterThan(cnames?.length ?? 0);
      expect(new Set(domains.list("data.0.dns_targets", "record_type"))).toEqual(
        new Set(["CNAME", "TXT"]),
      );
    });
  });

  const RECORDS = expect.arrayContaining([expect.objectContaining({ required: true })]) as unknown;
  it.each([
    [{}, RECORDS, RECORDS],
    [{ dns_targets: "null" }, RECORDS, null],
    [{ dns_targets: "absent" }, RECORDS, undefined],
    [{ dns_targets: "null", cname_targets: "null" }, null, null],
    [{ cname_targets: "null" }, null, RECORDS],
    [{ august_2026: true }, RECORDS, undefined],
    [{ environment_type: "development" }, null, null],
  ])("under %j /domains shows records, nothing or no such member", async (body, cname, typed) => {
    await withEmulator({}, async ({ v1, control }) => {
      const key = PRODUCTION_KEY;
      await control("PATCH", "/switches", { key, body });
      const domains = await v1("GET", "/domains", { key });
      expect(domains.at("data.0.cname_targets")).toEqual(cname);
      expect(domains.at("data.0.dns_targets")).toEqual(typed);
      const older = await v1("GET", "/domains", { key, version: "2025-11-10" });
      expect(older.body).not.toHaveProperty("data.0.dns_targets");
    });
  });

  it("a secondary app keeps its subdomain", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const key = PRODUCTION_KEY;
      await v1("POST", path, {
        key,
        body: { home_url: "https://app.example.com", is_secondary: true },
      });
      expect((await v1("GET", "/domains", { key })).at(name)).toBe("app.example.com");
    });
  });

  it.each([
    [{}, "form_param_missing home_url"],
    [{ home_url: null }, "form_param_nil home_url"],
    [{ home_url: 7 }, "form_param_type_invalid home_url"],
    [{ home_url: "example.com" }, "form_param_format_invalid home_url"],
    [{ home_url: "http://example.com" }, "insecure_url home_url"],
    [{ home_url: "https://clerk.com" }, "reserved_domain home_url"],
    [{ home_url: "https://mine.vercel.app" }, "known_hosting_domain home_url"],
    [{ home_url: "https://taken.example.org" }, "home_url_taken home_url"],
    [
      { home_url: "https://example.com", is_secondary: "no" },
      "form_param_type_invalid is_secondary",
    ],
  ])("refuses %j", async (body, error) => {
    await withEmulator({}, async ({ v1 }) => {
      await v1("POST", path, { key: "sk_live_other", body: { home_url: "https://example.org" } });
      const reply = await v1("POST", path, { key: PRODUCTION_KEY, body });
      expect([reply.status, ...errorsIn(reply)]).toEqual([422, error]);
    });
  });
});

describe("14. the Frontend API", () => {
  it("shows what the Backend API wrote, through the transforms", async () => {
    await withEmulator({}, async ({ v1, frontend }) => {
      await v1("PATCH", "/instance", {
        body: {
          hibp: false,
          test_mode: false,
          support_email: "help@example.com",
          preferred_sign_in_strategy_when_password_required: "otp",
        },
      });
      await v1("PATCH", "/instance/restrictions", { body: { blocklist: true } });
      await v1("PATCH", "/instance/organization_settings", {
        body: { enabled: true, max_allowed_memberships: 7 },
      });
      const reply = await frontend("/environment?_clerk_js_version=6");
      expect(reply.at("user_settings.password_settings.disable_hibp")).toBe(true);
      expect(reply.at("auth_config.test_mode")).toBe(false);
      expect(reply.at("display_config.support_email")).toBe("help@example.com");
      expect(reply.at("display_config.preferred_sign_in_strategy")).toBe("otp");
      expect(reply.at("user_settings.restrictions.blocklist.enabled")).toBe(true);
      expect(reply.at("organization_settings.max_allowed_memberships")).toBe(7);
      expect(reply.at("organization_settings.creator_role")).toBe("org:admin");
    });
  });

  it("test mode is one flag under two names", async () => {
    await withEmulator({}, async ({ v1, frontend }) => {
      await v1("PATCH", "/beta_features/instance_settings", { body: { test_mode: false } });
      expect((await frontend("/environment")).at("auth_config.test_mode")).toBe(false);
    });
  });

  it("the preferred strategy says nothing while no password is required", async () => {
    await withEmulator({}, async ({ v1, control, frontend }) => {
      const body = { preferred_sign_in_strategy_when_password_required: "password" };
      await v1("PATCH", "/instance", { body });
      await control("PATCH", "/switches", { body: { password_required: false } });
      const environment = await frontend("/environment");
      expect(environment.at("display_config.preferred_sign_in_strategy")).toBe("otp");
      expect(environment.at("user_settings.attributes.password.required")).toBe(false);
    });
  });

  it("the access mode is a switch", async () => {
    await withEmulator({}, async ({ control, frontend }) => {
      expect((await frontend("/environment")).at("user_settings.sign_up.mode")).toBe("public");
      await control("PATCH", "/switches", { body: { sign_up_mode: "waitlist" } });
      expect((await frontend("/environment")).at("user_settings.sign_up.mode")).toBe("waitlist");
    });
  });

  it("clerk-js may show as its major version", async () => {
    await withEmulator({}, async ({ v1, control, frontend }) => {
      await v1("PATCH", "/instance", { body: { clerk_js_version: "5.3.1" } });
      expect((await frontend("/environment")).at("display_config.clerk_js_version")).toBe("5.3.1");
      await control("PATCH", "/switches", { body: { resolve_clerk_js_version: true } });
      expect((await frontend("/environment")).at("display_config.clerk_js_version")).toBe("5");
    });
  });

  it("wants a dev browser token when told so, in development only", async () => {
    await withEmulator({}, async ({ control, frontend }) => {
      await control("PATCH", "/switches", { body: { dev_browser_required: true } });
      expect((await frontend("/environment")).status).toBe(401);
      const token = String((await frontend("/dev_browser", { method: "POST" })).at("token"));
      expect((await frontend(`/environment?__clerk_db_jwt=${token}`)).status).toBe(200);
      await control("PATCH", "/switches", {
        key: PRODUCTION_KEY,
        body: { dev_browser_required: true },
      });
      expect((await frontend("/environment", { of: PRODUCTION_KEY })).status).toBe(200);
    });
  });

  it.each<[string, Asking & { path?: string }]>([
    ["a header", { headers: { authorization: `Bearer ${DEVELOPMENT_KEY}` } }],
    ["the query", { path: `/environment?key=${DEVELOPMENT_KEY}` }],
  ])(
    "is loud about a secret key in %s, and doesn't log it",
    async (_, { path = "/environment", ...asking }) => {
      await withEmulator({}, async ({ control, frontend }) => {
        const reply = await frontend(path, asking);
        expect([reply.status, ...errorsIn(reply)]).toEqual([
          400,
          "secret_key_sent_to_frontend_api",
        ]);
        expect((await control("GET", "/requests")).text).not.toContain(DEVELOPMENT_KEY);
      });
    },
  );
});
