// What the emulator answers, before it becomes HTTP.

import type { Json } from "../../catalog/setting.ts";

/** What the emulator answers. Without a body there is no content type either. */
export interface Answer {
  readonly status: number;
  readonly body?: Json;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the work takes whose answer this is. */
  readonly delayMs?: number;
}

/** An answer, and the instance's state after it when the request was a write. `later`: what somebody else then does. */
export interface Outcome<State> {
  readonly answer: Answer;
  readonly next?: State;
  readonly later?: (newest: State) => State;
}

export type JsonObject = { readonly [member: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
