// Takes one environment's settings into another's part of the file. Sends Clerk nothing but reads.

import { EXIT } from "../../core/finding/failure.ts";
import type { Context, EndCode } from "../context.ts";
import { showPromote } from "../screen/show-promote.ts";
import type { PromoteFlags } from "../session/compare-flags.ts";
import { finish } from "../session/finish.ts";
import { promoteIntoFile } from "../session/promote-file.ts";

export default function promote(
  this: Context,
  flags: PromoteFlags,
  a: string,
  b: string,
): Promise<void> {
  return finish(this, flags, () => promoteBoth(this, flags, [a, b]));
}

async function promoteBoth(
  context: Context,
  flags: PromoteFlags,
  words: readonly [string, string],
): Promise<EndCode> {
  const promoted = await promoteIntoFile(context, flags, words);
  showPromote(context, flags, words, promoted);
  return promoted.report.refused.length > 0 ? EXIT.refused : EXIT.ok;
}
