/** From an instance to a file, and back into one that is there: against the emulator and a model Clerk that is not ours. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { execFileSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { startEmulator } from "../../src/emulator/emulator.ts";
import {
  expectExit,
  runCli,
  scenario,
  workspace,
  type CliResult,
  type Scenario,
} from "../rig/cli.ts";
import { setLive, type InstanceState } from "../rig/clerk-state.ts";
import { at, listAt, stringAt } from "../rig/json.ts";
import { SAMPLES } from "../rig/samples.ts";

const LIVE_KEY = "sk_live_Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MDEy";
const TEST_KEY = "sk_test_Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MDEy";

const TYPES = [
  ["development", TEST_KEY],
  ["production", LIVE_KEY],
] as const;

const saysNothing = (result: CliResult): void => {
  expectExit(result, 0);
  expect(result.stdout).toContain("No changes");
};

/** Every value of an instance as the samples have it. */
const filled =
  (which: "one" | "other", type: InstanceState["environment_type"]) =>
  (state: InstanceState): void => {
    state.environment_type = type;
    for (const { address, instances, ...sample } of SAMPLES) {
      if (instances !== undefined && instances !== type) continue;
      if (address.endsWith("_role_id")) continue;
      try {
        setLive(state, address, sample[which]);
      } catch {
        // The model does not hold it.
      }
    }
  };

describe("an empty folder and a key: pull, then plan says that nothing changes", () => {
  test.for(TYPES)("%s, the emulator", async ([, key]) => {
    const emulator = await startEmulator();
    const space = workspace();
    try {
      const env = { CLERK_API_URL: emulator.apiUrl, CLERK_SECRET_KEY: key };
      expectExit(await runCli(["pull"], { cwd: space.dir, env }), 0);
      saysNothing(await runCli(["plan"], { cwd: space.dir, env }));
      expect(readdirSync(space.dir)).toEqual(["clerkwork.yaml"]);
    } finally {
      await emulator.close();
      space.remove();
    }
  });

  test.for(
    TYPES.flatMap(([type, key]) =>
      (["one", "other"] as const).map((which) => [type, which, key] as const),
    ),
  )("%s, a server that is not ours, every setting with its %s value", ([type, which, key]) =>
    scenario({ clerk: { key, state: filled(which, type) } }, async ({ run, space }) => {
      const pulled = await run("pull");
      expectExit(pulled, 0);
      expect(pulled.stdout).toContain("clerkwork plan, which says that nothing changes");
      saysNothing(await run("plan"));
      const text = space.read("clerkwork.yaml");
      expect(text).toMatch(
        /^# yaml-language-server: \$schema=\.\/node_modules\/clerkwork\/schemas\//,
      );
      const again = await run("pull");
      expectExit(again, 0);
      expect(again.stdout).toContain("nothing to write");
      expect(space.read("clerkwork.yaml")).toBe(text);
      expectExit(await run("validate"), 0);
    }),
  );
});

const FILE = `# ours
version: 1
instance:
  hibp: true # INC-7
  support_email: 'help@example.com'

restrictions: { blocklist: true }
`;

const differing = (state: InstanceState): void => {
  setLive(state, "instance.hibp", false);
  setLive(state, "instance.support_email", "desk@example.com");
  setLive(state, "restrictions.blocklist", true);
};

const inFile = (
  body: (scene: Scenario) => Promise<void>,
  yaml = FILE,
  state = differing,
): Promise<void> => scenario({ yaml, clerk: { state } }, body);

