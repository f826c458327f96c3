import { beta } from "./beta.ts";
import { communication } from "./communication.ts";
import { instance } from "./instance.ts";
import { oauthApplications } from "./oauth-applications.ts";
import { organization } from "./organization.ts";
import { protect } from "./protect.ts";
import { restrictions } from "./restrictions.ts";
import { EXTRA, type Section, type Setting } from "./setting.ts";

const SECTIONS = [
  instance,
  restrictions,
  organization,
  protect,
  communication,
  oauthApplications,
  beta,
] as const;

/** Everything that can be declared, in the order in which it is written when nothing else decides. */
export type Catalog = readonly Section[];

export const CATALOG: Catalog = SECTIONS;

type Sections = (typeof SECTIONS)[number];
type ValueOf<S> = S extends Setting<string, infer Value> ? Value : never;
type SettingsOf<S> = S extends Section<string, infer Row> ? Row : never;

export type SectionName = Sections["name"];

/** The sections as written in the file, typed from the rows. */
export type DesiredSections = {
  readonly [S in Sections as S["name"]]?: {
    readonly [Row in SettingsOf<S> as Row["name"]]?: ValueOf<Row>;
  };
};

export function findSection(catalog: Catalog, name: string): Section | undefined {
  return catalog.find((section) => section.name === name);
}

/** The row at an address such as `restrictions.blocklist`. */
export function findSetting(
  catalog: Catalog,
  address: string,
): { readonly section: Section; readonly setting: Setting } | undefined {
  const [sectionName = "", ...rest] = address.split(".");
  const section = findSection(catalog, sectionName);
  const setting = section?.settings.find((row) => row.name === rest.join("."));
  return section && setting ? { section, setting } : undefined;
}

/** Whether an address names a member that the catalog leaves to `extra`. */
export function isExtra(catalog: Catalog, address: string): boolean {
  const [section = "", extra, member] = address.split(".");
  return extra === EXTRA && Boolean(member) && findSection(catalog, section) !== undefined;
}

export function addressesOf(catalog: Catalog): readonly string[] {
  return catalog.flatMap((section) =>
    section.settings.map((setting) => `${section.name}.${setting.name}`),
  );
}
