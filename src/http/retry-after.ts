// The `Retry-After` header.

const IMF_DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Milliseconds to wait, however many that is; null when the header says nothing usable. A date is read
 * against the server's own `Date` header, not the local clock.
 */
export function parseRetryAfter(header: string | null, serverDate: string | null): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  if (!IMF_DATE.test(header) || !serverDate || !IMF_DATE.test(serverDate)) return null;
  const ms = Date.parse(header) - Date.parse(serverDate);
  return Number.isNaN(ms) ? null : Math.max(0, ms);
}
