// A parsed file in, everything that is wrong with it out, all at once. No I/O.

import type { Catalog } from "../../catalog/catalog.ts";
import { sortIssues, type Issue } from "../finding/issue.ts";
import { environmentsOf, readDesired } from "./desired.ts";
import type { Document } from "./document.ts";
import { stepsOf } from "./pointer.ts";
import { RULES } from "./rules.ts";
import { issueOfSchemaError, type SchemaCheck } from "./schema-error.ts";
import { findSecrets } from "./secrets-in-file.ts";

/** All issues, in the order of the file; an empty list means that `readDesired` may be called. */
export function validateDocument(
  document: Document,
  catalog: Catalog,
  check: SchemaCheck,
): readonly Issue[] {
  const issues = new Map<string, Issue>();
  const add = (found: readonly Issue[]): void => {
    for (const issue of found) {
      const key = `${issue.code} ${issue.pointer} ${issue.at.line}:${issue.at.column}`;
      if (!issues.has(key)) issues.set(key, issue);
    }
  };
  add(findSecrets(document));
  const errors = check(document.data);
  const parents = new Set(
    errors
      .filter(({ keyword }) => keyword !== "propertyNames")
      .map(({ instancePath }) => instancePath),
  );
  for (const error of errors) {
    // ajv repeats a bad property name as two errors; the one with the name says it all.
    if (error.keyword === "propertyNames" && parents.has(error.instancePath)) continue;
    add([issueOfSchemaError(error, document, catalog)]);
  }
  for (const environment of [null, ...environmentsOf(document)]) {
    const context = { catalog, document, desired: readDesired(document, catalog, environment) };
    for (const rule of RULES) add(rule(context));
  }
  const found = [...issues.values()];
  const secrets = new Set(
    found.filter(({ code }) => code === "secret_value").map(({ pointer }) => pointer),
  );
  // What else is wrong with a secret does not matter: it has to go.
  const isOfSecret = ({ code, pointer }: Issue): boolean =>
    code !== "secret_value" && secrets.has(pointer);
  return sortIssues(found.filter((one) => !isOfSecret(one) && !isLeftEmpty(one, found)));
}

/** A section without a value, whose settings stand beside it: indenting them mends both. */
function isLeftEmpty({ code, pointer }: Issue, found: readonly Issue[]): boolean {
  if (code !== "empty_value") return false;
  const [parent, section] = [parentOf(pointer), stepsOf(pointer).at(-1) ?? ""];
  return found.some(
    (other) =>
      other.code === "unknown_section" &&
      String(other.args["home"]).startsWith("under ") &&
      String(other.args["home"]).includes(section) &&
      parentOf(other.pointer) === parent,
  );
}

const parentOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf("/"));
