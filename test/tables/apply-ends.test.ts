// How an apply ends when something is in its way: what is not sent, what goes on, and what the report says.

import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import type { CallFailure, Evidence, InstancePort } from "../../src/clerk/instance.ts";
import { Failure } from "../../src/core/finding/failure.ts";
import { refusal } from "../../src/core/finding/refusal.ts";
import type { Facts } from "../../src/core/plan/facts.ts";
import type { Report } from "../../src/core/report/report.ts";
import { applyInstance, type ApplyOptions, type Progress } from "../../src/reconcile/apply.ts";
import type { Planned } from "../../src/reconcile/plan.ts";
import { known, UNKNOWN, type Wishes } from "./given.ts";
import { ACCEPTED, inMemory, plannedFor, thrownBy, type InMemory } from "./instance.ts";

const COUNT = "organization.max_allowed_memberships";
const RULES = "protect.rules_enabled";
const TWO: Wishes = {
  [COUNT]: { from: known(5), to: 20 },
  [RULES]: { from: known(false), to: true },
};

/** What the instance shows before, where it shows it. */
const shownIn = (wishes: Wishes): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    Object.entries(wishes).flatMap(([address, { from }]) =>
      from.known ? [[address, from.value]] : [],
    ),
  );

interface Run {
  readonly report: Report;
  readonly outcomes: readonly string[];
  readonly sent: number;
}

async function run(
  wishes: Wishes,
  port: Partial<InstancePort> = {},
  options: ApplyOptions = {},
  memory: InMemory = {},
  planned: Planned = plannedFor(wishes),
): Promise<Run> {
  const { instance, asked } = inMemory({ shows: shownIn(wishes), ...memory });
  const counting: InstancePort = { ...instance, ...port };
  let sent = 0;
  const report = await applyInstance(
    planned,
    {
      ...counting,
      send: (...given) => {
        sent += 1;
        return counting.send(...given);
      },
    },
    options,
  );
  expect(asked).not.toContain("identify");
  return { report, outcomes: report.outcomes.map(({ outcome }) => outcome), sent };
}

const failing = (failure: Partial<CallFailure>, rest: Partial<Evidence> = {}): Evidence => ({
  attempts: 1,
  status: 402,
  traceId: "ab12",
  ...rest,
  failure: {
    outcome: "failed",
    detail: "402",
    stop: { code: "call_failed", message: "402" },
    sectionOnly: true,
    ...failure,
  },
});

const isOf = (section: string, path: string): boolean => path.includes(section);

test("a plan with refusals is not applied: nothing is asked", async () => {
  const planned = plannedFor(TWO);
  const refusals = [refusal("too_many_changes", { settings: "2 settings", limit: 1 })];
  const { instance, asked } = inMemory({});
  const error = await thrownBy(() =>
    applyInstance({ ...planned, plan: { ...planned.plan, refusals } }, instance),
  );
  expect(error).toBeInstanceOf(Failure);
  expect(error).toMatchObject({ code: "refused", refusals });
  expect(String(error)).toContain("1 refusal");
  expect(asked).toEqual([]);
});

describe("what can't be read right before a call", () => {
  test.each<readonly [what: string, thrown: unknown, says: string]>([
    ["a failed request", new Failure("network", "GET was lost"), "GET was lost"],
    ["something that is no error", "odd", "unknown"],
  ])("%s: nothing is sent", async (_, thrown, says) => {
    const reread: InstancePort["reread"] = () => Promise.reject(thrown);
    const { report, outcomes, sent } = await run(TWO, { reread });
    expect(sent).toBe(0);
    expect(outcomes).toEqual(["not_attempted", "not_attempted"]);
    expect(report.stopped).toEqual({ code: "read_failed", message: says });
    expect(report.calls.map(({ attempts, status }) => [attempts, status])).toEqual([
      [0, null],
      [0, null],
    ]);
  });

  test("an answer without the setting: it may be somebody else's by now", async () => {
    const { report, outcomes, sent } = await run(TWO, { reread: async () => new Map() });
    expect(sent).toBe(0);
    expect(outcomes).toEqual(["not_attempted", "not_attempted"]);
    expect(report.stopped?.code).toBe("stale_plan");
    expect(report.stopped?.message).toContain(COUNT);
    expect(report.outcomes[0]?.detail).toBe("changed on Clerk's side since the plan was made");
  });

  test("a setting that nothing showed when it was planned is nobody else's", async () => {
    const { sent } = await run({ "beta.from_email_address": { from: UNKNOWN, to: "help" } });
    expect(sent).toBe(1);
  });

  test("a list that only stands in another order has not moved", async () => {
    const wishes: Wishes = { "instance.allowed_origins": { from: known(["a", "b"]), to: ["c"] } };
    const { sent } = await run(
      wishes,
      {},
      {},
      { shows: { "instance.allowed_origins": ["b", "a"] } },
    );
    expect(sent).toBe(1);
  });

  test("a fault of the tool's own is no failed read", async () => {
    const reread: InstancePort["reread"] = () => Promise.reject(new ReferenceError("x is gone"));
    const { report, outcomes } = await run(TWO, { reread });
    expect(report.stopped?.code).toBe("internal");
    expect(report.stopped?.message).toContain("x is gone");
    expect(outcomes).toEqual(["ambiguous", "not_attempted"]);
  });
});

