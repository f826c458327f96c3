// Arbitrary files: what they say, by address, and the YAML that says it.

import * as fc from "fast-check";
import {
  API_VERSIONS,
  NEWEST_API_VERSION,
  type ApiVersion,
} from "../../../src/catalog/api-version.ts";
import type { Catalog } from "../../../src/catalog/catalog.ts";
import type { Json, Setting } from "../../../src/catalog/setting.ts";
import { isSet, UNDOCUMENTED } from "./model.ts";
import { shuffled } from "./shuffle.ts";
import { valuesOf } from "./values.ts";

/** Address → value. */
export type Values = ReadonlyMap<string, Json>;

/** What a file says. */
export interface FileSpec {
  /** null: the line is left out. */
  readonly apiVersion: ApiVersion | null;
  readonly base: Values;
  /** Laid over the base; null: the file has no environments. */
  readonly staging: Values | null;
}

/** How it is written; none of it may matter. */
export interface Layout {
  /** Order of keys and of the items of sets; 0: as generated. */
  readonly order: number;
  readonly flow: boolean;
  readonly quoted: boolean;
  readonly comments: boolean;
  readonly crlf: boolean;
  readonly mark: boolean;
}

/** The environment that is planned. */
export const environmentOf = (file: FileSpec): string | null => (file.staging ? "staging" : null);

export const versionOf = (file: FileSpec): ApiVersion => file.apiVersion ?? NEWEST_API_VERSION;

/** What the planned environment manages: leaf by leaf, lists replace. */
export const managedBy = (file: FileSpec): Values =>
  new Map([...file.base, ...(file.staging ?? [])]);

/** Roles that every model instance has; the first two may create organizations. */
export const ROLES = [
  { id: "role_1admin", key: "org:admin", eligible: true },
  { id: "role_2owner", key: "org:owner", eligible: true },
  { id: "role_3member", key: "org:member", eligible: false },
] as const;

/** Versions of which one may be the other, resolved. */
const pins = fc.constantFrom("", "4", "5", "5.3", "5.3.1");

/** Values for a row, in the file's words. */
export function valuesAt(
  setting: Setting,
  version: ApiVersion = NEWEST_API_VERSION,
): fc.Arbitrary<Json> {
  const { name, clearableIn, itemsFoldedAs } = setting;
  if (clearableIn && !clearableIn.includes(version))
    return valuesOf({ ...setting.schema, minItems: 1 });
  if (itemsFoldedAs)
    return valuesOf(setting.schema).filter((value) => isDistinct(value as readonly string[]));
  if (name === "clerk_js_version") return fc.oneof(pins, valuesOf(setting.schema));
  if (!/_role(?:_id)?$/.test(name)) return valuesOf(setting.schema);
  const roles = name.startsWith("creator") ? ROLES.filter(({ eligible }) => eligible) : ROLES;
  return fc.constantFrom(...roles.map(({ id, key }) => (name.endsWith("_id") ? id : key)));
}

/** Whether the hosts differ in more than case and a last dot. */
const isDistinct = (hosts: readonly string[]): boolean =>
  new Set(hosts.map((host) => host.toLowerCase().replace(/\.$/, ""))).size === hosts.length;

interface Candidate {
  readonly address: string;
  readonly values: fc.Arbitrary<Json>;
  readonly excludes: readonly string[];
  readonly agreesWith: string | undefined;
}

/** Everything that may stand in a file of that version. */
function candidates(catalog: Catalog, version: ApiVersion): readonly Candidate[] {
  return catalog
    .filter((section) => section.versions.includes(version))
    .flatMap((section) => {
      const rows = section.settings
        .filter(({ versions }) => versions.includes(version))
        .map((setting) => ({
          address: `${section.name}.${setting.name}`,
          values: valuesAt(setting, version),
          excludes: setting.excludes,
          agreesWith: setting.agreesWith,
        }));
      const extras = (UNDOCUMENTED[section.name] ?? []).map((member) => ({
        address: `${section.name}.extra.${member}`,
        values: valuesOf({}),
        excludes: [],
        agreesWith: undefined,
      }));
      return [...rows, ...extras];
    });
}

type Layer = "base" | "staging" | "both";

