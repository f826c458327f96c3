// Has the API moved? One of Clerk's OpenAPI documents against the catalog, as findings. Pure.

import { API_VERSIONS, NEWEST_API_VERSION, type ApiVersion } from "../catalog/api-version.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { Section, Setting } from "../catalog/setting.ts";

export interface Movement {
  readonly kind:
    | "member_added"
    | "member_removed"
    | "member_deprecated"
    | "type_changed"
    | "endpoint_added"
    | "endpoint_removed"
    | "readable_added"
    | "version_added";
  /** The document's own version. */
  readonly version: string;
  readonly path: string;
  /** Null: the whole endpoint. */
  readonly member: string | null;
  readonly message: string;
  /** The row to add to the catalog; null: something else is to be done. */
  readonly row: string | null;
}

type Node = Readonly<Record<string, unknown>>;

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

function resolve(root: Node, value: unknown): Node {
  let at = isNode(value) ? value : {};
  for (let hops = 0; typeof at["$ref"] === "string" && hops < 20; hops += 1) {
    let found: unknown = root;
    for (const step of at["$ref"].split("/").slice(1)) {
      const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
      found = isNode(found) && Object.hasOwn(found, name) ? found[name] : undefined;
    }
    at = isNode(found) ? found : {};
  }
  return at;
}

/** The members of an endpoint's JSON request body, or of its 200 answer; undefined: no such endpoint. */
function membersOf(
  root: Node,
  path: string,
  method: string,
  what: "request" | "answer",
): Readonly<Record<string, Node>> | undefined {
  const paths = resolve(root, root["paths"]);
  const operation = resolve(root, resolve(root, paths[path])[method]);
  if (Object.keys(operation).length === 0) return undefined;
  const holder =
    what === "request"
      ? resolve(root, operation["requestBody"])
      : resolve(root, resolve(root, operation["responses"])["200"]);
  const media = resolve(root, resolve(root, holder["content"])["application/json"]);
  const schema = resolve(root, media["schema"]);
  const parts = [
    schema,
    ...(Array.isArray(schema["allOf"]) ? schema["allOf"].map((part) => resolve(root, part)) : []),
  ];
  return Object.fromEntries(
    parts
      .flatMap((part) => Object.entries(resolve(root, part["properties"])))
      .map(([name, value]) => [name, resolve(root, value)]),
  );
}

const BUILDERS: Readonly<Record<string, (name: string) => string>> = {
  boolean: (name) => `boolean("${name}", { … })`,
  integer: (name) => `count("${name}", { … })`,
  string: (name) => `text("${name}", { … })`,
  array: (name) => `set("${name}", { type: "string" }, { … })`,
};

function typeOf(member: Node): string {
  return (
    [member["type"]]
      .flat()
      .filter((type) => type !== "null")
      .map(String)
      .join(" or ") || "anything"
  );
}

function rowFor(name: string, member: Node): string {
  const build = BUILDERS[typeOf(member)];
  const doc =
    typeof member["description"] === "string" ? member["description"].split("\n")[0] : "…";
  return (build?.(name) ?? `setting("${name}", { … })`).replace(
    "{ … }",
    () => `{ doc: ${JSON.stringify(doc)} }`,
  );
}

/**
 * What moved between the catalog and one document. `against` says which of the catalog's API
 * versions to compare with; by default the document's own, or the newest when the catalog doesn't
 * know it.
 */
export function compareOpenapi(
  root: Node,
  catalog: Catalog,
  against?: ApiVersion,
): readonly Movement[] {
  const stated = String(resolve(root, root["info"])["version"] ?? "unknown");
  const own = API_VERSIONS.find((version) => version === stated);
  const version = against ?? own ?? NEWEST_API_VERSION;
  const movements: Movement[] = [];
  const say = (
    kind: Movement["kind"],
    path: string,
    member: string | null,
    message: string,
    row: string | null = null,
  ): void => {
    movements.push({ kind, version: stated, path, member, message, row });
  };
  if (!own) {
    const message = `API version ${stated} is not in the catalog: add it to src/catalog/api-version.ts`;
    say("version_added", "/", null, message);
  }
  for (const section of catalog) {
    const exists = section.versions.includes(version);
    const members = membersOf(root, section.path, "patch", "request");
    if (!members) {
      if (exists) say("endpoint_removed", section.path, null, `PATCH ${section.path} is gone`);
      continue;
    }
    if (!exists) {
      say(
        "endpoint_added",
        section.path,
        null,
        `PATCH ${section.path} is there; the catalog says that this version lacks it`,
      );
      continue;
    }
    compareMembers(section, members, version, say);
    const shown = membersOf(root, section.path, "get", "answer");
    const knownGet = section.get?.versions.includes(version) === true;
    if (shown && !knownGet)
      say(
        "readable_added",
        section.path,
        null,
        `GET ${section.path} is there: its settings can be read`,
      );
    if (!shown && knownGet)
      say("endpoint_removed", section.path, null, `GET ${section.path} is gone`);
  }
  for (const path of Object.keys(resolve(root, root["paths"]))) {
    const known = catalog.some((section) => section.path === path);
    if (known || !/^\/(?:instance\/|beta_features\/instance)/.test(path)) continue;
    if (membersOf(root, path, "patch", "request")) {
      say("endpoint_added", path, null, `PATCH ${path} is new: it needs a section of its own`);
    }
  }
  return movements;
}

function compareMembers(
  section: Section,
  members: Readonly<Record<string, Node>>,
  version: ApiVersion,
  say: (
    kind: Movement["kind"],
    path: string,
    member: string | null,
    message: string,
    row?: string | null,
  ) => void,
): void {
  const rows = new Map<string, Setting>();
  for (const setting of section.settings) {
    if (!setting.versions.includes(version) && !byOtherName(section, setting, version)) continue;
    if (!rows.has(setting.write.member) || setting.name === setting.write.member)
      rows.set(setting.write.member, setting);
  }
  for (const [name, member] of Object.entries(members)) {
    const row = rows.get(name);
    if (!row) {
      const known = section.settings.some((setting) => setting.write.member === name);
      const message = known
        ? `${name} is writable in this version too`
        : `${name} (${typeOf(member)}) is new`;
      say("member_added", section.path, name, message, known ? null : rowFor(name, member));
      continue;
    }
    const expected = [row.schema["type"]]
      .flat()
      .filter((type) => type !== "null")
      .join(" or ");
    if (expected !== typeOf(member)) {
      say(
        "type_changed",
        section.path,
        name,
        `${name} is ${typeOf(member)}, the catalog says ${expected}`,
      );
    }
    if (member["deprecated"] === true && !row.deprecated) {
      say("member_deprecated", section.path, name, `${name} is deprecated now`);
    }
  }
  for (const name of rows.keys()) {
    if (!Object.hasOwn(members, name)) say("member_removed", section.path, name, `${name} is gone`);
  }
}

/** A role by key needs the list of roles, so it exists in fewer versions than the member it writes. */
function byOtherName(section: Section, setting: Setting, version: ApiVersion): boolean {
  return section.settings.some(
    (other) => other.name === setting.write.member && other.versions.includes(version),
  );
}