describe("what a dangerous call depends on", () => {
  const ALLOWLIST: Wishes = { "restrictions.allowlist": { from: known(false), to: true } };
  const around = (facts: Partial<Facts>): InMemory => ({
    facts,
    shows: { "restrictions.allowlist": false },
  });
  test("still holds: it is sent", async () => {
    expect((await run(ALLOWLIST, {}, {}, around({ allowlistSize: 1 }))).sent).toBe(1);
  });

  test("a list that is empty by now: it is not sent", async () => {
    const { report, sent } = await run(ALLOWLIST, {}, {}, around({ allowlistSize: 0 }));
    expect(sent).toBe(0);
    expect(report.stopped?.code).toBe("stale_plan");
    expect(report.stopped?.message).toMatch(
      /^\/instance\/restrictions was not written: restrictions\.allowlist: .*empty/,
    );
  });

  test("is not looked up on a development instance", async () => {
    const planned = plannedFor(ALLOWLIST);
    const target = { ...planned.plan.target, environment_type: "development" } as const;
    const other = { ...planned, plan: { ...planned.plan, target } };
    expect((await run(ALLOWLIST, {}, {}, around({ allowlistSize: 0 }), other)).sent).toBe(1);
  });

  test("can't be looked up: it is not sent", async () => {
    const lookUp: InstancePort["lookUp"] = () => Promise.reject(new Failure("network", "lost"));
    const { report, sent } = await run(ALLOWLIST, { lookUp }, {}, around({}));
    expect(sent).toBe(0);
    expect(report.stopped).toEqual({ code: "read_failed", message: "lost" });
  });

  test("is not looked up for a call that depends on nothing", async () => {
    const lookUp: InstancePort["lookUp"] = () => Promise.reject(new Failure("network", "lost"));
    expect((await run(TWO, { lookUp })).sent).toBe(2);
  });
});

describe("a call that Clerk refuses", () => {
  const refusing = (failure: Partial<CallFailure>): InstancePort["send"] => {
    const first = failing(failure);
    return async ({ path }) => (isOf("organization", path) ? first : ACCEPTED);
  };

  test("stops the run, and is reported as Clerk answered it", async () => {
    const { report, outcomes, sent } = await run(TWO, { send: refusing({}) });
    expect(sent).toBe(1);
    expect(outcomes).toEqual(["failed", "not_attempted"]);
    expect(report.stopped).toEqual({ code: "call_failed", message: "402" });
    expect(report.calls[0]).toEqual({ id: "1", status: 402, attempts: 1, clerk_trace_id: "ab12" });
  });

  test.each<readonly [what: string, failure: Partial<CallFailure>, goesOn: boolean]>([
    ["its section for good", {}, true],
    ["not the section alone", { sectionOnly: false }, false],
    ["nobody knows what", { outcome: "ambiguous" }, false],
    ["for another reason", { stop: { code: "interrupted", message: "interrupted" } }, false],
  ])("%s, with --keep-going: the others go on: %s", async (_, failure, goesOn) => {
    const { outcomes, sent } = await run(TWO, { send: refusing(failure) }, { keepGoing: true });
    expect(sent).toBe(goesOn ? 2 : 1);
    expect(outcomes[1]).toBe(goesOn ? "unconfirmed" : "not_attempted");
  });

  test("a receipt that can't be written any more stops it all the same", async () => {
    const recorder = {
      intend: async () => {},
      conclude: () => Promise.reject(new Error("the disk is full")),
    };
    const options = { keepGoing: true, recorder };
    const { report, sent } = await run(TWO, { send: refusing({}) }, options);
    expect(sent).toBe(1);
    expect(report.stopped?.code).toBe("receipt");
    expect(report.stopped?.message).toContain("the disk is full");
  });
});

