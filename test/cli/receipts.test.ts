/** Receipts as a record: who did what when, one run at a time, whole whatever happens, and on disk before a request leaves. */
/* oxlint-disable vitest/expect-expect -- expectExit asserts, too */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { describe, expect, test } from "vitest";
import { expectExit, scenario, startCli, type CliResult, type Scenario } from "../rig/cli.ts";
import { newGate, type FaultRule, type Gate } from "../rig/clerk-faults.ts";
import { PRODUCTION_KEY } from "../rig/clerk-server.ts";
import { setLive } from "../rig/clerk-state.ts";
import { diskOptions, STEPS, SYNC_LOG, type DiskFault } from "../rig/disk.ts";
import { at, listAt, parseObject, stringAt, type JsonObject } from "../rig/json.ts";

const RECEIPT = "receipt.json";
const LOCK = `${RECEIPT}.lock`;
const APPLY = ["apply", "--yes", "--receipt", RECEIPT] as const;
const JSON_APPLY = [...APPLY, "--format", "json"] as const;
const PROTECT = "version: 1\nprotect: { rules_enabled: true }\n";
const TWO = `${PROTECT}restrictions: { blocklist: true }\n`;
const mail = (name: string): string => `version: 1\nbeta: { from_email_address: ${name} }\n`;

const receiptOf = ({ space }: Pick<Scenario, "space">): JsonObject =>
  parseObject(space.read(RECEIPT));
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const keptIn = ({ space }: Pick<Scenario, "space">): string[] =>
  readdirSync(space.dir).filter((name) => name.startsWith(`${RECEIPT}.`));

describe.concurrent("a receipt serves an audit", { timeout: 60_000 }, () => {
  test("it says when, by which version, from which file, at whose hand and at which commit", () =>
    scenario({ yaml: TWO }, async (scene) => {
      const env = { GITHUB_SHA: "4f3a2b1c", GITHUB_ACTOR: "octocat" };
      const before = Date.now();
      expectExit(await scene.runWith({ env }, ...APPLY), 0);
      const receipt = receiptOf(scene);
      for (const name of ["created_at", "updated_at"]) {
        expect(stringAt(receipt, name)).toMatch(INSTANT);
        expect(Date.parse(stringAt(receipt, name))).toBeGreaterThanOrEqual(before);
      }
      expect(receipt["kind"]).toBe("apply");
      expect(receipt["tool_version"]).toMatch(/^\d/);
      expect(receipt["source"]).toEqual({ file: "clerkwork.yaml", sha256: sha256(TWO) });
      expect(receipt["run"]).toEqual({ commit: "4f3a2b1c", actor: "octocat" });
      const calls = listAt(receipt, "calls");
      expect(calls).toHaveLength(2);
      for (const call of calls) {
        const [intended, concluded] = [
          stringAt(call, "intended_at"),
          stringAt(call, "concluded_at"),
        ];
        expect(intended).toMatch(INSTANT);
        expect(Date.parse(concluded)).toBeGreaterThanOrEqual(Date.parse(intended));
      }
    }));

  test("where the environment names nobody, it says so", () =>
    scenario({ yaml: PROTECT }, async (scene) => {
      expectExit(await scene.run(...APPLY), 0);
      expect(receiptOf(scene)["run"]).toEqual({ commit: null, actor: null });
    }));

  test("GitLab names its own", () =>
    scenario({ yaml: PROTECT }, async (scene) => {
      const env = { CI_COMMIT_SHA: "99aa", GITLAB_USER_LOGIN: "tanuki" };
      expectExit(await scene.runWith({ env }, ...APPLY), 0);
      expect(receiptOf(scene)["run"]).toEqual({ commit: "99aa", actor: "tanuki" });
    }));

  test("it holds the consents that were used: the file's with its reason, the flag's as written", () =>
    scenario(
      {
        yaml: `version: 1
restrictions: { blocklist: false, block_email_subaddresses: false }
consents:
  - { address: restrictions.blocklist, hazard: weakens_security, reason: INC-42, until: 2099-12-31 }
`,
        clerk: {
          key: PRODUCTION_KEY,
          state: (state) => {
            setLive(state, "restrictions.blocklist", true);
            setLive(state, "restrictions.block_email_subaddresses", true);
          },
        },
      },
      async (scene) => {
        const flag = "weakens_security=restrictions.block_email_subaddresses";
        expectExit(await scene.run(...APPLY, "--allow", flag), 0);
        const consents = listAt(receiptOf(scene), "consents");
        expect(consents).toEqual([
          {
            address: "restrictions.blocklist",
            hazard: "weakens_security",
            consent: {
              by: "file",
              reason: "INC-42",
              until: "2099-12-31",
              at: expect.objectContaining({ file: "clerkwork.yaml", line: 4 }),
            },
          },
          {
            address: "restrictions.block_email_subaddresses",
            hazard: "weakens_security",
            consent: { by: "flag", flag: `--allow ${flag}` },
          },
        ]);
      },
    ));

  test("a rollback's names the receipt that it takes back", () =>
    scenario({ yaml: PROTECT }, async ({ run, space }) => {
      expectExit(await run(...APPLY), 0);
      expectExit(await run("rollback", RECEIPT, "--yes", "--receipt", "back.json"), 0);
      const back = parseObject(space.read("back.json"));
      expect(back["kind"]).toBe("rollback");
      expect(back["source"]).toEqual({ file: RECEIPT, sha256: sha256(space.read(RECEIPT)) });
    }));

  test("what was last sent keeps the time of its own call, through later runs", () =>
    scenario({ yaml: mail("hello") }, async (scene) => {
      expectExit(await scene.run(...APPLY), 0);
      const sent = at(receiptOf(scene), "last_sent_at", "beta.from_email_address");
      expect(sent).toMatch(INSTANT);
      scene.space.write("clerkwork.yaml", `${mail("hello")}protect: { rules_enabled: true }\n`);
      expectExit(await scene.run(...APPLY), 0);
      expect(at(receiptOf(scene), "last_sent_at", "beta.from_email_address")).toBe(sent);
      scene.space.write("clerkwork.yaml", mail("other"));
      expectExit(await scene.run(...APPLY), 0);
      expect(at(receiptOf(scene), "last_sent_at", "beta.from_email_address")).not.toBe(sent);
    }));

  test("a receipt that knows none of this is read all the same", () =>
    scenario({ yaml: mail("hello") }, async (scene) => {
      expectExit(await scene.run(...APPLY), 0);
      const { created_at: _a, updated_at: _b, source: _c, run: _d, ...most } = receiptOf(scene);
      const { consents: _e, kind: _f, last_sent_at: _g, calls: _h, ...old } = most;
      const calls = listAt(receiptOf(scene), "calls").map((call) => {
        const { intended_at: _i, concluded_at: _j, to: _k, ...rest } = call as JsonObject;
        return rest;
      });
      scene.space.write(RECEIPT, JSON.stringify({ ...old, calls }));
      scene.clerk.forget();
      expectExit(await scene.run(...APPLY), 0);
      expect(scene.clerk.writes()).toEqual([]);
      scene.space.write("clerkwork.yaml", mail("other"));
      expectExit(await scene.run(...APPLY), 0);
    }));
});

