// What one environment of a valid file asks for: the base with the environment laid over it,
// setting by setting. Keys that are absent are absent here too: unmanaged.

import { NEWEST_API_VERSION, type ApiVersion } from "../catalog/api-version.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { Hazard } from "../catalog/hazard.ts";
import { EXTRA, extraSetting, type Json, type Section, type Setting } from "../catalog/setting.ts";
import { pointerOf, type Document } from "./document.ts";
import type { Position } from "./issue.ts";

/** One setting that the file names. */
export interface Declaration {
  /** `section.setting`, as written. */
  readonly address: string;
  readonly section: Section;
  readonly setting: Setting;
  readonly value: Json;
  readonly at: Position;
  readonly pointer: string;
}

/** The pin: which instance the file is for. */
export interface TargetPin {
  readonly instance_id?: string;
  readonly environment_type?: "development" | "production";
  readonly secret_key_env?: string;
}

export interface Consent {
  readonly address: string;
  readonly hazard: Hazard;
  readonly reason: string;
  /** YYYY-MM-DD, the last day on which it holds (UTC). */
  readonly until: string;
  readonly at: Position;
}

export interface Ignore {
  readonly address: string;
  readonly reason: string;
  /** YYYY-MM-DD, the last day on which it holds (UTC). */
  readonly until: string;
  readonly at: Position;
}

/** What the file asks of one instance. */
export interface Desired {
  readonly file: string;
  /** The entry of `environments`; null: the file's top level. */
  readonly environment: string | null;
  readonly apiVersion: ApiVersion;
  readonly target: TargetPin;
  /** In catalog order. */
  readonly declarations: readonly Declaration[];
  readonly consents: readonly Consent[];
  readonly ignores: readonly Ignore[];
  /** All entries of `environments`. */
  readonly environments: readonly string[];
  /** The instances that the file's environments are pinned to: id → name. */
  readonly pinned: ReadonlyMap<string, string>;
  /** Sections that the file names without a setting in them. */
  readonly emptySections: readonly string[];
}

type Members = Readonly<Record<string, Json>>;

function membersOf(value: Json | undefined): Members {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Members)
    : {};
}

/** The names of `environments`, in the order of the file. */
export function environmentsOf(document: Document): readonly string[] {
  return Object.keys(membersOf(membersOf(document.data)["environments"]));
}

export function apiVersionOf(document: Document): ApiVersion {
  return (membersOf(document.data)["api_version"] ?? NEWEST_API_VERSION) as ApiVersion;
}

/**
 * `environment` null is the top level alone. Tolerates a document with issues (what has the wrong
 * shape is left out), so that every rule can run; only a valid one may be acted on.
 */
export function readDesired(
  document: Document,
  catalog: Catalog,
  environment: string | null,
): Desired {
  const top = membersOf(document.data);
  const layers = [{ pointer: "", members: top }];
  if (environment !== null) {
    const pointer = pointerOf("/environments", environment);
    layers.push({ pointer, members: membersOf(membersOf(top["environments"])[environment]) });
  }

  const found = new Map<string, Declaration>();
  const empty = new Set<string>();
  for (const section of catalog) {
    const declare = (setting: Setting, value: Json, pointer: string): void => {
      const address = `${section.name}.${setting.name}`;
      found.set(address, {
        address,
        section,
        setting,
        value: plain(value),
        at: document.valueAt(pointer),
        pointer,
      });
    };
    for (const layer of layers) {
      if (!Object.hasOwn(layer.members, section.name)) continue;
      const pointer = pointerOf(layer.pointer, section.name);
      const members = membersOf(layer.members[section.name]);
      if (Object.keys(members).length === 0) empty.add(section.name);
      for (const setting of section.settings) {
        const value = members[setting.name];
        if (value !== undefined) declare(setting, value, pointerOf(pointer, setting.name));
      }
      const extraAt = pointerOf(pointer, EXTRA);
      for (const [member, value] of Object.entries(membersOf(members[EXTRA])).toSorted(byKey)) {
        declare(extraSetting(section, member), value, pointerOf(extraAt, member));
      }
    }
  }

  const declarations = [...found.values()].toSorted((a, b) => rank(catalog, a) - rank(catalog, b));
  const listed = (key: string): readonly { readonly at: Position }[] =>
    (Array.isArray(top[key]) ? (top[key] as readonly Json[]) : []).flatMap((entry, index) => {
      const members = membersOf(entry);
      if (typeof members["address"] !== "string" || typeof members["until"] !== "string") return [];
      return [{ ...members, at: document.valueAt(pointerOf(`/${key}`, index)) }];
    });
  return {
    file: document.file,
    environment,
    apiVersion: apiVersionOf(document),
    target: Object.assign(
      {},
      ...layers.map(({ members }) => membersOf(members["target"])),
    ) as TargetPin,
    declarations,
    environments: environmentsOf(document),
    pinned: pinnedInstances(top),
    consents: listed("consents") as readonly Consent[],
    ignores: listed("ignore") as readonly Ignore[],
    emptySections: [...empty].filter(
      (name) => !declarations.some(({ section }) => section.name === name),
    ),
  };
}

function pinnedInstances(top: Members): ReadonlyMap<string, string> {
  const pinned = new Map<string, string>();
  for (const [name, environment] of Object.entries(membersOf(top["environments"]))) {
    const id = membersOf(membersOf(environment)["target"])["instance_id"];
    if (typeof id === "string") pinned.set(id, name);
  }
  return pinned;
}

const byKey = ([a]: readonly [string, Json], [b]: readonly [string, Json]): number =>
  a < b ? -1 : 1;

/** Catalog order; settings outside the catalog after their section's own. */
function rank(catalog: Catalog, { section, setting }: Declaration): number {
  const known = section.settings.findIndex(({ name }) => name === setting.name);
  return catalog.indexOf(section) * 10_000 + (known === -1 ? 9_999 : known);
}

/** The parser's objects have no prototype; from here on data is ordinary. */
function plain(value: Json): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
