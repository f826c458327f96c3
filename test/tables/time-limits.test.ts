// How long things may take, as docs/safety.md says it: a request, an instance, reads after a write.

import { createServer as createHttpServer } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { INSTANCE_FLAGS } from "../../src/cli/flags.ts";
import { SETTLE_DELAYS } from "../../src/clerk/backend/verify.ts";
import { RequestError } from "../../src/http/request-error.ts";
import { send } from "../../src/http/request.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("one request", () => {
  /** The error of a request whose time is over as soon as `event` has come to the server. */
  async function timedOut(
    server: Server,
    event: "connection" | "request",
    request: { readonly method: "GET" | "PATCH"; readonly scheme: "http" | "https" },
  ): Promise<{ readonly error: unknown; readonly asked: readonly number[] }> {
    const deadline = new AbortController();
    const asked: number[] = [];
    vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
      asked.push(ms);
      return deadline.signal;
    });
    server.on(event, () => deadline.abort());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const url = `${request.scheme}://127.0.0.1:${port}/x`;
      const error = await send({ method: request.method, url }).catch((thrown: unknown) => thrown);
      return { error, asked };
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  }

  /** Takes connections and never says a word. */
  const silent = (): Server => createTcpServer((socket) => void socket.on("error", () => {}));
  /** Takes requests and never answers. */
  const mute = (): Server => createHttpServer(() => {});

  test.each(["GET", "PATCH"] as const)("a %s gets 30 s for all of it", async (method) => {
    const { asked } = await timedOut(mute(), "request", { method, scheme: "http" });
    expect(asked).toEqual([30_000]);
  });

  test("a write that had no connection by then was not sent", async () => {
    const request = { method: "PATCH", scheme: "https" } as const;
    const { error } = await timedOut(silent(), "connection", request);
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ kind: "not_sent", mayHaveLanded: false });
  });

  test("a write that had one is lost", async () => {
    const { error } = await timedOut(mute(), "request", { method: "PATCH", scheme: "http" });
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ kind: "lost", mayHaveLanded: true });
  });
});

describe("an instance", () => {
  test("gets 300 s where --timeout says nothing", () => {
    expect(INSTANCE_FLAGS.timeout.brief).toContain("(default: 300)");
  });
});

describe("reads after a write", () => {
  test("go on for 16 s", () => {
    const all = SETTLE_DELAYS.reduce((sum, delay) => sum + delay, 0);
    expect(Math.ceil(all / 1000)).toBe(16);
  });
});
