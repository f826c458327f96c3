// What a command ends with: by what it did, by what was thrown, and of several instances the worst.

import { describe, expect, test } from "vitest";
import type { Context, EndCode, Interruption, SignalCode } from "../../src/cli/context.ts";
import { renderFailure } from "../../src/cli/screen/failure-lines.ts";
import { openTerminal } from "../../src/cli/screen/terminal.ts";
import {
  conclude,
  describeFailure,
  finish,
  redactFailure,
  toFailure,
} from "../../src/cli/session/finish.ts";
import { codeOf, type Run } from "../../src/cli/session/run.ts";
import { EXIT, Failure, FAILURES, type FailureCode } from "../../src/core/finding/failure.ts";
import { issueAt } from "../../src/core/finding/issue.ts";
import { refusal } from "../../src/core/finding/refusal.ts";
import { warning } from "../../src/core/finding/warning.ts";
import { documentOf } from "../../src/core/report/document.ts";
import { addTo, EMPTY_TALLY, exitCodeOf } from "../../src/core/report/fleet-result.ts";
import { NOBODY, type RecordedDocument } from "../../src/core/report/record.ts";
import type { OutcomeKind, Report } from "../../src/core/report/report.ts";
import { AT, known, planOf } from "./given.ts";

const HIBP = "instance.hibp";
const CHANGED = planOf({ [HIBP]: { from: known(false), to: true } });
const SAME = planOf({});
const REFUSED = {
  ...CHANGED,
  refusals: [refusal("too_many_changes", { settings: "1 setting", limit: 0 })],
};
const NO_SIGNAL = { exitCode: () => undefined };
const signalled = (code: SignalCode): Pick<Interruption, "exitCode"> => ({ exitCode: () => code });

const reportOf = (kinds: readonly OutcomeKind[], rest: Partial<Report> = {}): Report => ({
  outcomes: kinds.map((outcome) => ({ address: HIBP, to: true, outcome })),
  calls: [{ id: "1", status: 200, attempts: 1, clerk_trace_id: null }],
  sideEffects: [],
  stopped: null,
  ...rest,
});

/** Whether the record of a run says that something was written. */
function wroteIn(run: Run): boolean {
  const document = documentOf(run.plan, run.kind, run.report, codeOf(run, NO_SIGNAL));
  const head = { type: "environment", index: 0, file: "clerkwork.yaml", name: null } as const;
  return addTo(EMPTY_TALLY, { ...head, document: document as unknown as RecordedDocument }).wrote;
}

const worst = (codes: readonly EndCode[], wrote: boolean, left: boolean): EndCode =>
  exitCodeOf({
    ...EMPTY_TALLY,
    counts: { ...NOBODY, not_attempted: Number(left) },
    codes: new Set(codes),
    wrote,
  });

describe("a command that sent nothing", () => {
  test.each<readonly [Run, EndCode]>([
    [{ kind: "plan", plan: CHANGED }, EXIT.ok],
    [{ kind: "plan", plan: CHANGED, detailed: true }, EXIT.differs],
    [{ kind: "plan", plan: SAME, detailed: true }, EXIT.ok],
    [{ kind: "plan", plan: REFUSED }, EXIT.refused],
    [{ kind: "plan", plan: REFUSED, detailed: true }, EXIT.refused],
    [{ kind: "drift", plan: CHANGED }, EXIT.differs],
    [{ kind: "drift", plan: SAME, detailed: true }, EXIT.ok],
    [{ kind: "drift", plan: { ...CHANGED, calls: [] } }, EXIT.differs],
    [{ kind: "apply", plan: SAME }, EXIT.ok],
  ])("%j", (run, code) => {
    expect(codeOf(run, NO_SIGNAL)).toBe(code);
    expect(wroteIn(run)).toBe(false);
  });
});

describe("a command that sent something", () => {
  const stale = { code: "stale_plan", message: "y" } as const;
  test.each<readonly [what: string, Report, code: EndCode, wrote: boolean]>([
    ["all confirmed", reportOf(["confirmed"]), EXIT.ok, true],
    ["nothing to do", reportOf([]), EXIT.ok, false],
    ["contradicted", reportOf(["contradicted"]), EXIT.contradicted, true],
    [
      "not confirmed, and that is not enough",
      reportOf(["unconfirmed"], { requireConfirmed: true }),
      EXIT.contradicted,
      true,
    ],
    ["one written, one refused", reportOf(["confirmed", "failed"]), EXIT.partial, true],
    ["an answer that was lost", reportOf(["ambiguous"]), EXIT.partial, true],
    ["refused by Clerk", reportOf(["failed"]), EXIT.failed, false],
    [
      "somebody else's before the first",
      reportOf(["not_attempted"], { stopped: stale }),
      EXIT.refused,
      false,
    ],
  ])("%s", (_, report, code, wrote) => {
    const run: Run = { kind: "apply", plan: CHANGED, report };
    expect(codeOf(run, NO_SIGNAL)).toBe(code);
    expect(wroteIn(run)).toBe(wrote);
  });

  test.each<readonly [SignalCode, OutcomeKind, EndCode]>([
    [130, "not_attempted", 130],
    [143, "failed", 143],
    [130, "ambiguous", EXIT.partial],
    [143, "confirmed", EXIT.ok],
  ])("a signal %s explains what failed, never what was written: %s", (signal, kind, code) => {
    const run: Run = { kind: "apply", plan: CHANGED, report: reportOf([kind]) };
    expect(codeOf(run, signalled(signal))).toBe(code);
  });

  test("a rollback that left something is partial", () => {
    const warnings = [warning("not_reversible", { why: "why" }, HIBP)];
    const run: Run = {
      kind: "rollback",
      plan: { ...CHANGED, warnings },
      report: reportOf(["confirmed"]),
    };
    expect(codeOf(run, NO_SIGNAL)).toBe(EXIT.partial);
  });
});

