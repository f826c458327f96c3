/** What every collection of the emulator does, and what each does alone. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { foundInstance } from "../../src/emulator/state/instance-state.ts";
import { parseAuthorization } from "../../src/emulator/state/secret-key.ts";
import {
  DEVELOPMENT_KEY,
  errorsIn,
  memberAt,
  withEmulator,
  type Reply,
  type Rig,
} from "./asking.ts";

const outcome = (reply: Reply): readonly unknown[] => [
  reply.status,
  ...(reply.status < 400 ? [] : errorsIn(reply)),
];

describe("an item", () => {
  it("that is made again has another id", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const path = "/blocklist_identifiers";
      const body = { identifier: "a@example.com" };
      const first = await v1("POST", path, { body });
      expect((await v1("DELETE", `${path}/${String(first.at("id"))}`)).body).toEqual({
        object: "blocklist_identifier",
        id: first.at("id"),
        deleted: true,
      });
      const second = await v1("POST", path, { body });
      expect([second.status, second.at("id") === first.at("id")]).toEqual([200, false]);
      expect((await v1("DELETE", `${path}/${String(first.at("id"))}`)).status).toBe(404);
    });
  });

  it("has ids that differ per instance", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const body = { identifier: "a@example.com" };
      const made = await v1("POST", "/blocklist_identifiers", { body });
      const other = await v1("POST", "/blocklist_identifiers", { body, key: "sk_test_other" });
      expect(other.at("id")).not.toBe(made.at("id"));
    });
  });

  it("loses members that nobody knows, and a strict instance refuses them", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      const body = { name: "Tester", key: "org:tester", colour: "red" };
      const made = await v1("POST", "/organization_roles", { body });
      expect([made.status, made.at("colour")]).toEqual([200, undefined]);
      await control("PATCH", "/switches", { body: { strict: true } });
      const refused = await v1("POST", "/organization_roles", { body });
      expect(outcome(refused)).toEqual([422, "form_param_unknown colour"]);
    });
  });
});

describe("lists", () => {
  it("lag by as much as settings do", async () => {
    await withEmulator({ lagMs: 60_000 }, async ({ v1, control }) => {
      await v1("POST", "/blocklist_identifiers", { body: { identifier: "a@example.com" } });
      expect((await v1("GET", "/blocklist_identifiers")).at("total_count")).toBe(0);
      await control("PATCH", "/switches", { body: { lag_ms: 0 } });
      expect((await v1("GET", "/blocklist_identifiers")).at("total_count")).toBe(1);
    });
  });
});

describe("identifiers", () => {
  const WALLET = `0x${"aB".repeat(20)}`;

  it.each([
    ["Ceo@Partner.Example", "ceo@partner.example", {}],
    ["*@Acme.com", "*@acme.com", {}],
    [WALLET, WALLET.toLowerCase(), {}],
    [WALLET, WALLET, { wallets_folded: false }],
  ])("%s is kept as %s under %j", async (identifier, kept, switches) => {
    await withEmulator({}, async ({ v1, control }) => {
      await control("PATCH", "/switches", { body: switches });
      const made = await v1("POST", "/allowlist_identifiers", { body: { identifier } });
      expect(made.at("identifier")).toBe(kept);
      const again = await v1("POST", "/allowlist_identifiers", { body: { identifier: kept } });
      expect(outcome(again)).toEqual([400, "duplicate_record identifier"]);
    });
  });
});

describe("redirect URLs", () => {
  it.each([
    [{}, ["form_param_missing url"]],
    [{ url: null }, ["form_param_nil url"]],
    [{ url: 1 }, ["form_param_type_invalid url"]],
    [{ url: "" }, ["invalid_redirect_url url"]],
    [{ url: "app.example.com" }, ["invalid_redirect_url url"]],
    [{ url: "mailto:a@example.com" }, ["invalid_redirect_url url"]],
    [{ url: "https://" }, ["invalid_redirect_url url"]],
    [{ url: "https://a b" }, ["invalid_redirect_url url"]],
    [{ url: "javascript:alert(1)" }, ["prohibited_redirect_url url"]],
    [{ url: "DATA://x" }, ["prohibited_redirect_url url"]],
    [{ url: `https://a.b/${"c".repeat(2048)}` }, ["redirect_url_too_long url"]],
  ])("%j is refused", async (body, errors) => {
    await withEmulator({}, async ({ v1 }) => {
      expect(outcome(await v1("POST", "/redirect_urls", { body }))).toEqual([422, ...errors]);
    });
  });

  it.each([
    ["kept", "https://App.example.com", "https://App.example.com"],
    ["kept", "com.acme.app://callback", "com.acme.app://callback"],
    ["kept", "http://localhost:3000/cb", "http://localhost:3000/cb"],
    ["parsed", "https://App.example.com", "https://app.example.com/"],
    ["without_slash", "https://app.example.com/cb/", "https://app.example.com/cb"],
  ])("under %s %s comes back as %s", async (redirect_url_form, url, kept) => {
    await withEmulator({}, async ({ v1, control }) => {
      await control("PATCH", "/switches", { body: { redirect_url_form } });
      const made = await v1("POST", "/redirect_urls", { body: { url } });
      expect(made.at("url")).toBe(kept);
      const id = String(made.at("id"));
      expect(id).toMatch(/^ru_/);
      expect((await v1("GET", `/redirect_urls/${id}`)).body).toEqual(made.body);
      expect((await v1("PATCH", `/redirect_urls/${id}`, { body: { url } })).status).toBe(405);
      const again = await v1("POST", "/redirect_urls", { body: { url } });
      expect(outcome(again)).toEqual([400, "duplicate_record url"]);
    });
  });
});

describe("JWT templates", () => {
  const path = "/jwt_templates";
  const template = { name: "convex", claims: { aud: "convex" } };
  const own = { custom_signing_key: true, signing_algorithm: "HS256", signing_key: "hush hush" };

  it("have Clerk's defaults, and null brings them back", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const made = await v1("POST", path, { body: template });
      const { id, created_at, updated_at, ...rest } = made.body as Record<string, unknown>;
      expect([typeof created_at, updated_at]).toEqual(["number", created_at]);
      const defaults = {
        object: "jwt_template",
        ...template,
        lifetime: 60,
        allowed_clock_skew: 5,
        custom_signing_key: false,
        signing_algorithm: "RS256",
      };
      expect(rest).toEqual(defaults);
      const one = `${path}/${String(id)}`;
      const longer = { ...template, lifetime: 3600, allowed_clock_skew: 0 };
      expect((await v1("PATCH", one, { body: longer })).body).toMatchObject(longer);
      expect((await v1("PATCH", one, { body: template })).body).toMatchObject(longer);
      const reset = { ...template, lifetime: null, allowed_clock_skew: null };
      expect((await v1("PATCH", one, { body: reset })).body).toMatchObject(defaults);
    });
  });

  it("a PATCH needs name and claims, and can rename", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const one = `${path}/${String((await v1("POST", path, { body: template })).at("id"))}`;
      const bare = await v1("PATCH", one, { body: { lifetime: 90 } });
      expect(outcome(bare)).toEqual([422, "form_param_missing name", "form_param_missing claims"]);
      const renamed = await v1("PATCH", one, { body: { ...template, name: "convex_2" } });
      expect(renamed.at("name")).toBe("convex_2");
      expect((await v1("POST", path, { body: template })).status).toBe(200);
      const taken = await v1("PATCH", one, { body: template });
      expect(outcome(taken)).toEqual([422, "form_identifier_exists name"]);
    });
  });

  it("a signing key is taken, and shown nowhere", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      const body = { ...template, ...own };
      const made = await v1("POST", path, { body });
      expect([made.status, made.at("signing_algorithm")]).toEqual([200, "HS256"]);
      const one = `${path}/${String(made.at("id"))}`;
      const replies = [
        made,
        await v1("GET", one),
        await v1("GET", path),
        await v1("PATCH", one, { body: { ...body, signing_key: "hush hush hush" } }),
        await control("GET", "/state"),
        await control("GET", "/requests"),
      ];
      for (const { text } of replies) expect(text).not.toMatch(/hush|"signing_key":(?!"\[sha256 )/);
      const log = replies[5];
      const sent = log?.at("requests.0.body.signing_key");
      expect(sent).toMatch(/^\[sha256 [0-9a-f]{64}\]$/);
      expect(log?.at("requests.3.body.signing_key")).not.toBe(sent);
      const kept = replies[4]?.list("collections.jwt_templates", "signing_key_sha256").at(-1);
      expect(`[sha256 ${String(kept)}]`).toBe(log?.at("requests.3.body.signing_key"));
    });
  });

  it("a signing key in a body that can't be parsed is not logged either", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      const raw = JSON.stringify({ ...template, ...own }).slice(0, -1);
      const headers = { "content-type": "application/json" };
      expect((await v1("POST", path, { raw, headers })).status).toBe(400);
      const log = await control("GET", "/requests");
      expect(log.at("requests.0.body")).toMatch(/^\[withheld/);
      expect(log.text).not.toContain("hush");
    });
  });

  it("a key of one's own goes with its algorithm and the key, unless one is kept", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      const bare = { ...template, custom_signing_key: true };
      const both = [
        422,
        "form_conditional_param_missing signing_algorithm",
        "form_conditional_param_missing signing_key",
      ];
      expect(outcome(await v1("POST", path, { body: bare }))).toEqual(both);
      const made = await v1("POST", path, { body: { ...template, ...own } });
      const one = `${path}/${String(made.at("id"))}`;
      expect((await v1("PATCH", one, { body: template })).at("custom_signing_key")).toBe(true);
      expect(outcome(await v1("PATCH", one, { body: bare }))).toEqual(both);
      await control("PATCH", "/switches", { body: { signing_key_kept: true } });
      const kept = await v1("PATCH", one, { body: bare });
      expect(kept.at("signing_algorithm")).toBe("HS256");
      const off = await v1("PATCH", one, { body: { ...template, custom_signing_key: false } });
      expect(off.at("signing_algorithm")).toBe("RS256");
      expect(outcome(await v1("PATCH", one, { body: bare }))).toEqual(both);
    });
  });

  it.each(["azp", "exp", "iat", "iss", "jti", "nbf", "sub"])("%s is reserved", async (claim) => {
    await withEmulator({}, async ({ v1 }) => {
      const reply = await v1("POST", path, { body: { name: "a", claims: { [claim]: 1 } } });
      expect(outcome(reply)).toEqual([400, "jwt_template_reserved_claim claims"]);
    });
  });

  it("claims of the session token are reserved under a switch", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      const body = { name: "a", claims: { sid: 1 } };
      expect((await v1("POST", path, { body })).status).toBe(200);
      await control("PATCH", "/switches", { body: { session_claims_reserved: true } });
      const reply = await v1("POST", path, { body: { ...body, name: "b" } });
      expect(outcome(reply)).toEqual([400, "jwt_template_reserved_claim claims"]);
    });
  });

  it("names that differ in case are two, unless a switch makes them one", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      await v1("POST", path, { body: template });
      expect((await v1("POST", path, { body: { ...template, name: "Convex" } })).status).toBe(200);
      await control("PATCH", "/switches", { body: { template_names_folded: true } });
      const third = await v1("POST", path, { body: { ...template, name: "CONVEX" } });
      expect(outcome(third)).toEqual([422, "form_identifier_exists name"]);
    });
  });

  it("the session token's is listed under a switch, and never deleted", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      expect((await v1("GET", path)).body).toEqual([]);
      const body = { name: "session_token", claims: {} };
      expect((await v1("POST", path, { body })).status).toBe(200);
      await control("PATCH", "/switches", { body: { session_token_template: true } });
      const all = await v1("GET", path);
      expect(all.list("", "name")).toEqual(["session_token", "session_token"]);
      const id = String(all.at("1.id"));
      const refused = await v1("DELETE", `${path}/${id}`);
      expect(outcome(refused)).toEqual([403, "session_token_jwt_template"]);
      await control("PATCH", "/switches", { body: { session_token_template: false } });
      expect((await v1("DELETE", `${path}/${id}`)).status).toBe(403);
    });
  });
});

/** The ids of what a list shows, by their keys. */
async function idsOf(v1: Rig["v1"], path: string): Promise<Readonly<Record<string, string>>> {
  const all = await v1("GET", `${path}?limit=500`);
  const ids = all.list("data", "id");
  return Object.fromEntries(all.list("data", "key").map((key, n) => [String(key), String(ids[n])]));
}

