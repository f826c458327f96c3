// A fault of the tool's own, or a network that is gone, in the middle of an apply: what happened before is still told.

import { describe, expect, test } from "vitest";
import type { Evidence, InstancePort } from "../../src/clerk/instance.ts";
import { sendCall } from "../../src/clerk/backend/send.ts";
import { concludeReport } from "../../src/core/report/report.ts";
import { RequestError } from "../../src/http/request-error.ts";
import { applyInstance } from "../../src/reconcile/apply.ts";
import { known, plannedFor } from "./given.ts";

const WISHES = {
  "instance.hibp": { from: known(false), to: true },
  "protect.rules_enabled": { from: known(false), to: true },
} as const;

const planned = plannedFor(WISHES);

const never = (): never => {
  throw new Error("not asked here");
};

/** An instance that shows what was there before, and answers calls as told. */
const instance = (send: InstancePort["send"]): InstancePort => ({
  apiUrl: "https://api.clerk.test",
  identify: never,
  observe: never,
  lookUp: never,
  callsFor: never,
  reread: async (moves) => new Map(moves.map(({ change }) => [change.address, change.from])),
  send,
  verify: async () => undefined,
  forget: () => {},
});

const accepted: Evidence = { attempts: 1, status: 204, traceId: null, after: new Map() };

describe("a fault of the tool's own at the second call", () => {
  test("leaves the first call's outcome, and ends as partial", async () => {
    let nth = 0;
    const report = await applyInstance(
      planned,
      instance(async () => {
        nth += 1;
        if (nth === 2) throw new TypeError("x is not a function");
        return accepted;
      }),
    );
    expect(report.outcomes.map(({ outcome }) => outcome)).toEqual(["unconfirmed", "ambiguous"]);
    expect(report.stopped).toMatchObject({ code: "internal" });
    expect(report.stopped?.message).toContain("x is not a function");
    expect(concludeReport(report)).toBe("partial");
  });
});

describe("a request that never leaves", () => {
  test("is not counted as sent, however often it is tried", async () => {
    const [call] = planned.plan.calls;
    if (!call) throw new Error("no call");
    const target = { method: "PATCH", where: "api.clerk.test/v1/instance" };
    const evidence = await sendCall(
      call,
      planned.moves.slice(0, 1),
      {
        write: () =>
          Promise.reject(new RequestError("not_sent", target, "refused", { retryAfter: 0 })),
        look: async () => new Map(planned.moves.map(({ change }) => [change.address, change.from])),
        pause: async () => {},
      },
      {
        roles: [],
        before: new Map(planned.moves.map(({ change }) => [change.address, change.from])),
      },
    );
    expect(evidence).toMatchObject({ attempts: 0, failure: { outcome: "failed" } });
  });
});
