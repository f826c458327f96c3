// The connections of a run, prepared before the first request: every key that is missing is named, not the first.

import type { Desired } from "../../core/file/desired.ts";
import { Failure } from "../../core/finding/failure.ts";
import { plural } from "../../core/text/line.ts";
import type { Context } from "../context.ts";
import type { ConnectionFlags } from "../flags.ts";
import type { Instance } from "./distinct.ts";
import { prepareConnection } from "./open-connection.ts";
import { openKeys } from "./read-key.ts";

/** An environment whose key is missing or wrong. */
interface Missing {
  readonly instance: Instance;
  readonly failure: Failure;
}

export interface Prepared {
  /** All of them, in their order. Opening one whose key is missing throws its `Failure`. */
  readonly instances: readonly Instance[];
  readonly missing: ReadonlyMap<Instance, Failure>;
}

/** Throws a `Failure` (exit 3) for what is wrong with the variables of all environments alike, and of the keys file. */
export function prepareEach(
  context: Context,
  desired: readonly Desired[],
  nameOf: (desired: Desired) => string,
  flags: ConnectionFlags,
): Prepared {
  const keys = openKeys(context, flags);
  const missing: Missing[] = [];
  const instances = desired.map((one): Instance => {
    const name = nameOf(one);
    try {
      return { desired: one, name, open: prepareConnection(context, one, flags, keys) };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const open = (): never => {
        throw error;
      };
      const instance = { desired: one, name, open };
      missing.push({ instance, failure: error });
      return instance;
    }
  });
  requireOwn(missing, instances);
  return {
    instances,
    missing: new Map(missing.map(({ instance, failure }) => [instance, failure])),
  };
}

/** What is wrong for all of them alike, such as the address of Clerk, is of no environment, and is thrown. */
function requireOwn(missing: readonly Missing[], instances: readonly Instance[]): void {
  const [first] = missing;
  if (!first || missing.length < instances.length) return;
  const { code, message } = first.failure;
  const isAlike = missing.every(({ failure }) => failure.message === message);
  if (isAlike && code !== "invalid_secret_key") throw first.failure;
}

/** What an environment is called among those of one file. */
export const environmentNameOf = ({ environment }: Desired): string => environment ?? "";

/** The same; throws a `Failure` (exit 3) when any key is missing, for all of them at once. */
export function prepareAll(...given: Parameters<typeof prepareEach>): readonly Instance[] {
  const { instances, missing } = prepareEach(...given);
  const failure = describeMissing({ instances, missing });
  if (failure) throw failure;
  return instances;
}

/** What is wrong with the keys, as one failure; undefined: nothing. */
export function describeMissing({ instances, missing }: Prepared): Failure | undefined {
  const [first] = missing;
  if (!first) return undefined;
  return instances.length > 1 ? severalOf([...missing]) : ofEnvironment(...first);
}

function ofEnvironment({ desired }: Instance, failure: Failure): Failure {
  if (desired.environment === null) return failure;
  const message = `${failure.message} (environment ${desired.environment})`;
  return new Failure(failure.code, message, { hint: failure.hint });
}

function severalOf(missing: readonly (readonly [Instance, Failure])[]): Failure {
  const lines = missing.map(([{ name }, failure]) => `${name || "the base"}: ${failure.message}`);
  const hints = new Set(missing.flatMap(([, failure]) => failure.hint ?? []));
  const near = [...hints].filter((hint) => hint.includes("--dotenv"));
  const isKey = missing.every(([, { code }]) => code === "invalid_secret_key");
  const head = isKey ? "no secret key for" : "no connection to";
  const others = isKey ? [SET_KEYS] : [...hints];
  return new Failure(
    missing[0]?.[1].code ?? "invalid_secret_key",
    [`${head} ${plural(missing.length, "environment")}`, ...lines].join("\n"),
    { hint: (near.length > 0 ? near : others).join("; ") },
  );
}

const SET_KEYS =
  "set each variable to its own instance's secret key (sk_test_… or sk_live_…), from Clerk's dashboard under API keys";
