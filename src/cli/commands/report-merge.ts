// Puts the reports of shards together, as one run without shards prints it.

import { inCi } from "../ci/in-ci.ts";
import type { CommentFlags } from "../ci-flags.ts";
import type { Context, EndCode } from "../context.ts";
import { openPageFile } from "../disk/page-file.ts";
import { openPages } from "../screen/pages.ts";
import { failuresTo } from "../screen/recorded-failures.ts";
import { resultsTo } from "../screen/sinks.ts";
import type { ShowFlags } from "../screen/color.ts";
import { finish } from "../session/finish.ts";
import { mergeReports } from "../session/merge-reports.ts";

export interface MergeFlags extends Pick<ShowFlags, "format" | "color">, CommentFlags {
  readonly detailedExitcode?: boolean;
  readonly html?: string;
}

export default function reportMerge(
  this: Context,
  flags: MergeFlags,
  ...paths: readonly string[]
): Promise<void> {
  return finish(this, flags, () =>
    inCi(this, flags, "plan", async (context) => merge(context, flags, paths)),
  );
}

async function merge(
  context: Context,
  flags: MergeFlags,
  paths: readonly string[],
): Promise<EndCode> {
  const { detailedExitcode = false, html } = flags;
  const page = html === undefined ? undefined : openPageFile(html, context);
  const code = mergeReports(paths, {
    toolVersion: context.toolVersion,
    detailed: detailedExitcode,
    sinksFor: ({ files }) => [
      failuresTo(context, flags, files > 1),
      resultsTo(context, flags, files > 1, openPages(context.terminal)),
      ...(page ? [page.sink] : []),
      ...(context.records ? [context.records({ byEnvironment: true })] : []),
    ],
  });
  await page?.save();
  return code;
}
