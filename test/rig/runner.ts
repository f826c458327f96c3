/**
 * What the runner of GitHub Actions takes for an order in a job's log: its parsing, as published in actions/runner
 * (`ActionCommand.TryParseV2` and `TryParse`), for the commands that it has registered.
 */

const REGISTERED = new Set([
  "add-mask",
  "add-matcher",
  "add-path",
  "debug",
  "echo",
  "endgroup",
  "error",
  "group",
  "internal-set-repo-path",
  "notice",
  "remove-matcher",
  "save-state",
  "set-env",
  "set-output",
  "stop-commands",
  "warning",
]);

const isRegistered = (words: string): boolean =>
  REGISTERED.has((words.split(" ")[0] ?? "").toLowerCase());

/** `::name properties::data` after leading blanks, of any kind that .NET trims. */
function isSecondForm(line: string): boolean {
  const text = line.trimStart();
  if (!text.startsWith("::")) return false;
  const end = text.indexOf("::", 2);
  return end >= 0 && isRegistered(text.slice(2, end));
}

/** `##[name properties]data` anywhere in a line. */
function isFirstForm(line: string): boolean {
  const start = line.indexOf("##[");
  const end = line.indexOf("]", start);
  return start >= 0 && end >= 0 && isRegistered(line.slice(start + 3, end));
}

/** The lines that are orders, `stop-commands` tokens included. */
export function ordersIn(text: string): string[] {
  return text.split(/\r\n|\r|\n/).filter((line) => isSecondForm(line) || isFirstForm(line));
}
