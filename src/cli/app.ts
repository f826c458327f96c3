// Which commands there are, and what happens to a command line that is none of them.

import { buildApplication, run, text_en, type Application } from "@stricli/core";
import { Failure } from "../core/finding/failure.ts";
import type { Context } from "./context.ts";
import { groupCalled } from "./named-command.ts";
import { commands, routes } from "./routes.ts";
import { finish } from "./session/finish.ts";
import { readLine, type CommandLine } from "./usage/read-line.ts";

/** What the scripts of `completion` call. Not shown. */
const COMPLETE = "__complete";

/** Runs one command line to its end. Sets the exit code through the context. */
export async function runCommand(typed: readonly string[], context: Context): Promise<void> {
  const asked = readLine(typed, commands);
  if (asked.version) {
    context.terminal.out(`${context.toolVersion}\n`);
    context.end(0);
    return;
  }
  if (typed[0] === COMPLETE) return complete(typed.slice(1), context);
  const format = formatIn(asked.inputs);
  // The parser would print help of its own.
  if (!asked.command && groupCalled(commands, asked.inputs[0] ?? "").length > 0)
    return finish(context, format, async () => {
      throw await misplaced(asked.inputs);
    });
  const words: string[] = [];
  const wrong: unknown[] = [];
  const process = {
    stdout: context.process.stdout,
    stderr: { write: (text: string) => void words.push(text) },
    env: { STRICLI_NO_COLOR: "1" },
    exitCode: null as number | string | null,
  };
  const application = applicationThat((error) => wrong.push(error));
  await run(application, asked.inputs, { ...context, process });
  if (Number(process.exitCode ?? 0) === 0) return;
  // Stricli's own codes: the command line named something that doesn't exist, or lacks something.
  await finish(context, format, async () => {
    const failure = await misuse(asked, wrong, words.join("").trim());
    if (asked.inputs.includes("--outputs")) {
      const { tellMisuse } = await import("./ci/misuse.ts");
      await tellMisuse(context, { ...asked, command: asked.command?.name }, failure);
    }
    throw failure;
  });
}

/** What parses the command line; `onMisuse` gets what is wrong with an argument. */
function applicationThat(onMisuse: (error: unknown) => void): Application<Context> {
  return buildApplication(routes, {
    name: "clerkwork",
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
    documentation: { caseStyle: "convert-camel-to-kebab" },
    localization: {
      text: {
        ...text_en,
        exceptionWhileParsingArguments: (error) => {
          onMisuse(error);
          return "";
        },
      },
    },
  });
}

/** A shell is waiting: it gets words, or none. */
async function complete(asked: readonly string[], context: Context): Promise<void> {
  try {
    const { printProposals } = await import("./completion/propose.ts");
    await printProposals(
      applicationThat(() => {}),
      commands,
      asked,
      context,
    );
  } catch {
    // Whatever is wrong is said when the command runs.
  }
  context.end(0);
}

/** The line that names no command, or the argument that does not fit. */
async function misuse(
  { inputs, command }: CommandLine,
  wrong: readonly unknown[],
  said: string,
): Promise<Failure> {
  if (wrong.length === 0 && !command) return misplaced(inputs);
  const { describeMisuse } = await import("./usage/misuse.ts");
  const message = wrong.length > 0 ? describeMisuse(wrong[0], command) : said;
  return new Failure("invalid_usage", message || "the command line can't be read", {
    hint: command ? `see clerkwork ${command.name} --help` : "clerkwork help lists the commands",
  });
}

async function misplaced(inputs: readonly string[]): Promise<Failure> {
  const { describeMisplaced } = await import("./usage/misplaced.ts");
  return describeMisplaced(inputs, commands);
}

/** How a failure is to be shown, of a line that could not be read. */
function formatIn(inputs: readonly string[]): { readonly format?: "json" | "markdown" } {
  const wants = (format: string): boolean =>
    inputs.some(
      (input, index) =>
        input === `--format=${format}` || (input === "--format" && inputs[index + 1] === format),
    );
  const format = (["json", "markdown"] as const).find(wants);
  return format ? { format } : {};
}
