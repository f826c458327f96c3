// Sends what differs, then checks what became of it.

import { Failure } from "../../core/finding/failure.ts";
import { hashSource } from "../../core/plan/saved-plan.ts";
import { planInstance } from "../../reconcile/plan.ts";
import type { Context, EndCode } from "../context.ts";
import { fileOf, loadFiles } from "../disk/load-file.ts";
import { requireNamed } from "../disk/read-document.ts";
import { narrow } from "../session/narrow.ts";
import { placesOf } from "../disk/places.ts";
import { inCi } from "../ci/in-ci.ts";
import type { CommentFlags } from "../ci-flags.ts";
import type { FleetFlags } from "../fleet-flags.ts";
import { flagsOf, sameCommand } from "../screen/command-line.ts";
import { carryOut, type WriteFlags } from "../session/carry-out.ts";
import { expecting } from "../session/expected.ts";
import { finish } from "../session/finish.ts";
import { holdReceipts } from "../session/hold-receipt.ts";
import { overInstances } from "../session/over-instances.ts";
import { planOptions, requireOwnReceipt } from "../session/plan-options.ts";
import type { SavedPlanPort } from "../session/saved-plan.ts";
import { takePart } from "../session/take-part.ts";

export interface ApplyFlags
  extends FleetFlags, Omit<WriteFlags, "format" | "color" | "file">, CommentFlags {
  readonly maxPlanAge?: number;
}

export default function apply(this: Context, flags: ApplyFlags, planPath?: string): Promise<void> {
  return finish(this, flags, () =>
    inCi(this, flags, "apply", (context) => applyFile(context, flags, planPath)),
  );
}

async function applyFile(context: Context, flags: ApplyFlags, path?: string): Promise<EndCode> {
  requireNamed(flags.file);
  const saved = path === undefined ? undefined : await openPlan(path, flags);
  const loaded = await takePart(await loadFiles(context, saved?.readFlags ?? flags), flags);
  if (flags.expect !== undefined && loaded.byEnvironment) {
    throw new Failure(
      "invalid_usage",
      "--expect takes one environment: a fingerprint is of one plan",
    );
  }
  saved?.admit(context, loaded);
  if ((flags.concurrency ?? 1) > 1 && !flags.yes) {
    throw new Failure("invalid_usage", "several at once can't be asked about: add --yes");
  }
  const unasked = sameCommand("apply", flags, ["--yes", ...expecting(flags)]);
  const receipts = placesOf(flags.receipt, loaded, "--receipt", true);
  return holdReceipts(context, [...receipts.values()], (lasts) =>
    overInstances(context, loaded, flags, "apply", {
      run: async ({ desired, connection, reader, isAlone, openPage }) => {
        const receipt = receipts.get(desired);
        const lastReceipt = receipt === undefined ? undefined : lasts.get(receipt);
        // What a receipt would settle was in the plan: a saved plan is derived again as it was made.
        const options = planOptions(context, flags, saved ? undefined : lastReceipt);
        const only = saved?.only ?? flags.only;
        const planned = await reader.read(async () => {
          const derived = requireOwnReceipt(
            await planInstance(narrow(desired, only), connection, options),
            lastReceipt,
          );
          const lastSent = lastReceipt?.last_sent ?? {};
          return saved ? saved.confirm(derived, connection, { ...options, lastSent }) : derived;
        });
        // A saved plan is compared as it was saved: applied once more, it has nothing left to change.
        const { expect, receipt: _, ...others } = flagsOf(flags, desired);
        const { file, bytes } = fileOf(loaded, desired);
        const own = {
          ...others,
          ...(saved || expect === undefined ? {} : { expect }),
          ...(receipt === undefined ? {} : { receipt }),
        };
        const rest = {
          kind: "apply",
          source: { file, sha256: hashSource(bytes) },
          isAlone,
          openPage,
          saved: saved !== undefined,
          lastReceipt,
          unasked,
        } as const;
        return carryOut(context, planned, connection, own, rest);
      },
      count: async (desired, connection) => {
        const options = planOptions(context, flags, lasts.get(receipts.get(desired) ?? ""));
        const { plan } = await planInstance(narrow(desired, flags.only), connection, options);
        return plan.changes.length;
      },
    }),
  );
}

/** Only loaded where there is one. */
async function openPlan(path: string, flags: ApplyFlags): Promise<SavedPlanPort> {
  const { openSavedPlan } = await import("../session/saved-plan.ts");
  return openSavedPlan(path, flags);
}
