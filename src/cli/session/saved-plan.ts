// A plan that was saved, as apply takes it: it says which environment it is for, and never chooses the file.

import { normalize } from "node:path";
import type { InstancePort } from "../../clerk/instance.ts";
import { Failure } from "../../core/finding/failure.ts";
import { admitSavedPlan, NEW_PLAN } from "../../core/plan/admit-plan.ts";
import type { SavedPlan } from "../../core/plan/saved-plan.ts";
import { confirmPlanned, type ConfirmOptions } from "../../reconcile/confirm.ts";
import type { Planned } from "../../reconcile/plan.ts";
import type { Context } from "../context.ts";
import { findFile } from "../disk/find-file.ts";
import { fileOf, type LoadedFile } from "../disk/load-file.ts";
import { readSavedPlan } from "../disk/plan-file.ts";
import type { FleetFlags } from "../fleet-flags.ts";
import type { PermissionFlags } from "../flags.ts";
import { commandText } from "../screen/command-line.ts";
import { requireExpected } from "./expected.ts";
import { readSecretKey } from "./read-key.ts";
import type { RunParts } from "./take-part.ts";

export interface SavedPlanFlags extends FleetFlags, PermissionFlags {
  readonly expect?: string;
  /** Hours. */
  readonly maxPlanAge?: number;
}

/** A saved plan that has the form of one. */
export interface SavedPlanPort {
  /** The flags that its file and environment are read with. */
  readonly readFlags: SavedPlanFlags;
  /** The sections that it was made of; undefined: all. */
  readonly only: readonly string[] | undefined;
  /** Throws a `Failure` (exit 3 or 4) unless it is whole, of this file, made with this key, and the expected one. */
  readonly admit: (context: Context, loaded: RunParts) => void;
  /** The plan, derived again. Rejects with a `Failure` (exit 4) when it is no longer what was planned. */
  readonly confirm: (
    derived: Planned,
    instance: InstancePort,
    options: ConfirmOptions,
  ) => Promise<Planned>;
}

/** Rejects with a `Failure` (exit 3) when it can't be read. What is wrong with it names the command for a new one. */
export async function openSavedPlan(path: string, flags: SavedPlanFlags): Promise<SavedPlanPort> {
  const saved = await readSavedPlan(path, {
    apply: commandText("apply", { ...flags, file: path }),
    plan: commandText("plan", flags, ["--out", "FILE"]),
  });
  const again = `${NEW_PLAN}: ${commandText("plan", flags, ["--out", path, "--force"])}`;
  return {
    readFlags: flagsFor(saved, flags),
    only: saved.source.only,
    admit: (context, loaded) => {
      try {
        admit(context, saved, loaded, flags);
      } catch (error) {
        throw withCommand(error, again);
      }
      requireExpected(saved, flags.expect, commandText("plan", flags));
    },
    confirm: async (derived, instance, options) => {
      try {
        return await confirmPlanned(saved, derived, instance, options);
      } catch (error) {
        throw withCommand(error, again);
      }
    },
  };
}

function withCommand(error: unknown, hint: string): unknown {
  if (!(error instanceof Failure) || error.hint !== NEW_PLAN) return error;
  const { code, message, issues, refusals } = error;
  return new Failure(code, message, { hint, issues, refusals });
}

/** Throws a `Failure` (exit 3 or 4) unless the plan is whole, of this file, and was made with this secret key. */
function admit(context: Context, saved: SavedPlan, loaded: RunParts, flags: SavedPlanFlags): void {
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
function flagsFor({ source, target }: SavedPlan, flags: SavedPlanFlags): SavedPlanFlags {
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
