// The calls of an apply, drawn while they run. For a terminal.

import { Listr } from "listr2";
import type { Call } from "../../core/plan/call.ts";
import type { Progress } from "../../reconcile/apply.ts";

/** How a call ended: what is said behind its name; undefined: it went through. */
type End = { readonly said: string; readonly sent: boolean } | undefined;

interface Step {
  readonly call: Call;
  readonly ended: Promise<End>;
  readonly end: (end: End) => void;
  /** What it waits for. */
  detail: string;
  show: () => void;
}

export interface ProgressView {
  readonly progress: Progress;
  /** Says something of the run as a whole, below the call that runs. It stays. */
  readonly say: (text: string) => void;
  /** Ends the view; calls that were not reached are shown so. */
  readonly close: () => Promise<void>;
}

/** The marks of a report, so that one screen has one kind. */
const ICONS = { COMPLETED: "✓", FAILED: "✗", SKIPPED_WITH_COLLAPSE: "-" } as const;

function newStep(call: Call): Step {
  let end: Step["end"] = () => {};
  const ended = new Promise<End>((resolve) => {
    end = resolve;
  });
  return { call, ended, end, detail: "", show: () => {} };
}

/** One line per call, drawn over while it runs. What it is told goes to the terminal as it is: it must be safe. */
export function showProgress(calls: readonly Call[]): ProgressView {
  const steps = new Map(calls.map((call) => [call.id, newStep(call)]));
  let notice = "";
  const list = new Listr(
    [...steps.values()].map((step) => ({
      title: nameOf(step.call),
      rendererOptions: { outputBar: 3 },
      task: async (_: unknown, task: { title: string; output: string; skip: Skip }) => {
        step.show = () => {
          const said = [step.detail, notice].filter(Boolean);
          if (said.length > 0) task.output = said.join("\n");
        };
        step.show();
        const end = await step.ended;
        // listr2 throws when a task that has ended is given output.
        step.show = () => {};
        if (!end) return;
        const title = `${nameOf(step.call)}: ${end.said}`;
        if (!end.sent) {
          task.skip(title);
          return;
        }
        task.title = title;
        throw new Error(title);
      },
    })),
    {
      concurrent: false,
      exitOnError: false,
      registerSignalListeners: false,
      rendererOptions: { icon: ICONS, showErrorMessage: false },
    },
  );
  const done = list.run().catch(() => {});
  return {
    progress: ({ call, state, detail = "", outcomes = [] }) => {
      const step = steps.get(call.id);
      if (!step || state === "started") return;
      if (state === "waiting") {
        step.detail = detail;
        step.show();
        return;
      }
      const bad = outcomes.find(
        ({ outcome }) => outcome !== "confirmed" && outcome !== "unconfirmed",
      );
      const isSent = bad?.outcome !== "not_attempted";
      step.end(bad && { said: bad.outcome.replace("_", " "), sent: isSent });
    },
    say: (text) => {
      notice = notice ? `${notice}\n${text}` : text;
      for (const { show } of steps.values()) show();
    },
    close: async () => {
      for (const { end } of steps.values()) end({ said: "not attempted", sent: false });
      await done;
    },
  };
}

type Skip = (message: string) => void;

const nameOf = ({ method, path }: Call): string => `${method} ${path}`;
