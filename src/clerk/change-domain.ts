// The one imperative call: POST /instance/change_domain. Never sent twice.

import type { Json } from "../catalog/setting.ts";
import type { Connection } from "./connection.ts";
import { memberAt } from "./json-answer.ts";
import { wait } from "./patience.ts";

export interface Domain {
  readonly name: string;
  readonly frontendApiUrl: string;
  readonly records: readonly {
    readonly host: string;
    readonly value: string;
    readonly required: boolean;
  }[];
}

/** The primary domain as `GET /domains` shows it. */
export async function readPrimaryDomain(connection: Connection): Promise<Domain> {
  const domain = await connection.openSources().read({ via: "backend_api", path: "/domains" });
  const text = (name: string): string => {
    const value = memberAt(domain, [name]);
    return typeof value === "string" ? value : "";
  };
  const targets = memberAt(domain, ["cname_targets"]);
  const records = (Array.isArray(targets) ? (targets as readonly Json[]) : []).map((target) => ({
    host: String(memberAt(target, ["host"]) ?? ""),
    value: String(memberAt(target, ["value"]) ?? ""),
    required: memberAt(target, ["required"]) === true,
  }));
  return { name: text("name"), frontendApiUrl: text("frontend_api_url"), records };
}

/** Milliseconds before each look at the domains. The change is asynchronous: 202, then it follows. */
const DELAYS: readonly number[] = [0, 500, 1000, 2000, 4000];

/** Sends the change. Throws `Trouble`; kind `lost` means that it may have landed. */
export async function changeDomain(
  connection: Connection,
  homeUrl: string,
  secondary: boolean,
): Promise<void> {
  await connection.writer.post("/instance/change_domain", {
    home_url: homeUrl,
    ...(secondary ? { is_secondary: true } : {}),
  });
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
