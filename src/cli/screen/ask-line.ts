// One line from a terminal. It can be asked for any number of times: nothing of a question stays behind.

import { createInterface } from "node:readline/promises";

/** What ends a question, and takes the Ctrl-C that is typed at one. */
interface Signals {
  readonly signal: AbortSignal;
  readonly raise: (signal: NodeJS.Signals) => void;
}

/** Between questions, a terminal that goes away is nobody's fault. */
const ignore = (): void => {};

/** Asks until the answer; undefined: the input ended, or a signal came. */
export async function askLine(
  { stdin: input, stderr: output }: Pick<NodeJS.Process, "stdin" | "stderr">,
  { signal, raise }: Signals,
  question: string,
): Promise<string | undefined> {
  const lines = createInterface({ input, output });
  let end = (): void => {};
  try {
    return await new Promise<string | undefined>((resolve, reject) => {
      end = () => resolve(undefined);
      lines.once("close", end);
      // On a terminal, readline takes Ctrl-C for itself.
      lines.once("SIGINT", () => raise("SIGINT"));
      signal.addEventListener("abort", end, { once: true });
      // A terminal that goes away fails to be read.
      lines.on("error", end);
      input.on("error", end);
      input.off("error", ignore).on("error", ignore);
      lines.question(question).then(resolve, reject);
    });
  } finally {
    lines.close();
    signal.removeEventListener("abort", end);
    input.off("error", end);
  }
}
