// What one of Clerk's OpenAPI documents says about the members of an endpoint. Pure.

export type Node = Readonly<Record<string, unknown>>;

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a value looks like an OpenAPI document of the Backend API. */
export function isOpenapi(value: unknown): value is Node {
  return (
    isNode(value) &&
    typeof value["openapi"] === "string" &&
    isNode(value["paths"]) &&
    isNode(value["info"])
  );
}

function follow(root: Node, reference: string): unknown {
  let found: unknown = root;
  for (const step of reference.split("/").slice(1)) {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    found = isNode(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}

function resolve(root: Node, value: unknown): Node {
  let at = isNode(value) ? value : {};
  for (let hops = 0; typeof at["$ref"] === "string" && hops < 20; hops += 1) {
    const found = follow(root, at["$ref"]);
    at = isNode(found) ? found : {};
  }
  return at;
}

/** A schema, what its `$ref` names and what its `allOf` adds, outermost first, each once. */
function layersOf(root: Node, value: unknown, seen = new Set<unknown>()): readonly Node[] {
  const layers: Node[] = [];
  const pending = [value];
  for (let index = 0; index < pending.length; index += 1) {
    const node = pending[index];
    if (!isNode(node) || seen.has(node)) continue;
    seen.add(node);
    layers.push(node);
    if (typeof node["$ref"] === "string") pending.push(follow(root, node["$ref"]));
    if (Array.isArray(node["allOf"])) for (const part of node["allOf"]) pending.push(part);
  }
  return layers;
}

const firstOf = (layers: readonly Node[], keyword: string): unknown =>
  layers.map((layer) => layer[keyword]).find((value) => value !== undefined);

/** The types of a schema, "null" among them; those of its alternatives where it has none of its own. */
function typesOf(root: Node, value: unknown, seen = new Set<unknown>()): readonly string[] {
  const layers = layersOf(root, value, seen);
  const own = firstOf(layers, "type");
  if (own !== undefined) return [own].flat().map(String);
  const types: string[] = [];
  for (const layer of layers) {
    for (const alternatives of [layer["anyOf"], layer["oneOf"]]) {
      if (!Array.isArray(alternatives)) continue;
      for (const alternative of alternatives) types.push(...typesOf(root, alternative, seen));
    }
  }
  return [...new Set(types)];
}

const named = (types: readonly string[]): string =>
  types.filter((type) => type !== "null").join(" or ") || "anything";

export interface Member {
  readonly type: string;
  /** The type of a list's items; null: no list. */
  readonly items: string | null;
  readonly nullable: boolean;
  readonly deprecated: boolean;
  /** Clerk's words; empty: none. */
  readonly description: string;
}

function describeMember(root: Node, value: unknown): Member {
  const layers = layersOf(root, value);
  const types = typesOf(root, value);
  const description = firstOf(layers, "description");
  return {
    type: named(types),
    items: types.includes("array") ? named(typesOf(root, firstOf(layers, "items"))) : null,
    nullable: types.includes("null") || firstOf(layers, "nullable") === true,
    deprecated: firstOf(layers, "deprecated") === true,
    description: typeof description === "string" ? description : "",
  };
}

/** The members of a JSON object. */
export interface Shape {
  readonly members: Readonly<Record<string, Member>>;
  readonly required: readonly string[];
}

function shapeOf(root: Node, schema: unknown): Shape {
  const layers = layersOf(root, schema);
  const members = layers.flatMap((layer) => Object.entries(resolve(root, layer["properties"])));
  const required = layers.flatMap((layer) =>
    Array.isArray(layer["required"]) ? layer["required"].map(String) : [],
  );
  return {
    members: Object.fromEntries(
      members.map(([name, value]) => [name, describeMember(root, value)]),
    ),
    required: [...new Set(required)],
  };
}

const operationOf = (root: Node, path: string, method: string): Node =>
  resolve(root, resolve(root, resolve(root, root["paths"])[path])[method]);

export function hasOperation(root: Node, path: string, method: string): boolean {
  return Object.keys(operationOf(root, path, method)).length > 0;
}

/** The schema of a member, or of a list's items where a step is `*`. */
function schemaInside(root: Node, schema: unknown, steps: readonly string[]): unknown {
  let at = schema;
  for (const step of steps) {
    const layers = layersOf(root, at);
    const properties = layers.map((layer) => resolve(root, layer["properties"]));
    at =
      step === "*"
        ? firstOf(layers, "items")
        : properties.find((one) => Object.hasOwn(one, step))?.[step];
  }
  return at;
}

/**
 * What the JSON body of an endpoint's request, or of its 200 answer, is made of; `inside` leads to a
 * part of it. Undefined: there is no such body.
 */
export function readShape(
  root: Node,
  path: string,
  method: string,
  what: "request" | "answer",
  inside: readonly string[] = [],
): Shape | undefined {
  const operation = operationOf(root, path, method);
  const holder =
    what === "request"
      ? resolve(root, operation["requestBody"])
      : resolve(root, resolve(root, operation["responses"])["200"]);
  const media = resolve(root, resolve(root, holder["content"])["application/json"]);
  const schema = schemaInside(root, media["schema"], inside);
  return schema === undefined ? undefined : shapeOf(root, schema);
}

/** The paths of the document's endpoints. */
export function pathsOf(root: Node): readonly string[] {
  return Object.keys(resolve(root, root["paths"]));
}

/** What the document calls its version. */
export function versionOf(root: Node): string {
  return String(resolve(root, root["info"])["version"] ?? "unknown");
}
