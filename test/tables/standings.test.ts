/** How the environments of a run stand at its end: what is listed, what is counted, and in which words. */
import { describe, expect, test } from "vitest";
import { renderStandings, standingOf, tableOfStandings } from "../../src/core/render/standings.ts";
import {
  countIn,
  NOBODY,
  type EnvironmentRecord,
  type RecordedCommand,
  type RecordedDocument,
} from "../../src/core/report/record.ts";

const head = { type: "environment", index: 0, file: "clerkwork.yaml", name: null } as const;

const holding = (document: Partial<RecordedDocument>): EnvironmentRecord => ({
  ...head,
  document: { result: "no_changes", exit_code: 0, changes: [], refusals: [], ...document },
});

const LEFT: EnvironmentRecord = {
  ...head,
  error: { code: "not_attempted", message: "was not attempted", exit_code: 1, issues: [] },
};

const CHANGE = {
  action: "update",
  from: { known: true, value: false, source: "backend_api" },
} as const;

const LAGS = holding({
  result: "drift",
  exit_code: 2,
  changes: [CHANGE],
  warnings: [{ code: "may_lag" }],
});

const OUTSIDE = holding({ result: "drift", exit_code: 2, changes: [CHANGE] });

function shown(records: readonly EnvironmentRecord[], command: RecordedCommand): string {
  const standings = records.map((record, index) => standingOf(`e${index + 1}`, record));
  const counts = records.reduce(countIn, NOBODY);
  const text = renderStandings(standings, counts, command, 80).map((one) => `${one.text}\n`);
  return [...text, tableOfStandings(standings, counts, command)].join("");
}

const times = (count: number, record: EnvironmentRecord): readonly EnvironmentRecord[] =>
  Array.from({ length: count }, () => record);

describe("what nothing shows", () => {
  const done = (...outcomes: readonly string[]): string =>
    standingOf(
      "e1",
      holding({
        result: "done",
        changes: outcomes.map(() => CHANGE),
        outcomes: outcomes.map((outcome) => ({ outcome })),
      }),
    ).says;

  test("is said to be not confirmed, beside what was applied", () => {
    expect(done("confirmed", "unconfirmed")).toBe("applied 2 changes, 1 not confirmed");
    expect(done("confirmed")).toBe("applied 1 change");
  });
});

describe("what was sent a short while ago", () => {
  test("is not counted as changed outside the file", () => {
    const text = shown([...times(2, LAGS), OUTSIDE, ...times(20, holding({}))], "drift");
    const counted =
      "23 environments: 1 changed outside the file, 2 sent a short while ago, 20 in sync.";
    expect(text.split(counted)).toHaveLength(3);
  });
});

describe("those whose turn did not come", () => {
  test("are counted where there are many, with the first names", () => {
    const text = shown([...times(16, OUTSIDE), ...times(184, LEFT)], "drift");
    expect(text).toContain("\n  184 not attempted: e17, e18, e19 and 181 more\n");
    expect(text).toContain("\n184 not attempted: `e17`, `e18`, `e19` and 181 more.\n");
    expect(text.match(/not attempted/g)).toHaveLength(4);
  });

  test("are all named where there are few", () => {
    expect(shown([OUTSIDE, LEFT], "drift")).toContain("  e2  not attempted\n");
  });
});
