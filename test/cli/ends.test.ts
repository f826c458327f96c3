/** How a run ends for whoever reads the screen: one message for one failed call, what was written, and the command that goes on. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { describe, expect, test } from "vitest";
import { expectExit, scenario, unwrapped, type CliResult, type Scenario } from "../rig/cli.ts";
import type { FaultRule } from "../rig/clerk-faults.ts";

const ONE = `version: 1
restrictions: { blocklist: true, block_email_subaddresses: true }
protect: { rules_enabled: true }
`;

/** The words of a command that the screen names after `label`. */
function commandAfter({ stdout }: CliResult, label: string): readonly string[] {
  const [, words] = new RegExp(`^${label}: clerkwork (.*)$`, "m").exec(unwrapped(stdout)) ?? [];
  if (words === undefined) throw new Error(`no "${label}" in ${stdout}`);
  return words.split(" ");
}

/** Too many requests: in a second it would be another matter. */
const BUSY: FaultRule["action"] = {
  kind: "status",
  status: 429,
  code: "too_many_requests",
  headers: { "retry-after": "1" },
};

const refusing = (status: number, code: string, more: object = {}): FaultRule => ({
  method: "PATCH",
  path: "/instance/restrictions",
  nth: 1,
  action: { kind: "status", status, code, ...more },
});

