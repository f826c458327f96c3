// dist/clerkwork.1: the manual page, from what help says.

import type { Entry } from "../core/text/table.ts";
import { describeCommand, type HelpPage } from "../cli/help/page.ts";
import { VARIABLES } from "../cli/help/note.ts";
import { commands } from "../cli/routes.ts";
import { EXIT_MEANINGS } from "../core/finding/exit-meanings.ts";
import { EXIT } from "../core/finding/failure.ts";

/** Text of a line: nothing in it is a request or an escape of roff's. */
const escapeRoff = (text: string): string =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("'", "\\(aq")
    .replaceAll("`", "")
    .replaceAll("…", "...")
    .replace(/^\./, "\\&.");

const tagged = ({ name, says }: Entry): string =>
  `.TP\n.B ${escapeRoff(name)}\n${escapeRoff(says)}`;

function renderCommand({ usage, says, operands, groups, examples, exits }: HelpPage): string {
  const flags = groups.flatMap(({ entries }) => entries);
  return [
    `.SS clerkwork ${escapeRoff(usage)}`,
    escapeRoff(says),
    ...operands.map(tagged),
    // Every command has these; they stand once, under OPTIONS.
    ...flags.filter(({ name }) => !/^-[hv], /.test(name)).map(tagged),
    ...examples.map(({ name, says }) => tagged({ name: `clerkwork ${name}`, says })),
    ...exits.map(({ name, says }) => tagged({ name: `exit ${name}`, says })),
  ].join("\n");
}

/** `version` stands in the foot of the page. */
export function renderManual(version: string): string {
  const pages = commands.map(describeCommand);
  const exits = Object.entries(EXIT).map(([name, code]) => ({
    name: String(code),
    says: EXIT_MEANINGS[name as keyof typeof EXIT],
  }));
  return `${[
    `.TH CLERKWORK 1 "" "clerkwork ${version}" "User Commands"`,
    ".SH NAME",
    "clerkwork \\- Clerk instance settings as code",
    ".SH SYNOPSIS",
    ".B clerkwork",
    ".I COMMAND",
    "[options]",
    ".SH DESCRIPTION",
    "Keeps the settings of a Clerk instance as reviewed YAML: plan in pull requests, apply on merge, drift on a schedule.",
    ".SH OPTIONS",
    tagged({ name: "-h, --help", says: "Print the help of a command" }),
    tagged({ name: "-v, --version", says: "Print the version" }),
    ".SH COMMANDS",
    ...pages.map(renderCommand),
    ".SH EXIT STATUS",
    ...exits.map(tagged),
    tagged({ name: "130, 143", says: "interrupted before anything was written" }),
    ".SH ENVIRONMENT",
    ...Object.entries(VARIABLES).map(([name, says]) => tagged({ name, says })),
    ".SH FILES",
    tagged({ name: "clerkwork.yaml", says: "The file, in this folder or in a parent folder" }),
  ].join("\n")}\n`;
}
