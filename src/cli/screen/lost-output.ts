// What is said when the output could not be written, for whoever waits for it would not know.

/** Words for a person. `isWriting`: settings may have been written, and the result that is lost would have said which. */
export function sayLost({ code, message }: NodeJS.ErrnoException, isWriting: boolean): string {
  const why = code === "ENOSPC" ? "the disk is full" : (code ?? message);
  const next = isWriting ? "; settings may have been written: run plan to see" : "";
  return `clerkwork: the output could not be written: ${why}${next}\n`;
}
