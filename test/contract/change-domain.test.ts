/**
 * `change-domain HOME_URL`, the one imperative command. Production only, confirmed by
 * name, sent once and never again, with the DNS records and what is to be done next.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ask } from "../emulator/asking.ts";
import { CLI, expectExit, type CliResult } from "../rig/cli.ts";
import { at, listAt, stringAt } from "../rig/json.ts";
import { play, type Scene, type SceneOptions } from "./scene.ts";

const HOME = "https://www.example.com";
const HOST = "www.example.com";
const POST = "POST /instance/change_domain";
const CONCURRENT = { concurrent: true } as const;
const PRODUCTION: SceneOptions = { production: true };

const moved = (scene: Scene, ...args: readonly string[]): Promise<CliResult> =>
  scene.run("change-domain", HOME, "--confirm", HOST, ...args);

const posts = async ({ received }: Scene): Promise<number> =>
  (await received()).filter((request) => request === POST).length;

const domainOf = async ({ control }: Scene): Promise<unknown> =>
  at((await control("GET", "/state")).body, "domain");

async function expectUnsent(scene: Scene, result: CliResult, exit: number): Promise<void> {
  expectExit(result, exit);
  expect(await scene.received()).toEqual([]);
}

describe("what is refused before any request", CONCURRENT, () => {
  it("a development instance: exit 4", () =>
    play({}, async (scene) => {
      const result = await moved(scene, "--format", "json");
      await expectUnsent(scene, result, 4);
      expect(at(result.json(), "error", "code")).toBe("production_only");
      expect(result.said).toContain("production");
    }));

  it.each([
    ["another host", "example.com"],
    ["the whole address", HOME],
  ])("a --confirm that names %s: exit 4", (_, confirm) =>
    play(PRODUCTION, async (scene) => {
      const result = await scene.run("change-domain", HOME, "--confirm", confirm);
      await expectUnsent(scene, result, 4);
      expect(result.said).toContain(HOST);
      expect(result.said).toContain("nothing was sent");
    }),
  );

  it.each(["null", "closed"] as const)(
    "nobody to ask and no --confirm (stdin: %s): exit 4 at once, with the command to run",
    (stdin) =>
      play(PRODUCTION, async (scene) => {
        const result = await scene.runWith({ stdin }, "change-domain", HOME);
        await expectUnsent(scene, result, 4);
        expect(result.said).toMatch(
          /clerkwork change-domain https:\/\/www\.example\.com\/? --confirm www\.example\.com/,
        );
      }),
  );

  it("an answer that comes through a pipe is nobody's: exit 4", () =>
    play(PRODUCTION, async (scene) => {
      const stdin = { text: `${HOST}\n` };
      const result = await scene.runWith({ stdin }, "change-domain", HOME);
      await expectUnsent(scene, result, 4);
      expect(result.said).toContain("no terminal");
    }));

  it.each([
    ["http", "http://www.example.com"],
    ["no scheme", "www.example.com"],
    ["a host without a domain", "https://localhost"],
    ["a user and a password", "https://somebody:secret@www.example.com"],
    ["nothing", ""],
  ])("an address with %s: exit 3", (_, home) =>
    play(PRODUCTION, async (scene) => {
      const result = await scene.run("change-domain", home, "--confirm", HOST, "--format", "json");
      await expectUnsent(scene, result, 3);
      expect(at(result.json(), "error", "exit_code")).toBe(3);
      expect(stringAt(result.json(), "error", "message")).not.toBe("");
    }),
  );

  it("no address at all: exit 3", () =>
    play(PRODUCTION, async (scene) => {
      const result = await scene.run("change-domain", "--confirm", HOST);
      await expectUnsent(scene, result, 3);
      expect(result.said).toMatch(/home.?url/i);
    }));

  it("a file that is for a development instance: exit 4", () =>
    play(
      { ...PRODUCTION, yaml: "version: 1\ntarget: { environment_type: development }\n" },
      async (scene) => {
        const result = await moved(scene, "--file", "clerkwork.yaml", "--format", "json");
        await expectUnsent(scene, result, 4);
        expect(at(result.json(), "error", "code")).toBe("wrong_target");
      },
    ));
});

describe("what is refused before the change is sent", CONCURRENT, () => {
  it("another instance than the file's: exit 4", () =>
    play(
      { ...PRODUCTION, yaml: "version: 1\ntarget: { instance_id: ins_another }\n" },
      async (scene) => {
        const result = await moved(scene, "--file", "clerkwork.yaml");
        expectExit(result, 4);
        expect(result.said).toContain("ins_another");
        expect(await scene.received()).toEqual(["GET /instance"]);
      },
    ));

  it("an instance that calls itself development, whatever its key says: exit 4", () =>
    play({ ...PRODUCTION, switches: { environment_type: "development" } }, async (scene) => {
      expectExit(await moved(scene), 4);
      expect(await posts(scene)).toBe(0);
    }));

  it("an instance whose domain can't be read: exit 1", () =>
    play(PRODUCTION, async (scene) => {
      await scene.control("POST", "/faults", {
        rules: [{ action: "html", path: "/domains", times: "always" }],
      });
      expectExit(await moved(scene), 1);
      expect(await posts(scene)).toBe(0);
    }));
});

describe("the change", CONCURRENT, () => {
  it("is sent once; the DNS records and what is next are shown", () =>
    play(PRODUCTION, async (scene) => {
      const result = await moved(scene);
      expectExit(result, 0);
      expect(await scene.received()).toEqual([
        "GET /instance",
        "GET /domains",
        POST,
        "GET /domains",
      ]);
      expect(await scene.bodies("POST")).toEqual([{ home_url: HOME }]);
      expect(await domainOf(scene)).toBe("example.com");
      for (const word of ["session", "publishable key", "DNS", "certificate"])
        expect(result.stderr, `before the change: ${word}`).toContain(word);
      const [records = "", next = ""] = result.stdout.split("Next:");
      expect(next.split("\n").filter((text) => text.length > 80)).toEqual([]);
      for (const host of [
        "clerk.example.com",
        "accounts.example.com",
        "clkmail.example.com",
        "clk._domainkey.example.com",
        "clk2._domainkey.example.com",
      ])
        expect(records).toMatch(
          new RegExp(`CNAME {2}${host.replaceAll(".", "\\.")} .*clerk\\.services`),
        );
      expect(next).toMatch(/1\. .*DNS[\s\S]*2\. .*publishable key[\s\S]*3\. .*(?:OAuth|webhook)/);
    }));

  it("is told as one JSON document", () =>
    play(PRODUCTION, async (scene) => {
      const result = await moved(scene, "--format", "json");
      expectExit(result, 0);
      const document = result.json();
      const state = (await scene.control("GET", "/state")).body;
      expect(document).toMatchObject({
        instance_id: stringAt(state, "instance_id"),
        accepted: true,
        changed: true,
        domain: { name: "example.com" },
      });
      expect(listAt(document, "dns_records")).toHaveLength(6);
      expect(listAt(document, "dns_records")[0]).toEqual({
        type: "CNAME",
        host: "clerk.example.com",
        value: "frontend-api.clerk.services",
        required: true,
        disposition: null,
      });
      expect(listAt(document, "next").length).toBeGreaterThan(1);
      expect(result.said).toContain("session");
    }));

  it("prints the complete records, with their type and what can be done about them", () =>
    play(PRODUCTION, async (scene) => {
      const { stdout } = await moved(scene);
      expect(stdout).toMatch(
        /TXT {4}_clerk\.example\.com {2}→ {2}clerk-domain-verification=\S+ {2}\(optional, manual resolution required\)/,
      );
      expect(stdout).toMatch(/CNAME {2}accounts\.example\.com .*\(safe to create\)/);
    }));

  it.each(["null", "absent"])("falls back to the legacy list when dns_targets is %s", (dns) =>
    play(PRODUCTION, async (scene) => {
      await scene.control("PATCH", "/switches", { dns_targets: dns });
      const result = await moved(scene, "--format", "json");
      expect(listAt(result.json(), "dns_records").map((one) => at(one, "type"))).toEqual(
        Array.from({ length: 5 }, () => "CNAME"),
      );
    }),
  );

  it("says so when there are no records", () =>
    play(PRODUCTION, async (scene) => {
      await scene.control("PATCH", "/switches", { dns_targets: "null", cname_targets: "null" });
      const { stdout } = await moved(scene);
      expect(stdout).toContain("GET /domains shows no DNS records to set");
      expect(stdout).not.toContain("CNAME ");
    }));

  it("of a secondary application keeps its subdomain", () =>
    play(PRODUCTION, async (scene) => {
      expectExit(await moved(scene, "--secondary"), 0);
      expect(await scene.bodies("POST")).toEqual([{ home_url: HOME, is_secondary: true }]);
      expect(await domainOf(scene)).toBe(HOST);
    }));

  it("goes with the file's pin and the key that it names", () =>
    play(PRODUCTION, async (scene) => {
      const id = stringAt((await scene.control("GET", "/state")).body, "instance_id");
      const target = {
        instance_id: id,
        environment_type: "production",
        secret_key_env: "LIVE_KEY",
      };
      scene.space.write("clerkwork.yaml", `version: 1\ntarget: ${JSON.stringify(target)}\n`);
      const result = await scene.runWith(
        { env: { LIVE_KEY: scene.key, CLERK_SECRET_KEY: "sk_live_of_another_instance" } },
        "change-domain",
        HOME,
        "--confirm",
        HOST,
        "--file",
        "clerkwork.yaml",
      );
      expectExit(result, 0);
      expect(await posts(scene)).toBe(1);
    }));

  it("is waited for while /domains does not show it yet", () =>
    play({ ...PRODUCTION, switches: { domain_delay_ms: 1200 } }, async (scene) => {
      const result = await moved(scene, "--format", "json");
      expectExit(result, 0);
      expect(result.json()).toMatchObject({ changed: true, domain: { name: "example.com" } });
      expect(await posts(scene)).toBe(1);
    }));

  it("is not waited for without end: accepted, and no old records called the new ones", () =>
    play({ ...PRODUCTION, switches: { domain_delay_ms: 3_600_000 } }, async (scene) => {
      const before = String(await domainOf(scene));
      const [text, json] = await Promise.all([moved(scene), moved(scene, "--format", "json")]);
      expectExit(text, 0);
      expect(text.stdout).toContain("Accepted");
      expect(text.stdout).toMatch(/not show|yet/);
      expect(text.stdout).not.toContain(before);
      expect(text.stdout).toContain("Next:");
      expect(json.json()).toMatchObject({ accepted: true, changed: false, dns_records: [] });
    }));

  it.each([
    ["403", "forbidden"],
    ["429", "rate_limited"],
    ["html", "clerk_unavailable"],
  ])("says what went wrong when /domains can't be read before: %s", (action, code) =>
    play(PRODUCTION, async (scene) => {
      const rule = { action, method: "GET", path: "/domains", times: "always", retry_after: 3600 };
      await scene.control("POST", "/faults", { rules: [rule] });
      const result = await moved(scene, "--format", "json");
      expectExit(result, 1);
      expect(at(result.json(), "error", "code")).toBe(code);
      expect(await posts(scene)).toBe(0);
    }),
  );

  it("stays accepted when /domains can't be read afterwards", () =>
    play(PRODUCTION, async (scene) => {
      const rule = { action: "html", method: "GET", path: "/domains", nth: 2, times: "always" };
      await scene.control("POST", "/faults", { rules: [rule] });
      const result = await moved(scene, "--format", "json");
      expectExit(result, 0);
      expect(result.json()).toMatchObject({ accepted: true, changed: false, dns_records: [] });
      expect(await posts(scene)).toBe(1);
    }));
});

describe("is never sent again", CONCURRENT, () => {
  it.each([
    ["503", "before", false],
    ["503", "after", true],
    ["html", "before", false],
    ["reset_before", null, false],
    ["reset_after", null, true],
  ] as const)("after %s (%s): exit 5, and the words say to look first", (action, phase, done) =>
    play(PRODUCTION, async (scene) => {
      const rule = { action, path: "/instance/change_domain", ...(phase && { phase }) };
      await scene.control("POST", "/faults", { rules: [rule] });
      const result = await moved(scene, "--format", "json");
      expectExit(result, 5);
      expect(await posts(scene)).toBe(1);
      expect(at(result.json(), "error", "exit_code")).toBe(5);
      expect(stringAt(result.json(), "error", "message")).toMatch(/may be under way/);
      expect(result.said).toMatch(/dashboard/);
      expect((await domainOf(scene)) === "example.com").toBe(done);
    }),
  );

  it("after the time is up", () =>
    play(PRODUCTION, async (scene) => {
      const rule = { action: "slow_headers", delay_ms: 20_000, path: "/instance/change_domain" };
      await scene.control("POST", "/faults", { rules: [rule] });
      const result = await moved(scene, "--timeout", "4");
      expectExit(result, 5);
      expect(await posts(scene)).toBe(1);
      expect(result.said).toMatch(/may be under way/);
    }));

  it.each(["429", "409"] as const)("after %s, which says that nothing was done: exit 1", (action) =>
    play(PRODUCTION, async (scene) => {
      const rule = { action, path: "/instance/change_domain", retry_after: 0 };
      await scene.control("POST", "/faults", { rules: [{ ...rule, times: "always" }] });
      const result = await moved(scene);
      expectExit(result, 1);
      expect(await posts(scene)).toBe(1);
    }),
  );
});

describe("what Clerk refuses is shown in its words: exit 1", CONCURRENT, () => {
  it.each([
    ["reserved_domain", "https://app.clerk.dev", "app.clerk.dev"],
    ["known_hosting_domain", "https://shop.vercel.app", "shop.vercel.app"],
  ])("%s", (code, home, host) =>
    play(PRODUCTION, async (scene) => {
      const result = await scene.run("change-domain", home, "--confirm", host, "--format", "json");
      expectExit(result, 1);
      expect(stringAt(result.json(), "error", "message")).toContain(code);
      expect(result.said).toContain(code);
      expect(await posts(scene)).toBe(1);
    }),
  );

  it("home_url_taken", () =>
    play(PRODUCTION, async (scene) => {
      const owner = { key: "sk_live_the_owner", body: { home_url: HOME } };
      const reply = await ask(`${scene.apiUrl}/v1`, "POST", "/instance/change_domain", owner);
      expect(reply.status).toBe(202);
      const result = await moved(scene);
      expectExit(result, 1);
      expect(result.said).toContain("home_url_taken");
      expect(await posts(scene)).toBe(1);
    }));
});

/** util-linux's `script` gives a command a terminal. */
const SCRIPT = "/usr/bin/script";
const HAS_TERMINAL = process.platform === "linux" && existsSync(SCRIPT);

