// All instances of one emulator, in memory and, if asked, in a file.

import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { isObject } from "../http/answer.ts";
import type { LoggedRequest } from "../http/request-log.ts";
import { advance, newestState, openInstance, type Instance } from "./instance.ts";
import { foundInstance, type InstanceState } from "./instance-state.ts";
import type { Credential } from "./secret-key.ts";
import type { Switches } from "./switches.ts";
import { FIRST_FORMAT, upgradeState } from "./upgrade.ts";

/** All instances of one emulator, by the fingerprint of their key. */
export interface Store {
  readonly instances: Map<string, Instance>;
  readonly switches: Switches;
  readonly stateFile: string | null;
  /** Told of each request that an instance got. */
  readonly onRequest?: ((request: LoggedRequest) => void) | undefined;
}

const FORMAT = 2;

export function openStore(
  switches: Switches,
  stateFile: string | null,
  onRequest?: Store["onRequest"],
): Store {
  const store: Store = { instances: new Map(), switches, stateFile, onRequest };
  for (const [fingerprint, state] of stateFile === null ? [] : loadStates(stateFile)) {
    store.instances.set(fingerprint, openInstance(state, switches));
  }
  // A file that can't be written is found out now, not by the first request.
  save(store);
  return store;
}

function loadStates(stateFile: string): readonly (readonly [string, InstanceState])[] {
  let text: string;
  try {
    text = readFileSync(stateFile, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
  const refuse = (): Error =>
    new Error(`${stateFile} holds no state of this emulator; delete it to start afresh`);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw refuse();
  }
  if (!isObject(content) || !isObject(content["instances"])) throw refuse();
  const { format } = content;
  if (format !== FORMAT && format !== FIRST_FORMAT) throw refuse();
  return Object.entries(content["instances"]).map(([fingerprint, state]) => {
    if (!isObject(state) || !isObject(state["settings"])) throw refuse();
    return [fingerprint, upgradeState(state as unknown as InstanceState, fingerprint, format)];
  });
}

/** The instance of a key; made at first use. */
export function findOrFound(store: Store, credential: Credential): Instance {
  const known = store.instances.get(credential.fingerprint);
  if (known) return known;
  const made = openInstance(foundInstance(credential), store.switches);
  store.instances.set(credential.fingerprint, made);
  save(store);
  return made;
}

export function findBySlug(store: Store, slug: string): Instance | undefined {
  return [...store.instances.values()].find((instance) => newestState(instance).slug === slug);
}

/** A write: visible at once to whoever doesn't lag, and in the state file before the answer leaves. */
export function commit(store: Store, instance: Instance, state: InstanceState, now: number): void {
  advance(instance, state, now);
  save(store);
}

/** Writes beside the file and renames, so that the file is always whole. It holds fingerprints, no keys. */
function save(store: Store): void {
  if (store.stateFile === null) return;
  const instances = Object.fromEntries(
    [...store.instances].map(([fingerprint, instance]) => [fingerprint, newestState(instance)]),
  );
  const temporary = `${store.stateFile}.${randomUUID()}.tmp`;
  const text = `${JSON.stringify({ format: FORMAT, instances }, null, 2)}\n`;
  writeFileSync(temporary, text, { mode: 0o600, flush: true });
  renameSync(temporary, store.stateFile);
}
