// Reviewed, dated exceptions: neither drift nor change until the date, an error after it. Pure.

import type { Desired, Ignore } from "../file/desired.ts";
import { issueAt, type Issue } from "../finding/issue.ts";
import { warning, type Warning } from "../finding/warning.ts";
import type { Move } from "./change.ts";
import type { IgnoredSetting } from "./plan.ts";

/** Entries whose date is over. `today` is YYYY-MM-DD, UTC. */
export function expiredIgnores(ignores: readonly Ignore[], today: string): readonly Issue[] {
  return ignores
    .filter(({ until }) => until < today)
    .map(({ address, until, at }) => issueAt(at, "", "expired_ignore", { address, until }));
}

/** Takes the ignored moves out, and says which entries had nothing to ignore. */
export function ignoreMoves(
  moves: readonly Move[],
  desired: Pick<Desired, "ignores" | "declarations">,
): {
  readonly moves: readonly Move[];
  readonly ignored: readonly IgnoredSetting[];
  readonly warnings: readonly Warning[];
} {
  const ignored: IgnoredSetting[] = [];
  const warnings: Warning[] = [];
  for (const { address, reason, until, at } of desired.ignores) {
    if (moves.some(({ change }) => change.address === address))
      ignored.push({ address, reason, until });
    else {
      const declared = desired.declarations.some((declaration) => declaration.address === address);
      const why = declared ? "the setting does not differ" : "the file does not declare it here";
      const where = `${at.file}:${at.line}`;
      warnings.push(warning("ignore_unmatched", { where, why }, address));
    }
  }
  const kept = moves.filter(
    ({ change }) => !ignored.some(({ address }) => address === change.address),
  );
  return { moves: kept, ignored, warnings };
}
