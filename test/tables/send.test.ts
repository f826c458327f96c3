// One call on its way: what Clerk answers, try by try, and what reads show in between.

import { describe, expect, test } from "vitest";
import { sendCall } from "../../src/clerk/backend/send.ts";
import type { Call } from "../../src/core/plan/call.ts";
import type { Readings } from "../../src/core/value/reading.ts";
import { RequestError, type RequestErrorKind } from "../../src/http/request-error.ts";
import { known, moveOf } from "./given.ts";

const MOVE = moveOf("organization.max_allowed_memberships", known(5), 20);
const WRITE_ONLY = moveOf("beta.from_email_address", { known: false, why: "write_only" }, "help");
const CALL: Call = {
  id: "1",
  method: "PATCH",
  path: "/instance/organization_settings",
  body: { max_allowed_memberships: 20 },
  addresses: [MOVE.change.address],
};

/** An answer: accepted, or what is thrown instead. */
type Answer = "accepted" | RequestErrorKind | number;

interface Story {
  readonly answers: readonly Answer[];
  /** What reads show after each try that was not accepted; null: they fail. */
  readonly shows?: readonly (number | null)[];
  readonly move?: typeof MOVE;
  readonly retryAfter?: number;
  readonly signal?: AbortSignal;
}

async function tell({ answers, shows = [], move = MOVE, retryAfter = 0, signal }: Story): Promise<{
  readonly evidence: Awaited<ReturnType<typeof sendCall>>;
  readonly writes: number;
  readonly reads: number;
  readonly paused: readonly number[];
  readonly said: readonly string[];
}> {
  let writes = 0;
  let reads = 0;
  const paused: number[] = [];
  const said: string[] = [];
  const evidence = await sendCall(
    CALL,
    [move],
    {
      write: async () => {
        const answer = answers[writes++] ?? "accepted";
        if (answer === "accepted") return { status: 200, body: { max_allowed_memberships: 20 } };
        const target = { method: "PATCH", where: "api.clerk.test/v1/instance" };
        throw typeof answer === "number"
          ? new RequestError("status", target, String(answer), { status: answer, retryAfter })
          : new RequestError(answer, target, answer, { retryAfter });
      },
      look: async () => {
        const shown = shows[reads++] ?? null;
        return shown === null
          ? undefined
          : (new Map([[move.change.address, known(shown)]]) satisfies Readings);
      },
      pause: async (ms) => void paused.push(ms),
    },
    {
      roles: [],
      before: new Map([[move.change.address, move.change.from]]),
      onWait: (detail) => void said.push(detail),
      ...(signal ? { signal } : {}),
    },
  );
  return { evidence, writes, reads, paused, said };
}

describe("a value that somebody else set in the meantime is left alone", () => {
  test.each<readonly [what: string, answer: Answer, outcome: string]>([
    ["a lost answer", "lost", "ambiguous"],
    ["a 500", 500, "ambiguous"],
    ["a 503", 503, "ambiguous"],
    ["a 408", 408, "ambiguous"],
    ["a 429", 429, "failed"],
    ["a 409", 409, "failed"],
    ["a request that never left", "not_sent", "failed"],
    ["something that is not the API's", "unexpected", "ambiguous"],
    ["a redirect", "redirected", "ambiguous"],
  ])("after %s", async (_, answer, outcome) => {
    const { evidence, writes } = await tell({ answers: [answer], shows: [50] });
    expect(writes).toBe(1);
    expect(evidence.failure?.outcome).toBe(outcome);
    expect(evidence.failure?.stop.code).toBe(outcome === "failed" ? "stale_plan" : "call_failed");
  });

  test("after the second of two tries", async () => {
    const { evidence, writes } = await tell({ answers: [429, 429], shows: [5, 50] });
    expect(writes).toBe(2);
    expect(evidence.failure?.stop.code).toBe("stale_plan");
  });
});

