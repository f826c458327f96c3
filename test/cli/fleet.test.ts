/** Several instances in one run: signals, failures and time-outs belong to the right one. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { describe, expect, test } from "vitest";
import { newGate, type FaultRule } from "../rig/clerk-faults.ts";
import { DEVELOPMENT_KEY, PRODUCTION_KEY, type InstanceOptions } from "../rig/clerk-server.ts";
import { setLive } from "../rig/clerk-state.ts";
import { expectExit, scenario, type ScenarioOptions } from "../rig/cli.ts";
import { outcomesOf } from "../rig/documents.ts";
import { at, isObject, type Json } from "../rig/json.ts";

const SECTIONS = "restrictions: { blocklist: true }\nprotect: { rules_enabled: true }\n";

interface Fleet {
  readonly names: readonly string[];
  readonly keys: readonly string[];
  readonly options: ScenarioOptions;
}

/** So many development instances, `e1` and so on, each an environment of the file with its own key. */
function fleetOf(count: number, yaml: string): Fleet {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const names = numbers.map((number) => `e${number}`);
  const keys = numbers.map((number) =>
    number === 1
      ? DEVELOPMENT_KEY
      : `sk_test_C4n4ryFleet${String(number).padStart(2, "0")}Key0123456789`,
  );
  const environments = names.map(
    (name, index) => `  ${name}: { target: { secret_key_env: K${index} } }\n`,
  );
  return {
    names,
    keys,
    options: {
      yaml: `version: 1\n${yaml}environments:\n${environments.join("")}`,
      clerk: { others: keys.slice(1).map((key): InstanceOptions => ({ key })) },
      env: {
        CLERK_SECRET_KEY: undefined,
        ...Object.fromEntries(keys.map((key, index) => [`K${index}`, key])),
      },
    },
  };
}

/** The document of one environment. */
const partOf = (document: Json, name: string | undefined): Json | undefined =>
  at(document, "environments", name ?? "");

describe.concurrent("one signal, many environments", { timeout: 60_000 }, () => {
  /** Twelve environments; the answer to one write of the eleventh is held back until the signal was noticed. */
  const interrupted = (
    yaml: string,
    nth: number,
    format: "json" | "text",
    judge: (found: {
      readonly document: () => Json;
      readonly stdout: string;
      readonly patchesOf: (index: number) => number;
      readonly requestsOf: (index: number) => number;
      readonly names: readonly string[];
    }) => void,
  ): Promise<void> => {
    const { names, keys, options } = fleetOf(12, yaml);
    const gate = newGate();
    const faults: FaultRule[] = [
      { method: "PATCH", nth, phase: "after", action: { kind: "hold", gate } },
    ];
    const clerkOptions = { ...options.clerk, faults };
    return scenario({ ...options, clerk: clerkOptions }, async ({ clerk, start }) => {
      const running = start("apply", "--all", "--yes", "--format", format);
      await gate.reached;
      running.kill("SIGINT");
      await running.heard(/Stopping after the current request/);
      gate.open();
      const result = await running.done;
      expectExit(result, 5);
      // The write was waited for: nothing says that it was given up.
      expect(result.stderr).not.toMatch(/stopped; a write that was on its way/);
      expect(result.said).not.toMatch(/MaxListenersExceededWarning/);
      const of = (index: number) => clerk.requests.filter(({ key }) => key === keys[index]);
      expect(of(10).filter(({ method }) => method === "PATCH")[0]?.status).toBe(200);
      judge({
        document: () => result.json(),
        stdout: result.stdout,
        patchesOf: (index) => of(index).filter(({ method }) => method === "PATCH").length,
        // Who it is was asked before the first was written.
        requestsOf: (index) => of(index).filter(({ path }) => path !== "/instance").length,
        names,
      });
      expect(clerk.stateOf(keys[10] ?? "").restrictions.blocklist).toBe(true);
      expect(clerk.stateOf(keys[11] ?? "").restrictions.blocklist).toBe(false);
    });
  };

  test("the write on its way ends, the rest of its environment and the later ones are not attempted", () =>
    interrupted(SECTIONS, 21, "json", ({ document, patchesOf, requestsOf, names }) => {
      for (const [index, name] of names.slice(0, 10).entries()) {
        expect(outcomesOf(partOf(document(), name))).toEqual({
          confirmed: ["protect.rules_enabled", "restrictions.blocklist"],
        });
        expect(patchesOf(index)).toBe(2);
      }
      expect(outcomesOf(partOf(document(), "e11"))).toEqual({
        confirmed: ["restrictions.blocklist"],
        not_attempted: ["protect.rules_enabled"],
      });
      expect(at(partOf(document(), "e11"), "error")).toMatchObject({
        code: "interrupted",
        exit_code: 5,
      });
      expect(patchesOf(10)).toBe(1);
      expect(at(partOf(document(), "e12"), "error", "code")).toBe("not_attempted");
      expect(requestsOf(11)).toBe(0);
    }));

  test("as text, the outcome of that write is told", () =>
    interrupted(SECTIONS, 21, "text", ({ stdout, requestsOf }) => {
      const last = stdout.slice(stdout.lastIndexOf("clerkwork apply · e11"));
      expect(last).toMatch(/✓ restrictions\.blocklist +false → true/);
      expect(last).toMatch(/- protect\.rules_enabled +not attempted/);
      expect(last).toMatch(
        /^ {2}e10 +applied 2 changes\n {2}e11 +partly applied\n {2}e12 +not attempted$/m,
      );
      expect(requestsOf(11)).toBe(0);
    }));

  test("when it was the last write of its environment, the next one still sends nothing", () =>
    interrupted(
      "restrictions: { blocklist: true }\n",
      11,
      "json",
      ({ document, patchesOf, requestsOf }) => {
        expect(outcomesOf(partOf(document(), "e11"))).toEqual({
          confirmed: ["restrictions.blocklist"],
        });
        expect(patchesOf(10)).toBe(1);
        expect(["interrupted", "not_attempted"]).toContain(
          at(partOf(document(), "e12"), "error", "code"),
        );
        expect(requestsOf(11)).toBe(0);
      },
    ));
});

