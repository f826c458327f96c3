/**
 * A model Clerk on loopback, strict as a judge: Backend API and Frontend API on two ports over one plain state.
 * What a careful client must never do is refused *and* kept in `violations`, which `scenario` checks after each test.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  clerkError,
  faultFinder,
  misbehave,
  type FaultRule,
  type TrueAnswer,
} from "./clerk-faults.ts";
import {
  betaObject,
  communicationObject,
  domainsObject,
  environmentObject,
  instanceObject,
  newState,
  oauthObject,
  organizationObject,
  protectObject,
  restrictionsObject,
  type InstanceState,
  type Section,
} from "./clerk-state.ts";
import { ITEM_PATHS, itemsAt, listOf, writeItem } from "./clerk-items.ts";
import { judgeBody, judgeRoles, PATCH_PATH, SECTION_OF, writeBody } from "./clerk-writes.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";

export const VERSIONS = [
  "2021-02-05",
  "2024-10-01",
  "2025-03-12",
  "2025-04-10",
  "2025-11-10",
  "2026-05-12",
];

/** Paths that a version's OpenAPI document doesn't have. */
const ABSENT: Readonly<Record<string, readonly string[]>> = {
  "2021-02-05": ["/organization_roles"],
  "2025-03-12": [
    "/organization_roles",
    "/organization_permissions",
    "/instance/protect",
    "/instance/communication",
    "/instance/oauth_application_settings",
    "GET /instance/organization_settings",
  ],
};

const QUERY: Readonly<Record<string, readonly string[]>> = {
  "/organization_roles": ["limit", "offset", "order_by", "query"],
  ...Object.fromEntries(ITEM_PATHS.map((path) => [path, ["limit", "offset", "paginated"]])),
  "/blocklist_identifiers": ["limit", "offset"],
  "/organization_permissions": ["limit", "offset", "order_by", "query"],
};

export interface LoggedRequest {
  readonly api: "backend" | "frontend";
  readonly method: string;
  /** Below /v1 for the Backend API (/instance/protect), below the Frontend API's own path for that (/v1/environment). */
  readonly path: string;
  /** As on the wire, the Frontend API's own path included. */
  readonly url: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Json | undefined;
  readonly key: string | undefined;
  /** Milliseconds since the server started. */
  readonly ms: number;
  /** Places in one count of all starts and ends: requests overlap when their spans do. */
  readonly start: number;
  end: number;
  status: number | "none";
}

export interface Lag {
  /** So many reads of each path after a write still show the state before it. */
  reads?: number;
  /** Or for so many milliseconds. */
  ms?: number;
}

export interface InstanceOptions {
  key?: string;
  state?: (state: InstanceState) => void;
  /** The path under which this instance's Frontend API lives, such as /__clerk; none by default. */
  frontendPath?: string;
}

export interface ClerkOptions extends InstanceOptions {
  /** Further instances, each with its own key and Frontend API path. */
  others?: readonly InstanceOptions[];
  versions?: readonly string[];
  /** Milliseconds before an answer: one for all, or by "METHOD /path". */
  latency?: number | Readonly<Record<string, number>>;
  lag?: { backend?: Lag; frontend?: Lag };
  /** Addresses on the wire (`restrictions.blocklist`) that Clerk takes and forgets; the echo has the old value. */
  drop?: readonly string[];
  /** Addresses that the echo leaves out. */
  omitFromEcho?: readonly string[];
  /** Members laid over the echo of a section. */
  forceEcho?: Partial<Record<Section, JsonObject>>;
  /** Runs in the same moment as a write, after it: side effects. */
  onWrite?: (section: Section, body: JsonObject, state: InstanceState) => void;
  /** Runs when a request arrives, before it is handled: somebody at the dashboard. */
  onRequest?: (
    request: LoggedRequest,
    state: InstanceState,
    earlier: readonly LoggedRequest[],
  ) => void;
  /** The Frontend API of a development instance answers 401 until a dev browser is made. */
  devBrowser?: boolean;
  faults?: readonly FaultRule[];
}

