/**
 * Transport faults on writes. An answer that was lost is ambiguous: read, then decide;
 * a PATCH is sent again only after a read that showed that it did not land. The report is honest.
 */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { describe, expect, test } from "vitest";
import { expectExit, scenario, type CliResult } from "../rig/cli.ts";
import { startTrap, type Clerk } from "../rig/clerk-server.ts";
import { spread, type FaultAction, type FaultRule } from "../rig/clerk-faults.ts";
import { getLive } from "../rig/clerk-state.ts";
import { outcomesOf } from "../rig/documents.ts";
import type { Json } from "../rig/json.ts";
import { LONG } from "../rig/long.ts";

/** At how many places each fault is planted: with `npm test` at one, each fault at another; at more by night. */
const PLACES_EACH = LONG ? 2 : 1;
/** How many times faster the clock of a child runs, in which waits pass. */
const FASTER = 5;

/** One section with a GET of its own, one that only the Frontend API reads, one that answers 204. */
const TARGETS = [
  ["protect", "/instance/protect", "protect.rules_enabled", true],
  ["restrictions", "/instance/restrictions", "restrictions.blocklist", true],
  ["instance", "/instance", "instance.hibp", true],
] as const;
type Target = (typeof TARGETS)[number];
const yamlFor = ([, , address, value]: Target): string => {
  const [section, setting] = address.split(".");
  return `version: 1\n${section}: { ${setting}: ${value} }\n`;
};

const status = (code: number, headers: Record<string, string | string[]> = {}): FaultAction => ({
  kind: "status",
  status: code,
  code: code === 429 ? "too_many_requests" : "planted_fault",
  headers,
});

/** Between two PATCHes with the same body there is always a read . */
function expectNoBlindResend(clerk: Clerk): void {
  const sent = new Map<string, number>();
  for (const [index, request] of clerk.requests.entries()) {
    if (request.method !== "PATCH") continue;
    const same = `${request.path} ${JSON.stringify(request.body)}`;
    const earlier = sent.get(same);
    sent.set(same, index);
    if (earlier === undefined) continue;
    const between = clerk.requests.slice(earlier + 1, index);
    if (!between.some(({ method }) => method === "GET")) {
      throw new Error(`${same} was sent again without a read`);
    }
  }
}

/** Confirmed is a subset of what truly happened; nothing "not attempted" happened (law 14). */
function expectHonest(
  clerk: Clerk,
  result: CliResult,
  desired: Readonly<Record<string, Json>>,
): void {
  const outcomes = outcomesOf(result.json());
  const truth = (addresses: readonly string[] = []): unknown =>
    Object.fromEntries(addresses.map((address) => [address, getLive(clerk.state, address)]));
  const wanted = (addresses: readonly string[] = []): unknown =>
    Object.fromEntries(addresses.map((address) => [address, desired[address]]));
  expect(truth(outcomes["confirmed"])).toEqual(wanted(outcomes["confirmed"]));
  for (const address of outcomes["not_attempted"] ?? []) {
    expect(truth([address])).not.toEqual(wanted([address]));
  }
  expect(Object.values(outcomes).flat().toSorted()).toEqual(Object.keys(desired).toSorted());
}

async function applyUnder(
  target: Target,
  rule: Omit<FaultRule, "method" | "path">,
  codes: readonly number[],
  judge: (clerk: Clerk, result: CliResult) => void,
  ...flags: string[]
): Promise<void> {
  const faults = [{ ...rule, method: "PATCH", path: target[1] }];
  await scenario(
    { faster: FASTER, yaml: yamlFor(target), clerk: { faults } },
    async ({ clerk, run }) => {
      const apply = await run("apply", "--yes", "--format", "json", ...flags);
      expectExit(apply, ...codes);
      expectNoBlindResend(clerk);
      judge(clerk, apply);
    },
  );
}

const LOST: [string, FaultAction][] = [
  ["a reset", { kind: "reset" }],
  ["a reset within the headers", { kind: "reset_in_headers" }],
  ["500", status(500)],
  ["502", status(502)],
  ["503", status(503)],
  ["503 with Retry-After", status(503, { "retry-after": "0" })],
  ["504", status(504)],
  ["408", status(408)],
  ["an HTML page with 502", { kind: "html", status: 502 }],
];