describe.concurrent("a call that failed is one message", { timeout: 60_000 }, () => {
  const CASES: readonly (readonly [name: string, FaultRule, says: RegExp, tries: RegExp])[] = [
    [
      "401",
      refusing(401, "clerk_key_invalid"),
      /Clerk does not accept the secret key \(401\)/,
      /take the current one/,
    ],
    [
      "402",
      refusing(402, "unsupported_subscription_plan_features", {
        meta: { unsupported_features: ["custom_blocklist"] },
      }),
      /Clerk's plan does not include custom_blocklist \(402\)/,
      /change the plan/,
    ],
    ["403", refusing(403, "quota_exceeded"), /Clerk does not allow this \(403\)/, /--keep-going/],
    ["404", refusing(404, "resource_not_found"), /Clerk has nothing there \(404\)/, /api_version/],
    [
      "422",
      refusing(422, "form_param_value_invalid"),
      /Clerk does not take the request \(422\)/,
      /correct the value/,
    ],
  ];
  test.for(CASES)("%s", ([name, fault, says, tries]) =>
    scenario({ yaml: ONE, clerk: { faults: [fault] } }, async ({ run }) => {
      const result = await run("apply", "--yes");
      expectExit(result, 1);
      const text = result.stdout.replaceAll(/\n {4,}/g, " ");
      expect(text.match(new RegExp(says, "g"))).toHaveLength(1);
      expect(text).toMatch(/✗ restrictions \(2 settings\): /);
      expect(text).toMatch(/Try: /);
      expect(text).toMatch(tries);
      expect(text.match(/clerk_trace_id/g)).toHaveLength(1);
      expect(text).toMatch(/^Nothing was written\. 2 failed, 1 not attempted; 1 call sent/m);
      expect(text).not.toContain("Applied:");
      const isLimit = ["402", "403"].includes(name);
      expect(text).toMatch(
        isLimit
          ? /^Do the rest, without what Clerk refuses: clerkwork apply --yes --keep-going$/m
          : /^Once that is mended, run it again: clerkwork apply --yes$/m,
      );
      expect(text).not.toContain("Stopped:");
    }),
  );

  test("422 that blames a member is charged to its setting alone", () =>
    scenario(
      {
        yaml: ONE,
        clerk: {
          faults: [
            refusing(422, "form_param_value_invalid", { meta: { param_name: "blocklist" } }),
          ],
        },
      },
      async ({ run }) => {
        const result = await run("apply", "--yes");
        expectExit(result, 1);
        expect(result.stdout).toMatch(/✗ restrictions\.blocklist: Clerk does not take blocklist/);
        expect(result.stdout).toContain(
          "so restrictions.block_email_subaddresses was not written either",
        );
      },
    ));

  test("a 500 that was answered is not called lost", () =>
    scenario(
      {
        yaml: ONE,
        clerk: {
          faults: [
            {
              method: "PATCH",
              path: "/instance/restrictions",
              nth: "every",
              action: { kind: "status", status: 500, code: "internal_clerk_error" },
            },
          ],
        },
      },
      async ({ run }) => {
        const result = await run("apply", "--yes");
        expect(result.stdout).toMatch(/Clerk answered with an error of its own \(500/);
        expect(result.stdout + result.stderr).not.toMatch(/answer was lost/);
      },
    ));

  test("429: how long is waited, and which try comes", () =>
    scenario(
      {
        yaml: ONE,
        clerk: {
          faults: [
            {
              method: "PATCH",
              path: "/instance/restrictions",
              nth: 1,
              action: BUSY,
            },
            {
              method: "GET",
              path: "/instance",
              nth: 1,
              action: BUSY,
            },
          ],
        },
      },
      async ({ run }) => {
        const result = await run("apply", "--yes");
        expectExit(result, 0);
        const said = unwrapped(result.stderr);
        // The read.
        expect(said.match(/\(429\): waiting 1 s, attempt 2 of 4/g)).toHaveLength(1);
        // The write: it is tried again only after another read.
        expect(said).toMatch(
          /\(429\): waiting 1 s\s.*\(429\): reading what .*\(429\): attempt 2 of 4/s,
        );
      },
    ));

  test("reads that wait side by side for the same are told of once an attempt", () =>
    scenario(
      {
        yaml: ONE,
        clerk: {
          faults: ["/instance", "/domains"].map((path) => ({
            method: "GET",
            path,
            nth: 1,
            action: BUSY,
          })),
        },
      },
      async ({ run }) => {
        const result = await run("plan");
        expectExit(result, 0);
        expect(result.stderr.match(/\(429\): waiting 1 s, attempt 2 of 4/g)).toHaveLength(1);
      },
    ));
});

describe.concurrent("every end says what next", { timeout: 60_000 }, () => {
  test("plan --out: where it was saved, and a command that applies it", () =>
    scenario({}, async ({ space, run }) => {
      space.write("it's.yaml", ONE);
      const planned = await run("plan", "-f", "it's.yaml", "--out", "plan.json");
      expectExit(planned, 0);
      expect(planned.stdout).toMatch(/^Saved: plan\.json$/m);
      expect(planned.stdout).toContain(`Apply it: clerkwork apply plan.json -f 'it'\\''s.yaml'`);
      expectExit(await run("apply", "plan.json", "-f", "it's.yaml"), 0);
    }));

  test("plan: the command that applies it, with its file", () =>
    scenario({}, async ({ space, run }) => {
      space.write("prod.yaml", ONE);
      const planned = await run("plan", "-f", "prod.yaml", "--only", "protect");
      expect(commandAfter(planned, "Apply it")).toEqual([
        "apply",
        "-f",
        "prod.yaml",
        "--only",
        "protect",
      ]);
    }));

  test("apply --receipt: that it was written, and a command that takes it back", () =>
    scenario({ yaml: ONE }, async ({ clerk, run }) => {
      const applied = await run("apply", "--yes", "--receipt", "r.json");
      expectExit(applied, 0);
      expect(applied.stdout).toMatch(/^Receipt: r\.json$/m);
      const back = commandAfter(applied, "Take it back");
      expect(back).toEqual(["rollback", "r.json"]);
      expectExit(await run(...back, "--yes"), 0);
      expect(clerk.state.protect.rules_enabled).toBe(false);
      const again = await run("apply", "--yes", "--receipt", "r.json");
      expectExit(again, 0);
      const nothing = await run("apply", "--yes", "--receipt", "r.json");
      expect(nothing.stdout).toContain("Nothing was sent, so r.json stays as it is");
    }));

  test("partly applied: what was written, what was not, and a command that does the rest", () =>
    scenario(
      {
        yaml: `version: 1
restrictions: { blocklist: true }
protect: { rules_enabled: true }
environments: { staging: {} }
`,
        clerk: {
          faults: [
            {
              method: "PATCH",
              nth: 2,
              action: { kind: "status", status: 422, code: "planted_fault" },
            },
          ],
        },
      },
      async ({ clerk, run }) => {
        const applied = await run("apply", "--env", "staging", "--yes");
        expectExit(applied, 5);
        expect(applied.stdout).toMatch(/^Written: (?:restrictions|protect)$/m);
        expect(applied.stdout).toMatch(/^Not written: (?:restrictions|protect)$/m);
        const rest = commandAfter(applied, "Once that is mended, do the rest");
        expect(rest).toEqual(["apply", "--yes", "--env", "staging"]);
        expectExit(await run(...rest), 0);
        expect(clerk.state.protect.rules_enabled).toBe(true);
      },
    ));

  test("402 with --keep-going: nothing is left but what Clerk refuses", () =>
    scenario(
      { yaml: ONE, clerk: { faults: [refusing(402, "unsupported_subscription_plan_features")] } },
      async ({ clerk, run }) => {
        const first = await run("apply", "--yes", "--no-color");
        const rest = commandAfter(first, "Do the rest, without what Clerk refuses");
        expect(rest).toEqual("apply --yes --keep-going --no-color".split(" "));
        clerk.plant(refusing(402, "unsupported_subscription_plan_features"));
        const second = await run(...rest);
        expectExit(second, 5);
        expect(clerk.state.protect.rules_enabled).toBe(true);
        const mended = commandAfter(second, "Once that is mended, do the rest");
        expect(mended).toEqual(rest);
        expectExit(await run(...mended), 0);
      },
    ));

  test("results carry their values, and how long it took", () =>
    scenario({ yaml: ONE }, async ({ run }) => {
      const { stdout } = await run("apply", "--yes");
      expect(stdout).toMatch(/✓ protect\.rules_enabled +false → true {2}\(\d+(?:\.\d)? m?s\)/);
      expect(stdout).toMatch(/2 calls sent in \d+(?:\.\d)? m?s\./);
    }));
});

describe.concurrent("a saved plan is bound to what the file says", { timeout: 60_000 }, () => {
  const planned = async (
    { space, run }: Pick<Scenario, "space" | "run">,
    later: string,
  ): Promise<CliResult> => {
    expectExit(await run("plan", "--out", "plan.json"), 0);
    space.write("clerkwork.yaml", later);
    return run("apply", "plan.json");
  };

  test("a comment and another order of its keys change nothing", () =>
    scenario({ yaml: ONE }, async (scene) => {
      const later = `# reviewed
protect:
  rules_enabled: true # on
restrictions: { block_email_subaddresses: true, blocklist: true }
version: 1
`;
      expectExit(await planned(scene, later), 0);
      expect(scene.clerk.state.protect.rules_enabled).toBe(true);
    }));

  test("another value does", () =>
    scenario({ yaml: ONE }, async (scene) => {
      const result = await planned(
        scene,
        ONE.replace("rules_enabled: true", "rules_enabled: false"),
      );
      expectExit(result, 4);
      expect(result.said).toContain("says something else than when the plan was made");
      expect(scene.clerk.writes()).toEqual([]);
    }));
});

describe.concurrent("--verbose", { timeout: 60_000 }, () => {
  test("one line a request: status with its name, duration, try, trace id", () =>
    scenario(
      { yaml: ONE, clerk: { faults: [refusing(402, "unsupported_subscription_plan_features")] } },
      async ({ clerk, run }) => {
        const result = await run("apply", "--yes", "--verbose");
        const requests = result.stderr.split("\n").filter((line) => /^(?:GET|PATCH) /.test(line));
        expect(requests).toHaveLength(clerk.requests.length);
        for (const line of requests)
          expect(line).toMatch(/^[A-Z]+ \S+: \d{3} [A-Z][A-Za-z ]+, \d+ ms, attempt \d/);
        const [failed] = requests.filter((line) => line.startsWith("PATCH"));
        expect(failed).toMatch(
          /: 402 Payment Required, \d+ ms, attempt 1, clerk_trace_id [0-9a-f]{32}$/,
        );
        // Each request once on the screen.
        expect(result.stdout).not.toMatch(/^PATCH /m);
      },
    ));
});

const SECOND = "sk_test_endsSecond0123456789ab";

describe.concurrent("several environments", { timeout: 60_000 }, () => {
  const TWO = `version: 1
protect: { rules_enabled: true }
environments:
  staging: {}
  production: { target: { secret_key_env: SECOND_KEY } }
`;
  const options = {
    yaml: TWO,
    env: { SECOND_KEY: SECOND },
    clerk: { others: [{ key: SECOND, frontendPath: "/second" }] },
  };

  test("--receipt and --out name a folder for several environments", () =>
    scenario(options, async ({ space, run }) => {
      const planned = await run("plan", "--all", "--out", "plans");
      expectExit(planned, 0);
      expect(planned.stdout).toMatch(/^Saved: plans\/staging\.json$/m);
      expect(planned.stdout).toMatch(/^ {2}staging +1 to change\n {2}production +1 to change$/m);
      const applied = await run("apply", "--all", "--yes", "--receipt", "receipts");
      expectExit(applied, 0);
      for (const name of ["staging", "production"]) {
        expect(JSON.parse(space.read(`receipts/${name}.json`))).toMatchObject({ kind: "apply" });
        expect(applied.stdout).toContain(
          `Take it back: clerkwork rollback receipts/${name}.json --env ${name}`,
        );
      }
      const again = await run("plan", "--all", "--receipt", "receipts");
      expect(again.stdout).toMatch(/^ {2}staging +in sync\n {2}production +in sync$/m);
    }));

  test("one that fails has its line, and the others theirs", () =>
    scenario(
      {
        ...options,
        clerk: {
          ...options.clerk,
          faults: [
            {
              method: "GET",
              path: "/instance/protect",
              nth: 1,
              action: { kind: "status", status: 404, code: "resource_not_found" },
            },
          ],
        },
      },
      async ({ run }) => {
        const planned = await run("plan", "--all");
        expectExit(planned, 1);
        expect(planned.stdout).toMatch(
          /^ {2}staging +failed \(not_found\)\n {2}production +1 to change$/m,
        );
      },
    ));
});