describe.concurrent("an earlier receipt", { timeout: 60_000 }, () => {
  test("is kept under a name with its time, in the order of time, each one", () =>
    scenario({ yaml: mail("one") }, async (scene) => {
      expectExit(await scene.run(...APPLY), 0);
      const texts = [scene.space.read(RECEIPT)];
      for (const name of ["two", "three"]) {
        scene.space.write("clerkwork.yaml", mail(name));
        expectExit(await scene.run(...APPLY), 0);
        texts.push(scene.space.read(RECEIPT));
      }
      const kept = keptIn(scene).toSorted();
      expect(kept).toHaveLength(2);
      for (const name of kept)
        expect(name).toMatch(/^receipt\.json\.\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z$/);
      expect(kept.map((name) => scene.space.read(name))).toEqual(texts.slice(0, 2));
    }));

  test("of the same moment overwrites no other", () =>
    scenario({ yaml: mail("one") }, async (scene) => {
      expectExit(await scene.run(...APPLY), 0);
      const first = scene.space.read(RECEIPT);
      const time = stringAt(parseObject(first), "updated_at").replaceAll(/[:.]/g, "-");
      scene.space.write(`${RECEIPT}.${time}`, "somebody's");
      scene.space.write("clerkwork.yaml", mail("two"));
      expectExit(await scene.run(...APPLY), 0);
      expect(scene.space.read(`${RECEIPT}.${time}`)).toBe("somebody's");
      expect(scene.space.read(`${RECEIPT}.${time}-2`)).toBe(first);
    }));

  test("is not touched by a run that sends nothing", () =>
    scenario({ yaml: mail("one") }, async (scene) => {
      expectExit(await scene.run(...APPLY), 0);
      const first = scene.space.read(RECEIPT);
      expectExit(await scene.run(...APPLY), 0);
      expect(scene.space.read(RECEIPT)).toBe(first);
      expect(keptIn(scene)).toEqual([]);
    }));
});

