// An instance's domain: where it is shown, with which DNS records, and how it is changed.

import type { Json } from "../../catalog/setting.ts";
import type { JsonObject } from "../http/answer.ts";
import type { ErrorCode } from "../http/error-codes.ts";
import { ApiError, apiError, paramError } from "../http/errors.ts";
import { deriveId } from "../state/identity.ts";
import type { Domain, InstanceState } from "../state/instance-state.ts";
import { mistakeInText, refuseMember } from "./mistakes.ts";
import { followsAutumn, type Copy } from "../state/published-copy.ts";
import type { EnvironmentType } from "../state/secret-key.ts";
import type { Switches } from "../state/switches.ts";

/** Where an instance lives, as seen at that time: an announced domain is shown once its time has come. */
export function domainAt(state: InstanceState, now: number): Domain {
  return state.nextDomain && now >= state.nextDomain.dueAt ? state.nextDomain : state.domain;
}

/** The records of a production domain, as the legacy member has them. */
function cnameTargets(name: string): readonly JsonObject[] {
  return [
    { host: `clerk.${name}`, value: "frontend-api.clerk.services", required: true },
    { host: `accounts.${name}`, value: "accounts.clerk.services", required: true },
    { host: `clkmail.${name}`, value: `mail.${name}.clerk.services`, required: true },
    { host: `clk._domainkey.${name}`, value: `dkim1.${name}.clerk.services`, required: true },
    { host: `clk2._domainkey.${name}`, value: `dkim2.${name}.clerk.services`, required: true },
  ];
}

/**
 * The complete records: those above with their type, and a TXT record that the legacy member can't hold. What can be done
 * about a record is told of some, as the document allows. bapi 2026-05-12 of autumn 2026, DNSTarget; the TXT record is
 * the emulator's own, nothing says which domains have one.
 */
function dnsTargets(name: string): readonly JsonObject[] {
  const [first, ...others] = cnameTargets(name).map((target) => ({
    ...target,
    record_type: "CNAME",
  }));
  const automated = others.map((target) => ({
    ...target,
    automation_disposition: "safe_to_create",
  }));
  const proof = {
    host: `_clerk.${name}`,
    value: `clerk-domain-verification=${deriveId("dns", name)}`,
    record_type: "TXT",
    automation_disposition: "manual_resolution_required",
    required: false,
  };
  return [...(first ? [first] : []), ...automated, proof];
}

/** The members of a domain that hold DNS records. A development instance needs none. */
function recordMembers(
  name: string,
  view: Copy & { readonly environmentType: EnvironmentType; readonly switches: Switches },
): JsonObject {
  const { cname_targets: cname, dns_targets: dns } = view.switches;
  const needed = view.environmentType !== "development";
  const typed = followsAutumn(view) && dns !== "absent";
  return {
    cname_targets: needed && cname === "listed" ? cnameTargets(name) : null,
    ...(typed && { dns_targets: needed && dns === "listed" ? dnsTargets(name) : null }),
  };
}

/** `GET /domains`: the primary domain; its Frontend API is this emulator's, below a path of its own. */
export function showDomains(
  state: InstanceState,
  rest: Copy & {
    readonly now: number;
    readonly environmentType: EnvironmentType;
    readonly frontendApiUrl: string;
    readonly switches: Switches;
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
    ...recordMembers(name, rest),
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

/** Why Clerk would not take that address, whoever asks; null: it would. */
function refusalOfHome(url: URL): ErrorCode | null {
  if (url.protocol !== "https:") return "insecure_url";
  if (RESERVED.test(url.hostname)) return "reserved_domain";
  return HOSTING.test(url.hostname) ? "known_hosting_domain" : null;
}

/** Where the new home is. Throws for what is no address of a web site. */
function parseHome(homeUrl: Json | undefined): URL {
  const mistake = mistakeInText(homeUrl);
  if (mistake) throw refuseMember("home_url", mistake);
  const url = URL.canParse(String(homeUrl)) ? new URL(String(homeUrl)) : null;
  if (!url || !/^https?:$/.test(url.protocol) || !url.hostname.includes(".")) {
    throw refuseMember("home_url", "pattern");
  }
  return url;
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
  const secondary = body["is_secondary"] ?? false;
  const url = parseHome(body["home_url"]);
  if (typeof secondary !== "boolean") throw refuseMember("is_secondary", "type");
  const name = secondary ? url.hostname : registrableDomain(url.hostname);
  const code = refusalOfHome(url) ?? (rest.takenHosts.includes(name) ? "home_url_taken" : null);
  if (code) throw new ApiError([paramError(code, "home_url")]);
  return {
    ...state,
    domain: domainAt(state, rest.now),
    nextDomain: { name, homeUrl: url.origin, dueAt: rest.now + rest.delay },
  };
}
