// A comparison as the command line asks for it: of the instances, or of what the files say.

import {
  compareDeclared,
  compareLive,
  type Compared,
  type DeclaredSide,
} from "../../reconcile/compare.ts";
import { todayOf, type Context } from "../context.ts";
import { openReader } from "../screen/reading.ts";
import type { CompareFlags } from "./compare-flags.ts";
import { prepareAll } from "./prepare-all.ts";
import { keyVariableOf } from "./read-key.ts";

/** Throws a `Failure` as `compareLive` and `compareDeclared` do, and exit 3 for a key that is missing. */
export async function compareSides(
  context: Context,
  flags: Omit<CompareFlags, "format">,
  sides: readonly [DeclaredSide, DeclaredSide],
): Promise<Compared> {
  const [a, b] = sides;
  const options = { only: flags.only, today: todayOf(context) };
  if (flags.declared) return compareDeclared(a, b, options);
  const instances = prepareAll(
    context,
    sides.map(({ desired }) => desired),
    // A side that is a file has no environment to be called by.
    (desired) => sides.find((side) => side.desired === desired)?.name ?? "",
    flags,
  );
  context.interruption.listen();
  const reader = openReader(context, `${a.name} and ${b.name}`, flags);
  const connections = instances.map(({ open }) => open(reader.tell));
  const [one, other] = connections;
  if (!one || !other) throw new Error("a side has no connection");
  const keyVariable = ({ desired }: DeclaredSide): string => keyVariableOf(desired);
  try {
    return await reader.read(() =>
      compareLive(
        { ...a, instance: one, keyVariable: keyVariable(a) },
        { ...b, instance: other, keyVariable: keyVariable(b) },
        options,
      ),
    );
  } finally {
    for (const connection of connections) connection.close();
  }
}
