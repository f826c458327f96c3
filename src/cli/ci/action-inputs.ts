// From the inputs of the action to a command line. No shell reads them: each stands in a variable of its own, by
// actions/runner 2.328, `Handler.cs`: INPUT_, then the name in upper case with blanks as underscores.

import { join } from "node:path";

/** What the runner gives the action. */
export interface ActionCall {
  readonly inputs: readonly string[];
  /** Where the command runs; undefined: where the action started. */
  readonly folder: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Commands of the action. Any other word is handed on alone, and refused by the command line. */
const COMMANDS = ["validate", "plan", "apply", "drift"] as const;

type Command = (typeof COMMANDS)[number];

const isCommand = (word: string): word is Command => (COMMANDS as readonly string[]).includes(word);

export function callOf(environment: Environment): ActionCall {
  const input = (name: string): string =>
    (environment[`INPUT_${name.toUpperCase().replaceAll(" ", "_")}`] ?? "").trim();
  const lines = (name: string): readonly string[] =>
    input(name)
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter(Boolean);
  const flags = (flag: string, values: readonly string[]): readonly string[] =>
    values.flatMap((value) => [flag, value]);
  const given = (flag: string, name: string): readonly string[] =>
    input(name) === "" ? [] : [flag, input(name)];
  const command = input("command") || "plan";
  const folder = input("working-directory") || undefined;
  if (!isCommand(command)) return { inputs: [command], folder };
  const files = lines("file");
  const names = lines("env");
  const isAll = names.includes("*");
  const several = isAll || names.length > 1 || files.length > 1;
  const own: Readonly<Record<Command, () => readonly string[]>> = {
    validate: () => [],
    plan: () => [
      ...comment(input("comment")),
      ...flags("--allow", lines("allow")),
      ...given("--shard", "shard"),
      ...given("--fail-on", "fail-on"),
      ...flags("--out", planFile(input("plan-file"), environment, several)),
      "--force",
    ],
    apply: () => [
      ...comment(input("comment")),
      ...flags("--allow", lines("allow")),
      ...given("--shard", "shard"),
      ...given("--expect", "expect"),
      "--yes",
      ...(input("plan-file") === "" ? [] : [input("plan-file")]),
    ],
    drift: () => [
      ...(input("issue") === "true" ? ["--issue"] : []),
      ...given("--shard", "shard"),
      ...given("--fail-on", "fail-on"),
    ],
  };
  const tells = command === "validate" ? [] : ["--outputs", ...summary(input("summary"))];
  return {
    inputs: [
      command,
      ...flags("-f", files),
      ...(isAll ? ["--all"] : flags("--env", names)),
      ...tells,
      ...own[command](),
      ...lines("args"),
    ],
    folder,
  };
}

const summary = (said: string): readonly string[] => (said === "false" ? [] : ["--summary"]);

/** A word that is none of these is refused by the command line. */
function comment(said: string): readonly string[] {
  if (said === "false" || said === "") return [];
  return [`--comment=${said === "true" ? "always" : said}`];
}

/** Where a plan is saved: as named, else in the runner's own folder; a folder for several. */
function planFile(named: string, environment: Environment, several: boolean): readonly string[] {
  if (named !== "") return [named];
  const folder = environment["RUNNER_TEMP"];
  return folder ? [join(folder, several ? "clerkwork-plans" : "clerkwork-plan.json")] : [];
}
