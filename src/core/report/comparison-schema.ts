// The schema of what a comparison prints with --format json.

import type { JsonSchema } from "../../catalog/setting.ts";
import { NOT_COMPARED } from "../plan/comparison.ts";
import {
  address,
  ANY,
  count,
  exitCode,
  formatVersion,
  list,
  nullable,
  object,
  oneOf,
  position,
  SCHEMA,
  text,
  warning,
  word,
} from "../plan/schema.ts";
import { INSTANCE_ID } from "../value/reading.ts";
import { COMPARE_RESULTS } from "./comparison.ts";

const nothing: JsonSchema = { type: "null" };
const COLLECTION = "^[a-z][a-z0-9_]*$";
/** A collection's name stands for its list as a whole. */
const addressOrCollection: JsonSchema = { anyOf: [address, word(COLLECTION)] };
const TYPES = ["development", "production"] as const;

/** One of the two that are compared. */
export const side: JsonSchema = object({
  name: text,
  file: text,
  environment: nullable("string"),
  instance_id: { anyOf: [nothing, word(INSTANCE_ID)] },
  environment_type: { anyOf: [nothing, oneOf(TYPES)] },
});

const value: JsonSchema = {
  description:
    "Null: the side's file does not name it. The value of an item is null where it is not there.",
  anyOf: [nothing, object({ value: ANY })],
};

export function buildCompareSchema(): JsonSchema {
  return {
    $schema: SCHEMA,
    title: "clerkwork compare",
    ...object(
      {
        format_version: formatVersion,
        result: oneOf(COMPARE_RESULTS),
        exit_code: exitCode,
        live: {
          description: "True: instances were read. False: what the files say was compared.",
          type: "boolean",
        },
        a: side,
        b: side,
        counts: object({ compared: count, differing: count, allowed: count, not_compared: count }),
        collections: {
          description: "Whose items were looked at. Absent: of none.",
          ...list(word(COLLECTION)),
        },
        differences: list(
          object(
            {
              address,
              item: object({ collection: word(COLLECTION), key: text }),
              a: value,
              b: value,
              allowed: {
                description: "Null: nothing allows the difference, so it counts.",
                anyOf: [nothing, object({ reason: text, until: nullable("string"), at: position })],
              },
            },
            ["item"],
          ),
        ),
        not_compared: list(
          object({
            address: addressOrCollection,
            side: oneOf(["a", "b", "both"]),
            why: oneOf(Object.keys(NOT_COMPARED)),
          }),
        ),
        only_on: list(object({ address, environment_type: oneOf(TYPES) })),
        warnings: list(warning),
      },
      ["collections"],
    ),
  };
}
