import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startEmulator } from "../../src/emulator/emulator.ts";
import { ask, DEVELOPMENT_KEY, withEmulator } from "./asking.ts";

describe("the control endpoint", () => {
  it("needs a key, as Clerk does", async () => {
    await withEmulator({}, async ({ emulator }) => {
      const reply = await ask(`${emulator.apiUrl}/_emulator`, "GET", "/state", { key: null });
      expect(reply.status).toBe(401);
    });
  });

  it("somebody changes settings in the dashboard, and both APIs show it", async () => {
    await withEmulator({}, async ({ v1, control, frontend }) => {
      const edited = await control("PATCH", "/state", {
        body: {
          restrictions: { blocklist: true },
          organization: { creator_role: "org:member", max_allowed_memberships: 9 },
          beta: { test_mode: false },
        },
      });
      expect(edited.at("settings.restrictions.blocklist")).toBe(true);
      expect(edited.at("settings.instance.test_mode")).toBe(false);
      const settings = await v1("GET", "/instance/organization_settings");
      expect([settings.at("creator_role"), settings.at("max_allowed_memberships")]).toEqual([
        "org:member",
        9,
      ]);
      const environment = await frontend("/environment");
      expect(environment.at("user_settings.restrictions.blocklist.enabled")).toBe(true);
    });
  });

  it.each([
    [{ zork: {} }, 'there is no section "zork"'],
    [{ protect: { zork: true } }, 'there is no setting "protect.zork"'],
    [{ protect: { rules_enabled: "yes" } }, '"protect.rules_enabled" can\'t be "yes"'],
  ])("refuses %j with a sentence", async (body, says) => {
    await withEmulator({}, async ({ emulator }) => {
      const reply = await ask(`${emulator.apiUrl}/_emulator`, "PATCH", "/state", { body });
      expect([reply.status, reply.at("errors.0.long_message")]).toEqual([400, says]);
    });
  });

  it.each([
    ["/switches", { zork: true }],
    ["/switches", { lag_ms: -1 }],
    ["/switches", { environment_type: "moon" }],
    ["/switches", { dns_targets: "some" }],
    ["/switches", { scope_catalog: "messages:read" }],
    ["/switches", { scope_catalog: [1] }],
    ["/faults", { action: "zork" }],
    ["/faults", { action: "500", zork: 1 }],
    ["/faults", { action: "500", nth: 0 }],
    ["/faults", { action: "500", code: "conflict" }],
    ["/faults", { action: "422", code: "grue" }],
    ["/faults", { action: "html", code: "conflict" }],
    ["/faults", { action: "html", param: "hibp" }],
    ["/faults", { action: "422", param: 1 }],
  ])("%s refuses %j", async (path, body) => {
    await withEmulator({}, async ({ emulator }) => {
      const method = path === "/faults" ? "POST" : "PATCH";
      const reply = await ask(`${emulator.apiUrl}/_emulator`, method, path, { body });
      expect(reply.status).toBe(400);
    });
  });

  it("the log shows requests in order, never the key, and is emptied on demand", async () => {
    await withEmulator({}, async ({ v1, control, frontend }) => {
      const body = { support_email: `${DEVELOPMENT_KEY}@example.com` };
      await v1("PATCH", "/instance", { version: "2026-05-12", body });
      await frontend("/environment?_clerk_js_version=6");
      const log = await control("GET", "/requests");
      expect(log.list("requests", "path")).toEqual(["/instance", "/domains", "/environment"]);
      expect(log.at("requests.0")).toEqual({
        api: "backend",
        method: "PATCH",
        path: "/instance",
        query: "",
        body: { support_email: "sk_test_[redacted]" },
        api_version: "2026-05-12",
        content_type: "application/json",
        status: 204,
        fault: null,
      });
      expect(log.text).not.toContain(DEVELOPMENT_KEY);
      await control("DELETE", "/requests");
      expect((await control("GET", "/requests")).list("requests")).toEqual([]);
    });
  });

  it("reset brings the instance back as new, switches and faults included", async () => {
    await withEmulator({}, async ({ v1, control }) => {
      const before = await control("GET", "/state");
      await v1("PATCH", "/instance/protect", { body: { rules_enabled: true } });
      await control("PATCH", "/switches", { body: { strict: true } });
      await control("POST", "/faults", { body: { action: "500", times: "always" } });
      await control("POST", "/reset");
      expect((await control("GET", "/state")).text).toBe(before.text);
      expect((await control("GET", "/switches")).at("strict")).toBe(false);
      expect((await v1("GET", "/instance")).status).toBe(200);
    });
  });

  it("an instance can be told to be a production one", async () => {
    await withEmulator({}, async ({ v1, control, frontend }) => {
      await control("PATCH", "/switches", { body: { environment_type: "production" } });
      expect((await v1("GET", "/instance")).at("environment_type")).toBe("production");
      const environment = await frontend("/environment");
      expect(environment.at("display_config.instance_environment_type")).toBe("production");
    });
  });

  it("identifiers are added, listed in both shapes, and removed", async () => {
    await withEmulator({}, async ({ v1 }) => {
      for (const identifier of ["a@example.com", "+15555550100"]) {
        await v1("POST", "/allowlist_identifiers", { body: { identifier } });
      }
      const all = await v1("GET", "/allowlist_identifiers");
      expect(all.body).toHaveLength(2);
      const page = await v1("GET", "/allowlist_identifiers?paginated=true&limit=1");
      expect([page.list("data").length, page.at("total_count")]).toEqual([1, 2]);
      await v1("DELETE", `/allowlist_identifiers/${String(page.at("data.0.id"))}`);
      expect((await v1("GET", "/allowlist_identifiers")).body).toHaveLength(1);
    });
  });

  it.each(["allowlist", "blocklist"])(
    "the %s comes in pages of ten, newest first",
    async (list) => {
      await withEmulator({}, async ({ v1 }) => {
        const path = `/${list}_identifiers`;
        for (let n = 0; n < 12; n += 1) {
          await v1("POST", path, { body: { identifier: `a${n}@example.com` } });
        }
        const shown = async (query: string): Promise<readonly unknown[]> => {
          const reply = await v1("GET", `${path}?${query}`);
          if (Array.isArray(reply.body)) return [null, ...reply.list("", "identifier")];
          return [reply.at("total_count"), ...reply.list("data", "identifier")];
        };
        const names = (...numbers: number[]): readonly string[] =>
          numbers.map((n) => `a${n}@example.com`);
        const total = list === "blocklist" ? 12 : null;
        expect(await shown("")).toEqual([total, ...names(11, 10, 9, 8, 7, 6, 5, 4, 3, 2)]);
        expect(await shown("limit=1&offset=1")).toEqual([total, ...names(10)]);
        expect(await shown("paginated=true&offset=10")).toEqual([12, ...names(1, 0)]);
        expect(await shown("paginated=true&limit=500")).toHaveLength(13);
        expect((await v1("GET", `${path}?limit=501`)).status).toBe(422);
        expect((await v1("GET", `${path}?offset=-1`)).status).toBe(422);
      });
    },
  );
});

