// A Backend API request without its HTTP, and the route that answers it.

import type { ApiVersion } from "../../catalog/api-version.ts";
import type { Json } from "../../catalog/setting.ts";
import type { JsonObject, Outcome } from "../http/answer.ts";
import type { InstanceState } from "../state/instance-state.ts";
import type { EnvironmentType } from "../state/secret-key.ts";
import type { Switches } from "../state/switches.ts";

/** A Backend API request, stripped of HTTP. */
export interface Call {
  readonly method: string;
  /** Below `/v1`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly version: ApiVersion;
  /** Parsed when somebody looks: a GET with a broken body is fine. */
  readonly body: () => JsonObject;
  readonly now: number;
  readonly environmentType: EnvironmentType;
  readonly switches: Switches;
  readonly frontendApiUrl: string;
  /** Domains of other instances. */
  readonly takenHosts: readonly string[];
}

/** What answers a request; `ids` are the segments of the path that the route leaves open, in their order. */
export type Answering = (
  state: InstanceState,
  call: Call,
  ids: readonly string[],
) => Outcome<InstanceState>;

export interface Route {
  readonly method: string;
  /** A segment `{…}` stands for anything. */
  readonly path: string;
  readonly versions: readonly ApiVersion[];
  readonly answer: Answering;
}

export const shown = (body: Json): Outcome<InstanceState> => ({
  answer: { status: 200, body },
});
