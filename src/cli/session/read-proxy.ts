// What the proxy variables give.

import { Failure } from "../../core/finding/failure.ts";
import { decodeOrKeep, isExempt, parseProxy, type Proxy } from "../../http/proxy.ts";
import { isLoopback } from "../../http/socket.ts";
import type { Context } from "../context.ts";

/** In the order in which they count. */
const VARIABLES = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] as const;

/**
 * Null: none is set. Throws a `Failure` (exit 3) for one that can't be used; where not everything goes
 * through a proxy, only what would is not sent. Hides the credentials.
 */
export function readProxy(
  { environment, terminal }: Pick<Context, "environment" | "terminal">,
  apiUrl: string,
): Proxy | null {
  const variable = VARIABLES.find((name) => environment[name]);
  const text = variable && environment[variable];
  if (!variable || !text) return null;
  hideCredentials(text, terminal.hide);
  const exempt = environment["no_proxy"] || environment["NO_PROXY"] || "";
  const proxy = parseProxy(text, exempt);
  if (proxy) return proxy;
  const unusable = `${variable} names no proxy that can be used`;
  const api = new URL(apiUrl);
  if (isLoopback(api.hostname) || isExempt(exempt, api))
    return { url: "", host: variable, exempt, unusable };
  throw new Failure("invalid_proxy", unusable, {
    hint: `give the address of an HTTP proxy, such as http://proxy.example.com:3128, or unset ${variable}`,
  });
}

/** A text of a few characters is no secret, and would be found everywhere. */
const SHORTEST_SECRET = 6;

function hideCredentials(text: string, hide: (secret: string) => void): void {
  const written = /^(?:[^/]*:\/\/)?([^/]*)@/.exec(text)?.[1];
  if (!written) return;
  const password = written.slice(written.indexOf(":") + 1);
  for (const form of [written, password])
    for (const secret of [form, decodeOrKeep(form)])
      if (secret.length >= SHORTEST_SECRET) hide(secret);
}