/** Runs the CLI on a terminal where somebody types a line. */
async function onTerminal(
  { key, apiUrl, space }: Scene,
  typed: string,
): Promise<{ readonly code: number | null; readonly shown: string }> {
  const command = [process.execPath, CLI, "change-domain", HOME].join(" ");
  const child = spawn(SCRIPT, ["-qec", command, "/dev/null"], {
    cwd: space.dir,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: space.dir,
      TERM: "dumb",
      SHELL: "/bin/sh",
      CLERK_SECRET_KEY: key,
      CLERK_API_URL: apiUrl,
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let shown = "";
  let answered = false;
  child.stdout.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
    if (answered || !shown.includes("to go on: ")) return;
    answered = true;
    child.stdin.write(`${typed}\n`);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { code, shown };
}

describe.skipIf(!HAS_TERMINAL)(
  `on a terminal the host is typed${HAS_TERMINAL ? "" : ` [skipped: no ${SCRIPT}]`}`,
  CONCURRENT,
  () => {
    it("exactly, and the change is sent", () =>
      play(PRODUCTION, async (scene) => {
        const { code, shown } = await onTerminal(scene, HOST);
        expect(shown).toMatch(/every session ends[\s\S]*Type the new host \(www\.example\.com\)/);
        expect(shown).toContain("Next:");
        expect([code, await posts(scene)]).toEqual([0, 1]);
      }));

    it.each(["yes", "example.com"])("not as %j: exit 4, nothing is sent", (typed) =>
      play(PRODUCTION, async (scene) => {
        const { code, shown } = await onTerminal(scene, typed);
        expect(shown).toContain("nothing was sent");
        expect([code, await posts(scene)]).toEqual([4, 0]);
      }),
    );
  },
);