describe("permissions", () => {
  const path = "/organization_permissions";
  const billing = { name: "Manage billing", key: "org:billing:manage" };

  it("the system's are listed from the start, unless a switch hides them", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      const all = await v1("GET", `${path}?limit=500&order_by=key`);
      expect(all.list("data", "key")).toEqual([
        "org:sys_billing:manage",
        "org:sys_billing:read",
        "org:sys_domains:manage",
        "org:sys_domains:read",
        "org:sys_entconns:manage",
        "org:sys_memberships:manage",
        "org:sys_memberships:read",
        "org:sys_profile:delete",
        "org:sys_profile:manage",
      ]);
      expect(new Set(all.list("data", "type"))).toEqual(new Set(["system"]));
      const made = await v1("POST", path, { body: billing });
      expect([made.at("type"), made.at("description")]).toEqual(["user", ""]);
      await control("PATCH", "/switches", { body: { system_permissions_listed: false } });
      const own = await v1("GET", path);
      expect([own.at("total_count"), own.list("data", "key")]).toEqual([1, [billing.key]]);
    });
  });

  it("the system's can't be changed or deleted", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const one = `${path}/${(await idsOf(v1, path))["org:sys_domains:read"]}`;
      const refused = [403, "organization_system_permission_not_modifiable"];
      expect(outcome(await v1("PATCH", one, { body: { name: "Mine" } }))).toEqual(refused);
      expect(outcome(await v1("DELETE", one))).toEqual(refused);
    });
  });

  it.each([
    [{}, ["form_param_missing name", "form_param_missing key"]],
    [{ ...billing, key: "org:billing" }, ["form_param_format_invalid key"]],
    [{ ...billing, key: "org:Billing:manage" }, ["form_param_format_invalid key"]],
    [{ ...billing, key: "org:sys_billing:manage" }, ["form_param_format_invalid key"]],
    [{ ...billing, description: 1 }, ["form_param_type_invalid description"]],
  ])("%j is refused", async (body, errors) => {
    await withEmulator({}, async ({ v1 }) => {
      expect(outcome(await v1("POST", path, { body }))).toEqual([422, ...errors]);
    });
  });

  it.each(["form_identifier_exists", "form_already_exists"])(
    "a key that is taken is refused with %s, that of a role too",
    async (code) => {
      await withEmulator({}, async ({ v1, control }) => {
        await control("PATCH", "/switches", { body: { taken_key_code: code } });
        await v1("POST", path, { body: billing });
        expect(outcome(await v1("POST", path, { body: billing }))).toEqual([422, `${code} key`]);
        const role = { name: "Admin", key: "org:admin" };
        const second = await v1("POST", "/organization_roles", { body: role });
        expect(outcome(second)).toEqual([422, `${code} key`]);
      });
    },
  );

  it("one that is deleted leaves every role in silence; a changed key shows in all", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      const made = await v1("POST", path, { body: billing });
      const id = String(made.at("id"));
      const body = { name: "Billing", key: "org:biller", permissions: [id] };
      const role = await v1("POST", "/organization_roles", { body });
      const one = `/organization_roles/${String(role.at("id"))}`;
      await v1("PATCH", `${path}/${id}`, { body: { key: "org:money:manage" } });
      const renamed = await v1("GET", one);
      expect(renamed.list("permissions", "key")).toEqual(["org:money:manage"]);
      expect(outcome(await v1("DELETE", `${path}/${id}`))).toEqual([200]);
      expect((await v1("GET", one)).at("permissions")).toEqual([]);
      const state = await control("GET", "/state");
      expect(state.list("collections.organization_roles", "permissions").at(-1)).toEqual([]);
      await v1("POST", path, { body: billing });
      expect((await v1("GET", one)).at("permissions")).toEqual([]);
    });
  });

  it("one for a feature that is missing isn't made", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      await control("PATCH", "/switches", { body: { missing_features: ["billing"] } });
      const reply = await v1("POST", path, { body: billing });
      expect(outcome(reply)).toEqual([404, "resource_not_found key"]);
      const other = { name: "Teams", key: "org:team:read" };
      expect((await v1("POST", path, { body: other })).status).toBe(200);
    });
  });

  it("of two created at once the second fails; one after the other both are made", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      const bodies = ["a", "b"].map((name) => ({ name, key: `org:${name}:read` }));
      await control("PATCH", "/switches", { body: { permission_creation_ms: 500 } });
      const both = await Promise.all(bodies.map(async (body) => v1("POST", path, { body })));
      const outcomes = both.map(outcome).toSorted((a, b) => Number(a[0]) - Number(b[0]));
      expect(outcomes).toEqual([[200], [500, "internal_clerk_error"]]);
      const failed = bodies[both.findIndex(({ status }) => status === 500)];
      expect(outcome(await v1("POST", path, { body: failed }))).toEqual([200]);
      expect((await v1("GET", `${path}?query=read`)).at("total_count")).toBe(5);
    });
  });
});

