// What Clerk's error answers say.

import { cutText } from "../core/text/escape.ts";
import type { Json } from "../catalog/setting.ts";
import { memberAt } from "../core/value/member.ts";
import type { RequestError } from "../http/request-error.ts";

export { RequestError } from "../http/request-error.ts";

/** One entry of Clerk's `errors`. */
export interface ClerkError {
  readonly code: string;
  readonly message: string;
  readonly meta: Readonly<Record<string, Json>>;
}

/** `{errors: [{message, long_message, code, meta?}]}`; empty: the answer was no error of Clerk's. */
function clerkErrorsOf({ body = null }: RequestError): readonly ClerkError[] {
  const listed = memberAt(body, ["errors"]);
  if (!Array.isArray(listed)) return [];
  return (listed as readonly Json[]).map((entry): ClerkError => {
    const text = (name: string): string => {
      const value = memberAt(entry, [name]);
      return typeof value === "string" ? value : "";
    };
    const meta = memberAt(entry, ["meta"]);
    return {
      code: text("code") || "unknown",
      message: text("long_message") || text("message"),
      meta:
        typeof meta === "object" && meta !== null && !Array.isArray(meta)
          ? (meta as ClerkError["meta"])
          : {},
    };
  });
}

/** What Clerk's support asks for; null: the answer has none. */
export function traceIdOf({ body = null }: RequestError): string | null {
  const id = memberAt(body, ["clerk_trace_id"]);
  return typeof id === "string" && /^[0-9a-f]{16,64}$/i.test(id) ? id : null;
}

/** Code points of Clerk's that one message holds; the rest is counted. */
const LONGEST = 2000;

/** What the instance's plan does not include, when Clerk says so (402). */
export function unsupportedFeaturesOf(error: RequestError): string {
  const features = clerkErrorsOf(error)
    .flatMap(({ meta }) => meta["unsupported_features"] ?? [])
    .map(String);
  return cutText(features.join(", "), LONGEST);
}

/** Whether Clerk gave that code. */
export const hasCode = (error: RequestError, code: string): boolean =>
  clerkErrorsOf(error).some((one) => one.code === code);

/** The members that Clerk blames, each once. */
export function blamedMembersOf(error: RequestError): readonly string[] {
  const names = clerkErrorsOf(error).map(({ meta }) => meta["param_name"]);
  return [...new Set(names.filter((name) => typeof name === "string"))];
}

/** Clerk's own words with its codes, cut; null: the answer has none. */
export function wordsOf(error: RequestError): string | null {
  const said = clerkErrorsOf(error).map(({ code, message }) => `${message} (${code})`);
  return said.length > 0 ? cutText(said.join("; "), LONGEST) : null;
}

/** One line: what happened to which request, in Clerk's words where there are any. */
export function describeError(error: RequestError): string {
  const said = wordsOf(error);
  const message = cutText(said ? `${error.message}: ${said}` : error.message, LONGEST);
  const traceId = traceIdOf(error);
  const trace = traceId ? ` (clerk_trace_id ${traceId})` : "";
  return `${error.method} ${error.where}: ${message}${trace}`;
}
