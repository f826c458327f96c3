// Shows what an apply does while it does it: drawn on a terminal, a line per call elsewhere.

import type { Call } from "../../core/plan/call.ts";
import { renderOutcome } from "../../core/render/report.ts";
import { escapeText } from "../../core/text/escape.ts";
import type { Progress } from "../../reconcile/apply.ts";
import type { Context } from "../context.ts";
import { paint } from "./terminal.ts";

/** `isText` false: nothing is shown, since the output is one document. */
export async function watch<Result>(
  { terminal }: Context,
  isText: boolean,
  calls: readonly Call[],
  run: (progress?: Progress) => Promise<Result>,
): Promise<Result> {
  if (!isText) return run();
  // Clerk's words: cleaned, then escaped, before anything else is done with them.
  const clean = (event: Parameters<Progress>[0]): Parameters<Progress>[0] => {
    const { detail, outcomes = [] } = event;
    const said = detail === undefined ? {} : { detail: escapeText(terminal.redact(detail)) };
    return { ...event, ...said, outcomes: terminal.redact(outcomes) };
  };
  if (terminal.canRedraw && terminal.interactive) {
    const { showProgress } = await import("./progress.ts");
    const { progress, close } = showProgress(calls);
    try {
      return await run((event) => progress(clean(event)));
    } finally {
      await close();
    }
  }
  return run((event) => {
    const { call, state, detail = "", outcomes = [] } = clean(event);
    if (state === "started") terminal.out(`${call.method} ${call.path}\n`);
    if (state === "waiting") terminal.err(`  ${detail}\n`);
    if (state === "finished" && terminal.isOutTerminal)
      terminal.out(paint(outcomes.map(renderOutcome), false));
  });
}