/** Runs the CLI over a disk that misbehaves; without a fault, what is synced is noted. */
const onDisk = (
  { clerk, space }: Scenario,
  fault: DiskFault | undefined,
  args: readonly string[],
): Promise<CliResult> =>
  startCli(args, {
    cwd: space.dir,
    env: { CLERK_SECRET_KEY: clerk.key, CLERK_API_URL: clerk.apiUrl },
    secrets: [clerk.key],
    nodeOptions: diskOptions(RECEIPT, fault),
  }).done;

const holdFirst = (gate: Gate): FaultRule => ({
  method: "PATCH",
  nth: 1,
  phase: "after",
  action: { kind: "hold", gate },
});

describe.concurrent("two runs on one receipt", { timeout: 60_000 }, () => {
  test("the second ends with 4 before it asks anything, and the first's record is whole", () => {
    const gate = newGate();
    return scenario({ yaml: TWO, clerk: { faults: [holdFirst(gate)] } }, async (scene) => {
      const { clerk, run, start, space } = scene;
      const first = start(...APPLY);
      await gate.reached;
      const asked = clerk.requests.length;
      for (const path of [RECEIPT, `./${RECEIPT}`, space.path(RECEIPT)]) {
        const second = await run("apply", "--yes", "--format", "json", "--receipt", path);
        expectExit(second, 4);
        expect(at(second.json(), "error", "code")).toBe("receipt_in_use");
        expect(at(second.json(), "error", "message")).toContain(String(first.child.pid));
        expect(at(second.json(), "error", "hint")).toContain(LOCK);
      }
      const back = await run("rollback", RECEIPT, "--yes");
      expectExit(back, 4);
      expect(back.said).toContain(String(first.child.pid));
      expect(clerk.requests.length).toBe(asked);
      gate.open();
      expectExit(await first.done, 0);
      expect(listAt(receiptOf(scene), "calls").map((call) => at(call, "state"))).toEqual([
        "concluded",
        "concluded",
      ]);
      expect(existsSync(space.path(LOCK))).toBe(false);
    });
  });

  test("at the same moment: one goes through, the other is told or finds nothing left", () =>
    scenario({ yaml: TWO, clerk: { latency: 5 } }, async (scene) => {
      const both = await Promise.all([scene.run(...APPLY), scene.run(...APPLY)]);
      const codes = both.map(({ code }) => code ?? 0).toSorted((a, b) => a - b);
      expect([
        [0, 0],
        [0, 4],
      ]).toContainEqual(codes);
      expect(scene.clerk.patches()).toHaveLength(2);
      expect(listAt(receiptOf(scene), "calls")).toHaveLength(2);
      expect(existsSync(scene.space.path(LOCK))).toBe(false);
    }));

  test.for(["SIGINT", "SIGTERM"] as const)("%s leaves no lock", (signal) => {
    const gate = newGate();
    return scenario({ yaml: TWO, clerk: { faults: [holdFirst(gate)] } }, async (scene) => {
      const running = scene.start(...APPLY);
      await gate.reached;
      expect(existsSync(scene.space.path(LOCK))).toBe(true);
      running.kill(signal);
      await running.heard(/interrupt|stop/i);
      gate.open();
      expectExit(await running.done, 5);
      expect(existsSync(scene.space.path(LOCK))).toBe(false);
    });
  });

  test("the lock of a run that was killed is taken over, and that is said", () => {
    const gate = newGate();
    return scenario({ yaml: TWO, clerk: { faults: [holdFirst(gate)] } }, async (scene) => {
      const killed = scene.start(...APPLY);
      await gate.reached;
      killed.kill("SIGKILL");
      await killed.done;
      gate.open();
      expect(existsSync(scene.space.path(LOCK))).toBe(true);
      const again = await scene.run(...APPLY);
      expectExit(again, 0);
      expect(again.said).toContain(`${killed.child.pid}`);
      expect(existsSync(scene.space.path(LOCK))).toBe(false);
      expect(keptIn(scene)).toHaveLength(1);
    });
  });

  test.for([
    ["another machine's", { pid: 1, host: "elsewhere" }, 4],
    ["one of this machine whose process is gone", { pid: 2 ** 22 + 1, host: hostname() }, 0],
    ["one that says nothing, and is new", null, 4],
  ] as const)("%s lock", ([, holder, code]) =>
    scenario({ yaml: PROTECT }, async ({ clerk, run, space }) => {
      const started = "2026-01-02T03:04:05.000Z";
      space.write(LOCK, holder === null ? "" : JSON.stringify({ ...holder, started_at: started }));
      const result = await run(...APPLY);
      expectExit(result, code);
      expect(existsSync(space.path(LOCK))).toBe(code === 4);
      expect(clerk.requests.length > 0).toBe(code === 0);
      expect(result.stderr.includes(LOCK)).toBe(code === 4);
    }),
  );

  test.for([
    ["--all", ["--all"]],
    ["two environments", ["--env", "one", "--env", "two"]],
  ] as const)("%s with a file for a receipt: exit 3, nothing is asked", ([, which]) =>
    scenario(
      { yaml: `${PROTECT}environments: { one: {}, two: {} }\n` },
      async ({ clerk, run, space }) => {
        space.write(RECEIPT, "{}");
        const result = await run(...APPLY, ...which);
        expectExit(result, 3);
        expect(result.said).toContain("names a folder");
        expect(clerk.requests).toEqual([]);
        expect(space.read(RECEIPT)).toBe("{}");
      },
    ),
  );

  test("a lock that can't be made: exit 3, nothing is asked", () =>
    scenario({ yaml: PROTECT }, async ({ clerk, run }) => {
      const result = await run("apply", "--yes", "--receipt", "missing/receipt.json");
      expectExit(result, 3);
      expect(clerk.requests).toEqual([]);
    }));
});

