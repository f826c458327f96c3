// What Clerk's OpenAPI documents say of members, as far as the catalog's parity needs it.

import type { OpenapiDocument } from "./openapi.ts";

export interface Member {
  readonly type: string;
  readonly nullable: boolean;
  readonly deprecated: boolean;
  readonly description: string;
}

type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function deref(document: OpenapiDocument, value: unknown): Node {
  if (!isNode(value)) return {};
  const pointer = value["$ref"];
  if (typeof pointer !== "string") return value;
  const found = pointer
    .split("/")
    .slice(1)
    .reduce<unknown>((at, step) => (isNode(at) ? at[step] : undefined), document.root);
  return deref(document, found);
}

/** The properties of a schema, those of its `allOf` included. */
function propertiesOf(document: OpenapiDocument, schema: unknown): Readonly<Record<string, Node>> {
  const node = deref(document, schema);
  const parts = Array.isArray(node["allOf"]) ? (node["allOf"] as readonly unknown[]) : [];
  const own = isNode(node["properties"]) ? node["properties"] : {};
  return Object.assign(
    {},
    ...parts.map((part) => propertiesOf(document, part)),
    Object.fromEntries(Object.entries(own).map(([name, value]) => [name, deref(document, value)])),
  ) as Readonly<Record<string, Node>>;
}

const memberOf = (node: Node): Member => {
  const items = isNode(node["items"]) ? node["items"] : {};
  const type = String(node["type"] ?? "object");
  return {
    type: type === "array" ? `${String(items["type"] ?? "any")}[]` : type,
    nullable: node["nullable"] === true,
    deprecated: node["deprecated"] === true,
    description: typeof node["description"] === "string" ? node["description"] : "",
  };
};

const schemaOf = (document: OpenapiDocument, holder: unknown): unknown => {
  const content = deref(document, holder)["content"];
  const json = isNode(content) ? content["application/json"] : undefined;
  return isNode(json) ? json["schema"] : undefined;
};

export function hasOperation(document: OpenapiDocument, method: string, path: string): boolean {
  return document.paths[path]?.[method] !== undefined;
}

/** The members that a PATCH, or another method, takes; undefined: no such endpoint. */
export function writableMembers(
  document: OpenapiDocument,
  path: string,
  method = "patch",
): Readonly<Record<string, Member>> | undefined {
  const operation = document.paths[path]?.[method];
  if (!operation) return undefined;
  const properties = propertiesOf(document, schemaOf(document, operation["requestBody"]));
  return Object.fromEntries(
    Object.entries(properties).map(([name, node]) => [name, memberOf(node)]),
  );
}

/** The member at a path of the 200 answer; undefined: the document doesn't know it. */
export function answeredMember(
  document: OpenapiDocument,
  method: string,
  path: string,
  member: readonly string[],
): Member | undefined {
  const operation = document.paths[path]?.[method];
  const responses = isNode(operation?.["responses"]) ? operation["responses"] : {};
  let schema: unknown = schemaOf(document, responses["200"]);
  for (const step of member) {
    const node = deref(document, schema);
    const properties = propertiesOf(document, schema);
    if (Object.hasOwn(properties, step)) schema = properties[step];
    else if (step === "*" && isNode(node["items"])) schema = node["items"];
    else return undefined;
  }
  return memberOf(deref(document, schema));
}
