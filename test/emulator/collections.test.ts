/** What every collection of the emulator does, and what each does alone. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { foundInstance } from "../../src/emulator/state/instance-state.ts";
import { parseAuthorization } from "../../src/emulator/state/secret-key.ts";
import { DEVELOPMENT_KEY, errorsIn, memberAt, withEmulator, type Reply } from "./asking.ts";

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
