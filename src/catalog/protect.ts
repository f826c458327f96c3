import { LIVE_API_VERSIONS } from "./api-version.ts";
import { backend, boolean, section } from "./setting.ts";

const PATH = "/instance/protect";

/** `GET`, `PATCH /instance/protect`. `checks_bypassed` is read-only. */
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
      doc: "Evaluates Protect rules.",
      versions: LIVE_API_VERSIONS,
      echo: "rules_enabled",
      read: [backend(PATH, "rules_enabled")],
      hazards: [
        {
          hazard: "weakens_security",
          when: "becomes_false",
          says: "Protect rules no longer stop anybody",
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
