// On GitHub Actions, findings are annotations too: marked at their lines in the pull request.

import { isAbsolute, relative, resolve } from "node:path";
import { sentence, type Issue } from "../../core/finding/issue.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { renderAnnotations, type Annotation } from "../../core/render/annotations.ts";
import { hideIdentifiers } from "../../core/render/identifiers.ts";
import type { Context } from "../context.ts";

type Runner = Pick<Context, "terminal" | "environment">;

/** What is wrong with a file, at its places. */
export function annotateIssues(context: Runner, issues: readonly Issue[]): void {
  annotate(context, () =>
    issues.map((issue) => ({
      title: "clerkwork",
      message: sentence(issue),
      at: { ...issue.at, file: inWorkspace(context, issue.at.file) },
    })),
  );
}

/** What keeps a plan from being applied, at the settings that it is about. */
export function annotateRefusals(context: Runner, plan: Plan): void {
  annotate(context, () => {
    // Marked in the pull request, where a comment would stand.
    const { refusals, changes } = hideIdentifiers(context.terminal.redact(plan)).value;
    return refusals.map(({ address, hazard, message }) => {
      const place = changes.find((change) => change.address === address)?.at;
      return {
        title: `clerkwork refuses${hazard === null ? "" : `: ${hazard}`}`,
        message: address === null ? message : `${address}: ${message}`,
        at: place ? { ...place, file: inWorkspace(context, place.file) } : null,
      };
    });
  });
}

function annotate({ terminal, environment }: Runner, list: () => readonly Annotation[]): void {
  if (environment["GITHUB_ACTIONS"] !== "true") return;
  for (const command of renderAnnotations(list())) terminal.err(`${command}\n`);
}

/** GitHub takes a path from the root of the checkout; a step may stand in a folder of it. */
function inWorkspace({ environment }: Pick<Context, "environment">, file: string): string {
  const root = environment["GITHUB_WORKSPACE"];
  if (!root) return file;
  const path = relative(root, resolve(file));
  return path.startsWith("..") || isAbsolute(path) ? file : path;
}