describe.concurrent(
  "the write did not land: a read, then one more PATCH",
  { timeout: 60_000 },
  () => {
    test.for(
      spread(LOST, TARGETS, PLACES_EACH).map(
        ([[name, action], target]) => [name, target[0], action, target] as const,
      ),
    )("%s at %s", ([, , action, target]) =>
      applyUnder(target, { nth: 1, phase: "before", action }, [0], (clerk, result) => {
        expect(clerk.patches()).toHaveLength(2);
        expect(outcomesOf(result.json())).toEqual({ confirmed: [target[2]] });
        expect(getLive(clerk.state, target[2])).toBe(target[3]);
      }),
    );
  },
);

describe.concurrent("the write landed: no second PATCH, exit 0", { timeout: 60_000 }, () => {
  const after: [string, FaultAction][] = [
    ...LOST,
    ["a body that is cut off", { kind: "truncated" }],
    ["a chunked body that is cut off", { kind: "truncated_chunked" }],
    ["half of the JSON", { kind: "half" }],
    ["another protocol", { kind: "socket", bytes: "SSH-2.0-OpenSSH_9.6\r\n" }],
  ];
  test.for(
    spread(after, TARGETS, PLACES_EACH).map(
      ([[name, action], target]) => [name, target[0], action, target] as const,
    ),
  )("%s at %s", ([, , action, target]) =>
    applyUnder(target, { nth: 1, phase: "after", action }, [0], (clerk, result) => {
      expect(clerk.patches()).toHaveLength(1);
      expect(outcomesOf(result.json())).toEqual({ confirmed: [target[2]] });
    }),
  );

  const odd: [string, FaultAction][] = [
    ["an HTML page with 200", { kind: "html", status: 200 }],
    ["no content type", { kind: "content_type", value: null }],
    ["text/plain", { kind: "content_type", value: "text/plain" }],
    ["null", { kind: "json", body: null }],
    ["a list", { kind: "json", body: [] }],
    ["a string", { kind: "json", body: "x" }],
    ["garbage", { kind: "text", body: "{} x" }],
    ["100,000 nested lists", { kind: "text", body: "[".repeat(100_000) + "]".repeat(100_000) }],
    ["2 MB", { kind: "text", body: `{"x":"${"x".repeat(2_000_000)}"}` }],
    ["an empty body", { kind: "text", body: "" }],
  ];
  test.for(
    spread(odd, TARGETS.slice(0, 2), 1).map(
      ([[name, action], target]) => [name, target[0], action, target] as const,
    ),
  )("an echo that cannot be read (%s) at %s: read again", ([, , action, target]) =>
    applyUnder(target, { nth: 1, phase: "after", action }, [0, 6], (clerk, result) => {
      expect(clerk.patches()).toHaveLength(1);
      expectHonest(clerk, result, { [target[2]]: target[3] });
    }),
  );

  test("200 with a body where 204 is due is tolerated", () =>
    applyUnder(
      TARGETS[2],
      { nth: 1, phase: "after", action: { kind: "json", body: { object: "instance" } } },
      [0],
      (clerk) => {
        expect(clerk.patches()).toHaveLength(1);
      },
    ));

  test.for([TARGETS[0], TARGETS[1]])("204 where an echo is due is tolerated at %s", (target) =>
    applyUnder(
      target,
      { nth: 1, phase: "after", action: { kind: "status", status: 204, body: "" } },
      [0],
      (clerk, result) => {
        expect(clerk.patches()).toHaveLength(1);
        expectHonest(clerk, result, { [target[2]]: target[3] });
      },
    ),
  );

  test.for([1, 2, 3])(
    "a reset, and then %i stale reads: nothing but the same value is ever sent",
    (reads) =>
      scenario(
        {
          yaml: yamlFor(TARGETS[0]),
          clerk: {
            lag: { backend: { reads } },
            faults: [
              {
                method: "PATCH",
                path: "/instance/protect",
                nth: 1,
                phase: "after",
                action: { kind: "reset" },
              },
            ],
          },
        },
        async ({ clerk, run }) => {
          const apply = await run("apply", "--yes", "--format", "json");
          expectExit(apply, 0);
          expectNoBlindResend(clerk);
          expect(new Set(clerk.patches().map(({ body }) => JSON.stringify(body)))).toEqual(
            new Set(['{"rules_enabled":true}']),
          );
          expect(clerk.patches().length).toBeLessThanOrEqual(2);
        },
      ),
  );
});

