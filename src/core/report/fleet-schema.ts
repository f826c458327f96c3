// The schemas of runs over several instances: the document of --format json, the lines of a report, the shards.

import type { JsonSchema } from "../../catalog/setting.ts";
import {
  address,
  ANY,
  count,
  exitCode,
  fingerprint,
  formatVersion,
  list,
  nullable,
  object,
  oneOf,
  text,
  toolVersion,
  word,
} from "../plan/schema.ts";
import { shareParts } from "../plan/share-parts.ts";
import { FLEET_RESULTS } from "./fleet-result.ts";
import { RECORD_VERSION, RECORDED, STANDS } from "./record.ts";

const shard = word("^[1-9]\\d{0,2}/[1-9]\\d{0,2}$");

/** Of plan, apply and drift with several environments, each of which is one of the `documents`. */
export const buildFleetSchema = (documents: readonly JsonSchema[]): JsonSchema =>
  // The parts have most of their members in common.
  shareParts(
    object({
      format_version: formatVersion,
      result: oneOf(FLEET_RESULTS),
      exit_code: exitCode,
      environments: {
        type: "object",
        minProperties: 1,
        additionalProperties: { anyOf: documents },
      },
    }),
  );

/** One line of `--report FILE` and `--format jsonl`: an environment has one of the `documents`, or an error. */
export function buildRecordSchema(documents: readonly JsonSchema[], error: JsonSchema): JsonSchema {
  const start = object({
    type: { const: "start" },
    format_version: { const: RECORD_VERSION },
    tool_version: toolVersion,
    command: oneOf(RECORDED),
    shard: { anyOf: [{ type: "null" }, shard] },
    files: count,
    total: count,
    of: count,
    config: fingerprint,
    flags: fingerprint,
  });
  const environment: JsonSchema = {
    ...object(
      {
        type: { const: "environment" },
        index: count,
        file: text,
        name: nullable("string"),
        declared: list(address),
        pinned: { const: true },
        document: { anyOf: documents },
        error,
      },
      ["declared", "pinned", "document", "error"],
    ),
    oneOf: ["document", "error"].map((name) => ({ properties: { [name]: ANY }, required: [name] })),
  };
  const end = object({
    type: { const: "end" },
    counts: object(Object.fromEntries(STANDS.map((stand) => [stand, count]))),
    exit_code: exitCode,
  });
  return shareParts({ type: "object", oneOf: [start, environment, end] });
}

/** `shards --format json`: what a matrix of GitHub Actions takes. */
export const buildShardsSchema = (): JsonSchema => object({ include: list(object({ shard })) });
