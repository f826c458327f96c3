// JWT templates: the claims of the tokens that applications mint for other services.

import { API_VERSIONS } from "../../catalog/api-version.ts";
import { isObject } from "../http/answer.ts";
import { apiError, paramError, type ClerkError } from "../http/errors.ts";
import { signingKeyFingerprint } from "../state/signing-key.ts";
import type { Switches } from "../state/switches.ts";
import type { EmulatedCollection, Writing } from "./collection.ts";

/** Claims that Clerk sets itself. Clerk's error catalogue of 2026-08-21, jwt_template_reserved_claim */
const RESERVED: readonly string[] = ["azp", "exp", "iat", "iss", "jti", "nbf", "sub"];

/** Claims of the session token. Clerk documentation; whether the API refuses them too is not known. */
const SESSION_CLAIMS: readonly string[] = ["sid", "v", "pla", "fea"];

const RS256 = "RS256";

function reservedIn(claims: unknown, switches: Switches): readonly ClerkError[] {
  const reserved = switches.session_claims_reserved ? [...RESERVED, ...SESSION_CLAIMS] : RESERVED;
  return (isObject(claims) ? Object.keys(claims) : [])
    .filter((name) => reserved.includes(name))
    .map((name) =>
      paramError("jwt_template_reserved_claim", "claims", `The claim ${name} is reserved`),
    );
}

/** What a key of one's own needs beside it. */
function missingForKey({ given, from, call }: Writing): readonly ClerkError[] {
  if (given["custom_signing_key"] !== true) return [];
  const keeps = call.switches.signing_key_kept && from?.values["custom_signing_key"] === true;
  if (keeps) return [];
  return ["signing_algorithm", "signing_key"]
    .filter((name) => given[name] === undefined)
    .map((name) =>
      paramError("form_conditional_param_missing", name, `${name} goes with custom_signing_key`),
    );
}

export const JWT_TEMPLATES: EmulatedCollection = {
  name: "jwt_templates",
  path: "/jwt_templates",
  versions: API_VERSIONS,
  verbs: ["list", "create", "show", "patch", "delete"],
  object: "jwt_template",
  idPrefix: "jtmp",
  list: "array_or_page",
  members: [
    { name: "name", schema: { type: "string", minLength: 1 }, initial: "", whenNull: "mistake" },
    { name: "claims", schema: { type: "object" }, initial: {}, whenNull: "mistake" },
    {
      name: "lifetime",
      schema: { type: "integer", minimum: 30, maximum: 315_360_000 },
      initial: 60,
      whenNull: "initial",
    },
    {
      name: "allowed_clock_skew",
      schema: { type: "integer", minimum: 0, maximum: 300 },
      initial: 5,
      whenNull: "initial",
    },
    {
      name: "custom_signing_key",
      schema: { type: "boolean" },
      initial: false,
      whenNull: "mistake",
    },
    {
      name: "signing_algorithm",
      schema: { type: "string", minLength: 1 },
      initial: RS256,
      whenNull: "initial",
    },
    {
      name: "signing_key",
      schema: { type: "string", minLength: 1 },
      initial: null,
      whenNull: "unchanged",
      hidden: true,
    },
  ],
  // Both verbs have one schema. bapi 2026-05-12, UpdateJWTTemplate
  required: { create: ["name", "claims"], patch: ["name", "claims"] },
  unique: {
    member: "name",
    code: () => "form_identifier_exists",
    fold: (name, { template_names_folded }) => (template_names_folded ? name.toLowerCase() : name),
  },
  another: (n) => ({ name: `appeared_${n}`, claims: {} }),
  // Documented for these two. bapi 2026-05-12, CreateJWTTemplate
  plan: { feature: "jwt_templates", verbs: ["create", "patch"] },
  isListed: ({ values }, { session_token_template }) =>
    session_token_template || values["is_session_token"] !== true,
  complete: ({ values, given, from }) => {
    const { signing_key: _, ...rest } = values;
    if (rest["custom_signing_key"] !== true) {
      return { ...rest, signing_algorithm: RS256, signing_key_sha256: null };
    }
    const kept = from?.values["signing_key_sha256"] ?? null;
    const sent = given["signing_key"];
    const fingerprint = typeof sent === "string" ? signingKeyFingerprint(sent) : kept;
    return { ...rest, signing_key_sha256: fingerprint };
  },
  check: (writing) => [
    ...reservedIn(writing.given["claims"], writing.call.switches),
    ...missingForKey(writing),
  ],
  protect: (_, { values }, verb) => {
    if (verb === "delete" && values["is_session_token"] === true) {
      throw apiError("session_token_jwt_template");
    }
  },
};
