// ajv's errors as issues: which key, what was expected, what was meant.

import { findSection, type Catalog } from "../catalog/catalog.ts";
import { EXTRA, type Json, type JsonSchema } from "../catalog/setting.ts";
import { pointerOf, type Document } from "./document.ts";
import { showValue } from "./escape.ts";
import type { Issue, IssueCode } from "./issue.ts";
import { nearestOf } from "./nearest.ts";

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

const TOP = ["version", "api_version", "target", "environments", "consents", "ignore"];
const TARGET = ["instance_id", "environment_type", "secret_key_env"];

/** The parts of a pointer, unescaped. */
export function stepsOf(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** The value at a pointer; undefined when there is none. */
export function valueAt(data: Json, pointer: string): Json | undefined {
  let value: Json | undefined = data;
  for (const step of stepsOf(pointer)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step))
      return undefined;
    value = (value as Readonly<Record<string, Json>>)[step];
  }
  return value;
}

/** Where a pointer stands in the format: the environment's own steps are taken off. */
function inEnvironment(steps: readonly string[]): readonly string[] {
  return steps[0] === "environments" ? steps.slice(2) : steps;
}

export function nameType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "keys and values";
  if (typeof value === "boolean") return "true or false";
  if (typeof value === "number") return "a number";
  return "text";
}

const EXPECTED: Readonly<Record<string, string>> = {
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  string: "text",
  array: "a list",
  object: "keys and values",
  null: "null",
};

function rowSchema(catalog: Catalog, steps: readonly string[]): JsonSchema | undefined {
  const [section = "", setting = "", ...rest] = inEnvironment(steps);
  const row = findSection(catalog, section)?.settings.find(({ name }) => name === setting);
  const items = row?.schema["items"];
  return rest.length > 0 && items ? (items as JsonSchema) : row?.schema;
}

export function issueOfSchemaError(
  error: SchemaError,
  document: Document,
  catalog: Catalog,
): Issue {
  const steps = stepsOf(error.instancePath);
  const value = valueAt(document.data, error.instancePath);
  const schema = rowSchema(catalog, steps);
  const make = (code: IssueCode, args: Issue["args"] = {}): Issue => ({
    code,
    args,
    at: document.valueAt(error.instancePath),
    pointer: error.instancePath,
  });
  const form = schema?.["$comment"];
  switch (error.keyword) {
    case "additionalProperties":
      return unknownKey(
        String(error.params["additionalProperty"]),
        error.instancePath,
        document,
        catalog,
      );
    case "propertyNames":
    case "pattern":
      if (error.propertyName !== undefined) {
        const pointer = pointerOf(error.instancePath, error.propertyName);
        return {
          code: "unknown_key",
          args: { key: showValue(error.propertyName) },
          at: document.keyAt(pointer),
          pointer,
        };
      }
      return make("wrong_form", { form: String(form ?? patternForm(steps)) });
    case "required":
      return make("missing_key", {
        key: String(error.params["missingProperty"]),
        hint: missingHint(steps),
      });
    case "const":
      return make("unsupported_version", {
        version: showValue(value),
        hint: typeof value === "number" && value > 1 ? ": upgrade clerkwork" : ": write version: 1",
      });
    case "enum": {
      const allowed = (error.params["allowedValues"] as readonly Json[]).map(showValue);
      if (steps.length === 1 && steps[0] === "api_version") {
        return make("unsupported_api_version", {
          version: showValue(value),
          known: allowed.join(", "),
        });
      }
      const near = nearestOf(showValue(value), allowed);
      return make("not_listed", {
        allowed: allowed.join(", "),
        ...(near ? { nearest: near } : {}),
      });
    }
    case "type":
      return wrongType(error, value, document, steps);
    case "minLength":
    case "maxLength":
      return make("wrong_length", {
        bound: `at ${error.keyword === "minLength" ? "least" : "most"} ${String(error.params["limit"])}`,
      });
    case "minItems":
      return make("wrong_item_count", { bound: `at least ${String(error.params["limit"])}` });
    case "maxItems":
    case "maxProperties":
      return make("wrong_item_count", { bound: `at most ${String(error.params["limit"])}` });
    case "minimum":
    case "maximum":
      return make("out_of_range", {
        bound: `${String(error.params["comparison"])} ${String(error.params["limit"])}`,
      });
    case "uniqueItems": {
      const index =
        Number(error.params["j"]) > Number(error.params["i"])
          ? error.params["j"]
          : error.params["i"];
      const pointer = pointerOf(error.instancePath, Number(index));
      const item = showValue(valueAt(document.data, pointer));
      return { code: "repeated_item", args: { item }, at: document.valueAt(pointer), pointer };
    }
    default:
      return make("schema", { why: error.message ?? error.keyword });
  }
}

