/** Places to listen at, and places where nobody listens, that no other test can be given by chance. */
import { randomInt } from "node:crypto";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/**
 * A loopback address of one's own. On Linux the whole of 127.0.0.0/8 is there, so that a port that is closed for a
 * moment can't be taken by somebody else; elsewhere only 127.0.0.1 is.
 */
export function ownAddress(): string {
  if (process.platform !== "linux") return "127.0.0.1";
  return `127.${randomInt(64, 255)}.${randomInt(1, 255)}.${randomInt(2, 255)}`;
}

export async function listenAt(server: Server, host: string, port = 0): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

export interface ClosedPort {
  readonly port: number;
  /** `http://127.0.0.1:PORT`, where every connection is refused. */
  readonly url: string;
  readonly free: () => void;
}

/**
 * A port of 127.0.0.1 that refuses connections and that the system gives to nobody: it is the near end of a connection
 * that is held open.
 */
export async function closedPort(): Promise<ClosedPort> {
  const far: Socket[] = [];
  const server = createServer((socket) => far.push(socket.on("error", () => {})));
  const port = await listenAt(server, "127.0.0.1");
  const near = connect({ port, host: "127.0.0.1" });
  near.on("error", () => {});
  await new Promise<void>((resolve) => near.once("connect", resolve));
  const held = near.localPort ?? 0;
  return {
    port: held,
    url: `http://127.0.0.1:${held}`,
    free: () => {
      near.destroy();
      for (const socket of far) socket.destroy();
      server.close();
    },
  };
}
