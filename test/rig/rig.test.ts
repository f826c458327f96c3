/** The rig judges the product; this judges the rig. */
import { describe, expect, test } from "vitest";
import { newGate } from "./clerk-faults.ts";
import { addRoles } from "./clerk-state.ts";
import {
  DEVELOPMENT_KEY,
  mostInFlight,
  sequentialRoundTrips,
  startClerk,
  startTrap,
  type Clerk,
  type ClerkOptions,
} from "./clerk-server.ts";
import { encodingsOf } from "./cli.ts";
import { at, listAt } from "./json.ts";

async function withClerk(
  options: ClerkOptions,
  body: (clerk: Clerk) => Promise<void>,
): Promise<void> {
  const clerk = await startClerk(options);
  try {
    await body(clerk);
  } finally {
    await clerk.stop();
  }
}

const HEADERS = { authorization: `Bearer ${DEVELOPMENT_KEY}`, "clerk-api-version": "2026-05-12" };
const JSON_HEADERS = { ...HEADERS, "content-type": "application/json" };

const get = (
  clerk: Clerk,
  path: string,
  headers: Record<string, string> = HEADERS,
): Promise<Response> => fetch(`${clerk.apiUrl}/v1${path}`, { headers, redirect: "manual" });
const patch = (
  clerk: Clerk,
  path: string,
  body: unknown,
  headers: Record<string, string> = JSON_HEADERS,
): Promise<Response> =>
  fetch(`${clerk.apiUrl}/v1${path}`, { method: "PATCH", headers, body: JSON.stringify(body) });
const environment = async (clerk: Clerk): Promise<unknown> =>
  (await fetch(`${clerk.frontendUrl}/v1/environment?_clerk_js_version=6`)).json();

describe.concurrent("the model Clerk answers as Clerk does", () => {
  test("PATCH /instance is 204 without a body and lands in the state and the Frontend API", () =>
    withClerk({}, async (clerk) => {
      const answer = await patch(clerk, "/instance", { test_mode: false, hibp: true });
      expect(answer.status).toBe(204);
      expect(await answer.text()).toBe("");
      expect(clerk.state.instance.test_mode).toBe(false);
      const shown = await environment(clerk);
      expect(at(shown, "auth_config", "test_mode")).toBe(false);
      expect(at(shown, "user_settings", "password_settings", "disable_hibp")).toBe(false);
      expect(clerk.violations).toEqual([]);
    }));

  test("roles are written by id and shown by key", () =>
    withClerk({}, async (clerk) => {
      const answer = await patch(clerk, "/instance/organization_settings", {
        creator_role_id: "role_03owner",
      });
      expect(await answer.json()).toMatchObject({ creator_role: "org:owner" });
      const unknown = await patch(clerk, "/instance/organization_settings", {
        creator_role_id: "org:admin",
      });
      expect(unknown.status).toBe(404);
      const member = await patch(clerk, "/instance/organization_settings", {
        creator_role_id: "role_02member",
      });
      expect(member.status).toBe(422);
      expect(clerk.violations).toEqual([]);
    }));

  test("the beta echo has no test_mode", () =>
    withClerk({}, async (clerk) => {
      const answer = await patch(clerk, "/beta_features/instance_settings", { test_mode: false });
      expect(await answer.json()).not.toHaveProperty("test_mode");
      expect(clerk.state.instance.test_mode).toBe(false);
    }));

  test("unknown country codes are dropped and the list is not kept in order", () =>
    withClerk({}, async (clerk) => {
      const answer = await patch(clerk, "/instance/communication", {
        blocked_country_codes: ["KP", "XX", "RU"],
      });
      expect(await answer.json()).toMatchObject({ blocked_country_codes: ["RU", "KP"] });
    }));

  test("roles come in pages of 10 by default and 500 at most", () =>
    withClerk({ state: (state) => addRoles(state, 600) }, async (clerk) => {
      expect(listAt(await (await get(clerk, "/organization_roles")).json(), "data")).toHaveLength(
        10,
      );
      const page: unknown = await (
        await get(clerk, "/organization_roles?limit=500&offset=500")
      ).json();
      expect(listAt(page, "data")).toHaveLength(103);
      expect(at(page, "total_count")).toBe(603);
      expect(clerk.violations).toEqual([]);
      await get(clerk, "/organization_roles?limit=501");
      expect(clerk.violations).toHaveLength(1);
    }));

  test("reads lag writes by so many reads, path by path, Backend and Frontend API apart", () =>
    withClerk({ lag: { backend: { reads: 2 }, frontend: { reads: 1 } } }, async (clerk) => {
      await patch(clerk, "/instance/protect", { rules_enabled: true });
      const seen = [];
      for (let read = 0; read < 3; read++)
        seen.push(at(await (await get(clerk, "/instance/protect")).json(), "rules_enabled"));
      expect(seen).toEqual([false, false, true]);
      await patch(clerk, "/instance/restrictions", { blocklist: true });
      const fresh = [];
      for (let read = 0; read < 2; read++) {
        fresh.push(
          at(await environment(clerk), "user_settings", "restrictions", "blocklist", "enabled"),
        );
      }
      expect(fresh).toEqual([false, true]);
    }));

  test("the Frontend API lives under its own path, and wants a dev browser when told to", () =>
    withClerk({ frontendPath: "/__clerk", devBrowser: true }, async (clerk) => {
      expect((await fetch(`${clerk.frontendUrl}/v1/environment`)).status).toBe(401);
      const made: unknown = await (
        await fetch(`${clerk.frontendUrl}/v1/dev_browser`, { method: "POST" })
      ).json();
      const token = String(at(made, "token"));
      expect(
        (await fetch(`${clerk.frontendUrl}/v1/environment?__clerk_db_jwt=${token}`)).status,
      ).toBe(200);
      expect(clerk.violations).toEqual([]);
      const domains: unknown = await (await get(clerk, "/domains")).json();
      expect(at(domains, "data", 1, "frontend_api_url")).toBe(clerk.frontendUrl);
    }));
});

