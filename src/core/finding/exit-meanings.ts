// What each exit code means for whoever runs the tool.

import type { EXIT } from "./failure.ts";

export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: "done, nothing to do, or in sync",
  failed: "failed: network, authentication or API; nothing was written",
  differs: "something to send (`plan --detailed-exitcode`), or drift",
  invalid: "the file, a flag or the environment is wrong; no request was sent",
  refused: "refused: a guard, a wrong target, a stale plan, or nobody there to ask",
  partial: "partly applied: some calls were sent and the run did not finish",
  contradicted: "applied, but Clerk's answer contradicts what was sent",
};
