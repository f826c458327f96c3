// The catalog: every section, and how an address finds its row.

import { allowlistIdentifiers } from "./collections/allowlist-identifiers.ts";
import { blocklistIdentifiers } from "./collections/blocklist-identifiers.ts";
import { jwtTemplates } from "./collections/jwt-templates.ts";
import { organizationPermissions } from "./collections/organization-permissions.ts";
import { organizationRoles } from "./collections/organization-roles.ts";
import { redirectUrls } from "./collections/redirect-urls.ts";
import { isCollection, itemRow, memberRows, parseItemAddress } from "./item-row.ts";
import { beta } from "./sections/beta.ts";
import { communication } from "./sections/communication.ts";
import { instance } from "./sections/instance.ts";
import { oauthApplications } from "./sections/oauth-applications.ts";
import { organization } from "./sections/organization.ts";
import { protect } from "./sections/protect.ts";
import { restrictions } from "./sections/restrictions.ts";
import {
  EXTRA,
  EXTRA_NAME,
  extraSetting,
  rowsOfSection,
  type Row,
  type Section,
  type Resource,
} from "./resource.ts";
import type { Unlisted } from "./items.ts";
import type { Setting } from "./setting.ts";

const SECTIONS = [
  instance,
  restrictions,
  organization,
  protect,
  communication,
  oauthApplications,
  beta,
] as const;

const COLLECTIONS = [
  organizationPermissions,
  organizationRoles,
  jwtTemplates,
  redirectUrls,
  allowlistIdentifiers,
  blocklistIdentifiers,
] as const;

/** Everything that can be declared, in the order in which it is written when nothing else decides. */
export type Catalog = readonly Resource[];

/** Every section, setting and collection that a file can name. */
export const CATALOG: Catalog = [...SECTIONS, ...COLLECTIONS];

/** What holds settings. */
export const sectionsOf = (catalog: Catalog): readonly Section[] =>
  catalog.filter((section) => !isCollection(section));

type Sections = (typeof SECTIONS)[number];
type ValueOf<S> = S extends Setting<string, infer Value> ? Value : never;
type SettingsOf<S> = S extends Section<string, infer One> ? One : never;

/** The name of a section, as in the file. */
export type SectionName = Sections["name"];

/** A collection as written in the file; `present` is a list of keys where items hold nothing beside their key. */
export interface DesiredItems<Present> {
  readonly present?: Present;
  readonly absent?: readonly string[];
  readonly unlisted?: Unlisted;
}

/** The sections and collections as written in the file, typed from the rows. */
export type DesiredSections = {
  readonly [S in Sections as S["name"]]?: {
    readonly [Row in SettingsOf<S> as Row["name"]]?: ValueOf<Row>;
  };
} & { readonly [C in (typeof COLLECTIONS)[number] as C["name"]]?: DesiredItems<PresentOf<C>> };

type PresentOf<C> = C extends { readonly items: { readonly members: readonly (infer Member)[] } }
  ? {
      readonly [key: string]: {
        readonly [Row in Extract<Member, Setting> as Row["name"]]?: ValueOf<Row>;
      } & { readonly renamed_from?: string };
    }
  : readonly string[];

/** The section or collection of a name; undefined: there is none. */
export function findSection(catalog: Catalog, name: string): Section | undefined {
  return catalog.find((section) => section.name === name);
}

/** Every row of the catalog, in its order. */
export function rowsOf(catalog: Catalog): readonly Row[] {
  return catalog.flatMap(rowsOfSection);
}

/**
 * The row at an address such as `restrictions.blocklist`; at `section.extra.member` the row that
 * stands for a member outside the catalog; at `collection["key"]` the one of an item, whether it exists or not, and at
 * `collection["key"].member` the one of a member of it.
 * undefined: the address names nothing.
 */
export function findRow(catalog: Catalog, address: string): Row | undefined {
  const item = parseItemAddress(address);
  if (item) {
    const home = findSection(catalog, item.collection);
    if (!home || !isCollection(home)) return undefined;
    if (item.member === undefined) return itemRow(home, item.key);
    return memberRows(home, item.key).find(({ of }) => of?.member === item.member);
  }
  const known = findSetting(catalog, address);
  if (known) return { address, ...known };
  const [sectionName = "", ...rest] = address.split(".");
  const section = findSection(catalog, sectionName);
  return section && isExtra(catalog, address)
    ? { address, section, setting: extraSetting(section, rest.slice(1).join(".")) }
    : undefined;
}

/** The catalog's own row at an address. */
export function findSetting(
  catalog: Catalog,
  address: string,
): Pick<Row, "section" | "setting"> | undefined {
  const [sectionName = "", ...rest] = address.split(".");
  const section = findSection(catalog, sectionName);
  const setting = section?.settings.find((row) => row.name === rest.join("."));
  return section && setting ? { section, setting } : undefined;
}

/** Whether an address names a member that the catalog leaves to `extra`. */
export function isExtra(catalog: Catalog, address: string): boolean {
  const [section = "", extra, member = "", ...rest] = address.split(".");
  const isNamed = rest.length === 0 && new RegExp(EXTRA_NAME).test(member);
  const home = findSection(catalog, section);
  return extra === EXTRA && isNamed && home !== undefined && !isCollection(home);
}

/** The addresses of all settings, `section.setting`, in the catalog's order. */
export function addressesOf(catalog: Catalog): readonly string[] {
  return rowsOf(catalog).map(({ address }) => address);
}
