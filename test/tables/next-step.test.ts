// What follows a try to write: the printed table, and the rule behind it over every combination.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  cameBack,
  mayHaveLanded,
  nextStep,
  STEPS,
  type CameBack,
  type ReadShows,
  type Step,
} from "../../src/clerk/backend/next-step.ts";
import { RequestError } from "../../src/http/request-error.ts";
import { PACKAGE_ROOT } from "../rig/cli.ts";

const BACK = Object.keys(STEPS) as CameBack[];
const SHOWS = Object.keys(STEPS.lost) as ReadShows[];
const COMBINATIONS = BACK.flatMap((back) =>
  SHOWS.flatMap((shows) =>
    [0, 1, 2].flatMap((lostBefore) =>
      [true, false].map((maySend) => ({ back, shows, lostBefore, maySend })),
    ),
  ),
);

describe("what follows a try", () => {
  /** What is wrong with a step; empty: nothing. */
  const wrongs = ({
    back,
    shows,
    lostBefore,
    maySend,
  }: (typeof COMBINATIONS)[number]): string[] => {
    const step = nextStep({ back, shows, lostBefore, maySend });
    const isUncertain = lostBefore > 0 || mayHaveLanded(back);
    const isRedirect = lostBefore === 0 && back === "redirected";
    const rules: readonly (readonly [rule: string, holds: boolean])[] = [
      ["sent again although it may not be", step !== "send" || maySend],
      ["a third value overwritten", step !== "send" || shows !== "other"],
      [
        "sent again without a read that shows the value before",
        step !== "send" || shows === "before" || !isUncertain,
      ],
      [
        "sent again although nothing can show it",
        step !== "send" || shows !== "unreadable" || back === "not_sent",
      ],
      ["sent after two lost answers", step !== "send" || lostBefore < 2],
      [
        "called not written although it may have landed",
        !["failed", "not_attempted", "overtaken"].includes(step) || !isUncertain || isRedirect,
      ],
      ["called ambiguous although it can't have landed", step !== "ambiguous" || isUncertain],
      ["landed without being shown", step !== "landed" || shows === "written"],
      ["verified without being shown", step !== "verify" || shows === "partly"],
    ];
    return rules.flatMap(([rule, holds]) => (holds ? [] : [rule]));
  };

  test.each(COMBINATIONS)("%j", (given) => {
    expect(wrongs(given)).toEqual([]);
  });

  test.each<readonly [what: string, given: Parameters<typeof nextStep>[0], step: Step]>([
    [
      "lost once, old value",
      { back: "lost", shows: "before", lostBefore: 0, maySend: true },
      "send",
    ],
    ["lost twice", { back: "lost", shows: "before", lostBefore: 1, maySend: true }, "ambiguous"],
    [
      "429, old value",
      { back: "turned_away", shows: "before", lostBefore: 0, maySend: true },
      "send",
    ],
    [
      "429, third value",
      { back: "turned_away", shows: "other", lostBefore: 0, maySend: true },
      "overtaken",
    ],
    [
      "429 after a lost answer, third value",
      { back: "turned_away", shows: "other", lostBefore: 1, maySend: true },
      "ambiguous",
    ],
    [
      "429 after a lost answer, old value",
      { back: "turned_away", shows: "before", lostBefore: 1, maySend: true },
      "send",
    ],
    [
      "refused after a lost answer",
      { back: "refused", shows: "before", lostBefore: 1, maySend: true },
      "ambiguous",
    ],
    [
      "stopped before it left",
      { back: "stopped", shows: "nothing", lostBefore: 0, maySend: false },
      "not_attempted",
    ],
    [
      "stopped after a lost answer",
      { back: "stopped", shows: "nothing", lostBefore: 1, maySend: false },
      "ambiguous",
    ],
  ])("%s", (_, given, step) => {
    expect(nextStep(given)).toBe(step);
  });
});

describe("what came back", () => {
  const target = { method: "PATCH", where: "api.clerk.test/v1/instance" };
  test.each<readonly [status: number, back: CameBack]>([
    [400, "refused"],
    [401, "refused"],
    [402, "refused"],
    [403, "refused"],
    [404, "refused"],
    [408, "lost"],
    [409, "turned_away"],
    [422, "refused"],
    [425, "lost"],
    [429, "turned_away"],
    [500, "lost"],
    [502, "lost"],
    [503, "lost"],
    [504, "lost"],
  ])("%d: %s", (status, back) => {
    expect(cameBack(new RequestError("status", target, String(status), { status }))).toBe(back);
  });

  test.each<readonly [kind: RequestError["kind"], back: CameBack]>([
    ["not_sent", "not_sent"],
    ["untrusted", "refused"],
    ["lost", "lost"],
    ["unexpected", "unclear"],
    ["redirected", "redirected"],
    ["stopped", "stopped"],
  ])("%s: %s", (kind, back) => {
    expect(cameBack(new RequestError(kind, target, kind))).toBe(back);
  });
});

test("docs/safety.md prints the table", () => {
  const row = (back: CameBack): string =>
    `| ${[back, ...SHOWS.map((shows) => STEPS[back][shows])].map((word) => word.replace("_", " ")).join(" | ")} |`;
  const squeezed = readFileSync(join(PACKAGE_ROOT, "docs/safety.md"), "utf8").replaceAll(
    / +/g,
    " ",
  );
  expect(squeezed).toContain(`| came back \\ reads show | ${SHOWS.join(" | ")} |`);
  for (const back of BACK) expect(squeezed).toContain(row(back));
});
