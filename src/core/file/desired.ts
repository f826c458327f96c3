// What one environment of a valid file asks for: the base with the environment laid over it,
// setting by setting. Keys that are absent are absent here too: unmanaged.

import { NEWEST_API_VERSION, type ApiVersion } from "../../catalog/api-version.ts";
import type { Catalog } from "../../catalog/catalog.ts";
import type { Hazard } from "../../catalog/hazard.ts";
import { Failure } from "../finding/failure.ts";
import type { Position } from "../finding/position.ts";
import { nearestOf } from "../text/nearest.ts";
import {
  declarationsOf,
  layersOfSection,
  membersOf,
  type Declaration,
  type Layer,
  type Members,
} from "./declarations.ts";
import type { Document } from "./document.ts";
import { entriesOf } from "./entries.ts";
import { pointerOf } from "./pointer.ts";

export type { Declaration };

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
  /** The instances that the file's environments are pinned to: id → names. */
  readonly pinned: ReadonlyMap<string, readonly string[]>;
  /** Sections that the file names without a setting in them. */
  readonly emptySections: readonly string[];
  /** Sections that were asked for by name although this part of the file doesn't have them. */
  readonly absentSections?: readonly string[];
}

/** The names of `environments`, in the order of the file. */
export function environmentsOf(document: Document): readonly string[] {
  // By place: an object's own order puts names that are numbers first.
  const placed = Object.keys(membersOf(membersOf(document.data)["environments"])).map((name) => ({
    name,
    at: document.keyAt(pointerOf("/environments", name)),
  }));
  return placed
    .toSorted(({ at: a }, { at: b }) => a.line - b.line || a.column - b.column)
    .map(({ name }) => name);
}

function apiVersionOf(document: Document): ApiVersion {
  return (membersOf(document.data)["api_version"] ?? NEWEST_API_VERSION) as ApiVersion;
}

/**
 * `environment` null is the top level alone. Throws a `Failure` (exit 3) for a name that the file
 * does not have. Tolerates a document with issues (what has the wrong shape is left out), so that
 * every rule can run; only a valid one may be acted on.
 */
export function readDesired(
  document: Document,
  catalog: Catalog,
  environment: string | null,
): Desired {
  const top = membersOf(document.data);
  const layers = layersOf(document, environment);
  const sections = catalog.map((section) => {
    const own = layersOfSection(layers, section.name);
    const declarations = declarationsOf(section, own, document);
    const named = own.some(({ members }) => Object.keys(members).length === 0);
    return { name: section.name, declarations, empty: named && declarations.length === 0 };
  });
  return {
    file: document.file,
    environment,
    apiVersion: apiVersionOf(document),
    target: Object.assign(
      {},
      ...layers.map(({ members }) => membersOf(members["target"])),
    ) as TargetPin,
    declarations: sections.flatMap(({ declarations }) => declarations),
    environments: environmentsOf(document),
    pinned: pinnedInstances(top),
    consents: placed(document, "consents") as readonly Consent[],
    ignores: placed(document, "ignore") as readonly Ignore[],
    emptySections: sections.filter(({ empty }) => empty).map(({ name }) => name),
  };
}

/** Where the file names a section for an environment: the uppermost layer; undefined: nowhere. */
export function placeOfSection(
  document: Document,
  environment: string | null,
  section: string,
): string | undefined {
  return layersOfSection(layersOf(document, environment), section).at(-1)?.pointer;
}

/** From the bottom up: the file's top level, then the environment. */
function layersOf(document: Document, environment: string | null): readonly Layer[] {
  const top = membersOf(document.data);
  const base: Layer = { pointer: "", members: top };
  if (environment === null) return [base];
  const known = environmentsOf(document);
  if (!known.includes(environment)) {
    const near = nearestOf(environment, known);
    throw new Failure(
      "unknown_environment",
      `no environment ${JSON.stringify(environment)} in ${document.file}`,
      { hint: near ? `did you mean ${near}?` : `the file has ${known.join(", ") || "none"}` },
    );
  }
  const members = membersOf(membersOf(top["environments"])[environment]);
  return [base, { pointer: pointerOf("/environments", environment), members }];
}

/** Reviewed entries, each with its place. */
const placed = (document: Document, list: "consents" | "ignore"): readonly { at: Position }[] =>
  entriesOf(document, list).map(({ pointer, members }) => ({
    ...members,
    at: document.valueAt(pointer),
  }));

function pinnedInstances(top: Members): Desired["pinned"] {
  const pinned = new Map<string, readonly string[]>();
  for (const [name, environment] of Object.entries(membersOf(top["environments"]))) {
    const id = membersOf(membersOf(environment)["target"])["instance_id"];
    if (typeof id === "string") pinned.set(id, [...(pinned.get(id) ?? []), name]);
  }
  return pinned;
}
