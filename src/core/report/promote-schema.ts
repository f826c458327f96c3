// The schema of what a promotion prints with --format json.

import type { JsonSchema } from "../../catalog/setting.ts";
import { ANY, count, hazardMet, list, object, SCHEMA } from "../plan/schema.ts";
import { side } from "./comparison-schema.ts";
import { place, pullMembers } from "./pull-schema.ts";

export function buildPromoteSchema(): JsonSchema {
  const { created: _, ...members } = pullMembers;
  const { format_version, result, exit_code, ...rest } = members;
  return {
    $schema: SCHEMA,
    title: "clerkwork promote",
    ...object({
      format_version,
      result,
      exit_code,
      live: {
        description: "True: instances were compared. False: what the files say.",
        type: "boolean",
      },
      a: side,
      b: side,
      ...rest,
      edits: list(
        object({ ...place, line: count, from: ANY, to: ANY, hazards: list(hazardMet) }, ["from"]),
      ),
    }),
  };
}
