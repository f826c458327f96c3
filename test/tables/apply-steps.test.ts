// What an apply does around each call: when it reads, when it does not send, what waits for what.

import { describe, expect, test } from "vitest";
import type { Evidence, InstancePort } from "../../src/clerk/instance.ts";
import type { Move } from "../../src/core/plan/change.ts";
import { concludeReport } from "../../src/core/report/report.ts";
import type { Reading, Readings } from "../../src/core/value/reading.ts";
import { applyInstance, type ApplyOptions } from "../../src/reconcile/apply.ts";
import { known, plannedFor, UNKNOWN, type Wishes } from "./given.ts";

const TWO: Wishes = {
  "organization.max_allowed_memberships": { from: known(5), to: 20 },
  "protect.rules_enabled": { from: known(false), to: true },
};
/** The first may lock people out, so that its call goes last. */
const LOCKING: Wishes = {
  "restrictions.allowlist": { from: known(false), to: true },
  "protect.rules_enabled": { from: known(false), to: true },
};

const never = (): never => {
  throw new Error("not asked here");
};
const asBefore = async (moves: readonly Move[]): Promise<Readings> =>
  new Map(moves.map(({ change }) => [change.address, change.from]));
const asSent = async (moves: readonly Move[]): Promise<Readings> =>
  new Map(moves.map(({ change }) => [change.address, known(change.to)]));

const ACCEPTED: Evidence = { attempts: 1, status: 204, traceId: null };
const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** An instance that notes what it is asked. */
function noting(port: Partial<InstancePort> = {}): {
  readonly instance: InstancePort;
  readonly asked: readonly string[];
} {
  const asked: string[] = [];
  const names = (moves: readonly Move[]): string =>
    moves.map(({ change }) => change.section).join(" ");
  const instance: InstancePort = {
    apiUrl: "https://api.clerk.test",
    identify: never,
    observe: never,
    lookUp: never,
    callsFor: never,
    forget: () => {},
    reread: (moves) => {
      asked.push(`read ${names(moves)}`);
      return (port.reread ?? asBefore)(moves);
    },
    send: async (call, moves, options) => {
      asked.push(`send ${names(moves)}`);
      const evidence = await (port.send?.(call, moves, options) ?? Promise.resolve(ACCEPTED));
      asked.push(`sent ${names(moves)}`);
      return evidence;
    },
    verify: async (moves, options) => {
      asked.push(`verify ${names(moves)}`);
      const after = await (port.verify ?? asSent)(moves, options);
      asked.push(`verified ${names(moves)}`);
      return after;
    },
  };
  return { instance, asked };
}

const outcomesOf = async (
  wishes: Wishes,
  port: Partial<InstancePort>,
  options: ApplyOptions = {},
): Promise<{
  readonly outcomes: readonly string[];
  readonly asked: readonly string[];
  readonly end: string;
}> => {
  const { instance, asked } = noting(port);
  const report = await applyInstance(plannedFor(wishes), instance, options);
  return {
    outcomes: report.outcomes.map(({ outcome }) => outcome),
    asked,
    end: concludeReport(report),
  };
};

describe("a setting that is no longer what it was", () => {
  test.each<readonly [what: string, now: Reading]>([
    ["has another value", known(50)],
    ["can't be read any more", UNKNOWN],
  ])("%s: its call is not sent, and none after it", async (_, now) => {
    const reread: InstancePort["reread"] = async (moves) =>
      new Map(moves.map(({ change }) => [change.address, now]));
    const { outcomes, asked, end } = await outcomesOf(TWO, { reread });
    expect(outcomes).toEqual(["not_attempted", "not_attempted"]);
    expect(asked.filter((one) => one.startsWith("send"))).toEqual([]);
    expect(end).toBe("refused");
  });
});

