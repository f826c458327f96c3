// Says what is known of a setting, a section, a hazard or a code; or lists the settings.

import { CATALOG } from "../../catalog/catalog.ts";
import { EXIT, Failure } from "../../core/finding/failure.ts";
import { explainName, suggestName } from "../../core/render/explain-name.ts";
import { listSettings, type Explanation } from "../../core/render/explain.ts";
import { explanationMarkdown, renderExplanation } from "../../core/render/explanation.ts";
import { FORMAT_VERSION } from "../../core/plan/plan.ts";
import { showDocument } from "../../core/text/escape.ts";
import { line } from "../../core/text/line.ts";
import { todayOf, type Context } from "../context.ts";
import type { Format } from "../flags.ts";
import { useColor } from "../screen/color.ts";
import { paint } from "../screen/terminal.ts";
import { finish } from "../session/finish.ts";

export interface ExplainFlags {
  readonly format?: Format;
  readonly color?: boolean;
}

export default function explain(this: Context, flags: ExplainFlags, name?: string): Promise<void> {
  return finish(this, flags, () => {
    const found =
      name === undefined ? [listSettings(CATALOG)] : explainName(CATALOG, name, todayOf(this));
    if (name !== undefined && found.length === 0) throw unknown(name);
    this.terminal.out(show(this, flags, found));
    return EXIT.ok;
  });
}

function unknown(name: string): Failure {
  const near = suggestName(CATALOG, name);
  return new Failure(
    "unknown_address",
    `no setting, section, hazard or code is called ${JSON.stringify(name)}${near ? `; did you mean ${near}?` : ""}`,
    { hint: "clerkwork explain lists the settings, docs/errors.md the codes" },
  );
}

function show(context: Context, flags: ExplainFlags, found: readonly Explanation[]): string {
  const clean = context.terminal.redact(found);
  if (flags.format === "json")
    return showDocument({
      format_version: FORMAT_VERSION,
      result: "explained",
      exit_code: EXIT.ok,
      explained: clean.map(({ document }) => document),
    });
  if (flags.format === "markdown") return clean.map(explanationMarkdown).join("\n");
  const pages = clean.map((one) => renderExplanation(one, context.terminal.columns));
  const lines = pages.flatMap((page, index) => (index === 0 ? page : [line(""), ...page]));
  return paint(lines, useColor(context, flags));
}
