// The pages of a list: ten items by default, 500 at most.

import { throwErrors, type ClerkError } from "../http/errors.ts";
import { mistakeIn } from "./mistakes.ts";

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** bapi 2026-05-12, LimitParameter and OffsetParameter. */
export function parsePage(query: URLSearchParams): Page {
  const errors: ClerkError[] = [];
  const read = (name: string, fallback: number, least: number, most: number): number => {
    const text = query.get(name);
    if (text === null) return fallback;
    const number = Number(text);
    if (/^\d{1,9}$/.test(text) && number >= least && number <= most) return number;
    errors.push(mistakeIn(name, "range"));
    return fallback;
  };
  const page = { limit: read("limit", 10, 1, 500), offset: read("offset", 0, 0, 999_999_999) };
  throwErrors(errors);
  return page;
}

export function cutPage<Item>(items: readonly Item[], { limit, offset }: Page): readonly Item[] {
  return items.slice(offset, offset + limit);
}
