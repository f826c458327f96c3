/** TLS as it goes wrong in companies: a certificate of one's own, a check that is turned off, a slow handshake. */
import { describe, expect, test } from "vitest";
import { expectExit, scenario, type Scenario } from "../rig/cli.ts";
import { hasOpenssl, terminateTls, type Terminator } from "../rig/tls.ts";

const YAML = "version: 1\nprotect: { rules_enabled: true }\n";

const terminate = ({ clerk, space }: Scenario, name: string, slow?: number): Promise<Terminator> =>
  terminateTls(clerk.apiUrl, space, name, slow);

describe.skipIf(!hasOpenssl)("a certificate of one's own", { timeout: 60_000 }, () => {
  test.concurrent("is refused at once, with its code and a hint", () =>
    scenario({ yaml: YAML }, async (scene) => {
      const tls = await terminate(scene, "localhost");
      try {
        const result = await scene.runWith({ env: { CLERK_API_URL: tls.url } }, "plan");
        expectExit(result, 1);
        expect(result.said).toMatch(/DEPTH_ZERO_SELF_SIGNED_CERT|self.signed/i);
        expect(result.said).toContain("NODE_EXTRA_CA_CERTS");
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
        expect(result.said).toMatch(/ERR_TLS_CERT_ALTNAME_INVALID|other\.example/);
        expect(scene.clerk.requests).toEqual([]);
      } finally {
        await tls.stop();
      }
    }));
});

describe.skipIf(!hasOpenssl)("a handshake that is slow", { timeout: 60_000 }, () => {
  test.concurrent.for([300, 2_000])("by %i ms is waited for", (slow) =>
    scenario({ yaml: YAML }, async (scene) => {
      const tls = await terminate(scene, "localhost", slow);
      try {
        const env = { CLERK_API_URL: tls.url, NODE_EXTRA_CA_CERTS: tls.certificate };
        expectExit(await scene.runWith({ env }, "apply", "--yes"), 0);
        expect(scene.clerk.patches()).toHaveLength(1);
      } finally {
        await tls.stop();
      }
    }),
  );
});

describe.skipIf(!hasOpenssl)("the check of certificates", { timeout: 60_000 }, () => {
  test.concurrent("turned off, with the Backend API on http: the https Frontend API is not asked", () =>
    scenario({ yaml: "version: 1\nrestrictions: { blocklist: true }\n" }, async (scene) => {
      const tls = await terminate(scene, "localhost");
      try {
        const body = { data: [{ id: "dmn_1", is_satellite: false, frontend_api_url: tls.url }] };
        scene.clerk.plant({
          path: "/domains",
          nth: "every",
          action: { kind: "json", body: { ...body, total_count: 1 } },
        });
        const off = { NODE_TLS_REJECT_UNAUTHORIZED: "0" };
        const result = await scene.runWith({ env: off }, "plan", "--format", "json");
        expectExit(result, 3);
        expect(result.stdout).toContain('"unsafe_tls"');
        expect(tls.connections()).toBe(0);
        // Known beforehand: no request at all.
        // Known beforehand: no request at all.
        const elsewhere = Buffer.from("clerk.example.test$").toString("base64");
        const https = { ...off, CLERK_PUBLISHABLE_KEY: `pk_test_${elsewhere}` };
        const count = scene.clerk.requests.length;
        expectExit(await scene.runWith({ env: https }, "plan"), 3);
        expect(scene.clerk.requests.length).toBe(count);
      } finally {
        await tls.stop();
      }
    }));

  test.concurrent("NODE_EXTRA_CA_CERTS that names no file: exit 3, nothing is asked", () =>
    scenario({ yaml: YAML }, async (scene) => {
      const tls = await terminate(scene, "localhost");
      try {
        const env = { CLERK_API_URL: tls.url, NODE_EXTRA_CA_CERTS: scene.space.path("none.pem") };
        const result = await scene.runWith({ env }, "plan");
        expectExit(result, 3);
        expect(result.said).toContain("NODE_EXTRA_CA_CERTS names");
        expect(result.said).toContain("it does not exist");
        expect(tls.connections()).toBe(0);
      } finally {
        await tls.stop();
      }
    }));
});
