// ajv's errors as issues: which value, what was expected, what was meant.

import { findSection, type Catalog } from "../../catalog/catalog.ts";
import { hasMembers, isCollection } from "../../catalog/item-row.ts";
import type { Json, JsonSchema } from "../../catalog/setting.ts";
import { issueAt, type Issue, type IssueArgs, type IssueCode } from "../finding/issue.ts";
import { showValue } from "../text/escape.ts";
import { nearestOf } from "../text/nearest.ts";
import type { Document } from "./document.ts";
import { inEnvironment, pointerOf, stepsOf, valueAt } from "./pointer.ts";
import { namesIn, rowSchema } from "./schema-at.ts";
import { emptyHint } from "./empty-value.ts";
import { ENVIRONMENT_NAME, TARGET_KEYS } from "./shapes.ts";
import { hintOf, nameOfType, nameType } from "./type-words.ts";
import { unknownKey } from "./unknown-key.ts";

/** One error of a compiled JSON Schema, as ajv reports it. */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly propertyName?: string;
}

/** A compiled JSON Schema. */
export type SchemaCheck = (data: unknown) => readonly SchemaError[];

/** An error, what it is about, and a way to report it there. */
interface Found {
  readonly error: SchemaError;
  readonly document: Document;
  readonly catalog: Catalog;
  /** The parts of the pointer to the value. */
  readonly steps: readonly string[];
  readonly value: Json | undefined;
  readonly issue: <Code extends IssueCode>(code: Code, args: IssueArgs<Code>) => Issue;
}

export function issueOfSchemaError(
  error: SchemaError,
  document: Document,
  catalog: Catalog,
): Issue {
  const pointer = error.instancePath;
  const found: Found = {
    error,
    document,
    catalog,
    steps: stepsOf(pointer),
    value: valueAt(document.data, pointer),
    issue: (code, args) => issueAt(document.valueAt(pointer), pointer, code, args),
  };
  // Where it does not fit, what begins as a key is one, however short.
  if (error.propertyName === undefined && isKeyLike(found.value))
    return found.issue("secret_value", { kind: "a Clerk secret key" });
  const explain = KEYWORDS[error.keyword];
  return explain ? explain(found) : found.issue("schema", { why: error.message ?? error.keyword });
}

const isKeyLike = (value: Json | undefined): boolean =>
  typeof value === "string" && /^sk_(?:test|live)_/.test(value);

/** JSON Schema keyword → what its failure means to whoever wrote the file. */
const KEYWORDS: Readonly<Record<string, (found: Found) => Issue>> = {
  additionalProperties: ({ error, document, catalog }) =>
    unknownKey(String(error.params["additionalProperty"]), error.instancePath, document, catalog),
  propertyNames: wrongForm,
  pattern: wrongForm,
  required: ({ error, steps, issue }) =>
    issue("missing_key", {
      key: String(error.params["missingProperty"]),
      hint: steps.length === 0 ? ": write version: 1" : "",
    }),
  // The only constant of the schema is the version of the format.
  const: ({ value, issue }) =>
    issue("unsupported_version", {
      version: showValue(value),
      hint: typeof value === "number" && value > 1 ? ": upgrade clerkwork" : ": write version: 1",
    }),
  enum: notListed,
  type: wrongType,
  minLength: ({ error, issue }) => issue("wrong_length", { bound: `at least ${limitOf(error)}` }),
  maxLength: (found) =>
    isOfNames(found)
      ? wrongForm(found)
      : found.issue("wrong_length", { bound: `at most ${limitOf(found.error)}` }),
  minItems: ({ error, issue }) =>
    issue("wrong_item_count", { bound: `at least ${limitOf(error)}` }),
  maxItems: tooManyItems,
  maxProperties: tooManyItems,
  minimum: outOfRange,
  maximum: outOfRange,
  uniqueItems: repeatedItem,
};

const limitOf = ({ params }: SchemaError): string => String(params["limit"]);

