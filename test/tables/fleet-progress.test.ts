// How far a run over many instances is said to be: the words, the time that is left, and what is drawn over.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Context } from "../../src/cli/context.ts";
import { openFleetProgress, type FleetRun } from "../../src/cli/screen/fleet-progress.ts";
import { openTerminal } from "../../src/cli/screen/terminal.ts";
import { newPace } from "../../src/core/render/pace.ts";

describe("the count", () => {
  test("names what differs, what failed and how long the rest takes", () => {
    const pace = newPace("plan", 200, 0);
    for (let index = 0; index < 137; index += 1)
      pace.ended(index < 4 ? "changed" : index === 4 ? "failed" : "clean", index * 190);
    expect(pace.say(137 * 190)).toBe("137 of 200 planned, 4 differ, 1 failed, 13 s left");
  });

  test("says nothing of the time before one has ended, and of what nobody counts", () => {
    expect(newPace("drift", 3, 0).say(5000)).toBe("0 of 3 compared");
  });

  test("judges the time by the last 32", () => {
    const pace = newPace("plan", 164, 0);
    // A hundred slow ones, then 32 fast ones: those say how long the last 32 take.
    for (let index = 1; index <= 100; index += 1) pace.ended("clean", index * 10_000);
    for (let index = 1; index <= 32; index += 1) pace.ended("clean", 1_000_000 + index * 500);
    expect(pace.say(1_016_000)).toBe("132 of 164 planned, 16 s left");
  });

  test("goes up while nothing ends", () => {
    const pace = newPace("plan", 3, 0);
    pace.ended("changed", 1000);
    expect(pace.say(1000)).toBe("1 of 3 planned, 1 differs, 2 s left");
    expect(pace.say(90_000)).toBe("1 of 3 planned, 1 differs, 3 min left");
  });

  test("those that were not attempted are not done", () => {
    const pace = newPace("apply", 4, 0);
    for (const stand of ["changed", "refused", "not_attempted", "not_attempted"] as const)
      pace.ended(stand, 2000);
    expect(pace.sayEnd(2000)).toBe("1 of 4 applied, 1 changed, 1 refused, 2 not attempted, in 2 s");
  });

  test("of an apply, only those that ended well are applied", () => {
    const pace = newPace("apply", 6, 0);
    for (const stand of ["changed", "clean", "partial", "failed"] as const) pace.ended(stand, 2000);
    expect(pace.say(2000)).toBe("2 of 6 applied, 1 changed, 1 partly applied, 1 failed, 1 s left");
  });
});

/** On a terminal of 40 columns, or on none. */
function open(run: FleetRun, surroundings: { readonly isTTY?: boolean; readonly TERM?: string }) {
  const { isTTY = false, TERM = "xterm" } = surroundings;
  const written: string[] = [];
  let through: ((text: string) => void) | null = null;
  const context = {
    terminal: openTerminal(
      {
        stdout: { write: () => expect.fail("nothing goes to stdout"), on: () => {} },
        stderr: {
          write: (text: string) => void written.push(text),
          on: () => {},
          ...(isTTY ? { isTTY, columns: 40, rows: 10 } : {}),
        },
        stdin: {},
      },
      {},
      () => {},
    ),
    environment: { TERM },
    clock: { now: () => Date.now() },
    interruption: {
      sayThrough: (say: typeof through) => {
        through = say;
      },
    },
  } as unknown as Context;
  const progress = openFleetProgress(context, {}, run);
  return { progress, written, signal: (text: string) => through?.(text), heard: () => through };
}

/** What a terminal shows of it in the end: lines, with what was drawn over gone. */
function shownBy(written: readonly string[]): readonly string[] {
  let lines = [""];
  let at = 0;
  for (const piece of written
    .join("")
    .replaceAll("\u001b[", "ESC")
    .split(/(ESC\d*[AJ]|\r|\n)/)) {
    const up = /^ESC(\d+)A$/.exec(piece);
    if (up) at -= Number(up[1]);
    else if (piece === "ESCJ") lines = [...lines.slice(0, at), ""];
    else if (piece === "\n") {
      at += 1;
      lines[at] ??= "";
    } else if (piece !== "\r") lines[at] = `${lines[at] ?? ""}${piece}`;
  }
  return lines;
}

describe("on a terminal", () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());
  const RUN: FleetRun = { command: "plan", total: 200, concurrency: 16 };

  test("one line is drawn over, with the last five failures below it", () => {
    const { progress, written } = open(RUN, { isTTY: true });
    expect(written).toEqual([]);
    vi.advanceTimersByTime(1000);
    for (const number of [1, 2, 3, 4, 5, 6, 7])
      progress.ended(`tenant-${number}`, "failed", "Clerk answers 500");
    progress.ended("tenant-8", "changed");
    vi.advanceTimersByTime(1000);
    expect(shownBy(written)).toEqual([
      "8 of 200 planned, 1 differs, 7 failed,…",
      ...[3, 4, 5, 6, 7].map((number) => `  tenant-${number}: Clerk answers 500`),
    ]);
    progress.clear();
    expect(shownBy(written)).toEqual([""]);
    progress.close();
    const before = written.length;
    vi.advanceTimersByTime(5000);
    expect(written).toHaveLength(before);
  });

  test("what is said meanwhile stands above it, in lines of its own", () => {
    const { progress, written, signal, heard } = open(RUN, { isTTY: true });
    vi.advanceTimersByTime(300);
    progress.reader("tenant-1").tell("429, waits 2 s");
    vi.advanceTimersByTime(300);
    signal("clerkwork: interrupted; nothing new is started");
    vi.advanceTimersByTime(300);
    expect(shownBy(written)).toEqual([
      "  tenant-1: 429, waits 2 s",
      "clerkwork: interrupted; nothing new is started",
      "0 of 200 planned",
    ]);
    progress.close();
    expect(heard()).toBeNull();
  });

  test("text that steers a terminal is not taken over", () => {
    const { progress, written } = open(RUN, { isTTY: true });
    progress.ended("a\u001b[2J", "failed", "b\nc\u009b");
    vi.advanceTimersByTime(300);
    for (const steering of ["\u001b[2J", "\u009b", "b\nc"])
      expect(written.join("")).not.toContain(steering);
    progress.close();
  });

  test("one instance at a time shows itself", () => {
    const { progress, written } = open({ ...RUN, concurrency: 1 }, { isTTY: true });
    progress.ended("tenant-1", "failed", "why");
    vi.advanceTimersByTime(30_000);
    progress.close();
    expect(written).toEqual([]);
  });

  test.each([{ isTTY: true, TERM: "dumb" }, { isTTY: false }])(
    "%o: a line at the start, every ten seconds, and at the end",
    (surroundings) => {
      const { progress, written } = open(RUN, surroundings);
      progress.ended("tenant-1", "refused", "why");
      vi.advanceTimersByTime(21_000);
      progress.close();
      expect(written).toEqual([
        "Planning 200 environments, 16 at a time\n",
        "1 of 200 planned, 1 refused, 34 min left\n",
        "1 of 200 planned, 1 refused, 67 min left\n",
        "1 of 200 planned, 1 refused, in 21 s\n",
      ]);
    },
  );

  test("of a few, the results say the same", () => {
    const { progress, written } = open({ ...RUN, total: 3 }, {});
    progress.ended("tenant-1", "clean");
    vi.advanceTimersByTime(9000);
    progress.close();
    expect(written).toEqual([]);
  });
});
