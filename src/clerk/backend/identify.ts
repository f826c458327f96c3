// Which instance the secret key opens, held against the pin and the key's own type.

import type { TargetPin } from "../../core/file/desired.ts";
import { Failure } from "../../core/finding/failure.ts";
import { memberAt } from "../../core/value/member.ts";
import { INSTANCE_ID, type InstanceType } from "../../core/value/reading.ts";
import { RequestError } from "../errors.ts";
import type { Expected, Identity } from "../instance.ts";
import type { Sources } from "./sources.ts";

const INSTANCE = { via: "backend_api", path: "/instance" } as const;

/** What the secret key says of itself, and where it comes from; undefined: nobody says. */
export interface KeyFacts {
  readonly type: InstanceType;
  readonly origin: string | undefined;
}

/** Throws a `Failure` (exit 4) when they disagree; a key of the wrong type is refused before any request. */
export async function identify(
  sources: Sources,
  key: KeyFacts,
  expected: Expected,
): Promise<Identity> {
  const { file = "the file" } = expected;
  requireNone(whyOtherType(key, expected.pin, file), key, file);
  const identity = await readIdentity(sources);
  const { id, type } = identity;
  const why =
    whyOtherPin(identity, expected.pin, file) ??
    (type === key.type
      ? undefined
      : `the secret key is for ${key.type}, but instance ${id} calls itself ${type}`) ??
    whyOtherEnvironment(identity, expected, file);
  requireNone(why, key, file);
  return identity;
}

const ID = new RegExp(INSTANCE_ID);

async function readIdentity(sources: Sources): Promise<Identity> {
  const answer = await sources.read(INSTANCE);
  const id = memberAt(answer, ["id"]);
  const type = memberAt(answer, ["environment_type"]);
  if (typeof id === "string" && ID.test(id) && (type === "development" || type === "production"))
    return { id, type };
  const target = { method: "GET", where: INSTANCE.path };
  throw new RequestError("unexpected", target, "an answer without the instance's id and type");
}

/** Known before any request. */
const whyOtherType = (
  { type }: KeyFacts,
  { environment_type: wanted = type }: TargetPin,
  file: string,
): string | undefined =>
  wanted === type
    ? undefined
    : `the secret key is for a ${type} instance, ${file} is for a ${wanted} one`;

function whyOtherPin({ id, type }: Identity, pin: TargetPin, file: string): string | undefined {
  if (pin.instance_id !== undefined && pin.instance_id !== id)
    return `the secret key belongs to instance ${id}, ${file} is for ${pin.instance_id}`;
  if (pin.environment_type !== undefined && pin.environment_type !== type)
    return `instance ${id} is a ${type} instance, ${file} is for a ${pin.environment_type} one`;
  return undefined;
}

/** Other environments of the file may be pinned to this very instance. */
function whyOtherEnvironment(
  { id }: Identity,
  { environment, pinned }: Expected,
  file: string,
): string | undefined {
  const homes = pinned?.get(id) ?? [];
  if (homes.length === 0 || homes.includes(environment ?? "")) return undefined;
  const meant =
    environment === null ? "no environment was named" : `environment ${environment} was named`;
  return `the secret key belongs to environment ${homes.join(" or ")} of ${file}, but ${meant}: add --env ${homes.join(" or --env ")}`;
}

/** Throws a `Failure` (exit 4) that says why, and where the secret key comes from. */
function requireNone(why: string | undefined, { origin }: KeyFacts, file: string): void {
  if (why === undefined) return;
  const check =
    origin === undefined
      ? "check which secret key is set"
      : `the secret key comes from ${origin}: check it`;
  throw new Failure("wrong_target", why, {
    hint: `${check}, and the target in ${file}; nothing was changed`,
  });
}
