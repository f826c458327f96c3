/**
 * A server of bytes in front of the model Clerk, for faults at every moment of an exchange: on plain sockets or TLS,
 * with a log of every byte that came. It shares nothing with the tool, and of HTTP it knows what it needs.
 */
import { request as forward } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { createSecureContext, TLSSocket, type SecureContext } from "node:tls";
import { startClerk, type Clerk, type ClerkOptions } from "./clerk-server.ts";
import type { Certificate } from "./certificates.ts";
import { fits, isNth, type Action, type Exchange } from "./fault-rules.ts";
import type { ConnectionRule, Phase, RawAnswer, RequestRule, Rule } from "./fault-rules.ts";
import { listenAt, ownAddress } from "./places.ts";

export interface FaultOptions {
  readonly clerk?: ClerkOptions;
  readonly rules?: readonly Rule[];
  readonly tls?: Certificate;
  /** The name in the server's address; by default its number. */
  readonly hostname?: string;
  readonly host?: string;
  /** Reads come from two replicas in turn, and one of them still shows the time before for so many reads of a path. */
  readonly replicaLag?: number;
  /** Requests above `max` within `ms` are answered with 429. */
  readonly rateLimit?: { readonly max: number; readonly ms: number };
}

export interface FaultServer {
  readonly clerk: Clerk;
  readonly host: string;
  readonly url: string;
  readonly frontendUrl: string;
  readonly port: number;
  readonly exchanges: readonly Exchange[];
  /** Every byte that came, in order. */
  readonly received: readonly { readonly connection: number; readonly bytes: Buffer }[];
  readonly connections: () => number;
  readonly plant: (...rules: readonly Rule[]) => void;
  readonly heal: () => void;
  readonly forget: () => void;
  /** Resolves when no request is being worked on. */
  readonly quiet: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** A rule in force, and how often it has been met. */
interface Planted<Kind> {
  readonly rule: Kind;
  met: number;
  struck: number;
}

const isAboutConnections = (rule: Rule): rule is ConnectionRule =>
  rule.phase === "connect" || rule.phase === "tls";

/** What stands in the way of the next bytes. */
type Verdict = "over" | { readonly answer: RawAnswer } | undefined;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export async function startFaults(options: FaultOptions = {}): Promise<FaultServer> {
  const clerk = await startClerk(options.clerk);
  const host = options.host ?? ownAddress();
  const exchanges: Exchange[] = [];
  const received: { connection: number; bytes: Buffer }[] = [];
  const sockets = new Set<Socket>();
  const idle = new Set<Socket>();
  const dropped = new WeakSet<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  const snapshots = new Map<string, { answer: RawAnswer; left: number; turn: number }>();
  const context = options.tls && createSecureContext(options.tls);
  let requestRules: Planted<RequestRule>[] = [];
  let connectionRules: Planted<ConnectionRule>[] = [];
  let connections = 0;
  let recent: number[] = [];
  let frontendUrl = "";
  let stopped = false;
  let working = 0;

  const plant = (...rules: readonly Rule[]): void => {
    for (const rule of rules) {
      if (!isAboutConnections(rule)) requestRules.push({ rule, met: 0, struck: 0 });
      else {
        const entry = { rule, met: 0, struck: 0 };
        connectionRules.push(entry);
        if (isInForce(entry)) enforce(entry);
      }
    }
  };

  /** A rule about connections comes into force. */
  const enforce = (entry: Planted<ConnectionRule>): void => {
    const { action } = entry.rule;
    if (entry.struck > 0) return;
    if (action.do === "call") {
      entry.struck += 1;
      action.run();
    } else if (action.do === "refuse") {
      entry.struck += 1;
      backend.close();
      const { ms } = action;
      if (ms === undefined) return;
      timers.add(setTimeout(() => void (stopped || listenAt(backend, host, port)), ms));
    }
  };

  const countAnswer = (exchange: Exchange, own: Socket): void => {
    for (const entry of connectionRules) {
      const { rule } = entry;
      if (rule.after === undefined || !fits(rule.after, exchange)) continue;
      entry.met += 1;
      if (entry.met !== (rule.after.nth ?? 1)) continue;
      enforce(entry);
      if (rule.drops !== true) continue;
      // What is open already would hide a fault of connections.
      dropped.add(own);
      for (const socket of idle) socket.end();
    }
  };

  const find = (phase: Phase, exchange: Exchange): Action | undefined => {
    let found: Action | undefined;
    for (const entry of requestRules) {
      const { rule } = entry;
      if (rule.phase !== phase || !fits(rule, exchange)) continue;
      entry.met += 1;
      if (isNth(rule.nth, entry.met)) found ??= rule.action;
    }
    return found;
  };

  /** Sends the request on to the model Clerk. */
  const carryOut = (exchange: Exchange, target: string): Promise<RawAnswer> =>
    new Promise((resolve, reject) => {
      const base = exchange.api === "backend" ? clerk.apiUrl : new URL(clerk.frontendUrl).origin;
      const headers = exchange.head
        .split("\r\n")
        .slice(1)
        .map((line): [string, string] => {
          const colon = line.indexOf(":");
          return [line.slice(0, colon), line.slice(colon + 1).trim()];
        })
        .filter(([name]) => !/^(host|connection|content-length|transfer-encoding)$/i.test(name));
      const onward = forward(
        `${base}${target}`,
        { method: exchange.method, headers: Object.fromEntries(headers), agent: false },
        (message) => {
          const chunks: Buffer[] = [];
          message.on("data", (chunk: Buffer) => chunks.push(chunk));
          message.on("error", reject);
          message.on("end", () => {
            const type = message.headers["content-type"];
            const text = Buffer.concat(chunks)
              .toString("utf8")
              .replaceAll(new URL(clerk.frontendUrl).origin, frontendUrl);
            resolve({
              status: message.statusCode ?? 0,
              headers: type === undefined ? [] : [["content-type", type]],
              body: Buffer.from(text),
            });
          });
        },
      );
      onward.on("error", reject);
      onward.end(exchange.body);
    });

  /** The answer of a replica that lags, when it is its turn. */
  const fromReplica = async (exchange: Exchange, target: string): Promise<RawAnswer> => {
    const lag = options.replicaLag ?? 0;
    if (lag > 0 && exchange.method === "PATCH") {
      for (const [seen, { answer }] of snapshots)
        snapshots.set(seen, { answer, left: lag, turn: 0 });
    }
    const answer = await carryOut(exchange, target);
    if (lag === 0 || exchange.method !== "GET") return answer;
    const old = snapshots.get(target);
    if (old && old.left > 0) {
      old.left -= 1;
      old.turn += 1;
      if (old.turn % 2 === 1) return old.answer;
      return answer;
    }
    snapshots.set(target, { answer, left: 0, turn: 0 });
    return answer;
  };

  const isLimited = (): boolean => {
    const { rateLimit } = options;
    if (!rateLimit) return false;
    const now = performance.now();
    recent = [...recent.filter((at) => at > now - rateLimit.ms), now];
    return recent.length > rateLimit.max;
  };

  /** Lets a fault strike. */
  const strike = async (
    action: Action,
    exchange: Exchange,
    socket: Socket,
    truth: RawAnswer,
  ): Promise<Verdict> => {
    exchange.events.push(action.do);
    switch (action.do) {
      case "reset":
        resetOf(socket);
        return "over";
      case "close":
        socket.end();
        return "over";
      case "hang":
        return "over";
      case "delay":
        await pause(action.ms);
        return undefined;
      case "call":
        await action.run(exchange);
        return undefined;
      case "answer":
        return { answer: answerOf(action, exchange) };
      case "change":
        return { answer: action.by(truth) };
      case "bytes": {
        const end = action.end ?? "close";
        await new Promise<void>((resolve) => {
          socket.write(action.bytes(truth), () => resolve());
        });
        if (end === "close") socket.end();
        if (end === "reset") resetOf(socket);
        return "over";
      }
      case "drip": {
        socket.write(headOf(truth, "for ever"));
        const timer = setInterval(() => socket.write(action.bytes), action.ms);
        timers.add(timer);
        socket.once("close", () => clearInterval(timer));
        return "over";
      }
    }
  };

  const serve = async (exchange: Exchange, target: string, socket: Socket): Promise<boolean> => {
    let truth: RawAnswer = { status: 200, headers: [], body: Buffer.alloc(0) };
    let other: RawAnswer | undefined;
    const at = async (phase: Phase): Promise<boolean> => {
      exchange.events.push(phase);
      const action = find(phase, exchange);
      const verdict = action && (await strike(action, exchange, socket, other ?? truth));
      if (verdict === "over") return false;
      if (verdict) other = verdict.answer;
      return true;
    };
    if (!(await at("body-in"))) return false;
    if (other === undefined && isLimited()) other = answerOf(TOO_MANY, exchange);
    if (other === undefined) {
      truth = await fromReplica(exchange, target);
      exchange.status = truth.status;
      if (!(await at("applied"))) return false;
    }
    if (!(await at("headers-out"))) return false;
    if (!(await at("body-out"))) return false;
    const answer = other ?? truth;
    exchange.answered = other ? "other" : "true";
    exchange.sent = answer.body.toString("utf8");
    const ends = isOver(exchange);
    // Whatever follows the answer is in force before its last byte can be read.
    countAnswer(exchange, socket);
    await new Promise<void>((resolve) => {
      socket.write(Buffer.concat([Buffer.from(headOf(answer)), answer.body]), () => resolve());
    });
    if (ends || dropped.has(socket)) socket.end();
    return (await at("closed")) && !ends;
  };

  /** Reads requests off a connection, one after the other. */
  const converse = (api: "backend" | "frontend", socket: Socket, connection: number): void => {
    let waiting = Buffer.alloc(0);
    let busy = false;
    let exchange: Exchange | undefined;
    let over = false;
    const look = async (): Promise<void> => {
      if (busy || over) return;
      busy = true;
      working += 1;
      idle.delete(socket);
      await answerAll().finally(() => {
        busy = false;
        working -= 1;
      });
      if (!over) idle.add(socket);
    };
    const answerAll = async (): Promise<void> => {
      for (;;) {
        exchange ??= begin(api, connection, waiting);
        if (!exchange) break;
        if (exchange.events.length === 0) {
          exchanges.push(exchange);
          exchange.events.push("headers-in");
          const action = find("headers-in", exchange);
          const verdict = action && (await strike(action, exchange, socket, NOTHING));
          if (verdict === "over") over = true;
          else if (verdict) {
            exchange.answered = "other";
            socket.end(Buffer.concat([Buffer.from(headOf(verdict.answer)), verdict.answer.body]));
            over = true;
          }
          if (over) break;
        }
        const length = Number(/^content-length: *(\d+)$/im.exec(exchange.head)?.[1] ?? "0");
        const from = Buffer.byteLength(exchange.head) + 4;
        if (waiting.length < from + length) break;
        exchange.body = waiting.subarray(from, from + length).toString("utf8");
        waiting = waiting.subarray(from + length);
        const target = exchange.head.split(" ")[1] ?? "/";
        if (!(await serve(exchange, target, socket))) {
          over = true;
          break;
        }
        exchange = undefined;
      }
    };
    socket.once("close", () => idle.delete(socket));
    socket.on("data", (bytes: Buffer) => {
      received.push({ connection, bytes });
      waiting = Buffer.concat([waiting, bytes]);
      look().catch((error: unknown) => {
        if (stopped) return;
        clerk.violations.push(`the fault server failed: ${String(error)}`);
        socket.destroy();
      });
    });
  };

  const accept =
    (api: "backend" | "frontend") =>
    (socket: Socket): void => {
      const connection = (connections += 1);
      sockets.add(socket);
      socket.on("error", () => {});
      socket.once("close", () => sockets.delete(socket));
      welcome(api, socket, connection).catch(() => socket.destroy());
    };

  const welcome = async (
    api: "backend" | "frontend",
    socket: Socket,
    connection: number,
  ): Promise<void> => {
    let secure: SecureContext | undefined = api === "backend" ? context : undefined;
    const inForce = connectionRules.filter(
      (entry) => api === "backend" && isInForce(entry) && !isUsedUp(entry),
    );
    for (const entry of inForce) {
      const { action } = entry.rule;
      if (action.do === "refuse" || action.do === "call") continue;
      entry.struck += 1;
      if (action.do === "hang") return void socket.pause();
      if (action.do === "reset") return void socket.resetAndDestroy();
      if (action.do === "bytes") return void socket.end(action.bytes);
      if (action.do === "delay") await pause(action.ms);
      if (action.do === "certificate") secure = createSecureContext(action);
    }
    if (!secure) return converse(api, socket, connection);
    const over = new TLSSocket(socket, { isServer: true, secureContext: secure });
    over.on("error", () => socket.destroy());
    converse(api, over, connection);
  };

  const backend: Server = createServer(accept("backend"));
  const frontend: Server = createServer(accept("frontend"));
  const port = await listenAt(backend, host);
  const frontendPort = await listenAt(frontend, host);
  frontendUrl = `http://${host}:${frontendPort}`;
  plant(...(options.rules ?? []));

  return {
    clerk,
    host,
    port,
    url: `${options.tls ? "https" : "http"}://${options.hostname ?? host}:${port}`,
    frontendUrl,
    exchanges,
    received,
    connections: () => connections,
    plant,
    heal: () => {
      requestRules = [];
      connectionRules = [];
      if (!backend.listening) void listenAt(backend, host, port);
    },
    forget: () => {
      exchanges.length = 0;
      received.length = 0;
    },
    quiet: async () => {
      // Bytes that have just come are read in the turns to come.
      const isBusy = (): boolean => working > 0;
      do await pause(5);
      while (isBusy());
    },
    stop: async () => {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
      await Promise.all(
        [backend, frontend].map((server) => new Promise((resolve) => server.close(resolve))),
      );
      await clerk.stop();
    },
  };
}

const isInForce = ({ rule: { after }, met }: Planted<ConnectionRule>): boolean =>
  after === undefined || met >= (after.nth ?? 1);

const isUsedUp = ({ rule: { times }, struck }: Planted<ConnectionRule>): boolean =>
  times !== undefined && struck >= times;

/** Below TLS too. */
function resetOf(socket: Socket): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket.resetAndDestroy();
}

