/** Records of runs over several instances, made as short as they can be said. */
import type { Plan } from "../../src/core/plan/plan.ts";
import { documentOf } from "../../src/core/report/document.ts";
import { addTo, EMPTY_TALLY, exitCodeOf } from "../../src/core/report/fleet-result.ts";
import {
  RECORD_VERSION,
  type EnvironmentRecord,
  type RecordedCommand,
  type RecordedDocument,
  type ReportRecord,
} from "../../src/core/report/record.ts";
import type { Report } from "../../src/core/report/report.ts";

export interface Planned {
  readonly plan: Plan;
  readonly report?: Report;
  readonly declared?: readonly string[];
}

/** By name: a plan, or the message of a failure. */
export type Instances = Readonly<Record<string, Planned | string>>;

const RESULTS: Readonly<Record<string, number>> = { refused: 4, failed: 1, partial: 5 };

const documentFor = ({ plan, report }: Planned, command: RecordedCommand): RecordedDocument => {
  const code = RESULTS[plan.result] ?? 0;
  return documentOf(plan, command, report, code) as unknown as RecordedDocument;
};

export function recordsOf(
  instances: Instances,
  command: RecordedCommand = "plan",
): readonly ReportRecord[] {
  const environments = Object.entries(instances).map(([name, given], index): EnvironmentRecord => {
    const head = { type: "environment", index, file: "clerkwork.yaml", name } as const;
    if (typeof given === "string")
      return { ...head, error: { code: "network", message: given, exit_code: 1, issues: [] } };
    const { declared } = given;
    return {
      ...head,
      ...(declared ? { declared } : {}),
      document: documentFor(given, command),
    };
  });
  const tally = environments.reduce(addTo, EMPTY_TALLY);
  const total = environments.length;
  return [
    {
      type: "start",
      format_version: RECORD_VERSION,
      tool_version: "1.2.3",
      command,
      shard: null,
      files: 1,
      total,
      of: total,
      config: `sha256:${"0".repeat(64)}`,
      flags: `sha256:${"0".repeat(64)}`,
    },
    ...environments,
    { type: "end", counts: tally.counts, exit_code: exitCodeOf(tally) },
  ];
}

export const planCommand = ({ name }: EnvironmentRecord): string =>
  `clerkwork plan --env ${name ?? ""}`;
