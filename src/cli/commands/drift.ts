import { EXIT, type ExitCode } from "../../core/failure.ts";
import { toDrift } from "../../core/drift.ts";
import { todayOf, type Context } from "../context.ts";
import { eachEnvironment } from "../each-environment.ts";
import type { InstanceFlags } from "../flags.ts";
import { loadDesired } from "../load.ts";
import { openConnection } from "../open-connection.ts";
import { narrow, planEnvironment } from "../plan-environment.ts";
import { present } from "../present.ts";
import { readLastReceipt } from "../receipt-file.ts";
import { showPlan } from "./plan.ts";

/** Shows what was changed by hand. */
export default function drift(this: Context, flags: InstanceFlags): Promise<void> {
  return present(this, flags, () => compareFile(this, flags));
}

async function compareFile(context: Context, flags: InstanceFlags): Promise<ExitCode | 130 | 143> {
  const loaded = await loadDesired(flags, todayOf(context));
  const receipt = await readLastReceipt(flags.receipt);
  context.interruption.listen();
  return eachEnvironment(
    context,
    loaded,
    flags.format,
    false,
    (desired) => openConnection(context, desired, flags),
    async (desired, connection) => {
      const narrowed = narrow(desired, flags.only);
      const { plan } = await planEnvironment(context, narrowed, connection, {}, receipt);
      const found = toDrift(plan);
      const { calls: _, ...document } = found;
      return {
        code: found.changes.length > 0 ? EXIT.differs : EXIT.ok,
        document,
        text: showPlan(context, flags, found, "drift"),
      };
    },
  );
}