describe("a call that needs an earlier one", () => {
  const NEEDED: Wishes = {
    "organization.enabled": { from: known(false), to: true },
    "organization.domains_enabled": { from: known(false), to: true },
    [RULES]: { from: known(false), to: true },
  };
  /** A call for each setting. */
  function apart(): Planned {
    const planned = plannedFor(NEEDED);
    const calls = planned.moves.map(({ change: { address, to }, row }, index) => ({
      id: `${index + 1}`,
      method: "PATCH" as const,
      path: row.section.path,
      body: { [row.setting.write.member]: to },
      addresses: [address],
    }));
    return { ...planned, plan: { ...planned.plan, calls } };
  }
  const calm: Partial<Facts> = {
    afterwards: new Map([
      ["organization.domains_enrollment_modes", known([])],
      ["organization.domains_enabled", known(false)],
    ]),
  };
  const memory: InMemory = { shows: shownIn(NEEDED), facts: calm };

  test("is sent once that one is confirmed", async () => {
    const { outcomes, sent } = await run(NEEDED, {}, {}, memory, apart());
    expect(sent).toBe(3);
    expect(outcomes).toEqual(["confirmed", "confirmed", "confirmed"]);
  });

  test("is sent while that one is accepted and not shown yet", async () => {
    const verify: InstancePort["verify"] = async () => undefined;
    expect((await run(NEEDED, { verify }, {}, memory, apart())).sent).toBe(3);
  });

  test("is not sent when Clerk shows that one otherwise, and none after it", async () => {
    const verify: InstancePort["verify"] = async (moves) =>
      new Map(moves.map(({ change }) => [change.address, known("neither")]));
    const { report, outcomes, sent } = await run(NEEDED, { verify }, {}, memory, apart());
    expect(sent).toBe(1);
    expect(outcomes).toEqual(["contradicted", "not_attempted", "not_attempted"]);
    expect(report.stopped?.code).toBe("call_failed");
    expect(report.stopped?.message).toMatch(/needs organization\.enabled/);
  });
});

describe("what reads after a call show", () => {
  const ORIGINS = "instance.allowed_origins";
  const MODE = "instance.test_mode";
  const BOTH: Wishes = {
    [ORIGINS]: { from: known(["a://a"]), to: ["b://b"] },
    [MODE]: { from: known(true), to: false },
  };

  test("adds to what was read while it was sent; only what is open is read", async () => {
    const asked: string[][] = [];
    const send: InstancePort["send"] = async () => ({
      ...ACCEPTED,
      after: new Map([[MODE, known(false)]]),
    });
    const verify: InstancePort["verify"] = async (moves) => {
      asked.push(moves.map(({ change }) => change.address));
      return new Map([[ORIGINS, known(["b://b"])]]);
    };
    const { outcomes } = await run(BOTH, { send, verify });
    expect(asked).toEqual([[ORIGINS]]);
    expect(outcomes).toEqual(["confirmed", "confirmed"]);
  });

  test("stays what was read while it was sent, when nothing more comes", async () => {
    const send: InstancePort["send"] = async () => ({
      ...ACCEPTED,
      after: new Map([[MODE, known(false)]]),
    });
    const { outcomes } = await run(BOTH, { send, verify: async () => undefined });
    expect(outcomes.toSorted()).toEqual(["confirmed", "unconfirmed"]);
  });

  test("is not read at all when the answer settles it", async () => {
    const send: InstancePort["send"] = async (_, moves) => ({
      ...ACCEPTED,
      after: new Map(moves.map(({ change }) => [change.address, known(change.to)])),
    });
    const verify: InstancePort["verify"] = () => Promise.reject(new Error("not asked here"));
    const { outcomes } = await run(BOTH, { send, verify });
    expect(outcomes).toEqual(["confirmed", "confirmed"]);
  });

  test("a read that fails with something that is no error is told of its call", async () => {
    const odd: unknown = "odd";
    const verify: InstancePort["verify"] = () => Promise.reject(odd);
    const { report, outcomes } = await run(TWO, { verify });
    expect(outcomes).toContain("ambiguous");
    expect(report.stopped?.message).toContain("odd");
  });
});

test("progress is told as it happens, and waiting with what is waited for", async () => {
  const told: unknown[] = [];
  const progress: Progress = ({ call, state, detail, outcomes }) =>
    void told.push([call.id, state, detail ?? outcomes?.map(({ outcome }) => outcome)]);
  const send: InstancePort["send"] = async (_, moves, { onWait, roles }) => {
    expect(roles).toEqual([]);
    onWait?.("for a read");
    return {
      ...ACCEPTED,
      after: new Map(moves.map(({ change }) => [change.address, known(change.to)])),
    };
  };
  await run({ [RULES]: { from: known(false), to: true } }, { send }, { progress });
  expect(told).toEqual([
    ["1", "started", undefined],
    ["1", "waiting", "for a read"],
    ["1", "finished", ["confirmed"]],
  ]);
});

test("after a signal no call starts, and what was sent is still verified", async () => {
  const controller = new AbortController();
  const send: InstancePort["send"] = async () => {
    controller.abort();
    return ACCEPTED;
  };
  const verify: InstancePort["verify"] = async (moves) =>
    new Map(moves.map(({ change }) => [change.address, known(change.to)]));
  const { report, outcomes, sent } = await run(
    TWO,
    { send, verify },
    { signal: controller.signal },
  );
  expect(sent).toBe(1);
  expect(outcomes).toEqual(["confirmed", "not_attempted"]);
  expect(report.stopped).toEqual({ code: "interrupted", message: "interrupted" });
});