/** Each value is another than the instance's own, so that each apply sends all of them: what is sent is whole. */
const sections = (limit: number, mode: string, codes: string): string =>
  `version: 1
organization: { max_allowed_memberships: ${limit}, domains_enrollment_modes: [${mode}] }
communication: { blocked_country_codes: [${codes}] }
`;

describe.concurrent("two applies at once, a receipt each", { timeout: 60_000 }, () => {
  const one = sections(20, "", "KP, RU");
  test.for([
    ["of the same file", one],
    ["of different files", sections(30, "automatic_suggestion", "CU")],
  ] as const)("%s: each section ends as one of them says, whole", ([, second]) =>
    scenario({ yaml: one, clerk: { latency: 5 } }, async ({ clerk, run, space }) => {
      space.write("other.yaml", second);
      const untouched = structuredClone({ ...clerk.state, organization: 0, communication: 0 });
      const results = await Promise.all([
        run("apply", "--yes", "--receipt", "one.json"),
        run("apply", "--yes", "-f", "other.yaml", "--receipt", "two.json"),
      ]);
      for (const result of results) expectExit(result, 0, 4, 5, 6);
      expect(results.map(({ code }) => code)).toContain(0);
      const { max_allowed_memberships: limit, domains_enrollment_modes: modes } =
        clerk.state.organization;
      const organizations = [one, second].map((text) => text.split("\n")[1]);
      expect(organizations).toContain(sections(limit, modes.join(), "").split("\n")[1]);
      const communications = [one, second].map((text) => text.split("\n")[2]);
      const codes = clerk.state.communication.blocked_country_codes.join(", ");
      expect(communications).toContain(sections(0, "", codes).split("\n")[2]);
      expect({ ...clerk.state, organization: 0, communication: 0 }).toEqual(untouched);
    }),
  );
});

