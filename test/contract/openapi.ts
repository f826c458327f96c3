import { existsSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { parse } from "yaml";

type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [member: string]: Json };
type JsonObject = { readonly [member: string]: Json };

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const GIVEN = process.env["CLERK_OPENAPI_DIR"];

/** What `npm run openapi` fills. */
const FETCHED = resolve(ROOT, ".openapi");

/** Where Clerk's published documents lie; CLERK_OPENAPI_DIR moves it. */
export const OPENAPI_DIR =
  GIVEN === undefined
    ? ([resolve(ROOT, "../shared/clerk/openapi"), FETCHED].find((one) => existsSync(one)) ??
      FETCHED)
    : resolve(ROOT, GIVEN);

export type Api = "bapi" | "fapi";

/** Of a version's copies: the one published last, or the one published first. */
export type Copy = "newest" | "oldest";

/** What stands behind the version in the name of a later copy. */
const LATER = "-autumn";

/** The file of that version's document, as published or as JSON; undefined: it is not there. */
export function openapiFile(
  version: string,
  api: Api = "bapi",
  copy: Copy = "newest",
): string | undefined {
  const names = copy === "newest" ? [`${version}${LATER}`, version] : [version];
  return names
    .flatMap((name) => [`${api}-${name}.json`, `${api}-${name}.yml`])
    .map((name) => resolve(OPENAPI_DIR, name))
    .find((file) => existsSync(file));
}

/** Tests that need the documents are skipped, visibly, where there are none. */
export const OPENAPI_PRESENT = openapiFile("2026-05-12") !== undefined;

export const OPENAPI_MISSING =
  "Clerk's OpenAPI documents are absent (npm run openapi fetches them, CLERK_OPENAPI_DIR says where they lie)";

/** Tests that need two copies of one version's document are skipped, visibly, where there is one. */
export const COPIES_PRESENT =
  openapiFile("2026-05-12") !== openapiFile("2026-05-12", "bapi", "oldest");

export const COPIES_MISSING =
  "an older or a newer copy of bapi-2026-05-12 is absent (npm run openapi fetches one copy of each version)";

