// Reviewed, dated exceptions: neither drift nor change until the date, an error after it. Pure.

import type { Desired, Ignore } from "./desired.ts";
import type { Difference } from "./diff.ts";
import type { Issue } from "./issue.ts";
import type { IgnoredSetting, Warning } from "./plan.ts";

/** Entries whose date is over. `today` is YYYY-MM-DD, UTC. */
export function expiredIgnores(ignores: readonly Ignore[], today: string): readonly Issue[] {
  return ignores
    .filter(({ until }) => until < today)
    .map(({ address, until, at }) => ({
      code: "expired_ignore",
      args: { address, until },
      at,
      pointer: "",
    }));
}

/** Takes the ignored changes out of a difference, and says which entries had nothing to ignore. */
export function ignoreChanges(
  difference: Difference,
  desired: Pick<Desired, "ignores" | "declarations">,
): {
  readonly difference: Difference;
  readonly ignored: readonly IgnoredSetting[];
  readonly warnings: readonly Warning[];
} {
  const ignored: IgnoredSetting[] = [];
  const warnings: Warning[] = [];
  for (const { address, reason, until, at } of desired.ignores) {
    if (difference.changes.some((change) => change.address === address))
      ignored.push({ address, reason, until });
    else {
      const declared = desired.declarations.some((declaration) => declaration.address === address);
      const why = declared ? "the setting does not differ" : "the file does not declare it here";
      warnings.push({
        code: "ignore_unmatched",
        address,
        message: `nothing to ignore for ${at.file}:${at.line}: ${why}`,
      });
    }
  }
  const changes = difference.changes.filter(
    ({ address }) => !ignored.some((entry) => entry.address === address),
  );
  return { difference: { ...difference, changes }, ignored, warnings };
}
