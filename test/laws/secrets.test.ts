import { createServer, type ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { describeError, RequestError } from "../../src/clerk/errors.ts";
import { REAL } from "./implementation.ts";
import { expectAbsent, printed, SECRECY, troubleOf } from "./secrecy.ts";
import { closedPort } from "../rig/places.ts";

describe("A secret never appears in any output.", () => {
  test.each(SECRECY.map((law) => [law.name, law] as const))("%s", async (_, { check }) => {
    await expect(check(REAL)).resolves.toBeUndefined();
  });

  const KEY = "sk_live_C4n4ry+/=$&\\1(x7Qv2";
  const answers: readonly (readonly [string, (response: ServerResponse) => void])[] = [
    ["no JSON", (response) => response.end("<html>")],
    [
      "half a JSON",
      (response) => response.writeHead(200, { "content-type": "application/json" }).end('{"a":'),
    ],
    [
      "a redirect",
      (response) => response.writeHead(307, { location: "http://127.0.0.1:1/" }).end(),
    ],
    ["a closed connection", (response) => response.destroy()],
    [
      "a status",
      (response) => response.writeHead(401, { "content-type": "application/json" }).end("{}"),
    ],
  ];

  test.each(answers)("a request that ends in %s says nothing of its key", async (_, respond) => {
    const server = createServer((_request, response) => respond(response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const error = await troubleOf(`http://127.0.0.1:${port}/v1/instance`, KEY);
    server.closeAllConnections();
    server.close();
    expect(error).toBeInstanceOf(RequestError);
    expectAbsent(KEY, printed(error), error instanceof RequestError ? describeError(error) : "");
  });

  test("a request that finds nobody says nothing of its key", async () => {
    const closed = await closedPort();
    const error = await troubleOf(`${closed.url}/v1/instance`, KEY);
    closed.free();
    expect(error).toBeInstanceOf(RequestError);
    expectAbsent(KEY, printed(error));
  });
});
