/**
 * Stands between the tool and a Clerk (here: the emulator), passes everything on and has the judge look at it, in both
 * directions. Both APIs go through it: `GET /domains` names the proxy as the Frontend API.
 */
import { once } from "node:events";
import { Agent, createServer, request as send, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { openJudge, type GivenAnswer, type JudgeOptions, type SentRequest } from "./judge.ts";

/** One request and its answer as they went through. */
export interface Exchange {
  readonly sent: SentRequest;
  /** null: the connection broke. */
  readonly given: GivenAnswer | null;
}

export interface ProxyOptions extends JudgeOptions {
  /** Where the Clerk is that answers, without `/v1`. */
  readonly target: string;
  /** What the judge and the Clerk see in place of what the tool sent. */
  readonly tamperRequest?: (sent: SentRequest) => SentRequest;
  /** What the judge and the tool see in place of what the Clerk answered. */
  readonly tamperAnswer?: (given: GivenAnswer, sent: SentRequest) => GivenAnswer;
}

export interface ValidatingProxy {
  /** Base of the Backend API, without `/v1`. */
  readonly apiUrl: string;
  /** Everything that was against a document, in the order in which it was seen. */
  readonly violations: readonly string[];
  readonly exchanges: readonly Exchange[];
  readonly close: () => Promise<void>;
}

const FRONTEND = /^(\/fapi\/[^/]+)\/v1(\/.*)$/;

async function readText(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString("utf8");
}

async function forward(
  { target, agent }: { readonly target: string; readonly agent: Agent },
  base: string,
  sent: SentRequest,
): Promise<GivenAnswer> {
  const { "content-length": _, host: __, connection: ___, ...headers } = sent.headers;
  const query = sent.query === "" ? "" : `?${sent.query}`;
  const outgoing = send(`${target}${base}/v1${sent.path}${query}`, {
    method: sent.method,
    headers: {
      ...headers,
      ...(sent.text === "" ? {} : { "content-length": String(Buffer.byteLength(sent.text)) }),
    },
    agent,
  });
  outgoing.end(sent.text);
  const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
  return {
    status: answer.statusCode ?? 0,
    contentType: answer.headers["content-type"] ?? null,
    text: await readText(answer),
  };
}

export async function openProxy(options: ProxyOptions): Promise<ValidatingProxy> {
  const { target, tamperRequest, tamperAnswer } = options;
  const judge = openJudge(options);
  const agent = new Agent({ keepAlive: true });
  const violations: string[] = [];
  const exchanges: Exchange[] = [];
  let apiUrl = "";

  const pass = async (message: IncomingMessage): Promise<GivenAnswer> => {
    const url = new URL(message.url ?? "/", target);
    const [, frontendBase, frontendPath] = FRONTEND.exec(url.pathname) ?? [];
    const base = frontendBase ?? "";
    const incoming: SentRequest = {
      api: frontendBase === undefined ? "backend" : "frontend",
      method: message.method ?? "",
      path: frontendPath ?? url.pathname.replace(/^\/v1/, ""),
      query: url.search.slice(1),
      headers: Object.fromEntries(
        Object.entries(message.headers).map(([name, value]) => [name, String(value)]),
      ),
      text: await readText(message),
    };
    const sent = tamperRequest?.(incoming) ?? incoming;
    const where = `${sent.api} ${sent.method} ${sent.path}`;
    violations.push(...judge.request(sent).map((says) => `${where}: ${says}`));
    const index = exchanges.push({ sent, given: null }) - 1;
    const answer = await forward({ target, agent }, base, sent);
    // Through here, too, for what `GET /domains` names.
    const own = { ...answer, text: answer.text.replaceAll(`${target}/fapi/`, `${apiUrl}/fapi/`) };
    const given = tamperAnswer?.(own, sent) ?? own;
    exchanges[index] = { sent, given };
    violations.push(
      ...judge.answer(sent, given).map((says) => `${where} ${given.status}: ${says}`),
    );
    return given;
  };

  const server = createServer((message, response) => {
    pass(message).then(
      ({ status, contentType, text }) => {
        response.writeHead(status, contentType === null ? {} : { "content-type": contentType });
        response.end(text);
      },
      // The Clerk behind broke the connection: so does the proxy.
      () => response.destroy(),
    );
  });
  server.keepAliveTimeout = 120_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  apiUrl = `http://127.0.0.1:${port}`;
  return {
    apiUrl,
    violations,
    exchanges,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}
