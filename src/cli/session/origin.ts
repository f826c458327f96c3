// Which commit a run is of and who started it, as far as the environment names them.

import type { Provenance } from "../../core/report/receipt.ts";
import type { Context } from "../context.ts";

/** Variables that CI systems set, in the order in which they are asked. */
const VARIABLES = {
  commit: [
    "GITHUB_SHA",
    "CI_COMMIT_SHA",
    "BITBUCKET_COMMIT",
    "BUILDKITE_COMMIT",
    "CIRCLE_SHA1",
    "BUILD_SOURCEVERSION",
    "GIT_COMMIT",
  ],
  actor: [
    "GITHUB_ACTOR",
    "GITLAB_USER_LOGIN",
    "BITBUCKET_STEP_TRIGGERER_UUID",
    "BUILDKITE_BUILD_CREATOR",
    "CIRCLE_USERNAME",
    "BUILD_REQUESTEDFOR",
  ],
} as const;

const LONGEST = 200;

/** Null where no variable says so. */
export function originOf({ environment }: Pick<Context, "environment">): Provenance["run"] {
  const find = (names: readonly string[]): string | null =>
    names
      .map((name) => environment[name])
      .find(Boolean)
      ?.slice(0, LONGEST) ?? null;
  return { commit: find(VARIABLES.commit), actor: find(VARIABLES.actor) };
}
