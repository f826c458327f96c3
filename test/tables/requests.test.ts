// What can go wrong with one request, against a real server: its kind comes from what happened, never
// from the words of an error. And whether a write may have landed all the same.

import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { describe, expect, test } from "vitest";
import { changeDomain } from "../../src/clerk/backend/change-domain.ts";
import { connect } from "../../src/clerk/backend/connection.ts";
import { failureOf } from "../../src/clerk/problem.ts";
import { parseSecretKey } from "../../src/clerk/secret-key.ts";
import { Failure } from "../../src/core/finding/failure.ts";
import { RequestError, type RequestErrorKind } from "../../src/http/request-error.ts";
import { send } from "../../src/http/request.ts";
import { closedPort } from "../rig/places.ts";

const MIB = 1024 * 1024;
const JSON_TYPE = { "content-type": "application/json" };
/** Words of our own errors, in the mouth of a server. */
const WORDS = "an unexpected redirect, which was not followed: the answer is larger than 1 MiB";
const clerkError = (message: string): string =>
  JSON.stringify({ errors: [{ code: "x", message, long_message: message }] });

type Respond = (response: ServerResponse, request: IncomingMessage) => void;

/** Runs with the address of a server; nothing is left open afterwards. */
async function during<Result>(
  server: Server,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const open = new Set<{ readonly destroy: () => void }>();
  server.on("connection", (socket) => open.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

const answering = (respond: Respond): Server =>
  createHttpServer((request, response) => {
    request.resume().once("end", () => respond(response, request));
  });

/** Bytes instead of HTTP. */
const speaking = (bytes: string): Server =>
  createTcpServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.end(bytes));
  });

