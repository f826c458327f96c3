// Which instance the secret key opens, held against the pin and the key's own type.

import type { TargetPin } from "../../core/file/desired.ts";
import { Failure } from "../../core/finding/failure.ts";
import { memberAt } from "../../core/value/member.ts";
import { INSTANCE_ID, type InstanceType } from "../../core/value/reading.ts";
import { RequestError } from "../errors.ts";
import type { Expected, Identity } from "../instance.ts";
import type { Sources } from "./sources.ts";

const INSTANCE = { via: "backend_api", path: "/instance" } as const;

/** Throws a `Failure` (exit 4) when they disagree; a key of the wrong type is refused before any request. */
export async function identify(
  sources: Sources,
  keyType: InstanceType,
  expected: Expected,
): Promise<Identity> {
  const { file = "the file" } = expected;
  const wanted = expected.pin.environment_type;
  if (wanted !== undefined && wanted !== keyType) {
    throw wrongTarget(
      `the secret key is for a ${keyType} instance, ${file} is for a ${wanted} one`,
      file,
    );
  }
  const identity = await readIdentity(sources);
  requirePin(identity, expected.pin, file);
  if (identity.type !== keyType) {
    throw wrongTarget(
      `the secret key is for ${keyType}, but instance ${identity.id} calls itself ${identity.type}`,
      file,
    );
  }
  requireEnvironment(identity, expected, file);
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

function requirePin({ id, type }: Identity, pin: TargetPin, file: string): void {
  if (pin.instance_id !== undefined && pin.instance_id !== id) {
    throw wrongTarget(
      `the secret key belongs to instance ${id}, ${file} is for ${pin.instance_id}`,
      file,
    );
  }
  if (pin.environment_type !== undefined && pin.environment_type !== type) {
    throw wrongTarget(
      `instance ${id} is a ${type} instance, ${file} is for a ${pin.environment_type} one`,
      file,
    );
  }
}

/** Other environments of the file may be pinned to this very instance. */
function requireEnvironment(
  { id }: Identity,
  { environment, pinned }: Expected,
  file: string,
): void {
  const homes = pinned?.get(id) ?? [];
  if (homes.length === 0 || homes.includes(environment ?? "")) return;
  const meant =
    environment === null ? "no environment was named" : `environment ${environment} was named`;
  throw wrongTarget(
    `the secret key belongs to environment ${homes.join(" or ")} of ${file}, but ${meant}: add --env ${homes.join(" or --env ")}`,
    file,
  );
}

function wrongTarget(message: string, file: string): Failure {
  return new Failure("wrong_target", message, {
    hint: `check which secret key is set, and the target in ${file}; nothing was changed`,
  });
}
