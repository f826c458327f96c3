// The schema of a plan, and of a drift.

import { UNLISTED } from "../../catalog/items.ts";
import type { JsonSchema } from "../../catalog/setting.ts";
import {
  address,
  ANY,
  callMembers,
  count,
  exitCode,
  fingerprint,
  formatVersion,
  hazard,
  hazardMet,
  itemId,
  list,
  nullable,
  object,
  oneOf,
  position,
  reading,
  refusal,
  SCHEMA,
  target,
  text,
  toolVersion,
  warning,
  word,
} from "./schema.ts";

const changeMembers: Readonly<Record<string, JsonSchema>> = {
  address,
  section: word("^[a-z][a-z0-9_]*$"),
  setting: {
    type: "string",
    pattern:
      '^(?:[a-z][a-z0-9_]*(?:\\.[a-z][a-z0-9_]*)?|"(?:[^"\\\\]|\\\\.)*"(?:\\.[a-z][a-z0-9_]*| → "(?:[^"\\\\]|\\\\.)*")?)$',
    maxLength: 2200,
  },
  action: oneOf(["update", "create", "delete", "rename"]),
  item: {
    description: "Of an item of a collection. id: null where it is not there.",
    ...object({
      collection: word("^[a-z][a-z0-9_]*$"),
      key: { type: "string", maxLength: 2200 },
      id: { anyOf: [{ type: "null" }, itemId] },
    }),
  },
  from: reading,
  to: ANY,
  hazards: list(hazardMet),
  at: position,
};

/** What drift adds: what the file says, and what Clerk has. */
const sides: Readonly<Record<string, JsonSchema>> = { expected: ANY, actual: ANY };
/** Members that a change may lack. */
const OPTIONAL_IN_CHANGE: readonly string[] = ["item"];
const change = object(changeMembers, OPTIONAL_IN_CHANGE);

/** What the file does not name of one collection. */
const unlisted = object(
  {
    collection: word("^[a-z][a-z0-9_]*$"),
    policy: oneOf(Object.keys(UNLISTED)),
    count: { description: "Null: the list can't be read.", ...nullable("integer") },
    keys: list({ type: "string", maxLength: 2200 }),
  },
  ["keys"],
);

const counts: JsonSchema = {
  description: "How many differences there are of each kind.",
  ...object({ changed: count, missing: count, present_though_absent: count, unlisted: count }),
};

const unmanaged = object({ address, live: reading, hazards: list(hazard) });

/** The members of every document that holds a plan. `calls` are the caller's. */
export const planMembers: Readonly<Record<string, JsonSchema>> = {
  format_version: formatVersion,
  tool_version: toolVersion,
  result: word("^[a-z_]+$"),
  exit_code: exitCode,
  target,
  changes: list(change),
  calls: list(object(callMembers)),
  coverage: object({
    declared: count,
    read: count,
    unreadable: list(object({ address, why: text })),
  }),
  refusals: list(refusal),
  ignored: list(object({ address, reason: text, until: text })),
  warnings: list(warning),
  notes: {
    description: "What is no warning and worth knowing; absent: nothing is.",
    ...list(warning),
  },
  unmanaged: list(unmanaged),
  unlisted: {
    description: "Items that the file does not name; absent: it names no collection.",
    ...list(unlisted),
  },
  fingerprint,
};

/** Members that a plan may lack. */
export const OPTIONAL_MEMBERS: readonly string[] = ["notes", "unmanaged", "unlisted"];

/**
 * `plan --format json` and the file of `plan --out`. For `drift`: `drift --format json`, without `calls`, and each
 * change with both sides.
 */
export function buildPlanSchema(kind: "plan" | "drift" = "plan"): JsonSchema {
  if (kind === "drift") {
    const { calls: _, ...members } = planMembers;
    const drifted = object({ ...changeMembers, ...sides }, OPTIONAL_IN_CHANGE);
    return {
      $schema: SCHEMA,
      title: "clerkwork drift",
      ...object({ ...members, changes: list(drifted), counts }, OPTIONAL_MEMBERS),
    };
  }
  return {
    $schema: SCHEMA,
    title: "clerkwork plan",
    ...object(
      {
        ...planMembers,
        created_at: {
          description: "In a saved plan only.",
          type: "string",
          pattern: "^\\d{4}-\\d{2}-\\d{2}T[0-9:.]{5,20}Z$",
        },
        source: {
          description: "In a saved plan only.",
          ...object({ file: text, sha256: text, only: list(text) }, ["only"]),
        },
        seal: {
          description: "In a saved plan only: over all other members, with the secret key.",
          type: "string",
          pattern: "^hmac-sha256:[0-9a-f]{64}$",
        },
      },
      [...OPTIONAL_MEMBERS, "created_at", "source", "seal"],
    ),
  };
}
