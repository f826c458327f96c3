// A receipt as a wish: what was there before, as far as it is known and can be written. Pure.

import { findSection, type Catalog } from "../catalog/catalog.ts";
import type { ApiVersion } from "../catalog/api-version.ts";
import type { Json } from "../catalog/setting.ts";
import type { Declaration, Desired } from "./desired.ts";
import type { Warning } from "./plan.ts";
import { settingOf } from "./plan.ts";
import type { Receipt } from "./receipt.ts";

export interface Reversal {
  readonly desired: Desired;
  /** What can't be taken back, and why. */
  readonly warnings: readonly Warning[];
}

/**
 * The values before the receipt's calls. What was never sent is left out. `writable` says whether a
 * value may be written: Clerk takes some values only as an answer, not as a wish.
 */
export function reverseReceipt(
  receipt: Receipt,
  catalog: Catalog,
  file: string,
  writable: (section: string, setting: string, value: Json) => boolean,
): Reversal {
  const at = { file, line: 1, column: 1 };
  const declarations: Declaration[] = [];
  const warnings: Warning[] = [];
  const cannot = (address: string, why: string): void => {
    warnings.push({ code: "not_reversible", address, message: `can't be taken back: ${why}` });
  };
  for (const call of receipt.calls) {
    const section = catalog.find(({ path }) => path === call.path);
    for (const address of call.addresses) {
      const outcome = call.outcomes.find((entry) => entry.address === address);
      if (outcome?.outcome === "not_attempted") continue;
      const name = address.slice((section?.name.length ?? 0) + 1);
      const setting =
        section && settingOf(catalog, { address, section: section.name, setting: name });
      const before = call.before[address];
      if (!section || !setting) cannot(address, "this clerkwork does not know the setting");
      else if (!before?.known) cannot(address, "nothing showed its value before");
      else if (!writable(section.name, name, before.value))
        cannot(address, `Clerk does not take ${JSON.stringify(before.value)}, which it had before`);
      else declarations.push({ address, section, setting, value: before.value, at, pointer: "" });
    }
  }
  const order = catalog.flatMap((section) =>
    declarations.filter(
      (declaration) => findSection(catalog, section.name) === declaration.section,
    ),
  );
  return {
    desired: {
      file,
      environment: receipt.target.environment,
      apiVersion: receipt.target.api_version as ApiVersion,
      target: {
        instance_id: receipt.target.instance_id,
        environment_type: receipt.target.environment_type,
      },
      declarations: order,
      environments: [],
      pinned: new Map(),
      consents: [],
      ignores: [],
      emptySections: [],
    },
    warnings,
  };
}
