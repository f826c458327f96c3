// Figures that tests count, for docs/quality.md: one JSON document per line.

import { appendFileSync } from "node:fs";

export interface Figure {
  /** As docs/quality.md names it. */
  readonly figure: string;
  readonly goal: string;
  readonly measured: string;
  /** What measures it again. */
  readonly command: string;
}

/** Adds a line to the file that CLERKWORK_FIGURES names; without one, nothing. */
export function noteFigure(figure: Figure, file = process.env["CLERKWORK_FIGURES"]): void {
  if (file) appendFileSync(file, `${JSON.stringify(figure)}\n`);
}
