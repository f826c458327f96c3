// Puts the reports of shards together, as one run without shards prints it.

import type { Context } from "../context.ts";
import { openPages } from "../screen/pages.ts";
import { failuresTo } from "../screen/recorded-failures.ts";
import { resultsTo } from "../screen/sinks.ts";
import type { ShowFlags } from "../screen/color.ts";
import { finish } from "../session/finish.ts";
import { mergeReports } from "../session/merge-reports.ts";

export interface MergeFlags extends Pick<ShowFlags, "format" | "color"> {
  readonly detailedExitcode?: boolean;
}

export default function reportMerge(
  this: Context,
  flags: MergeFlags,
  ...paths: readonly string[]
): Promise<void> {
  const { toolVersion } = this;
  const { detailedExitcode = false } = flags;
  return finish(this, flags, () =>
    mergeReports(paths, {
      toolVersion,
      detailed: detailedExitcode,
      sinksFor: ({ files }) => [
        failuresTo(this, flags, files > 1),
        resultsTo(this, flags, files > 1, openPages(this.terminal.out)),
      ],
    }),
  );
}
