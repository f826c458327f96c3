// The text of a file in, what it asks of each instance out; or everything that is wrong with it.

import { CATALOG } from "../catalog/catalog.ts";
import checkDocument from "../core/file/check-document.generated.js";
import { environmentsOf, readDesired, type Desired } from "../core/file/desired.ts";
import { parseDocument, type Document } from "../core/file/document.ts";
import { pointerOf } from "../core/file/pointer.ts";
import { validateDocument } from "../core/file/validate.ts";
import { Failure } from "../core/finding/failure.ts";
import { withLines } from "../core/finding/excerpt.ts";
import { sortIssues, type Issue } from "../core/finding/issue.ts";
import { expiredIgnores } from "../core/plan/ignore.ts";
import { plural } from "../core/text/line.ts";

/**
 * Which parts of a file are asked for. `whole`: the file as one instance, which it is only without
 * environments; `top`: what stands above them, alone; `all`: each of them; `each`: the top and each of
 * them, for checking; `all or whole`: each of them, or the file as one instance without any; or environments by name.
 */
export type Selection = "whole" | "top" | "all" | "all or whole" | "each" | readonly string[];

/**
 * Everything that is wrong with a parsed file, in its order, by Clerk's catalog. Empty: `readDesired`
 * may be called. Opens no socket.
 */
export function validate(document: Document): readonly Issue[] {
  return validateDocument(document, CATALOG, (data) => {
    checkDocument(data);
    return checkDocument.errors ?? [];
  });
}

/**
 * Parses, validates and reads. `today` is YYYY-MM-DD, UTC. Throws a `Failure` (exit 3) with all issues,
 * for an environment that the file does not have, or where one must be named.
 */
export function loadText(
  file: string,
  text: string,
  selection: Selection,
  today: string,
): readonly Desired[] {
  const parsed = parseDocument(file, text);
  const { document } = parsed;
  if (!document) throw invalid(parsed.ok ? [] : parsed.issues, text);
  const issues = parsed.ok ? validate(document) : withFurtherIssues(parsed.issues, document);
  const names = issues.length > 0 ? namesWithin(document, selection) : namesOf(document, selection);
  const desired = names.map((name) => readDesired(document, CATALOG, name));
  // An entry at the top of the file is every part's.
  const ignores = new Set([...new Set(desired.map((part) => part.ignores))].flat());
  rejectIssues(sortIssues([...issues, ...expiredIgnores([...ignores], today)]), text);
  return desired;
}

/** Of a file with issues: what is asked for and there, since a part that is missing may be one of them. */
function namesWithin(document: Document, selection: Selection): readonly (string | null)[] {
  const names = environmentsOf(document);
  if (selection === "top") return [null];
  return [
    null,
    ...names.filter((name) => typeof selection === "string" || selection.includes(name)),
  ];
}

/**
 * The pin of one part of the file. What is wrong elsewhere in it, an exception that ran out included,
 * does not stand in the way. `whole`: the file as one instance, which it is only without environments; null:
 * what stands above them. Throws a `Failure` (exit 3) for what is wrong with the pin, and for an environment
 * that is not there or must be named.
 */
export function loadPin(
  file: string,
  text: string,
  part: { readonly environment: string | null } | "whole",
): Pick<Desired, "target" | "apiVersion"> {
  const parsed = parseDocument(file, text);
  const { document } = parsed;
  const unread = parsed.ok ? [] : parsed.issues;
  if (!document) throw invalid(unread, text);
  if (part === "whole") requireNoEnvironments(environmentsOf(document), "Name one (--env NAME).");
  const environment = part === "whole" ? null : part.environment;
  const own = environment === null ? [] : [pointerOf("/environments", environment)];
  const places = ["", ...own].map((part) => `${part}/target`);
  const isOfPin = ({ pointer }: Issue): boolean =>
    ["", "/version", "/api_version", "/environments", ...own, ...places].includes(pointer) ||
    places.some((place) => pointer.startsWith(`${place}/`));
  const issues = [...unread, ...validate(document)];
  rejectIssues(sortIssues(issues.filter(isOfPin)), text);
  const { target, apiVersion } = readDesired(document, CATALOG, environment);
  return { target, apiVersion };
}

function namesOf(document: Document, selection: Selection): readonly (string | null)[] {
  if (selection === "top") return [null];
  if (typeof selection !== "string") return [...new Set(selection)];
  const names = environmentsOf(document);
  if (selection === "each") return [null, ...names];
  if (selection === "whole") {
    requireNoEnvironments(names);
    return [null];
  }
  if (names.length > 0) return names;
  if (selection === "all or whole") return [null];
  throw new Failure(
    "unknown_environment",
    `${document.file} has no environments, so --all names none`,
  );
}

/** Throws a `Failure` (exit 3): with environments, the top of the file is no instance's settings. */
function requireNoEnvironments(
  names: readonly string[],
  how = "Name one (--env NAME), or --all.",
): void {
  if (names.length === 0) return;
  throw new Failure(
    "environment_not_named",
    `This file has environments: ${names.join(", ")}. ${how}`,
    { hint: "--base stands for the part above them, alone" },
  );
}

/** What else is wrong, beside values that could not be read at all. */
function withFurtherIssues(issues: readonly Issue[], document: Document): readonly Issue[] {
  const places = new Set(issues.map(({ pointer }) => pointer));
  const further = validate(document).filter(({ pointer }) => !places.has(pointer));
  return sortIssues([...issues, ...further]);
}

/** Throws a `Failure` (exit 3) when there are any. With the text, it holds their lines. */
export function rejectIssues(issues: readonly Issue[], text = ""): void {
  if (issues.length > 0) throw invalid(issues, text);
}

/** The failure that lists them. */
export function invalid(found: readonly Issue[], text = ""): Failure {
  const file = String(found[0]?.at.file);
  const issues = withLines(found, text);
  return new Failure(
    "invalid_document",
    `${file} is not valid: ${plural(issues.length, "issue")}`,
    {
      issues,
    },
  );
}
