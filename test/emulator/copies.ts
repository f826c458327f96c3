/** The published copies that judge the emulator, and how one answer is held against one copy. */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { API_VERSIONS } from "../../src/catalog/api-version.ts";
import { DEFAULT_SWITCHES } from "../../src/emulator/state/switches.ts";
import { OPENAPI_DIR, validateResponse, type OpenapiDocument } from "../contract/openapi.ts";
import { PRODUCTION_KEY, type Asking, type Reply, type Rig } from "./asking.ts";

export const KEY = PRODUCTION_KEY;
export const NEWEST = "2026-05-12";

/** A published copy, the version that it is of, and the switches under which the emulator follows it. */
export interface Copy {
  readonly name: string;
  readonly version: string;
  readonly switches: { readonly [name: string]: unknown };
}

/** The later copy of the newest version: what the emulator follows by default. */
export const AUTUMN: Copy = { name: `${NEWEST}-autumn`, version: NEWEST, switches: {} };
const AUGUST: Copy = { name: NEWEST, version: NEWEST, switches: { august_2026: true } };
export const COPIES: readonly Copy[] = [
  ...API_VERSIONS.filter((version) => version !== NEWEST).map((version): Copy => ({
    name: version,
    version,
    switches: {},
  })),
  AUGUST,
  AUTUMN,
];

export const ALL_PRESENT = COPIES.every(({ name }) => existsSync(fileOf(name)));

function fileOf(name: string, api: "bapi" | "fapi" = "bapi"): string {
  return resolve(OPENAPI_DIR, `${api}-${name}.json`);
}

export interface Case {
  readonly method: string;
  readonly path: string;
  readonly body?: { readonly [member: string]: unknown };
  /** Switches of the instance while it answers. */
  readonly switches?: { readonly [name: string]: unknown };
}

/** What is wrong with the answer to that case, as that copy says. */
export async function violationsOf(rig: Rig, copy: Copy, one: Case): Promise<readonly string[]> {
  const body = { ...DEFAULT_SWITCHES, ...copy.switches, ...one.switches };
  await rig.control("PATCH", "/switches", { key: KEY, body });
  const asking: Asking = { key: KEY, version: copy.version, ...(one.body && { body: one.body }) };
  const reply = await rig.v1(one.method, one.path, asking);
  return against(loadOnce(copy.name), one, reply, copy.name);
}

/** What that document says against the answer. */
export function against(
  document: OpenapiDocument,
  one: Case,
  reply: Reply,
  version: string,
): readonly string[] {
  const path = one.path.replace(/\?.*/, "");
  const found = validateResponse(document, {
    method: one.method,
    path,
    status: reply.status,
    contentType: reply.contentType,
    body: reply.body,
  });
  return found.map((says) => `${version} ${one.method} ${one.path} ${reply.status}: ${says}`);
}

const documents = new Map<string, OpenapiDocument>();

/** That very copy, whichever is the newest of its version. */
export function loadOnce(name: string, api: "bapi" | "fapi" = "bapi"): OpenapiDocument {
  const file = fileOf(name, api);
  const known = documents.get(file);
  if (known) return known;
  const root = JSON.parse(readFileSync(file, "utf8")) as OpenapiDocument["root"];
  const paths = root["paths"] as OpenapiDocument["paths"];
  const document = {
    name: `${api}-${name}.json`,
    root,
    paths,
    validators: new Map(),
    errors: "ClerkErrors",
    contentType: "application/json",
  };
  documents.set(file, document);
  return document;
}
