// The schemas of a receipt and of what an apply reports.

import type { JsonSchema } from "../../catalog/setting.ts";
import {
  ANY,
  callMembers,
  count,
  exitCode,
  formatVersion,
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

/** The file of `apply --receipt`. */
export function buildReceiptSchema(): JsonSchema {
  return {
    $schema: SCHEMA,
    title: "clerkwork receipt",
    ...object({
      format_version: formatVersion,
      tool_version: text,
      target,
      fingerprint: text,
      calls: list(
        object(
          {
            ...callMembers,
            state: oneOf(["intended", "concluded"]),
            before: map(reading),
            to: map(ANY),
            ...sent,
            outcomes: list(outcome),
          },
          ["to"],
        ),
      ),
      last_sent: map(ANY),
    }),
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
