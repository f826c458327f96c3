// The schema of what a pull prints with --format json.

import type { JsonSchema } from "../../catalog/setting.ts";
import { LEFT_OUT_CODES } from "../finding/left-out.ts";
import {
  address,
  ANY,
  count,
  exitCode,
  formatVersion,
  hazardMet,
  list,
  nullable,
  object,
  oneOf,
  SCHEMA,
  text,
} from "../plan/schema.ts";
import { PULL_RESULTS, UNSAFE_EDIT } from "./pull.ts";

export const place = { address, environment: nullable("string") } as const;

/** The members of every document about edits of a file. */
export const pullMembers = {
  format_version: formatVersion,
  result: oneOf(PULL_RESULTS),
  exit_code: exitCode,
  file: text,
  created: { type: "boolean" },
  written: { type: "boolean" },
  edits: list(
    object(
      {
        ...place,
        line: count,
        from: ANY,
        to: ANY,
        removed: { const: true },
        also_for: list(text),
        hazards: list(hazardMet),
      },
      ["from", "removed", "hazards"],
    ),
  ),
  skipped: list(object({ ...place, code: oneOf(LEFT_OUT_CODES), why: text })),
  refused: list(object({ ...place, code: oneOf([...LEFT_OUT_CODES, UNSAFE_EDIT]), why: text })),
  comments_removed: list(object({ line: count, text })),
} as const satisfies Readonly<Record<string, JsonSchema>>;

export function buildPullSchema(): JsonSchema {
  return {
    $schema: SCHEMA,
    title: "clerkwork pull",
    description: "What pull and init print with --format json.",
    ...object(pullMembers),
  };
}