describe("a file that is there", () => {
  test("only the lines that differ change, and plan is empty after", () =>
    inFile(async ({ run, space }) => {
      const result = await run("pull");
      expectExit(result, 0);
      expect(space.read("clerkwork.yaml")).toBe(
        FILE.replace("hibp: true", "hibp: false").replace("help@", "desk@"),
      );
      expect(result.stdout).toContain("instance.hibp: true → false (line 4)");
      expect(result.stdout).toContain("Next: clerkwork plan");
      saysNothing(await run("plan"));
      expect(readdirSync(space.dir)).toEqual(["clerkwork.yaml"]);
    }));

  test("--dry-run shows the difference and writes nothing", () =>
    inFile(async ({ run, space }) => {
      const result = await run("pull", "--dry-run");
      expectExit(result, 0);
      expect(result.stdout).toContain(
        "-  hibp: true # INC-7\n-  support_email: 'help@example.com'\n+  hibp: false # INC-7\n",
      );
      expect(space.read("clerkwork.yaml")).toBe(FILE);
    }));

  test("a comment that goes away with its item is told, with its line, on screen and in JSON", () =>
    inFile(
      async ({ run, space }) => {
        const json = (await run("pull", "--dry-run", "--format", "json")).json();
        expect(json["comments_removed"]).toEqual([{ line: 4, text: "# INC-7" }]);
        const result = await run("pull");
        expectExit(result, 0);
        expect(result.stdout).toContain("comment removed: # INC-7 (stood in line 4)");
        expect(space.read("clerkwork.yaml")).not.toContain("INC-7");
        expect(space.read("clerkwork.yaml")).toContain("# kept");
      },
      "version: 1\ninstance:\n  allowed_origins:\n    - app://a # INC-7\n    - app://b # kept\n",
      (state) => setLive(state, "instance.allowed_origins", ["app://b"]),
    ));

  test("--only takes a section or a setting, by its bare name too", () =>
    inFile(async ({ run, space, clerk }) => {
      expectExit(await run("pull", "--only", "instance.hibp"), 0);
      expect(space.read("clerkwork.yaml")).toBe(FILE.replace("hibp: true", "hibp: false"));
      expectExit(await run("pull", "--only", "restrictions"), 0);
      expectExit(await run("pull", "--only", "instance.hip"), 3);
      setLive(clerk.state, "instance.hibp", true);
      expectExit(await run("pull", "--only", "hibp"), 0);
      expect(space.read("clerkwork.yaml")).toBe(FILE);
    }));

  test("--only of what the file does not name says so; --add adds it", () =>
    inFile(async ({ run, space }) => {
      const result = await run("pull", "--only", "instance.test_mode");
      expectExit(result, 0);
      expect(result.stdout).toContain("the file does not declare it: --add takes it in");
      expect(result.stdout.replaceAll(/\s+/g, " ")).toContain(
        "nothing to write, because it declares nothing of what --only names. Take it in: clerkwork pull --add --only instance.test_mode",
      );
      expect(result.stdout).not.toContain("says what the instance has");
      expectExit(await run("pull", "--only", "instance.test_mode", "--add"), 0);
      expect(space.read("clerkwork.yaml")).toContain(
        "support_email: 'help@example.com'\n  test_mode: ",
      );
      expectExit(await run("pull", "--add"), 0);
      saysNothing(await run("plan"));
      const text = space.read("clerkwork.yaml");
      expectExit(await run("pull", "--add"), 0);
      expect(space.read("clerkwork.yaml")).toBe(text);
    }));

  test("JSON says what was written, what was left out and what was refused", () =>
    inFile(async ({ run }) => {
      const document = (await run("pull", "--format", "json")).json();
      expect([document["result"], document["exit_code"], document["written"]]).toEqual([
        "written",
        0,
        true,
      ]);
      expect(listAt(document, "edits").map((edit) => stringAt(edit, "address"))).toEqual([
        "instance.hibp",
        "instance.support_email",
      ]);
      const again = (await run("pull", "--format", "json")).json();
      expect([again["result"], again["written"], again["edits"]]).toEqual(["unchanged", false, []]);
    }));

  test("what can't be edited safely is named, the rest is written: exit 4", () =>
    inFile(async ({ run, space }) => {
      const result = await run("pull", "-e", "b");
      expectExit(result, 4);
      expect(result.stdout.replaceAll(/\s+/g, " ")).toContain(
        "environments.b.restrictions is an alias of line 2; write it out, so that it can be changed",
      );
      expect(space.read("clerkwork.yaml")).toContain("hibp: false");
    }, `version: 1\nrestrictions: &r { blocklist: false }\ninstance: { hibp: true }\nenvironments: { b: { restrictions: *r } }\n`));

  const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ");

  test("a declared setting that differs and that the file can't say is refused: exit 4", () =>
    inFile(
      async ({ run, space }) => {
        const before = space.read("clerkwork.yaml");
        const result = await run("pull", "--only", "instance.support_email");
        expectExit(result, 4);
        expect(oneLine(result.stdout)).toContain(
          "clerkwork.yaml: nothing was written: 1 declared setting differs and can't be taken over. " +
            "Delete its line, so that clerkwork leaves the setting alone, or change it in Clerk; then: " +
            "clerkwork pull --only instance.support_email",
        );
        expect(space.read("clerkwork.yaml")).toBe(before);
        const whole = await run("pull", "--format", "json");
        expectExit(whole, 4);
        const document = whole.json();
        expect([document["result"], document["exit_code"], document["written"]]).toEqual([
          "refused",
          4,
          true,
        ]);
        expect(document["skipped"]).toEqual([]);
        expect(
          listAt(document, "refused").map((one) => [
            stringAt(one, "address"),
            stringAt(one, "code"),
          ]),
        ).toEqual([["instance.support_email", "not_accepted"]]);
        expect(space.read("clerkwork.yaml")).toBe(before.replace("hibp: true", "hibp: false"));
        expect((await run("plan")).stdout).toContain("support_email");
      },
      FILE,
      (state) => {
        setLive(state, "instance.hibp", false);
        setLive(state, "instance.support_email", "a\u0007@example.com");
        setLive(state, "restrictions.blocklist", true);
      },
    ));

  test("a setting that is not set on the instance is refused in the same way", async () => {
    const emulator = await startEmulator();
    const space = workspace();
    try {
      const env = { CLERK_API_URL: emulator.apiUrl, CLERK_SECRET_KEY: LIVE_KEY };
      space.write(
        "clerkwork.yaml",
        "version: 1\norganization:\n  domains_default_role: org:member\n",
      );
      const result = await runCli(["pull", "--dry-run"], { cwd: space.dir, env });
      expectExit(result, 4);
      expect(oneLine(result.stdout)).toContain(
        "✗ organization.domains_default_role: not written, not set on the instance, and a file can't say that " +
          "clerkwork.yaml: nothing was written: 1 declared setting differs and can't be taken over.",
      );
    } finally {
      await emulator.close();
      space.remove();
    }
  });

  test("what an entry of ignore leaves alone is said, and nothing else is claimed: exit 0", () =>
    inFile(async ({ run }) => {
      const result = await run("pull");
      expectExit(result, 0);
      expect(oneLine(result.stdout)).toContain(
        "instance.hibp: an entry of ignore leaves it alone until 2099-01-01",
      );
      expect(oneLine(result.stdout)).toContain(
        "nothing to write: apart from what is left out, it says what the instance has.",
      );
    }, `version: 1\ninstance: { hibp: true }\nignore:\n  - { address: instance.hibp, until: 2099-01-01, reason: later }\n`));

  test("a file that names nothing of it is left as it is", () =>
    inFile(async ({ run, space }) => {
      const result = await run("pull");
      expectExit(result, 0);
      expect(result.stdout).toContain(
        "nothing to write, because it names no setting.\nTake the instance's settings in: clerkwork pull --add\n",
      );
      expect(space.read("clerkwork.yaml")).toBe("version: 1\n");
    }, "version: 1\n"));

  test("CRLF, a byte order mark, the mode and a symbolic link stay", () =>
    inFile(async ({ run, space }) => {
      const crlf = `\uFEFF${FILE.replaceAll("\n", "\r\n")}`;
      mkdirSync(space.path("conf"));
      space.write("conf/real.yaml", crlf);
      chmodSync(space.path("conf/real.yaml"), 0o600);
      symlinkSync("conf/real.yaml", space.path("link.yaml"));
      expectExit(await run("pull", "-f", "link.yaml"), 0);
      expect(space.read("conf/real.yaml")).toBe(
        crlf.replace("hibp: true", "hibp: false").replace("help@", "desk@"),
      );
      expect(lstatSync(space.path("link.yaml")).isSymbolicLink()).toBe(true);
      expect(statSync(space.path("conf/real.yaml")).mode & 0o777).toBe(0o600);
      expect(readdirSync(space.path("conf"))).toEqual(["real.yaml"]);
    }));

  test("a file that changes meanwhile is not written: exit 4", () => {
    const write = { now: (): void => {} };
    return scenario(
      { yaml: FILE, clerk: { state: differing, onRequest: () => write.now() } },
      async ({ run, space }) => {
        write.now = () => void space.write("clerkwork.yaml", `${FILE}# mine\n`);
        const result = await run("pull");
        expectExit(result, 4);
        expect(result.said).toContain("was changed while the instance was read");
        expect(space.read("clerkwork.yaml")).toBe(`${FILE}# mine\n`);
      },
    );
  });

  test.for([
    ["403", { kind: "status", status: 403, code: "authorization_invalid" }],
    ["an answer cut short", { kind: "truncated" }],
  ] as const)("a read that fails, %s, writes nothing: exit 1", ([, action]) =>
    scenario(
      {
        yaml: `${FILE}protect: { rules_enabled: true }\n`,
        clerk: { state: differing, faults: [{ path: "/instance/protect", nth: "every", action }] },
      },
      async ({ run, space }) => {
        const before = space.read("clerkwork.yaml");
        expectExit(await run("pull"), 1);
        expect(space.read("clerkwork.yaml")).toBe(before);
        expectExit(await run("pull", "-f", "new.yaml"), 1);
        expect(readdirSync(space.dir)).toEqual(["clerkwork.yaml"]);
        expectExit(await run("pull", "-f", "new.yaml", "--only", "restrictions"), 0);
        saysNothing(await run("plan", "-f", "new.yaml"));
      },
    ),
  );
});

