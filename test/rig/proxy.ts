/** An HTTP proxy on loopback that leads every CONNECT to one port of this machine, and keeps what it sees. */
import { createServer, type IncomingMessage } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";

export interface HttpProxy {
  readonly port: number;
  /** Each request as "METHOD target", in order. */
  readonly asked: readonly string[];
  /** Every byte that came in clear: the requests with their headers, never what goes through a tunnel. */
  readonly seen: () => string;
  readonly stop: () => Promise<void>;
}

/** What it does with a CONNECT. */
export type ProxyManner =
  | { readonly kind: "good" }
  /** Asks for these credentials (`user:password`). */
  | { readonly kind: "guarded"; readonly credentials: string }
  | { readonly kind: "status"; readonly status: number }
  /** Takes the connection and never answers. */
  | { readonly kind: "silent" }
  /** Answers like a web server, as a captive portal does. */
  | { readonly kind: "raw"; readonly bytes: string };

function refusalOf(manner: ProxyManner, { headers }: IncomingMessage): string | undefined {
  if (manner.kind === "raw") return manner.bytes;
  if (manner.kind === "status") return `HTTP/1.1 ${manner.status} No\r\ncontent-length: 0\r\n\r\n`;
  if (manner.kind !== "guarded") return undefined;
  const wanted = `Basic ${Buffer.from(manner.credentials).toString("base64")}`;
  if (headers["proxy-authorization"] === wanted) return undefined;
  return 'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm="x"\r\ncontent-length: 0\r\n\r\n';
}

export async function startHttpProxy(
  target: number,
  manner: ProxyManner = { kind: "good" },
): Promise<HttpProxy> {
  const asked: string[] = [];
  const seen: string[] = [];
  const open = new Set<Socket>();
  const note = (request: IncomingMessage): void => {
    asked.push(`${request.method} ${request.url}`);
    seen.push(`${request.method} ${request.url} ${request.rawHeaders.join("\n")}`);
  };
  const server = createServer((request, response) => {
    note(request);
    request.on("data", (chunk: Buffer) => seen.push(chunk.toString("latin1")));
    response.writeHead(400).end();
  });
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("error", () => {});
  });
  server.on("connect", (request, socket) => {
    note(request);
    if (manner.kind === "silent") return;
    const refusal = refusalOf(manner, request);
    if (refusal !== undefined) {
      socket.end(refusal);
      return;
    }
    const onward = connect(target, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    open.add(onward);
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    seen: () => seen.join("\n"),
    stop: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
