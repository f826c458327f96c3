/** Every setting that something can read in API version 2026-05-12, on a development instance: the judge's own list. */
import { stringify } from "yaml";
import {
  communicationObject,
  domainsObject,
  environmentObject,
  instanceObject,
  newState,
  oauthObject,
  organizationObject,
  protectObject,
  setLive,
  type InstanceState,
  type Section,
} from "./clerk-state.ts";
import type { Json, JsonObject } from "./json.ts";
import { isSecondName, NEWEST, SAMPLES, type Sample } from "./samples.ts";

export interface SettingRow {
  readonly address: string;
  /** As `EVERY_SETTING` has it. */
  readonly desired: Json;
  /** Another value, with which a new model instance starts. */
  readonly other: Json;
  /** Where it can be read. */
  readonly sources: readonly string[];
  /** The member of the PATCH body and what goes there, where that isn't setting and desired value. */
  readonly wire?: readonly [member: string, value: Json];
}

/** What a GET shows; that the other routes echo a section is no source. */
const SOURCES: Readonly<Record<string, readonly ((state: InstanceState) => JsonObject)[]>> = {
  backend_api: [
    instanceObject,
    organizationObject,
    protectObject,
    communicationObject,
    oauthObject,
    (state) => domainsObject(state, ""),
  ],
  frontend_api: [environmentObject],
};

/** Where the model instance shows a setting: what looks different when it has another value. */
function sourcesOf({ address, one, other }: Sample): readonly string[] {
  const [first, second] = [one, other].map((value) => {
    const state = newState();
    setLive(state, address, value);
    return state;
  });
  if (first === undefined || second === undefined) return [];
  return Object.entries(SOURCES)
    .filter(([, answers]) =>
      answers.some((show) => JSON.stringify(show(first)) !== JSON.stringify(show(second))),
    )
    .map(([source]) => source);
}

function rowOf(sample: Sample): SettingRow {
  const { address, section, member, one, other } = sample;
  const byId = SAMPLES.find((twin) => twin.address === `${section}.${member}`);
  return {
    address,
    desired: one,
    other,
    sources: sourcesOf(sample),
    ...(byId === undefined || byId.address === address ? {} : { wire: [member, byId.one] }),
  };
}

const NAMED = SAMPLES.filter(
  ({ versions, instances }) => versions.includes(NEWEST) && instances !== "production",
);

const ROWS: readonly SettingRow[] = NAMED.filter((sample) => !isSecondName(sample)).map(rowOf);

export const READABLE: readonly SettingRow[] = ROWS.filter(({ sources }) => sources.length > 0);

/** `beta.test_mode` is the same switch as `instance.test_mode`; one file can name only one of them. */
export const SECOND_TEST_MODE: SettingRow = NAMED.filter(
  ({ address }) => address === "beta.test_mode",
).map(rowOf)[0] as SettingRow;

export const UNREADABLE: readonly string[] = ROWS.filter(({ sources }) => sources.length === 0).map(
  ({ address }) => address,
);

export const sectionOf = (address: string): Section =>
  address.slice(0, address.indexOf(".")) as Section;

/** As the YAML of one setting. */
export function yamlOf(address: string, value: Json): string {
  const [section, setting] = address.split(".");
  return `version: 1\n${section}:\n  ${setting}: ${JSON.stringify(value)}\n`;
}

/** A file that names every setting of `READABLE`. */
export const EVERY_SETTING: string = `# Every setting that something can read in API version ${NEWEST}.\n${stringify(
  {
    version: 1,
    api_version: NEWEST,
    ...sectionsOf(READABLE),
  },
)}`;

function sectionsOf(rows: readonly SettingRow[]): Readonly<Record<string, JsonObject>> {
  const sections: Record<string, Record<string, Json>> = {};
  for (const { address, desired } of rows) {
    const [section = "", setting = ""] = address.split(".");
    (sections[section] ??= {})[setting] = desired;
  }
  return sections;
}

/** Brings a model instance to what `EVERY_SETTING` says. */
export function inSync(state: InstanceState): void {
  for (const row of READABLE) setLive(state, row.address, row.desired);
}
