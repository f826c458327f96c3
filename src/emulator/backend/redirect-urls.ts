// Redirect URLs: listed, shown, made, taken away; there is no update.

import type { Json } from "../../catalog/setting.ts";
import type { JsonObject } from "../http/answer.ts";
import { ApiError, apiError, paramError } from "../http/errors.ts";
import { deriveId } from "../state/identity.ts";
import type { InstanceState, RedirectUrl } from "../state/instance-state.ts";
import { mistakeInText, refuseMember } from "./mistakes.ts";
import { cutPage, parsePage } from "./paging.ts";

const show = ({ id, url, createdAt }: RedirectUrl): JsonObject => ({
  object: "redirect_url",
  id,
  url,
  created_at: createdAt,
  updated_at: createdAt,
});

/**
 * `GET /redirect_urls`: newest first, an array; with `paginated=true` `{data, total_count}`, which @clerk/backend asks
 * for and no published document describes.
 */
export function listRedirectUrls(state: InstanceState, query: URLSearchParams): Json {
  const all = state.redirectUrls.toReversed();
  const shown = cutPage(all, parsePage(query)).map(show);
  return query.get("paginated") === "true" ? { data: shown, total_count: all.length } : shown;
}

/** `GET /redirect_urls/{id}` */
export function showRedirectUrl(state: InstanceState, id: string): JsonObject {
  const found = state.redirectUrls.find((one) => one.id === id);
  if (!found) throw apiError("resource_not_found");
  return show(found);
}

/** "Prefixed with `https://` or a custom scheme". bapi 2026-05-12, CreateRedirectURL */
const FORM = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i;
const LONGEST = 1024;

/** `POST /redirect_urls`. How long a URL may be, and which code answers a second one, is not published. */
export function addRedirectUrl(
  state: InstanceState,
  { url }: JsonObject,
  now: number,
): { readonly next: InstanceState; readonly shown: JsonObject } {
  const mistake = mistakeInText(url);
  if (mistake || typeof url !== "string") throw refuseMember("url", mistake ?? "type");
  if (!FORM.test(url))
    throw new ApiError([paramError("invalid_redirect_url", "url", "The URL is not valid")]);
  if (url.length > LONGEST)
    throw new ApiError([paramError("redirect_url_too_long", "url", "The URL is too long")]);
  if (state.redirectUrls.some((one) => one.url === url)) throw refuseMember("url", "taken");
  const made: RedirectUrl = { id: deriveId("ru", state.id, url, String(now)), url, createdAt: now };
  return { next: { ...state, redirectUrls: [...state.redirectUrls, made] }, shown: show(made) };
}

/** `DELETE /redirect_urls/{id}` */
export function removeRedirectUrl(
  state: InstanceState,
  id: string,
): { readonly next: InstanceState; readonly shown: JsonObject } {
  if (!state.redirectUrls.some((one) => one.id === id)) throw apiError("resource_not_found");
  return {
    next: { ...state, redirectUrls: state.redirectUrls.filter((one) => one.id !== id) },
    shown: { object: "redirect_url", id, deleted: true },
  };
}