describe.concurrent("a refusal is not tried again", { timeout: 60_000 }, () => {
  test.for(
    spread([400, 401, 402, 403, 404, 405, 410, 413, 415, 422], TARGETS, 1).map(
      ([code, target]) => [code, target[0], target] as const,
    ),
  )("%i at %s: exit 1, one PATCH", ([code, , target]) =>
    applyUnder(
      target,
      { nth: "every", phase: "before", action: status(code) },
      [1],
      (clerk, result) => {
        expect(clerk.patches()).toHaveLength(1);
        expect(outcomesOf(result.json())).toEqual({ failed: [target[2]] });
        expect(getLive(clerk.state, target[2])).not.toBe(target[3]);
      },
    ),
  );

  test("it is told with Clerk's code, its sentence, the member, the trace id and the line of the file", () =>
    scenario(
      {
        yaml: yamlFor(TARGETS[0]),
        clerk: {
          faults: [
            {
              method: "PATCH",
              nth: "every",
              action: {
                kind: "status",
                status: 422,
                code: "form_param_value_invalid",
                message: "It may not be so",
                meta: { param_name: "rules_enabled" },
              },
            },
          ],
        },
      },
      async ({ run }) => {
        const apply = await run("apply", "--yes");
        expectExit(apply, 1);
        const said = apply.stdout + apply.stderr;
        for (const part of [
          "form_param_value_invalid",
          "It may not be so",
          "rules_enabled",
          "c1e4c0de",
          "~ rules_enabled  false → true  :2",
        ]) {
          expect(said).toContain(part);
        }
      },
    ));

  test("429 with a wait that is far too long: exit 1 at once", () =>
    applyUnder(
      TARGETS[0],
      { nth: "every", action: status(429, { "retry-after": "999999999" }) },
      [1],
      (clerk) => {
        expect(clerk.patches()).toHaveLength(1);
      },
    ));

  test("429 with Retry-After: 1 is waited for, and sent again", () =>
    applyUnder(
      TARGETS[0],
      { nth: 1, action: status(429, { "retry-after": "1" }) },
      [0],
      (clerk) => {
        const [first, second] = clerk.writes();
        expect(clerk.patches()).toHaveLength(2);
        expect((second?.ms ?? 0) - (first?.ms ?? 0)).toBeGreaterThanOrEqual(990 / FASTER);
      },
    ));

  test("429 for ever: four attempts at most", () =>
    applyUnder(
      TARGETS[0],
      { nth: "every", action: status(429, { "retry-after": "0" }) },
      [1],
      (clerk) => {
        expect(clerk.patches().length).toBeLessThanOrEqual(4);
        expect(clerk.state.protect.rules_enabled).toBe(false);
      },
    ));
});

describe.concurrent("what stays wrong ends honestly", { timeout: 60_000 }, () => {
  test.for(
    spread<[string, FaultAction], Target>(
      [
        ["500", status(500)],
        ["503", status(503)],
        ["a reset", { kind: "reset" }],
      ],
      TARGETS,
      PLACES_EACH,
    ).map(([[name, action], target]) => [name, target[0], action, target] as const),
  )(
    "%s for ever at %s, never landing: exit 1, nothing confirmed, one more try at most",
    ([, , action, target]) =>
      applyUnder(target, { nth: "every", phase: "before", action }, [1, 5], (clerk, result) => {
        expect(clerk.patches().length).toBeLessThanOrEqual(2);
        expect(outcomesOf(result.json())["confirmed"]).toBeUndefined();
        expectHonest(clerk, result, { [target[2]]: target[3] });
      }),
  );

  test.for(["before", "after"] as const)(
    "the answer never comes (%s the write landed): the run ends with --timeout, exit 5 or 1",
    (phase) =>
      applyUnder(
        TARGETS[0],
        { nth: "every", phase, action: { kind: "hang" } },
        phase === "after" ? [0, 5] : [1, 5],
        (clerk, result) => {
          expect(clerk.patches().length).toBeLessThanOrEqual(2);
          expectHonest(clerk, result, { [TARGETS[0][2]]: TARGETS[0][3] });
          expect(result.ms).toBeLessThan(20_000);
        },
        "--timeout",
        "3",
      ),
  );

  test.for([301, 302, 307, 308])(
    "a redirect (%i) to another host: exit 1, and nobody comes there",
    async (code) => {
      const trap = await startTrap();
      try {
        await applyUnder(
          TARGETS[0],
          {
            nth: "every",
            action: { kind: "redirect", status: code, location: `${trap.url}/v1/instance/protect` },
          },
          [1],
          (clerk) => {
            expect(clerk.patches().length).toBeLessThanOrEqual(2);
            expect(clerk.state.protect.rules_enabled).toBe(false);
          },
        );
        expect(trap.connections()).toBe(0);
      } finally {
        await trap.stop();
      }
    },
  );

  test("an answer that repeats the key does not bring it into the output", () =>
    applyUnder(
      TARGETS[0],
      {
        nth: "every",
        action: {
          kind: "status",
          status: 422,
          code: "x",
          message: "sk_test_C4n4ryRigDevelopmentKey0123456789abcdef",
        },
      },
      [1],
      () => {},
    ));
});

