// What was asked, for whoever tests against the emulator.

import type { Json } from "../../catalog/setting.ts";
import { redactSecretKeys } from "../state/secret-key.ts";
import { withoutSigningKey } from "../state/signing-key.ts";

/** A request that an instance got, for `GET /_emulator/requests`. Without headers, so without the key. */
export interface LoggedRequest {
  readonly api: "backend" | "frontend";
  readonly method: string;
  /** Below the API's `/v1`. */
  readonly path: string;
  readonly query: string;
  readonly body: Json;
  readonly api_version: string | null;
  readonly content_type: string | null;
  /** Of the answer; null when the connection was reset instead. */
  readonly status: number | null;
  /** The action of the fault that struck, if any. */
  readonly fault: string | null;
}

const KEPT = 1000;

/** The request with secret keys blotted out, wherever they stand, and the signing key of a JWT template. */
export const blotted = (request: LoggedRequest): LoggedRequest =>
  JSON.parse(
    redactSecretKeys(JSON.stringify({ ...request, body: withoutSigningKey(request.body) })),
  ) as LoggedRequest;

/** The log with one more request: the last thousand. */
export const appendRequest = (
  log: readonly LoggedRequest[],
  request: LoggedRequest,
): readonly LoggedRequest[] => [...log.slice(-(KEPT - 1)), request];
