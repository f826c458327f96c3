// Clerk Protect: `/instance/protect`.

import { LIVE_API_VERSIONS } from "../api-version.ts";
import { section } from "../resource.ts";
import { backend, boolean } from "../rows.ts";

const PATH = "/instance/protect";

/** `GET`, `PATCH /instance/protect`. `checks_bypassed`, `checks_verified` and `checks_exempt` are read-only. */
export const protect = section(
  "protect",
  {
    doc: "Clerk Protect.",
    path: PATH,
    answer: "echo",
    versions: LIVE_API_VERSIONS,
    get: { path: PATH, versions: LIVE_API_VERSIONS },
    frontend: [["protect_config", "*"]],
  },
  [
    boolean("rules_enabled", {
      // bapi 2026-05-12 of 2026-08-22, UpdateInstanceProtect
      doc: "Blocks what Protect's rules match. Off is shadow mode: traffic is still evaluated and recorded, nothing is blocked, and the instance stays in Protect.",
      versions: LIVE_API_VERSIONS,
      echo: "rules_enabled",
      read: [backend(PATH, "rules_enabled")],
      hazards: [
        {
          hazard: "weakens_security",
          when: "becomes_false",
          says: "Protect goes into shadow mode: its rules are evaluated and recorded, but block nobody",
        },
      ],
    }),
    boolean("specter_enabled", {
      doc: "Turns Specter, Protect's abuse detection, on.",
      versions: LIVE_API_VERSIONS,
      echo: "specter_enabled",
      read: [backend(PATH, "specter_enabled")],
      hazards: [
        {
          hazard: "weakens_security",
          when: "becomes_false",
          says: "Protect's abuse detection stops",
        },
      ],
    }),
  ],
);
