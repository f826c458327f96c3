/**
 * Transport faults on reads. A GET may be tried again, within bounds;
 * in the end there is the whole picture, or exit 1 and none.
 */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { describe, expect, test } from "vitest";
import { expectExit, scenario } from "../rig/cli.ts";
import { startTrap } from "../rig/clerk-server.ts";
import { spread, type FaultAction, type FaultRule } from "../rig/clerk-faults.ts";
import { addressesOf, errorOf } from "../rig/documents.ts";
import { LONG } from "../rig/long.ts";

/** At how many places each fault is planted: with `npm test` at one, each fault at another; at more by night. */
const PLACES_EACH = LONG ? 2 : 1;

const YAML = "version: 1\nprotect: { rules_enabled: true }\nrestrictions: { blocklist: true }\n";
const ADDRESSES = ["protect.rules_enabled", "restrictions.blocklist"];

/** The first request of a plan, one in the middle, and the last. */
const PLACES = [
  ["the first read", "backend", "/instance"],
  ["a read in the middle", "backend", "/instance/protect"],
  ["the domains", "backend", "/domains"],
  ["the last read", "frontend", "/v1/environment"],
] as const;
type Place = (typeof PLACES)[number];

const fault = (place: Place, action: FaultAction, nth: FaultRule["nth"]): FaultRule => ({
  api: place[1],
  method: "GET",
  path: place[2],
  ...(nth === undefined ? {} : { nth }),
  action,
});
const status = (code: number, headers: Record<string, string | string[]> = {}): FaultAction => ({
  kind: "status",
  status: code,
  code: code === 429 ? "too_many_requests" : "planted_fault",
  headers,
});

