/** HTTPS_PROXY and NO_PROXY: what goes through a proxy, what the proxy gets to see, and what is known when it fails. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import {
  CLI,
  encodingsOf,
  expectExit,
  scenario,
  type CliResult,
  type Scenario,
} from "../rig/cli.ts";
import { startHttpProxy, type HttpProxy, type ProxyManner } from "../rig/proxy.ts";
import { hasOpenssl, terminateTls } from "../rig/tls.ts";

const YAML = "version: 1\nprotect: { rules_enabled: true }\n";
/** A host that resolves nowhere: whoever reaches it came through the proxy. */
const HOST = "api.clerk.test";
const PASSWORD = "pr0xy-P%40ss";

interface Scene extends Scenario {
  readonly proxy: HttpProxy;
  /** Runs with the Backend API at `https://HOST`. */
  readonly go: (
    env: Readonly<Record<string, string | undefined>>,
    ...args: string[]
  ) => Promise<CliResult>;
}

const behindProxy = (manner: ProxyManner, body: (scene: Scene) => Promise<void>): Promise<void> =>
  scenario({ yaml: YAML }, async (scene) => {
    const tls = await terminateTls(scene.clerk.apiUrl, scene.space, HOST);
    const proxy = await startHttpProxy(tls.port, manner);
    const base = { CLERK_API_URL: `https://${HOST}`, NODE_EXTRA_CA_CERTS: tls.certificate };
    try {
      await body({
        ...scene,
        proxy,
        go: (env, ...args) =>
          scene.runWith({ env: { ...base, ...env }, secrets: [PASSWORD, "pr0xy-P@ss"] }, ...args),
      });
    } finally {
      await proxy.stop();
      await tls.stop();
    }
  });

const at = ({ port }: HttpProxy): string => `http://127.0.0.1:${port}`;