describe("roles", () => {
  const path = "/organization_roles";

  it("a PATCH replaces the permissions, and what it leaves out or gives as null stays", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      const permissions = await idsOf(v1, "/organization_permissions");
      const [read, manage] = ["org:sys_domains:read", "org:sys_domains:manage"];
      const body = { name: "A", key: "org:a", description: "x", permissions: [permissions[read]] };
      const one = `${path}/${String((await v1("POST", path, { body })).at("id"))}`;
      const replaced = await v1("PATCH", one, { body: { permissions: [permissions[manage]] } });
      expect(replaced.list("permissions", "key")).toEqual([manage]);
      expect([replaced.at("name"), replaced.at("description")]).toEqual(["A", "x"]);
      const nulls = { name: null, key: null, permissions: null };
      const same = await v1("PATCH", one, { body: nulls });
      expect([same.at("name"), same.list("permissions", "key")]).toEqual(["A", [manage]]);
      await control("PATCH", "/switches", { body: { empty_permissions_ignored: true } });
      const ignored = await v1("PATCH", one, { body: { permissions: [] } });
      expect(ignored.list("permissions")).toHaveLength(1);
      await control("PATCH", "/switches", { body: { empty_permissions_ignored: false } });
      expect((await v1("PATCH", one, { body: { permissions: [] } })).at("permissions")).toEqual([]);
      const unknown = await v1("PATCH", one, { body: { permissions: ["perm_none"] } });
      expect(outcome(unknown)).toEqual([404, "resource_not_found permissions"]);
    });
  });

  it("a changed key goes on to the settings that name the role", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      const body = {
        organization: { creator_role: "org:admin", domains_default_role: "org:admin" },
      };
      await control("PATCH", "/state", { body });
      const ids = await idsOf(v1, path);
      await v1("PATCH", `${path}/${ids["org:admin"]}`, { body: { key: "org:owner" } });
      const settings = await v1("GET", "/instance/organization_settings");
      expect([settings.at("creator_role"), settings.at("domains_default_role")]).toEqual([
        "org:owner",
        "org:owner",
      ]);
      await v1("PATCH", `${path}/${ids["org:member"]}`, { body: { key: "org:guest" } });
      const after = await v1("GET", "/instance/organization_settings");
      expect(after.at("creator_role")).toBe("org:owner");
    });
  });

  it("the creators' keeps the permissions that it needs", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const one = `${path}/${(await idsOf(v1, path))["org:admin"]}`;
      const permissions = await idsOf(v1, "/organization_permissions");
      const refused = [422, "organization_missing_creator_role_permissions permissions"];
      expect(outcome(await v1("PATCH", one, { body: { permissions: [] } }))).toEqual(refused);
      const needed = `${one}/permissions/${permissions["org:sys_profile:delete"]}`;
      expect(outcome(await v1("DELETE", needed))).toEqual(refused);
      const other = `${one}/permissions/${permissions["org:sys_domains:read"]}`;
      expect((await v1("DELETE", other)).list("permissions")).toHaveLength(8);
    });
  });

  it("ten may be made besides the default ones", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      for (let n = 0; n < 10; n += 1) {
        const body = { name: `Role ${n}`, key: `org:role_${n}` };
        expect((await v1("POST", path, { body })).status).toBe(200);
      }
      const body = { name: "Eleventh", key: "org:role_10" };
      const full = [403, "organization_instance_roles_quota_exceeded"];
      expect(outcome(await v1("POST", path, { body }))).toEqual(full);
      const settings = await v1("GET", "/instance/organization_settings");
      expect(settings.at("max_allowed_roles")).toBe(10);
      await v1("DELETE", `${path}/${(await idsOf(v1, path))["org:role_0"]}`);
      expect((await v1("POST", path, { body })).status).toBe(200);
      await control("PATCH", "/switches", { body: { max_allowed_roles: 11 } });
      const last = { name: "Last", key: "org:last" };
      expect((await v1("POST", path, { body: last })).status).toBe(200);
    });
  });

  it.each([
    [{ members: 2, invitations: 1 }, "organization_role_assigned_members"],
    [{ invitations: 1 }, "organization_role_exists_in_invitations"],
  ])("one with %j can't be deleted", async (use, code) => {
    await withEmulator({}, async ({ v1, control }) => {
      const made = await v1("POST", path, { body: { name: "A", key: "org:a" } });
      const one = `${path}/${String(made.at("id"))}`;
      const told = { organization_roles: { "org:a": use } };
      await control("PATCH", "/state", { body: told });
      await v1("PATCH", one, { body: { name: "B" } });
      expect(outcome(await v1("DELETE", one))).toEqual([422, code]);
      const nobody = { organization_roles: { "org:a": { members: 0, invitations: 0 } } };
      await control("PATCH", "/state", { body: nobody });
      expect(outcome(await v1("DELETE", one))).toEqual([200]);
    });
  });

  it.each([
    [1, "must hold roles"],
    [{ "org:none": { members: 1 } }, "no role"],
    [{ "org:admin": { members: -1 } }, "numbers of"],
    [{ "org:admin": { owners: 1 } }, "numbers of"],
    [{ "org:admin": {} }, "numbers of"],
  ])("the control endpoint refuses %j", async (organization_roles, says) => {
    await withEmulator({}, async ({ control }) => {
      const work = control("PATCH", "/state", { body: { organization_roles } });
      await expect(work).rejects.toThrow(says);
    });
  });

  it("are out of reach while organizations are off, under a switch", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      await control("PATCH", "/switches", { body: { organizations_required: true } });
      const off = [403, "organization_not_enabled_in_instance"];
      const body = { name: "A", key: "org:a" };
      expect(outcome(await v1("GET", path))).toEqual(off);
      expect(outcome(await v1("POST", path, { body }))).toEqual(off);
      expect(outcome(await v1("POST", `${path}/a/permissions/b`))).toEqual(off);
      await v1("PATCH", "/instance/organization_settings", { body: { enabled: true } });
      expect((await v1("POST", path, { body })).status).toBe(200);
    });
  });
});