describe.concurrent("a fault that passes is survived", { timeout: 60_000 }, () => {
  const passing: [string, FaultAction][] = [
    ["500", status(500)],
    ["502", status(502)],
    ["503", status(503)],
    ["503 with Retry-After", status(503, { "retry-after": "0" })],
    ["504", status(504)],
    ["408", status(408)],
    ["425", status(425)],
    ["429 without Retry-After", status(429)],
    ["429 with Retry-After: 0", status(429, { "retry-after": "0" })],
    ["429 with a negative Retry-After", status(429, { "retry-after": "-5" })],
    ["429 with a word for Retry-After", status(429, { "retry-after": "abc" })],
    ["429 with a fraction for Retry-After", status(429, { "retry-after": "1.5" })],
    ["429 with an empty Retry-After", status(429, { "retry-after": "" })],
    [
      "429 with a date that is past",
      status(429, { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" }),
    ],
    ["an HTML page with 502", { kind: "html", status: 502 }],
    ["a reset before the answer", { kind: "reset" }],
    ["a reset within the headers", { kind: "reset_in_headers" }],
    ["a body that is cut off", { kind: "truncated" }],
    ["a chunked body that is cut off", { kind: "truncated_chunked" }],
    ["half of the JSON", { kind: "half" }],
  ];
  test.for(
    spread(passing, PLACES, PLACES_EACH).map(
      ([[name, action], place]) => [name, place[0], action, place] as const,
    ),
  )("%s at %s", ([, , action, place]) =>
    scenario(
      { yaml: YAML, clerk: { faults: [fault(place, action, 1)] } },
      async ({ clerk, run }) => {
        const plan = await run("plan", "--format", "json");
        expectExit(plan, 0);
        expect(addressesOf(plan.json())).toEqual(ADDRESSES);
        expect(clerk.reads(place[2])).toHaveLength(2);
        expect(clerk.writes()).toEqual([]);
      },
    ),
  );

  test.for(PLACES)("Retry-After: 1 at %s is waited for", (place) =>
    scenario(
      { yaml: YAML, clerk: { faults: [fault(place, status(429, { "retry-after": "1" }), 1)] } },
      async ({ clerk, run }) => {
        expectExit(await run("plan"), 0);
        const [first, second] = clerk.reads(place[2]);
        expect((second?.ms ?? 0) - (first?.ms ?? 0)).toBeGreaterThanOrEqual(990);
      },
    ),
  );

  test("cookies and the like are ignored", () =>
    scenario(
      {
        yaml: YAML,
        clerk: {
          faults: [
            {
              path: "/instance/protect",
              action: {
                kind: "text",
                body: '{"object":"instance_protect","rules_enabled":false,"specter_enabled":false,"checks_bypassed":false,"x":1}',
                headers: {
                  "set-cookie": "a=b",
                  "alt-svc": 'h3=":443"',
                  "strict-transport-security": "max-age=1",
                },
              },
            },
          ],
        },
      },
      async ({ clerk, run }) => {
        expectExit(await run("apply", "--yes"), 0);
        expect(clerk.requests.filter(({ headers }) => headers["cookie"] !== undefined)).toEqual([]);
      },
    ));
});

describe.concurrent("a fault that stays is exit 1, whole or nothing", { timeout: 60_000 }, () => {
  const once: [string, FaultAction, RegExp][] = [
    ["400", status(400), /planted_fault/],
    ["401", { kind: "status", status: 401, code: "clerk_key_invalid" }, /clerk_key_invalid/],
    ["402", status(402), /planted_fault/],
    ["403", status(403), /planted_fault/],
    ["404", status(404), /planted_fault|404/],
    ["405", status(405), /planted_fault|405/],
    ["410", status(410), /planted_fault/],
    ["415", status(415), /planted_fault/],
    ["422", status(422), /planted_fault/],
    [
      "429 with a wait that is far too long",
      status(429, { "retry-after": "999999999" }),
      /429|too_many_requests|Retry-After/i,
    ],
    [
      "429 with a wait of two minutes",
      status(429, { "retry-after": "120" }),
      /429|too_many_requests|Retry-After/i,
    ],
    ["301", { kind: "redirect", status: 301, location: "/v1/elsewhere" }, /redirect/i],
    ["303", { kind: "redirect", status: 303, location: "/v1/elsewhere" }, /redirect/i],
    ["308", { kind: "redirect", status: 308, location: "/v1/elsewhere" }, /redirect/i],
  ];
  test.for(
    spread(once, PLACES.slice(0, 3), 1).map(
      ([[name, action, said], place]) => [name, place[0], action, place, said] as const,
    ),
  )("%s at %s is not tried again", ([, , action, place, said]) =>
    scenario(
      { yaml: YAML, clerk: { faults: [fault(place, action, "every")] } },
      async ({ clerk, run }) => {
        const plan = await run("plan");
        expectExit(plan, 1);
        expect(plan.stdout).toBe("");
        expect(plan.said).toMatch(said);
        expect(clerk.reads(place[2])).toHaveLength(1);
      },
    ),
  );

  const forever: [string, FaultAction][] = [
    ["500", status(500)],
    ["503", status(503)],
    ["429", status(429, { "retry-after": "0" })],
    ["a reset", { kind: "reset" }],
    ["a body that is cut off", { kind: "truncated" }],
    ["half of the JSON", { kind: "half" }],
  ];
  test.for(
    spread(forever, PLACES, PLACES_EACH).map(
      ([[name, action], place]) => [name, place[0], action, place] as const,
    ),
  )("%s at %s for ever: four attempts at most", ([, , action, place]) =>
    scenario(
      { yaml: YAML, clerk: { faults: [fault(place, action, "every")] } },
      async ({ clerk, run }) => {
        const plan = await run("drift", "--format", "json");
        expectExit(plan, 1);
        errorOf(plan);
        expect(plan.stdout).not.toContain('"changes"');
        expect(clerk.reads(place[2]).length).toBeGreaterThanOrEqual(2);
        expect(clerk.reads(place[2]).length).toBeLessThanOrEqual(4);
      },
    ),
  );

  const answers: [string, FaultAction][] = [
    ["an HTML page with 200", { kind: "html", status: 200 }],
    ["JSON as text/html", { kind: "content_type", value: "text/html" }],
    ["JSON as text/plain", { kind: "content_type", value: "text/plain" }],
    [
      "JSON as application/problem+json",
      { kind: "content_type", value: "application/problem+json" },
    ],
    ["JSON in UTF-16", { kind: "content_type", value: "application/json; charset=utf-16" }],
    ["JSON without a content type", { kind: "content_type", value: null }],
    ["two documents", { kind: "text", body: "{}{}" }],
    ["garbage after the document", { kind: "text", body: "{} x" }],
    ["NaN", { kind: "text", body: '{"rules_enabled": NaN}' }],
    ["a comment", { kind: "text", body: "{} // ok" }],
    ["an empty body", { kind: "text", body: "" }],
    [
      "100,000 nested lists",
      { kind: "text", body: `${"[".repeat(100_000)}${"]".repeat(100_000)}` },
    ],
    ["100 nested objects", { kind: "text", body: `${'{"a":'.repeat(100)}1${"}".repeat(100)}` }],
    ["2 MB", { kind: "text", body: `{"x":"${"x".repeat(2_000_000)}"}` }],
    [
      "an encoding that it is not",
      { kind: "text", body: "{}", headers: { "content-encoding": "gzip" } },
    ],
    ["another protocol", { kind: "socket", bytes: "SSH-2.0-OpenSSH_9.6\r\n" }],
  ];
  const shapes: [string, FaultAction][] = [
    ["null", { kind: "json", body: null }],
    ["a list", { kind: "json", body: [] }],
    ["a string", { kind: "json", body: "x" }],
    ["true", { kind: "json", body: true }],
    ["an empty object", { kind: "json", body: {} }],
  ];
  test.for(
    [...spread(answers, PLACES, 1), ...spread(shapes, PLACES, LONG ? PLACES.length : 1)].map(
      ([[name, action], place]) => [name, place[0], action, place] as const,
    ),
  )("%s at %s", ([, , action, place]) =>
    scenario(
      { yaml: YAML, clerk: { faults: [fault(place, action, "every")] } },
      async ({ clerk, run }) => {
        const plan = await run("plan");
        expectExit(plan, 1);
        expect(plan.stdout).toBe("");
        expect(plan.stderr.trim()).not.toBe("");
        expect(clerk.reads(place[2]).length).toBeLessThanOrEqual(4);
      },
    ),
  );

  test.for([
    [
      "a boolean became a string",
      "/instance/protect",
      { object: "instance_protect", rules_enabled: "true", specter_enabled: false },
    ],
    [
      "a boolean became an object",
      "/instance/protect",
      { object: "instance_protect", rules_enabled: { enabled: true } },
    ],
    [
      "a boolean became a number",
      "/instance/protect",
      { object: "instance_protect", rules_enabled: 1 },
    ],
    [
      "the id became a number",
      "/instance",
      { object: "instance", id: 5, environment_type: "development", allowed_origins: null },
    ],
    ["the domains are no list", "/domains", { data: {}, total_count: 1 }],
    ["there is no domain", "/domains", { data: [], total_count: 0 }],
  ] as const)("the API changed: %s", ([, path, body]) =>
    scenario(
      { yaml: YAML, clerk: { faults: [{ path, nth: "every", action: { kind: "json", body } }] } },
      async ({ clerk, run }) => {
        for (const args of [["plan"], ["drift"], ["apply", "--yes"]])
          expectExit(await run(...args), 1);
        expect(clerk.writes()).toEqual([]);
      },
    ),
  );

  test("a known field that is missing is unreadable, never null or false", () =>
    scenario(
      {
        yaml: YAML,
        clerk: {
          faults: [
            {
              path: "/instance/protect",
              nth: "every",
              action: {
                kind: "json",
                body: {
                  object: "instance_protect",
                  specter_enabled: false,
                  checks_bypassed: false,
                },
              },
            },
          ],
        },
      },
      async ({ run }) => {
        const drift = await run("drift", "--format", "json");
        expectExit(drift, 2);
        expect(addressesOf(drift.json())).toEqual(["restrictions.blocklist"]);
        expect(drift.json()["coverage"]).toMatchObject({ declared: 2, read: 1 });
      },
    ));

  test.for([301, 302, 307, 308])(
    "a redirect (%i) to another host is not followed",
    async (code) => {
      const trap = await startTrap();
      try {
        for (const place of PLACES) {
          const rule = fault(
            place,
            { kind: "redirect", status: code, location: `${trap.url}/v1/instance` },
            "every",
          );
          await scenario({ yaml: YAML, clerk: { faults: [rule] } }, async ({ run }) =>
            expectExit(await run("plan"), 1),
          );
        }
        expect(trap.connections()).toBe(0);
      } finally {
        await trap.stop();
      }
    },
  );

  const slow: [string, FaultAction][] = [
    ["headers that never come", { kind: "hang" }],
    ["a body of a byte now and then", { kind: "slow_body", ms: 50 }],
  ];
  test.for(
    spread(slow, PLACES, PLACES_EACH).map(
      ([[name, action], place]) => [name, place[0], action, place] as const,
    ),
  )("%s at %s end with --timeout", ([, , action, place]) =>
    scenario(
      { yaml: YAML, clerk: { faults: [fault(place, action, "every")] } },
      async ({ run }) => {
        const plan = await run("plan", "--timeout", "2");
        expectExit(plan, 1);
        expect(plan.ms).toBeGreaterThan(1_500);
        expect(plan.ms).toBeLessThan(15_000);
      },
    ),
  );

  test("an answer that repeats the key does not bring it into the output", () =>
    scenario(
      {
        yaml: YAML,
        clerk: {
          key: "sk_test_C4n4ryThatIsEchoed0123456789",
          faults: [
            {
              path: "/instance",
              nth: "every",
              action: {
                kind: "status",
                status: 400,
                message: "Bearer sk_test_C4n4ryThatIsEchoed0123456789 is not welcome",
                code: "sk_test_C4n4ryThatIsEchoed0123456789",
                meta: { param_name: "sk_test_C4n4ryThatIsEchoed0123456789" },
                headers: { "x-echo": "sk_test_C4n4ryThatIsEchoed0123456789" },
              },
            },
          ],
        },
      },
      async ({ run, runWith }) => {
        expectExit(await run("plan"), 1);
        expectExit(await run("plan", "--verbose"), 1);
        expectExit(await run("plan", "--format", "json"), 1);
        expectExit(await runWith({ env: { DEBUG: "*" } }, "plan", "--verbose"), 1);
      },
    ));
});