const THREE =
  "version: 1\nprotect: { rules_enabled: true }\ncommunication: { blocked_country_codes: [KP, RU] }\nrestrictions: { blocklist: true }\n";
const DESIRED: Readonly<Record<string, Json>> = {
  "protect.rules_enabled": true,
  "communication.blocked_country_codes": ["KP", "RU"],
  "restrictions.blocklist": true,
};

describe.concurrent("three calls, and one goes wrong", { timeout: 60_000 }, () => {
  const wrong: [string, FaultAction, readonly number[]][] = [
    ["422", status(422), [1, 5, 5]],
    ["402", status(402), [1, 5, 5]],
    ["403", status(403), [1, 5, 5]],
    ["429 for too long", status(429, { "retry-after": "9999" }), [1, 5, 5]],
  ];
  test.for(
    wrong.flatMap(([name, action, codes]) =>
      [1, 2, 3].map((nth) => [name, nth, action, codes[nth - 1] ?? 5] as const),
    ),
  )(
    "%s at call %i: the ones before are confirmed, the ones after not attempted, and running again converges",
    ([, nth, action, code]) =>
      scenario(
        { faster: FASTER, yaml: THREE, clerk: { faults: [{ method: "PATCH", nth, action }] } },
        async ({ clerk, run }) => {
          const apply = await run("apply", "--yes", "--format", "json");
          expectExit(apply, code);
          expect(clerk.patches()).toHaveLength(nth);
          const outcomes = outcomesOf(apply.json());
          expect(outcomes["confirmed"] ?? []).toHaveLength(nth - 1);
          expect(outcomes["failed"]).toHaveLength(1);
          expect(outcomes["not_attempted"] ?? []).toHaveLength(3 - nth);
          expectHonest(clerk, apply, DESIRED);
          expectExit(await run("apply", "--yes"), 0);
          expectExit(await run("plan", "--detailed-exitcode"), 0);
        },
      ),
  );

  test.for([1, 2, 3])("a reset after call %i landed is survived: three PATCHes, exit 0", (nth) =>
    scenario(
      {
        yaml: THREE,
        clerk: { faults: [{ method: "PATCH", nth, phase: "after", action: { kind: "reset" } }] },
      },
      async ({ clerk, run }) => {
        const apply = await run("apply", "--yes", "--format", "json");
        expectExit(apply, 0);
        expect(clerk.patches()).toHaveLength(3);
        expectHonest(clerk, apply, DESIRED);
      },
    ),
  );

  test.for([1, 2])(
    "the network dies for good once %i calls have been answered: exit 5, and running again converges",
    (answered) => {
      let model: Clerk | undefined;
      let state: "up" | "down" | "up again" = "up";
      return scenario(
        {
          faster: FASTER,
          yaml: THREE,
          clerk: {
            onRequest: (_request, _state, earlier) => {
              const done = earlier.filter(
                ({ method, status: answer }) => method === "PATCH" && answer !== "none",
              );
              if (state !== "up" || done.length < answered) return;
              state = "down";
              model?.plant({ nth: "every", action: { kind: "reset" } });
            },
          },
        },
        async ({ clerk, run }) => {
          model = clerk;
          const apply = await run("apply", "--yes", "--format", "json", "--timeout", "20");
          expectExit(apply, 5);
          expect(state).toBe("down");
          expect(outcomesOf(apply.json())["confirmed"]).toHaveLength(answered);
          expectHonest(clerk, apply, DESIRED);
          state = "up again";
          clerk.heal();
          expectExit(await run("apply", "--yes"), 0);
          expectExit(await run("plan", "--detailed-exitcode"), 0);
        },
      );
    },
  );
});
