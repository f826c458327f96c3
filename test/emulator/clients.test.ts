import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createClerkClient } from "@clerk/backend";
import { isClerkAPIResponseError } from "@clerk/backend/errors";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmulator, type Emulator } from "../../src/emulator/emulator.ts";
import { ask, memberAt } from "./asking.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(async () => {
  await emulator.close();
});

async function control(
  key: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const reply = await ask(`${emulator.apiUrl}/_emulator`, method, path, {
    key,
    ...(body !== undefined && { body }),
  });
  if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.text}`);
  return reply.body;
}

describe("@clerk/backend", () => {
  let keys = 0;
  const open = (): { key: string; clerk: ReturnType<typeof createClerkClient> } => {
    keys += 1;
    const key = `sk_test_backend_${keys}`;
    return {
      key,
      clerk: createClerkClient({
        secretKey: key,
        apiUrl: emulator.apiUrl,
        telemetry: { disabled: true },
      }),
    };
  };

  async function errorOf(work: Promise<unknown>): Promise<{
    status: number;
    code: unknown;
    trace: unknown;
    retryAfter: unknown;
    param: unknown;
  }> {
    const error: unknown = await work.then(
      () => new Error("it succeeded"),
      (thrown: unknown) => thrown,
    );
    if (!isClerkAPIResponseError(error)) throw error;
    const [first] = error.errors;
    return {
      status: error.status,
      code: first?.code,
      param: first?.meta?.paramName,
      trace: error.clerkTraceId,
      retryAfter: error.retryAfter,
    };
  }

  it("reads and updates the instance", async () => {
    const { key, clerk } = open();
    await clerk.instance.update({ hibp: false, allowedOrigins: ["chrome-extension://abc"] });
    const instance = await clerk.instance.get();
    expect(instance.id).toMatch(/^ins_/);
    expect(instance.environmentType).toBe("development");
    expect(instance.allowedOrigins).toEqual(["chrome-extension://abc"]);
    expect(memberAt(await control(key, "GET", "/state"), "settings.instance.hibp")).toBe(false);
  });

  it("updates restrictions, and reads them with an update of nothing", async () => {
    const { clerk } = open();
    await clerk.instance.updateRestrictions({ blocklist: true });
    const restrictions = await clerk.instance.updateRestrictions({});
    expect(restrictions.blocklist).toBe(true);
    expect(restrictions.allowlist).toBe(false);
    expect(restrictions.blockDisposableEmailDomains).toBe(false);
  });

  it("updates organization settings with the id of a role that it lists", async () => {
    const { clerk } = open();
    const roles = await clerk.organizationRoles.getOrganizationRoleList();
    expect(roles.totalCount).toBe(2);
    const admin = roles.data.find((role) => role.key === "org:admin");
    expect(admin?.isCreatorEligible).toBe(true);
    const updated = await clerk.instance.updateOrganizationSettings({
      enabled: true,
      maxAllowedMemberships: 12,
      creatorRoleId: admin?.id,
      domainsEnrollmentModes: ["automatic_invitation"],
    });
    const read = await clerk.instance.getOrganizationSettings();
    expect(read).toEqual(updated);
    expect([read.enabled, read.maxAllowedMemberships, read.creatorRole]).toEqual([
      true,
      12,
      "org:admin",
    ]);
    expect(read.domainsEnrollmentModes).toEqual(["automatic_invitation"]);
  });

  it("lists domains and allowlist identifiers", async () => {
    const { clerk } = open();
    const domains = await clerk.domains.list();
    expect(domains.totalCount).toBe(1);
    expect(domains.data[0]?.frontendApiUrl).toContain(emulator.frontendApiUrl);
    const made = await clerk.allowlistIdentifiers.createAllowlistIdentifier({
      identifier: "a@example.com",
      notify: false,
    });
    const list = await clerk.allowlistIdentifiers.getAllowlistIdentifierList();
    expect(list.totalCount).toBe(1);
    expect(list.data[0]?.identifier).toBe("a@example.com");
    await clerk.allowlistIdentifiers.deleteAllowlistIdentifier(made.id);
    expect((await clerk.allowlistIdentifiers.getAllowlistIdentifierList()).totalCount).toBe(0);
  });

  it("adds, lists and removes blocklist identifiers, page by page", async () => {
    const { clerk } = open();
    for (const identifier of ["a@example.com", "b@example.com"]) {
      await clerk.blocklistIdentifiers.createBlocklistIdentifier({ identifier });
    }
    const list = await clerk.blocklistIdentifiers.getBlocklistIdentifierList({ limit: 1 });
    expect([list.totalCount, list.data.map((one) => one.identifier)]).toEqual([
      2,
      ["b@example.com"],
    ]);
    await clerk.blocklistIdentifiers.deleteBlocklistIdentifier(list.data[0]?.id ?? "");
    const rest = await clerk.blocklistIdentifiers.getBlocklistIdentifierList();
    expect(rest.data.map((one) => one.identifier)).toEqual(["a@example.com"]);
  });

  it("adds, lists, shows and removes redirect URLs", async () => {
    const { clerk } = open();
    const made = await clerk.redirectUrls.createRedirectUrl({ url: "my-app://callback" });
    const list = await clerk.redirectUrls.getRedirectUrlList();
    expect([list.totalCount, list.data]).toEqual([1, [made]]);
    expect(await clerk.redirectUrls.getRedirectUrl(made.id)).toEqual(made);
    const again = clerk.redirectUrls.createRedirectUrl({ url: "my-app://callback" });
    expect(await errorOf(again)).toMatchObject({
      status: 400,
      code: "duplicate_record",
      param: "url",
    });
    await clerk.redirectUrls.deleteRedirectUrl(made.id);
    expect((await clerk.redirectUrls.getRedirectUrlList()).totalCount).toBe(0);
    expect(await errorOf(clerk.redirectUrls.getRedirectUrl(made.id))).toMatchObject({
      status: 404,
      code: "resource_not_found",
    });
  });

  it("makes, lists, changes and removes JWT templates", async () => {
    const { clerk } = open();
    const made = await clerk.jwtTemplates.create({
      name: "hasura",
      claims: { "https://hasura.io/jwt/claims": { "x-hasura-user-id": "{{user.id}}" } },
      customSigningKey: true,
      signingAlgorithm: "HS256",
      signingKey: "not a real key",
    });
    expect([made.name, made.lifetime, made.allowedClockSkew, made.signingAlgorithm]).toEqual([
      "hasura",
      60,
      5,
      "HS256",
    ]);
    const list = await clerk.jwtTemplates.list({ limit: 500 });
    expect([list.totalCount, list.data]).toEqual([1, [made]]);
    const updated = await clerk.jwtTemplates.update({
      templateId: made.id,
      name: "hasura_v2",
      claims: { aud: "hasura" },
    });
    expect([updated.name, updated.claims, updated.customSigningKey]).toEqual([
      "hasura_v2",
      { aud: "hasura" },
      true,
    ]);
    expect(await clerk.jwtTemplates.get(made.id)).toEqual(updated);
    const reserved = clerk.jwtTemplates.create({ name: "a", claims: { sub: "me" } });
    expect(await errorOf(reserved)).toMatchObject({
      status: 400,
      code: "jwt_template_reserved_claim",
    });
    expect((await clerk.jwtTemplates.delete(made.id)).deleted).toBe(true);
    expect((await clerk.jwtTemplates.list()).totalCount).toBe(0);
  });

  it("makes permissions and roles, gives and takes them", async () => {
    const { clerk } = open();
    const permission = await clerk.organizationPermissions.createOrganizationPermission({
      name: "Manage billing",
      key: "org:billing:manage",
    });
    const permissions = await clerk.organizationPermissions.getOrganizationPermissionList({
      limit: 500,
      query: "billing",
      orderBy: "+key",
    });
    expect(permissions.data.map((one) => one.key)).toEqual([
      "org:billing:manage",
      "org:sys_billing:manage",
      "org:sys_billing:read",
    ]);
    const role = await clerk.organizationRoles.createOrganizationRole({
      name: "Billing admin",
      key: "org:billing_admin",
      permissions: [permission.id],
      includeInInitialRoleSet: true,
    });
    const roleId = { organizationRoleId: role.id };
    expect(role.permissions.map((one) => one.key)).toEqual(["org:billing:manage"]);
    const renamed = await clerk.organizationRoles.updateOrganizationRole({
      ...roleId,
      key: "org:biller",
      permissions: [],
    });
    expect([renamed.key, renamed.permissions]).toEqual(["org:biller", []]);
    const pair = { ...roleId, permissionId: permission.id };
    const given = await clerk.organizationRoles.assignPermissionToOrganizationRole(pair);
    expect(given.permissions.map((one) => one.id)).toEqual([permission.id]);
    const twice = clerk.organizationRoles.assignPermissionToOrganizationRole(pair);
    expect(await errorOf(twice)).toMatchObject({
      status: 409,
      code: "organization_role_permission_association_exists",
    });
    const taken = await clerk.organizationRoles.removePermissionFromOrganizationRole(pair);
    expect(taken.permissions).toEqual([]);
    const none = clerk.organizationRoles.removePermissionFromOrganizationRole(pair);
    expect(await errorOf(none)).toMatchObject({
      status: 404,
      code: "organization_role_permission_association_not_found",
    });
    const changed = await clerk.organizationPermissions.updateOrganizationPermission({
      permissionId: permission.id,
      description: "Change plan and cards",
    });
    expect(changed.description).toBe("Change plan and cards");
    const shown = await clerk.organizationPermissions.getOrganizationPermission(permission.id);
    expect(shown).toEqual(changed);
    await clerk.organizationPermissions.deleteOrganizationPermission(permission.id);
    await clerk.organizationRoles.deleteOrganizationRole(role.id);
    expect((await clerk.organizationRoles.getOrganizationRoleList()).totalCount).toBe(2);
  });

  it("makes, changes and replaces role sets", async () => {
    const { key, clerk } = open();
    await control(key, "PATCH", "/switches", { max_role_sets_allowed: 3 });
    const set = await clerk.roleSets.createRoleSet({
      name: "Partners",
      roles: ["org:admin"],
      defaultRoleKey: "org:admin",
      creatorRoleKey: "org:admin",
    });
    const grown = await clerk.roleSets.addRolesToRoleSet({
      roleSetKeyOrId: set.key,
      roleKeys: ["org:member"],
      defaultRoleKey: "org:member",
    });
    expect([grown.roles.map((role) => role.key), grown.defaultRole?.key]).toEqual([
      ["org:admin", "org:member"],
      "org:member",
    ]);
    const less = await clerk.roleSets.replaceRoleInRoleSet({
      roleSetKeyOrId: set.id,
      roleKey: "org:member",
      toRoleKey: "org:admin",
    });
    expect([less.roles.length, less.defaultRole?.key]).toEqual([1, "org:admin"]);
    const renamed = await clerk.roleSets.updateRoleSet({
      roleSetKeyOrId: set.key,
      name: "Friends",
      key: "role_set:friends",
    });
    expect(await clerk.roleSets.getRoleSet("role_set:friends")).toEqual(renamed);
    const list = await clerk.roleSets.getRoleSetList({ orderBy: "-name" });
    expect(list.data.map((one) => one.key)).toEqual(["role_set:friends", "role_set:default"]);
    const gone = await clerk.roleSets.replaceRoleSet({
      roleSetKeyOrId: set.id,
      destRoleSetKey: "role_set:default",
    });
    expect([gone.id, gone.deleted]).toEqual([set.id, true]);
    expect((await clerk.roleSets.getRoleSetList()).totalCount).toBe(1);
  });

  it("maps errors, the trace id and the member to blame included", async () => {
    const { clerk } = open();
    const error = await errorOf(
      clerk.instance.updateOrganizationSettings({ creatorRoleId: "role_none" }),
    );
    expect(error).toMatchObject({
      status: 404,
      code: "resource_not_found",
      param: "creator_role_id",
    });
    expect(error.trace).toMatch(/^[0-9a-f]{32}$/);
  });

  it("knows from a 429 how long to wait", async () => {
    const { key, clerk } = open();
    await control(key, "POST", "/faults", { action: "429", retry_after: 3, path: "/instance" });
    const error = await errorOf(clerk.instance.get());
    expect(error).toMatchObject({ status: 429, code: "too_many_requests", retryAfter: 3 });
    expect((await clerk.instance.get()).id).toMatch(/^ins_/);
  });

  it("asks for the version that it supports", async () => {
    const { key, clerk } = open();
    await clerk.instance.get();
    const log = await control(key, "GET", "/requests");
    expect(memberAt(log, "requests.0.api_version")).toBe("2026-05-12");
  });
});

function findClerkBinary(): string | null {
  try {
    const manifest = createRequire(import.meta.url).resolve("clerk/package.json");
    const binary = join(dirname(manifest), "bin", "clerk");
    const platform = join(
      dirname(manifest),
      "..",
      "@clerk",
      `cli-${process.platform}-${process.arch}`,
    );
    return existsSync(binary) && existsSync(platform) ? binary : null;
  } catch {
    return null;
  }
}

const CLERK = findClerkBinary();

// A compiled binary of 100 MB: its first start can take seconds.
const PATIENCE = { timeout: 30_000 };

describe.skipIf(CLERK === null)(
  `the clerk CLI${CLERK === null ? " [skipped: not installed for this platform]" : ""}`,
  PATIENCE,
  () => {
    let home = "";
    beforeAll(() => {
      home = mkdtempSync(join(tmpdir(), "clerk-cli-"));
      mkdirSync(join(home, "empty"));
    });
    afterAll(() => {
      rmSync(home, { recursive: true, force: true });
    });

    interface Ran {
      readonly code: number;
      readonly stdout: string;
      readonly stderr: string;
    }

    async function clerk(key: string, ...args: readonly string[]): Promise<Ran> {
      return new Promise((resolve) => {
        const environment = {
          PATH: process.env["PATH"],
          HOME: home,
          CLERK_BACKEND_API_URL: emulator.apiUrl,
          CLERK_SECRET_KEY: key,
          CLERK_TELEMETRY_DISABLED: "1",
          CLERK_NO_UPDATE_CHECK: "1",
          NO_COLOR: "1",
        };
        const child = execFile(
          process.execPath,
          [String(CLERK), "--mode", "agent", ...args],
          { cwd: join(home, "empty"), env: environment, timeout: 20_000 },
          (error, stdout, stderr) => {
            const code = typeof error?.code === "number" ? error.code : error ? -1 : 0;
            resolve({ code, stdout, stderr });
          },
        );
        // `clerk api` reads a body from its standard input until that ends.
        child.stdin?.end();
      });
    }

    const NOT_BACK = /didn't come back/;

    it("api /instance shows the instance", async () => {
      const { code, stdout } = await clerk("sk_test_cli_api", "api", "/instance");
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        object: "instance",
        environment_type: "development",
      });
    });

    it("config pull reads every section that has a GET", async () => {
      const { code, stdout } = await clerk("sk_test_cli_pull", "config", "pull");
      expect(code).toBe(0);
      expect(
        Object.keys(JSON.parse(stdout) as object).toSorted((a, b) => (a < b ? -1 : 1)),
      ).toEqual([
        "communication",
        "instance",
        "oauth_application_settings",
        "organization_settings",
        "protect",
      ]);
    });

    const KNOWN = {
      instance: {
        test_mode: false,
        hibp: false,
        support_email: "help@example.com",
        allowed_origins: ["chrome-extension://abc"],
      },
      restrictions: {
        allowlist: true,
        blocklist: true,
        allowlist_blocklist_disabled_on_sign_in: true,
        block_email_subaddresses: true,
        block_disposable_email_domains: true,
      },
      organization_settings: {
        enabled: true,
        max_allowed_memberships: 7,
        admin_delete_enabled: false,
        domains_enabled: true,
        slug_disabled: false,
        domains_enrollment_modes: ["automatic_invitation", "automatic_suggestion"],
      },
      protect: { rules_enabled: true, specter_enabled: true },
      communication: { blocked_country_codes: ["KP", "IR"] },
      oauth_application_settings: {
        dynamic_oauth_client_registration: true,
        oauth_jwt_access_tokens: true,
        default_scopes: ["openid", "email"],
        client_id_metadata_documents_advertised: true,
        client_id_metadata_documents_only_allow_pre_registered_clients: true,
        client_id_metadata_documents_block_implicitly_allowed_clients: true,
      },
      instance_settings: {
        restricted_to_allowlist: true,
        from_email_address: "hello",
        progressive_sign_up: false,
      },
    };

    it("config patch of all seven groups lands, and everything came back", async () => {
      const key = "sk_test_cli_patch";
      const { code, stderr } = await clerk(
        key,
        "config",
        "patch",
        "--json",
        JSON.stringify(KNOWN),
        "--yes",
      );
      expect(stderr).not.toMatch(NOT_BACK);
      expect(code).toBe(0);
      const state = await control(key, "GET", "/state");
      expect(memberAt(state, "settings.instance")).toMatchObject(KNOWN.instance);
      expect(memberAt(state, "settings.restrictions")).toMatchObject(KNOWN.restrictions);
      expect(memberAt(state, "settings.organization")).toMatchObject(KNOWN.organization_settings);
      expect(memberAt(state, "settings.protect")).toMatchObject(KNOWN.protect);
      expect(memberAt(state, "settings.communication")).toMatchObject(KNOWN.communication);
      expect(memberAt(state, "settings.oauth_applications")).toMatchObject(
        KNOWN.oauth_application_settings,
      );
      expect(memberAt(state, "settings.beta")).toMatchObject(KNOWN.instance_settings);
    });

    it("config patch names the members that the API dropped, and no others", async () => {
      const json = JSON.stringify({
        restrictions: { blocklist: true, zork: true },
        protect: { rules_enabled: true, grue: 1 },
      });
      const { code, stderr } = await clerk(
        "sk_test_cli_drop",
        "config",
        "patch",
        "--json",
        json,
        "--yes",
      );
      expect(code).toBe(0);
      const report = stderr
        .split("\n")
        .filter((line) => NOT_BACK.test(line) || /^\s*(restrictions|protect)\.\w+/.test(line))
        .join("\n");
      expect(report).toMatch(NOT_BACK);
      expect(report).toContain("restrictions.zork");
      expect(report).toContain("protect.grue");
      expect(report).not.toMatch(/blocklist|rules_enabled/);
    });

    it("a refusal reaches the person with Clerk's words", async () => {
      const json = JSON.stringify({ communication: { blocked_country_codes: ["kp"] } });
      const { code, stdout, stderr } = await clerk(
        "sk_test_cli_refused",
        "config",
        "patch",
        "--json",
        json,
        "--yes",
      );
      expect(code).not.toBe(0);
      expect(`${stdout}${stderr}`).toContain("blocked_country_codes is invalid");
    });
  },
);
