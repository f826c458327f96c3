// The schema of what explain prints with --format json: one shape for each kind of thing that can be explained.

import { API_VERSIONS } from "../../catalog/api-version.ts";
import { UNLISTED } from "../../catalog/items.ts";
import type { JsonSchema } from "../../catalog/setting.ts";
import { DIRECTIONS } from "../file/setting-facts.ts";
import { FAILURES } from "../finding/failure.ts";
import {
  address,
  ANY,
  exitCode,
  formatVersion,
  hazard,
  list,
  nullable,
  object,
  oneOf,
  SCHEMA,
  text,
  word,
} from "../plan/schema.ts";
import { SOURCES } from "../value/reading.ts";

const flag: JsonSchema = { type: "boolean" };
const sayings = list(object({ address, says: text }));
const key = word("^[a-z][a-z0-9_]*$");
const status: JsonSchema = { type: "integer", minimum: 400, maximum: 599 };
const nullOr = (schema: JsonSchema): JsonSchema => ({ anyOf: [{ type: "null" }, schema] });

const settingMembers = {
  address,
  says: text,
  type: text,
  allowed: nullOr(list(ANY)),
  form: nullable("string"),
  yaml: text,
  written: object({ path: text, member: text }),
  read: list(
    object({ api: oneOf(SOURCES), path: text, member: text, only_while: nullable("string") }),
  ),
  api_versions: list(oneOf(API_VERSIONS)),
  instances: nullOr(oneOf(["development", "production"])),
  deprecated: nullable("string"),
  not_together_with: list(address),
  must_agree_with: nullOr(address),
  written_after: list({ anyOf: [address, word("^[a-z][a-z0-9_]*$")] }),
  hazards: list(
    object({
      hazard,
      when: oneOf(Object.keys(DIRECTIONS)),
      condition: text,
      says: text,
      needs_consent: flag,
      only: nullOr({ const: "production" }),
      besides: list(address),
    }),
  ),
} as const satisfies Readonly<Record<string, JsonSchema>>;

const setting = object({ kind: { const: "setting" }, ...settingMembers });

const KINDS: readonly JsonSchema[] = [
  setting,
  object({
    kind: { const: "section" },
    section: word("^[a-z][a-z0-9_]*$"),
    says: text,
    written: object({ path: text }),
    settings: sayings,
  }),
  object({
    kind: { const: "collection" },
    collection: word("^[a-z][a-z0-9_]*$"),
    says: text,
    yaml: text,
    key: object({ member: text, form: nullable("string") }),
    path: text,
    api_versions: list(oneOf(API_VERSIONS)),
    unlisted: list(oneOf(Object.keys(UNLISTED))),
    members: list(object(settingMembers)),
    hazards: list(
      object({
        hazard,
        when: oneOf(["appears", "disappears", "renamed"]),
        condition: text,
        says: text,
        needs_consent: flag,
        only: nullOr({ const: "production" }),
      }),
    ),
  }),
  object({
    kind: { const: "hazard" },
    hazard,
    says: text,
    needs_consent: flag,
    settings: list(
      object({
        address: { anyOf: [address, word("^[a-z][a-z0-9_]*$")] },
        condition: text,
        says: text,
      }),
    ),
  }),
  object({
    kind: { const: "error" },
    code: oneOf(Object.keys(FAILURES)),
    says: text,
    exit_code: exitCode,
  }),
  object({
    kind: { const: "exit_code" },
    exit_code: exitCode,
    says: text,
    errors: list(oneOf(Object.keys(FAILURES))),
  }),
  object({
    kind: oneOf(["refusal", "warning", "issue"]),
    code: word("^[a-z0-9_]+$"),
    says: text,
  }),
  object({
    kind: { const: "key" },
    key,
    says: text,
    type: text,
    required: flag,
    places: list(text),
    members: list(object({ member: key, type: text, required: flag, says: text })),
    yaml: text,
    docs: text,
  }),
  object({
    kind: { const: "http_status" },
    status,
    says: text,
    code: oneOf(Object.keys(FAILURES)),
    exit_code: exitCode,
    does: text,
    tries: list(text),
  }),
  object({ kind: { const: "settings" }, settings: sayings }),
  object({ kind: { const: "keys" }, keys: list(object({ key, says: text })) }),
  object({
    kind: { const: "http_statuses" },
    statuses: list(object({ status, says: text })),
  }),
];

export const buildExplainSchema = (): JsonSchema => ({
  $schema: SCHEMA,
  title: "clerkwork explain",
  ...object({
    format_version: formatVersion,
    result: { const: "explained" },
    exit_code: exitCode,
    explained: list({ type: "object", anyOf: KINDS }),
  }),
});
