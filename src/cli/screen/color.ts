// Whether what is written is coloured: a flag, then what forces colour, then what forbids it, then whether
// a terminal is there.

import type { Context } from "../context.ts";
import type { Format } from "../flags.ts";

/** How a result is shown. */
export interface ShowFlags {
  readonly format?: Format;
  readonly color?: boolean;
  /** Whether long lists are shown to their end. */
  readonly full?: boolean;
  /** Whether pages show keys of items that name a person. */
  readonly showIdentifiers?: boolean;
}

type ColorFlags = Pick<ShowFlags, "color">;
type Surroundings = Pick<Context, "terminal" | "environment">;

/** Of results, on stdout. */
export const useColor = ({ terminal, environment }: Surroundings, flags: ColorFlags): boolean =>
  flags.color ?? colorOf(environment) ?? terminal.isOutTerminal;

/** Of words beside a result, on stderr. */
export const useErrorColor = (
  { terminal, environment }: Surroundings,
  flags: ColorFlags,
): boolean => flags.color ?? colorOf(environment) ?? terminal.isErrTerminal;

/** What the variables say; undefined: nothing. */
function colorOf(environment: Context["environment"]): boolean | undefined {
  const forced = environment["FORCE_COLOR"];
  if (forced) return forced !== "0" && forced !== "false";
  const clicolor = environment["CLICOLOR_FORCE"];
  if (clicolor && clicolor !== "0") return true;
  return environment["NO_COLOR"] || environment["TERM"] === "dumb" ? false : undefined;
}
