// What the answers of the settings endpoints show.

import { FROZEN_API_VERSION, type ApiVersion } from "../../catalog/api-version.ts";
import type { Section } from "../../catalog/resource.ts";
import type { Json, Setting } from "../../catalog/setting.ts";
import { isList, type JsonObject } from "../http/answer.ts";
import type { InstanceState } from "../state/instance-state.ts";
import { readSetting } from "../state/members.ts";
import { followsAutumn, isDocumented } from "../state/published-copy.ts";
import type { EnvironmentType } from "../state/secret-key.ts";
import type { Switches } from "../state/switches.ts";
import { undocumentedOf } from "../state/undocumented.ts";

export interface View {
  readonly version: ApiVersion;
  readonly switches: Switches;
  /** The answer to a write, rather than a read. */
  readonly echo?: boolean;
}

const OBJECT_NAMES: Readonly<Record<string, string>> = {
  restrictions: "instance_restrictions",
  organization: "organization_settings",
  protect: "instance_protect",
  communication: "instance_communication",
  oauth_applications: "oauth_application_settings",
  beta: "instance_settings",
};

/** Removed from every request but the frozen one, and still in every answer. bapi 2026-05-12, InstanceSettings */
const SHOWN_BY_EVERY_VERSION: readonly string[] = ["beta.enhanced_email_deliverability"];

/** Members that nobody can write. */
function fixedMembers(section: string, state: InstanceState, view: View): JsonObject {
  const frozen = view.version === FROZEN_API_VERSION;
  switch (section) {
    case "organization":
      return {
        max_allowed_roles: view.switches.max_allowed_roles,
        max_allowed_permissions: 50,
        ...(!frozen && { max_role_sets_allowed: view.switches.max_role_sets_allowed }),
      };
    case "protect":
      // bapi of 2026-08-22 in the live versions; the last one in autumn 2026 only. InstanceProtect
      return {
        checks_bypassed: false,
        checks_verified: false,
        ...(followsAutumn(view) && { checks_exempt: false }),
      };
    case "beta":
      return { id: state.id };
    default:
      return {};
  }
}

function undocumentedMembers(section: string, state: InstanceState, view: View): JsonObject {
  const shown = undocumentedOf(section).filter(({ inAnswers }) =>
    inAnswers ? view.version !== FROZEN_API_VERSION : view.switches.undocumented,
  );
  const written = state.undocumented[section] ?? {};
  return Object.fromEntries(
    shown.map(({ name, initial }) => [
      name,
      Object.hasOwn(written, name) ? (written[name] ?? null) : initial,
    ]),
  );
}

/**
 * What answers show for a row. Reads show lists in another order than they were written (Clerk CLI README);
 * the echo keeps it, since Clerk's CLI takes a list in another order for one that didn't come back.
 */
export function showValue(
  state: InstanceState,
  section: string,
  setting: Setting,
  { switches, echo = false }: Pick<View, "switches" | "echo">,
): Json {
  const value = readSetting(state.settings, section, setting);
  if (!isList(value)) return value;
  const added = switches.unwritten_items ? (setting.unwrittenItems ?? []) : [];
  const kept = echo ? value : value.toReversed();
  return [...added.filter((item) => !value.includes(item)), ...kept];
}

/** The body of a PATCH's echo and of the GET, where there is one. */
export function showSection(state: InstanceState, section: Section, view: View): JsonObject {
  const rows = section.settings.filter(
    (setting) =>
      isDocumented(setting, view) ||
      SHOWN_BY_EVERY_VERSION.includes(`${section.name}.${setting.name}`),
  );
  const echoed = rows.flatMap((setting) =>
    setting.echo === null
      ? []
      : [[setting.echo, showValue(state, section.name, setting, view)] as const],
  );
  return {
    object: OBJECT_NAMES[section.name] ?? section.name,
    ...fixedMembers(section.name, state, view),
    ...undocumentedMembers(section.name, state, view),
    ...Object.fromEntries(echoed),
  };
}

/** What stands in a development instance's place of a setting that is for production. */
function whatDevelopmentShows(value: Json): Json {
  return isList(value) ? [] : false;
}

/** Whether the section's own GET shows the setting. */
function isReadAt({ get }: Section, { read }: Setting): boolean {
  return read.some(({ via, path }) => via === "backend_api" && path === get?.path);
}

/** `GET /instance`. The frozen version has no workspace_id; subdomains are for production instances. */
export function showInstance(
  state: InstanceState,
  environmentType: EnvironmentType,
  section: Section,
  view: View,
): JsonObject {
  const shown = section.settings
    .filter((row) => isReadAt(section, row) && isDocumented(row, view))
    .map((row) => {
      const value = showValue(state, section.name, row, view);
      const lost = row.environment === "production" && environmentType !== "production";
      return [row.name, lost ? whatDevelopmentShows(value) : value] as const;
    });
  return {
    object: "instance",
    id: state.id,
    environment_type: environmentType,
    ...Object.fromEntries(shown),
    ...(view.version !== FROZEN_API_VERSION && { workspace_id: state.workspaceId }),
  };
}
