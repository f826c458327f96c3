// Questions before a write, and what is said where nobody is there to answer.

import { Failure } from "../../core/finding/failure.ts";
import type { Context } from "../context.ts";

/**
 * Asks, while the clock stands still; throws a `Failure` that says `otherwise` unless the answer is exactly
 * `wanted`: exit 4, or the signal's own code when one came instead of an answer.
 */
export async function askFor(
  context: Context,
  question: string,
  wanted: string,
  otherwise: string,
): Promise<void> {
  const answer = await context.clock.stopFor(() => context.ask(question));
  // Some terminals end a line with a carriage return.
  if (answer?.replace(/\r$/, "") !== wanted) throw new Failure("declined", otherwise);
}

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
