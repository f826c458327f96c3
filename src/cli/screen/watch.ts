// Shows what an apply does while it does it: drawn on a terminal, a line per call elsewhere; and how long it takes.

import type { Call } from "../../core/plan/call.ts";
import type { Timing } from "../../core/render/report.ts";
import { escapeText } from "../../core/text/escape.ts";
import type { Progress } from "../../reconcile/apply.ts";
import type { Context } from "../context.ts";
import { tell } from "./terminal.ts";

type Event = Parameters<Progress>[0];

export interface WatchFlags {
  /** False: the output is one document, and what is waited for is told beside it. */
  readonly isText: boolean;
  /** Whether each request has a line of its own. */
  readonly verbose: boolean;
}

export async function watch<Result>(
  context: Context,
  { isText, verbose }: WatchFlags,
  calls: readonly Call[],
  run: (progress: Progress) => Promise<Result>,
): Promise<{ readonly result: Result; readonly timing: Timing }> {
  const { terminal, interruption } = context;
  const clock = stopwatch();
  // Clerk's words: cleaned, then escaped, before anything else is done with them.
  const clean = (event: Event): Event => {
    const { detail, outcomes = [] } = event;
    const said = detail === undefined ? {} : { detail: escapeText(terminal.redact(detail)) };
    return { ...event, ...said, outcomes: terminal.redact(outcomes) };
  };
  const running = (show: Progress): Promise<Result> =>
    run((event) => {
      clock.told(event);
      show(clean(event));
    });
  if (isText && !verbose && terminal.canRedraw && terminal.interactive) {
    const { showProgress } = await import("./progress.ts");
    const view = showProgress(calls);
    interruption.sayThrough(view.say);
    try {
      return { result: await running(view.progress), timing: clock.read() };
    } finally {
      await view.close();
      interruption.sayThrough(null);
    }
  }
  const result = await running(({ call, state, detail = "" }) => {
    if (state === "started" && isText && !verbose) terminal.out(`${call.method} ${call.path}\n`);
    if (state === "waiting") tell(terminal, `${call.path}: ${detail}`, "  ");
  });
  return { result, timing: clock.read() };
}

/** The time from a call's start to its end, and of all together. */
function stopwatch(): { readonly told: (event: Event) => void; readonly read: () => Timing } {
  const began = performance.now();
  const starts = new Map<string, number>();
  const calls = new Map<string, number>();
  return {
    told: ({ call: { id }, state }) => {
      const now = performance.now();
      if (state === "started") starts.set(id, now);
      if (state === "finished") calls.set(id, now - (starts.get(id) ?? now));
    },
    read: () => ({ total: performance.now() - began, calls }),
  };
}