const isOver = ({ head }: Exchange): boolean => /^connection: *close/im.test(head);

const NOTHING: RawAnswer = { status: 200, headers: [], body: Buffer.alloc(0) };

const TOO_MANY: Extract<Action, { do: "answer" }> = {
  do: "answer",
  status: 429,
  headers: { "content-type": "application/json", "retry-after": "1" },
  body: '{"errors":[{"code":"too_many_requests","message":"Too many requests"}]}',
};

function answerOf(action: Extract<Action, { do: "answer" }>, exchange: Exchange): RawAnswer {
  const body = typeof action.body === "function" ? action.body(exchange) : (action.body ?? "");
  return {
    status: action.status,
    headers: Object.entries(action.headers ?? {}).flatMap(([name, value]) =>
      (typeof value === "string" ? [value] : value).map((one): [string, string] => [name, one]),
    ),
    body: Buffer.from(body),
  };
}

/** Status line and headers; a length unless the answer names one itself. */
function headOf({ status, headers, body }: RawAnswer, length?: "for ever"): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  const own = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
  const size =
    length === "for ever"
      ? "transfer-encoding: chunked\r\n"
      : own || status === 204
        ? ""
        : `content-length: ${body.length}\r\n`;
  return `HTTP/1.1 ${status} x\r\n${lines.join("")}${size}\r\n`;
}

/** The next request, once its head is whole. */
function begin(
  api: "backend" | "frontend",
  connection: number,
  waiting: Buffer,
): Exchange | undefined {
  const end = waiting.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = waiting.subarray(0, end).toString("latin1");
  const [method = "", target = ""] = head.split(" ");
  const pathname = new URL(target, "http://rig.invalid").pathname;
  return {
    api,
    method,
    path: api === "backend" ? pathname.replace(/^\/v1(?=\/)/, "") : pathname,
    connection,
    head,
    body: "",
    at: performance.now(),
    events: [],
    status: null,
    answered: "no",
    sent: "",
  };
}
