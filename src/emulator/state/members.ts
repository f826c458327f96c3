// The members of PATCH bodies, and how the state keeps what they write.

import { CATALOG, findSetting } from "../../catalog/catalog.ts";
import type { Json, Setting } from "../../catalog/setting.ts";
import { isList } from "../http/answer.ts";
import type { Settings } from "./defaults.ts";
import { findItem, type HoldsItems, type Item } from "./items.ts";
import type { Section } from "../../catalog/resource.ts";

/** A member of a PATCH body, and the setting that it writes. */
export interface Member {
  readonly name: string;
  readonly section: Section;
  readonly setting: Setting;
  /** All rows that the member writes. */
  readonly rows: readonly Setting[];
}

/** Two names of one server flag: what is written to the first shows in the second. */
const SAME_AS: Readonly<Record<string, string>> = {
  "beta.test_mode": "instance.test_mode",
  "beta.enhanced_email_deliverability": "instance.enhanced_email_deliverability",
};

function membersOf(section: Section): readonly Member[] {
  const names = new Set(section.settings.map((setting) => setting.write.member));
  return [...names].flatMap((name) => {
    const rows = section.settings.filter((setting) => setting.write.member === name);
    // A role has two rows, by key and by id. The state keeps the key.
    const setting = rows.find((row) => row.write.transform === "role_id_from_key") ?? rows[0];
    return setting ? [{ name, section, setting, rows }] : [];
  });
}

/** Every member that some PATCH writes. */
export const MEMBERS: readonly Member[] = CATALOG.flatMap(membersOf);

/** The row under which the state keeps a setting. */
function canonical(section: string, setting: Setting): readonly [section: string, setting: string] {
  const member = MEMBERS.find(
    (one) => one.section.name === section && one.name === setting.write.member,
  );
  const address = `${section}.${member?.setting.name ?? setting.name}`;
  const same = findSetting(CATALOG, SAME_AS[address] ?? address);
  return same ? [same.section.name, same.setting.name] : [section, setting.name];
}

/** What the state holds for a row; roles by key. */
export function readSetting(settings: Settings, section: string, setting: Setting): Json {
  const [sectionName, settingName] = canonical(section, setting);
  return settings[sectionName]?.[settingName] ?? null;
}

/** In lower case without a trailing dot; items that then are the same are one. bapi 2026-05-12 of autumn 2026, UpdateInstance */
function foldHosts(hosts: readonly Json[]): readonly Json[] {
  return [
    ...new Set(
      hosts.map((host) =>
        typeof host === "string" ? host.toLowerCase().replace(/\.$/, "") : host,
      ),
    ),
  ];
}

/** The form in which Clerk keeps a value: hosts folded, [] as null where both mean the same. */
export function keptForm(setting: Setting, value: Json): Json {
  if (!isList(value)) return value;
  if (setting.emptyIsNull && value.length === 0) return null;
  return setting.itemsFoldedAs === "host" ? foldHosts(value) : value;
}

export function writeSetting(
  settings: Settings,
  section: string,
  setting: Setting,
  value: Json,
): Settings {
  const [sectionName, settingName] = canonical(section, setting);
  const kept = keptForm(setting, value);
  return { ...settings, [sectionName]: { ...settings[sectionName], [settingName]: kept } };
}

export function findRole(state: HoldsItems, id: string): Item | undefined {
  return findItem(state, "organization_roles", id);
}
