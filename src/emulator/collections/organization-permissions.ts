// The permissions of organizations, those of the instance and those of the system.

import { LIVE_API_VERSIONS } from "../../catalog/api-version.ts";
import { textOf } from "../state/items.ts";
import type { EmulatedCollection } from "./collection.ts";

export const PERMISSIONS: EmulatedCollection = {
  name: "organization_permissions",
  path: "/organization_permissions",
  versions: LIVE_API_VERSIONS,
  verbs: [],
  object: "permission",
  idPrefix: "perm",
  list: "page",
  searched: true,
  members: [
    {
      name: "name",
      schema: { type: "string", minLength: 1 },
      initial: "",
      whenNull: "mistake",
    },
    {
      name: "key",
      schema: { type: "string", pattern: "^org:(?!sys_)[a-z0-9_]+:[a-z0-9_]+$" },
      initial: "",
      whenNull: "mistake",
    },
    { name: "description", schema: { type: "string" }, initial: "", whenNull: "initial" },
  ],
  required: { create: ["name", "key"], patch: [] },
  unique: { member: "key", code: () => "form_identifier_exists" },
  derived: (_, item) => ({ type: textOf(item, "type") }),
};
