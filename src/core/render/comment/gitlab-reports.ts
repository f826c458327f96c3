// A run as the report files that GitLab CI takes from a job without any token: `artifacts:reports:terraform`,
// `codequality` and `annotations`. By GitLab's documents of 2026-11, "Artifacts reports types".

import { createHash } from "node:crypto";
import type { Hazard } from "../../../catalog/hazard.ts";
import type { IssueReport } from "../../finding/issue.ts";
import type { Change } from "../../plan/change.ts";
import type { Plan } from "../../plan/plan.ts";
import type { RecordedError } from "../../report/record.ts";
import { showPlain } from "../../text/escape.ts";

/** What a run came to for one environment. */
export type Came =
  | { readonly label: string; readonly plan: Plan }
  | { readonly label: string; readonly error: RecordedError };

/** What the widget of a merge request counts: a change that takes items out of a list stands under `delete`. */
export function terraformReport(all: readonly Came[]): string {
  const changes = all.flatMap((one) => ("plan" in one ? one.plan.changes : []));
  const create = changes.filter(({ action }) => action === "create").length;
  const removing = changes.filter(takesItems).length;
  return asJson({ create, update: changes.length - create - removing, delete: removing });
}

function takesItems({ action, from, to }: Change): boolean {
  if (action === "delete") return true;
  if (!from.known || !Array.isArray(from.value) || !Array.isArray(to)) return false;
  const kept = new Set(to.map((item) => JSON.stringify(item)));
  return from.value.some((item) => !kept.has(JSON.stringify(item)));
}

type Severity = "info" | "minor" | "major" | "critical" | "blocker";

interface Finding {
  readonly description: string;
  readonly check_name: string;
  readonly severity: Severity;
  readonly path: string;
  readonly line: number;
}

/** What keeps a plan from being applied, what it endangers, and what is wrong with a file, at their lines. */
export function codeQualityReport(all: readonly Came[], pathOf: (file: string) => string): string {
  const findings = all.flatMap((one) =>
    "plan" in one ? inPlan(one.label, one.plan) : one.error.issues.map(ofIssue),
  );
  const seen = new Set<string>();
  const entries = findings.map(({ description, check_name, severity, path, line }) => {
    const location = { path: pathOf(path), lines: { begin: line } };
    return { description, check_name, severity, location, fingerprint: "" };
  });
  return asJson(
    entries.flatMap((entry) => {
      const fingerprint = createHash("sha256").update(JSON.stringify(entry)).digest("hex");
      if (seen.has(fingerprint)) return [];
      seen.add(fingerprint);
      return [{ ...entry, fingerprint }];
    }),
  );
}

function inPlan(label: string, { changes, refusals }: Plan): readonly Finding[] {
  return changes.flatMap(({ address, at, hazards }) => {
    const fixed = refusals
      .filter((one) => one.address === address && one.allow === null)
      .map(({ code, message }) => findingOf(label, address, at, code, message, "blocker"));
    const met = hazards.map(({ hazard, says, blocked }) =>
      findingOf(label, address, at, hazard satisfies Hazard, says, blocked ? "critical" : "minor"),
    );
    return [...fixed, ...met];
  });
}

const findingOf = (
  label: string,
  address: string,
  at: Change["at"],
  name: string,
  says: string,
  severity: Severity,
): Finding => ({
  description: showPlain(`${label}: ${address}: ${says}`),
  check_name: name,
  severity,
  path: at.file,
  line: at.line,
});

const ofIssue = ({ file, line, code, message }: IssueReport): Finding => ({
  description: showPlain(message),
  check_name: code,
  severity: "blocker",
  path: file,
  line,
});

/** A link beside the job, under words that say what it came to. */
export const annotationsReport = (says: string, url: string | undefined): string =>
  asJson({ clerkwork: url ? [{ external_link: { label: says, url } }] : [] });

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
