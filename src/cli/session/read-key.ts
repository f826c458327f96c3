// The secret key of an instance: from the process variables, or from the file of --dotenv.

import { parseSecretKey, type SecretKey } from "../../clerk/secret-key.ts";
import type { Desired } from "../../core/file/desired.ts";
import { Failure } from "../../core/finding/failure.ts";
import type { Context } from "../context.ts";
import { dotenvWith, readDotenv, valueIn, type Variables } from "../disk/dotenv.ts";

export const SECRET = "CLERK_SECRET_KEY";

/** Where keys are read from beside the process variables. */
export interface KeyFlags {
  readonly dotenv?: string;
}

/** Whose key it is. */
export type KeyOwner = Pick<Desired, "target"> & Partial<Pick<Desired, "file">>;

/** The variable that holds the secret key. */
export const keyVariableOf = ({ target }: Pick<Desired, "target">): string =>
  target.secret_key_env ?? SECRET;

export interface KeyFound {
  readonly secretKey: SecretKey;
  /** The variables that it stood among: those of the process, or those of the file. */
  readonly among: Variables;
}

/** A process variable counts before the file's. Throws a `Failure` (exit 3) when there is no secret key. */
export function findSecretKey(
  { environment, terminal }: Pick<Context, "environment" | "terminal">,
  owner: KeyOwner,
  { dotenv }: KeyFlags,
): KeyFound {
  const variable = keyVariableOf(owner);
  const written = dotenv === undefined ? {} : readDotenv(dotenv);
  const own = valueIn(environment, variable);
  const text = own ?? valueIn(written, variable);
  // A text of a few characters is no secret, and would be found everywhere.
  for (const part of text?.split(/[\r\n]+/) ?? [])
    for (const form of [part.trim(), part.trim().replace(/^["'`]|["'`]$/g, "")])
      if (form.length >= 11) terminal.hide(form);
  if (text === undefined) throw keyMissing(variable, owner, dotenv);
  const inFile = own === undefined;
  return {
    secretKey: parseSecretKey(text, inFile ? `${variable} in ${dotenv}` : variable),
    among: inFile ? written : environment,
  };
}

export const readSecretKey = (...given: Parameters<typeof findSecretKey>): SecretKey =>
  findSecretKey(...given).secretKey;

function keyMissing(variable: string, { file }: KeyOwner, dotenv: string | undefined): Failure {
  const near = dotenvWith(variable, file);
  const where = dotenv === undefined ? "" : `, and ${dotenv} does not have it`;
  const hint =
    near === undefined
      ? `set ${variable} to the instance's secret key (sk_test_… or sk_live_…), from Clerk's dashboard under API keys`
      : `${near} has it: add --dotenv ${near}`;
  return new Failure("invalid_secret_key", `${variable} is not set${where}`, { hint });
}