describe.concurrent("a receipt on disk", { timeout: 60_000 }, () => {
  test("holds the intent of a call when its request arrives, and the result of the one before", () => {
    let receipt = "";
    const seen: unknown[] = [];
    return scenario(
      {
        yaml: TWO,
        clerk: {
          onRequest: ({ method, path }) => {
            if (method !== "PATCH") return;
            const calls = listAt(parseObject(readFileSync(receipt, "utf8")), "calls");
            seen.push([path, calls.map((call) => [at(call, "path"), at(call, "state")])]);
          },
        },
      },
      async ({ run, space }) => {
        receipt = space.path(RECEIPT);
        expectExit(await run(...APPLY), 0);
        const [one, two] = ["/instance/restrictions", "/instance/protect"];
        expect(seen).toEqual([
          [one, [[one, "intended"]]],
          [
            two,
            [
              [one, "concluded"],
              [two, "intended"],
            ],
          ],
        ]);
      },
    );
  });

  test("each intent is synced before its request leaves", () => {
    let log = "";
    const synced: number[] = [];
    return scenario(
      {
        yaml: TWO,
        clerk: {
          onRequest: ({ method }) => {
            if (method === "PATCH") synced.push(readFileSync(log, "utf8").split("\n").length - 1);
          },
        },
      },
      async (scene) => {
        log = scene.space.path(SYNC_LOG);
        expectExit(await onDisk(scene, undefined, APPLY), 0);
        // The first intent; the first result and the second intent.
        expect(synced).toEqual([1, 3]);
        expect(readFileSync(log, "utf8").split("\n").length - 1).toBe(4);
      },
    );
  });

  // What is written: the copy of the earlier receipt (linked, not moved), then intent and result, call by call.
  const points = [1, 2, 3, 4].flatMap((nth) =>
    STEPS.filter((step) => nth > 1 || !step.startsWith("move")).map((step) => [nth, step] as const),
  );
  test.for(points)("SIGKILL in writing %i, at %s: the old one or a whole new one", ([nth, step]) =>
    scenario({ yaml: mail("old") }, async (scene) => {
      const { run, space, clerk } = scene;
      expectExit(await run(...APPLY), 0);
      const old = space.read(RECEIPT);
      clerk.forget();
      space.write("clerkwork.yaml", TWO.replace("version: 1\n", mail("new")));
      const killed = await onDisk(scene, { file: RECEIPT, nth, step, fault: "SIGKILL" }, APPLY);
      expect(killed.signal).toBe("SIGKILL");
      const moves = Math.max(0, nth - 2) + (step === "moved" ? 1 : 0);
      const calls = listAt(receiptOf(scene), "calls");
      expect(space.read(RECEIPT) === old).toBe(moves === 0);
      expect(calls).toHaveLength(moves === 0 ? 1 : Math.ceil(moves / 2));
      // No request left without its intent on disk.
      expect(clerk.patches()).toHaveLength(moves === 0 || nth < 3 ? 0 : 1);
      const kept = keptIn(scene).filter((name) => name !== LOCK);
      expect(kept.map((name) => space.read(name))).toEqual(nth === 1 ? [] : [old]);
      expectExit(await run(...APPLY), 0);
      expectExit(await run("plan", "--receipt", RECEIPT, "--detailed-exitcode"), 0);
    }),
  );

  test.for([
    ["full", "ENOSPC", "write"],
    ["full halfway", "ENOSPC", "half-written"],
    ["full at the sync", "ENOSPC", "sync"],
    ["read-only", "EROFS", "open"],
    ["read-only at the move", "EROFS", "move"],
  ] as const)("%s before the first call: it is not sent, exit 1", ([, fault, step]) =>
    scenario({ yaml: TWO }, async (scene) => {
      const result = await onDisk(scene, { file: RECEIPT, nth: 1, step, fault }, JSON_APPLY);
      expectExit(result, 1);
      expect(at(result.json(), "error", "code")).toBe("receipt");
      expect(scene.clerk.writes()).toEqual([]);
      expect(existsSync(scene.space.path(LOCK))).toBe(false);
    }),
  );

  test.for([
    ["the first call's result", 2, 1, ["intended"]],
    ["the second call's intent", 3, 1, ["concluded"]],
    ["the last call's result", 4, 2, ["concluded", "intended"]],
  ] as const)("full before %s: exit 5, and it is said", ([, nth, sent, states]) =>
    scenario({ yaml: TWO }, async (scene) => {
      const fault = { file: RECEIPT, nth, step: "write", fault: "ENOSPC" } as const;
      const result = await onDisk(scene, fault, JSON_APPLY);
      expectExit(result, 5);
      expect(at(result.json(), "error", "code")).toBe("receipt");
      expect(at(result.json(), "error", "message")).toContain("ENOSPC");
      expect(scene.clerk.patches()).toHaveLength(sent);
      expect(listAt(receiptOf(scene), "calls").map((call) => at(call, "state"))).toEqual(states);
    }),
  );

  test("full before the last result, as text: exit 5 and a message", () =>
    scenario({ yaml: PROTECT }, async (scene) => {
      const fault = { file: RECEIPT, nth: 2, step: "sync", fault: "ENOSPC" } as const;
      const result = await onDisk(scene, fault, APPLY);
      expectExit(result, 5);
      expect(result.stdout).toContain("the receipt can't be written any more");
    }));
});
