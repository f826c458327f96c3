// Shows what was changed by hand.

import { findDrift } from "../../reconcile/drift.ts";
import type { Context, EndCode } from "../context.ts";
import { loadFiles } from "../disk/load-file.ts";
import { narrow, requireDeclared } from "../session/narrow.ts";
import { placesOf } from "../disk/places.ts";
import { inCi } from "../ci/in-ci.ts";
import type { IssueFlags } from "../ci-flags.ts";
import type { FleetFlags } from "../fleet-flags.ts";
import { readSource } from "../screen/source.ts";
import { finish } from "../session/finish.ts";
import { readLastReceipts } from "../session/hold-receipt.ts";
import { overInstances } from "../session/over-instances.ts";
import { planOptions, requireOwnReceipt } from "../session/plan-options.ts";
import type { Verb } from "../session/turn.ts";
import { takePart } from "../session/take-part.ts";

export interface DriftFlags extends FleetFlags, IssueFlags {
  readonly failOn?: "never" | "drift";
}

export default function drift(this: Context, flags: DriftFlags): Promise<void> {
  return finish(this, flags, () =>
    inCi(this, flags, "drift", (context) => compareFile(context, flags)),
  );
}

async function compareFile(context: Context, flags: DriftFlags): Promise<EndCode> {
  const loaded = await takePart(await loadFiles(context, flags), flags);
  requireDeclared(loaded);
  const receipts = placesOf(flags.receipt, loaded, "--receipt", false);
  const lasts = await readLastReceipts([...receipts.values()]);
  const run: Verb = async ({ desired, connection, reader }) => {
    const place = receipts.get(desired);
    const receipt = lasts.get(place ?? "");
    const options = planOptions(context, {}, receipt);
    const plan = await reader.read(() =>
      findDrift(narrow(desired, flags.only), connection, options),
    );
    const source = await readSource(
      desired,
      place === undefined ? flags : { ...flags, receipt: place },
      connection,
    );
    const lenient = flags.failOn === "never";
    return { kind: "drift", source, lenient, ...requireOwnReceipt({ plan }, receipt) };
  };
  return overInstances(context, loaded, flags, "drift", { run });
}