describe("the receipt", () => {
  test("that can't be written stops the call", async () => {
    const recorder = {
      intend: () => Promise.reject(new Error("the disk is full")),
      conclude: never,
    };
    const { outcomes, asked } = await outcomesOf(TWO, {}, { recorder });
    expect(outcomes).toEqual(["not_attempted", "not_attempted"]);
    expect(asked).toEqual(["read organization"]);
  });

  test("that can't be written after the call stops the next one", async () => {
    const recorder = {
      intend: async () => {},
      conclude: () => Promise.reject(new Error("the disk is full")),
    };
    const { outcomes, end } = await outcomesOf(TWO, {}, { recorder });
    expect(outcomes).toEqual(["unconfirmed", "not_attempted"]);
    expect(end).toBe("partial");
  });

  test("is told one thing after the other, although calls overlap", async () => {
    let open = 0;
    let most = 0;
    const told: string[] = [];
    const note = async (what: string): Promise<void> => {
      open += 1;
      most = Math.max(most, open);
      await pause(5);
      told.push(what);
      open -= 1;
    };
    const recorder = {
      intend: ({ id }: { readonly id: string }) => note(`intend ${id}`),
      conclude: ({ id }: { readonly id: string }) => note(`conclude ${id}`),
    };
    await outcomesOf(TWO, {}, { recorder });
    expect(most).toBe(1);
    expect(told.filter((one) => one === "conclude 1")).toHaveLength(2);
    // At most one intent is open: a call is concluded before the next is intended.
    expect(told.indexOf("conclude 1")).toBeLessThan(told.indexOf("intend 2"));
  });

  test("a signal while the intent is written: the call is not sent", async () => {
    const controller = new AbortController();
    const concluded: string[] = [];
    const recorder = {
      intend: async () => controller.abort(),
      conclude: async (_: unknown, outcomes: readonly { readonly outcome: string }[]) =>
        void concluded.push(...outcomes.map(({ outcome }) => outcome)),
    };
    const { outcomes, asked } = await outcomesOf(TWO, {}, { recorder, signal: controller.signal });
    expect(outcomes).toEqual(["not_attempted", "not_attempted"]);
    expect(concluded).toEqual(["not_attempted"]);
    expect(asked).toEqual(["read organization"]);
  });
});

describe("what is done side by side", () => {
  test("the next section is read, and the last one verified, while a call is on its way", async () => {
    const send: InstancePort["send"] = async () => {
      await pause(5);
      return ACCEPTED;
    };
    const { outcomes, asked } = await outcomesOf(TWO, { send });
    expect(outcomes).toEqual(["confirmed", "confirmed"]);
    expect(asked.slice(0, 4)).toEqual([
      "read organization",
      "send organization",
      "read protect",
      "sent organization",
    ]);
    expect(asked.indexOf("verify organization")).toBeLessThan(asked.indexOf("sent protect"));
    expect(asked.filter((one) => one === "read protect")).toHaveLength(1);
  });

  test("a reading older than a second is taken anew", async () => {
    const send: InstancePort["send"] = async (call) => {
      if (call.id === "1") await pause(1_050);
      return ACCEPTED;
    };
    const { asked } = await outcomesOf(TWO, { send });
    expect(asked.filter((one) => one === "read protect")).toHaveLength(2);
  });

  test("a call that may lock people out is read and sent when all before it are verified", async () => {
    const { asked } = await outcomesOf(LOCKING, {
      verify: async (moves) => {
        await pause(5);
        return asSent(moves);
      },
    });
    const at = (what: string): number => asked.indexOf(what);
    expect(at("verified protect")).toBeGreaterThan(-1);
    expect(at("verified protect")).toBeLessThan(at("read restrictions"));
  });

  test("a fault while verifying is told of its call alone", async () => {
    const verify: InstancePort["verify"] = async (moves) => {
      if (moves.some(({ change }) => change.section === "organization"))
        throw new TypeError("x is not a function");
      return asSent(moves);
    };
    const { outcomes, end } = await outcomesOf(TWO, { verify });
    expect(outcomes[0]).toBe("ambiguous");
    expect(end).toBe("partial");
  });
});
