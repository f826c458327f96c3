// What one environment of a valid file asks for: the base with the environment laid over it,
// setting by setting. Keys that are absent are absent here too: unmanaged.

import { NEWEST_API_VERSION, type ApiVersion } from "../../catalog/api-version.ts";
import type { Catalog } from "../../catalog/catalog.ts";
import type { Hazard } from "../../catalog/hazard.ts";
import { isCollection } from "../../catalog/item-row.ts";
import type { Position } from "../finding/position.ts";
import {
  declarationsOf,
  layersOfSection,
  membersOf,
  type Declaration,
  type Layer,
} from "./declarations.ts";
import { consentsPlaceOf, type ConsentsPlace } from "./consents-place.ts";
import type { Document } from "./document.ts";
import { allowedEntriesOf, entriesOf } from "./entries.ts";
import { declaredItems, policyOf, type Policy } from "./items.ts";
import { environmentsOf, layersOf, topOf } from "./layers.ts";
import { perDocument } from "./per-document.ts";

export type { Declaration };
export { environmentsOf };

/** The pin: which instance the file is for. */
export interface TargetPin {
  readonly instance_id?: string;
  readonly environment_type?: "development" | "production";
  readonly secret_key_env?: string;
}

/** An entry of `consents`: a reviewed permission for one hazard of one setting. */
export interface Consent {
  readonly address: string;
  readonly hazard: Hazard;
  readonly reason: string;
  /** YYYY-MM-DD, the last day on which it holds (UTC). */
  readonly until: string;
  readonly at: Position;
}

/** An entry of `ignore`: a reviewed exception for one setting. */
export interface Ignore {
  readonly address: string;
  readonly reason: string;
  /** YYYY-MM-DD, the last day on which it holds (UTC). */
  readonly until: string;
  readonly at: Position;
}

/** An entry of `allowed_differences`: a reviewed difference between two instances. */
export interface AllowedDifference {
  /** A setting's address, or a section's name. */
  readonly address: string;
  readonly reason: string;
  /** Two environments; absent: any two. */
  readonly between?: readonly string[];
  /** YYYY-MM-DD, the last day on which it holds (UTC); absent: for good. */
  readonly until?: string;
  readonly at: Position;
}

/** What the file asks of one instance. */
export interface Desired {
  readonly file: string;
  /** The entry of `environments`; null: the file's top level. */
  readonly environment: string | null;
  readonly apiVersion: ApiVersion;
  readonly target: TargetPin;
  /** In catalog order; items by key. */
  readonly declarations: readonly Declaration[];
  /** What is said of the items that the file does not name, for each collection that it names; absent: of none. */
  readonly policies?: readonly Policy[];
  /** The top level's, then the environment's own. */
  readonly consents: readonly Consent[];
  /** Where another consent goes; absent: there is no file that one could stand in. */
  readonly consentsPlace?: ConsentsPlace;
  /** The top level's, then the environment's own. */
  readonly ignores: readonly Ignore[];
  /** What may differ between two instances; absent: there is no file that it could stand in. */
  readonly allowedDifferences?: readonly AllowedDifference[];
  /** All entries of `environments`. */
  readonly environments: readonly string[];
  /** The instances that the file's environments are pinned to: id → names. */
  readonly pinned: ReadonlyMap<string, readonly string[]>;
  /** Sections that the file names without a setting in them. */
  readonly emptySections: readonly string[];
  /** Sections that were asked for by name although this part of the file doesn't have them. */
  readonly absentSections?: readonly string[];
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
  const layers = layersOf(document, environment);
  const sections = catalog.map((section) => {
    const own = layersOfSection(layers, section.name);
    const policy = isCollection(section) ? policyOf(section, own, document) : undefined;
    const declarations = isCollection(section)
      ? declaredItems(section, own, document)
      : declarationsOf(section, own, document);
    const named = own.some(({ members }) => Object.keys(members).length === 0);
    const empty = named && declarations.length === 0;
    return { name: section.name, declarations, empty, policies: policy ? [policy] : [] };
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
    policies: sections.flatMap(({ policies }) => policies),
    environments: environmentsOf(document),
    pinned: pinnedInstances(document),
    consents: placed(document, layers, "consents") as readonly Consent[],
    consentsPlace: consentsPlaceOf(document, environment),
    ignores: placed(document, layers, "ignore") as readonly Ignore[],
    allowedDifferences: allowedDifferences(document),
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

/** Reviewed entries, each with its place: the top's, then the environment's own. */
function placed(
  document: Document,
  [, own]: readonly Layer[],
  list: "consents" | "ignore",
): readonly { at: Position }[] {
  const ofTop = PLACED_AT_TOP[list](document);
  const more = own ? placedIn(document, own, list) : [];
  return more.length === 0 ? ofTop : [...ofTop, ...more];
}

const placedIn = (
  document: Document,
  layer: Layer,
  list: "consents" | "ignore",
): readonly { at: Position }[] =>
  entriesOf([layer], list).map(({ pointer, members }) => ({
    ...members,
    at: document.valueAt(pointer),
  }));

const PLACED_AT_TOP = {
  consents: perDocument((document) => placedIn(document, topOf(document), "consents")),
  ignore: perDocument((document) => placedIn(document, topOf(document), "ignore")),
};

const allowedDifferences = perDocument((document): readonly AllowedDifference[] =>
  allowedEntriesOf(document).map(({ pointer, members }) => ({
    ...(members as unknown as Omit<AllowedDifference, "at">),
    at: document.valueAt(pointer),
  })),
);

const pinnedInstances = perDocument(({ data }): Desired["pinned"] => {
  const pinned = new Map<string, string[]>();
  for (const [name, environment] of Object.entries(membersOf(membersOf(data)["environments"]))) {
    const id = membersOf(membersOf(environment)["target"])["instance_id"];
    if (typeof id !== "string") continue;
    const names = pinned.get(id);
    if (names) names.push(name);
    else pinned.set(id, [name]);
  }
  return pinned;
});
