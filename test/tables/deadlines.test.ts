// Who ends a request, and what is known of it then: a signal before it, while there is no connection,
// or after; the time of one request, of one wait, of one instance.

import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { newClock } from "../../src/cli/session/clock.ts";
import { connect } from "../../src/clerk/backend/connection.ts";
import { parseSecretKey } from "../../src/clerk/secret-key.ts";
import { delayAfter, withPatience } from "../../src/http/patience.ts";
import { isExempt } from "../../src/http/proxy.ts";
import { RequestError } from "../../src/http/request-error.ts";
import { send } from "../../src/http/request.ts";

const METHODS = ["GET", "PATCH", "POST", "DELETE"] as const;

interface Listening {
  readonly port: number;
  /** How many connections came. */
  readonly connections: () => number;
  /** How many requests came. */
  readonly requests: () => number;
}

/** Runs with a server; nothing is left open afterwards. */
async function during<Result>(
  server: Server | HttpServer,
  work: (listening: Listening) => Promise<Result>,
  host = "127.0.0.1",
): Promise<Result> {
  const open = new Set<{ readonly destroy: () => void }>();
  let requests = 0;
  server.on("connection", (socket) => open.add(socket));
  server.on("request", () => (requests += 1));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  try {
    return await work({
      port: (server.address() as AddressInfo).port,
      connections: () => open.size,
      requests: () => requests,
    });
  } finally {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

const answering = (): HttpServer =>
  createHttpServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
/** Takes connections and never says a word: no TLS, no HTTP. */
const silent = (): Server => createTcpServer((socket) => void socket.on("error", () => {}));

const thrownBy = async (work: Promise<unknown>): Promise<RequestError> => {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof RequestError) return thrown;
  throw new Error(`no RequestError: ${String(thrown)}`);
};

describe("a signal", () => {
  test.each(METHODS)("that has fired before a %s: nothing is sent, and that is known", (method) =>
    during(answering(), async ({ port, connections }) => {
      const signal = AbortSignal.abort(new Error("not done within 3 seconds"));
      const error = await thrownBy(send({ method, url: `http://127.0.0.1:${port}/x`, signal }));
      expect(error).toMatchObject({ kind: "stopped", mayHaveLanded: false });
      expect(error.message).toBe("not done within 3 seconds");
      expect(connections()).toBe(0);
    }),
  );

  test.each(METHODS)("while a %s has no connection yet: nothing was sent", (method) =>
    during(silent(), async ({ port }) => {
      const stop = new AbortController();
      const sent = send({ method, url: `https://127.0.0.1:${port}/x`, signal: stop.signal });
      setTimeout(() => stop.abort(new Error("interrupted")), 50);
      expect(await thrownBy(sent)).toMatchObject({ kind: "stopped", mayHaveLanded: false });
    }),
  );

  test.each([
    ["GET", "stopped", false],
    ["PATCH", "lost", true],
    ["POST", "lost", true],
  ] as const)("after a %s has arrived: %s", (method, kind, may) => {
    const stop = new AbortController();
    const server = createHttpServer(() => stop.abort(new Error("interrupted")));
    return during(server, async ({ port }) => {
      const url = `http://127.0.0.1:${port}/x`;
      const error = await thrownBy(send({ method, url, signal: stop.signal }));
      expect(error).toMatchObject({ kind, mayHaveLanded: may });
    });
  });

  describe("that interrupts a connection", () => {
    const interrupted = (port: number, signal: AbortSignal): ReturnType<typeof connect> =>
      connect({
        apiUrl: `http://127.0.0.1:${port}`,
        secretKey: parseSecretKey("sk_test_C4n4ryDeadlines0123456789", "CLERK_SECRET_KEY"),
        apiVersion: "2026-05-12",
        signal,
      });

    test("keeps a write that has not begun from being sent", () =>
      during(answering(), async ({ port, requests }) => {
        const { backend } = interrupted(port, AbortSignal.abort(new Error("interrupted")));
        const error = await thrownBy(backend.write("PATCH", "/instance", {}));
        expect(error).toMatchObject({ kind: "stopped", message: "interrupted" });
        expect(requests()).toBe(0);
      }));

    test("lets a write that is on its way end", () => {
      const stop = new AbortController();
      const server = createHttpServer((_, response) => {
        stop.abort(new Error("interrupted"));
        setImmediate(() => response.writeHead(204).end());
      });
      return during(server, async ({ port }) => {
        const { backend } = interrupted(port, stop.signal);
        expect((await backend.write("PATCH", "/instance", {})).status).toBe(204);
      });
    });
  });

  test("that ends an instance's time keeps its writes from being sent", () =>
    during(answering(), async ({ port, requests }) => {
      const connection = connect({
        apiUrl: `http://127.0.0.1:${port}`,
        secretKey: parseSecretKey("sk_test_C4n4ryDeadlines0123456789", "CLERK_SECRET_KEY"),
        apiVersion: "2026-05-12",
        deadline: AbortSignal.abort(new Error("not done within 3 seconds")),
      });
      const error = await thrownBy(connection.backend.write("PATCH", "/instance", {}));
      expect(error.kind).toBe("stopped");
      expect(requests()).toBe(0);
    }));
});

describe("a connection that does not come about", () => {
  test.each(["GET", "PATCH"] as const)(
    "a %s that is reset in the TLS handshake was not sent",
    (method) => {
      const server = createTcpServer((socket) => {
        socket.on("error", () => {});
        socket.once("data", () => socket.resetAndDestroy());
      });
      return during(server, async ({ port }) => {
        const error = await thrownBy(
          send({ method, url: `https://127.0.0.1:${port}/x`, body: {} }),
        );
        expect(error).toMatchObject({ kind: "not_sent", mayHaveLanded: false });
      });
    },
  );

  test("localhost where nobody listens: one sentence, of one address", async () => {
    const port = await during(answering(), async (listening) => listening.port);
    const error = await thrownBy(send({ method: "PATCH", url: `http://localhost:${port}/x` }));
    expect(error).toMatchObject({
      kind: "not_sent",
      message: `connect ECONNREFUSED 127.0.0.1:${port}`,
    });
  });

  test.each(["127.0.0.1", "::1"])("localhost is found where only %s listens", (host) =>
    during(
      answering(),
      async ({ port }) => {
        const { status } = await send({ method: "PATCH", url: `http://localhost:${port}/x` });
        expect(status).toBe(200);
      },
      host,
    ),
  );
});

describe("an answer that changes the protocol (101)", () => {
  const SWITCHING = "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n";
  test.each([
    ["GET", true],
    ["PATCH", true],
  ] as const)("to a %s is none of Clerk's", (method, may) => {
    const server = createTcpServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.write(SWITCHING));
    });
    return during(server, async ({ port }) => {
      const error = await thrownBy(send({ method, url: `http://127.0.0.1:${port}/x` }));
      expect(error).toMatchObject({ kind: "unexpected", mayHaveLanded: may });
      expect(error.message).toContain("101");
    });
  });
});

