// The one imperative call: POST /instance/change_domain. Never sent twice.

import type { Json } from "../../catalog/setting.ts";
import type { Connection } from "./connection.ts";
import { Failure } from "../../core/finding/failure.ts";
import { memberAt } from "../../core/value/member.ts";
import { describeError, RequestError } from "../errors.ts";
import { failureOf, plainly } from "../problem.ts";
import { wait } from "../../http/patience.ts";

/** A DNS record that the domain needs. */
export interface DnsRecord {
  readonly type: string;
  readonly host: string;
  readonly value: string;
  readonly required: boolean;
  /** Clerk's word on whether a tool may create it, such as `already_satisfied`; null: Clerk doesn't say. */
  readonly disposition: string | null;
}

export interface Domain {
  readonly name: string;
  readonly frontendApiUrl: string;
  /** Empty: `GET /domains` shows none. */
  readonly records: readonly DnsRecord[];
}

/**
 * `dns_targets` is "the complete typed DNS contract": where it is there, it is used alone; otherwise the
 * legacy `cname_targets`. bapi 2026-05-12 of autumn 2026, Domain.
 */
function recordsOf(domain: Json): readonly DnsRecord[] {
  const listOf = (name: string): readonly Json[] | undefined => {
    const list = memberAt(domain, [name]);
    return Array.isArray(list) ? (list as readonly Json[]) : undefined;
  };
  const targets = listOf("dns_targets") ?? listOf("cname_targets") ?? [];
  return targets.map((target): DnsRecord => {
    const text = (name: string, missing: string): string => {
      const value = memberAt(target, [name]);
      return typeof value === "string" ? value : missing;
    };
    return {
      type: text("record_type", "CNAME"),
      host: text("host", ""),
      value: text("value", ""),
      required: memberAt(target, ["required"]) === true,
      disposition: text("automation_disposition", "") || null,
    };
  });
}

/** The primary domain as `GET /domains` shows it. Throws a `Failure`. */
export async function readPrimaryDomain(connection: Connection): Promise<Domain> {
  const place = { via: "backend_api", path: "/domains" } as const;
  const domain = await plainly(connection.openSources().read(place));
  const text = (name: string): string => {
    const value = memberAt(domain, [name]);
    return typeof value === "string" ? value : "";
  };
  return {
    name: text("name"),
    frontendApiUrl: text("frontend_api_url"),
    records: recordsOf(domain),
  };
}

/** Milliseconds before each further look at the domains. The change is asynchronous: 202, then it follows. */
const DELAYS: readonly number[] = [500, 1000, 2000, 4000];

/**
 * Sends the change, once. Throws a `Failure`: `ambiguous` (exit 5) when it may have landed although no good
 * answer came.
 */
export async function changeDomain(
  connection: Connection,
  homeUrl: string,
  secondary: boolean,
): Promise<void> {
  const body = { home_url: homeUrl, ...(secondary ? { is_secondary: true } : {}) };
  try {
    await connection.backend.write("POST", "/instance/change_domain", body);
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    if (!error.mayHaveLanded) throw failureOf(error);
    throw new Failure(
      "ambiguous",
      `the answer was lost, so the change may be under way: ${describeError(error)}`,
      {
        hint: "look at the domain in Clerk's dashboard before anything else; it is not sent again by itself",
      },
    );
  }
}

/** Waits, bounded, for the primary domain to become another one than `before`; then what is shown. */
export async function awaitDomain(
  connection: Connection,
  before: string,
  signal?: AbortSignal,
): Promise<{ readonly domain: Domain; readonly changed: boolean }> {
  let domain = await readPrimaryDomain(connection);
  for (const delay of DELAYS) {
    if (domain.name !== before || signal?.aborted) break;
    await wait(delay, signal);
    domain = await readPrimaryDomain(connection);
  }
  return { domain, changed: domain.name !== before };
}
