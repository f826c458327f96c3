// Serves a Clerk of your own until a signal comes.

import { once } from "node:events";
import { startEmulator } from "../../emulator/emulator.ts";
import { EXIT, Failure } from "../../core/finding/failure.ts";
import type { Context } from "../context.ts";
import { errorText } from "../disk/error-text.ts";
import type { Format } from "../flags.ts";
import { finish } from "../session/finish.ts";

export interface EmulatorFlags {
  readonly port?: number;
  readonly format?: Format;
  readonly state?: string;
}

/** Serves until a signal comes. */
export default function emulator(this: Context, flags: EmulatorFlags): Promise<void> {
  return finish(this, flags, async () => {
    const server = await startEmulator({
      port: flags.port ?? 0,
      ...(flags.state === undefined ? {} : { stateFile: flags.state }),
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
