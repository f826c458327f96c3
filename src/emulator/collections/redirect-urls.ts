// Redirect URLs: where native and mobile applications get the nonces of their sign-ins.

import { API_VERSIONS } from "../../catalog/api-version.ts";
import type { ErrorCode } from "../http/error-codes.ts";
import { paramError } from "../http/errors.ts";
import type { Switches } from "../state/switches.ts";
import type { EmulatedCollection } from "./collection.ts";

/** Which length is too long is not published. */
const LONGEST = 2048;

/** Which schemes are prohibited is not published; these run what stands behind them, or lead nowhere. */
const PROHIBITED: readonly string[] = ["about", "blob", "data", "file", "javascript", "vbscript"];

const FORMS: { readonly [Form in Switches["redirect_url_form"]]: (url: string) => string } = {
  kept: (url) => url,
  parsed: (url) => new URL(url).href,
  without_slash: (url) => url.replace(/\/$/, ""),
};

/** The code for what can't be a redirect URL. Clerk's error catalogue of 2026-08-21 */
function mistakeInUrl(url: string): ErrorCode | null {
  if (url.length > LONGEST) return "redirect_url_too_long";
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*):(.*)$/i.exec(url) ?? [];
  if (scheme === undefined || rest === undefined) return "invalid_redirect_url";
  if (PROHIBITED.includes(scheme.toLowerCase())) return "prohibited_redirect_url";
  return /^\/\/[^\s]+$/.test(rest) && URL.canParse(url) ? null : "invalid_redirect_url";
}

export const REDIRECT_URLS: EmulatedCollection = {
  name: "redirect_urls",
  path: "/redirect_urls",
  versions: API_VERSIONS,
  verbs: ["list", "create", "show", "delete"],
  object: "redirect_url",
  idPrefix: "ru",
  list: "array_or_page",
  members: [{ name: "url", schema: { type: "string" }, initial: "", whenNull: "mistake" }],
  required: { create: ["url"], patch: [] },
  unique: { member: "url", code: (switches) => switches.redirect_url_duplicate },
  another: (n) => ({ url: `appeared-${n}://callback` }),
  complete: ({ values, call }) => {
    const url = String(values["url"]);
    return { url: mistakeInUrl(url) ? url : FORMS[call.switches.redirect_url_form](url) };
  },
  check: ({ values }) => {
    const code = mistakeInUrl(String(values["url"]));
    return code ? [paramError(code, "url")] : [];
  },
};
