// The model of Clerk behind real sockets: Backend API and Frontend API on one port, an instance for
// each secret key.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { environment, get, patch, type Clerk, type Members } from "./model.ts";

export interface Loopback {
  readonly url: string;
  /** The instance that the key belongs to from now on. */
  readonly put: (key: string, clerk: Clerk) => void;
  readonly clerkOf: (key: string) => Clerk;
  /** `METHOD /path` of every request with that key, and of the public ones. */
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks).toString("utf8");
}

export async function startLoopback(): Promise<Loopback> {
  const instances = new Map<string, Clerk>();
  const requests: string[] = [];
  let url = "";

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "", url);
    const text = await textOf(request);
    requests.push(`${request.method ?? ""} ${pathname}`);
    const end = (status: number, body: unknown): void => {
      const headers = body === undefined ? {} : { "content-type": "application/json" };
      response.writeHead(status, headers).end(body === undefined ? "" : JSON.stringify(body));
    };
    const [, name, path = ""] = /^\/fapi\/(\d+)(\/.*)$/.exec(pathname) ?? [];
    if (name !== undefined) {
      const clerk = [...instances.values()][Number(name)];
      const isEnvironment = clerk && path === "/v1/environment" && !request.headers.authorization;
      return end(isEnvironment ? 200 : 404, isEnvironment ? environment(clerk) : {});
    }
    const key = (request.headers.authorization ?? "").replace(/^Bearer /, "");
    const clerk = instances.get(key);
    const version = String(request.headers["clerk-api-version"]);
    if (!clerk) return end(401, { errors: [{ code: "clerk_key_invalid", message: "no" }] });
    const below = pathname.replace(/^\/v1/, "");
    if (request.method === "PATCH") {
      const patched = patch(clerk, below, JSON.parse(text) as Members, version);
      instances.set(key, patched.clerk);
      return end(patched.status, patched.body);
    }
    const base = `${url}/fapi/${[...instances.keys()].indexOf(key)}`;
    const shown = get(clerk, below, version, base);
    return end(shown === undefined ? 404 : 200, shown ?? { errors: [] });
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the server has no port");
  url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    put: (key, clerk) => void instances.set(key, clerk),
    clerkOf: (key) => {
      const clerk = instances.get(key);
      if (!clerk) throw new Error(`no instance for that key`);
      return clerk;
    },
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