function specs(catalog: Catalog, version: ApiVersion | null): fc.Arbitrary<FileSpec> {
  const possible = candidates(catalog, version ?? NEWEST_API_VERSION);
  // Most files name some settings, some name many.
  const entries = fc
    .oneof(
      { weight: 3, arbitrary: fc.subarray([...possible], { maxLength: 12 }) },
      { weight: 1, arbitrary: fc.subarray([...possible]) },
    )
    .chain((chosen) =>
      fc.tuple(
        ...chosen.map((candidate) =>
          fc.record({
            candidate: fc.constant(candidate),
            value: candidate.values,
            over: candidate.values,
            layer: fc.constantFrom<Layer>("base", "staging", "both"),
          }),
        ),
      ),
    )
    .map((all) => {
      const kept = all.filter(
        ({ candidate }, index) =>
          !all
            .slice(0, index)
            .some((earlier) => candidate.excludes.includes(earlier.candidate.address)),
      );
      return kept.map((entry) => {
        const other = kept.find(
          ({ candidate }) => candidate.address === entry.candidate.agreesWith,
        );
        return other ? { ...other, candidate: entry.candidate } : entry;
      });
    });
  return fc.record({ entries, layered: fc.boolean() }).map(({ entries: all, layered }) => {
    const base = all.filter(({ layer }) => !layered || layer !== "staging");
    const staging = all.filter(({ layer }) => layer !== "base");
    return {
      apiVersion: version,
      base: new Map(base.map(({ candidate, value }) => [candidate.address, value])),
      staging: layered
        ? new Map(staging.map(({ candidate, over }) => [candidate.address, over]))
        : null,
    };
  });
}

/** Valid files over a catalog, of every API version. */
export function files(catalog: Catalog): fc.Arbitrary<FileSpec> {
  const versions: readonly (ApiVersion | null)[] = [null, null, null, ...API_VERSIONS];
  return fc.oneof(...versions.map((version) => specs(catalog, version)));
}

export const layouts: fc.Arbitrary<Layout> = fc.record({
  order: fc.nat(1_000_000),
  flow: fc.boolean(),
  quoted: fc.boolean(),
  comments: fc.boolean(),
  crlf: fc.boolean(),
  mark: fc.boolean(),
});

const PLAIN: Layout = {
  order: 0,
  flow: false,
  quoted: true,
  comments: false,
  crlf: false,
  mark: false,
};

// Text --------------------------------------------------------------------------------------------

type Tree = { [key: string]: Json | Tree };

function treeOf(values: Values, layout: Layout): Tree {
  const tree: Tree = {};
  for (const [address, value] of values) {
    const steps = address.split(".");
    const last = steps.pop() ?? "";
    const home = steps.reduce<Tree>((at, step) => (at[step] ??= {}) as Tree, tree);
    home[last] =
      isSet(address) && Array.isArray(value)
        ? shuffled(value as readonly Json[], layout.order)
        : value;
  }
  return tree;
}

const isPlain = (text: string): boolean =>
  /^[A-Za-z][A-Za-z_]*$/.test(text) && !/^(?:true|false|null)$/i.test(text);

function scalar(value: Json, layout: Layout): string {
  if (typeof value === "string" && !layout.quoted && isPlain(value)) return value;
  return JSON.stringify(value).replaceAll(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const entriesOf = (tree: Tree, layout: Layout): [string, Json | Tree][] =>
  shuffled(Object.entries(tree), layout.order);

function flow(value: Json | Tree, layout: Layout): string {
  if (Array.isArray(value)) {
    return `[${(value as readonly Json[]).map((item) => flow(item, layout)).join(", ")}]`;
  }
  if (typeof value !== "object" || value === null) return scalar(value, layout);
  const members = entriesOf(value as Tree, layout).map(
    ([key, item]) => `${scalar(key, layout)}: ${flow(item, layout)}`,
  );
  return `{${members.join(", ")}}`;
}

function block(tree: Tree, layout: Layout, indent = ""): string[] {
  return entriesOf(tree, layout).flatMap(([key, value]) => {
    const name = `${indent}${scalar(key, layout)}:`;
    const inside = `${indent}  `;
    const note = layout.comments
      ? [`${indent}# about ${scalar(key, { ...layout, quoted: true })}`]
      : [];
    if (layout.flow || typeof value !== "object" || value === null) {
      return [...note, `${name} ${flow(value, layout)}`];
    }
    const items = Array.isArray(value)
      ? (value as readonly Json[]).map((item) => `${inside}- ${flow(item, layout)}`)
      : block(value as Tree, layout, inside);
    return items.length === 0
      ? [...note, `${name} ${flow(value, layout)}`]
      : [...note, name, ...items];
  });
}

/** The file as YAML. */
export function writeFile(file: FileSpec, layout: Layout = PLAIN): string {
  const tree: Tree = {
    version: 1,
    ...(file.apiVersion === null ? {} : { api_version: file.apiVersion }),
    ...treeOf(file.base, layout),
    ...(file.staging ? { environments: { staging: treeOf(file.staging, layout) } } : {}),
  };
  const lines = block(tree, layout).join(layout.crlf ? "\r\n" : "\n");
  return `${layout.mark ? "\uFEFF" : ""}${lines}${layout.crlf ? "\r\n" : "\n"}`;
}