describe("role sets", () => {
  const path = "/role_sets";
  const partners = {
    name: "Our Partners!",
    roles: ["org:admin", "org:member"],
    default_role_key: "org:member",
    creator_role_key: "org:admin",
  };

  it("the first one is there from the start, and found by its key", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      await control("PATCH", "/state", {
        body: { organization_roles: { "org:member": { members: 3 } } },
      });
      const all = await v1("GET", path);
      expect([all.at("total_count"), all.at("data.0.type")]).toEqual([1, "initial"]);
      const set = await v1("GET", `${path}/role_set:default`);
      expect(set.body).toEqual(all.at("data.0"));
      expect(set.list("roles", "key")).toEqual(["org:admin", "org:member"]);
      expect(set.list("roles", "members_count")).toEqual([0, 3]);
      expect([set.at("default_role.key"), set.at("creator_role.key")]).toEqual([
        "org:member",
        "org:admin",
      ]);
    });
  });

  it("one more needs room, and gets its key from its name", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      const full = [403, "organization_instance_role_sets_quota_exceeded"];
      expect(outcome(await v1("POST", path, { body: partners }))).toEqual(full);
      await control("PATCH", "/switches", { body: { max_role_sets_allowed: 2 } });
      const settings = await v1("GET", "/instance/organization_settings");
      expect(settings.at("max_role_sets_allowed")).toBe(2);
      const made = await v1("POST", path, { body: partners });
      expect([made.at("key"), made.at("type")]).toEqual(["role_set:our_partners", "custom"]);
      const one = `${path}/${String(made.at("id"))}`;
      const initial = await v1("PATCH", one, { body: { type: "initial" } });
      expect(initial.at("type")).toBe("initial");
      expect((await v1("GET", `${path}/role_set:default`)).at("type")).toBe("custom");
      const back = await v1("PATCH", one, { body: { type: "custom" } });
      expect(outcome(back)).toEqual([422, "form_param_value_invalid type"]);
    });
  });

  it("a role joins the first set when asked to, and leaves it when it is deleted", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const held = async (): Promise<readonly unknown[]> =>
        (await v1("GET", `${path}/role_set:default`)).list("roles", "key");
      const body = { name: "A", key: "org:a" };
      await v1("POST", "/organization_roles", { body });
      expect(await held()).toEqual(["org:admin", "org:member"]);
      const joining = { name: "B", key: "org:b", include_in_initial_role_set: true };
      const made = await v1("POST", "/organization_roles", { body: joining });
      expect(await held()).toEqual(["org:admin", "org:member", "org:b"]);
      const one = `/organization_roles/${String(made.at("id"))}`;
      await v1("PATCH", one, { body: { key: "org:c" } });
      expect(await held()).toEqual(["org:admin", "org:member", "org:c"]);
      await v1("DELETE", one);
      expect(await held()).toEqual(["org:admin", "org:member"]);
      const ids = await idsOf(v1, "/organization_roles");
      const refused = await v1("DELETE", `/organization_roles/${ids["org:member"]}`);
      expect(outcome(refused)).toEqual([422, "organization_role_domain_default_role"]);
    });
  });

  it("a role that replaces another takes over its members and its parts", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      await v1("POST", "/organization_roles", { body: { name: "A", key: "org:a" } });
      await control("PATCH", "/state", {
        body: { organization_roles: { "org:member": { members: 3 }, "org:a": { members: 1 } } },
      });
      const one = `${path}/role_set:default`;
      const more = { role_keys: ["org:a"], default_role_key: "org:a" };
      const grown = await v1("POST", `${one}/roles`, { body: more });
      expect(grown.list("roles", "key")).toEqual(["org:admin", "org:member", "org:a"]);
      expect(grown.at("default_role.key")).toBe("org:a");
      const body = { role_key: "org:a", to_role_key: "org:member" };
      const replaced = await v1("POST", `${one}/roles/replace`, { body });
      expect(replaced.list("roles", "key")).toEqual(["org:admin", "org:member"]);
      expect(replaced.list("roles", "members_count")).toEqual([0, 4]);
      expect(replaced.at("default_role.key")).toBe("org:member");
      const admin = { role_key: "org:admin", to_role_key: "org:member" };
      const refused = await v1("POST", `${one}/roles/replace`, { body: admin });
      expect(outcome(refused)).toEqual([
        422,
        "organization_missing_creator_role_permissions creator_role_key",
      ]);
    });
  });

  it("a set holds ten roles", async () => {
    await withEmulator({}, async ({ v1 }) => {
      const keys = Array.from({ length: 9 }, (_, n) => `org:r${n}`);
      for (const key of keys) await v1("POST", "/organization_roles", { body: { name: key, key } });
      const one = `${path}/role_set:default/roles`;
      const refused = await v1("POST", one, { body: { role_keys: keys } });
      expect(outcome(refused)).toEqual([422, "form_param_array_size_exceeded role_keys"]);
      const fits = await v1("POST", one, { body: { role_keys: keys.slice(1) } });
      expect(fits.list("roles")).toHaveLength(10);
    });
  });
});

