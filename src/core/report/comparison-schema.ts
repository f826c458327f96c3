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
  word,
} from "../plan/schema.ts";
import { INSTANCE_ID } from "../value/reading.ts";
import { COMPARE_RESULTS } from "./comparison.ts";

const nothing: JsonSchema = { type: "null" };
const NAME = "^[a-z][a-z0-9_]*$";
/** The name stands for a section as a whole, or for a collection's list. */
const addressOrName: JsonSchema = { anyOf: [address, word(NAME)] };
/** What is said of an allowed difference has the address of its entry. */
const warning = object({ code: word("^[a-z_]+$"), message: text, address: addressOrName }, [
  "address",
]);
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
          ...list(word(NAME)),
        },
        differences: list(
          object(
            {
              address,
              item: object({ collection: word(NAME), key: text }),
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
            address: addressOrName,
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
