// What became of a request that got no answer, or none that can be read: from what happened, never
// from the words of an error.

import { ProxyRefused, Redirected, Switched } from "./fetch.ts";
import { BadBody } from "./json.ts";
import { RequestError, type RequestErrorKind, type RequestTarget } from "./request-error.ts";

const UNTRUSTED = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_VERIFY|^ERR_TLS|^ERR_SSL/;

interface Circumstances {
  readonly signal: AbortSignal | undefined;
  readonly deadline: AbortSignal;
  /** Milliseconds after which the deadline fires. */
  readonly timeout: number;
  /** Whether there was a connection, so that some of the request may have left. */
  readonly connected: boolean;
}

export function transportError(
  target: RequestTarget,
  error: unknown,
  { signal, deadline, timeout, connected }: Circumstances,
): RequestError {
  if (signal?.aborted) {
    // What was on its way when the run was stopped may have arrived.
    const kind = connected && target.method !== "GET" ? "lost" : "stopped";
    return new RequestError(kind, target, reasonOf(signal), { isCut: isCutBy(signal) });
  }
  if (deadline.aborted) {
    const seconds = timeout / 1000;
    const within = `within ${seconds} ${seconds === 1 ? "second" : "seconds"}`;
    return connected
      ? new RequestError("lost", target, `no answer ${within}`)
      : new RequestError("not_sent", target, `no connection ${within}`);
  }
  const root = rootOf(error);
  // With the wrong credentials, trying again may lock an account.
  const final = root instanceof ProxyRefused && root.status === 407;
  return new RequestError(kindOf(root, connected), target, sentenceOf(root), { final });
}

function kindOf(root: Error, connected: boolean): RequestErrorKind {
  if (root instanceof Redirected) return "redirected";
  if (root instanceof BadBody || root instanceof Switched) return "unexpected";
  if (connected) return "lost";
  return UNTRUSTED.test(codeOf(root)) ? "untrusted" : "not_sent";
}

function sentenceOf(root: Error): string {
  const code = codeOf(root);
  return root.message.includes(code) ? root.message : `${root.message} (${code})`;
}

const codeOf = (error: Error): string =>
  "code" in error && typeof error.code === "string" ? error.code : "";

/** Why the run was stopped. */
export function reasonOf({ reason }: AbortSignal): string {
  return reason instanceof Error ? reason.message : "stopped";
}

/** Whether it was a signal to the process that stopped the run. */
export const isCutBy = ({ reason }: AbortSignal): boolean =>
  reason instanceof Error && reason.cause === "signal";

/** The innermost cause: it says why, and has the code. */
function rootOf(error: unknown): Error {
  let at: unknown = error;
  for (let depth = 0; depth < 8 && at instanceof Error; depth += 1) {
    const below: unknown = at instanceof AggregateError ? at.errors[0] : at.cause;
    if (!(below instanceof Error)) break;
    at = below;
  }
  return at instanceof Error ? at : new Error("the request failed");
}
