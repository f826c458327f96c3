// The calls of an apply, drawn while they run. For a terminal.

import { Listr } from "listr2";
import type { Call } from "../../core/plan/call.ts";
import type { Progress } from "../../reconcile/apply.ts";

interface Step {
  readonly call: Call;
  readonly ended: Promise<string | undefined>;
  readonly end: (failure: string | undefined) => void;
  detail: (text: string) => void;
}

export interface ProgressView {
  readonly progress: Progress;
  /** Ends the view; calls that were not reached are shown so. */
  readonly close: () => Promise<void>;
}

/** One line per call, drawn over while it runs. What it is told goes to the terminal as it is: it must be safe. */
export function showProgress(calls: readonly Call[]): ProgressView {
  const steps = new Map(
    calls.map((call) => {
      let end: Step["end"] = () => {};
      const ended = new Promise<string | undefined>((resolve) => {
        end = resolve;
      });
      const step: Step = { call, ended, end, detail: () => {} };
      return [call.id, step];
    }),
  );
  const list = new Listr(
    [...steps.values()].map((step) => ({
      title: `${step.call.method} ${step.call.path}`,
      task: async (_: unknown, task: { output: string }) => {
        step.detail = (text) => {
          task.output = text;
        };
        const failure = await step.ended;
        if (failure !== undefined) throw new Error(failure);
      },
    })),
    { concurrent: false, exitOnError: false, registerSignalListeners: false },
  );
  const done = list.run().catch(() => {});
  return {
    progress: ({ call, state, detail, outcomes }) => {
      const step = steps.get(call.id);
      if (state === "waiting") step?.detail(detail ?? "");
      if (state !== "finished") return;
      const bad = outcomes?.find(
        ({ outcome }) => outcome !== "confirmed" && outcome !== "unconfirmed",
      );
      step?.end(bad ? `${bad.address}: ${bad.outcome.replace("_", " ")}` : undefined);
    },
    close: async () => {
      for (const { end } of steps.values()) end("not attempted");
      await done;
    },
  };
}
