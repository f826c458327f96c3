// Which commands there are, and what happens to a command line that is none of them.

import { ArgumentScannerError, buildApplication, run, text_en } from "@stricli/core";
import { Failure } from "../core/finding/failure.ts";
import type { Context } from "./context.ts";
import { finish } from "./session/finish.ts";
import { routes } from "./routes.ts";

/** Runs one command line to its end. Sets the exit code through the context. */
export async function runCommand(inputs: readonly string[], context: Context): Promise<void> {
  const words: string[] = [];
  const process = {
    stdout: context.process.stdout,
    stderr: { write: (text: string) => void words.push(text) },
    env: { STRICLI_NO_COLOR: "1" },
    exitCode: null as number | string | null,
  };
  const application = buildApplication(routes, {
    name: "clerkwork",
    versionInfo: { currentVersion: context.toolVersion },
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
    documentation: {
      caseStyle: "convert-camel-to-kebab",
      useAliasInUsageLine: false,
      onlyRequiredInUsageLine: true,
    },
    localization: { text: { ...text_en, exceptionWhileParsingArguments: describeMisuse } },
  });
  await run(application, inputs, { ...context, process });
  if (Number(process.exitCode ?? 0) === 0) return;
  // Stricli's own codes: the command line named something that doesn't exist, or lacks something.
  const message = words.join("").trim();
  const format = wantsJson(inputs) ? ({ format: "json" } as const) : {};
  await finish(context, format, () => {
    throw new Failure("invalid_usage", message || "the command line can't be read", {
      hint:
        secretHint(inputs) ??
        `clerkwork COMMAND --help lists the flags of a command; the commands are ${routes
          .getAllEntries()
          .map(({ name }) => name["convert-camel-to-kebab"])
          .join(", ")}`,
    });
  });
}

/** What is wrong with an argument; flags are called as people write them. */
function describeMisuse(error: unknown): string {
  if (!(error instanceof ArgumentScannerError)) return String(error);
  const named = [
    Reflect.get(error, "externalFlagName"),
    Reflect.get(error, "nextFlagName"),
    Reflect.get(error, "externalFlagNameOrPlaceholder"),
    Reflect.get(error, "corrections"),
  ].flat() as readonly unknown[];
  return named
    .filter((name) => typeof name === "string")
    .map((name) => name.replace(/^--/, ""))
    .reduce(
      (message, name) => message.replaceAll(`--${name}`, `--${toKebab(name)}`),
      error.message,
    );
}

const toKebab = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function wantsJson(inputs: readonly string[]): boolean {
  return inputs.some(
    (input, index) =>
      input === "--format=json" || (input === "--format" && inputs[index + 1] === "json"),
  );
}

function secretHint(inputs: readonly string[]): string | undefined {
  return inputs.some((input) => /^--?(?:secret-?key|key|token)\b/i.test(input))
    ? "the key is never a flag, because every process on the machine can read those: set CLERK_SECRET_KEY"
    : undefined;
}