describe.concurrent("the judge records", () => {
  const cases: [string, (clerk: Clerk) => Promise<unknown>, RegExp, number?][] = [
    [
      "a request without a version",
      (clerk) => get(clerk, "/instance", { authorization: HEADERS.authorization }),
      /no Clerk-API-Version/,
    ],
    [
      "a request without a key",
      (clerk) => get(clerk, "/instance", { "clerk-api-version": "2026-05-12" }),
      /no bearer key/,
    ],
    ["GET /instance/restrictions", (clerk) => get(clerk, "/instance/restrictions"), /no GET/],
    ["an unknown path", (clerk) => get(clerk, "/users"), /unknown path/],
    [
      "an unknown query parameter",
      (clerk) => get(clerk, "/instance?x=1"),
      /unknown query parameter x/,
    ],
    ["an unknown member", (clerk) => patch(clerk, "/instance", { allowlst: true }), /no allowlst/],
    ["an empty body", (clerk) => patch(clerk, "/instance", {}), /empty body/],
    ["a wrong type", (clerk) => patch(clerk, "/instance", { hibp: "true" }), /not a boolean/],
    ["null", (clerk) => patch(clerk, "/instance", { hibp: null }), /null for hibp/],
    [
      "null for allowed_origins",
      (clerk) => patch(clerk, "/instance", { allowed_origins: null }),
      /null for allowed_origins/,
    ],
    [
      "another content type",
      (clerk) =>
        patch(clerk, "/instance", { hibp: true }, { ...HEADERS, "content-type": "text/plain" }),
      /without content-type/,
    ],
    [
      "a member of another version",
      (clerk) => patch(clerk, "/instance", { enhanced_email_deliverability: true }),
      /only in 2025-03-12/,
    ],
    [
      "a path of another version",
      (clerk) => get(clerk, "/instance/protect", { ...HEADERS, "clerk-api-version": "2025-03-12" }),
      /not in API version 2025-03-12/,
    ],
    [
      "the secret key at the Frontend API",
      (clerk) =>
        fetch(`${clerk.frontendUrl}/v1/environment`, { headers: { "x-key": DEVELOPMENT_KEY } }),
      /the secret key was sent/,
    ],
    [
      "an Authorization header at the Frontend API",
      (clerk) =>
        fetch(`${clerk.frontendUrl}/v1/environment`, { headers: { authorization: "Bearer x" } }),
      /an Authorization header/,
    ],
  ];
  test.for(cases)("%s", ([, send, blamed]) =>
    withClerk({}, async (clerk) => {
      const before = structuredClone(clerk.state);
      await send(clerk);
      expect(clerk.violations.join("\n")).toMatch(blamed);
      expect(clerk.state).toEqual(before);
    }),
  );

  test("nothing where null is documented", () =>
    withClerk({}, async (clerk) => {
      await patch(clerk, "/instance/oauth_application_settings", { default_scopes: null });
      expect(clerk.violations).toEqual([]);
      expect(clerk.state.oauth_applications.default_scopes).toBeNull();
    }));

  test("a wrong key and an unknown version are refused without blame", () =>
    withClerk({}, async (clerk) => {
      expect(
        (await get(clerk, "/instance", { ...HEADERS, authorization: "Bearer sk_test_other" }))
          .status,
      ).toBe(401);
      expect(
        (await get(clerk, "/instance", { ...HEADERS, "clerk-api-version": "1999-01-01" })).status,
      ).toBe(400);
      expect(clerk.violations).toEqual([]);
    }));
});

