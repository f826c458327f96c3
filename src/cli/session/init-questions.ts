// What init asks: only what no API can tell. An answer that can't be used is asked for again.

import { Failure } from "../../core/finding/failure.ts";
import { escapeText } from "../../core/text/escape.ts";
import type { Context } from "../context.ts";
import { tell } from "../screen/terminal.ts";
import { variableOf, whyNoName, type NewPart } from "./pull-new.ts";
import { openKeys, SECRET, type KeyFlags, type Keys } from "./read-key.ts";

export interface Wanted {
  readonly parts: readonly NewPart[];
  readonly ci: "github" | "none";
}

/** An answer as what it stands for, or why it stands for nothing. */
type Understood<Value> = { readonly value: Value } | { readonly wrong: string };

const PASTED = "a secret key is never typed here: set a variable to it, and give its name";
const looksPasted = (answer: string): boolean => /sk_(?:test|live)_/.test(answer);

/** Throws a `Failure`: exit 4 when the input ends, exit 3 when a file of keys can't be read. */
export async function askWhat(
  context: Context,
  flags: KeyFlags & { readonly ci?: Wanted["ci"] },
): Promise<Wanted> {
  // Read before anything is asked: what is wrong with a file of keys, no answer mends.
  const keys = openKeys(context, flags);
  context.interruption.listen();
  const names = await ask(
    context,
    "Environments, such as: staging production (Enter: none, one instance)",
    "",
    namesIn,
  );
  const parts: NewPart[] = [];
  for (const environment of names.length > 0 ? names : [null]) {
    const usual = environment === null ? SECRET : variableOf(environment);
    const of = environment === null ? "" : ` of ${environment}`;
    const question = `Variable with the secret key${of} (Enter: ${usual})`;
    const variable = await ask(context, question, usual, (answer) => variableIn(answer, keys));
    const isUsual = environment === null && variable === SECRET;
    parts.push({ environment, variable: isUsual ? undefined : variable });
  }
  const ci = flags.ci ?? (await ask(context, "CI: github or none (Enter: none)", "none", ciIn));
  return { parts, ci };
}

function namesIn(answer: string): Understood<readonly string[]> {
  if (looksPasted(answer)) return { wrong: PASTED };
  const names = [...new Set(answer.split(/[\s,]+/).filter(Boolean))];
  const wrong = names.map(whyNoName).find((why) => why !== undefined);
  return wrong === undefined ? { value: names } : { wrong };
}

/** The name of a variable that holds a secret key. What is no name may be a key, and is not shown. */
function variableIn(answer: string, keys: Keys): Understood<string> {
  if (looksPasted(answer)) return { wrong: PASTED };
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(answer))
    return { wrong: "that is no name of a variable: letters, digits and _" };
  try {
    keys({ target: { secret_key_env: answer } });
    return { value: answer };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { wrong: [error.message, error.hint].filter(Boolean).join("; ") };
  }
}

function ciIn(answer: string): Understood<Wanted["ci"]> {
  const folded = answer.toLowerCase();
  if (folded === "github" || folded === "none") return { value: folded };
  return { wrong: "answer github or none" };
}

/** Asks until the answer can be used, and says what is wrong with one that can't. */
async function ask<Value>(
  context: Context,
  question: string,
  otherwise: string,
  understand: (answer: string) => Understood<Value>,
): Promise<Value> {
  for (;;) {
    const answer = await context.clock.stopFor(() => context.ask(`${question}: `));
    if (answer === undefined)
      throw new Failure("declined", "the question was not answered; nothing was written");
    const understood = understand(answer.trim() || otherwise);
    if ("value" in understood) return understood.value;
    tell(context.terminal, escapeText(context.terminal.redact(understood.wrong)), "  ");
  }
}
