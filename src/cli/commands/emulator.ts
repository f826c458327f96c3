// Serves a Clerk of your own until a signal comes.

import { once } from "node:events";
import { STATUS_CODES } from "node:http";
import { startEmulator, type EmulatedRequest } from "../../emulator/emulator.ts";
import { cutText, escapeText } from "../../core/text/escape.ts";
import { EXIT, Failure } from "../../core/finding/failure.ts";
import type { Context } from "../context.ts";
import { errorText } from "../disk/error-text.ts";
import { finish } from "../session/finish.ts";

export interface EmulatorFlags {
  readonly port?: number;
  readonly format?: "text" | "json";
  readonly state?: string;
  readonly verbose?: boolean;
}

/** Serves until a signal comes. */
export default function emulator(this: Context, flags: EmulatorFlags): Promise<void> {
  return finish(this, flags, async () => {
    const server = await startEmulator({
      port: flags.port ?? 0,
      ...(flags.state === undefined ? {} : { stateFile: flags.state }),
      ...(flags.verbose || this.terminal.isErrTerminal ? { onRequest: logTo(this) } : {}),
    }).catch((error: unknown) => {
      throw new Failure("emulator", `the emulator can't start: ${errorText(error)}`);
    });
    const { terminal, interruption } = this;
    interruption.listen(true);
    terminal.out(
      flags.format === "json"
        ? `${JSON.stringify({ api_url: server.apiUrl, frontend_api_url: server.frontendApiUrl })}\n`
        : `Clerk emulator: Backend API ${server.apiUrl}/v1, Frontend API ${server.frontendApiUrl}\nUse it with CLERK_API_URL=${server.apiUrl} and any CLERK_SECRET_KEY that starts with sk_test_; stop it with Ctrl-C.\n`,
    );
    if (!interruption.signal.aborted) await once(interruption.signal, "abort");
    await server.close();
    return EXIT.ok;
  });
}

/** Characters of a body that stand in a line. */
const LONGEST_BODY = 200;

/** One line a request. */
const logTo =
  ({ terminal }: Context) =>
  ({ api, method, path, body, status, fault }: EmulatedRequest): void => {
    const where = `${api === "backend" ? "" : "frontend "}/v1${path}`;
    const answer =
      status === null ? "connection reset" : `${status} ${STATUS_CODES[status] ?? ""}`.trim();
    const sent = body === null ? "" : ` ${cutText(JSON.stringify(body), LONGEST_BODY)}`;
    const why = fault === null ? "" : `, by the fault ${fault}`;
    terminal.err(`${escapeText(terminal.redact(`${method} ${where}: ${answer}${why}${sent}`))}\n`);
  };
