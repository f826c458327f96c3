// The model of Clerk behind the ports of src/clerk, without a socket; and what can go wrong on the
// way, as a script.

import type { ApiVersion } from "../../../src/catalog/api-version.ts";
import type { Json } from "../../../src/catalog/setting.ts";
import { instanceOver, type Connection } from "../../../src/clerk/backend/connection.ts";
import { RequestError, type RequestErrorKind } from "../../../src/http/request-error.ts";
import { environment, get, patch, type Clerk, type Members } from "./model.ts";

/** What becomes of one PATCH. */
export interface Fault {
  /** What the caller is told instead of Clerk's answer. */
  readonly trouble: Exclude<RequestErrorKind, "stopped"> | null;
  /** With `status`. */
  readonly status?: number;
  /** Whether the write lands. */
  readonly lands: boolean;
  /** Clerk drops this member in silence. */
  readonly drops?: boolean;
  /** How many reads after it, until the next write, still show the time before. */
  readonly lag?: number;
}

export interface ModelOptions {
  readonly apiVersion: ApiVersion;
  readonly frontend: boolean;
  /** The fault of the nth PATCH, from 1. */
  readonly fault?: (nth: number, path: string) => Fault | undefined;
  /** Called when the nth PATCH is over: the place for somebody else's change. */
  readonly afterWrite?: (nth: number) => void;
  /** Whether the nth read fails. */
  readonly failRead?: (nth: number) => boolean;
  /** Called with what the nth read shows, right after it: another place for somebody else's change. */
  readonly afterRead?: (nth: number, what: string) => void;
  /** How many microtasks the nth read takes. */
  readonly turns?: (nth: number) => number;
}

export interface Written {
  readonly path: string;
  readonly body: Members;
  readonly landed: boolean;
}

export interface ModelConnection extends Connection {
  /** The instance as it is now. */
  readonly clerk: () => Clerk;
  /** Changes it behind the caller's back. */
  readonly edit: (change: (clerk: Clerk) => Clerk) => void;
  /** Every PATCH that was sent. */
  readonly writes: readonly Written[];
  /** Every other request, `GET /path`. */
  readonly reads: readonly string[];
  /** Both, in the order in which they came. */
  readonly log: readonly Logged[];
}

/** What a read showed, whole; or what a write was told. */
export type Logged =
  | { readonly kind: "read"; readonly at: number; readonly path: string; readonly shown: Clerk }
  | {
      readonly kind: "write";
      /** Milliseconds. */
      readonly at: number;
      readonly path: string;
      readonly body: Members;
      readonly told: RequestErrorKind | "accepted";
      readonly status: number | undefined;
      readonly landed: boolean;
    };

const PROXY = "https://clerk.example.com";

