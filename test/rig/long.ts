/** How much is run: a share with `npm test`, everything with `npm run test:long`; and a count that is printed. */
import { afterAll } from "vitest";
import { noteFigure, type Figure } from "./figures.ts";

/** Whether everything is run. */
export const LONG: boolean = process.env["CLERKWORK_LONG"] === "1";

/** A number from the environment; otherwise one of the two. */
export const times = (variable: string, short: number, long: number): number =>
  Number(process.env[variable] ?? (LONG ? long : short));

/** Counts what was judged, prints it when the file is over, and notes the figure that it comes to. */
export function tally(
  what: string,
  figure?: Omit<Figure, "measured"> & { readonly measured: (count: number) => string },
): { readonly add: (more?: number, of?: string) => void } {
  const counts = new Map<string, number>();
  const began = Date.now();
  afterAll(() => {
    const all = [...counts].map(([name, count]) => `${count} ${name}`).join(", ");
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    if (figure) noteFigure({ ...figure, measured: figure.measured(counts.get(what) ?? 0) });
    process.stderr.write(`${all === "" ? `0 ${what}` : all} judged right in ${seconds} s\n`);
  });
  return {
    add: (more = 1, name = what) => void counts.set(name, (counts.get(name) ?? 0) + more),
  };
}
