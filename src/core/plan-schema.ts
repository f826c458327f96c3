// The shapes of the plan and of the receipt, for other tools and for reading them back.

import { HAZARDS } from "../catalog/hazard.ts";
import type { JsonSchema } from "../catalog/setting.ts";
import { UNREADABLE } from "./reading.ts";

function object(
  properties: Record<string, JsonSchema>,
  optional: readonly string[] = [],
): JsonSchema {
  return {
    type: "object",
    additionalProperties: false,
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
  };
}

const text: JsonSchema = { type: "string" };
const count: JsonSchema = { type: "integer", minimum: 0 };
const ANY: JsonSchema = {};
const hazard: JsonSchema = { type: "string", enum: Object.keys(HAZARDS) };
const list = (items: JsonSchema): JsonSchema => ({ type: "array", items, maxItems: 5000 });
const map = (values: JsonSchema): JsonSchema => ({ type: "object", additionalProperties: values });

const reading: JsonSchema = {
  type: "object",
  oneOf: [
    object({
      known: { const: true },
      value: ANY,
      source: { type: "string", enum: ["backend_api", "frontend_api"] },
    }),
    object({ known: { const: false }, why: { type: "string", enum: Object.keys(UNREADABLE) } }),
  ],
};

const target = object({
  environment: { type: ["string", "null"] },
  instance_id: text,
  environment_type: { type: "string", enum: ["development", "production"] },
  api_url: text,
  api_version: text,
});

const SCHEMA = "https://json-schema.org/draft/2020-12/schema";

/** `plan --format json`, `drift --format json` (without `calls`), and the file of `plan --out`. */
export function buildPlanSchema(): JsonSchema {
  return {
    $schema: SCHEMA,
    title: "clerkwork plan",
    ...object(
      {
        format_version: { const: "1.0" },
        tool_version: text,
        target,
        changes: list(
          object({
            address: text,
            section: text,
            setting: text,
            from: reading,
            to: ANY,
            hazards: list(hazard),
            at: object({ file: text, line: count, column: count }),
          }),
        ),
        calls: list(
          object({ method: { const: "PATCH" }, path: text, body: map(ANY), addresses: list(text) }),
        ),
        coverage: object({
          declared: count,
          read: count,
          unreadable: list(object({ address: text, why: text })),
        }),
        refusals: list(
          object({
            code: text,
            address: { type: ["string", "null"] },
            hazard: { type: ["string", "null"] },
            message: text,
            allow: { type: ["string", "null"] },
            consent: {
              anyOf: [
                { type: "null" },
                object({ address: text, hazard, reason: text, until: text }),
              ],
            },
          }),
        ),
        ignored: list(object({ address: text, reason: text, until: text })),
        warnings: list(object({ code: text, message: text, address: text }, ["address"])),
        fingerprint: { type: "string", pattern: "^sha256:[0-9a-f]{64}$" },
        created_at: {
          description: "In a saved plan only.",
          type: "string",
          pattern: "^\\d{4}-\\d{2}-\\d{2}T",
        },
        source: { description: "In a saved plan only.", ...object({ file: text, sha256: text }) },
      },
      ["calls", "created_at", "source"],
    ),
  };
}

/** The file of `apply --receipt`. */
export function buildReceiptSchema(): JsonSchema {
  const outcome = object(
    {
      address: text,
      outcome: {
        type: "string",
        enum: ["confirmed", "contradicted", "unconfirmed", "failed", "not_attempted"],
      },
      to: ANY,
      detail: text,
      shown: ANY,
    },
    ["detail", "shown"],
  );
  return {
    $schema: SCHEMA,
    title: "clerkwork receipt",
    ...object({
      format_version: { const: "1.0" },
      tool_version: text,
      target,
      fingerprint: text,
      calls: list(
        object({
          path: text,
          body: map(ANY),
          addresses: list(text),
          state: { type: "string", enum: ["intended", "concluded"] },
          before: map(reading),
          status: { type: ["integer", "null"] },
          attempts: count,
          clerk_trace_id: { type: ["string", "null"] },
          outcomes: list(outcome),
        }),
      ),
      last_sent: map(ANY),
    }),
  };
}