describe("the state file", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "emulator-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("keeps instances from one run to the next, readable by its owner only, without the key", async () => {
    const stateFile = join(folder, "state.json");
    let id: unknown;
    await withEmulator({ stateFile }, async ({ v1 }) => {
      await v1("PATCH", "/instance/protect", { body: { rules_enabled: true } });
      id = (await v1("GET", "/instance")).at("id");
    });
    expect(statSync(stateFile).mode & 0o777).toBe(0o600);
    expect(readFileSync(stateFile, "utf8")).not.toContain(DEVELOPMENT_KEY);
    await withEmulator({ stateFile }, async ({ v1 }) => {
      expect((await v1("GET", "/instance/protect")).at("rules_enabled")).toBe(true);
      expect((await v1("GET", "/instance")).at("id")).toBe(id);
    });
  });

  it.each(["", "{", "[]", '{"format":3,"instances":{}}', '{"format":1,"instances":{"a":1}}'])(
    "that holds %j is refused with a sentence",
    async (text) => {
      const stateFile = join(folder, "state.json");
      writeFileSync(stateFile, text);
      await expect(startEmulator({ stateFile })).rejects.toThrow("delete it to start afresh");
    },
  );

  it("that can't be written is refused at the start", async () => {
    const stateFile = join(folder, "missing", "state.json");
    await expect(startEmulator({ stateFile })).rejects.toThrow("ENOENT");
  });
});