describe("a try that was not accepted is followed by a read, and by another try where it shows the value before", () => {
  test.each<
    readonly [
      what: string,
      story: Story,
      expected: { readonly writes: number; readonly outcome: string | undefined },
    ]
  >([
    ["lost, and not there", { answers: ["lost"], shows: [5] }, { writes: 2, outcome: undefined }],
    ["lost, and there", { answers: ["lost"], shows: [20] }, { writes: 1, outcome: undefined }],
    ["lost twice", { answers: ["lost", 500], shows: [5, 5] }, { writes: 2, outcome: "ambiguous" }],
    ["lost, reads fail", { answers: ["lost"], shows: [null] }, { writes: 1, outcome: "ambiguous" }],
    ["429, not there", { answers: [429], shows: [5] }, { writes: 2, outcome: undefined }],
    ["429, reads fail", { answers: [429], shows: [null] }, { writes: 1, outcome: "failed" }],
    [
      "429 for ever",
      { answers: [429, 429, 429, 429, 429], shows: [5, 5, 5, 5, 5] },
      { writes: 4, outcome: "failed" },
    ],
    [
      "429 three times, then lost, not there",
      { answers: [429, 429, 429, "lost"], shows: [5, 5, 5, 5] },
      { writes: 4, outcome: "ambiguous" },
    ],
    [
      "never left three times, then 503, not there",
      { answers: ["not_sent", "not_sent", "not_sent", 503], shows: [5, 5, 5, 5] },
      { writes: 4, outcome: "ambiguous" },
    ],
    [
      "429, then lost, then there",
      { answers: [429, "lost"], shows: [5, 20] },
      { writes: 2, outcome: undefined },
    ],
    [
      "lost, then 422",
      { answers: ["lost", 422], shows: [5, 5] },
      { writes: 2, outcome: "ambiguous" },
    ],
    ["422", { answers: [422] }, { writes: 1, outcome: "failed" }],
    ["not trusted", { answers: ["untrusted"] }, { writes: 1, outcome: "failed" }],
    ["stopped before it left", { answers: ["stopped"] }, { writes: 1, outcome: "not_attempted" }],
    [
      "nothing can show it: never left",
      { answers: ["not_sent"], move: WRITE_ONLY },
      { writes: 2, outcome: undefined },
    ],
    [
      "nothing can show it: turned away",
      { answers: [429], move: WRITE_ONLY },
      { writes: 1, outcome: "failed" },
    ],
    [
      "nothing can show it: lost",
      { answers: ["lost"], move: WRITE_ONLY },
      { writes: 1, outcome: "ambiguous" },
    ],
  ])("%s", async (_, story, expected) => {
    const { evidence, writes } = await tell(story);
    expect({ writes, outcome: evidence.failure?.outcome }).toEqual(expected);
  });

  test("waits as long as Clerk asks after a 503 too", async () => {
    const { writes, paused } = await tell({ answers: [503], shows: [5], retryAfter: 12_000 });
    expect(writes).toBe(2);
    expect(paused).toEqual([12_000]);
  });

  test("asked to wait for longer than a minute, it is not tried again", async () => {
    const { evidence, writes } = await tell({ answers: [503], shows: [5], retryAfter: 61_000 });
    expect(writes).toBe(1);
    expect(evidence.failure?.outcome).toBe("ambiguous");
  });

  test("what was refused or stopped is read only after a lost answer", async () => {
    for (const answer of [422, "untrusted", "stopped"] as const) {
      expect(await tell({ answers: [answer] })).toMatchObject({ writes: 1, reads: 0 });
      const after = await tell({ answers: ["lost", answer], shows: [5, 5] });
      expect(after).toMatchObject({ writes: 2, reads: 2 });
      expect(after.evidence.failure?.outcome).toBe("ambiguous");
    }
  });

  test("what never left is not counted as sent", async () => {
    const { evidence } = await tell({ answers: ["not_sent", "not_sent"], shows: [5, 50] });
    expect(evidence.attempts).toBe(0);
  });
});

describe("what is said while it is on its way", () => {
  const READING = "reading what became of it";
  const after = (said: readonly string[]): readonly string[] =>
    said.map((one) => one.slice(one.lastIndexOf(": ") + 2));

  test("an answer that is lost for good: as many tries as are made", async () => {
    const { said, writes, evidence } = await tell({ answers: [503, 503], shows: [5, 5] });
    expect(after(said)).toEqual([READING, "sending it once more", READING]);
    expect(writes).toBe(2);
    expect(evidence.failure?.detail).toContain("(503, 2 times)");
  });

  test("turned away: the number of each try right before it is made, after the wait and the read", async () => {
    const answers = [429, 429, 429, 429];
    const { said } = await tell({ answers, shows: [5, 5, 5, 5], retryAfter: 2000 });
    const tries = [2, 3, 4].flatMap((n) => ["waiting 2 s", READING, `attempt ${n} of 4`]);
    expect(after(said)).toEqual([...tries, READING]);
  });

  test("no other try where reads show it", async () => {
    expect(after((await tell({ answers: [429], shows: [20] })).said)).toEqual([READING]);
  });

  test("stopped: neither a read nor a try", async () => {
    const { said } = await tell({ answers: ["lost"], signal: AbortSignal.abort() });
    expect(said).toEqual([]);
  });
});
