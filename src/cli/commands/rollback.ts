import { CATALOG } from "../../catalog/catalog.ts";
import { showDocument } from "../../core/escape.ts";
import { EXTRA } from "../../catalog/setting.ts";
import checkDocument from "../../core/check-document.generated.js";
import { EXIT, Failure, type ExitCode } from "../../core/failure.ts";
import { reverseReceipt } from "../../core/rollback.ts";
import type { Context } from "../context.ts";
import type { ConnectionFlags } from "../flags.ts";
import { openConnection } from "../open-connection.ts";
import { planEnvironment } from "../plan-environment.ts";
import { present } from "../present.ts";
import { readLastReceipt, readReceipt } from "../receipt-file.ts";
import { keyVariable, type TargetFlags } from "../target.ts";
import { carryOut, type WriteFlags } from "./apply.ts";

export interface RollbackFlags extends WriteFlags, ConnectionFlags, TargetFlags {}

/** Puts back what was there before an apply: an ordinary plan, guards included. */
export default function rollback(this: Context, flags: RollbackFlags, path: string): Promise<void> {
  return present(this, flags, () => rollBack(this, flags, path));
}

async function rollBack(
  context: Context,
  flags: RollbackFlags,
  path: string,
): Promise<ExitCode | 130 | 143> {
  if (flags.receipt === path) {
    throw new Failure(
      EXIT.invalid,
      "invalid_usage",
      "--receipt names the receipt that is rolled back",
      {
        hint: "name another file for the rollback's own receipt",
      },
    );
  }
  const receipt = await readReceipt(path);
  const { desired, warnings } = reverseReceipt(
    receipt,
    CATALOG,
    path,
    (section, setting, value) => {
      const [extra, member] = setting.split(".");
      const members =
        extra === EXTRA && member !== undefined
          ? { [EXTRA]: { [member]: value } }
          : { [setting]: value };
      return checkDocument({ version: 1, [section]: members });
    },
  );
  const target = { ...desired.target, ...(await keyVariable(context, flags)) };
  const pinned = { ...desired, target };
  const connection = openConnection(context, pinned, flags);
  context.interruption.listen();
  const last = await readLastReceipt(flags.receipt);
  const planned = await planEnvironment(context, pinned, connection, flags, last);
  const plan = {
    ...planned.plan,
    warnings: [...planned.plan.warnings, ...warnings],
    // There is no file that a consent could stand in.
    refusals: planned.plan.refusals.map((refusal) => ({ ...refusal, consent: null })),
  };
  const said = await carryOut(context, pinned, { ...planned, plan }, connection, flags, {
    asked: false,
    lastReceipt: last,
    kind: "rollback",
  });
  context.terminal.out(flags.format === "json" ? showDocument(said.document) : said.text);
  return said.code;
}