describe.concurrent("planted faults", () => {
  test("hit the nth match only, before or after the write", () =>
    withClerk(
      {
        faults: [
          {
            method: "PATCH",
            path: "/instance/protect",
            nth: 1,
            phase: "before",
            action: { kind: "reset" },
          },
          {
            method: "PATCH",
            path: "/instance/protect",
            nth: 2,
            phase: "after",
            action: { kind: "reset" },
          },
        ],
      },
      async (clerk) => {
        await expect(patch(clerk, "/instance/protect", { rules_enabled: true })).rejects.toThrow(
          /fetch failed|terminated|other side closed|aborted/,
        );
        expect(clerk.state.protect.rules_enabled).toBe(false);
        await expect(patch(clerk, "/instance/protect", { rules_enabled: true })).rejects.toThrow(
          /fetch failed|terminated|other side closed|aborted/,
        );
        expect(clerk.state.protect.rules_enabled).toBe(true);
        expect((await patch(clerk, "/instance/protect", { rules_enabled: false })).status).toBe(
          200,
        );
      },
    ));

  test("truncated, half, wrong type, wrong shape, status, redirect", () =>
    withClerk(
      {
        faults: [
          { path: "/instance", nth: 1, action: { kind: "truncated" } },
          { path: "/instance", nth: 2, action: { kind: "half" } },
          { path: "/instance", nth: 3, action: { kind: "content_type", value: null } },
          { path: "/instance", nth: 4, action: { kind: "json", body: [] } },
          {
            path: "/instance",
            nth: 5,
            action: {
              kind: "status",
              status: 429,
              code: "too_many_requests",
              headers: { "retry-after": "1" },
            },
          },
          {
            path: "/instance",
            nth: 6,
            action: { kind: "redirect", status: 307, location: "http://127.0.0.1:9/" },
          },
          { path: "/instance", nth: 7, action: { kind: "reset_in_headers" } },
          {
            path: "/instance",
            nth: 8,
            action: { kind: "socket", bytes: "SSH-2.0-OpenSSH_9.6\r\n" },
          },
          { path: "/instance", nth: 9, action: { kind: "truncated_chunked" } },
        ],
      },
      async (clerk) => {
        await expect(get(clerk, "/instance").then((answer) => answer.text())).rejects.toThrow(
          /fetch failed|terminated|other side closed|aborted/,
        );
        const half = await (await get(clerk, "/instance")).text();
        expect(() => JSON.parse(half)).toThrow(SyntaxError);
        expect((await get(clerk, "/instance")).headers.get("content-type")).toBeNull();
        expect(await (await get(clerk, "/instance")).json()).toEqual([]);
        const limited = await get(clerk, "/instance");
        expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "1"]);
        expect(await limited.json()).toMatchObject({
          clerk_trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        });
        expect((await get(clerk, "/instance")).status).toBe(307);
        await expect(get(clerk, "/instance")).rejects.toThrow(
          /fetch failed|terminated|other side closed|aborted/,
        );
        await expect(get(clerk, "/instance")).rejects.toThrow(
          /fetch failed|terminated|other side closed|aborted/,
        );
        await expect(get(clerk, "/instance").then((answer) => answer.text())).rejects.toThrow(
          /fetch failed|terminated|other side closed|aborted/,
        );
        expect((await get(clerk, "/instance")).status).toBe(200);
      },
    ));

  test("a gate holds a request until it opens", () => {
    const gate = newGate();
    return withClerk(
      { faults: [{ method: "PATCH", phase: "after", action: { kind: "hold", gate } }] },
      async (clerk) => {
        const answer = patch(clerk, "/instance/protect", { rules_enabled: true });
        await gate.reached;
        expect(clerk.state.protect.rules_enabled).toBe(true);
        expect(clerk.requests[0]?.status).toBe("none");
        gate.open();
        expect((await answer).status).toBe(200);
      },
    );
  });

  test("dropped members, left-out echoes, forced echoes and side effects", () =>
    withClerk(
      {
        drop: ["restrictions.blocklist"],
        omitFromEcho: ["protect.rules_enabled"],
        forceEcho: { protect: { specter_enabled: true } },
        onWrite: (section, _body, state) => {
          if (section === "restrictions") state.restrictions.allowlist = false;
        },
      },
      async (clerk) => {
        const echo = await (
          await patch(clerk, "/instance/restrictions", { blocklist: true })
        ).json();
        expect(echo).toMatchObject({ blocklist: false, allowlist: false });
        const protect: unknown = await (
          await patch(clerk, "/instance/protect", { rules_enabled: true })
        ).json();
        expect(protect).not.toHaveProperty("rules_enabled");
        expect(protect).toMatchObject({ specter_enabled: true });
      },
    ));

  test("round trips are counted by overlap", ({ expect }) => {
    const together = [
      { start: 0, end: 40 },
      { start: 5, end: 45 },
      { start: 30, end: 70 },
    ];
    const after = { start: 71, end: 110 };
    expect(mostInFlight([...together, after])).toBe(3);
    expect(sequentialRoundTrips([...together, after])).toBe(2);
  });

  test("a trap counts connections", async () => {
    const trap = await startTrap();
    expect(trap.connections()).toBe(0);
    await fetch(trap.url);
    expect(trap.connections()).toBe(1);
    await trap.stop();
  });
});

test.each([0, 1, 2, 3, 4])("a secret is recognised in base64 after %i other bytes", (offset) => {
  const secret = "C4n4ry+/=$&\\1(x-and-more";
  const hidden = Buffer.from(`${".".repeat(offset)}${secret}tail`).toString("base64");
  expect(encodingsOf(secret).some((form) => hidden.includes(form))).toBe(true);
});
