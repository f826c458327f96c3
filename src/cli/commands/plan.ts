// Shows what would change; changes no setting.

import { CATALOG } from "../../catalog/catalog.ts";
import { planInstance } from "../../reconcile/plan.ts";
import type { Context, EndCode } from "../context.ts";
import { fileOf, loadFiles } from "../disk/load-file.ts";
import { requireNamed } from "../disk/read-document.ts";
import { narrow } from "../session/narrow.ts";
import { placesOf } from "../disk/places.ts";
import { requireWritable, savePlan } from "../disk/plan-file.ts";
import { inCi } from "../ci/in-ci.ts";
import { annotateRefusals } from "../screen/annotate.ts";
import { endingsOfPlan, flagsOf } from "../screen/command-line.ts";
import { readSource } from "../screen/source.ts";
import { finish } from "../session/finish.ts";
import { readLastReceipts } from "../session/hold-receipt.ts";
import { openKeys } from "../session/read-key.ts";
import { overInstances } from "../session/over-instances.ts";
import { planOfflineInstead } from "../session/offline-when.ts";
import type { PlanFlags } from "../session/plan-flags.ts";
import { planOptions, requireOwnReceipt } from "../session/plan-options.ts";
import type { Verb } from "../session/turn.ts";
import { takePart } from "../session/take-part.ts";

const EVERY_SECTION = CATALOG.map(({ name }) => name);

export default function plan(this: Context, flags: PlanFlags): Promise<void> {
  return finish(this, flags, () =>
    inCi(this, flags, "plan", (context) => planFile(context, flags)),
  );
}

async function planFile(context: Context, flags: PlanFlags): Promise<EndCode> {
  const loaded = await takePart(await loadFiles(context, flags), flags);
  const offline = await planOfflineInstead(context, loaded, flags);
  if (offline && "ended" in offline) return offline.ended;
  const { force = false, failOn } = flags;
  const detailed = flags.detailedExitcode === true || failOn === "changes";
  const lenient = failOn === "never";
  const outs = placesOf(flags.out, loaded, "--out", true);
  if (outs.size > 0) requireNamed(flags.file);
  for (const out of outs.values()) requireWritable(out, force);
  const receipts = placesOf(flags.receipt, loaded, "--receipt", false);
  const lasts = await readLastReceipts([...receipts.values()]);
  const keys = outs.size > 0 ? openKeys(context, flags) : undefined;
  const planOne: Verb = async ({ desired, connection, reader }) => {
    const place = receipts.get(desired);
    const receipt = lasts.get(place ?? "");
    const own = place === undefined ? flags : { ...flags, receipt: place };
    const options = {
      ...planOptions(context, flags, receipt),
      ...(flags.unmanaged ? { unmanaged: flags.only ?? EVERY_SECTION } : {}),
    };
    const planned = await reader.read(() =>
      planInstance(narrow(desired, flags.only), connection, options),
    );
    const { plan: made } = requireOwnReceipt(planned, receipt);
    annotateRefusals(context, made);
    const out = outs.get(desired);
    const endings = endingsOfPlan(made, out, flagsOf(own, desired));
    const source = await readSource(desired, own, connection);
    const run = { kind: "plan", plan: made, detailed, lenient, endings, source } as const;
    if (out !== undefined && keys) {
      const { seal: sealer } = keys(desired).secretKey;
      await savePlan(out, run, fileOf(loaded, desired), context, {
        force,
        sealer,
        only: flags.only,
      });
    }
    return run;
  };
  return overInstances(context, loaded, flags, "plan", { run: planOne, made: offline?.made });
}