describe("of several instances", () => {
  test.each<readonly [codes: readonly EndCode[], wrote: boolean, left: boolean, code: EndCode]>([
    [[], false, false, EXIT.ok],
    [[0, 0], false, false, EXIT.ok],
    [[0, 2], false, false, EXIT.differs],
    [[2, 3], false, false, EXIT.invalid],
    [[3, 1], false, false, EXIT.failed],
    [[1, 4], false, false, EXIT.refused],
    [[4, 143], false, false, 143],
    [[143, 130], false, false, 130],
    [[130, 6], false, false, EXIT.contradicted],
    [[6, 5], false, false, EXIT.partial],
    [[0, 6], true, false, EXIT.contradicted],
    [[0, 2], true, false, EXIT.differs],
    [[0, 0], true, true, EXIT.partial],
    [[0, 1], true, false, EXIT.partial],
    [[0, 4], true, false, EXIT.partial],
    [[6, 4], true, false, EXIT.partial],
    [[0, 130], true, false, EXIT.partial],
    [[0, 4], false, true, EXIT.refused],
  ])("%j, something written: %s, one left: %s: %s", (codes, wrote, left, code) => {
    expect(worst(codes, wrote, left)).toBe(code);
    expect(worst(codes.toReversed(), wrote, left)).toBe(code);
  });
});

describe("what is thrown", () => {
  const context = (signal?: SignalCode): Pick<Context, "interruption"> => ({
    interruption: {
      signal: new AbortController().signal,
      deadline: new AbortController().signal,
      exitCode: () => signal,
      listen: () => {},
      sayThrough: () => {},
    },
  });

  test.each(Object.entries(FAILURES) as readonly (readonly [FailureCode, { exit: EndCode }])[])(
    "%s ends with its own code",
    (code, { exit }) => {
      const failure = new Failure(code, "why");
      expect(conclude(context(), failure)).toEqual({ failure, code: exit });
    },
  );

  test.each([130, 143] as const)(
    "a signal %s explains it, unless something was written",
    (signal) => {
      const network = conclude(context(signal), new Failure("network", "lost"));
      expect(network.code).toBe(signal);
      expect(network.failure).toMatchObject({
        code: "interrupted",
        message: "interrupted; nothing was written",
      });
      const partial = Object.entries(FAILURES).find(([, { exit }]) => exit === EXIT.partial);
      const failure = new Failure(partial?.[0] as FailureCode, "half of it");
      expect(conclude(context(signal), failure)).toEqual({ failure, code: EXIT.partial });
    },
  );

  test.each([
    ["an error", new TypeError("x is gone"), "a fault in clerkwork: x is gone"],
    ["a text", "odd", "a fault in clerkwork: odd"],
    ["nothing", undefined, "a fault in clerkwork: undefined"],
  ])("%s that is no failure is the tool's own fault", (_, error, message) => {
    expect(toFailure(error)).toMatchObject({
      code: "internal",
      message,
      hint: "please report it, with the command and the version",
    });
  });

  test("a failure stays itself", () => {
    const failure = new Failure("network", "lost");
    expect(toFailure(failure)).toBe(failure);
  });
});

const REFUSAL = refusal("too_many_changes", { settings: "2 settings", limit: 1 });
const ISSUE = issueAt(AT, "/instance", "empty_value", { hint: "" });
const FULL = new Failure("refused", "first\nsecond\u001b", {
  hint: "do this",
  issues: [ISSUE],
  refusals: [REFUSAL],
});

describe("a failure that is shown", () => {
  test("to a person: issues, what happened, what to do; refusals stand under the plan", () => {
    const texts = renderFailure(FULL).map(({ text }) => text);
    expect(texts[0]).toContain("clerkwork.yaml:9:14");
    expect(texts).toHaveLength(4);
    expect(texts.slice(-3)).toEqual(["clerkwork: first", "  second\\x1b", "  do this"]);
  });

  test("to a person, with nothing but what happened", () => {
    expect(renderFailure(new Failure("network", "lost"))).toEqual([
      { tone: "danger", text: "clerkwork: lost" },
    ]);
  });

  test("to a machine", () => {
    expect(describeFailure(FULL).error).toMatchObject({
      code: "refused",
      message: FULL.message,
      exit_code: EXIT.refused,
      hint: "do this",
      issues: [{ code: "empty_value", line: 9, column: 14, pointer: "/instance" }],
      refusals: [REFUSAL],
    });
    expect(describeFailure(new Failure("network", "lost"), 130)).toEqual({
      error: { code: "network", message: "lost", exit_code: 130, issues: [] },
    });
  });
});

