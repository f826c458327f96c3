// One request from its path to its answer: which API, which instance, under which fault.

import type { Answer } from "./answer.ts";
import { parseApiVersion } from "./api-version-header.ts";
import { answerBackend } from "../backend/backend-api.ts";
import { answerControl } from "../control/control.ts";
import { domainAt } from "../backend/domains.ts";
import { apiError, errorAnswer, tooManyRequests } from "./errors.ts";
import { countFaults } from "./faults.ts";
import { answerFrontend } from "../frontend/frontend-api.ts";
import { environmentTypeOf, newestState, stateBehind, type Instance } from "../state/instance.ts";
import { countRequest } from "./rate-limit.ts";
import { describeBody, headerOf, parseBody, type Received } from "./receive.ts";
import { appendRequest, blotted } from "./request-log.ts";
import { holdsSecretKey, parseAuthorization } from "../state/secret-key.ts";
import { commit, findBySlug, findOrFound, type Store } from "../state/store.ts";
import { failureAnswer, underFault, type Delivery } from "./under-fault.ts";

export const FRONTEND_PATH = "/fapi";
const CONTROL_PATH = "/_emulator";
const BACKEND_PATH = "/v1";

/** One more request in the instance's window: null, or the seconds to wait. */
function useWindow(instance: Instance, now: number): number | null {
  const { window, retryAfter } = countRequest(instance.window, now, environmentTypeOf(instance));
  instance.window = window;
  return retryAfter;
}

/** Counts the request against the limits and the faults, does the work, and writes the log. */
function serveInstance(
  { onRequest }: Pick<Store, "onRequest">,
  instance: Instance,
  target: { readonly api: "backend" | "frontend"; readonly path: string; readonly now: number },
  received: Received,
  work: () => Answer,
): Delivery {
  const { method } = received;
  const retryAfter =
    instance.switches.rate_limit && target.api === "backend"
      ? useWindow(instance, target.now)
      : null;
  const counted = countFaults(retryAfter === null ? instance.faults : [], { ...target, method });
  if (retryAfter === null) instance.faults = counted.faults;
  const delivery =
    retryAfter === null
      ? underFault(counted.striking, work)
      : { answer: errorAnswer(tooManyRequests(retryAfter)), fault: null };
  const request = blotted({
    api: target.api,
    method,
    path: target.path,
    query: received.query.toString(),
    body: describeBody(received),
    api_version: headerOf(received, "clerk-api-version"),
    content_type: headerOf(received, "content-type"),
    status: delivery.answer?.status ?? null,
    fault: delivery.fault?.action ?? null,
  });
  instance.requests = appendRequest(instance.requests, request);
  onRequest?.(request);
  return delivery;
}

function serveBackend(
  store: Store,
  received: Received,
  path: string,
  frontendBase: string,
): Delivery {
  const now = Date.now();
  const instance = findOrFound(store, parseAuthorization(received.headers.authorization));
  return serveInstance(store, instance, { api: "backend", path, now }, received, () => {
    const newest = newestState(instance);
    const { switches } = instance;
    const {
      answer,
      next: written,
      later,
    } = answerBackend(
      received.method === "GET" ? stateBehind(instance, now, switches.lag_ms) : newest,
      {
        method: received.method,
        path,
        query: received.query,
        version: parseApiVersion(headerOf(received, "clerk-api-version")),
        body: () => parseBody(received),
        now,
        environmentType: environmentTypeOf(instance),
        switches,
        frontendApiUrl: `${frontendBase}/${newest.slug}`,
        takenHosts: [...store.instances.values()]
          .filter((other) => other !== instance)
          .map((other) => domainAt(newestState(other), now).name),
      },
    );
    const next = later?.(newest) ?? written;
    if (next && next !== newest) commit(store, instance, next, now);
    return answer;
  });
}

/** Never with a secret key: whoever sends one to this public API is told so, loudly. */
function serveFrontend(store: Store, received: Received, below: string): Delivery {
  const now = Date.now();
  const [, slug = "", path = ""] = /^\/([^/]+)\/v1(\/.*)$/.exec(below) ?? [];
  const instance = findBySlug(store, slug);
  if (!instance)
    throw apiError(
      "resource_not_found",
      "There is no such instance. GET /v1/domains shows its URL.",
    );
  return serveInstance(store, instance, { api: "frontend", path, now }, received, () => {
    const said = [JSON.stringify(received.headers), received.path, ...received.query.values()];
    if (said.some(holdsSecretKey)) throw apiError("secret_key_sent_to_frontend_api");
    const { switches } = instance;
    return answerFrontend(stateBehind(instance, now, switches.frontend_lag_ms), {
      method: received.method,
      path,
      query: received.query,
      version: parseApiVersion(
        headerOf(received, "clerk-api-version") ?? received.query.get("__clerk_api_version"),
      ),
      now,
      environmentType: environmentTypeOf(instance),
      switches,
    });
  });
}

function serveControl(store: Store, received: Received, path: string): Delivery {
  const credential = parseAuthorization(received.headers.authorization);
  const { method } = received;
  const call = { method, path, body: () => parseBody(received), now: Date.now() };
  return {
    answer: answerControl(store, findOrFound(store, credential), credential, call),
    fault: null,
  };
}

function below(base: string, path: string): string | null {
  return path.startsWith(`${base}/`) ? path.slice(base.length) : null;
}

/** What becomes of a request: which of the three APIs it is for, and what that answers. */
export function serve(store: Store, received: Received, frontendBase: string): Delivery {
  const { path } = received;
  const control = below(CONTROL_PATH, path);
  const frontend = below(FRONTEND_PATH, path);
  const backend = below(BACKEND_PATH, path);
  try {
    if (control !== null) return serveControl(store, received, control);
    if (frontend !== null) return serveFrontend(store, received, frontend);
    if (backend !== null) return serveBackend(store, received, backend, frontendBase);
    throw apiError("resource_not_found");
  } catch (error) {
    return { answer: failureAnswer(error), fault: null };
  }
}