describe("a state file of the first format", () => {
  it("keeps its roles, its identifiers and their ids", async () => {
    const folder = mkdtempSync(join(tmpdir(), "emulator-"));
    try {
      const stateFile = join(folder, "state.json");
      const credential = parseAuthorization(`Bearer ${DEVELOPMENT_KEY}`);
      const { collections: _, made: __, ...rest } = foundInstance(credential);
      const entry = {
        id: "alid_old",
        identifier: "a@example.com",
        identifierType: "email_address",
        invitationId: null,
        createdAt: 5,
      };
      const state = {
        ...rest,
        roles: [
          {
            id: "role_old",
            key: "org:old",
            name: "Old",
            description: "Kept",
            permissions: ["org:sys_profile:delete"],
            createdAt: 7,
          },
        ],
        allowlist: [entry, { ...entry, id: "alid_older", identifier: "b@example.com" }],
        blocklist: [],
      };
      const instances = { [credential.fingerprint]: state };
      writeFileSync(stateFile, JSON.stringify({ format: 1, instances }));
      await withEmulator({ stateFile }, async ({ v1, control }) => {
        const roles = await v1("GET", "/organization_roles");
        expect(roles.list("data", "id")).toEqual(["role_old"]);
        expect(roles.at("data.0.description")).toBe("Kept");
        expect(roles.list("data.0.permissions", "key")).toEqual(["org:sys_profile:delete"]);
        const listed = await v1("GET", "/allowlist_identifiers");
        expect(listed.list("", "id")).toEqual(["alid_older", "alid_old"]);
        const shown = await control("GET", "/state");
        expect(shown.at("allowlist")).toEqual(["a@example.com", "b@example.com"]);
        await v1("PATCH", "/instance/protect", { body: { rules_enabled: true } });
      });
      const written: unknown = JSON.parse(readFileSync(stateFile, "utf8"));
      expect(memberAt(written, "format")).toBe(2);
      const kept = memberAt(memberAt(written, "instances"), credential.fingerprint);
      expect(memberAt(kept, "roles")).toBeUndefined();
      expect(memberAt(kept, "collections.organization_roles.0.id")).toBe("role_old");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