describe("a connection that is closed", () => {
  test("ends the reads that nobody waits for, and keeps later ones from being sent", () => {
    const server = createHttpServer(() => {});
    return during(server, async ({ port, requests }) => {
      const connection = connect({
        apiUrl: `http://127.0.0.1:${port}`,
        secretKey: parseSecretKey("sk_test_C4n4ryDeadlines0123456789", "CLERK_SECRET_KEY"),
        apiVersion: "2026-05-12",
      });
      const reading = thrownBy(connection.backend.get("/instance"));
      await vi.waitFor(() => expect(requests()).toBe(1));
      connection.close();
      expect((await reading).kind).toBe("stopped");
      expect((await thrownBy(connection.backend.get("/instance"))).kind).toBe("stopped");
      expect(requests()).toBe(1);
    });
  });
});

describe("NO_PROXY", () => {
  const HOST = new URL("https://api.clerk.test/v1");
  test.each([
    ["", false],
    [" , ", false],
    ["*", true],
    ["api.clerk.test", true],
    ["API.Clerk.Test", true],
    ["clerk.test", true],
    [".clerk.test", true],
    ["*.clerk.test", true],
    ["api.clerk.test:443", true],
    ["*:443", true],
    ["other.test api.clerk.test", true],
    ["other.test,.clerk.test", true],
    ["api.clerk.test:8443", false],
    ["lerk.test", false],
    ["pi.clerk.test", false],
    ["api.clerk", false],
    ["x.api.clerk.test", false],
    [".", false],
    [":443", false],
  ])("%j: %j", (list, exempt) => {
    expect(isExempt(list, HOST)).toBe(exempt);
  });

  test("a port that is written counts, and that of the scheme where none is", () => {
    expect(isExempt("x.test:8443", new URL("https://x.test:8443"))).toBe(true);
    expect(isExempt("x.test:443", new URL("https://x.test:8443"))).toBe(false);
  });
});

