/** TLS as it goes wrong in companies: a certificate of one's own. Needs openssl to make one; nothing is kept. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect, type AddressInfo } from "node:net";
import { createServer, type Server } from "node:tls";
import { describe, expect, test } from "vitest";
import { expectExit, scenario, type Scenario } from "../rig/cli.ts";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
const YAML = "version: 1\nprotect: { rules_enabled: true }\n";

interface Terminator {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** TLS in front of the model Clerk, with a certificate for `name` that nobody has signed. */
async function terminate({ clerk, space }: Scenario, name: string): Promise<Terminator> {
  const args = [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
  ];
  execFileSync(
    "openssl",
    [
      ...args,
      "-days",
      "2",
      "-keyout",
      "key.pem",
      "-out",
      "cert.pem",
      "-subj",
      `/CN=${name}`,
      "-addext",
      `subjectAltName=DNS:${name}`,
    ],
    { cwd: space.dir, stdio: "ignore" },
  );
  const upstream = Number(new URL(clerk.apiUrl).port);
  const server: Server = createServer(
    { key: readFileSync(space.path("key.pem")), cert: readFileSync(space.path("cert.pem")) },
    (socket) => {
      const plain = connect(upstream, "127.0.0.1");
      socket.on("error", () => plain.destroy());
      plain.on("error", () => socket.destroy());
      socket.pipe(plain).pipe(socket);
    },
  );
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

describe.skipIf(!hasOpenssl)("a certificate of one's own", { timeout: 60_000 }, () => {
  test.concurrent("is refused at once, with its code and a hint", () =>
    scenario({ yaml: YAML }, async (scene) => {
      const tls = await terminate(scene, "localhost");
      try {
        const result = await scene.runWith({ env: { CLERK_API_URL: tls.url } }, "plan");
        expectExit(result, 1);
        expect(result.stderr).toMatch(/DEPTH_ZERO_SELF_SIGNED_CERT|self.signed/i);
        expect(result.stderr).toContain("NODE_EXTRA_CA_CERTS");
        expect(scene.clerk.requests).toEqual([]);
      } finally {
        await tls.stop();
      }
    }));

  test.concurrent("is accepted with NODE_EXTRA_CA_CERTS", () =>
    scenario({ yaml: YAML }, async (scene) => {
      const tls = await terminate(scene, "localhost");
      try {
        const env = { CLERK_API_URL: tls.url, NODE_EXTRA_CA_CERTS: scene.space.path("cert.pem") };
        expectExit(await scene.runWith({ env }, "apply", "--yes"), 0);
        expect(scene.clerk.patches()).toHaveLength(1);
      } finally {
        await tls.stop();
      }
    }));

  test.concurrent("for another name is refused, trusted or not", () =>
    scenario({ yaml: YAML }, async (scene) => {
      const tls = await terminate(scene, "other.example");
      try {
        const env = { CLERK_API_URL: tls.url, NODE_EXTRA_CA_CERTS: scene.space.path("cert.pem") };
        const result = await scene.runWith({ env }, "apply", "--yes");
        expectExit(result, 1);
        expect(result.stderr).toMatch(/ERR_TLS_CERT_ALTNAME_INVALID|other\.example/);
        expect(scene.clerk.requests).toEqual([]);
      } finally {
        await tls.stop();
      }
    }));
});
