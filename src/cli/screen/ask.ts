// Commands that ask, where nobody is there to answer.

import { Failure } from "../../core/finding/failure.ts";

/** Why a command that asks can't run here, and the command that can. */
export function nobodyToAsk(command: string): Failure {
  return new Failure(
    "nobody_to_ask",
    "this asks before it writes, and there is no terminal to ask on",
    {
      hint: `read what it would do, then run: ${command}`,
    },
  );
}