export interface Clerk {
  readonly state: InstanceState;
  readonly key: string;
  readonly stateOf: (key: string) => InstanceState;
  /** `http://127.0.0.1:PORT`, to which clients append /v1. */
  readonly apiUrl: string;
  readonly frontendUrl: string;
  /** `pk_test_…` that names the Frontend API's host. */
  readonly publishableKey: string;
  readonly requests: LoggedRequest[];
  readonly violations: string[];
  /** Requests as "PATCH /instance", in order of arrival; the Frontend API's carry "fapi:". */
  readonly lines: () => string[];
  patches(): { path: string; body: Json | undefined }[];
  /** Everything but GET, `POST /v1/dev_browser` left out (it changes no setting). */
  readonly writes: () => LoggedRequest[];
  readonly reads: (path: string) => LoggedRequest[];
  readonly forget: () => void;
  /** Adds rules; counting starts now. */
  readonly plant: (...rules: FaultRule[]) => void;
  /** Takes all planted faults away. */
  readonly heal: () => void;
  readonly stop: () => Promise<void>;
}

export const DEVELOPMENT_KEY = "sk_test_C4n4ryRigDevelopmentKey0123456789abcdef";
export const PRODUCTION_KEY = "sk_live_C4n4ryRigProductionKey0123456789abcdef";

interface Instance {
  key: string;
  state: InstanceState;
  frontendPath: string;
  /** What reads of a path still show, while they lag. */
  stale: Map<string, { state: InstanceState; readsLeft: number; until: number }>;
}

/** The longest row of requests of which each began after the one before had ended. */
/** When a request came and when its answer was out. */
type Span = Pick<LoggedRequest, "start" | "end">;

export function sequentialRoundTrips(requests: readonly Span[]): number {
  let count = 0;
  let free = -1;
  for (const request of requests.toSorted((left, right) => left.end - right.end)) {
    if (request.start > free) {
      count += 1;
      free = request.end;
    }
  }
  return count;
}

export function mostInFlight(requests: readonly Span[]): number {
  return Math.max(
    0,
    ...requests.map(
      (one) => requests.filter((other) => other.start <= one.start && one.start < other.end).length,
    ),
  );
}

