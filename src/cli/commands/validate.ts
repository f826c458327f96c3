// Checks the file; opens no connection.

import { EXIT } from "../../core/finding/failure.ts";
import { reviewDesired } from "../../core/file/review.ts";
import { endingSoon, repeatedEntries } from "../../core/plan/ending.ts";
import type { Desired } from "../../core/file/desired.ts";
import type { Warning } from "../../core/finding/warning.ts";
import { FORMAT_VERSION } from "../../core/plan/plan.ts";
import { renderValid, validMarkdown, type CheckedPart } from "../../core/render/validation.ts";
import { showDocument } from "../../core/text/escape.ts";
import { todayOf, type Context, type EndCode } from "../context.ts";
import { loadFiles } from "../disk/load-file.ts";
import type { FilesFlags } from "../fleet-flags.ts";
import { useColor } from "../screen/color.ts";
import { paint } from "../screen/terminal.ts";
import { finish } from "../session/finish.ts";

export default function validate(this: Context, flags: FilesFlags): Promise<void> {
  return finish(this, flags, () => validateFile(this, flags));
}

async function validateFile(context: Context, flags: FilesFlags): Promise<EndCode> {
  const { files: read, desired } = await loadFiles(context, flags, "each");
  const today = todayOf(context);
  const files = read.map(({ file }) => {
    const reviewOnce = reviewerOn(today);
    const checked = (part: Desired): CheckedPart & Readonly<Record<string, unknown>> => ({
      environment: part.environment,
      api_version: part.apiVersion,
      declared: part.declarations.length,
      items: part.declarations.filter(({ item }) => item).length,
      empty_sections: part.emptySections,
      warnings: [...reviewDesired(part), ...reviewOnce(part)],
    });
    return { file, environments: desired.filter((part) => part.file === file).map(checked) };
  });
  const [only] = files;
  if (flags.format === "json") {
    const head = { format_version: FORMAT_VERSION, result: "valid", exit_code: EXIT.ok };
    const found = files.length === 1 ? only : { files };
    const document = { ...head, valid: true, ...found };
    context.terminal.out(showDocument(context.terminal.redact(document)));
    return EXIT.ok;
  }
  const shown = context.terminal.redact(files);
  context.terminal.out(
    flags.format === "markdown"
      ? validMarkdown(shown)
      : paint(renderValid(shown, context.terminal.columns), useColor(context, flags)),
  );
  return EXIT.ok;
}

/** An entry above the environments is each one's: what is to be said of it is said with the first of them. */
function reviewerOn(today: string): (part: Desired) => readonly Warning[] {
  const said = new Set<string>();
  return (part) => {
    const found = [...endingSoon(part, today), ...repeatedEntries(part, today)].filter(
      ({ message }) => !said.has(message),
    );
    for (const { message } of found) said.add(message);
    return found;
  };
}
