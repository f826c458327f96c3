import type { Json } from "../catalog/setting.ts";
import type { JsonObject } from "./answer.ts";
import { apiError, paramError, unprocessable } from "./errors.ts";
import { deriveId } from "./identity.ts";
import type { Domain, InstanceState } from "./instance-state.ts";
import type { EnvironmentType } from "./secret-key.ts";

/** Where an instance lives, as seen at that time: an announced domain is shown once its time has come. */
export function domainAt(state: InstanceState, now: number): Domain {
  return state.nextDomain && now >= state.nextDomain.dueAt ? state.nextDomain : state.domain;
}

function cnameTargets(name: string): readonly Json[] {
  return [
    { host: `clerk.${name}`, value: "frontend-api.clerk.services", required: true },
    { host: `accounts.${name}`, value: "accounts.clerk.services", required: true },
    { host: `clkmail.${name}`, value: `mail.${name}.clerk.services`, required: true },
    { host: `clk._domainkey.${name}`, value: `dkim1.${name}.clerk.services`, required: true },
    { host: `clk2._domainkey.${name}`, value: `dkim2.${name}.clerk.services`, required: true },
  ];
}

/** `GET /domains`: the primary domain; its Frontend API is this emulator's, below a path of its own. */
export function showDomains(
  state: InstanceState,
  rest: {
    readonly now: number;
    readonly environmentType: EnvironmentType;
    readonly frontendApiUrl: string;
  },
): JsonObject {
  const { name } = domainAt(state, rest.now);
  const origin = state.settings["instance"]?.["development_origin"];
  const domain: JsonObject = {
    object: "domain",
    id: deriveId("dmn", state.id),
    name,
    is_satellite: false,
    frontend_api_url: rest.frontendApiUrl,
    accounts_portal_url: `https://accounts.${name}`,
    proxy_url: null,
    development_origin: typeof origin === "string" ? origin : "",
    cname_targets: rest.environmentType === "development" ? null : cnameTargets(name),
  };
  return { data: [domain], total_count: 1 };
}

const RESERVED = /(^|\.)(clerk\.(com|dev|services)|accounts\.dev)$/;
const HOSTING =
  /(^|\.)(vercel\.app|netlify\.app|herokuapp\.com|github\.io|pages\.dev|onrender\.com)$/;
/** Suffixes of two labels below which names are registered; the real list is longer. */
const TWO_LABEL_SUFFIX = /\.(co|com|org|net|ac|gov)\.[a-z]{2}$/;

function registrableDomain(host: string): string {
  return host
    .split(".")
    .slice(TWO_LABEL_SUFFIX.test(host) ? -3 : -2)
    .join(".");
}

/**
 * `POST /instance/change_domain`: the domain that will be shown after `delay`. Production only; the codes are
 * those of Clerk's error catalogue, the addresses that they apply to are examples.
 */
export function changeDomain(
  state: InstanceState,
  body: JsonObject,
  rest: {
    readonly now: number;
    readonly delay: number;
    readonly environmentType: EnvironmentType;
    readonly takenHosts: readonly string[];
  },
): InstanceState {
  if (rest.environmentType !== "production") throw apiError("request_invalid_for_environment");
  const homeUrl = body["home_url"];
  const secondary = body["is_secondary"] ?? false;
  const refuse = (code: string, says: string, name = "home_url"): Error =>
    unprocessable([paramError(code, name, says)]);
  if (homeUrl === undefined) throw refuse("form_param_missing", "home_url must be included");
  if (typeof secondary !== "boolean") {
    throw refuse("form_param_format_invalid", "is_secondary must be a boolean", "is_secondary");
  }
  const url = typeof homeUrl === "string" && URL.canParse(homeUrl) ? new URL(homeUrl) : null;
  if (!url || !/^https?:$/.test(url.protocol) || !url.hostname.includes(".")) {
    throw refuse("form_param_format_invalid", "home_url must be a valid url");
  }
  if (url.protocol !== "https:") throw refuse("insecure_url", "home_url must use https");
  if (RESERVED.test(url.hostname)) throw refuse("reserved_domain", "This domain is reserved");
  if (HOSTING.test(url.hostname)) {
    throw refuse("known_hosting_domain", "Use a domain of your own, not your hosting provider's");
  }
  const name = secondary ? url.hostname : registrableDomain(url.hostname);
  if (rest.takenHosts.includes(name)) {
    throw refuse("home_url_taken", "Another instance uses this home URL");
  }
  return {
    ...state,
    domain: domainAt(state, rest.now),
    nextDomain: { name, homeUrl: url.origin, dueAt: rest.now + rest.delay },
  };
}
