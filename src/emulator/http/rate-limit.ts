// Clerk's limits: requests per ten seconds and instance.

import type { EnvironmentType } from "../state/secret-key.ts";

const WINDOW_MS = 10_000;

/** Requests in 10 seconds, per instance. Clerk documentation, "Rate limits" */
const LIMITS: Readonly<Record<EnvironmentType, number>> = {
  production: 1000,
  staging: 100,
  development: 100,
};

export interface RateWindow {
  readonly opened: number;
  readonly used: number;
}

/** The window after one more request; when it is full, the seconds until it closes. */
export function countRequest(
  window: RateWindow,
  now: number,
  environmentType: EnvironmentType,
): { readonly window: RateWindow; readonly retryAfter: number | null } {
  if (now - window.opened >= WINDOW_MS)
    return { window: { opened: now, used: 1 }, retryAfter: null };
  if (window.used < LIMITS[environmentType]) {
    return { window: { ...window, used: window.used + 1 }, retryAfter: null };
  }
  const seconds = Math.ceil((window.opened + WINDOW_MS - now) / 1000);
  return { window, retryAfter: Math.max(1, seconds) };
}
