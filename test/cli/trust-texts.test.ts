/** What Clerk's words, a file's name and a live value may decide: nothing. They are shown, harmless, and cut. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { recordTo } from "../../src/cli/disk/receipt-file.ts";
import { redactIn } from "../../src/core/text/secret.ts";
import { expectExit, scenario, workspace, type CliResult } from "../rig/cli.ts";
import { DEVELOPMENT_KEY } from "../rig/clerk-server.ts";
import { errorOf } from "../rig/documents.ts";
import { known, planOf } from "../tables/given.ts";
import { ordersIn } from "../rig/runner.ts";

const YAML = "version: 1\nprotect: { rules_enabled: true }\n";
const ORDERS = "try again\n::add-mask::e\n::stop-commands::x\n\u001b[2J ##[error]x \u202e";

function expectQuiet({ stdout, stderr }: CliResult): void {
  expect(ordersIn(stdout)).toEqual([]);
  expect(ordersIn(stderr)).toEqual([]);
  for (const line of `${stdout}${stderr}`.split("\n")) expect(line.length).toBeLessThan(8_000);
}

describe.concurrent("what Clerk says", { timeout: 60_000 }, () => {
  test.for([
    ["a 409 that is waited out", 409, 0],
    ["a 429 that is waited out", 429, 0],
    ["a 503", 503, 0],
    ["a 402", 402, 1],
    ["a 422", 422, 1],
  ] as const)("in %s gives no orders and steers nothing", ([, status, code]) =>
    scenario(
      {
        yaml: YAML,
        clerk: {
          faults: [
            {
              method: "PATCH",
              nth: 1,
              action: {
                kind: "status",
                status,
                code: ORDERS,
                message: ORDERS,
                meta: { unsupported_features: [ORDERS] },
                headers: { "retry-after": "1" },
              },
            },
          ],
        },
      },
      async ({ run }) => {
        const applied = await run("apply", "--yes");
        expectExit(applied, code);
        // Long lines are wrapped.
        const words = (applied.stdout + applied.stderr).replaceAll(/\s+/g, " ");
        // What is waited out is told without Clerk's words.
        expect(words.includes("try again")).toBe(code !== 0);
        expectQuiet(applied);
      },
    ),
  );

  const LONG = Array.from({ length: 20_000 }, (_, index) => `feature_${index}`);
  test.for([
    ["a 402 with 20,000 features", 402, { meta: { unsupported_features: LONG } }],
    ["a message of 300 kB", 422, { message: LONG.join(" ") }],
  ] as const)("in %s is cut, and how much is counted", ([, status, said]) =>
    scenario(
      {
        yaml: YAML,
        clerk: {
          faults: [
            {
              method: "PATCH",
              nth: "every",
              action: { kind: "status", status, code: "x", ...said },
            },
          ],
        },
      },
      async ({ run, space }) => {
        const applied = await run("apply", "--yes", "--receipt", "receipt.json");
        expectExit(applied, 1);
        expectQuiet(applied);
        expect(applied.stdout + applied.stderr).toMatch(/… \(\d+ more characters\)/);
        expect((applied.stdout + applied.stderr).length).toBeLessThan(20_000);
        expect(space.read("receipt.json").length).toBeLessThan(20_000);
      },
    ),
  );

  // The rig looks for the key, in every form, in all output and files.
  test.for([
    ["a colon pair", "sk_test_C4n4ry::Key::0123456789"],
    ["quotes and a backslash", 'sk_test_C4n4"ryKey\\0123456789'],
    ["a bracket order", "sk_test_C4n4ry##[KeyOf0123456789"],
    ["signs of addresses", "sk_test_C4n4ry&Key?0123=456789%2F"],
  ] as const)("with the key in it, with %s: no piece of the key is shown", ([, key]) =>
    scenario(
      {
        yaml: YAML,
        clerk: {
          key,
          faults: [
            {
              method: "PATCH",
              nth: [1, 2],
              action: {
                kind: "status",
                status: 409,
                code: "x",
                message: `${"y".repeat(1980)} ${key} ${JSON.stringify({ key })} ${encodeURIComponent(key)}`,
                headers: { "retry-after": "0" },
              },
            },
            {
              method: "PATCH",
              nth: 3,
              action: { kind: "status", status: 422, code: key, message: `no ${key}: "${key}"` },
            },
          ],
        },
      },
      async ({ run }) => {
        for (const flags of [[], ["--format", "json"], ["--format", "markdown"]]) {
          const applied = await run("apply", "--yes", "--receipt", "receipt.json", ...flags);
          const said = applied.stdout + applied.stderr;
          for (const piece of [key.slice(-9), key.slice(8, 17), key.slice(12, 20)])
            expect([said, said.includes(piece)]).toEqual([said, false]);
        }
      },
    ),
  );
});

test.for(["a\n::error::x.yaml", "##[error]x.yaml", "\u001b[2J\u202e.yaml"])(
  "the name of a file, %j, gives no orders",
  (name) =>
    scenario({ yaml: YAML }, async ({ run, space }) => {
      space.write(name, YAML);
      for (const args of [["validate"], ["plan"], ["plan", "--out", name], ["drift"]]) {
        for (const format of ["text", "json", "markdown"])
          expectQuiet(await run(...args, "-f", name, "--format", format));
      }
      space.write(name, "version: 2\n");
      const invalid = await run("validate", "-f", name);
      expectExit(invalid, 3);
      expectQuiet(invalid);
    }),
);

describe.concurrent("the secret key in a live value", { timeout: 60_000 }, () => {
  const options = {
    yaml: "version: 1\ninstance: { support_email: new@example.com }\n",
    clerk: {
      state: (state: { instance: { support_email: string | null } }) => {
        state.instance.support_email = `me+${DEVELOPMENT_KEY}@example.com`;
      },
    },
  };

  test.for([
    ["plan --out", ["plan", "--out", "kept.json"]],
    ["apply --receipt", ["apply", "--yes", "--receipt", "kept.json"]],
  ] as const)("%s: exit 4, no file, nothing sent, and the setting is named", ([, args]) =>
    scenario(options, async ({ clerk, run, space }) => {
      const refused = await run(...args, "--format", "json");
      expectExit(refused, 4);
      const { code, message } = errorOf(refused);
      expect(code).toBe("key_exposed");
      expect(message).toContain("instance.support_email");
      expect(refused.said).toContain("rotate");
      expect(existsSync(space.path("kept.json"))).toBe(false);
      expect(clerk.writes()).toEqual([]);
    }),
  );

  test("put there after the plan: no receipt, so nothing is sent; echoed: kept without it", async () => {
    const space = workspace();
    const plan = planOf({ "instance.support_email": { from: known("old"), to: "new" } });
    const [call] = plan.calls;
    if (!call) throw new Error("the plan has no call");
    const holdsHidden = (text: string): boolean => text.includes(DEVELOPMENT_KEY);
    const redact = <Value>(value: Value): Value =>
      redactIn(value, (text) => text.replaceAll(DEVELOPMENT_KEY, "(secret)"));
    const path = space.path("kept.json");
    const recorder = recordTo({
      path,
      head: {
        tool_version: "1.0.0",
        kind: "apply",
        source: { file: "clerkwork.yaml", sha256: "a".repeat(64) },
        run: { commit: null, actor: null },
        target: plan.target,
        fingerprint: plan.fingerprint,
        consents: [],
      },
      changes: plan.changes,
      last: undefined,
      now: () => 0,
      terminal: { holdsHidden, redact },
    });
    const before = new Map([["instance.support_email", known(`x${DEVELOPMENT_KEY}`)]]);
    await expect(recorder.intend(call, before)).rejects.toMatchObject({ code: "key_exposed" });
    expect(existsSync(path)).toBe(false);

    await recorder.intend(call, new Map([["instance.support_email", known("old")]]));
    const report = { id: call.id, status: 200, attempts: 1, clerk_trace_id: null };
    await recorder.conclude(report, [
      {
        address: "instance.support_email",
        to: "new",
        outcome: "contradicted",
        detail: DEVELOPMENT_KEY,
        shown: DEVELOPMENT_KEY,
      },
    ]);
    expect(space.read("kept.json")).toContain("contradicted");
    expect(space.read("kept.json")).not.toContain(DEVELOPMENT_KEY);
    space.remove();
  });
});

test.for([
  ["the role of a regional manager", "organization: { creator_role: org:ak_regional_manager }"],
  [
    "a variable that is called like a key",
    "target: { secret_key_env: sk_live_production }\nprotect: {}",
  ],
  [
    "a reason that speaks of keys",
    'consents:\n  - { address: protect.rules_enabled, hazard: weakens_security, reason: "sk_live_keys only", until: 2099-01-01 }\nprotect: { rules_enabled: true }',
  ],
])("%s is no secret", ([, part]) =>
  scenario({ yaml: `version: 1\n${part}\n` }, async ({ run }) => {
    expectExit(await run("validate"), 0);
  }),
);
