// A command line that can't be read, told to the step that it was meant for.

import type { Failure } from "../../core/finding/failure.ts";
import { EXIT } from "../../core/finding/failure.ts";
import { commandNamed } from "../../core/report/record.ts";
import type { Context } from "../context.ts";
import { openCiRun } from "./run.ts";

/** Outputs and summary alone: which comment it would have been is not known. Never throws. */
export function tellMisuse(
  context: Context,
  { inputs, command }: { readonly inputs: readonly string[]; readonly command: string | undefined },
  failure: Failure,
): Promise<void> {
  const asked = { outputs: inputs.includes("--outputs"), summary: inputs.includes("--summary") };
  return openCiRun(context, asked, commandNamed(command)).tell(EXIT.invalid, failure);
}
