// Whether a result is coloured.

import type { Context } from "../context.ts";
import type { Format } from "../flags.ts";

/** How a result is shown. */
export interface ShowFlags {
  readonly format?: Format;
  readonly color?: boolean;
}

export function useColor({ terminal, environment }: Context, { color }: ShowFlags): boolean {
  if (color !== undefined) return color;
  return terminal.isOutTerminal && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
}