export function connectModel(start: Clerk, options: ModelOptions): ModelConnection {
  const { apiVersion, frontend } = options;
  let clerk = start;
  /** What reads show while they lag. */
  let stale: { readonly clerk: Clerk; reads: number } | undefined;
  const writes: Written[] = [];
  const reads: string[] = [];
  const log: Logged[] = [];

  const trouble = (
    method: string,
    where: string,
    kind: RequestErrorKind,
    status?: number,
  ): RequestError =>
    new RequestError(kind, { method, where }, `${status ?? kind}`, {
      ...(status === undefined ? {} : { status }),
      retryAfter: status === 429 ? 0 : null,
    });
  const shown = (): Clerk => {
    if (!stale || stale.reads === 0) return clerk;
    stale.reads -= 1;
    return stale.clerk;
  };
  const arrive = async (what: string, answering: Clerk): Promise<void> => {
    const nth = reads.push(what);
    for (let turn = options.turns?.(nth) ?? 0; turn > 0; turn -= 1) await Promise.resolve();
    const path = what.slice("GET ".length);
    const fails = options.failRead?.(nth) === true;
    if (!fails) log.push({ kind: "read", at: performance.now(), path, shown: answering });
    options.afterRead?.(nth, path);
    if (fails) throw trouble("GET", path, "status", 401);
  };
  const readBackend = async (path: string): Promise<Json> => {
    const answering = shown();
    const answer = get(answering, path, apiVersion, PROXY);
    await arrive(`GET ${path}`, answering);
    if (answer === undefined) throw trouble("GET", path, "status", 404);
    return answer;
  };

  const connection = instanceOver({
    apiUrl: "https://api.clerk.test",
    keyType: start.type,
    backend: {
      get: (path) => readBackend(path),
      write: async (method, path, body) => {
        if (method !== "PATCH") throw trouble(method, path, "status", 404);
        // It has left: what is read from now on is read after it.
        const at = performance.now();
        const entry = { kind: "write" as const, at, path, body: body as Members };
        const place = log.push({ ...entry, told: "lost", status: undefined, landed: false }) - 1;
        await Promise.resolve();
        const fault = options.fault?.(writes.length + 1, path);
        const before = clerk;
        const members = Object.entries(body as Members);
        const taken = Object.fromEntries(fault?.drops ? members.slice(1) : members);
        // What Clerk ignores, its answer doesn't show.
        const ignored = fault?.lands === false && !fault.trouble;
        const answer = patch(clerk, path, ignored ? {} : taken, apiVersion);
        const landed = answer.status < 300 && (fault?.lands ?? true);
        if (landed) clerk = answer.clerk;
        stale = fault?.lag ? { clerk: before, reads: fault.lag } : undefined;
        writes.push({ path, body: body as Members, landed });
        const told =
          fault?.trouble ?? (answer.status >= 300 ? ("status" as const) : ("accepted" as const));
        const status = fault?.trouble ? fault.status : answer.status;
        log[place] = { ...entry, told, status, landed };
        options.afterWrite?.(writes.length);
        if (fault?.trouble) throw trouble("PATCH", path, fault.trouble, fault.status);
        if (answer.status >= 300) throw trouble("PATCH", path, "status", answer.status);
        return { status: answer.status, body: answer.body };
      },
    },
    openSources: () => {
      const answers = new Map<string, Promise<Json>>();
      const once = (key: string, read: () => Promise<Json>): Promise<Json> => {
        const answer = answers.get(key) ?? read();
        answer.catch(() => {});
        answers.set(key, answer);
        return answer;
      };
      const exists = (path: string): boolean => get(start, path, apiVersion, PROXY) !== undefined;
      return {
        domain: async () => null,
        offers: ({ via, path }) => (via === "frontend_api" ? frontend : exists(path)),
        read: ({ via, path }) => {
          if (via === "frontend_api") {
            return once("environment", async () => {
              const answering = shown();
              const answer = environment(answering);
              await arrive("GET environment", answering);
              return answer;
            });
          }
          return once(path, async () => {
            const answer = await readBackend(path);
            return path === "/domains" ? primaryOf(answer) : answer;
          });
        },
        roles: () =>
          exists("/organization_roles")
            ? quietly(once("roles", () => readBackend("/organization_roles")).then(rolesOf))
            : undefined,
      };
    },
  });
  return {
    ...connection,
    clerk: () => clerk,
    edit: (change) => (clerk = change(clerk)),
    writes,
    reads,
    log,
  };
}

/** A read that nobody waits for any more may fail. */
function quietly<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {});
  return promise;
}

const listOf = (answer: Json): readonly Members[] =>
  (answer as { readonly data: readonly Members[] }).data;

const primaryOf = (answer: Json): Json =>
  listOf(answer).find((domain) => domain["is_satellite"] === false) ?? null;

const rolesOf = (
  answer: Json,
): readonly { readonly id: string; readonly key: string; readonly creatorEligible: boolean }[] =>
  listOf(answer).map((role) => ({
    id: String(role["id"]),
    key: String(role["key"]),
    creatorEligible: role["is_creator_eligible"] === true,
  }));
