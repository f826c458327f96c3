// What is said when the first signal comes.

/** `grace`: milliseconds that a write on its way gets. */
export function answerTo(signal: NodeJS.Signals, isWriting: boolean, grace: number): string {
  const said = signal === "SIGINT" ? "interrupted" : "told to stop";
  return isWriting
    ? `Stopping after the current request (${grace / 1000} s at most). Press Ctrl-C again to cut it off; its outcome will then be unknown.`
    : `clerkwork: ${said}; nothing new is started`;
}
