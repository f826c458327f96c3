/**
 * What Clerk's published documents say about one exchange. The validators are ajv's; what stands here only finds the
 * schema that is due, and the few rules of Clerk's that no document holds: which API gets the key, and the version header.
 */
import { Ajv, type ValidateFunction } from "ajv";
import {
  findOperation,
  loadOpenapi,
  validateRequest,
  validateResponse,
  type Api,
  type Copy,
  type OpenapiDocument,
} from "./openapi.ts";
import { at, isObject, type Json, type JsonObject } from "../rig/json.ts";

export interface SentRequest {
  readonly api: "backend" | "frontend";
  readonly method: string;
  /** Below `/v1`. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface GivenAnswer {
  readonly status: number;
  readonly contentType: string | null;
  readonly text: string;
}

export interface Judge {
  /** What is wrong with the request; empty: nothing. */
  readonly request: (sent: SentRequest) => readonly string[];
  /** What is wrong with the answer to it. */
  readonly answer: (sent: SentRequest, given: GivenAnswer) => readonly string[];
}

export interface JudgeOptions {
  /** The API version that is in use: its document judges the Backend API, and every request must name it. */
  readonly version: string;
  readonly secretKey: string;
}

/** The Frontend API has versions of its own; of their documents there are two, the frozen one's and the newest. */
const FRONTEND_FROZEN = "2025-03-12";
const FRONTEND_NEWEST = "2026-05-12";

/** What clients send to the Frontend API although no document lists it. Clerk CLI; clerk-js */
const FRONTEND_PARAMETERS: readonly string[] = [
  "_clerk_js_version",
  "__clerk_api_version",
  "__clerk_db_jwt",
];

function frontendDocument({ headers, query }: SentRequest): OpenapiDocument {
  const named =
    headers["clerk-api-version"] ?? new URLSearchParams(query).get("__clerk_api_version");
  return documentOf(named === FRONTEND_FROZEN ? FRONTEND_FROZEN : FRONTEND_NEWEST, "fapi");
}

const loaded = new Map<string, OpenapiDocument>();

/** The document, read once. */
export function documentOf(
  version: string,
  api: Api = "bapi",
  copy: Copy = "newest",
): OpenapiDocument {
  const name = `${api}-${version}-${copy}`;
  const document = loaded.get(name) ?? loadOpenapi(version, api, copy);
  loaded.set(name, document);
  return document;
}

/** The node itself, or what its `$ref` names. */
export function resolve(document: OpenapiDocument, node: Json | undefined): Json | undefined {
  const pointer = at(node, "$ref");
  return typeof pointer === "string"
    ? resolve(document, at(document.root, ...pointer.split("/").slice(1)))
    : node;
}

/** The members that a PATCH of that path may carry; none: no such endpoint. */
export function writableMembers(document: OpenapiDocument, path: string): readonly string[] {
  const operation = findOperation(document, "PATCH", path);
  const body = resolve(document, operation?.["requestBody"]);
  const schema = resolve(document, at(body, "content", "application/json", "schema"));
  const properties = at(schema, "properties");
  return isObject(properties) ? Object.keys(properties) : [];
}

const queryChecks = new Map<string, ValidateFunction>();

/** Query values are text: coerced, as the server does. */
function compileQuery(schema: JsonObject): ValidateFunction {
  const key = JSON.stringify(schema);
  const check =
    queryChecks.get(key) ??
    new Ajv({ strict: false, allErrors: true, coerceTypes: true, logger: false }).compile(schema);
  queryChecks.set(key, check);
  return check;
}

/** Of the query, by the parameters that the document lists, and those that are allowed besides. */
export function judgeQuery(
  document: OpenapiDocument,
  sent: Pick<SentRequest, "method" | "query">,
  path: string,
  allowed: readonly string[] = [],
): readonly string[] {
  const operation = findOperation(document, sent.method, path);
  if (!operation) return [];
  const listed = operation["parameters"];
  const parameters = (Array.isArray(listed) ? (listed as readonly Json[]) : [])
    .map((parameter) => resolve(document, parameter))
    .filter((parameter) => at(parameter, "in") === "query");
  const properties = Object.fromEntries([
    ...parameters.map((one) => [String(at(one, "name")), at(one, "schema") ?? {}] as const),
    ...allowed.map((name) => [name, { type: "string" }] as const),
  ]);
  const required = parameters
    .filter((one) => at(one, "required") === true)
    .map((one) => String(at(one, "name")));
  const search = new URLSearchParams(sent.query);
  const names = [...search.keys()];
  const repeated = names.filter((name, index) => names.indexOf(name) !== index);
  const check = compileQuery({ type: "object", properties, required, additionalProperties: false });
  const fits = check(Object.fromEntries(search));
  return [
    ...repeated.map((name) => `the query parameter ${name} stands there twice`),
    ...(fits ? [] : (check.errors ?? [])).map(
      ({ instancePath, message, params }) =>
        `the query ${instancePath} ${message ?? ""} ${JSON.stringify(params)}`,
    ),
  ];
}

function judgeKey(sent: SentRequest, secretKey: string): readonly string[] {
  const { api, headers } = sent;
  if (api === "backend") {
    return headers["authorization"] === `Bearer ${secretKey}` ? [] : ["the key is missing"];
  }
  const secret = secretKey.replace(/^sk_(?:test|live)_/, "");
  const encoded = Buffer.from(secretKey).toString("base64");
  const all = JSON.stringify(sent);
  return [
    ...(all.includes(secret) || all.includes(encoded) ? ["the key came to the Frontend API"] : []),
    ...["authorization", "cookie"]
      .filter((name) => headers[name] !== undefined)
      .map((name) => `the Frontend API got ${name}`),
  ];
}

function parseBody(text: string): { readonly body: unknown } | { readonly wrong: string } {
  if (text === "") return { body: undefined };
  try {
    const body: unknown = JSON.parse(text);
    return { body };
  } catch {
    return { wrong: "the body is not JSON" };
  }
}

/** A judge of everything that goes between the tool and a Clerk of that version. */
export function openJudge({ version, secretKey }: JudgeOptions): Judge {
  const placeOf = (sent: SentRequest): readonly [OpenapiDocument, string] =>
    sent.api === "backend"
      ? [documentOf(version), sent.path]
      : [frontendDocument(sent), `/v1${sent.path}`];
  return {
    request: (sent) => {
      const [document, path] = placeOf(sent);
      const named = sent.headers["clerk-api-version"];
      const versioned = sent.api === "backend" && named !== version;
      const parsed = parseBody(sent.text);
      return [
        ...judgeKey(sent, secretKey),
        ...(versioned ? [`Clerk-API-Version is ${named ?? "missing"}`] : []),
        ...judgeQuery(document, sent, path, sent.api === "frontend" ? FRONTEND_PARAMETERS : []),
        ...("wrong" in parsed
          ? [parsed.wrong]
          : validateRequest(document, {
              method: sent.method,
              path,
              body: parsed.body,
              contentType: sent.headers["content-type"] ?? null,
            })),
      ];
    },
    answer: (sent, { status, contentType, text }) => {
      const [document, path] = placeOf(sent);
      const parsed = parseBody(text);
      if ("wrong" in parsed) return [parsed.wrong];
      const { body } = parsed;
      return validateResponse(document, { method: sent.method, path, status, contentType, body });
    },
  };
}
