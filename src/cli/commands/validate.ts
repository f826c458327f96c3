import { EXIT, type ExitCode } from "../../core/failure.ts";
import { showDocument } from "../../core/escape.ts";
import { line, plural, type Line } from "../../core/render-plan.ts";
import { todayOf, type Context } from "../context.ts";
import type { FileFlags } from "../flags.ts";
import { loadDesired } from "../load.ts";
import { present, useColor } from "../present.ts";
import { paint } from "../terminal.ts";

/** Checks the file; opens no connection. */
export default function validate(this: Context, flags: FileFlags): Promise<void> {
  return present(this, flags, () => validateFile(this, flags));
}

async function validateFile(context: Context, flags: FileFlags): Promise<ExitCode> {
  const { file, desired } = await loadDesired(flags, todayOf(context));
  const environments = desired.map(({ environment, declarations, emptySections, apiVersion }) => ({
    environment,
    api_version: apiVersion,
    declared: declarations.length,
    empty_sections: emptySections,
  }));
  if (flags.format === "json") {
    context.terminal.out(showDocument({ format_version: "1.0", valid: true, file, environments }));
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
      `Valid: ${file}${environment ? `, ${environment}` : ""}: ${plural(declared, "setting")} declared.`,
      "bold",
    ),
  ]);
  context.terminal.out(paint(lines, useColor(context, flags)));
  return EXIT.ok;
}
