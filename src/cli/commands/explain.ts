// Says what is known of a setting, a section, a hazard, a key, a status or a code; or lists them.

import { CATALOG } from "../../catalog/catalog.ts";
import { EXIT, Failure } from "../../core/finding/failure.ts";
import { explainName } from "../../core/render/explain-name.ts";
import type { Explanation } from "../../core/render/explain.ts";
import { explanationMarkdown, renderExplanation } from "../../core/render/explanation.ts";
import { FORMAT_VERSION } from "../../core/plan/plan.ts";
import { showDocument } from "../../core/text/escape.ts";
import { line } from "../../core/text/line.ts";
import { todayOf, type Context } from "../context.ts";
import { useColor, type ShowFlags } from "../screen/color.ts";
import { paint } from "../screen/terminal.ts";
import { finish } from "../session/finish.ts";

export type ExplainFlags = Pick<ShowFlags, "format" | "color">;

export default function explain(this: Context, flags: ExplainFlags, name?: string): Promise<void> {
  return finish(this, flags, async () => {
    this.terminal.out(show(this, flags, await find(name, todayOf(this))));
    return EXIT.ok;
  });
}

async function find(name: string | undefined, today: string): Promise<readonly Explanation[]> {
  const named = name === undefined ? [] : explainName(CATALOG, name, today);
  if (named.length > 0) return named;
  const { explainRest, listNames } = await import("../../core/render/explain-rest.ts");
  const found = name === undefined ? listNames(CATALOG) : explainRest(CATALOG, name, today);
  if (name !== undefined && found.length === 0) throw await unknown(name);
  return found;
}

async function unknown(name: string): Promise<Failure> {
  const { suggestName } = await import("../../core/render/explainable.ts");
  const near = suggestName(CATALOG, name);
  return new Failure(
    "unknown_address",
    `no setting, section, hazard, key, status or code is called ${JSON.stringify(name)}${near ? `; did you mean ${near}?` : ""}`,
    { hint: "clerkwork explain lists settings, keys and statuses, docs/errors.md the codes" },
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
