/** TLS in front of a server on this machine, with a certificate that nobody has signed. Needs openssl; nothing is kept. */
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect, type AddressInfo } from "node:net";
import { createServer } from "node:tls";
import type { Workspace } from "./cli.ts";

export const hasOpenssl: boolean = spawnSync("openssl", ["version"]).status === 0;

export interface Terminator {
  readonly port: number;
  /** `https://localhost:PORT`. */
  readonly url: string;
  /** A file for NODE_EXTRA_CA_CERTS. */
  readonly certificate: string;
  /** How many connections came. */
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
}

/** `slow`: milliseconds before it takes part in the handshake. */
export async function terminateTls(
  upstream: string,
  space: Workspace,
  name: string,
  slow = 0,
): Promise<Terminator> {
  const words =
    "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -keyout key.pem -out cert.pem";
  execFileSync(
    "openssl",
    [...words.split(" "), "-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`],
    { cwd: space.dir, stdio: "ignore" },
  );
  const key = readFileSync(space.path("key.pem"));
  const cert = readFileSync(space.path("cert.pem"));
  const open = new Set<{ readonly destroy: () => void }>();
  let connections = 0;
  const server = createServer(
    {
      cert,
      key,
      SNICallback: (_, done) => setTimeout(() => done(null), slow),
    },
    (socket) => {
      const plain = connect(Number(new URL(upstream).port), "127.0.0.1");
      socket.on("error", () => plain.destroy());
      plain.on("error", () => socket.destroy());
      socket.pipe(plain).pipe(socket);
    },
  );
  server.on("tlsClientError", () => {});
  server.on("connection", (socket) => {
    connections += 1;
    open.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `https://localhost:${port}`,
    certificate: space.path("cert.pem"),
    connections: () => connections,
    stop: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
