// A proxy on loopback in front of the emulator: it can delay or hold requests, and it writes down
// when each one came and when its answer was gone.

import { once } from "node:events";
import { Agent, createServer, request as ask } from "node:http";

/** A publishable key names a host without a path: at the proxy's root stands one instance's Frontend API. */
const ROOT_FRONTEND = /^\/v1\/(?:environment|dev_browser)\b/;

/**
 * `before` is waited for before a request goes on. Nothing but `/v1/domains` is changed on the way:
 * it names the proxy as the Frontend API's host, and its root where that instance's Frontend API is.
 */
export async function startProxy({ target, before = async () => {} }) {
  const log = [];
  const agent = new Agent({ keepAlive: true });
  let rootFrontend = "";
  let connections = 0;

  const forward = (request, body) =>
    new Promise((resolve, reject) => {
      const path = ROOT_FRONTEND.test(request.url) ? `${rootFrontend}${request.url}` : request.url;
      const { method, headers } = request;
      const onward = ask(`${target}${path}`, { method, headers, agent }, (answer) => {
        const chunks = [];
        answer.on("data", (chunk) => chunks.push(chunk));
        answer.on("end", () => resolve({ answer, body: Buffer.concat(chunks) }));
        answer.on("error", reject);
      });
      onward.on("error", reject);
      onward.end(body);
    });

  const ownPlaces = (text) =>
    text.replaceAll(`${target}${rootFrontend}"`, `${url}"`).replaceAll(target, url);

  const handle = async (request, response) => {
    const [path] = request.url.split("?");
    const entry = {
      method: request.method,
      path,
      start: performance.now(),
      end: Infinity,
      status: 0,
    };
    log.push(entry);
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    await before({ method: request.method, path });
    const { answer, body } = await forward(request, Buffer.concat(chunks));
    const shown = path === "/v1/domains" ? ownPlaces(body.toString()) : body;
    const headers = { ...answer.headers, connection: "keep-alive" };
    delete headers["transfer-encoding"];
    if (answer.statusCode !== 204) headers["content-length"] = Buffer.byteLength(shown);
    response.writeHead(answer.statusCode, headers).end(shown);
    entry.end = performance.now();
    entry.status = answer.statusCode;
  };

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 120_000;
  server.on("connection", () => {
    connections += 1;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;

  return {
    url,
    publishableKey: `pk_test_${Buffer.from(`${url.slice("http://".length)}$`).toString("base64")}`,
    /** Which instance's Frontend API stands at the root. */
    serveFrontendOf: async (secretKey) => {
      const answer = await fetch(`${target}/v1/domains`, {
        headers: { authorization: `Bearer ${secretKey}` },
      });
      const { data } = await answer.json();
      rootFrontend = new URL(data[0].frontend_api_url).pathname;
    },
    /** What came since the last time, and over how many new connections. */
    takeLog: () => {
      const taken = { requests: log.splice(0), connections };
      connections = 0;
      return taken;
    },
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

/** How many round trips follow upon each other: a request that starts after another's end is a later one. */
export function countRoundTrips(requests) {
  const depths = [];
  for (const { start } of requests) {
    const earlier = requests.map(({ end }, index) => (end <= start ? (depths[index] ?? 0) : 0));
    depths.push(1 + Math.max(0, ...earlier));
  }
  return Math.max(0, ...depths);
}
