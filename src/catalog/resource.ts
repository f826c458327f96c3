// What a file can declare: sections, each written by one PATCH endpoint, and collections, which hold items.

import type { ApiVersion } from "./api-version.ts";
import type { Items } from "./items.ts";
import { anything, backend } from "./rows.ts";
import type { ReadSource, Setting } from "./setting.ts";

/** What one PATCH endpoint writes. */
export interface Section<Name extends string = string, S extends Setting = Setting> {
  readonly name: Name;
  readonly doc: string;
  /** The PATCH endpoint, below `/v1`. */
  readonly path: string;
  /** `echo`: 200 with the section's state. `none`: 204 without a body. */
  readonly answer: "echo" | "none";
  readonly versions: readonly ApiVersion[];
  /** Where a GET shows the section (for settings that the catalog doesn't know yet); null: no such endpoint. */
  readonly get: { readonly path: string; readonly versions: readonly ApiVersion[] } | null;
  /** Where the Frontend API's environment keeps members of this section; `*` stands for the member. */
  readonly frontend: readonly (readonly string[])[];
  readonly settings: readonly S[];
  /** Of a collection, which has no settings: what it holds. `path` lists and makes items, and is no PATCH endpoint. */
  readonly items?: Items;
}

/** What a file can declare. */
export type Resource = Section;

/** A setting with the section that holds it, as an address finds it. */
export interface Row {
  /** `section.setting`, as written in the file; `section.extra.member` outside the catalog. */
  readonly address: string;
  readonly section: Section;
  readonly setting: Setting;
  /** Of an item of a collection: its key as Clerk keeps it, and of one that is renamed the key that it had. */
  readonly item?: { readonly key: string; readonly was?: string };
  /** Of a member of such an item: the item's key, and the member's name. */
  readonly of?: { readonly key: string; readonly member: string };
}

/** Every row of a section, in its order. */
export function rowsOfSection(section: Section): readonly Row[] {
  return section.settings.map((setting) => ({
    address: `${section.name}.${setting.name}`,
    section,
    setting,
  }));
}

export function section<Name extends string, S extends Setting>(
  name: Name,
  rest: Omit<Section<Name, S>, "name" | "settings">,
  settings: readonly S[],
): Section<Name, S> {
  return { name, ...rest, settings };
}

/** A collection: each item is made by a POST and taken away by a DELETE, and shown by both. */
export function collection<Name extends string, Held extends Items>(
  name: Name,
  rest: Pick<Section, "doc" | "path" | "versions">,
  items: Held,
): Section<Name, never> & { readonly items: Held } {
  return { name, ...rest, answer: "echo", get: null, frontend: [], settings: [], items };
}

/** What stands before the name of a setting that the catalog doesn't know, in addresses. */
export const EXTRA = "extra";

/** What a member that the catalog doesn't know may be called; the pattern is one of JSON Schema's too. */
export const EXTRA_NAME = "^[a-z][a-z0-9_]*$";

/** Whether a row stands for a member that the catalog doesn't know. */
export function isExtraSetting(setting: Pick<Setting, "name">): boolean {
  return setting.name.startsWith(`${EXTRA}.`);
}

/**
 * A setting that Clerk may accept but the catalog doesn't know: sent as is, compared when an
 * answer shows a member of that name.
 */
export function extraSetting(home: Section, member: string): Setting {
  const read: ReadSource[] = home.get ? [backend(home.get.path, member)] : [];
  for (const place of home.frontend) {
    read.push({
      via: "frontend_api",
      path: "/v1/environment",
      member: place.map((step) => (step === "*" ? member : step)),
      transform: "identity",
    });
  }
  return anything(`${EXTRA}.${member}`, {
    doc: "Not in the catalog.",
    writes: member,
    echo: home.answer === "echo" ? member : null,
    versions: home.versions,
    read,
  });
}