async function errorOf(server: Server, method: "GET" | "POST" | "PATCH"): Promise<RequestError> {
  const thrown = await during(server, (url) =>
    send({ method, url: `${url}/v1/instance`, ...(method === "GET" ? {} : { body: {} }) }).then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
  if (thrown instanceof RequestError) return thrown;
  throw new Error(`no RequestError: ${String(thrown)}`);
}

const redirect: Respond = (response) => response.writeHead(307, { location: "/x" }).end();
const large =
  (size: number): Respond =>
  (response) =>
    response.writeHead(200, JSON_TYPE).end(JSON.stringify("x".repeat(size - 2)));
const encoded =
  (encoding: string): Respond =>
  (response) =>
    response.writeHead(200, { ...JSON_TYPE, "content-encoding": encoding }).end("{}");

describe("the kind of an error", () => {
  const cases: readonly (readonly [
    what: string,
    server: () => Server,
    kind: RequestErrorKind,
    code: Failure["code"],
  ])[] = [
    ["a redirect", () => answering(redirect), "redirected", "unexpected_answer"],
    ["a body over 1 MiB", () => answering(large(MIB + 1)), "unexpected", "unexpected_answer"],
    [
      "a body that is not UTF-8",
      () =>
        answering((response) => response.writeHead(200, JSON_TYPE).end(Buffer.from([0xff, 0xfe]))),
      "unexpected",
      "unexpected_answer",
    ],
    [
      "an error status whose message has the words of our own errors",
      () => answering((response) => response.writeHead(422, JSON_TYPE).end(clerkError(WORDS))),
      "status",
      "clerk_refused",
    ],
    [
      "a reason phrase with those words",
      () => speaking(`HTTP/1.1 503 ${WORDS}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`),
      "status",
      "clerk_unavailable",
    ],
    [
      "an encoding that calls itself an unexpected redirect",
      () => answering(encoded("unexpected redirect")),
      "lost",
      "network",
    ],
    [
      "an encoding that calls itself larger than 1 MiB",
      () => answering(encoded("larger than 1 MiB")),
      "lost",
      "network",
    ],
    [
      "an encoding that says that the encoded data was not valid",
      () => answering(encoded("encoded data was not valid")),
      "lost",
      "network",
    ],
    ["what is no HTTP, in those words", () => speaking(`${WORDS}\r\n\r\n`), "lost", "network"],
    [
      "a connection that is closed",
      () => answering((response) => response.destroy()),
      "lost",
      "network",
    ],
  ];

  test.each(cases)("%s", async (_, server, kind, code) => {
    const error = await errorOf(server(), "GET");
    expect(error.kind).toBe(kind);
    expect(failureOf(error)).toMatchObject({ code, exitCode: 1 });
  });

  test("a body of exactly 1 MiB is read", async () => {
    const answer = await during(answering(large(MIB)), (url) => send({ method: "GET", url }));
    expect(answer.status).toBe(200);
    expect(answer.body).toHaveLength(MIB - 2);
  });

  test("nobody there: the request never left", async () => {
    const closed = await closedPort();
    const thrown: unknown = await send({ method: "PATCH", url: closed.url, body: {} }).catch(
      (error: unknown) => error,
    );
    closed.free();
    expect(thrown).toMatchObject({ kind: "not_sent", mayHaveLanded: false });
  });
});

describe("whether a write may have landed", () => {
  const KINDS: readonly (readonly [kind: Exclude<RequestErrorKind, "status">, may: boolean])[] = [
    ["not_sent", false],
    ["untrusted", false],
    ["lost", true],
    ["unexpected", true],
    ["redirected", true],
    ["stopped", false],
  ];
  const STATUSES: readonly (readonly [status: number, may: boolean])[] = [
    ...[400, 401, 402, 403, 404, 405, 409, 410, 413, 415, 422, 429, 451, 499].map(
      (status) => [status, false] as const,
    ),
    ...[408, 425, 500, 501, 502, 503, 504, 520, 522, 524, 599].map(
      (status) => [status, true] as const,
    ),
  ];
  const target = { method: "PATCH", where: "api.clerk.test/v1/instance" };

  test.each(KINDS)("%s: %j", (kind, may) => {
    expect(new RequestError(kind, target, "words").mayHaveLanded).toBe(may);
    // A status that came along, or words, change nothing.
    for (const status of [200, 422, 503])
      expect(new RequestError(kind, target, WORDS, { status }).mayHaveLanded).toBe(may);
  });

  test.each(STATUSES)("status %i: %j", (status, may) => {
    expect(new RequestError("status", target, "words", { status }).mayHaveLanded).toBe(may);
  });

  /** What comes of the one imperative write, for every way in which it can go wrong. */
  describe("a change of the domain", () => {
    const change = (url: string): Promise<Failure | undefined> =>
      changeDomain(
        connect({
          apiUrl: url,
          secretKey: parseSecretKey("sk_live_C4n4ryChangeDomain0123456789", "CLERK_SECRET_KEY"),
          apiVersion: "2026-05-12",
        }),
        "https://www.example.com",
        false,
      ).then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof Failure) return error;
          throw error;
        },
      );

    test.each(STATUSES)("answered with %i: ambiguous %j", async (status, may) => {
      let posts = 0;
      const server = answering((response) => {
        posts += 1;
        response.writeHead(status, JSON_TYPE).end(clerkError(WORDS));
      });
      const failure = await during(server, change);
      expect(failure?.code === "ambiguous").toBe(may);
      expect(failure?.exitCode).toBe(may ? 5 : 1);
      expect(posts).toBe(1);
    });

    const OTHERS: readonly (readonly [what: string, server: () => Server])[] = [
      ["a redirect", () => answering(redirect)],
      ["HTML", () => answering((response) => response.end("<html>"))],
      [
        "half of the JSON",
        () => answering((response) => response.writeHead(202, JSON_TYPE).end('{"a":')),
      ],
      ["more than 1 MiB", () => answering(large(MIB + 1))],
      ["a closed connection", () => answering((response) => response.destroy())],
    ];
    test.each(OTHERS)("answered with %s: ambiguous, exit 5", async (_, server) => {
      expect(await during(server(), change)).toMatchObject({ code: "ambiguous", exitCode: 5 });
    });

    test("accepted, with an empty body: done", async () => {
      const server = answering((response) => response.writeHead(202).end());
      expect(await during(server, change)).toBeUndefined();
    });

    test("nobody there: exit 1, nothing was sent", async () => {
      const closed = await closedPort();
      expect(await change(closed.url)).toMatchObject({ code: "network", exitCode: 1 });
      closed.free();
    });
  });
});
