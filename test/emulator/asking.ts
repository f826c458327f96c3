import { startEmulator, type Emulator, type EmulatorOptions } from "../../src/emulator/emulator.ts";

export const DEVELOPMENT_KEY = "sk_test_behaviour123";
export const PRODUCTION_KEY = "sk_live_behaviour123";

export interface Reply {
  readonly status: number;
  readonly contentType: string | null;
  readonly headers: Headers;
  readonly text: string;
  /** null unless the answer is JSON. */
  readonly body: unknown;
  /** The member of the body at a dotted path; undefined when there is none. */
  readonly at: (path: string) => unknown;
  /** The list at a dotted path; of each item that member, when one is named. */
  readonly list: (path: string, member?: string) => readonly unknown[];
}

/** The member at a dotted path, such as `data.0.name`; the document itself at "". */
export function memberAt(document: unknown, path: string): unknown {
  let found = document;
  for (const name of path === "" ? [] : path.split(".")) {
    found = typeof found === "object" && found !== null ? Reflect.get(found, name) : undefined;
  }
  return found;
}

export interface Asking {
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Sent as it is, with no content type unless `headers` has one. */
  readonly raw?: string;
  readonly version?: string;
}

export async function ask(
  base: string,
  method: string,
  path: string,
  { key = DEVELOPMENT_KEY, headers = {}, body, raw, version }: Asking = {},
): Promise<Reply> {
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(version !== undefined && { "clerk-api-version": version }),
      ...headers,
    },
    // Bytes rather than text, so that fetch adds no content type of its own.
    ...(raw !== undefined && { body: new TextEncoder().encode(raw) }),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get("content-type") === "application/json";
  const answer: unknown = json ? JSON.parse(text) : null;
  return {
    status: response.status,
    contentType: response.headers.get("content-type"),
    headers: response.headers,
    text,
    body: answer,
    at: (member) => memberAt(answer, member),
    list: (place, member) => {
      const found = memberAt(answer, place);
      if (!Array.isArray(found)) throw new TypeError(`no list at ${place}: ${text}`);
      return member === undefined ? found : found.map((item) => memberAt(item, member));
    },
  };
}

export interface Rig {
  readonly emulator: Emulator;
  readonly v1: (method: string, path: string, asking?: Asking) => Promise<Reply>;
  readonly control: (method: string, path: string, asking?: Asking) => Promise<Reply>;
  /** The Frontend API of that key's instance; no key is sent. */
  readonly frontend: (
    path: string,
    asking?: Asking & { readonly of?: string; readonly method?: string },
  ) => Promise<Reply>;
}

export async function withEmulator(
  options: EmulatorOptions,
  use: (rig: Rig) => Promise<void>,
): Promise<void> {
  const emulator = await startEmulator(options);
  const v1: Rig["v1"] = (method, path, asking) =>
    ask(`${emulator.apiUrl}/v1`, method, path, asking);
  try {
    await use({
      emulator,
      v1,
      control: async (method, path, asking) => {
        const reply = await ask(`${emulator.apiUrl}/_emulator`, method, path, asking);
        if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.text}`);
        return reply;
      },
      frontend: async (path, { of = DEVELOPMENT_KEY, method = "GET", ...asking } = {}) => {
        const domains = await v1("GET", "/domains", { key: of });
        const base = String(domains.at("data.0.frontend_api_url"));
        return ask(`${base}/v1`, method, path, { key: null, ...asking });
      },
    });
  } finally {
    await emulator.close();
  }
}

/** The codes of an error answer, and of the members that they blame. */
export function errorsIn(reply: Reply): readonly string[] {
  return reply.list("errors").map((error) => {
    const [code, blamed] = [memberAt(error, "code"), memberAt(error, "meta.param_name")].map(
      String,
    );
    return blamed === "undefined" ? String(code) : `${code} ${blamed}`;
  });
}