function tooManyItems({ error, issue }: Found): Issue {
  return issue("wrong_item_count", { bound: `at most ${limitOf(error)}` });
}

function outOfRange({ error, issue }: Found): Issue {
  return issue("out_of_range", {
    bound: `${String(error.params["comparison"])} ${limitOf(error)}`,
  });
}

/** Whether it is about the name of an environment. */
const isOfNames = ({ error, steps: [first, ...deeper] }: Found): boolean =>
  error.propertyName !== undefined && first === "environments" && deeper.length === 0;

/** A key or a text that its pattern does not take. */
function wrongForm(found: Found): Issue {
  const { error, document, catalog, steps, issue } = found;
  if (error.propertyName !== undefined) {
    const pointer = pointerOf(error.instancePath, error.propertyName);
    const key = showValue(error.propertyName);
    const names = isOfNames(found)
      ? { of: "an environment", names: ENVIRONMENT_NAME.$comment }
      : namesIn(catalog, steps);
    const args = { key, ...names };
    return issueAt(document.keyAt(pointer), pointer, "unknown_key", args);
  }
  const schema = rowSchema(catalog, steps) ?? FORMS[steps.at(-1) ?? ""];
  return issue("wrong_form", { form: String(schema?.["$comment"] ?? "of another form") });
}

/** What a key outside the sections must look like. */
const FORMS: Readonly<Record<string, JsonSchema>> = {
  ...TARGET_KEYS,
  until: { $comment: "a date, YYYY-MM-DD" },
};

function notListed({ error, steps, value, issue }: Found): Issue {
  const listed = (error.params["allowedValues"] as readonly Json[]).map(showValue);
  const allowed = listed.join(", ");
  if (steps.length === 1 && steps[0] === "api_version") {
    return issue("unsupported_api_version", { version: showValue(value), known: allowed });
  }
  const written = showValue(value);
  const nearest =
    nearestOf(written, listed) ??
    // `prod` is far from the whole word, and means nothing else.
    listed.find((one) => written.length > 4 && one.startsWith(written.slice(0, -1)));
  return issue("not_listed", { allowed, ...(nearest ? { nearest } : {}) });
}

function repeatedItem({ error, document }: Found): Issue {
  const index = Math.max(Number(error.params["i"]), Number(error.params["j"]));
  const pointer = pointerOf(error.instancePath, index);
  const item = showValue(valueAt(document.data, pointer));
  return issueAt(document.valueAt(pointer), pointer, "repeated_item", { item });
}

/** A list where a collection's keys must stand is most likely what must be there. */
function hintOfCollection({ catalog, steps, value }: Found): string | undefined {
  const [name = "", ...deeper] = inEnvironment(steps);
  const home = findSection(catalog, name);
  if (!home || !isCollection(home)) return undefined;
  const [list, ...rest] = deeper;
  if (list === undefined && Array.isArray(value)) return ": write present: above it";
  return list === "present" && rest.length === 0 && Array.isArray(value) && hasMembers(home)
    ? `: write each ${home.items.noun[0]} as a key, with what it holds below it`
    : undefined;
}

function wrongType(found: Found): Issue {
  const { error, document, steps, value, issue } = found;
  if (value === null && steps.length > 0) {
    return document.empty.has(error.instancePath)
      ? issue("empty_value", { hint: emptyHint(steps) })
      : issue("null_value", {});
  }
  const fraction = typeof value === "number" && !Number.isInteger(value);
  const got = fraction ? showValue(value) : nameType(value);
  if (steps.length === 0) {
    const colon = typeof value === "string" && value.includes(":");
    return issue("not_a_mapping", {
      got,
      hint: colon ? ": a space is missing after the colon" : "",
    });
  }
  const types = [error.params["type"]].flat().map((type) => nameOfType(String(type)));
  return issue("wrong_type", {
    expected: types.join(" or "),
    got,
    hint: hintOfCollection(found) ?? hintOf(steps, types, value),
  });
}
