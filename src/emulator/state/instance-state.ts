// One Clerk instance as plain data.

import type { JsonObject } from "../http/answer.ts";
import { defaultSettings, type Settings } from "./defaults.ts";
import { deriveId, deriveSlug } from "./identity.ts";
import { SYSTEM_PERMISSIONS } from "./permissions.ts";
import type { Credential, EnvironmentType } from "./secret-key.ts";

export interface Role {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly description: string | null;
  /** Keys of system permissions. */
  readonly permissions: readonly string[];
  readonly createdAt: number;
}

export interface Identifier {
  readonly id: string;
  readonly identifier: string;
  readonly identifierType: "email_address" | "phone_number" | "web3_wallet";
  readonly invitationId: string | null;
  readonly createdAt: number;
}

export interface RedirectUrl {
  readonly id: string;
  readonly url: string;
  readonly createdAt: number;
}

export interface Domain {
  readonly name: string;
  readonly homeUrl: string;
}

/** One Clerk instance. Plain data: it is what the state file holds. */
export interface InstanceState {
  readonly id: string;
  readonly slug: string;
  readonly workspaceId: string;
  readonly environmentType: EnvironmentType;
  readonly settings: Settings;
  /** What was written to members that Clerk accepts without documenting them, by section. */
  readonly undocumented: { readonly [section: string]: JsonObject };
  readonly roles: readonly Role[];
  readonly allowlist: readonly Identifier[];
  readonly blocklist: readonly Identifier[];
  readonly redirectUrls: readonly RedirectUrl[];
  readonly domain: Domain;
  /** The domain that `change_domain` announced, shown once `dueAt` has come. */
  readonly nextDomain: (Domain & { readonly dueAt: number }) | null;
}

/** When every emulated instance was founded: a constant, so that two runs answer alike. */
export const FOUNDED = Date.UTC(2026, 0, 1);

/** The instance that belongs to a key nobody has used yet. */
export function foundInstance({ fingerprint, environmentType }: Credential): InstanceState {
  const slug = deriveSlug(fingerprint);
  const name = environmentType === "production" ? `${slug}.example` : `${slug}.accounts.dev`;
  const role = (
    key: string,
    roleName: string,
    permissions: readonly string[],
    age: number,
  ): Role => ({
    id: deriveId("role", fingerprint, key),
    key,
    name: roleName,
    description: null,
    permissions,
    createdAt: FOUNDED + age,
  });
  return {
    id: deriveId("ins", fingerprint),
    slug,
    workspaceId: deriveId("org", fingerprint),
    environmentType,
    settings: defaultSettings(environmentType),
    undocumented: {},
    roles: [
      role("org:admin", "Admin", SYSTEM_PERMISSIONS, 1000),
      role("org:member", "Member", ["org:sys_memberships:read"], 2000),
    ],
    allowlist: [],
    blocklist: [],
    redirectUrls: [],
    domain: { name, homeUrl: `https://${name}` },
    nextDomain: null,
  };
}
