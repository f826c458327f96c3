// A file changes nothing against itself, and whatever an offline plan names differs between the two texts.

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { renderOffline } from "../../src/core/render/offline.ts";
import type { OfflinePlan } from "../../src/core/plan/offline.ts";
import { loadText } from "../../src/reconcile/load.ts";
import { planOffline } from "../../src/reconcile/offline.ts";
import {
  environmentOf,
  files,
  layouts,
  managedBy,
  writeFile,
  type FileSpec,
} from "../rig/generators/files.ts";
import { CATALOG } from "./implementation.ts";
import { holdsFor } from "./law.ts";

const TODAY = "2026-06-01";

function planned(file: FileSpec, head: string, base: string): OfflinePlan {
  const environment = environmentOf(file);
  const part = environment === null ? "top" : [environment];
  const [desired] = loadText("clerkwork.yaml", head, part, TODAY);
  if (!desired) throw new Error("nothing was read");
  return planOffline(
    desired,
    { what: "ref", name: "main", text: base },
    { narrow: (one) => one, toolVersion: "0.0.0", allowances: [], today: TODAY },
  );
}

test("a file changes nothing against itself, however it is written", { timeout: 240_000 }, () =>
  holdsFor(fc.tuple(files(CATALOG), layouts, layouts), ([file, layout, other]) => {
    const plan = planned(file, writeFile(file, layout), writeFile(file, other));
    expect([plan.added, plan.changed, plan.removed]).toEqual([[], [], []]);
    const text = renderOffline(plan)
      .map((line) => line.text)
      .join("\n");
    expect(text).not.toMatch(/no changes|in sync/i);
  }),
);

test("what is added, changed and gone is told by what both declare", { timeout: 240_000 }, () =>
  holdsFor(fc.tuple(files(CATALOG), files(CATALOG), layouts), ([head, base, layout]) => {
    if (environmentOf(head) !== environmentOf(base)) return;
    const plan = planned(head, writeFile(head, layout), writeFile(base, layout));
    const [now, before] = [managedBy(head), managedBy(base)];
    const addresses = (some: readonly { readonly address: string }[]): readonly string[] =>
      some.map(({ address }) => address).toSorted();
    expect(addresses(plan.added)).toEqual(
      [...now.keys()].filter((one) => !before.has(one)).toSorted(),
    );
    expect(addresses(plan.removed)).toEqual(
      [...before.keys()].filter((one) => !now.has(one)).toSorted(),
    );
    for (const { address } of plan.changed) {
      expect([now.has(address), before.has(address)]).toEqual([true, true]);
      expect(JSON.stringify(now.get(address))).not.toBe(JSON.stringify(before.get(address)));
    }
  }),
);
