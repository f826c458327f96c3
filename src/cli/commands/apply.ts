// Sends what differs, then checks what became of it.

import { normalize } from "node:path";
import { Failure } from "../../core/finding/failure.ts";
import { admitSavedPlan, hashSource, type SavedPlan } from "../../core/plan/saved-plan.ts";
import { confirmPlanned } from "../../reconcile/confirm.ts";
import { planInstance } from "../../reconcile/plan.ts";
import type { Context, EndCode } from "../context.ts";
import { findFile } from "../disk/find-file.ts";
import { fileOf, loadFiles, type LoadedFile } from "../disk/load-file.ts";
import { requireNamed } from "../disk/read-document.ts";
import { narrow } from "../session/narrow.ts";
import { placesOf } from "../disk/places.ts";
import { readSavedPlan } from "../disk/plan-file.ts";
import type { FleetFlags } from "../fleet-flags.ts";
import { commandText, flagsOf, sameCommand } from "../screen/command-line.ts";
import { carryOut, expecting, requireExpected, type WriteFlags } from "../session/carry-out.ts";
import { finish } from "../session/finish.ts";
import { holdReceipts } from "../session/hold-receipt.ts";
import { readSecretKey } from "../session/read-key.ts";
import { overInstances } from "../session/over-instances.ts";
import { planOptions, requireOwnReceipt } from "../session/plan-options.ts";
import { takePart, type RunParts } from "../session/take-part.ts";

export interface ApplyFlags extends FleetFlags, Omit<WriteFlags, "format" | "color" | "file"> {
  readonly maxPlanAge?: number;
}

export default function apply(this: Context, flags: ApplyFlags, planPath?: string): Promise<void> {
  return finish(this, flags, () => applyFile(this, flags, planPath));
}

async function applyFile(context: Context, flags: ApplyFlags, path?: string): Promise<EndCode> {
  requireNamed(flags.file);
  const saved = path === undefined ? undefined : await readPlan(path, flags);
  const loaded = await takePart(
    await loadFiles(context, saved ? flagsFor(saved, flags) : flags),
    flags,
  );
  if (flags.expect !== undefined && loaded.byEnvironment) {
    throw new Failure(
      "invalid_usage",
      "--expect takes one environment: a fingerprint is of one plan",
    );
  }
  if (saved) {
    admit(context, saved, loaded, flags);
    requireExpected(saved, flags.expect);
  }
  if ((flags.concurrency ?? 1) > 1 && !flags.yes) {
    throw new Failure("invalid_usage", "several at once can't be asked about: add --yes");
  }
  const unasked = sameCommand("apply", flags, ["--yes", ...expecting(flags)]);
  const receipts = placesOf(flags.receipt, loaded, "--receipt", true);
  return holdReceipts(context, [...receipts.values()], (lasts) =>
    overInstances(
      context,
      loaded,
      flags,
      "apply",
      async ({ desired, connection, reader, isAlone, openPage }) => {
        const receipt = receipts.get(desired);
        const lastReceipt = receipt === undefined ? undefined : lasts.get(receipt);
        // What a receipt would settle was in the plan: a saved plan is derived again as it was made.
        const options = planOptions(context, flags, saved ? undefined : lastReceipt);
        const only = saved?.source.only ?? flags.only;
        const planned = await reader.read(async () => {
          const derived = requireOwnReceipt(
            await planInstance(narrow(desired, only), connection, options),
            lastReceipt,
          );
          const lastSent = lastReceipt?.last_sent ?? {};
          return saved
            ? confirmPlanned(saved, derived, connection, { ...options, lastSent })
            : derived;
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
      async (desired, connection) => {
        const options = planOptions(context, flags, lasts.get(receipts.get(desired) ?? ""));
        const { plan } = await planInstance(narrow(desired, flags.only), connection, options);
        return plan.changes.length;
      },
    ),
  );
}

const readPlan = (path: string, flags: ApplyFlags): Promise<SavedPlan> =>
  readSavedPlan(path, commandText("apply", { ...flags, file: path }));

/** Throws a `Failure` (exit 3 or 4) unless the plan is whole, of this file, and was made with this secret key. */
function admit(context: Context, saved: SavedPlan, loaded: RunParts, flags: ApplyFlags): void {
  const [desired, ...others] = loaded.desired;
  if (!desired || others.length > 0) {
    throw new Failure(
      "invalid_usage",
      "a saved plan is for one instance: name one environment at most",
    );
  }
  admitSavedPlan(saved, {
    now: context.now(),
    maxAge: flags.maxPlanAge ?? 24,
    source: sourceOf(fileOf(loaded, desired)),
    toolVersion: context.toolVersion,
    sealer: readSecretKey(context, desired, flags).seal,
  });
}

const sourceOf = ({ file, says }: LoadedFile): SavedPlan["source"] => ({ file, sha256: says() });

/** What is read for a saved plan. The plan says which environment it is for; it never chooses the file. */
function flagsFor({ source, target }: SavedPlan, flags: ApplyFlags): ApplyFlags {
  if (flags.only) {
    throw new Failure("invalid_usage", "--only doesn't go with a saved plan", {
      hint: `make the plan with --only: ${commandText("plan", flags, ["--out", "FILE"])}`,
    });
  }
  const found = flags.file?.[0] ?? findFile();
  if (flags.file === undefined && normalize(source.file) !== found) {
    throw new Failure(
      "invalid_usage",
      `the plan says that it was made from ${source.file}, and without -f ${found} is read`,
      { hint: "if that is the file that was reviewed, name it too: give -f FILE" },
    );
  }
  if (flags.env || flags.all || flags.base) return flags;
  const named = target.environment;
  return named === null ? { ...flags, base: true } : { ...flags, env: [named] };
}
