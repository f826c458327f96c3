// The routes of the Backend API, and what each version has of them.

import { API_VERSIONS, ROLE_API_VERSIONS, type ApiVersion } from "../../catalog/api-version.ts";
import { CATALOG, findSection, sectionsOf } from "../../catalog/catalog.ts";
import type { Section } from "../../catalog/resource.ts";
import type { Json } from "../../catalog/setting.ts";
import type { JsonObject, Outcome } from "../http/answer.ts";
import { changeDomain, showDomains } from "./domains.ts";
import { apiError } from "../http/errors.ts";
import {
  addIdentifier,
  listIdentifiers,
  removeIdentifier,
  type IdentifierList,
} from "./identifiers.ts";
import type { InstanceState } from "../state/instance-state.ts";
import { patchSection } from "./patch-section.ts";
import { refuseUnpaidList } from "./plan-limits.ts";
import {
  addRedirectUrl,
  listRedirectUrls,
  removeRedirectUrl,
  showRedirectUrl,
} from "./redirect-urls.ts";
import { createRole, deleteRole, listRoles, showRoleById } from "./roles.ts";
import type { EnvironmentType } from "../state/secret-key.ts";
import { showInstance, showSection } from "./show-section.ts";
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

type Answering = (state: InstanceState, call: Call, id: string) => Outcome<InstanceState>;

interface Route {
  readonly method: string;
  /** A last segment `{id}` stands for anything. */
  readonly path: string;
  readonly versions: readonly ApiVersion[];
  readonly answer: Answering;
}

const shown = (body: Json): Outcome<InstanceState> => ({
  answer: { status: 200, body },
});

const written = (result: {
  readonly next: InstanceState;
  readonly shown: JsonObject;
}): Outcome<InstanceState> => ({ ...shown(result.shown), next: result.next });

function sectionRoutes(section: Section): readonly Route[] {
  const patch: Route = {
    method: "PATCH",
    path: section.path,
    versions: section.versions,
    answer: (state, call) => {
      const next = patchSection(state, section, call.body(), call);
      // PATCH /instance shows nothing. bapi 2026-05-12, UpdateInstance: 204
      if (section.answer === "none") return { answer: { status: 204 }, next };
      return {
        answer: { status: 200, body: showSection(next, section, { ...call, echo: true }) },
        next,
      };
    },
  };
  if (!section.get || section.name === "instance") return [patch];
  return [
    patch,
    {
      method: "GET",
      path: section.get.path,
      versions: section.get.versions,
      answer: (state, call) => shown(showSection(state, section, call)),
    },
  ];
}

function identifierRoutes(list: IdentifierList): readonly Route[] {
  const path = `/${list}_identifiers`;
  const route = (method: string, below: string, answer: Answering): Route => ({
    method,
    path: path + below,
    versions: API_VERSIONS,
    answer: (state, call, id) => {
      refuseUnpaidList(list, call);
      return answer(state, call, id);
    },
  });
  return [
    route("GET", "", (state, call) => shown(listIdentifiers(state, list, call.query))),
    route("POST", "", (state, call) => written(addIdentifier(state, list, call.body(), call.now))),
    route("DELETE", "/{id}", (state, _, id) => written(removeIdentifier(state, list, id))),
  ];
}

const URLS = "/redirect_urls";
const redirectUrlRoutes: readonly Route[] = (
  [
    ["GET", URLS, (state, call) => shown(listRedirectUrls(state, call.query))],
    ["POST", URLS, (state, call) => written(addRedirectUrl(state, call.body(), call.now))],
    ["GET", `${URLS}/{id}`, (state, _, id) => shown(showRedirectUrl(state, id))],
    ["DELETE", `${URLS}/{id}`, (state, _, id) => written(removeRedirectUrl(state, id))],
  ] as const satisfies readonly (readonly [string, string, Answering])[]
).map(([method, path, answer]) => ({ method, path, versions: API_VERSIONS, answer }));

const ROUTES: readonly Route[] = [
  {
    method: "GET",
    path: "/instance",
    versions: API_VERSIONS,
    answer: (state, call) => {
      const section = findSection(CATALOG, "instance");
      if (!section) throw apiError("resource_not_found");
      return shown(showInstance(state, call.environmentType, section, call));
    },
  },
  ...sectionsOf(CATALOG).flatMap(sectionRoutes),
  {
    method: "GET",
    path: "/domains",
    versions: API_VERSIONS,
    answer: (state, call) => shown(showDomains(state, call)),
  },
  {
    method: "POST",
    path: "/instance/change_domain",
    versions: API_VERSIONS,
    answer: (state, call) => ({
      answer: { status: 202 },
      next: changeDomain(state, call.body(), { ...call, delay: call.switches.domain_delay_ms }),
    }),
  },
  {
    method: "GET",
    path: "/organization_roles",
    versions: ROLE_API_VERSIONS,
    answer: (state, call) => shown(listRoles(state, call.query)),
  },
  {
    method: "POST",
    path: "/organization_roles",
    versions: ROLE_API_VERSIONS,
    answer: (state, call) => written(createRole(state, call.body(), call.now)),
  },
  {
    method: "GET",
    path: "/organization_roles/{id}",
    versions: ROLE_API_VERSIONS,
    answer: (state, _, id) => shown(showRoleById(state, id)),
  },
  {
    method: "DELETE",
    path: "/organization_roles/{id}",
    versions: ROLE_API_VERSIONS,
    answer: (state, _, id) => written(deleteRole(state, id)),
  },
  ...redirectUrlRoutes,
  ...identifierRoutes("allowlist"),
  ...identifierRoutes("blocklist"),
];

/** The `{id}` of the path, "" for a route without one; null: another path. */
function idIn(route: Route, path: string): string | null {
  if (!route.path.endsWith("/{id}")) return route.path === path ? "" : null;
  const stem = route.path.slice(0, -"{id}".length);
  const id = path.slice(stem.length);
  return path.startsWith(stem) && /^[^/]+$/.test(id) ? id : null;
}

/**
 * What the Backend API answers, and the state after it. 404 for what the version lacks, 405 for a method that
 * no version has there: GET /instance/restrictions is one, reported from live calls.
 */
export function answerBackend(state: InstanceState, call: Call): Outcome<InstanceState> {
  const here = ROUTES.filter((route) => idIn(route, call.path) !== null);
  const meant = here.filter((route) => route.method === call.method);
  const served = here.filter((route) => route.versions.includes(call.version));
  const route = meant.find((one) => served.includes(one));
  if (route) return route.answer(state, call, idIn(route, call.path) ?? "");
  if (meant.length > 0 || served.length === 0) throw apiError("resource_not_found");
  throw apiError("method_not_allowed", undefined, {
    headers: { allow: served.map((one) => one.method).join(", ") },
  });
}
