// Checks the file; opens no connection.

import { EXIT } from "../../core/finding/failure.ts";
import { FORMAT_VERSION } from "../../core/plan/plan.ts";
import { escapeText, showDocument } from "../../core/text/escape.ts";
import { line, plural, type Line } from "../../core/text/line.ts";
import type { Context, EndCode } from "../context.ts";
import { loadFile } from "../disk/load-file.ts";
import type { FileFlags } from "../flags.ts";
import { useColor } from "../screen/format.ts";
import { paint } from "../screen/terminal.ts";
import { finish } from "../session/finish.ts";

export default function validate(this: Context, flags: FileFlags): Promise<void> {
  return finish(this, flags, () => validateFile(this, flags));
}

function validateFile(context: Context, flags: FileFlags): EndCode {
  const { file, desired } = loadFile(context, flags);
  const environments = desired.map(({ environment, declarations, emptySections, apiVersion }) => ({
    environment,
    api_version: apiVersion,
    declared: declarations.length,
    empty_sections: emptySections,
  }));
  if (flags.format === "json") {
    const document = { format_version: FORMAT_VERSION, valid: true, file, environments };
    context.terminal.out(showDocument(context.terminal.redact(document)));
    return EXIT.ok;
  }
  const lines = environments.flatMap(({ environment, declared, empty_sections: empty }): Line[] => [
    ...empty.map((name) =>
      line(
        `  warning: the section ${name} names no setting, so nothing in it is managed`,
        "change",
      ),
    ),
    line(
      `Valid: ${escapeText(file)}${environment ? `, ${escapeText(environment)}` : ""}: ${plural(declared, "setting")} declared.`,
      "bold",
    ),
  ]);
  context.terminal.out(paint(lines, useColor(context, flags)));
  return EXIT.ok;
}
