// The secret key of an instance: from the process variables, or from the file of --dotenv.

import { parseSecretKey, type SecretKey } from "../../clerk/secret-key.ts";
import type { Desired } from "../../core/file/desired.ts";
import { Failure } from "../../core/finding/failure.ts";
import type { Context } from "../context.ts";
import { dotenvWith, readDotenv, valueIn, type Variables } from "../disk/dotenv.ts";
import { look } from "../disk/find-file.ts";
import { readKeys } from "../disk/keys-file.ts";
import { isOpenToOthers } from "../disk/read-file.ts";

export const SECRET = "CLERK_SECRET_KEY";

/** Where keys are read from beside the process variables. */
export interface KeyFlags {
  readonly dotenv?: string;
  readonly keysFile?: string;
}

/** Whose key it is. */
export type KeyOwner = Pick<Desired, "target"> & Partial<Pick<Desired, "file">>;

/** The variable that holds the secret key. */
export const keyVariableOf = ({ target }: Pick<Desired, "target">): string =>
  target.secret_key_env ?? SECRET;

export interface KeyFound {
  readonly secretKey: SecretKey;
  /** The variables that it stood among: those of the process, or those of a file. */
  readonly among: Variables;
}

/** Finds the secret key of an instance. Throws a `Failure` (exit 3) when there is none. */
export type Keys = (owner: KeyOwner) => KeyFound;

type Place = Pick<Context, "environment" | "terminal">;

/** The places that keys are looked for in, the one that counts first first; each file is read once. */
export function openKeys(context: Place, flags: KeyFlags): Keys {
  const { places, files } = openPlaces(context, flags);
  return (owner) => {
    const variable = keyVariableOf(owner);
    const found = places.find(({ variables }) => valueIn(variables, variable) !== undefined);
    if (!found) throw keyMissing(variable, owner, files);
    const text = valueIn(found.variables, variable) ?? "";
    context.terminal.hide(...formsOf(text));
    return {
      secretKey: parseSecretKey(text, `${variable}${found.said}`),
      among: found.variables,
    };
  };
}

/** Whether there is a key, right or wrong. An empty variable, as a job has it for a secret that it may not see, holds none. */
export function openKeySearch(context: Place, flags: KeyFlags): (owner: KeyOwner) => boolean {
  const { places } = openPlaces(context, flags);
  return (owner) => {
    const variable = keyVariableOf(owner);
    const texts = places.flatMap(({ variables }) => valueIn(variables, variable) || []);
    context.terminal.hide(...texts.flatMap(formsOf));
    return texts.length > 0;
  };
}

interface KeyPlaces {
  readonly places: readonly { readonly variables: Variables; readonly said: string }[];
  readonly files: readonly string[];
}

function openPlaces(context: Place, flags: KeyFlags): KeyPlaces {
  const { environment } = context;
  const { dotenv } = flags;
  const keysFile = flags.keysFile ?? (environment[KEYS_FILE] || undefined);
  const places = [
    { variables: environment, said: "" },
    ...(dotenv === undefined
      ? []
      : [{ variables: readDotenv(dotenv, "--dotenv"), said: ` in ${dotenv}` }]),
    ...(keysFile === undefined
      ? []
      : [{ variables: readKeysFile(context, keysFile, flags), said: ` in ${keysFile}` }]),
  ];
  return { places, files: [dotenv, keysFile].filter((file) => file !== undefined) };
}

export const readSecretKey = (context: Place, owner: KeyOwner, flags: KeyFlags): SecretKey =>
  openKeys(context, flags)(owner).secretKey;

/** What of a value must not be shown. A text of a few characters is no secret, and would be found everywhere. */
const formsOf = (text: string): readonly string[] =>
  text
    .split(/[\r\n]+/)
    .map((part) => part.trim())
    .flatMap((part) => [part, part.replace(/^["'`]|["'`]$/g, "")])
    .filter((form) => form.length >= 11);

/** Names a file of secret keys, for runs over many instances. */
const KEYS_FILE = "CLERKWORK_KEYS_FILE";

/** Everything in the file is kept from being shown, whoever's it is. Throws a `Failure` (exit 3). */
function readKeysFile({ environment, terminal }: Place, path: string, flags: KeyFlags): Variables {
  const named = flags.keysFile === undefined ? KEYS_FILE : "--keys-file";
  const ci = environment["CI"];
  if ((!ci || ci === "false") && look(path)?.isFile() && isOpenToOthers(path)) {
    throw new Failure("unsafe_keys_file", `others than its owner may read ${path}`, {
      hint: `it holds secret keys: chmod 600 ${path}`,
    });
  }
  const variables = readKeys(path, named);
  terminal.hide(...Object.values(variables).flatMap((text) => formsOf(text ?? "")));
  return variables;
}

function keyMissing(variable: string, { file }: KeyOwner, files: readonly string[]): Failure {
  const near = dotenvWith(variable, file);
  const are = files.length > 1 ? "do" : "does";
  const where = files.length === 0 ? "" : `, and ${files.join(" and ")} ${are} not have it`;
  const hint =
    near === undefined
      ? `set ${variable} to the instance's secret key (sk_test_… or sk_live_…), from Clerk's dashboard under API keys`
      : `${near} has it: add --dotenv ${near}`;
  return new Failure("invalid_secret_key", `${variable} is not set${where}`, { hint });
}
