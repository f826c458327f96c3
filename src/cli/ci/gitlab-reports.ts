// Report files for GitLab CI, in a folder.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { headlineOf } from "../../core/render/comment/comment.ts";
import {
  annotationsReport,
  codeQualityReport,
  terraformReport,
  type Came,
} from "../../core/render/comment/gitlab-reports.ts";
import { planOf, type PlanDocument } from "../../core/render/comment/part.ts";
import { labelOf } from "../../core/report/record.ts";
import type { Context } from "../context.ts";
import { describeFailure } from "../session/finish.ts";
import { fromRoot } from "./key.ts";
import type { Result } from "./result.ts";

/** Makes the folder. Throws the system's error. */
export function writeReports({ terminal }: Context, folder: string, result: Result): void {
  const { command, parts, place } = result;
  const all = terminal.redact(cameOf(result));
  const says = `clerkwork ${command}: ${headlineOf(command, parts)}`;
  const files = {
    // Its widget has no word for a state that was not read.
    ...(parts.some(({ stand }) => stand === "offline")
      ? {}
      : { "terraform.json": terraformReport(all) }),
    "codequality.json": codeQualityReport(all, (file) => fromRoot(file, place?.workspace)),
    "annotations.json": annotationsReport(says, place?.run.url),
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

function cameOf({ records, failure, code }: Result): readonly Came[] {
  if (failure) return [{ label: "clerkwork", ...describeFailure(failure, code) }];
  const several = new Set(records.map(({ file }) => file)).size > 1;
  return records.map((record) => {
    const label = labelOf(record, several);
    return "document" in record
      ? { label, plan: planOf(record.document as unknown as PlanDocument) }
      : { label, error: record.error };
  });
}
