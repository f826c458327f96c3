// Promote into a file: compare, edit in place, look again, write.

import { Failure } from "../../core/finding/failure.ts";
import { UNSAFE_EDIT } from "../../core/report/pull.ts";
import type { PromoteReport } from "../../core/report/promote.ts";
import { promote } from "../../reconcile/promote.ts";
import { writeEdits } from "../../reconcile/pull-text.ts";
import { todayOf, type Context } from "../context.ts";
import { loadFile } from "../disk/load-file.ts";
import { compareSides } from "./compare-sides.ts";
import type { PromoteFlags } from "./compare-flags.ts";
import { editOf, parsed, requireValid, textOf, writeOver } from "./rewrite-file.ts";
import { readSides } from "./sides.ts";

/** What came of it, the text before and after, and the environment that was written. */
export interface PromotedFile {
  readonly report: PromoteReport;
  readonly before: string;
  readonly after: string;
  readonly environment: string;
}

/**
 * Throws a `Failure` as `compareSides` does, exit 3 for a second side that is no entry of environments, and exit 4
 * for uncommitted changes, a file that changed meanwhile, or one that would not be valid. Nothing is written then.
 */
export async function promoteIntoFile(
  context: Context,
  flags: PromoteFlags,
  words: readonly [a: string, b: string],
): Promise<PromotedFile> {
  const sides = readSides(context, flags, words);
  const [, { desired }] = sides;
  const { file: path, environment } = desired;
  if (environment === null)
    throw new Failure(
      "invalid_usage",
      `${words[1]} is a file without environments: promote writes into an entry of environments`,
      { hint: "pull takes an instance's settings into a file without environments" },
    );
  const { bytes } = loadFile(context, { file: path, env: [environment] });
  const before = textOf(bytes);
  const compared = await compareSides(context, flags, sides);
  const { placed, skipped, hazards } = promote(compared, sides, parsed(path, before), {
    only: flags.only,
    today: todayOf(context),
    isSecret: context.terminal.holdsHidden,
  });
  const { text: after, refused, comments } = writeEdits(before, placed);
  const now = requireValid(path, after, "promote");
  const written = after !== before && flags.dryRun !== true;
  if (written)
    await writeOver(context, path, { before: bytes, after }, { ...flags, command: "promote" });
  const edits = placed.filter((one) => !refused.has(one));
  return {
    before,
    after,
    environment,
    report: {
      live: compared.live,
      a: compared.a,
      b: compared.b,
      file: path,
      written,
      edits: edits.map((one) => {
        const { also_for: _, ...edit } = editOf(one, now);
        return { ...edit, hazards: hazards.get(one.row.address) ?? [] };
      }),
      skipped: skipped.map(({ why, ...one }) => ({ ...one, code: why.code, why: why.says })),
      refused: [...refused].map(([one, why]) => ({
        address: one.row.address,
        environment,
        code: UNSAFE_EDIT,
        why,
      })),
      comments_removed: comments,
    },
  };
}
