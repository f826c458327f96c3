// The routes of the Backend API, and what each version has of them.

import { API_VERSIONS } from "../../catalog/api-version.ts";
import { CATALOG, findSection, sectionsOf } from "../../catalog/catalog.ts";
import type { Section } from "../../catalog/resource.ts";
import { EMULATED_COLLECTIONS } from "../collections/collections.ts";
import { ROLE_PERMISSION_ROUTES } from "../collections/role-permissions.ts";
import { ROLE_SET_ROUTES } from "../collections/role-set-roles.ts";
import { routesOf } from "../collections/routes.ts";
import type { Outcome } from "../http/answer.ts";
import { apiError } from "../http/errors.ts";
import type { InstanceState } from "../state/instance-state.ts";
import { shown, type Call, type Route } from "./call.ts";
import { changeDomain, showDomains } from "./domains.ts";
import { patchSection } from "./patch-section.ts";
import { showInstance, showSection } from "./show-section.ts";

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
  ...EMULATED_COLLECTIONS.flatMap(routesOf),
  ...ROLE_PERMISSION_ROUTES,
  ...ROLE_SET_ROUTES,
];

/** A segment as its sender meant it: the key of a role set may come with an escaped colon. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** What stands in the open segments of the route's path; null: another path. */
function idsIn(route: Route, path: string): readonly string[] | null {
  const due = route.path.split("/");
  const segments = path.split("/");
  if (due.length !== segments.length) return null;
  const pairs = due.map((one, position) => [one, segments[position] ?? ""] as const);
  if (pairs.some(([one, segment]) => (one.startsWith("{") ? segment === "" : one !== segment))) {
    return null;
  }
  return pairs.flatMap(([one, segment]) => (one.startsWith("{") ? [decoded(segment)] : []));
}

/**
 * What the Backend API answers, and the state after it. 404 for what the version lacks, 405 for a method that
 * no version has there: GET /instance/restrictions is one, reported from live calls.
 */
export function answerBackend(state: InstanceState, call: Call): Outcome<InstanceState> {
  const here = ROUTES.filter((route) => idsIn(route, call.path) !== null);
  const meant = here.filter((route) => route.method === call.method);
  const served = here.filter((route) => route.versions.includes(call.version));
  const route = meant.find((one) => served.includes(one));
  if (route) return route.answer(state, call, idsIn(route, call.path) ?? []);
  if (meant.length > 0 || served.length === 0) throw apiError("resource_not_found");
  throw apiError("method_not_allowed", undefined, {
    headers: { allow: served.map((one) => one.method).join(", ") },
  });
}
