/** Two instances of the emulator, brought in step: compared, promoted, applied, and compared again. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { describe, expect, test } from "vitest";
import { startEmulator } from "../../src/emulator/emulator.ts";
import { expectExit, runCli, workspace, type CliResult } from "../rig/cli.ts";
import { at, listAt, type Json } from "../rig/json.ts";

const KEYS = {
  staging: "sk_test_Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MDEy",
  production: "sk_live_Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MDEy",
} as const;

type Name = keyof typeof KEYS;

const FILE = `version: 1
redirect_urls: { unlisted: report }
environments:
  staging:
    target: { environment_type: development, secret_key_env: STAGING_KEY }
  production:
    target: { environment_type: production, secret_key_env: PRODUCTION_KEY }
`;

interface Scene {
  readonly run: (...args: readonly string[]) => Promise<CliResult>;
  /** Makes items of a collection whose key is that member. */
  readonly make: (
    name: Name,
    path: string,
    member: string,
    keys: readonly string[],
  ) => Promise<void>;
  readonly control: (name: Name, method: string, path: string, body: Json) => Promise<void>;
  /** Asks the Backend API. */
  readonly post: (name: Name, path: string, body: Json) => Promise<void>;
  readonly read: (file: string) => string;
}

async function within(body: (scene: Scene) => Promise<void>): Promise<void> {
  const emulator = await startEmulator();
  const space = workspace();
  space.write("clerkwork.yaml", FILE);
  const env = {
    CLERK_API_URL: emulator.apiUrl,
    STAGING_KEY: KEYS.staging,
    PRODUCTION_KEY: KEYS.production,
  };
  const ask = async (name: Name, method: string, path: string, asked: Json): Promise<void> => {
    const answer = await fetch(`${emulator.apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${KEYS[name]}`, "content-type": "application/json" },
      body: JSON.stringify(asked),
    });
    expect([path, answer.ok]).toEqual([path, true]);
  };
  try {
    await body({
      run: (...args) => runCli(args, { cwd: space.dir, env }),
      make: async (name, path, member, keys) => {
        for (const key of keys) await ask(name, "POST", `/v1${path}`, { [member]: key });
      },
      control: (name, method, path, asked) => ask(name, method, `/_emulator${path}`, asked),
      post: (name, path, asked) => ask(name, "POST", `/v1${path}`, asked),
      read: (file) => space.read(file),
    });
  } finally {
    await emulator.close();
    space.remove();
  }
}

const BOTH = ["compare", "staging", "production"] as const;

describe.concurrent("two instances of the emulator", { timeout: 60_000 }, () => {
  test("that part in their redirect URLs are brought in step, whatever the ids", () =>
    within(async ({ run, make }) => {
      await make("staging", "/redirect_urls", "url", ["a://2", "a://1", "a://both"]);
      await make("production", "/redirect_urls", "url", ["a://both"]);
      expectExit(await run(...BOTH, "--only", "redirect_urls"), 2);
      expectExit(await run("promote", "staging", "production", "--only", "redirect_urls"), 0);
      expectExit(await run("apply", "--env", "production", "--yes"), 0);
      expectExit(await run(...BOTH, "--only", "redirect_urls"), 0);
    }));

  test("that part in what their templates hold are brought in step, member by member", () =>
    within(async ({ run, post, read }) => {
      const claims = { aud: "convex", deep: { a: [1] } };
      await post("staging", "/jwt_templates", { name: "convex", claims, lifetime: 120 });
      await post("production", "/jwt_templates", { name: "convex", claims: { aud: "old" } });
      await post("staging", "/jwt_templates", { name: "new", claims: {} });
      const compared = await run(...BOTH, "--only", "jwt_templates", "--format", "json");
      expect(listAt(compared.json(), "differences").map((one) => at(one, "address"))).toEqual([
        'jwt_templates["convex"].claims',
        'jwt_templates["convex"].lifetime',
        'jwt_templates["new"]',
      ]);
      expectExit(await run("promote", "staging", "production", "--only", "jwt_templates"), 0);
      expect(read("clerkwork.yaml")).toContain("lifetime: 120");
      const allow = ["breaks_clients", "weakens_security"].flatMap((one) => ["--allow", one]);
      expectExit(await run("apply", "--env", "production", "--yes", ...allow), 0);
      expectExit(await run(...BOTH, "--only", "jwt_templates"), 0);
    }));

  test("a list of which only the first page ever comes is no list to compare", () =>
    within(async ({ run, make, control }) => {
      const people = Array.from({ length: 12 }, (_, index) => `u${index}@acme.example`);
      await make("staging", "/blocklist_identifiers", "identifier", people.slice(0, 10));
      await make("production", "/blocklist_identifiers", "identifier", people);
      const whole = await run(...BOTH, "--only", "blocklist_identifiers", "--format", "json");
      expect(listAt(whole.json(), "differences").map((one) => at(one, "item", "key"))).toEqual([
        "u10@acme.example",
        "u11@acme.example",
      ]);
      await control("production", "PATCH", "/switches", { blocklist_pages: "first" });
      const cut = await run(...BOTH, "--only", "blocklist_identifiers");
      expectExit(cut, 1);
      expect(cut.said).toContain("production: ");
    }));

  test("a list that Clerk's plan does not show is unknown", () =>
    within(async ({ run, make, control }) => {
      await make("staging", "/redirect_urls", "url", ["a://1"]);
      await control("production", "POST", "/faults", {
        rules: [{ method: "GET", path: "/redirect_urls", action: "402", times: "always" }],
      });
      const json = (await run(...BOTH, "--format", "json")).json();
      const open = listAt(json, "not_compared").filter((one) => at(one, "why") === "not_in_plan");
      expect(open).toEqual([{ address: "redirect_urls", side: "b", why: "not_in_plan" }]);
      expect(listAt(json, "differences").filter((one) => at(one, "item") !== undefined)).toEqual(
        [],
      );
    }));
});
