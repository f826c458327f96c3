// Declarations in, a reading for each out. Sections that the file doesn't name are not read. A read
// that fails ends the run: a partial picture is never compared.

import { isExtraSetting, type Json, type ReadSource, type Setting } from "../catalog/setting.ts";
import type { Declaration, TargetPin } from "../core/desired.ts";
import { readingFor, type EnvironmentType } from "../core/diff.ts";
import { sameValue } from "../core/compare.ts";
import { EXIT, Failure } from "../core/failure.ts";
import type { Live, Reading, Role } from "../core/reading.ts";
import { memberAt } from "./json-answer.ts";
import type { Sources } from "./sources.ts";
import { Trouble } from "./trouble.ts";

export interface Identity {
  readonly id: string;
  readonly environmentType: EnvironmentType;
}

/** Which instance it should be. */
export interface Expected {
  readonly pin: TargetPin;
  readonly keyType: EnvironmentType;
  /** The file's environment; null: its top level. */
  readonly environment: string | null;
  /** The instances that the file's environments are pinned to: id → name. */
  readonly pinned?: ReadonlyMap<string, string>;
}

export interface Observation {
  readonly identity: Identity;
  readonly live: Live;
  /** null: not needed. */
  readonly roles: readonly Role[] | null;
}

const INSTANCE = { via: "backend_api", path: "/instance" } as const;

/**
 * Everything that is read side by side, except that a pinned target is identified first: with the
 * wrong key nothing else is asked.
 */
export async function observe(
  declarations: readonly Declaration[],
  sources: Sources,
  who: Expected,
): Promise<Observation> {
  const { pin, keyType } = who;
  if (pin.environment_type !== undefined && pin.environment_type !== keyType) {
    throw wrongTarget(
      `the secret key is for a ${keyType} instance, the file is for a ${pin.environment_type} one`,
    );
  }
  const pinned = pin.instance_id !== undefined || pin.environment_type !== undefined;
  const identified = identify(sources, who);
  if (pinned) await identified;
  const [identity, { live, roles }] = await settleAll([
    identified,
    readLive(declarations, sources),
  ]);
  return { identity, live, roles };
}

/** Both results; the first one's error wins, so that the same fault gives the same message. */
async function settleAll<A, B>([a, b]: readonly [Promise<A>, Promise<B>]): Promise<[A, B]> {
  b.catch(() => {});
  const first = await a;
  return [first, await b];
}

function wrongTarget(message: string): Failure {
  return new Failure(EXIT.refused, "wrong_target", message, {
    hint: "check which secret key is set, and the target in the file; nothing was changed",
  });
}

/** `GET /instance` against the pin and the key. Throws a `Failure` (exit 4) when they disagree. */
async function identify(sources: Sources, who: Expected): Promise<Identity> {
  const { pin, keyType, environment, pinned } = who;
  const answer = await sources.read(INSTANCE);
  const id = memberAt(answer, ["id"]);
  const type = memberAt(answer, ["environment_type"]);
  if (typeof id !== "string" || (type !== "development" && type !== "production")) {
    throw new Trouble(
      "unexpected",
      { method: "GET", where: INSTANCE.path },
      "an answer without the instance's id and type",
    );
  }
  if (pin.instance_id !== undefined && pin.instance_id !== id) {
    throw wrongTarget(
      `the secret key belongs to instance ${id}, the file is for ${pin.instance_id}`,
    );
  }
  if (pin.environment_type !== undefined && pin.environment_type !== type) {
    throw wrongTarget(
      `instance ${id} is a ${type} instance, the file is for a ${pin.environment_type} one`,
    );
  }
  if (type !== keyType)
    throw wrongTarget(`the secret key is for ${keyType}, but instance ${id} calls itself ${type}`);
  const home = pinned?.get(id);
  if (home !== undefined && home !== environment) {
    const meant =
      environment === null ? "no environment was named" : `environment ${environment} was named`;
    throw wrongTarget(
      `the secret key belongs to the file's environment ${home}, but ${meant}: add --env ${home}`,
    );
  }
  return { id, environmentType: type };
}

