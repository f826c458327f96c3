/** Holds what the CLI prints as JSON against the schemas that are published with it. */
import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { JsonObject } from "./json.ts";

const COMMANDS: ReadonlySet<string> = new Set([
  "plan",
  "drift",
  "apply",
  "rollback",
  "validate",
  "explain",
  "change-domain",
  "compare",
  "promote",
]);

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: false });
const checks = new Map<string, ValidateFunction>();

/** Compiled when it is first needed: most tests print no JSON. */
function checkOf(name: string): ValidateFunction {
  const known = checks.get(name);
  if (known) return known;
  const place = new URL(`../../schemas/${name}.schema.json`, import.meta.url);
  const check = ajv.compile(JSON.parse(readFileSync(place, "utf8")) as object);
  checks.set(name, check);
  return check;
}

/** The schema that a document must fit; undefined: none is published, such as for the schemas themselves. */
function schemaFor(document: JsonObject, args: readonly string[]): string | undefined {
  const members = Object.keys(document);
  if (members.length === 1 && members[0] === "error") return "error";
  const { environments } = document;
  if (typeof environments === "object" && environments !== null && !Array.isArray(environments))
    return "fleet";
  if (document["result"] === "offline") return "offline-plan";
  const command = args.find((arg) => COMMANDS.has(arg));
  if (args[0] === "pull" || args[0] === "init") return "pull";
  if (command === undefined && args.includes("--check-openapi")) return "openapi";
  return command;
}

/** Why a document is not what is published of it; null: it is. */
export function whyNotPublished(document: JsonObject, args: readonly string[]): string | null {
  const name = schemaFor(document, args);
  if (name === undefined) return null;
  const check = checkOf(name);
  if (check(document)) return null;
  const [error] = check.errors ?? [];
  return `${name}: ${error?.instancePath} ${error?.message} ${JSON.stringify(error?.params)}`;
}
