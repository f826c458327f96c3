// One Clerk instance as plain data.

import type { JsonObject } from "../http/answer.ts";
import { defaultSettings, type Settings } from "./defaults.ts";
import { foundCollections } from "./founding.ts";
import { deriveId, deriveSlug } from "./identity.ts";
import type { CollectionName, HoldsItems } from "./items.ts";
import type { Credential, EnvironmentType } from "./secret-key.ts";

export interface Domain {
  readonly name: string;
  readonly homeUrl: string;
}

/** One Clerk instance. Plain data: it is what the state file holds. */
export interface InstanceState extends HoldsItems {
  readonly id: string;
  readonly slug: string;
  readonly workspaceId: string;
  readonly environmentType: EnvironmentType;
  readonly settings: Settings;
  /** What was written to members that Clerk accepts without documenting them, by section. */
  readonly undocumented: { readonly [section: string]: JsonObject };
  /** How many items were ever made: an item that is made again gets another id. */
  readonly made: number;
  /** Until when a creation keeps others of its collection out, in milliseconds since 1970. */
  readonly busyUntil: { readonly [Name in CollectionName]?: number };
  readonly domain: Domain;
  /** The domain that `change_domain` announced, shown once `dueAt` has come. */
  readonly nextDomain: (Domain & { readonly dueAt: number }) | null;
}

/** The instance that belongs to a key nobody has used yet. */
export function foundInstance({ fingerprint, environmentType }: Credential): InstanceState {
  const slug = deriveSlug(fingerprint);
  const name = environmentType === "production" ? `${slug}.example` : `${slug}.accounts.dev`;
  const id = deriveId("ins", fingerprint);
  return {
    id,
    slug,
    workspaceId: deriveId("org", fingerprint),
    environmentType,
    settings: defaultSettings(environmentType),
    undocumented: {},
    collections: foundCollections(fingerprint, id),
    made: 0,
    busyUntil: {},
    domain: { name, homeUrl: `https://${name}` },
    nextDomain: null,
  };
}
