// JWT templates: `/jwt_templates`.

import { API_VERSIONS } from "../api-version.ts";
import { collection } from "../resource.ts";
import { boolean, count, object, text } from "../rows.ts";

/**
 * Claims that Clerk sets itself: those of its error catalogue of 2026-08-21 under jwt_template_reserved_claim, and
 * those that its documentation says can't be in a template.
 */
const RESERVED = ["azp", "exp", "iat", "iss", "jti", "nbf", "sub", "sid", "v", "pla", "fea"];

/**
 * `GET`, `POST /jwt_templates`, `PATCH`, `DELETE /jwt_templates/{id}`. An answer never shows the signing key. A PATCH
 * requires name and claims. bapi 2026-05-12
 */
export const jwtTemplates = collection(
  "jwt_templates",
  {
    doc: "The claims of tokens that applications ask Clerk for, to show them to other services.",
    path: "/jwt_templates",
    versions: API_VERSIONS,
  },
  {
    example: "convex",
    noun: ["JWT template", "JWT templates"],
    key: {
      member: "name",
      fold: "none",
      schema: {
        type: "string",
        pattern: "^\\S(?:.*\\S)?$",
        maxLength: 250,
        $comment: "the template's name, as in getToken",
      },
      isRenamable: true,
      mayFoldCase: true,
    },
    members: [
      object("claims", {
        doc: "What the token says. Strings may hold shortcodes, such as {{user.id}}.",
        echo: "claims",
        createdAs: "needed",
        itemsAre: "claim",
        schema: {
          type: "object",
          propertyNames: {
            pattern: `^(?!(?:${RESERVED.join("|")})$)`,
            $comment: `claims that Clerk does not set itself (${RESERVED.join(", ")})`,
          },
        },
        hazards: [
          {
            hazard: "breaks_clients",
            when: "member_lost",
            says: "services that read a claim that goes or changes may turn the token down",
          },
        ],
      }),
      count("lifetime", {
        doc: "How long a token is valid, in seconds.",
        echo: "lifetime",
        createdAs: { value: 60 },
        schema: { type: "integer", minimum: 30, maximum: 315_360_000 },
        hazards: [
          {
            hazard: "weakens_security",
            when: "raised",
            says: "a token that was stolen or belongs to a banned user is valid for longer",
          },
        ],
      }),
      count("allowed_clock_skew", {
        doc: "By how many seconds the clocks of services may be behind.",
        echo: "allowed_clock_skew",
        createdAs: { value: 5 },
        schema: { type: "integer", minimum: 0, maximum: 300 },
      }),
      boolean("custom_signing_key", {
        doc: "Tokens are signed with a key of one's own. Needs signing_algorithm and signing_key_env.",
        echo: "custom_signing_key",
        needsBeside: ["signing_algorithm", "signing_key_env"],
        createdAs: { value: false },
        hazards: [
          {
            hazard: "breaks_clients",
            when: "changes",
            says: "services that verify tokens with the key of before turn them down",
          },
        ],
      }),
      text("signing_algorithm", {
        doc: "How tokens are signed, such as RS256 or HS256.",
        echo: "signing_algorithm",
        createdAs: { value: "RS256" },
        schema: { minLength: 1, maxLength: 20 },
        hazards: [
          {
            hazard: "breaks_clients",
            when: "changes",
            says: "services that verify tokens with the algorithm of before turn them down",
          },
        ],
      }),
      text("signing_key_env", {
        doc: "The environment variable that holds the signing key. The key is sent and kept nowhere.",
        writes: "signing_key",
        writesAs: "variable",
        schema: {
          pattern: "^[A-Z_][A-Z0-9_]*$",
          maxLength: 100,
          $comment: "the name of an environment variable, such as HASURA_JWT_KEY",
        },
        hazards: [
          {
            hazard: "breaks_clients",
            when: "changes",
            says: "where it is another key, services that verify tokens with the one of before turn them down",
          },
        ],
      }),
    ],
    neededBy: [],
    isPulled: true,
    list: "page_when_asked",
    alwaysSent: {},
    patchAlwaysSends: ["name", "claims"],
    sentTogether: ["custom_signing_key", "signing_algorithm", "signing_key"],
    unlisted: ["keep", "report", "delete"],
    hazards: [
      {
        hazard: "breaks_clients",
        when: "disappears",
        says: "applications that ask for its tokens get none",
      },
      {
        hazard: "irreversible",
        when: "disappears",
        holding: { member: "custom_signing_key", equals: true },
        of: "with a signing key of its own",
        says: "its signing key can't be read, so that rollback can't make it anew",
      },
      {
        hazard: "breaks_clients",
        when: "renamed",
        says: "applications that ask for tokens by the old name get none",
      },
    ],
  },
);