interface Surroundings {
  readonly hidden?: string;
  readonly wrote?: boolean;
  readonly signal?: SignalCode;
  /** Told what is to be done when nothing is left to wait for. */
  readonly stuck?: (act: () => void) => void;
}
function runToEnd(
  command: () => EndCode | Promise<EndCode>,
  flags: Parameters<typeof finish>[1] = {},
  { hidden, wrote = false, signal, stuck }: Surroundings = {},
): Promise<{ readonly out: string; readonly err: string; readonly ended: readonly EndCode[] }> {
  const written = { out: "", err: "" };
  const ended: EndCode[] = [];
  const stream = (name: "out" | "err") => ({
    write: (text: string) => void (written[name] += text),
    on: () => {},
  });
  const streams = { stdout: stream("out"), stderr: stream("err"), stdin: {} };
  const terminal = openTerminal(streams, {}, () => {});
  if (hidden !== undefined) terminal.hide(hidden);
  const controller = new AbortController();
  const context = {
    terminal,
    environment: {},
    interruption: {
      signal: controller.signal,
      deadline: controller.signal,
      exitCode: () => signal,
      listen: () => {},
      sayThrough: () => {},
    },
    writing: { begin: () => {}, begun: () => wrote },
    onStuck: (act: () => void) => stuck?.(act),
    end: (code: EndCode) => void ended.push(code),
  } as unknown as Context;
  return finish(context, flags, command).then(() => ({ ...written, ended }));
}

describe("a command to its end", () => {
  test.each<EndCode>([0, 2, 5])("that gives back %s ends with it, in silence", async (code) => {
    expect(await runToEnd(async () => code)).toEqual({ out: "", err: "", ended: [code] });
  });

  test("that throws says why and ends once, by its failure", async () => {
    const work = (): never => {
      throw new Failure("network", "lost", { hint: "try again" });
    };
    expect(await runToEnd(work)).toEqual({
      out: "",
      err: "clerkwork: lost\n  try again\n",
      ended: [EXIT.failed],
    });
  });

  test("in JSON, one document on stdout beside the words on stderr", async () => {
    const { out, err, ended } = await runToEnd(() => Promise.reject(FULL), { format: "json" });
    expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(describeFailure(FULL))));
    expect(err).toContain("clerkwork: first");
    expect(ended).toEqual([EXIT.refused]);
  });

  test("a hidden text is taken out before anything is made of it", async () => {
    const key = "s3cret\u001bvalue";
    const failure = new Failure("network", `lost ${key}`, { hint: `not ${key}` });
    const { out, err } = await runToEnd(
      () => Promise.reject(failure),
      { format: "json" },
      { hidden: key },
    );
    expect(`${out}${err}`).not.toMatch(/s3cret|value/);
    expect(err).toContain("lost (");
  });
});

describe("a fault of the tool's own", () => {
  test.each<
    readonly [what: string, wrote: boolean, signal: SignalCode | undefined, EndCode, RegExp]
  >([
    ["before anything was written", false, undefined, EXIT.failed, /please report it/],
    ["before anything was written, after a signal", false, 130, 130, /nothing was written/],
    ["after something may have been", true, undefined, EXIT.partial, /part of it may have been/],
    ["after something may have been, and a signal", true, 143, EXIT.partial, /part of it may/],
  ])("%s", async (_, wrote, signal, code, says) => {
    const options = { wrote, ...(signal === undefined ? {} : { signal }) };
    const { err, ended } = await runToEnd(() => Promise.reject(new TypeError("x")), {}, options);
    expect(ended).toEqual([code]);
    expect(err).toMatch(says);
  });

  test("a failure of another kind keeps its code, although something was written", async () => {
    const failure = new Failure("network", "lost");
    expect((await runToEnd(() => Promise.reject(failure), {}, { wrote: true })).ended).toEqual([
      EXIT.failed,
    ]);
  });

  test("a command that never ends is one", async () => {
    const { err, ended } = await runToEnd(async () => EXIT.ok, {}, { stuck: (act) => act() });
    expect(err).toContain("nothing is left to wait for");
    expect(ended[0]).toBe(EXIT.failed);
  });
});

test("a failure that is cleaned keeps its code and its place", () => {
  const terminal = openTerminal(
    {
      stdout: { write: () => {}, on: () => {} },
      stderr: { write: () => {}, on: () => {} },
      stdin: {},
    },
    {},
    () => {},
  );
  terminal.hide("first");
  const clean = redactFailure({ terminal }, FULL);
  expect(clean).toMatchObject({ code: "refused", hint: "do this", refusals: [REFUSAL] });
  expect(clean.issues).toEqual([ISSUE]);
  expect(clean.message).not.toContain("first");
  expect(clean.message).toContain("second");
});
