/** What the keys and their variables may decide: which instance it is, and nothing that Clerk says otherwise. */
import { describe, expect, test } from "vitest";
import { expectExit, scenario } from "../rig/cli.ts";
import { startClerk, startTrap } from "../rig/clerk-server.ts";
import { setLive } from "../rig/clerk-state.ts";
import { errorOf } from "../rig/documents.ts";

const FRONTEND_ONLY = "version: 1\nrestrictions: { blocklist: true }\n";
const publishableKeyOf = (host: string): string =>
  `pk_test_${Buffer.from(`${host}$`).toString("base64")}`;

describe.concurrent("the publishable key of another instance", { timeout: 60_000 }, () => {
  test.for([
    ["plan", ["plan"]],
    ["drift", ["drift"]],
    ["apply", ["apply", "--yes"]],
    ["plan, pinned", ["plan", "-f", "pinned.yaml"]],
  ] as const)("%s: exit 4 with both hosts, nothing written", ([, args]) =>
    scenario({ yaml: FRONTEND_ONLY }, async ({ clerk, space, runWith }) => {
      space.write(
        "pinned.yaml",
        `${FRONTEND_ONLY}target: { instance_id: ins_2rigQ7mZs0Vt4Kc9Xy1Lp8Bd6Fa }\n`,
      );
      // The other instance shows what the file asks for: believing it would end with "no drift".
      const other = await startClerk({
        state: (state) => setLive(state, "restrictions.blocklist", true),
      });
      try {
        const env = { CLERK_PUBLISHABLE_KEY: other.publishableKey };
        const refused = await runWith({ env }, ...args, "--format", "json");
        expectExit(refused, 4);
        const { code, message } = errorOf(refused);
        expect(code).toBe("key_mismatch");
        for (const url of [clerk.frontendUrl, other.frontendUrl])
          expect(message).toContain(new URL(url).host);
        expect(clerk.writes()).toEqual([]);
      } finally {
        await other.stop();
      }
    }),
  );

  test("whose Frontend API never answers: the run ends all the same, and at once", () =>
    scenario({ yaml: FRONTEND_ONLY }, async ({ runWith }) => {
      const other = await startClerk({
        faults: [{ path: "/v1/environment", nth: "every", action: { kind: "hang" } }],
      });
      try {
        const env = { CLERK_PUBLISHABLE_KEY: other.publishableKey };
        const refused = await runWith({ env }, "plan");
        expectExit(refused, 4);
        expect(refused.ms).toBeLessThan(10_000);
      } finally {
        await other.stop();
      }
    }));

  test("whose host can't be reached: the message is of the keys, not of the network", () =>
    scenario({ yaml: FRONTEND_ONLY }, async ({ runWith }) => {
      const trap = await startTrap();
      await trap.stop();
      const env = { CLERK_PUBLISHABLE_KEY: publishableKeyOf(new URL(trap.url).host) };
      const refused = await runWith({ env }, "plan", "--format", "json");
      expectExit(refused, 4);
      expect(errorOf(refused).code).toBe("key_mismatch");
    }));

  test("where nothing is read from there: it decides nothing", () =>
    scenario(
      { yaml: "version: 1\nprotect: { rules_enabled: true }\n" },
      async ({ clerk, runWith }) => {
        const env = { CLERK_PUBLISHABLE_KEY: publishableKeyOf("clerk.example.com") };
        expectExit(await runWith({ env }, "plan"), 0);
        expect(clerk.reads("/domains")).toEqual([]);
      },
    ));
});

test("a publishable key of the host alone: the path is the one that Clerk names", () =>
  scenario(
    { yaml: FRONTEND_ONLY, clerk: { frontendPath: "/__clerk" }, violations: "ignored" },
    async ({ clerk, runWith }) => {
      const env = { CLERK_PUBLISHABLE_KEY: clerk.publishableKey };
      const plan = await runWith({ env }, "plan", "--detailed-exitcode");
      expectExit(plan, 2);
      expect(clerk.requests.map(({ url }) => url.split("?")[0])).toContain(
        "/__clerk/v1/environment",
      );
    },
  ));

test.for(["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"])(
  "secret_key_env: %s is a variable that is not set (exit 3)",
  (name) =>
    scenario(
      {
        yaml: `version: 1\ntarget: { secret_key_env: ${name} }\nprotect: { rules_enabled: true }\n`,
      },
      async ({ clerk, run }) => {
        const refused = await run("plan", "--format", "json");
        expectExit(refused, 3);
        expect(errorOf(refused)).toMatchObject({
          code: "invalid_secret_key",
          message: `${name} is not set`,
        });
        expect(clerk.requests).toEqual([]);
      },
    ),
);

describe.concurrent("environments that are pinned", { timeout: 60_000 }, () => {
  const ID = "ins_2rigQ7mZs0Vt4Kc9Xy1Lp8Bd6Fa";
  const SAME = `version: 1
protect: { rules_enabled: true }
environments:
  preview: { target: { instance_id: ${ID} } }
  preview-strict: { target: { instance_id: ${ID} }, restrictions: { blocklist: true } }
  other: {}
`;

  test.for(["preview", "preview-strict"])("to one instance: %s can be used", (name) =>
    scenario({ yaml: SAME }, async ({ run }) => {
      expectExit(await run("plan", "-e", name), 0);
    }),
  );

  test.for([
    ["none", []],
    ["another", ["-e", "other"]],
  ] as const)("with %s named, both are told, and nothing else is read", ([, flags]) =>
    scenario({ yaml: SAME }, async ({ clerk, run }) => {
      const refused = await run("plan", ...flags);
      expectExit(refused, 4);
      expect(refused.stderr).toContain("add --env preview or --env preview-strict");
      expect(clerk.lines()).toEqual(["GET /instance"]);
    }),
  );
});

test("--expect with several environments is exit 3 before any request", () =>
  scenario(
    {
      yaml: "version: 1\nprotect: { rules_enabled: true }\nenvironments: { one: {}, two: {} }\n",
    },
    async ({ clerk, run }) => {
      const fingerprint = `sha256:${"a".repeat(64)}`;
      const refused = await run("apply", "--all", "--yes", "--expect", fingerprint);
      expectExit(refused, 3);
      expect(refused.stderr).toContain("--expect");
      expect(clerk.requests).toEqual([]);
    },
  ));