describe("git", () => {
  const git = (dir: string, ...args: readonly string[]): void =>
    void execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], {
      cwd: dir,
      stdio: "ignore",
    });

  test("uncommitted changes are not written over, unless forced or nothing is to do", () =>
    inFile(async ({ run, space }) => {
      git(space.dir, "init");
      const refused = await run("pull");
      expectExit(refused, 4);
      expect(refused.said).toContain("changes that are not committed");
      expect(space.read("clerkwork.yaml")).toBe(FILE);
      expectExit(await run("pull", "--dry-run"), 0);
      expectExit(await run("pull", "--only", "restrictions"), 0);
      git(space.dir, "add", ".");
      git(space.dir, "commit", "-m", "x");
      expectExit(await run("pull", "--only", "instance.hibp"), 0);
      expectExit(await run("pull"), 4);
      expectExit(await run("pull", "--force"), 0);
      saysNothing(await run("plan"));
    }));

  test("without git there is nothing to look at", () =>
    inFile(async ({ runWith, space }) => {
      expectExit(await runWith({ env: { PATH: "/nowhere" } }, "pull"), 0);
      expect(space.read("clerkwork.yaml")).not.toBe(FILE);
    }));
});

describe("environments", () => {
  const yaml = `version: 1
instance:
  hibp: true
environments:
  a: { target: { secret_key_env: KEY_A }, restrictions: { blocklist: false } }
  b: { target: { secret_key_env: KEY_B } }
`;
  const two = (
    body: (scene: Scenario) => Promise<void>,
    text: string | undefined,
    bHibp = false,
  ): Promise<void> =>
    scenario(
      {
        ...(text === undefined ? {} : { yaml: text }),
        clerk: {
          key: TEST_KEY,
          state: differing,
          others: [
            {
              key: LIVE_KEY,
              frontendPath: "/b",
              state: (state) => {
                differing(state);
                setLive(state, "instance.hibp", bHibp);
                state.id = "ins_b";
                state.environment_type = "production";
              },
            },
          ],
        },
        env: {
          KEY_A: TEST_KEY,
          KEY_B: LIVE_KEY,
          CLERK_SECRET_KEY_A: TEST_KEY,
          "CLERK_SECRET_KEY_B-C": undefined,
          CLERK_SECRET_KEY_B_C: LIVE_KEY,
        },
      },
      body,
    );

  test("none named: exit 3", () =>
    two(async ({ run }) => {
      expectExit(await run("pull"), 3);
    }, yaml));

  test("-e edits the environment that names a setting, else the top, and says for whom else", () =>
    two(async ({ run, space }) => {
      const tried = await run("pull", "-e", "a", "--dry-run");
      expect(tried.stdout).toMatch(/~ instance\.hibp: .*counts for b too/);
      const result = await run("pull", "-e", "a");
      expectExit(result, 0);
      expect(space.read("clerkwork.yaml")).toBe(
        yaml.replace("hibp: true", "hibp: false").replace("blocklist: false", "blocklist: true"),
      );
      expect(result.stdout).toContain("counts for b too");
    }, yaml));

  test("several that agree change the top, several that differ their own part", async () => {
    await two(async ({ run, space }) => {
      expectExit(await run("pull", "--all"), 0);
      expect(space.read("clerkwork.yaml")).toContain("instance:\n  hibp: false\n");
    }, yaml);
    await two(
      async ({ run, space }) => {
        expectExit(await run("pull", "--all"), 0);
        expect(space.read("clerkwork.yaml")).toContain("instance:\n  hibp: true\n");
        // The line has no room for it.
        expect(space.read("clerkwork.yaml")).toContain(
          "\n      restrictions: { blocklist: true },\n      instance: { hibp: false },\n    }\n",
        );
        saysNothing(await run("plan", "--all"));
      },
      yaml,
      true,
    );
  });

  test("a new file: equal settings at the top, differing ones in the environments", () =>
    two(
      async ({ run, space }) => {
        const result = await run("pull", "-e", "a", "--env", "b-c");
        expectExit(result, 0);
        expect(result.stdout).toContain("Next: clerkwork plan --all");
        const text = space.read("clerkwork.yaml");
        expect(text).toContain("secret_key_env: CLERK_SECRET_KEY_B_C");
        expect(text.match(/ support_email: desk@example.com/g)).toHaveLength(1);
        expect(text.match(/^ {6}hibp: /gm)).toHaveLength(2);
        const plan = await run("plan", "--all");
        expectExit(plan, 0);
        expect(plan.stdout.match(/No changes/g)).toHaveLength(2);
      },
      undefined,
      true,
    ));

  test("a key that is missing is named with its variable", () =>
    two(async ({ run, space }) => {
      const result = await run("pull", "-e", "a", "-e", "c");
      expectExit(result, 3);
      expect(result.said).toContain("CLERK_SECRET_KEY_C");
      expect(readdirSync(space.dir)).toEqual([]);
    }, undefined));
});

