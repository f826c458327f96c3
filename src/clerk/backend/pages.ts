// Lists of the Backend API, read whole or not at all.

import type { Json } from "../../catalog/setting.ts";
import { memberAt } from "../../core/value/member.ts";
import type { Role } from "../../core/value/reading.ts";
import { RequestError } from "../errors.ts";
import type { ReadPort } from "./requests.ts";

/** The most that Clerk gives at once. bapi 2026-05-12, LimitParameter */
const PAGE = 500;
const MAX_PAGES = 200;

/** All items of a paginated list. An item that moves between pages is taken once. */
async function readAll(
  port: ReadPort,
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<readonly Json[]> {
  const items = new Map<string, Json>();
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await port.get(path, {
      ...query,
      limit: String(PAGE),
      offset: String(page * PAGE),
    });
    const data = Array.isArray(answer) ? (answer as readonly Json[]) : memberAt(answer, ["data"]);
    const total = memberAt(answer, ["total_count"]);
    if (!Array.isArray(data)) {
      throw new RequestError(
        "unexpected",
        { method: "GET", where: path },
        "an answer without a list in it",
      );
    }
    for (const item of data as readonly Json[]) {
      const id = memberAt(item, ["id"]);
      items.set(typeof id === "string" ? id : JSON.stringify(item), item);
    }
    const last =
      data.length < PAGE &&
      (typeof total !== "number" || data.length === 0 || (page + 1) * PAGE >= total);
    if (Array.isArray(answer) || last) return [...items.values()];
  }
  throw new RequestError(
    "unexpected",
    { method: "GET", where: path },
    `more than ${MAX_PAGES} pages`,
  );
}

/** The instance's organization roles, all pages. */
export async function readRoles(port: ReadPort): Promise<readonly Role[]> {
  const roles = await readAll(port, "/organization_roles");
  return roles.map((role): Role => {
    const id = memberAt(role, ["id"]);
    const key = memberAt(role, ["key"]);
    if (typeof id !== "string" || typeof key !== "string") {
      throw new RequestError(
        "unexpected",
        { method: "GET", where: "/organization_roles" },
        "a role without an id and a key",
      );
    }
    return { id, key, creatorEligible: memberAt(role, ["is_creator_eligible"]) === true };
  });
}

/** How many identifiers the allowlist holds, counted over all pages. */
export async function countAllowlist(port: ReadPort): Promise<number> {
  return (await readAll(port, "/allowlist_identifiers", { paginated: "true" })).length;
}