export interface OpenapiDocument {
  readonly name: string;
  readonly paths: { readonly [path: string]: { readonly [method: string]: JsonObject } };
  readonly root: JsonObject;
  readonly validators: Map<string, ValidateFunction>;
  /** What every error is held to whose status an operation doesn't list. */
  readonly errors: string;
  /** What every JSON calls itself. */
  readonly contentType: string;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The Backend API's document of that version, or the Frontend API's; the newest copy unless told otherwise. */
export function loadOpenapi(
  version: string,
  api: Api = "bapi",
  copy: Copy = "newest",
): OpenapiDocument {
  const file = openapiFile(version, api, copy);
  if (file === undefined)
    throw new Error(`${OPENAPI_DIR} lacks the document ${api}-${version}: npm run openapi`);
  return readOpenapi(file, { errors: "ClerkErrors", contentType: "application/json" });
}

/** The document that lies there, in JSON or YAML. `errors`: the name of a schema of it. */
export function readOpenapi(
  file: string,
  { errors, contentType }: Pick<OpenapiDocument, "errors" | "contentType">,
): OpenapiDocument {
  const text = readFileSync(file, "utf8");
  const root: unknown = file.endsWith(".json") ? JSON.parse(text) : parse(text);
  if (!isObject(root) || !isObject(root["paths"]))
    throw new Error(`${basename(file)} is no OpenAPI document`);
  return {
    name: basename(file),
    root,
    paths: root["paths"] as OpenapiDocument["paths"],
    validators: new Map(),
    errors,
    contentType,
  };
}

/** OpenAPI 3.0's own words as JSON Schema: `nullable`; the formats carry no rule that ajv should know. */
function toJsonSchema(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(toJsonSchema);
  if (!isObject(schema)) return schema;
  const ANNOTATIONS = ["nullable", "example", "format", "discriminator", "xml", "externalDocs"];
  const members = Object.entries(schema).filter(
    ([name, value]) => !(ANNOTATIONS.includes(name) && !isObject(value)),
  );
  const converted = Object.fromEntries(members.map(([name, value]) => [name, toJsonSchema(value)]));
  return schema["nullable"] === true ? { anyOf: [{ type: "null" }, converted] } : converted;
}

function dereference(document: OpenapiDocument, node: Json | undefined): JsonObject | null {
  if (!isObject(node)) return null;
  const pointer = node["$ref"];
  if (typeof pointer !== "string") return node;
  let found: Json | undefined = document.root;
  for (const segment of pointer.replace(/^#\//, "").split("/")) {
    found = isObject(found) ? found[segment] : undefined;
  }
  return dereference(document, found);
}

function validatorFor(document: OpenapiDocument, schema: Json): ValidateFunction {
  const key = JSON.stringify(schema);
  const known = document.validators.get(key);
  if (known) return known;
  const components = toJsonSchema(document.root["components"] ?? {});
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  const whole = toJsonSchema(schema);
  const made = ajv.compile({ allOf: [whole], components } as object);
  document.validators.set(key, made);
  return made;
}

function describe(errors: readonly ErrorObject[] | null | undefined): readonly string[] {
  return (errors ?? []).map(
    (error) =>
      `${error.instancePath || "/"} ${error.message ?? error.keyword} ${JSON.stringify(error.params)}`,
  );
}

/** The document's operation for a concrete path, such as /organization_roles/role_1. */
export function findOperation(
  document: OpenapiDocument,
  method: string,
  path: string,
): JsonObject | null {
  const matches = (template: string): boolean =>
    new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(path);
  const template = Object.keys(document.paths)
    .toSorted((one, other) => one.split("{").length - other.split("{").length)
    .find(matches);
  const operations = template === undefined ? undefined : document.paths[template];
  return operations?.[method.toLowerCase()] ?? null;
}

/** What the document says against sending that; empty: nothing. */
export function validateRequest(
  document: OpenapiDocument,
  request: {
    readonly method: string;
    readonly path: string;
    readonly body?: unknown;
    readonly contentType?: string | null;
  },
): readonly string[] {
  const operation = findOperation(document, request.method, request.path);
  if (!operation) return [`${document.name} has no ${request.method} ${request.path}`];
  const described = dereference(document, operation["requestBody"]);
  if (request.body === undefined || request.body === null) {
    return described?.["required"] === true ? ["the body is missing"] : [];
  }
  if (!described) return ["the operation takes no body"];
  if (!/^application\/json(;|$)/.test(request.contentType ?? "")) {
    return [`the content type is ${request.contentType ?? "missing"}`];
  }
  return validateContent(document, described, request.body);
}

/**
 * What the document says against that answer; empty: nothing. Statuses that no operation documents (401, 404,
 * 405, 429, 5xx…) are held to the document's `errors`.
 */
export function validateResponse(
  document: OpenapiDocument,
  response: {
    readonly method: string;
    readonly path: string;
    readonly status: number;
    readonly contentType: string | null;
    readonly body: unknown;
  },
): readonly string[] {
  const { method, path, status, contentType, body } = response;
  const operation = findOperation(document, method, path);
  const responses = operation && isObject(operation["responses"]) ? operation["responses"] : {};
  const described = dereference(document, responses[String(status)]);
  if (!described && status < 400)
    return [`${document.name}: ${method} ${path} never answers ${status}`];
  const error = { schema: { $ref: `#/components/schemas/${document.errors}` } };
  const shown = described ?? { content: { "application/json": error } };
  if (!isObject(shown["content"])) {
    return body === undefined || body === null ? [] : [`${status} has no body`];
  }
  if (contentType !== document.contentType)
    return [`the content type is ${contentType ?? "missing"}`];
  return validateContent(document, shown, body);
}

function validateContent(
  document: OpenapiDocument,
  described: JsonObject,
  body: unknown,
): readonly string[] {
  const content = isObject(described["content"]) ? described["content"]["application/json"] : null;
  if (!isObject(content) || content["schema"] === undefined)
    return ["no schema for application/json"];
  const validate = validatorFor(document, content["schema"]);
  return validate(body) ? [] : describe(validate.errors);
}