describe("a new file", () => {
  test("-f - prints it", () =>
    scenario({}, async ({ run, space }) => {
      const result = await run("pull", "-f", "-");
      expectExit(result, 0);
      expect(result.stdout).toContain("version: 1\n");
      expect(readdirSync(space.dir)).toEqual([]);
    }));

  test("--dry-run writes none", () =>
    scenario({}, async ({ run, space }) => {
      const result = await run("pull", "--dry-run");
      expectExit(result, 0);
      expect(result.stdout).toContain("+version: 1\n");
      expect(readdirSync(space.dir)).toEqual([]);
    }));

  test("a value that holds a credential is left out, in the file and on the screen", () =>
    scenario(
      {
        clerk: {
          key: TEST_KEY,
          state: (state) => setLive(state, "instance.allowed_origins", [`app://${TEST_KEY}`]),
        },
      },
      async ({ run, space }) => {
        const result = await run("pull");
        expectExit(result, 0);
        expect(result.stdout).toContain(
          "instance.allowed_origins: its value looks like a credential",
        );
        expect(space.read("clerkwork.yaml")).toContain(
          "# allowed_origins: its value looks like a credential",
        );
        saysNothing(await run("plan"));
      },
    ));

  test("a folder that can't be written is said before anything is read", () =>
    scenario({}, async ({ clerk, run }) => {
      expectExit(await run("pull", "-f", "nowhere/clerkwork.yaml"), 3);
      expect(clerk.requests).toEqual([]);
    }));

  test.for(["--all", "--base", "--add"])("%s is for a file that is there: exit 3", (flag) =>
    scenario({}, async ({ run }) => {
      const result = await run("pull", flag, "--format", "json");
      expectExit(result, 3);
      expect(at(result.json(), "error", "code")).toBe("invalid_usage");
    }),
  );
});

test.each([[["pull"]], [["pull", "--dry-run"]]])(
  "%j into a file says what danger it takes over, as text and as JSON",
  (args) =>
    scenario(
      {
        yaml: "version: 1\nrestrictions: { blocklist: true }\n",
        clerk: {
          state: (state) => {
            setLive(state, "restrictions.blocklist", false);
          },
        },
      },
      async ({ run }) => {
        const asJson = await run("pull", "--dry-run", "--format", "json");
        expectExit(asJson, 0);
        const hazard = ["edits", 0, "hazards", 0, "hazard"] as const;
        expect(stringAt(JSON.parse(asJson.stdout), ...hazard)).toBe("weakens_security");
        const result = await run(...args);
        expectExit(result, 0);
        expect(result.stdout).toContain("⚠ weakens_security: identifiers on the blocklist can");
      },
    ),
);
