// The same command over one or several environments: one document, or one by name.

import { EXIT, Failure, type ExitCode } from "../core/failure.ts";
import { escapeText, showDocument } from "../core/escape.ts";
import { line } from "../core/render-plan.ts";
import type { Connection } from "../clerk/connection.ts";
import type { Desired } from "../core/desired.ts";
import type { Context } from "./context.ts";
import type { Format } from "./flags.ts";
import type { Loaded } from "./load.ts";
import { describeFailure, renderFailure, conclude } from "./present.ts";
import { paint } from "./terminal.ts";

/** What a command has to say about one environment. */
export interface Said {
  readonly code: ExitCode | 130 | 143;
  /** For `--format json`. */
  readonly document: unknown;
  /** For the other formats. */
  readonly text: string;
  /** Whether something was written. */
  readonly wrote?: boolean;
}

type Code = ExitCode | 130 | 143;

/** Worst first. */
const SEVERITY: readonly Code[] = [
  EXIT.partial,
  EXIT.contradicted,
  130,
  143,
  EXIT.refused,
  EXIT.failed,
  EXIT.invalid,
  EXIT.differs,
  EXIT.ok,
];

/** The code of the whole: a run that wrote somewhere and failed elsewhere is not finished. */
function worst(codes: readonly Code[], wrote: boolean): Code {
  const code = SEVERITY.find((one) => codes.includes(one)) ?? EXIT.ok;
  const finished = code === EXIT.ok || code === EXIT.differs || code === EXIT.contradicted;
  return wrote && !finished ? EXIT.partial : code;
}

function notAttempted(name: string): Failure {
  return new Failure(
    EXIT.failed,
    "not_attempted",
    `${name} was not attempted: an earlier environment failed`,
  );
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
): Promise<Code> {
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
  const codes: Code[] = [];
  let wrote = false;
  for (const [index, { desired, connection }] of runs.entries()) {
    const name = desired.environment ?? "";
    try {
      const { code, document, text, wrote: here = false } = await command(desired, connection);
      wrote ||= here;
      codes.push(code);
      documents[name] = document;
      if (format !== "json") terminal.out(`${index > 0 ? "\n" : ""}${text}`);
    } catch (error) {
      const { failure, code } = await conclude(context, error);
      codes.push(code);
      documents[name] = describeFailure(failure, code);
      terminal.err(paint([line(`${escapeText(name)}:`), ...renderFailure(failure)], false));
    }
    const last = codes.at(-1);
    if (stopAtFailure && last !== EXIT.ok) {
      const rest = runs.slice(index + 1).map((run) => run.desired.environment ?? "");
      for (const left of rest) documents[left] = describeFailure(notAttempted(left));
      if (rest.length > 0) terminal.err(`not attempted: ${rest.map(escapeText).join(", ")}\n`);
      break;
    }
  }
  if (format === "json")
    terminal.out(showDocument({ format_version: "1.0", environments: documents }));
  return worst(codes, wrote);
}
