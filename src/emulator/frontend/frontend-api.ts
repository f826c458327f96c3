// The Frontend API: public, and nothing in it writes.

import { deriveId } from "../state/identity.ts";
import type { Answer } from "../http/answer.ts";
import type { ApiVersion } from "../../catalog/api-version.ts";
import { showEnvironment } from "./environment.ts";
import { apiError } from "../http/errors.ts";
import type { InstanceState } from "../state/instance-state.ts";
import type { EnvironmentType } from "../state/secret-key.ts";
import type { Switches } from "../state/switches.ts";

export interface FrontendCall {
  readonly method: string;
  /** Below the Frontend API's `/v1`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly version: ApiVersion;
  readonly now: number;
  readonly environmentType: EnvironmentType;
  readonly switches: Switches;
}

/** What the Frontend API answers. It is public, and nothing here writes. */
export function answerFrontend(state: InstanceState, call: FrontendCall): Answer {
  const token = deriveId("dvb", state.id);
  switch (call.path) {
    case "/environment": {
      if (call.method !== "GET")
        throw apiError("method_not_allowed", undefined, { headers: { allow: "GET" } });
      const locked = call.switches.dev_browser_required && call.environmentType === "development";
      // Clerk CLI: a development instance may answer 401 until a dev browser token is sent.
      if (locked && call.query.get("__clerk_db_jwt") !== token) {
        throw apiError("dev_browser_unauthenticated");
      }
      return { status: 200, body: showEnvironment(state, call) };
    }
    case "/dev_browser": {
      if (call.method !== "POST")
        throw apiError("method_not_allowed", undefined, { headers: { allow: "POST" } });
      if (call.environmentType !== "development") throw apiError("resource_not_found");
      return { status: 200, body: { object: "dev_browser", id: token, token } };
    }
    default:
      throw apiError("resource_not_found");
  }
}