describe.concurrent("an earlier environment was written", { timeout: 60_000 }, () => {
  const YAML = `version: 1
restrictions: { blocklist: false }
environments:
  first: { target: { secret_key_env: FIRST_KEY }, protect: { rules_enabled: true } }
  second: { target: { secret_key_env: SECOND_KEY } }
`;
  const options: ScenarioOptions = {
    yaml: YAML,
    clerk: {
      others: [
        { key: PRODUCTION_KEY, state: (state) => setLive(state, "restrictions.blocklist", true) },
      ],
    },
    env: { CLERK_SECRET_KEY: undefined, FIRST_KEY: DEVELOPMENT_KEY, SECOND_KEY: PRODUCTION_KEY },
  };

  test.for(["text", "json", "markdown"])("and a later one is refused: exit 5, as %s", (format) =>
    scenario(options, async ({ clerk, run }) => {
      const result = await run("apply", "--all", "--yes", "--format", format);
      expectExit(result, 5);
      expect(clerk.state.protect.rules_enabled).toBe(true);
      expect(clerk.stateOf(PRODUCTION_KEY).restrictions.blocklist).toBe(true);
      expect(result.said).toContain("weakens_security");
      if (format !== "json") return;
      expect(at(partOf(result.json(), "first"), "exit_code")).toBe(0);
      expect(at(partOf(result.json(), "second"), "error")).toMatchObject({
        code: "refused",
        exit_code: 4,
      });
    }),
  );

  test.for(["text", "json", "markdown"])(
    "and nothing was: the refusal alone is exit 4, as %s",
    (format) =>
      scenario(options, async ({ clerk, run }) => {
        clerk.state.protect.rules_enabled = true;
        const result = await run("apply", "--all", "--yes", "--format", format);
        expectExit(result, 4);
        expect(clerk.writes()).toEqual([]);
      }),
  );
});

describe.concurrent("--timeout is for one environment", { timeout: 60_000 }, () => {
  test("it starts with the environment's own turn, however long the ones before took", () => {
    // Two round trips for each: eight take at least eight seconds, each takes one of its five.
    const { names, options } = fleetOf(8, "restrictions: { blocklist: true }\n");
    return scenario({ ...options, clerk: { ...options.clerk, latency: 500 } }, async ({ run }) => {
      const one = ["--concurrency", "1"];
      const result = await run("plan", "--all", ...one, "--timeout", "5", "--format", "json");
      expectExit(result, 0);
      expect(result.ms).toBeGreaterThan(5_000);
      for (const name of names) {
        const part = partOf(result.json(), name);
        expect([name, isObject(part) && part["result"]]).toEqual([name, "changes"]);
      }
    });
  });

  test("the one that takes longer is stopped, the others are not", () => {
    const { options } = fleetOf(3, "restrictions: { blocklist: true }\n");
    const faults: FaultRule[] = [
      // Each asks who it is in its own turn.
      { method: "GET", path: "/instance", nth: 2, action: { kind: "hang" } },
    ];
    return scenario({ ...options, clerk: { ...options.clerk, faults } }, async ({ run }) => {
      const one = ["--concurrency", "1"];
      const result = await run("plan", "--all", ...one, "--timeout", "4", "--format", "json");
      expectExit(result, 1);
      expect(at(partOf(result.json(), "e1"), "result")).toBe("changes");
      expect(at(partOf(result.json(), "e2"), "error", "code")).toBe("stopped");
      expect(at(partOf(result.json(), "e3"), "result")).toBe("changes");
    });
  });
});