describe("Retry-After", () => {
  const turnedAway = (retryAfter: number | null): RequestError =>
    new RequestError("status", { method: "GET", where: "x" }, "429", { status: 429, retryAfter });

  test.each([
    [60_000, 60_000],
    [60_001, undefined],
    [2_147_483_648_000, undefined],
    [Number.POSITIVE_INFINITY, undefined],
  ])("of %d ms: waited for or given up, never shortened", (asked, waited) => {
    expect(delayAfter(turnedAway(asked), 1)).toBe(waited);
  });

  test("of all tries of one request together, two minutes are waited for at most", () => {
    expect(delayAfter(turnedAway(60_000), 3, 60_000)).toBe(60_000);
    expect(delayAfter(turnedAway(60_000), 3, 60_001)).toBeUndefined();
  });

  test.each(["2147483648", "4294967296", "9999999999999"])(
    "of %s seconds ends the request at once, and says so",
    async (seconds) => {
      const server = createHttpServer((_, response) =>
        response.writeHead(429, { "retry-after": seconds }).end(),
      );
      await during(server, async ({ port, requests }) => {
        const url = `http://127.0.0.1:${port}/x`;
        const error = await thrownBy(withPatience(() => send({ method: "GET", url })));
        expect(error.message).toMatch(/^429 \(Retry-After asks for .*; 60 are waited at most\)$/);
        expect(requests()).toBe(1);
      });
    },
  );
});

describe("the time of an instance", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("is over when so many seconds have passed", async () => {
    const signal = newClock(() => performance.now()).start(3);
    await vi.advanceTimersByTimeAsync(2_999);
    expect(signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(signal.reason).toEqual(new Error("not done within 3 seconds"));
  });

  test("stands still while a person is asked, and goes on where it was", async () => {
    const clock = newClock(() => performance.now());
    const signal = clock.start(3);
    await vi.advanceTimersByTimeAsync(1_000);
    let answer: ((text: string) => void) | undefined;
    const asked = clock.stopFor(
      () =>
        new Promise<string>((resolve) => {
          answer = resolve;
        }),
    );
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(signal.aborted).toBe(false);
    answer?.("yes");
    expect(await asked).toBe("yes");
    await vi.advanceTimersByTimeAsync(1_999);
    expect(signal.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(signal.aborted).toBe(true);
  });

  test("goes on after a question that failed", async () => {
    const clock = newClock(() => performance.now());
    const signal = clock.start(1);
    await expect(clock.stopFor(() => Promise.reject(new Error("x")))).rejects.toThrow("x");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(signal.aborted).toBe(true);
  });

  test("is each instance's own", async () => {
    const clock = newClock(() => performance.now());
    const first = clock.start(2);
    await vi.advanceTimersByTimeAsync(1_500);
    const second = clock.start(2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([first.aborted, second.aborted]).toEqual([true, false]);
  });
});