describe.skipIf(!hasOpenssl)("through a proxy", { timeout: 60_000 }, () => {
  const NAMED: readonly (readonly [string, (url: string) => Readonly<Record<string, string>>])[] = [
    ["HTTPS_PROXY", (url) => ({ HTTPS_PROXY: url })],
    ["https_proxy", (url) => ({ https_proxy: url })],
    ["ALL_PROXY", (url) => ({ ALL_PROXY: url })],
    ["a proxy without a scheme", (url) => ({ HTTPS_PROXY: url.replace("http://", "") })],
    ["lower case before upper", (url) => ({ https_proxy: url, HTTPS_PROXY: "http://127.0.0.1:9" })],
  ];
  test.concurrent.for(NAMED)("by %s: applied, and the proxy sees neither key nor path", ([, env]) =>
    behindProxy({ kind: "good" }, async ({ clerk, proxy, go }) => {
      expectExit(await go(env(at(proxy)), "apply", "--yes"), 0);
      expect(clerk.patches()).toHaveLength(1);
      expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${HOST}:443`]));
      expect(proxy.seen()).not.toMatch(/authorization|Bearer|sk_test|\/v1\//i);
    }),
  );

  test.concurrent("with credentials: Node's own debugging shows none of them", () =>
    behindProxy({ kind: "guarded", credentials: "someone:pr0xy-P@ss" }, async (scene) => {
      const { clerk, space, proxy } = scene;
      // Not by the rig: what Node prints of an error looks like a stack trace of ours.
      const child = spawn(process.execPath, [CLI, "plan"], {
        cwd: space.dir,
        env: {
          NODE_DEBUG: "http,https,net,tls,stream",
          HTTPS_PROXY: `http://someone:${PASSWORD}@127.0.0.1:${proxy.port}`,
          CLERK_API_URL: `https://${HOST}`,
          CLERK_SECRET_KEY: clerk.key,
          NODE_EXTRA_CA_CERTS: space.path("cert.pem"),
        },
      });
      let said = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => (said += chunk.toString("latin1")));
      expect(await once(child, "close")).toEqual([0, null]);
      expect(said).toContain("HTTP ");
      for (const secret of [PASSWORD, "pr0xy-P@ss", clerk.key])
        for (const form of encodingsOf(secret)) expect(said).not.toContain(form);
    }));

  test.concurrent("with credentials: they reach the proxy, and no output", () =>
    behindProxy({ kind: "guarded", credentials: "someone:pr0xy-P@ss" }, async ({ proxy, go }) => {
      const HTTPS_PROXY = `http://someone:${PASSWORD}@127.0.0.1:${proxy.port}`;
      expectExit(await go({ HTTPS_PROXY }, "apply", "--yes", "--verbose"), 0);
      expectExit(await go({ HTTPS_PROXY, DEBUG: "*" }, "plan"), 0);
    }));

  const REFUSING: readonly (readonly [string, ProxyManner, RegExp, number, number])[] = [
    ["asks for credentials", { kind: "guarded", credentials: "a:b" }, /407/, 1, 3],
    ["answers 502", { kind: "status", status: 502 }, /502/, 4, 12],
    ["answers 403", { kind: "status", status: 403 }, /403/, 4, 12],
    [
      "is a captive portal",
      {
        kind: "raw",
        bytes: "HTTP/1.1 302 Found\r\nlocation: http://x.test/\r\ncontent-length: 0\r\n\r\n",
      },
      /302/,
      4,
      12,
    ],
  ];
  test.concurrent.for(REFUSING)(
    "that %s: exit 1, nothing was sent",
    ([, manner, said, least, most]) =>
      behindProxy(manner, async ({ clerk, proxy, go }) => {
        const HTTPS_PROXY = `http://someone:${PASSWORD}@127.0.0.1:${proxy.port}`;
        const result = await go({ HTTPS_PROXY }, "plan");
        expectExit(result, 1);
        expect(result.said).toMatch(said);
        expect(result.said).toContain(`the proxy 127.0.0.1:${proxy.port}`);
        expect(clerk.requests).toEqual([]);
        // The reads of a plan go side by side; one that was given the wrong credentials is not tried again.
        expect(proxy.asked.length).toBeGreaterThanOrEqual(least);
        expect(proxy.asked.length).toBeLessThanOrEqual(most);
      }),
  );

  test.concurrent("that is gone when a plan is applied: exit 1, nothing was sent", () =>
    behindProxy({ kind: "good" }, async ({ clerk, proxy, go }) => {
      expectExit(await go({ HTTPS_PROXY: at(proxy) }, "plan", "--out", "plan.json"), 0);
      await proxy.stop();
      const result = await go({ HTTPS_PROXY: at(proxy) }, "apply", "plan.json");
      expectExit(result, 1);
      expect(result.said).toContain(`ECONNREFUSED`);
      expect(result.said).toContain(`through the proxy 127.0.0.1:${proxy.port}`);
      expect(clerk.writes()).toEqual([]);
    }));

  test.concurrent("that never answers: --timeout ends it, and the process", () =>
    behindProxy({ kind: "silent" }, async ({ proxy, go }) => {
      const result = await go({ HTTPS_PROXY: at(proxy) }, "plan", "--timeout", "1");
      expectExit(result, 1);
      expect(result.said).toContain("not done within 1 second");
      expect(result.ms).toBeLessThan(20_000);
    }));

  test.concurrent("the host's own certificate is checked", () =>
    behindProxy({ kind: "good" }, async ({ clerk, proxy, go }) => {
      const env = { HTTPS_PROXY: at(proxy), NODE_EXTRA_CA_CERTS: undefined };
      const result = await go(env, "plan");
      expectExit(result, 1);
      expect(result.said).toMatch(/DEPTH_ZERO_SELF_SIGNED_CERT|self.signed/i);
      expect(clerk.requests).toEqual([]);
    }));
});

