/** Every member of every PATCH body that some version of Clerk's API documents, with two values to go between. */
import type { OpenapiDocument } from "./openapi.ts";
import type { Json } from "../rig/json.ts";
import { SAMPLES } from "../rig/samples.ts";
import { writableMembers } from "./judge.ts";

/** What Clerk calls a section's endpoint. */
export const PATHS = {
  instance: "/instance",
  restrictions: "/instance/restrictions",
  organization: "/instance/organization_settings",
  protect: "/instance/protect",
  communication: "/instance/communication",
  oauth_applications: "/instance/oauth_application_settings",
  beta: "/beta_features/instance_settings",
} as const;

export type SectionName = keyof typeof PATHS;

interface Knob {
  readonly section: SectionName;
  /** In the PATCH body. */
  readonly member: string;
  /** In the file, where it is called otherwise. */
  readonly name?: string;
  readonly one: Json;
  readonly other: Json;
}

/**
 * In each pair one value differs from what a new instance has, so that both directions are sent; where something
 * clears a setting, that is one of the two.
 */
export const KNOBS: readonly Knob[] = SAMPLES.filter(({ name }) => !name.endsWith("_role_id")).map(
  ({ section, name, member, one, other, cleared = other }) => ({
    section,
    member,
    ...(name === member ? {} : { name }),
    one,
    other: cleared,
  }),
);

export interface FileOptions {
  readonly document: OpenapiDocument;
  readonly version: string;
  readonly values: "one" | "other";
  /** Two names of one switch; a file holds one of them. */
  readonly testModeIn: "instance" | "beta";
  /** Ids by key, where the version can't list the roles. */
  readonly roleIds: ReadonlyMap<string, string> | null;
  /** Of the instance; development when left out. */
  readonly type?: "development" | "production";
}

const only = (instances: "development" | "production"): readonly string[] =>
  SAMPLES.filter((sample) => sample.instances === instances).map(({ address }) => address);

/** By the type of an instance: the settings that only instances of the other type have. */
export const OTHERS_ONLY: Readonly<Record<"development" | "production", readonly string[]>> = {
  development: only("production"),
  production: only("development"),
};

/** The settings that the document of that version lets be written, as a clerkwork file. */
export function fileOf(options: FileOptions): string {
  const { document, version, values, testModeIn, roleIds, type = "development" } = options;
  const without: readonly string[] = OTHERS_ONLY[type];
  const sections = Object.entries(PATHS).flatMap(([section, path]) => {
    const documented = writableMembers(document, path);
    const lines = KNOBS.filter(
      (knob) =>
        knob.section === section &&
        documented.includes(knob.member) &&
        !without.includes(`${section}.${knob.member}`) &&
        (knob.member !== "test_mode" || section === testModeIn),
    ).map((knob) => {
      const id = roleIds?.get(String(knob[values]));
      const byId = knob.name !== undefined && id !== undefined;
      const name = byId ? knob.member : (knob.name ?? knob.member);
      return `  ${name}: ${JSON.stringify(byId ? id : knob[values])}\n`;
    });
    return lines.length > 0 ? [`${section}:\n${lines.join("")}`] : [];
  });
  return `version: 1\napi_version: "${version}"\n${sections.join("")}`;
}
