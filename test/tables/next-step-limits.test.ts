// What follows a try when no other is allowed, when an answer was lost before, and when nobody may be asked.

import { describe, expect, test } from "vitest";
import {
  cameBack,
  nextStep,
  STEPS,
  type CameBack,
  type ReadShows,
  type Step,
} from "../../src/clerk/backend/next-step.ts";
import { RequestError } from "../../src/http/request-error.ts";

const TARGET = { method: "PATCH", where: "api.clerk.test/v1/instance" };
const everyCell = Object.entries(STEPS).flatMap(([back, row]) =>
  Object.entries(row).map(([shows, step]) => [back as CameBack, shows as ReadShows, step] as const),
);

describe("no other try is allowed", () => {
  test.each(everyCell.filter(([, , step]) => step !== "send"))(
    "%s, reads show %s: %s all the same",
    (back, shows, step) => {
      expect(nextStep({ back, shows, lostBefore: 0, maySend: false })).toBe(step);
    },
  );

  test.each(everyCell.filter(([, , step]) => step === "send"))(
    "%s, reads show %s: it ends, as far as is known",
    (back, shows) => {
      const end: Step = back === "lost" ? "ambiguous" : "failed";
      expect(nextStep({ back, shows, lostBefore: 0, maySend: false })).toBe(end);
    },
  );
});

describe("an answer was lost before", () => {
  test.each<readonly [CameBack, ReadShows, Step]>([
    ["redirected", "before", "ambiguous"],
    ["redirected", "written", "landed"],
    ["stopped", "before", "ambiguous"],
    ["stopped", "written", "landed"],
    ["refused", "before", "ambiguous"],
    ["refused", "written", "landed"],
    ["lost", "before", "ambiguous"],
    ["turned_away", "before", "send"],
    ["not_sent", "before", "send"],
  ])("then %s, reads show %s: %s", (back, shows, step) => {
    expect(nextStep({ back, shows, lostBefore: 1, maySend: true })).toBe(step);
  });

  test.each<CameBack>(["turned_away", "not_sent"])("twice, then %s: no third time", (back) => {
    expect(nextStep({ back, shows: "before", lostBefore: 2, maySend: true })).toBe("ambiguous");
  });
});

test("a connection that is not trusted is refused, whatever it answers", () => {
  const error = new RequestError("untrusted", TARGET, "the certificate", { status: 429 });
  expect(cameBack(error)).toBe("refused");
});
