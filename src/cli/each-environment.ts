// The same command over one or several environments: one document, or one by name.

import { EXIT, type ExitCode } from "../core/failure.ts";
import type { Desired } from "../core/desired.ts";
import type { Context } from "./context.ts";
import type { Format } from "./flags.ts";
import type { Loaded } from "./load.ts";
import { describeFailure, json, renderFailure, toFailure } from "./present.ts";
import { paint } from "./terminal.ts";

/** What a command has to say about one environment. */
export interface Said {
  readonly code: ExitCode;
  /** For `--format json`. */
  readonly document: unknown;
  /** For the other formats. */
  readonly text: string;
}

/** Worst first. */
const SEVERITY: readonly ExitCode[] = [
  EXIT.partial,
  EXIT.contradicted,
  EXIT.refused,
  EXIT.failed,
  EXIT.invalid,
  EXIT.differs,
  EXIT.ok,
];

function worst(codes: readonly ExitCode[]): ExitCode {
  return SEVERITY.find((code) => codes.includes(code)) ?? EXIT.ok;
}

/**
 * Runs `command` for each environment in turn. With one, its failure is the command's; with several,
 * each failure stands under its name, and `stopAtFailure` leaves the rest alone.
 */
export async function eachEnvironment(
  context: Context,
  loaded: Loaded,
  format: Format | undefined,
  stopAtFailure: boolean,
  command: (desired: Desired) => Promise<Said>,
): Promise<ExitCode> {
  const { terminal } = context;
  const [only] = loaded.desired;
  if (!loaded.byEnvironment && only) {
    const { code, document, text } = await command(only);
    terminal.out(format === "json" ? json(document) : text);
    return code;
  }
  const documents: Record<string, unknown> = {};
  const codes: ExitCode[] = [];
  for (const [index, desired] of loaded.desired.entries()) {
    const name = desired.environment ?? "";
    try {
      const { code, document, text } = await command(desired);
      codes.push(code);
      documents[name] = document;
      if (format !== "json") terminal.out(`${index > 0 ? "\n" : ""}${text}`);
    } catch (error) {
      const failure = await toFailure(error);
      codes.push(failure.exitCode);
      documents[name] = describeFailure(failure);
      terminal.err(paint(renderFailure(failure), false));
    }
    const last = codes.at(-1);
    if (stopAtFailure && last !== EXIT.ok) break;
  }
  if (format === "json") terminal.out(json({ format_version: "1.0", environments: documents }));
  return worst(codes);
}
