// The same command over one or several environments: one document, or one by name.

import { EXIT, type ExitCode } from "../core/failure.ts";
import { escapeText, showDocument } from "../core/escape.ts";
import { line } from "../core/render-plan.ts";
import type { Connection } from "../clerk/connection.ts";
import type { Desired } from "../core/desired.ts";
import type { Context } from "./context.ts";
import type { Format } from "./flags.ts";
import type { Loaded } from "./load.ts";
import { describeFailure, renderFailure, toFailure } from "./present.ts";
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
  open: (desired: Desired) => Connection,
  command: (desired: Desired, connection: Connection) => Promise<Said>,
): Promise<ExitCode> {
  const { terminal } = context;
  // A key that is missing for one of them stops the run before the first request.
  const runs = loaded.desired.map((desired) => ({ desired, connection: open(desired) }));
  const [only] = runs;
  if (!loaded.byEnvironment && only) {
    const { code, document, text } = await command(only.desired, only.connection);
    terminal.out(format === "json" ? showDocument(document) : text);
    return code;
  }
  const documents: Record<string, unknown> = {};
  const codes: ExitCode[] = [];
  for (const [index, { desired, connection }] of runs.entries()) {
    const name = desired.environment ?? "";
    try {
      const { code, document, text } = await command(desired, connection);
      codes.push(code);
      documents[name] = document;
      if (format !== "json") terminal.out(`${index > 0 ? "\n" : ""}${text}`);
    } catch (error) {
      const failure = await toFailure(error);
      codes.push(failure.exitCode);
      documents[name] = describeFailure(failure);
      terminal.err(paint([line(`${escapeText(name)}:`), ...renderFailure(failure)], false));
    }
    const last = codes.at(-1);
    if (stopAtFailure && last !== EXIT.ok) break;
  }
  if (format === "json")
    terminal.out(showDocument({ format_version: "1.0", environments: documents }));
  return worst(codes);
}
