// The proxy that connections go through, as data.

/** An HTTP proxy. Its credentials stand in no member, so that nothing that is shown can hold them. */
export interface Proxy {
  /** `http://host:port` or `https://host:port`. */
  readonly url: string;
  /** For a person. */
  readonly host: string;
  /** The header that carries the credentials; undefined: there are none. */
  readonly authorization?: () => string;
  /** Hosts that are asked without it, as NO_PROXY lists them. */
  readonly exempt?: string;
  /** Why it can't be used: whatever would go through it is not sent. */
  readonly unusable?: string;
}

/** Undefined: it is no address of an HTTP proxy. Without a scheme it is http, as curl reads it. */
export function parseProxy(text: string, exempt = ""): Proxy | undefined {
  const written = text.includes("://") ? text : `http://${text}`;
  if (!URL.canParse(written)) return undefined;
  const { protocol, origin, host, username, password } = new URL(written);
  if ((protocol !== "http:" && protocol !== "https:") || host === "") return undefined;
  const proxy = { url: origin, host, exempt };
  if (!username && !password) return proxy;
  const credentials = [username, password].map(decodeOrKeep).join(":");
  const header = `Basic ${Buffer.from(credentials).toString("base64")}`;
  return { ...proxy, authorization: () => header };
}

/**
 * Whether a list as NO_PROXY holds it names this address: `*`, a host with all below it, with a dot or an
 * asterisk before it or not, and its port where one is named.
 */
export function isExempt(list: string, { hostname, port, protocol }: URL): boolean {
  const ownPort = port || (protocol === "https:" ? "443" : "80");
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      const [, name = "", onlyPort = ownPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      const host = name.replace(/^\*?\.?/, "");
      const isNamed = name === "*" || (host !== "" && `.${hostname}`.endsWith(`.${host}`));
      return isNamed && onlyPort === ownPort;
    });
}

/** A password may hold a `%` that encodes nothing. */
export function decodeOrKeep(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
