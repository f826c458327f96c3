// A comparison as the command line asks for it: of the instances, or of what the files say.

import { compareDeclared, type Compared, type DeclaredSide } from "../../reconcile/compare.ts";
import { todayOf, type Context } from "../context.ts";
import type { CompareFlags } from "./compare-flags.ts";

/** Throws a `Failure` as `compareInstances` and `compareDeclared` do. What speaks to Clerk is loaded when it is asked. */
export async function compareSides(
  context: Context,
  flags: Omit<CompareFlags, "format">,
  sides: readonly [DeclaredSide, DeclaredSide],
): Promise<Compared> {
  if (flags.declared)
    return compareDeclared(...sides, { only: flags.only, today: todayOf(context) });
  const { compareInstances } = await import("./live-sides.ts");
  return compareInstances(context, flags, sides);
}
