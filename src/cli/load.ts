// From the name of a file to what it asks of each environment, or everything that is wrong with it.

import { CATALOG } from "../catalog/catalog.ts";
import { environmentsOf, readDesired, type Desired } from "../core/desired.ts";
import { parseDocument, type Document } from "../core/document.ts";
import { EXIT, Failure } from "../core/failure.ts";
import { expiredIgnores } from "../core/ignore.ts";
import { sortIssues, type Issue } from "../core/issue.ts";
import { nearestOf } from "../core/nearest.ts";
import { LIMITS } from "../core/source.ts";
import { validate } from "../validate-document.ts";
import type { FileFlags } from "./flags.ts";
import { readTextFile } from "./read-file.ts";

export const DEFAULT_FILE = "clerkwork.yaml";

export interface Loaded {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly document: Document;
  /** One, or one per environment that was asked for. */
  readonly desired: readonly Desired[];
  /** Whether the result is to be shown by environment. */
  readonly byEnvironment: boolean;
}

function invalid(issues: readonly Issue[]): Failure {
  const [first] = issues;
  const file = first?.at.file ?? "";
  const count = issues.length === 1 ? "1 issue" : `${issues.length} issues`;
  return new Failure(EXIT.invalid, "invalid_document", `${file} is not valid: ${count}`, {
    issues,
  });
}

/** What else is wrong, beside values that could not be read at all. */
function withFurtherIssues(
  issues: readonly Issue[],
  document: Document | undefined,
): readonly Issue[] {
  const places = new Set(issues.map(({ pointer }) => pointer));
  const further = document ? validate(document).filter(({ pointer }) => !places.has(pointer)) : [];
  return sortIssues([...issues, ...further]);
}

/** Reads and validates. Throws a `Failure` (exit 3) with all issues. Opens no socket. */
export async function loadDesired(
  flags: FileFlags & { readonly receipt?: string },
  today: string,
): Promise<Loaded> {
  const file = flags.file ?? DEFAULT_FILE;
  const content = readTextFile(file, LIMITS.fileBytes);
  if (!content.ok) {
    const at = { file, line: 1, column: 1 };
    throw invalid([{ code: content.code, args: content.args, at, pointer: "" }]);
  }
  const parsed = parseDocument(file, content.text);
  if (!parsed.ok) throw invalid(withFurtherIssues(parsed.issues, parsed.document));
  const { document } = parsed;
  const issues = validate(document);
  if (issues.length > 0) throw invalid(issues);

  const known = environmentsOf(document);
  const names = flags.all ? known : [...new Set(flags.env ?? [])];
  if (flags.all && flags.env)
    throw new Failure(EXIT.invalid, "invalid_usage", "--all and --env don't go together");
  if (flags.all && known.length === 0) {
    throw new Failure(
      EXIT.invalid,
      "unknown_environment",
      `${file} has no environments, so --all names none`,
    );
  }
  for (const name of names) {
    if (known.includes(name)) continue;
    const near = nearestOf(name, known);
    const hint = near ? `did you mean ${near}?` : `the file has ${known.join(", ") || "none"}`;
    throw new Failure(
      EXIT.invalid,
      "unknown_environment",
      `no environment ${JSON.stringify(name)} in ${file}`,
      { hint },
    );
  }
  const byEnvironment = flags.all === true || names.length > 1;
  if (byEnvironment && flags.receipt !== undefined) {
    throw new Failure(
      EXIT.invalid,
      "invalid_usage",
      "--receipt takes one environment: a receipt is of one instance",
    );
  }
  const desired = (names.length > 0 ? names : [null]).map((name) =>
    readDesired(document, CATALOG, name),
  );
  const expired = desired[0] ? expiredIgnores(desired[0].ignores, today) : [];
  if (expired.length > 0) throw invalid(expired);
  return {
    file,
    bytes: content.bytes,
    document,
    desired,
    byEnvironment,
  };
}
