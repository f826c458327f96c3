// The help of one command as data: from its route, and from what is written about it.

import type { Command } from "@stricli/core";
import type { Entry } from "../../core/text/table.ts";
import type { Context } from "../context.ts";
import { toKebab, type NamedCommand } from "../named-command.ts";
import { GROUPS, groupOf, placeOf, type Group } from "./flag-groups.ts";
import { DOCS, VARIABLES, type VariableName } from "./note.ts";
import { noteOf } from "./notes.ts";

export interface HelpPage {
  /** As typed, such as `change-domain`. */
  readonly command: string;
  readonly brief: string;
  readonly says: string;
  /** Without the tool's name. */
  readonly usage: string;
  readonly operands: readonly Entry[];
  readonly groups: readonly { readonly title: string; readonly entries: readonly Entry[] }[];
  readonly examples: readonly Entry[];
  readonly exits: readonly Entry[];
  readonly variables: readonly Entry[];
  readonly docs: string;
}

type Parameters = Command<Context>["parameters"];
type Flag = NonNullable<Parameters["flags"]>[string];

/** Longer lists of values stand in the text, not beside the flag. */
const LONGEST_CHOICE = 30;

function placeholderOf(name: string, flag: Flag): string {
  if (flag.kind === "enum") {
    const choice = flag.values.join("|");
    return choice.length <= LONGEST_CHOICE ? ` ${choice}` : ` ${name.toUpperCase()}`;
  }
  if (flag.kind !== "parsed") return "";
  return ` ${flag.placeholder ?? "VALUE"}`;
}

function describeFlag(name: string, flag: Flag, aliases: readonly string[]): Entry {
  const hasNegation = flag.kind === "boolean" && flag.withNegated !== false;
  const long = `--${hasNegation ? "[no-]" : ""}${toKebab(name)}${placeholderOf(name, flag)}`;
  const values =
    flag.kind === "enum" && flag.values.join("|").length > LONGEST_CHOICE
      ? `: ${flag.values.join(", ")}`
      : "";
  return {
    name: [...aliases.map((alias) => `-${alias}`), long].join(", "),
    says: `${flag.brief}${values}`,
  };
}

const OF_EVERY_COMMAND: readonly Entry[] = [
  { name: "-h, --help", says: "Print this page" },
  { name: "-v, --version", says: "Print the version" },
];

function groupFlags(command: string, { flags = {}, aliases = {} }: Parameters): HelpPage["groups"] {
  const shorts = Object.entries(aliases);
  const entries = Object.entries(flags)
    .filter(([, flag]) => flag.hidden !== true)
    .toSorted(([one], [other]) => placeOf(one) - placeOf(other))
    .map(([name, flag]) => ({
      group: groupOf(command, name),
      entry: describeFlag(
        name,
        flag,
        shorts.filter(([, long]) => long === name).map(([short]) => short),
      ),
    }));
  return Object.entries(GROUPS)
    .map(([group, title]) => ({
      title,
      entries: [
        ...entries.filter((flag) => flag.group === (group as Group)).map(({ entry }) => entry),
        ...(group === "other" ? OF_EVERY_COMMAND : []),
      ],
    }))
    .filter(({ entries }) => entries.length > 0);
}

function operandsOf({ positional }: Parameters): readonly (Entry & { readonly shown: string })[] {
  if (positional?.kind === "array") {
    const { placeholder = "ARGUMENT", brief } = positional.parameter;
    return [{ name: placeholder, says: brief, shown: `${placeholder}…` }];
  }
  const list = positional?.kind === "tuple" ? positional.parameters : [];
  return list.map(({ placeholder = "ARGUMENT", brief, optional }) => ({
    name: placeholder,
    says: brief,
    shown: optional === true ? `[${placeholder}]` : placeholder,
  }));
}

/** What help, the man page and the documentation say of a command. */
export function describeCommand({ name: command, target }: NamedCommand): HelpPage {
  const note = noteOf(command);
  const operands = operandsOf(target.parameters);
  return {
    command,
    brief: target.brief,
    says: note?.says ?? `${target.brief}.`,
    usage: [command, ...operands.map(({ shown }) => shown), "[options]"].join(" "),
    operands: operands.map(({ name, says }) => ({ name, says })),
    groups: groupFlags(command, target.parameters),
    examples: (note?.examples ?? []).map(([name, says]) => ({ name, says })),
    exits: Object.entries(note?.exits ?? {}).map(([name, says]) => ({ name, says })),
    variables: (note?.variables ?? []).map((name: VariableName) => ({
      name,
      says: VARIABLES[name],
    })),
    docs: `${DOCS}/${note?.docs ?? "docs/commands.md"}`,
  };
}