describe.skipIf(!hasOpenssl)("around a proxy", { timeout: 60_000 }, () => {
  test.concurrent.for([
    ["NO_PROXY", HOST],
    ["no_proxy", HOST],
    ["NO_PROXY", "*"],
    ["NO_PROXY", ".clerk.test"],
    ["NO_PROXY", `other.test, ${HOST}:443`],
  ] as const)("%s=%s: the host itself is asked", ([name, value]) =>
    behindProxy({ kind: "good" }, async ({ proxy, go }) => {
      const result = await go({ HTTPS_PROXY: at(proxy), [name]: value }, "plan", "--timeout", "20");
      // It resolves nowhere.
      expectExit(result, 1);
      expect(result.said).toMatch(/ENOTFOUND|EAI_AGAIN/);
      expect(proxy.asked).toEqual([]);
    }),
  );

  test.concurrent.for([
    ["another port", `${HOST}:8443`],
    ["another host", "lerk.test"],
    ["upper case that lower case overrides", HOST],
  ] as const)("%s takes nothing out", ([what, value]) =>
    behindProxy({ kind: "good" }, async ({ proxy, go }) => {
      const lower = what.startsWith("upper") ? { no_proxy: "other.test" } : {};
      const env = { HTTPS_PROXY: at(proxy), NO_PROXY: value, ...lower };
      expectExit(await go(env, "plan"), 0);
      expect(proxy.asked.length).toBeGreaterThan(0);
    }),
  );

  test.concurrent("this machine is never asked through one, https or not", () =>
    scenario({ yaml: YAML }, async (scene) => {
      const tls = await terminateTls(scene.clerk.apiUrl, scene.space, "localhost");
      const proxy = await startHttpProxy(tls.port);
      try {
        const named = { HTTPS_PROXY: at(proxy), HTTP_PROXY: at(proxy), ALL_PROXY: at(proxy) };
        expectExit(await scene.runWith({ env: named }, "plan"), 0);
        const env = { ...named, CLERK_API_URL: tls.url, NODE_EXTRA_CA_CERTS: tls.certificate };
        expectExit(await scene.runWith({ env }, "plan"), 0);
        expect(proxy.asked).toEqual([]);
      } finally {
        await proxy.stop();
        await tls.stop();
      }
    }));
});

describe.concurrent("a proxy that can't be used", { timeout: 60_000 }, () => {
  const API = { CLERK_API_URL: `https://${HOST}` };

  test.for([
    `socks5://someone:${PASSWORD}@127.0.0.1:1080`,
    "ftp://127.0.0.1",
    "http://",
    "not a proxy",
  ])("%s: exit 3, nothing is asked", (value) =>
    scenario({ yaml: YAML }, async ({ runWith }) => {
      const env = { ...API, HTTPS_PROXY: value };
      const result = await runWith({ env, secrets: [PASSWORD] }, "plan", "--format", "json");
      expectExit(result, 3);
      expect(result.stdout).toContain('"invalid_proxy"');
      expect(result.said).toContain("HTTPS_PROXY names no proxy");
    }),
  );

  test("harms nobody whom it doesn't serve", () =>
    scenario({ yaml: YAML }, async ({ runWith }) => {
      const ALL_PROXY = "socks5://127.0.0.1:1080";
      expectExit(await runWith({ env: { ALL_PROXY } }, "plan"), 0);
      const exempt = { ...API, ALL_PROXY, NO_PROXY: HOST };
      const direct = await runWith({ env: exempt }, "plan");
      expect(direct.said).toMatch(/ENOTFOUND|EAI_AGAIN/);
      const other = await runWith({ env: { ...exempt, NO_PROXY: "other.test" } }, "plan");
      expectExit(other, 3);
      expect(other.said).toContain("ALL_PROXY names no proxy");
    }));

  test("nobody listens there: exit 1, and the proxy is named", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await scenario({ yaml: YAML }, async ({ runWith }) => {
      const HTTPS_PROXY = `http://someone:${PASSWORD}@127.0.0.1:${port}`;
      const result = await runWith({ env: { ...API, HTTPS_PROXY }, secrets: [PASSWORD] }, "plan");
      expectExit(result, 1);
      expect(result.said).toMatch(/ECONNREFUSED/);
      expect(result.said).toContain(`through the proxy 127.0.0.1:${port}`);
    });
  });
});
