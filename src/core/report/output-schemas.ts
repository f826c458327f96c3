// The schemas of everything that is printed with --format json, by the name of `schema --of`.

import type { JsonSchema } from "../../catalog/setting.ts";
import { API_VERSIONS } from "../../catalog/api-version.ts";
import { FAILURES } from "../finding/failure.ts";
import {
  count,
  exitCode,
  formatVersion,
  list,
  nullable,
  object,
  oneOf,
  refusal,
  SCHEMA,
  text,
  warning,
  word,
} from "../plan/schema.ts";
import { buildPlanSchema } from "../plan/plan-schema.ts";
import { INSTANCE_ID } from "../value/reading.ts";
import { buildCompareSchema } from "./comparison-schema.ts";
import { buildExplainSchema } from "./explain-schema.ts";
import { buildFleetSchema, buildRecordSchema, buildShardsSchema } from "./fleet-schema.ts";
import { buildOfflineSchema } from "./offline-schema.ts";
import { buildPromoteSchema } from "./promote-schema.ts";
import { buildPullSchema } from "./pull-schema.ts";
import { buildReceiptSchema, buildReport } from "./receipt-schema.ts";

const titled = (title: string, schema: JsonSchema): JsonSchema => ({
  $schema: SCHEMA,
  title: `clerkwork ${title}`,
  ...schema,
});

const code: JsonSchema = word("^[a-z0-9_]+$");

/** What is wrong with a file, and where. */
const issue = object({
  code,
  message: text,
  file: text,
  line: count,
  column: count,
  pointer: text,
});

const error = object(
  {
    code: oneOf(Object.keys(FAILURES)),
    message: text,
    exit_code: exitCode,
    hint: text,
    issues: list(issue),
    refusals: list(refusal),
  },
  ["hint", "refusals"],
);

/** Of every command, when it did not go well before anything was written. */
const buildErrorSchema = (): JsonSchema => titled("error", object({ error }));

const checkedParts: JsonSchema = list(
  object({
    environment: nullable("string"),
    api_version: oneOf(API_VERSIONS),
    declared: count,
    items: count,
    empty_sections: list(text),
    warnings: list(warning),
  }),
);

/** `validate --format json`, of a file that is valid; what is wrong with another is an error. */
const buildValidateSchema = (): JsonSchema =>
  titled(
    "validate",
    object(
      {
        format_version: formatVersion,
        result: { const: "valid" },
        exit_code: exitCode,
        valid: { const: true },
        file: text,
        environments: checkedParts,
        files: list(object({ file: text, environments: checkedParts })),
      },
      ["file", "environments", "files"],
    ),
  );

/** The outputs that a run over several instances may hold of one. */
const ONE_OF_SEVERAL = ["plan", "drift", "apply", "offline-plan"] as const;

const documents = (): readonly JsonSchema[] =>
  ONE_OF_SEVERAL.map((name) => {
    const { $schema: _, title: __, ...schema } = OUTPUTS[name]();
    return schema;
  });

/** `change-domain --format json`. */
const buildDomainSchema = (): JsonSchema =>
  titled(
    "change-domain",
    object({
      format_version: formatVersion,
      result: { const: "accepted" },
      exit_code: exitCode,
      instance_id: word(INSTANCE_ID),
      accepted: { const: true },
      changed: { type: "boolean" },
      domain: object({ name: text, frontend_api_url: text }),
      dns_records: list(
        object({
          type: text,
          host: text,
          value: text,
          required: { type: "boolean" },
          disposition: nullable("string"),
        }),
      ),
      next: list(text),
    }),
  );

/** `schema --check-openapi FILE --format json`. */
const buildOpenapiSchema = (): JsonSchema =>
  titled(
    "openapi",
    object({
      format_version: formatVersion,
      result: oneOf(["moved", "same"]),
      exit_code: exitCode,
      documents: list(
        object(
          {
            file: text,
            movements: list(
              object({
                kind: code,
                version: text,
                path: text,
                member: nullable("string"),
                message: text,
                row: nullable("string"),
              }),
            ),
            older_copy: object({ seen: text, newest: text }),
          },
          ["older_copy"],
        ),
      ),
    }),
  );

/** Every output that is JSON, and the files that are kept. */
export const OUTPUTS = {
  plan: (): JsonSchema => buildPlanSchema(),
  "offline-plan": buildOfflineSchema,
  drift: (): JsonSchema => buildPlanSchema("drift"),
  apply: (): JsonSchema => titled("apply", buildReport()),
  rollback: (): JsonSchema => titled("rollback", buildReport()),
  pull: buildPullSchema,
  compare: buildCompareSchema,
  promote: buildPromoteSchema,
  receipt: buildReceiptSchema,
  validate: buildValidateSchema,
  explain: buildExplainSchema,
  fleet: (): JsonSchema => titled("fleet", buildFleetSchema([...documents(), object({ error })])),
  report: (): JsonSchema => titled("report", buildRecordSchema(documents(), error)),
  shards: (): JsonSchema => titled("shards", buildShardsSchema()),
  error: buildErrorSchema,
  "change-domain": buildDomainSchema,
  openapi: buildOpenapiSchema,
} as const;

export type OutputName = keyof typeof OUTPUTS;
