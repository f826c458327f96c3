// The overview: what clerkwork is, the commands in the order of a life, where to read on.

import { wrapText } from "../../core/text/layout.ts";
import { line, type Line } from "../../core/text/line.ts";
import type { Entry } from "../../core/text/table.ts";
import { DOCS } from "./note.ts";
import { exampleLines, partLines, tableOf, widthOfHelp } from "./render.ts";

/** The way of a setting, from the instance into the file and back. */
const STEPS = ["init", "pull", "validate", "plan", "apply", "drift"];

const EXAMPLES: readonly Entry[] = [
  { name: "plan", says: "what would change on the instance that CLERK_SECRET_KEY opens" },
  { name: "apply --env production", says: "send it, after a question" },
  { name: "explain restrictions.blocklist", says: "what a setting does and endangers" },
];

export interface Command {
  readonly name: string;
  readonly brief: string;
}

/** Commands that are no step are listed after the steps, in the order of `commands`. */
export function renderOverview(
  commands: readonly Command[],
  about: { readonly brief: string; readonly version: string },
  columns: number,
): readonly Line[] {
  const width = widthOfHelp(columns);
  const entryOf = ({ name, brief }: Command): Entry => ({ name, says: brief });
  const steps = STEPS.flatMap((step) => commands.filter(({ name }) => name === step));
  const others = commands.filter(({ name }) => !STEPS.includes(name));
  const column = Math.max(0, ...commands.map(({ name }) => name.length));
  const pad = (entry: Entry): Entry => ({ ...entry, name: entry.name.padEnd(column) });
  return [
    ...wrapText(`clerkwork ${about.version}: ${about.brief}.`, { width }),
    line(""),
    line("Usage: clerkwork COMMAND [options]", "bold"),
    ...partLines(
      "From an instance to a reviewed file, and back",
      tableOf(steps.map(entryOf).map(pad), width),
    ),
    ...partLines("Other commands", tableOf(others.map(entryOf).map(pad), width)),
    ...partLines("Examples", exampleLines(EXAMPLES, width)),
    line(""),
    ...wrapText(
      "clerkwork help COMMAND shows a command's options; clerkwork --version prints the version.",
      { width },
    ),
    line(`Documentation: ${DOCS}/README.md`),
  ];
}
