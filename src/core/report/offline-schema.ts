// The schema of an offline plan.

import type { JsonSchema } from "../../catalog/setting.ts";
import { AGAINST } from "../plan/offline.ts";
import {
  address,
  ANY,
  count,
  list,
  nullable,
  object,
  oneOf,
  position,
  SCHEMA,
  target,
  word,
} from "../plan/schema.ts";
import { planMembers } from "../plan/plan-schema.ts";

/** `plan --against … --format json`, and `plan` without a key in a pull request. */
export function buildOfflineSchema(): JsonSchema {
  const { format_version, tool_version, exit_code, changes, coverage, refusals } = planMembers;
  const { ignored, warnings, notes } = planMembers;
  const { environment } = target["properties"] as Readonly<Record<string, JsonSchema>>;
  const members: Readonly<Record<string, JsonSchema | undefined>> = {
    format_version,
    tool_version,
    result: { const: "offline" },
    exit_code,
    environment,
    environment_type: { anyOf: [{ type: "null" }, oneOf(["development", "production"])] },
    against: object({ what: oneOf(AGAINST), name: nullable("string") }),
    changes: {
      description:
        "What the file adds or changes: `from` is what the base says; not known: no base declares the setting. The live value was not read.",
      ...changes,
    },
    removed: {
      description: "What the base declares and the file does not: nothing is sent for it.",
      ...list(
        object({
          address,
          section: word("^[a-z][a-z0-9_]*$"),
          setting: word("^[a-z][a-z0-9_]*(?:\\.[a-z][a-z0-9_]*)?$"),
          value: ANY,
          at: position,
        }),
      ),
    },
    consents: {
      description: "Hazards that production asks consent for, and how many have it.",
      ...object({ needed: count, given: count }),
    },
    coverage,
    refusals,
    ignored,
    warnings,
    notes,
  };
  return {
    $schema: SCHEMA,
    title: "clerkwork offline plan",
    ...object(members as Readonly<Record<string, JsonSchema>>, ["notes"]),
  };
}