function newInstance(options: InstanceOptions, number: number): Instance {
  const state = newState();
  if (options.key?.startsWith("sk_live_") === true) state.environment_type = "production";
  if (number > 0) state.id = `ins_2rigOther${number}`;
  options.state?.(state);
  const byType = state.environment_type === "production" ? PRODUCTION_KEY : DEVELOPMENT_KEY;
  return {
    key: options.key ?? byType,
    state,
    frontendPath: options.frontendPath ?? (number === 0 ? "" : `/other${number}`),
    stale: new Map(),
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

export async function startClerk(options: ClerkOptions = {}): Promise<Clerk> {
  const instances = [options, ...(options.others ?? [])].map(newInstance);
  const first = instances[0];
  if (first === undefined) throw new Error("unreachable");
  const versions = options.versions ?? VERSIONS;
  const requests: LoggedRequest[] = [];
  const violations: string[] = [];
  const dropped = new Set(options.drop);
  const began = performance.now();
  let findFaults = [faultFinder(options.faults ?? [])];
  let tick = 0;
  let traces = 0;
  let frontendPort = 0;

  const latencyOf = (entry: LoggedRequest): number => {
    if (typeof options.latency === "number") return options.latency;
    return options.latency?.[`${entry.method} ${entry.path}`] ?? 0;
  };

  /** The state that a read of this path shows now. */
  const seen = (instance: Instance, path: string): InstanceState => {
    const stale = instance.stale.get(path);
    if (stale === undefined) return instance.state;
    if (stale.readsLeft > 0 || performance.now() < stale.until) {
      stale.readsLeft -= 1;
      return stale.state;
    }
    instance.stale.delete(path);
    return instance.state;
  };

  const startLagging = (instance: Instance, before: InstanceState): void => {
    const backendPaths = [...Object.keys(SECTION_OF), ...ITEM_PATHS, "/domains"];
    for (const [lag, paths] of [
      [options.lag?.backend, backendPaths],
      [options.lag?.frontend, ["/v1/environment"]],
    ] as const) {
      if (lag === undefined) continue;
      for (const path of paths) {
        const shown = instance.stale.get(path)?.state ?? before;
        instance.stale.set(path, {
          state: shown,
          readsLeft: lag.reads ?? 0,
          until: performance.now() + (lag.ms ?? 0),
        });
      }
    }
  };

  const page = (entry: LoggedRequest, all: readonly Json[]): JsonObject => {
    const limit = Number(entry.query["limit"] ?? "10");
    const offset = Number(entry.query["offset"] ?? "0");
    if (!Number.isInteger(limit) || limit < 1 || limit > 500) {
      violations.push(`${entry.path}: limit ${entry.query["limit"]} is not 1 to 500`);
    }
    return { data: all.slice(offset, offset + Math.min(limit, 500)), total_count: all.length };
  };

  const readBackend = (
    instance: Instance,
    entry: LoggedRequest,
    version: string,
  ): Json | undefined => {
    const state = seen(instance, entry.path);
    switch (entry.path) {
      case "/instance":
        return instanceObject(state);
      case "/instance/organization_settings":
        return organizationObject(state);
      case "/instance/protect":
        return protectObject(state);
      case "/instance/communication":
        return communicationObject(state);
      case "/instance/oauth_application_settings":
        return oauthObject(state);
      case "/domains":
        return domainsObject(state, `http://127.0.0.1:${frontendPort}${instance.frontendPath}`);
      case "/organization_roles":
        return page(
          entry,
          state.roles.map((role) => ({
            object: "role",
            description: null,
            permissions: [],
            ...role,
          })),
        );
      default: {
        void version;
        const list = itemsAt(entry.path, state);
        if (!list) return undefined;
        const answer = page(entry, list.all);
        const isPage = list.alwaysPage || entry.query["paginated"] === "true";
        return isPage ? answer : answer["data"];
      }
    }
  };

  const echoOf = (
    section: Section,
    state: InstanceState,
    version: string,
  ): JsonObject | undefined => {
    const echo =
      section === "restrictions"
        ? restrictionsObject(state, version)
        : section === "organization"
          ? organizationObject(state)
          : section === "protect"
            ? protectObject(state)
            : section === "communication"
              ? communicationObject(state)
              : section === "oauth_applications"
                ? oauthObject(state)
                : section === "beta"
                  ? betaObject(state)
                  : undefined;
    if (echo === undefined) return undefined;
    const kept = Object.entries(echo).filter(
      ([name]) => options.omitFromEcho?.includes(`${section}.${name}`) !== true,
    );
    return { ...Object.fromEntries(kept), ...options.forceEcho?.[section] };
  };

  const refuse = (status: number, code: string, message: string, meta?: Json): TrueAnswer => {
    traces += 1;
    return { status, body: clerkError(code, message, traceId(), meta) };
  };
  const traceId = (): string => `c1e4c0de${String(traces).padStart(24, "0")}`;

  /** Judges a Backend API request and carries it out, unless a planted fault comes before. */
  const backend = (entry: LoggedRequest, carryOut: boolean): TrueAnswer => {
    const blame = (what: string): void => {
      violations.push(`${entry.method} ${entry.url}: ${what}`);
    };
    const version = entry.headers["clerk-api-version"];
    if (entry.key === undefined) {
      blame("no bearer key");
      return refuse(
        401,
        "authorization_header_format_invalid",
        "Invalid Authorization header format",
      );
    }
    const instance = instances.find((candidate) => candidate.key === entry.key);
    if (instance === undefined)
      return refuse(401, "clerk_key_invalid", "The provided Clerk Secret Key is invalid.");
    if (typeof version !== "string") {
      blame("no Clerk-API-Version");
      return refuse(400, "api_version_invalid", "Missing API version");
    }
    if (!versions.includes(version))
      return refuse(400, "api_version_invalid", `Invalid API version ${version}`);
    const absent = ABSENT[version] ?? [];
    if (absent.includes(entry.path) || absent.includes(`${entry.method} ${entry.path}`)) {
      blame(`not in API version ${version}`);
      return refuse(404, "resource_not_found", "not found");
    }
    for (const name of Object.keys(entry.query)) {
      if (QUERY[entry.path]?.includes(name) !== true) blame(`unknown query parameter ${name}`);
    }
    if (entry.method === "GET") {
      if (entry.body !== undefined) blame("a GET with a body");
      if (
        entry.path === "/instance/restrictions" ||
        entry.path === "/beta_features/instance_settings"
      ) {
        blame("this path has no GET");
        return refuse(405, "method_not_allowed", "Method not allowed");
      }
      const found = readBackend(instance, entry, version);
      if (found === undefined) {
        blame("unknown path");
        return refuse(404, "resource_not_found", "not found");
      }
      return { status: 200, body: JSON.stringify(found) };
    }
    if (listOf(entry.path) !== undefined) {
      if (!carryOut) return { status: 500, body: "" };
      const before = structuredClone(instance.state);
      const { method, path, body } = entry;
      const came = writeItem(method, path, body, instance.state, blame);
      if (came.code !== undefined) return refuse(came.status, came.code, "the item");
      startLagging(instance, before);
      return { status: came.status, body: JSON.stringify(came.body) };
    }
    const section = SECTION_OF[entry.path];
    if (entry.method !== "PATCH" || section === undefined) {
      blame("unknown path");
      return refuse(404, "resource_not_found", "not found");
    }
    if (!/^application\/json\b/.test(String(entry.headers["content-type"] ?? ""))) {
      blame("PATCH without content-type: application/json");
      return refuse(415, "unsupported_content_type", "Unsupported content type");
    }
    const faults = judgeBody(section, entry.body, version);
    violations.push(...faults);
    if (faults.length > 0 || !isObject(entry.body)) {
      return refuse(422, "form_param_unknown", faults.join("; "));
    }
    const role = judgeRoles(instance.state, entry.body);
    if (role !== undefined) return refuse(role.status, role.code, role.message, role.meta);
    if (!carryOut) return { status: 500, body: "" };
    const before = structuredClone(instance.state);
    writeBody(instance.state, section, entry.body, dropped);
    options.onWrite?.(section, entry.body, instance.state);
    startLagging(instance, before);
    const echo = echoOf(section, instance.state, version);
    return echo === undefined
      ? { status: 204, body: undefined }
      : { status: 200, body: JSON.stringify(echo) };
  };

  const frontend = (entry: LoggedRequest, instance: Instance | undefined): TrueAnswer => {
    const blame = (what: string): void => {
      violations.push(`Frontend API ${entry.method} ${entry.url}: ${what}`);
    };
    if (entry.headers["authorization"] !== undefined) blame("an Authorization header");
    if (instance === undefined) {
      blame("unknown path");
      return refuse(404, "resource_not_found", "not found");
    }
    if (entry.method === "POST" && entry.path === "/v1/dev_browser") {
      if (instance.state.environment_type !== "development") blame("a dev browser on production");
      if (options.devBrowser !== true) blame("a dev browser that nobody asked for");
      return {
        status: 200,
        body: JSON.stringify({ object: "dev_browser", token: "dvb_rig", id: "dvb_rig" }),
      };
    }
    if (entry.method !== "GET" || entry.path !== "/v1/environment") {
      blame("unknown path");
      return refuse(404, "resource_not_found", "not found");
    }
    if (options.devBrowser === true && entry.query["__clerk_db_jwt"] !== "dvb_rig") {
      return refuse(401, "dev_browser_unauthenticated", "Browser unauthenticated");
    }
    return {
      status: 200,
      body: JSON.stringify(environmentObject(seen(instance, "/v1/environment"))),
    };
  };

  const serve = async (
    api: "backend" | "frontend",
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const start = tick++;
    const url = new URL(request.url ?? "/", "http://rig.invalid");
    const text = await readBody(request);
    let body: Json | undefined;
    try {
      body = text === "" ? undefined : (JSON.parse(text) as Json);
    } catch {
      violations.push(`${request.method} ${request.url}: the body is not JSON`);
    }
    let instance: Instance | undefined;
    let path = url.pathname;
    if (api === "backend") {
      if (!path.startsWith("/v1/"))
        violations.push(`${request.method} ${request.url}: not below /v1`);
      path = path.replace(/^\/v1(?=\/)/, "");
    } else {
      instance = instances.find(
        ({ frontendPath }) =>
          path === `${frontendPath}/v1/environment` || path === `${frontendPath}/v1/dev_browser`,
      );
      path = path.slice(instance?.frontendPath.length ?? 0);
    }
    const key = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1];
    const entry: LoggedRequest = {
      api,
      method: request.method ?? "",
      path,
      url: request.url ?? "",
      query: Object.fromEntries(url.searchParams),
      headers: request.headers,
      body,
      key,
      ms: performance.now() - began,
      start,
      end: Number.MAX_SAFE_INTEGER,
      status: "none",
    };
    const state = (api === "backend" ? instances.find((one) => one.key === key) : instance)?.state;
    options.onRequest?.(entry, state ?? first.state, [...requests]);
    requests.push(entry);
    response.once("close", () => {
      entry.end = tick++;
      if (response.headersSent) entry.status = response.statusCode;
    });
    if (api === "frontend") {
      const whole = JSON.stringify([request.url, request.rawHeaders, text]);
      for (const { key: secret } of instances) {
        if (whole.includes(secret))
          violations.push(`Frontend API ${request.url}: the secret key was sent`);
      }
    }
    const wait = latencyOf(entry);
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const fault = findFaults
      .map((find) => find(api, entry.method, path, key))
      .find((found) => found !== undefined);
    const phase = fault?.phase ?? "before";
    const carryOut =
      fault === undefined ||
      phase === "after" ||
      entry.method === "GET" ||
      fault.action.kind === "hold";
    const answer = (): TrueAnswer =>
      api === "backend" ? backend(entry, carryOut) : frontend(entry, instance);
    if (fault !== undefined) {
      if (fault.action.kind === "hold" && phase === "before") {
        fault.action.gate.arrive();
        await Promise.race([
          fault.action.gate.opened,
          new Promise<void>((resolve) => response.once("close", resolve)),
        ]);
        // Nobody is waiting any more: the request never arrived.
        if (request.socket.destroyed) return;
      }
      const truth = answer();
      traces += 1;
      await misbehave(fault.action, request, response, truth, traceId());
      return;
    }
    const truth = answer();
    if (truth.body === undefined) response.writeHead(truth.status).end();
    else response.writeHead(truth.status, { "content-type": "application/json" }).end(truth.body);
  };

  const handler =
    (api: "backend" | "frontend") =>
    (request: IncomingMessage, response: ServerResponse): void => {
      serve(api, request, response).catch((error: unknown) => {
        violations.push(`the rig itself failed: ${String(error)}`);
        request.socket.destroy();
      });
    };
  const backendServer = createServer(handler("backend"));
  const frontendServer = createServer(handler("frontend"));
  const backendPort = await listen(backendServer);
  frontendPort = await listen(frontendServer);
  const host = `127.0.0.1:${frontendPort}`;

  return {
    state: first.state,
    key: first.key,
    stateOf: (key) => {
      const found = instances.find((instance) => instance.key === key);
      if (found === undefined) throw new Error("the rig has no instance with this key");
      return found.state;
    },
    apiUrl: `http://127.0.0.1:${backendPort}`,
    frontendUrl: `http://${host}${first.frontendPath}`,
    publishableKey: `pk_test_${Buffer.from(`${host}$`).toString("base64")}`,
    requests,
    violations,
    lines: () =>
      requests.map(
        ({ api, method, path }) => `${method} ${api === "frontend" ? "fapi:" : ""}${path}`,
      ),
    patches: () =>
      requests.filter(({ method }) => method === "PATCH").map(({ path, body }) => ({ path, body })),
    writes: () =>
      requests.filter(
        ({ api, method, path }) =>
          method !== "GET" && !(api === "frontend" && path === "/v1/dev_browser"),
      ),
    reads: (path) =>
      requests.filter((request) => request.method === "GET" && request.path === path),
    forget: () => {
      requests.length = 0;
    },
    plant: (...rules) => {
      findFaults = [...findFaults, faultFinder(rules)];
    },
    heal: () => {
      findFaults = [];
    },
    stop: async () => {
      for (const server of [backendServer, frontendServer]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

/** A host that nobody should ever talk to: counts what reaches it. */
export async function startTrap(): Promise<{
  url: string;
  connections(): number;
  stop(): Promise<void>;
}> {
  let connections = 0;
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  server.on("connection", () => {
    connections += 1;
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    connections: () => connections,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export { PATCH_PATH };
