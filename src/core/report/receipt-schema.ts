// The schemas of a receipt and of what an apply reports.

import type { JsonSchema } from "../../catalog/setting.ts";
import {
  ANY,
  SCHEMA,
  address,
  byAddress,
  callMembers,
  consentGiven,
  count,
  exitCode,
  fingerprint,
  formatVersion,
  hazard,
  itemId,
  list,
  nullable,
  object,
  oneOf,
  reading,
  target,
  text,
  toolVersion,
  word,
} from "../plan/schema.ts";
import { OPTIONAL_MEMBERS, planMembers } from "../plan/plan-schema.ts";
import { OUTCOMES } from "./report.ts";

const outcome = object(
  {
    address,
    outcome: oneOf(OUTCOMES),
    to: ANY,
    detail: text,
    shown: ANY,
    id: itemId,
    secrets_sent: { type: "object", additionalProperties: word("^[0-9a-f]{64}$") },
  },
  ["detail", "shown", "id", "secrets_sent"],
);

const sent = {
  status: nullable("integer"),
  attempts: count,
  clerk_trace_id: { anyOf: [{ type: "null" }, word("^[0-9A-Fa-f]+$")] },
} as const;

const problem: JsonSchema = {
  description: "Why the call did not go through, once for all its settings.",
  ...object({ says: text, said: nullable("string"), tries: list(text), blames: list(address) }),
};

const instant = { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}T[\\d:.]+Z$" } as const;

const call = object(
  {
    ...callMembers,
    state: oneOf(["intended", "concluded"]),
    intended_at: instant,
    concluded_at: { anyOf: [{ type: "null" }, instant] },
    before: byAddress(reading),
    to: byAddress(ANY),
    ...sent,
    outcomes: list(outcome),
  },
  ["intended_at", "concluded_at", "to"],
);

/** The file of `apply --receipt`. */
export function buildReceiptSchema(): JsonSchema {
  return {
    $schema: SCHEMA,
    title: "clerkwork receipt",
    ...object(
      {
        format_version: formatVersion,
        tool_version: toolVersion,
        kind: oneOf(["apply", "rollback"]),
        created_at: instant,
        updated_at: instant,
        source: {
          description: "The file that was applied, or the receipt that was rolled back.",
          ...object({ file: text, sha256: word("^[0-9a-f]{64}$") }),
        },
        run: {
          description: "What the environment of a CI run names.",
          ...object({ commit: nullable("string"), actor: nullable("string") }),
        },
        target,
        fingerprint,
        consents: list(object({ address, hazard, consent: consentGiven })),
        calls: list(call),
        last_sent: byAddress(ANY),
        last_sent_at: { description: "When that was: ISO 8601, UTC.", ...byAddress(ANY) },
      },
      ["kind", "created_at", "updated_at", "source", "run", "consents", "last_sent_at"],
    ),
  };
}

/** What `apply` and `rollback` report, without a title. */
export const buildReport = (): JsonSchema =>
  object(
    {
      ...planMembers,
      calls: list(object({ ...callMembers, ...sent, problem }, ["problem"])),
      outcomes: list(outcome),
      side_effects: list(object({ address, from: ANY, to: ANY, certain: { type: "boolean" } })),
      error: object({ code: text, message: text, exit_code: exitCode, issues: list(ANY) }),
    },
    [...OPTIONAL_MEMBERS, "error"],
  );
