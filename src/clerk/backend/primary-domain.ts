// The primary domain in `GET /domains`: its name, and where its Frontend API is.

import type { Json } from "../../catalog/setting.ts";
import { Failure } from "../../core/finding/failure.ts";
import { memberAt } from "../../core/value/member.ts";
import { parseFrontendApiUrl } from "../address.ts";

/** `GET /domains` speaks of all domains; settings live on the primary one. */
export function primaryDomain(answer: Json): Json {
  const data = memberAt(answer, ["data"]);
  const domains = Array.isArray(data) ? (data as readonly Json[]) : [];
  return domains.find((domain) => memberAt(domain, ["is_satellite"]) === false) ?? null;
}

const HOST_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;

export function nameOf(domains: Json): string | null {
  const name = memberAt(primaryDomain(domains), ["name"]);
  return typeof name === "string" && HOST_NAME.test(name) ? name : null;
}

export function frontendUrlOf(domain: Json): string {
  const named = memberAt(domain, ["frontend_api_url"]);
  const url = typeof named === "string" ? parseFrontendApiUrl(named) : undefined;
  if (url) return url;
  throw new Failure(
    "frontend_api",
    "GET /domains names no usable Frontend API for the primary domain",
    {
      hint: "--without-frontend-api goes on without it; what only it shows is then not known",
    },
  );
}

export function requireSameHost(claimed: string, named: string): void {
  const [theirs, own] = [claimed, named].map((url) => new URL(url).host);
  if (theirs === own) return;
  throw new Failure(
    "key_mismatch",
    `the publishable key is of another instance: its Frontend API is at ${theirs}, the secret key's at ${own}`,
    {
      hint: "set both to the same instance's keys, or unset the publishable key: it only saves a round trip",
    },
  );
}
