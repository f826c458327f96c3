// The schemas of a receipt and of what an apply reports.

import type { JsonSchema } from "../../catalog/setting.ts";
import {
  ANY,
  callMembers,
  consentGiven,
  count,
  exitCode,
  formatVersion,
  hazard,
  list,
  map,
  nullable,
  object,
  oneOf,
  planMembers,
  reading,
  SCHEMA,
  target,
  text,
} from "../plan/schema.ts";
import { OUTCOMES } from "./report.ts";

const outcome = object(
  { address: text, outcome: oneOf(OUTCOMES), to: ANY, detail: text, shown: ANY },
  ["detail", "shown"],
);

const sent = {
  status: nullable("integer"),
  attempts: count,
  clerk_trace_id: nullable("string"),
} as const;

const instant = { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}T[\\d:.]+Z$" } as const;

const call = object(
  {
    ...callMembers,
    state: oneOf(["intended", "concluded"]),
    intended_at: instant,
    concluded_at: { anyOf: [{ type: "null" }, instant] },
    before: map(reading),
    to: map(ANY),
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
        tool_version: text,
        kind: oneOf(["apply", "rollback"]),
        created_at: instant,
        updated_at: instant,
        source: {
          description: "The file that was applied, or the receipt that was rolled back.",
          ...object({ file: text, sha256: text }),
        },
        run: {
          description: "What the environment of a CI run names.",
          ...object({ commit: nullable("string"), actor: nullable("string") }),
        },
        target,
        fingerprint: text,
        consents: list(object({ address: text, hazard, consent: consentGiven })),
        calls: list(call),
        last_sent: map(ANY),
        last_sent_at: { description: "When that was: ISO 8601, UTC.", ...map(ANY) },
      },
      ["kind", "created_at", "updated_at", "source", "run", "consents", "last_sent_at"],
    ),
  };
}

/** `apply --format json` and `rollback --format json`. */
export function buildReportSchema(): JsonSchema {
  return {
    $schema: SCHEMA,
    title: "clerkwork report",
    ...object(
      {
        ...planMembers,
        calls: list(object({ ...callMembers, ...sent })),
        outcomes: list(outcome),
        side_effects: list(
          object({ address: text, from: ANY, to: ANY, certain: { type: "boolean" } }),
        ),
        error: object({ code: text, message: text, exit_code: exitCode, issues: list(ANY) }),
      },
      ["error"],
    ),
  };
}
