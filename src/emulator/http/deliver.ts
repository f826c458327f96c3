// An answer on its way to the client, with what a fault does to it.

import type { ServerResponse } from "node:http";
import type { Answer } from "./answer.ts";
import type { Delivery } from "./under-fault.ts";

/** Waits, but not for a client that is gone. */
async function pause(response: ServerResponse, milliseconds: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    response.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function encode(answer: Answer): {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
} {
  if (answer.body === undefined) return { body: Buffer.alloc(0), headers: answer.headers ?? {} };
  const { headers, body: content } = answer;
  const page = headers?.["content-type"] !== undefined && typeof content === "string";
  const body = Buffer.from(page ? content : JSON.stringify(content));
  return {
    body,
    headers: {
      // Exactly this: with a charset @clerk/backend hands back a raw string.
      "content-type": "application/json",
      "content-length": String(body.length),
      ...headers,
    },
  };
}

/** How long the work and a fault hold the headers back. */
function delayOf({ delayMs = 0 }: Answer, fault: Delivery["fault"]): number {
  return delayMs + (fault?.action === "slow_headers" ? fault.delayMs : 0);
}

/** Sends the answer, as badly as the fault says. */
export async function deliver(
  response: ServerResponse,
  { answer, fault }: Delivery,
): Promise<void> {
  if (!answer) {
    response.socket?.resetAndDestroy();
    return;
  }
  const { body, headers } = encode(answer);
  const delay = delayOf(answer, fault);
  if (delay > 0) await pause(response, delay);
  if (response.destroyed) return;
  response.writeHead(answer.status, { "cache-control": "no-store", ...headers });
  const half = Math.floor(body.length / 2);
  if (body.length > 0 && (fault?.action === "slow_body" || fault?.action === "truncated_body")) {
    response.write(body.subarray(0, half));
    if (fault.action === "truncated_body") {
      // Half of the promised length, then the end of the connection.
      await pause(response, 10);
      response.destroy();
      return;
    }
    await pause(response, fault.delayMs);
    response.end(body.subarray(half));
    return;
  }
  response.end(body);
}
