// What init asks: only what no API can tell.

import { Failure } from "../../core/finding/failure.ts";
import type { Context } from "../context.ts";
import { requireName, variableOf, type NewPart } from "./pull-new.ts";
import { SECRET } from "./read-key.ts";

export interface Wanted {
  readonly parts: readonly NewPart[];
  readonly ci: "github" | "none";
}

/** Throws a `Failure`: exit 4 when the input ends, exit 3 for an answer that can't be used. */
export async function askWhat(
  context: Context,
  ci: "github" | "none" | undefined,
): Promise<Wanted> {
  const named = await ask(
    context,
    "Environments, such as: staging production (Enter: none, one instance)",
    "",
  );
  const names = [...new Set(named.split(/[\s,]+/).filter(Boolean))].map(requireName);
  const parts: NewPart[] = [];
  for (const environment of names.length > 0 ? names : [null]) {
    const usual = environment === null ? SECRET : variableOf(environment);
    const of = environment === null ? "" : ` of ${environment}`;
    const variable = await ask(
      context,
      `Variable with the secret key${of} (Enter: ${usual})`,
      usual,
    );
    parts.push({
      environment,
      variable: environment === null && variable === SECRET ? undefined : requireVariable(variable),
    });
  }
  return { parts, ci: ci ?? (await askCi(context)) };
}

async function askCi(context: Context): Promise<"github" | "none"> {
  const answer = await ask(context, "CI: github or none (Enter: none)", "none");
  if (answer === "github" || answer === "none") return answer;
  throw new Failure("invalid_usage", `CI is github or none, not ${JSON.stringify(answer)}`);
}

/** A key that was pasted instead of a name is not shown. */
function requireVariable(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(name) && !/^sk_(?:test|live)_/.test(name)) return name;
  throw new Failure("invalid_usage", "that is no name of a variable: letters, digits and _", {
    hint: "the key itself is never typed here: set the variable, and give its name",
  });
}

async function ask(context: Context, question: string, otherwise: string): Promise<string> {
  const answer = await context.clock.stopFor(() => context.ask(`${question}: `));
  if (answer === undefined)
    throw new Failure("declined", "the question was not answered; nothing was written");
  return answer.trim() || otherwise;
}