function patternForm(steps: readonly string[]): string {
  switch (steps.at(-1)) {
    case "until":
      return "a date, YYYY-MM-DD";
    case "instance_id":
      return "an instance id, such as ins_2abc";
    case "secret_key_env":
      return "the name of an environment variable";
    default:
      return "of another form";
  }
}

function missingHint(steps: readonly string[]): string {
  return steps.length === 0 ? ": write version: 1" : "";
}

function unknownKey(key: string, parent: string, document: Document, catalog: Catalog): Issue {
  const pointer = pointerOf(parent, key);
  const steps = stepsOf(parent);
  const [inside, ...deeper] = inEnvironment(steps);
  const issue = (
    code: IssueCode,
    candidates: readonly string[],
    args: Issue["args"] = {},
  ): Issue => {
    const named = code === "unknown_section" ? sectionAt(key, catalog) : undefined;
    const near = named ?? nearestOf(key, candidates);
    return {
      code,
      args: { key: showKey(key), ...(near ? { nearest: near } : {}), ...args },
      at: document.keyAt(pointer),
      pointer,
    };
  };
  const sections = catalog.map(({ name }) => name);
  if (inside === undefined) {
    return issue(
      "unknown_section",
      steps.length > 0 ? ["target", ...sections] : [...TOP, ...sections],
    );
  }
  const section = findSection(catalog, inside);
  if (section && deeper.length === 0) {
    return issue("unknown_setting", [...section.settings.map(({ name }) => name), EXTRA], {
      section: inside,
    });
  }
  return issue(
    "unknown_key",
    inside === "target" ? TARGET : ["address", "hazard", "reason", "until"],
  );
}

/** The section that Clerk's own name for an endpoint means. */
function sectionAt(key: string, catalog: Catalog): string | undefined {
  return catalog.find(({ path }) => path.endsWith(`/${key}`))?.name;
}

/** A key as written; with code points where it could pass for another. */
function showKey(key: string): string {
  // oxlint-disable-next-line no-control-regex -- everything outside printable ASCII
  const shown = key.replace(
    /[^\x21-\x7e]/gu,
    (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`,
  );
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
}

function wrongType(
  error: SchemaError,
  value: Json | undefined,
  document: Document,
  steps: readonly string[],
): Issue {
  const at = document.valueAt(error.instancePath);
  const pointer = error.instancePath;
  if (value === null && steps.length > 0) {
    return {
      code: document.empty.has(pointer) ? "empty_value" : "null_value",
      args: {},
      at,
      pointer,
    };
  }
  if (pointer === "") {
    const hint =
      typeof value === "string" && value.includes(":")
        ? ": a space is missing after the colon"
        : "";
    return { code: "not_a_mapping", args: { got: nameType(value), hint }, at, pointer };
  }
  const types = [error.params["type"]].flat().map((type) => EXPECTED[String(type)] ?? String(type));
  const hint =
    types[0] === EXPECTED["boolean"] &&
    typeof value === "string" &&
    /^(?:y|yes|n|no|on|off|true|false)$/i.test(value)
      ? ": write true or false, without quotes"
      : "";
  return {
    code: "wrong_type",
    args: { expected: types.join(" or "), got: nameType(value), hint },
    at,
    pointer,
  };
}
