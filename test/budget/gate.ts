/** Holds requests back until all of those that must not wait for one another have come. */

const WATCHDOG_MS = 20_000;

export interface Gate {
  /** For the proxy: resolves when the request may go on. */
  readonly before: (request: { readonly method: string; readonly path: string }) => Promise<void>;
  /** What did not come while the others waited for it; empty when all is well. */
  readonly missing: () => readonly string[];
}

/** A request without what differs from instance to instance: `GET /v1/instance`. */
export function nameOf({
  method,
  path,
}: {
  readonly method: string;
  readonly path: string;
}): string {
  return `${method} ${path.replace(/^\/fapi\/[^/]+/, "")}`;
}

/**
 * One list of names per round trip. A trip is answered when all of its requests have come; so a
 * client that waits for an answer in between never gets it, however slow or fast the machine is.
 */
export function holdTrips(trips: readonly (readonly string[])[]): Gate {
  const awaited = trips.map((names) => new Set(names));
  const openings = trips.map(() => {
    let open = (): void => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { open, opened };
  });
  const missing: string[] = [];
  const giveUp = setTimeout(() => {
    missing.push(...awaited.flatMap((names) => [...names]));
    for (const { open } of openings) open();
  }, WATCHDOG_MS);
  giveUp.unref();
  return {
    before: async (request) => {
      const name = nameOf(request);
      const at = awaited.findIndex((names) => names.delete(name));
      const opening = openings[at];
      if (opening === undefined) return;
      if (awaited[at]?.size === 0) opening.open();
      await opening.opened;
    },
    missing: () => missing,
  };
}
