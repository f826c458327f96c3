// Shows what differs between two instances, or between what is written of them.

import { codeOfComparison, documentOfComparison } from "../../core/report/comparison.ts";
import { renderComparison } from "../../core/render/comparison.ts";
import { comparisonMarkdown } from "../../core/render/comparison-markdown.ts";
import { showDocument } from "../../core/text/escape.ts";
import { reportOf } from "../../reconcile/compare.ts";
import type { Context, EndCode } from "../context.ts";
import { useColor } from "../screen/color.ts";
import { paint } from "../screen/terminal.ts";
import { compareSides } from "../session/compare-sides.ts";
import type { CompareFlags } from "../session/compare-flags.ts";
import { finish } from "../session/finish.ts";
import { readSides } from "../session/sides.ts";

export default function compare(
  this: Context,
  flags: CompareFlags,
  a: string,
  b: string,
): Promise<void> {
  return finish(this, flags, () => compareBoth(this, flags, [a, b]));
}

async function compareBoth(
  context: Context,
  flags: CompareFlags,
  words: readonly [string, string],
): Promise<EndCode> {
  const compared = await compareSides(context, flags, readSides(context, flags, words));
  const { terminal } = context;
  const report = terminal.redact(reportOf(compared));
  if (flags.format === "json") terminal.out(showDocument(documentOfComparison(report)));
  else if (flags.format === "markdown")
    terminal.out(comparisonMarkdown(report, { identifiers: flags.showIdentifiers === true }));
  else {
    const view = { width: terminal.columns, full: flags.full };
    terminal.out(paint(renderComparison(report, view), useColor(context, flags)));
  }
  return codeOfComparison(report);
}