/** A reading for every declaration, and the roles when an id must be translated. */
export async function readLive(
  declarations: readonly Declaration[],
  sources: Sources,
): Promise<{ readonly live: Live; readonly roles: readonly Role[] | null }> {
  const needed = declarations.map((declaration) => ({
    declaration,
    offered: declaration.setting.read.filter(sources.offers),
  }));
  const roles = needed.some(({ offered }) => offered.some(needsRoles))
    ? sources.roles()
    : undefined;
  const readings = await Promise.all(
    needed.map(async ({ declaration, offered }) => {
      const reading = await readFirst(declaration.setting, offered, sources, roles);
      // Only a role that is to change must be translated; asked for as soon as that is known.
      if (writesRole(declaration.setting) && differs(declaration, reading)) await sources.roles();
      return [declaration.address, reading] as const;
    }),
  );
  const needsList = declarations.some((declaration, index) => {
    const reading = readings[index]?.[1];
    return (
      writesRole(declaration.setting) && reading !== undefined && differs(declaration, reading)
    );
  });
  const list = roles ?? (needsList ? sources.roles() : undefined);
  return { live: new Map(readings), roles: list ? await list : null };
}

const needsRoles = (source: ReadSource): boolean => source.transform === "role_id_from_key";
const writesRole = (setting: Setting): boolean => setting.write.transform === "role_id_from_key";

function differs(declaration: Declaration, reading: Reading): boolean {
  const from = readingFor(declaration, reading);
  return !from.known || !sameValue(declaration.setting, from.value, declaration.value);
}

/** The first source that shows the setting. A later one is asked only when an earlier one leaves it out. */
export async function readFirst(
  setting: Setting,
  offered: readonly ReadSource[],
  sources: Sources,
  roles: Promise<readonly Role[]> | undefined,
): Promise<Reading> {
  if (setting.read.length === 0) return { known: false, why: "write_only" };
  if (offered.length === 0) {
    const frontendOnly = setting.read.some(({ via }) => via === "frontend_api");
    return { known: false, why: frontendOnly ? "frontend_api_off" : "write_only" };
  }
  let reading: Reading = { known: false, why: "missing_in_answer" };
  for (const source of offered) {
    reading = await readSource(setting, source, await sources.read(source), roles);
    if (reading.known || reading.why !== "missing_in_answer") return reading;
  }
  // Of a member that the catalog doesn't know, nobody says that an answer should carry it.
  return isExtraSetting(setting) ? { known: false, why: "write_only" } : reading;
}

/** What one answer says about a setting. Throws `Trouble` when its type is not the setting's. */
export async function readSource(
  setting: Setting,
  source: ReadSource,
  answer: Json,
  roles: Promise<readonly Role[]> | readonly Role[] | undefined,
): Promise<Reading> {
  const { onlyWhile } = source;
  if (
    onlyWhile &&
    !sameValue({ comparison: "json" }, memberAt(answer, onlyWhile.member) ?? null, onlyWhile.equals)
  ) {
    return { known: false, why: "dormant" };
  }
  const raw = memberAt(answer, source.member);
  if (raw === undefined) return { known: false, why: "missing_in_answer" };
  const known = (value: Json): Reading => {
    if (!hasType(setting, value)) {
      const message = `${source.member.join(".")} is not what ${setting.name} is; the API has changed`;
      throw new Trouble("unexpected", { method: "GET", where: source.path }, message);
    }
    return { known: true, value, source: source.via };
  };
  switch (source.transform) {
    case "identity":
      return known(raw);
    case "not":
      return known(typeof raw === "boolean" ? !raw : raw);
    case "null_is_empty":
      return known(raw ?? (setting.comparison === "set" ? [] : ""));
    case "role_id_from_key": {
      const list = await roles;
      if (!list) return { known: false, why: "no_role_list" };
      if (raw === null || raw === "") return known("");
      const role = list.find(({ key }) => key === raw);
      return role ? known(role.id) : { known: false, why: "unknown_role" };
    }
  }
}

const JSON_TYPES: Readonly<Record<string, (value: Json) => boolean>> = {
  boolean: (value) => typeof value === "boolean",
  integer: (value) => Number.isInteger(value),
  string: (value) => typeof value === "string",
  array: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
  null: (value) => value === null,
};

function hasType(setting: Setting, value: Json): boolean {
  const types = [setting.schema["type"]].flat();
  return types[0] === undefined || types.some((type) => JSON_TYPES[String(type)]?.(value) ?? true);
}
