// The connections of a run, prepared before the first request: every key that is missing is named, not the first.

import type { Desired } from "../../core/file/desired.ts";
import { Failure } from "../../core/finding/failure.ts";
import { plural } from "../../core/text/line.ts";
import type { Context } from "../context.ts";
import type { ConnectionFlags } from "../flags.ts";
import type { Instance } from "./distinct.ts";
import { prepareConnection } from "./open-connection.ts";

/** What is wrong with one environment's key. */
interface Missing {
  readonly name: string | null;
  readonly failure: Failure;
}

/** Throws a `Failure` (exit 3) for what is wrong with the variables, of all environments at once. */
export function prepareAll(
  context: Context,
  desired: readonly Desired[],
  flags: ConnectionFlags,
): readonly Instance[] {
  const instances: Instance[] = [];
  const missing: Missing[] = [];
  for (const one of desired) {
    try {
      instances.push({ desired: one, open: prepareConnection(context, one, flags) });
    } catch (error) {
      // What is wrong for all of them alike is said once.
      if (!(error instanceof Failure) || error.code !== "invalid_secret_key") throw error;
      missing.push({ name: one.environment, failure: error });
    }
  }
  const [first] = missing;
  if (first) throw desired.length > 1 ? severalOf(missing) : ofEnvironment(first);
  return instances;
}

function ofEnvironment({ name, failure }: Missing): Failure {
  if (name === null) return failure;
  const message = `${failure.message} (environment ${name})`;
  return new Failure(failure.code, message, { hint: failure.hint });
}

function severalOf(missing: readonly Missing[]): Failure {
  const lines = missing.map(({ name, failure }) => `${name ?? "the base"}: ${failure.message}`);
  const hints = new Set(missing.flatMap(({ failure }) => failure.hint ?? []));
  const near = [...hints].filter((hint) => hint.includes("--dotenv"));
  return new Failure(
    "invalid_secret_key",
    [`no secret key for ${plural(missing.length, "environment")}`, ...lines].join("\n"),
    {
      hint:
        near.length > 0
          ? near.join("; ")
          : "set each variable to its own instance's secret key (sk_test_… or sk_live_…), from Clerk's dashboard under API keys",
    },
  );
}
