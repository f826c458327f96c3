// A command whose result a CI system is told as well, whatever it comes to. Loaded always; what tells is not.

import { tellsCi } from "../ci-flags.ts";
import type { Context, EndCode } from "../context.ts";
import { conclude, redactFailure } from "../session/finish.ts";
import type { RecordedCommand } from "../../core/report/record.ts";
import type { Told } from "./result.ts";

/** Runs the command with a place for its records, and tells what came of it: a failure, too, so that nothing stays stale. */
export async function inCi(
  context: Context,
  flags: Told,
  command: RecordedCommand,
  run: (context: Context) => Promise<EndCode>,
): Promise<EndCode> {
  if (!tellsCi(flags)) return run(context);
  const { openCiRun } = await import("./run.ts");
  const ci = openCiRun(context, flags, command);
  try {
    const code = await run({ ...context, records: ci.records });
    await ci.tell(code);
    return code;
  } catch (error) {
    const { failure, code } = conclude(context, error);
    await ci.tell(code, redactFailure(context, failure));
    throw error;
  }
}
