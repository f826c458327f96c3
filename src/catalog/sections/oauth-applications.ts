// The instance as an OAuth provider: `/instance/oauth_application_settings`.

import { AUTUMN_2026_VERSIONS, LIVE_API_VERSIONS, type ApiVersion } from "../api-version.ts";
import type { HazardRule } from "../hazard.ts";
import { section } from "../resource.ts";
import { backend, boolean, set } from "../rows.ts";
import type { Setting } from "../setting.ts";

const PATH = "/instance/oauth_application_settings";

function oauthSwitch<Name extends string>(
  name: Name,
  doc: string,
  hazards: readonly HazardRule[],
  versions: readonly ApiVersion[] = LIVE_API_VERSIONS,
): Setting<Name, boolean> {
  return boolean(name, {
    doc,
    hazards,
    versions,
    echo: name,
    read: [backend(PATH, name)],
  });
}

/** `GET`, `PATCH /instance/oauth_application_settings`. */
export const oauthApplications = section(
  "oauth_applications",
  {
    doc: "The instance as an OAuth provider.",
    path: PATH,
    answer: "echo",
    versions: LIVE_API_VERSIONS,
    get: { path: PATH, versions: LIVE_API_VERSIONS },
    frontend: [],
  },
  [
    oauthSwitch(
      "dynamic_oauth_client_registration",
      "Lets OAuth clients register themselves (RFC 7591).",
      [
        {
          hazard: "weakens_security",
          when: "becomes_true",
          says: "anybody can register an OAuth client",
        },
        {
          hazard: "breaks_clients",
          when: "becomes_false",
          says: "clients that register themselves, such as MCP clients, can no longer do so",
        },
      ],
    ),
    oauthSwitch(
      "oauth_jwt_access_tokens",
      "Issues OAuth access tokens as JWTs; off, they are opaque.",
      [
        {
          hazard: "breaks_clients",
          when: "changes",
          says: "services that verify access tokens get another kind of token",
        },
      ],
    ),
    set<"default_scopes", readonly string[] | null>(
      "default_scopes",
      {
        type: "string",
        minLength: 1,
        maxLength: 200,
        pattern: "^(?!offline_access$)[\\x21\\x23-\\x5b\\x5d-\\x7e]+$",
        $comment: "a scope without blanks, such as email; Clerk rejects offline_access here",
      },
      {
        // "An empty array or null resets"; stored and returned as null. bapi of 2026-08-22,
        // UpdateInstanceOAuthApplicationSettings
        doc: "The scopes a client gets when it names none. null, or [], goes back to Clerk's own defaults. Clerk takes its built-in scopes and those of the instance's scope catalog, but not offline_access.",
        schema: { type: ["array", "null"], maxItems: 100 },
        itemsAre: "scope",
        emptyIsNull: true,
        versions: LIVE_API_VERSIONS,
        echo: "default_scopes",
        read: [backend(PATH, "default_scopes")],
        hazards: [
          {
            hazard: "weakens_security",
            when: "item_added",
            says: "clients get the added scopes without asking for them",
          },
          {
            hazard: "breaks_clients",
            when: "item_removed",
            says: "clients that relied on the removed scopes no longer get them",
          },
        ],
      },
    ),
    oauthSwitch(
      "aud_claim_enabled",
      "Lets access tokens carry an aud claim, from the resource parameter of RFC 8707.",
      [
        {
          hazard: "breaks_clients",
          when: "becomes_true",
          says: "services that check access tokens may meet an audience that they don't accept",
        },
        {
          hazard: "weakens_security",
          when: "becomes_false",
          says: "access tokens no longer say which service they are for",
        },
      ],
      AUTUMN_2026_VERSIONS,
    ),
    oauthSwitch(
      "pkce_required",
      "New authorization-code requests of every OAuth application must use PKCE with S256.",
      [
        {
          hazard: "breaks_clients",
          when: "becomes_true",
          says: "clients that don't use PKCE with S256 can no longer ask for an authorization code",
        },
        {
          hazard: "weakens_security",
          when: "becomes_false",
          says: "authorization codes are given without PKCE, so a stolen code can be used",
        },
      ],
      AUTUMN_2026_VERSIONS,
    ),
    oauthSwitch(
      "client_id_metadata_documents_advertised",
      "Advertises Client ID Metadata Documents in the authorization server's metadata.",
      [
        {
          hazard: "weakens_security",
          when: "becomes_true",
          says: "clients nobody registered can introduce themselves by a metadata document",
        },
        {
          hazard: "breaks_clients",
          when: "becomes_false",
          says: "clients that introduce themselves by a metadata document can no longer find the feature",
        },
      ],
    ),
    oauthSwitch(
      "client_id_metadata_documents_only_allow_pre_registered_clients",
      "Rejects metadata-document clients that are new and unknown.",
      [
        {
          hazard: "weakens_security",
          when: "becomes_false",
          says: "unknown metadata-document clients are admitted",
        },
        {
          hazard: "breaks_clients",
          when: "becomes_true",
          says: "new metadata-document clients are rejected",
        },
      ],
    ),
    oauthSwitch(
      "client_id_metadata_documents_block_implicitly_allowed_clients",
      "Rejects metadata-document clients that were admitted without an explicit approval.",
      [
        {
          hazard: "weakens_security",
          when: "becomes_false",
          says: "metadata-document clients that nobody approved are admitted again",
        },
        {
          hazard: "breaks_clients",
          when: "becomes_true",
          says: "metadata-document clients that nobody approved are rejected",
        },
      ],
    ),
  ],
);
