// Did a write take? Clerk's echo is the proof for what it carries; the rest is read, for a bounded
// time, and a read that lags proves nothing.

import type { Catalog } from "../catalog/catalog.ts";
import { isExtraSetting, type Json, type Section, type Setting } from "../catalog/setting.ts";
import { normalise, sameValue } from "../core/compare.ts";
import { readingFor, type Change } from "../core/diff.ts";
import type { Outcome, SideEffect } from "../core/outcome.ts";
import { settingOf } from "../core/plan.ts";
import type { Live, Reading, Role } from "../core/reading.ts";
import { memberAt } from "./json-answer.ts";
import { readSource } from "./observe.ts";

/** Milliseconds before each read of a value that has not shown yet; 16 seconds in all. */
export const SETTLE_DELAYS: readonly number[] = [0, 250, 500, 1000, 2000, 4000, 8000];

/** The changes of one call, with their rows. */
export interface Written {
  readonly change: Change;
  readonly setting: Setting;
}

export function writtenBy(catalog: Catalog, changes: readonly Change[]): readonly Written[] {
  return changes.flatMap((change) => {
    const setting = settingOf(catalog, change);
    return setting ? [{ change, setting }] : [];
  });
}

/** What the echo proves; undefined: it doesn't carry the setting. */
export async function judgeEcho(
  { change, setting }: Written,
  echo: Json,
  roles: readonly Role[],
): Promise<Outcome | undefined> {
  if (setting.echo === null) return undefined;
  const outcome = { address: change.address, to: change.to };
  const shown = await readEcho(setting, setting.echo, echo, roles);
  if (!shown.known) {
    // A member outside the catalog may be one that Clerk takes without showing it, and a role that
    // can't be translated proves nothing.
    if (shown.why !== "missing_in_answer" || isExtraSetting(setting)) return undefined;
    return {
      ...outcome,
      outcome: "contradicted",
      detail: "Clerk's answer leaves the setting out: it was dropped in silence",
    };
  }
  const reading = readingFor({ setting, value: change.to }, shown);
  if (!reading.known || sameValue(setting, reading.value, change.to))
    return { ...outcome, outcome: "confirmed" };
  return {
    ...outcome,
    outcome: "contradicted",
    shown: reading.value,
    detail: "Clerk's answer shows another value",
  };
}

async function readEcho(
  setting: Setting,
  member: string,
  echo: Json,
  roles: readonly Role[],
): Promise<Reading> {
  const transform =
    setting.read.find((source) => source.via === "backend_api")?.transform ?? "identity";
  return readSource(
    setting,
    { via: "backend_api", path: "", member: [member], transform },
    echo,
    roles,
  );
}

/** A change's setting as reads show it now. */
export function readNow({ change, setting }: Written, live: Live): Reading {
  const reading = live.get(change.address) ?? { known: false, why: "write_only" };
  return readingFor({ setting, value: change.to }, reading);
}

/** What a read proves: confirmed, or nothing. */
export function judgeReading(written: Written, live: Live): Outcome | undefined {
  const { change, setting } = written;
  const reading = readNow(written, live);
  return reading.known && sameValue(setting, reading.value, change.to)
    ? { address: change.address, to: change.to, outcome: "confirmed" }
    : undefined;
}

/**
 * Settings of the section that the echo shows otherwise than the read before the call did, although
 * the call didn't name them. What is on its way to the file's own value is no surprise: the read
 * before may have lagged.
 */
export async function findSideEffects(
  section: Section,
  before: Live,
  echo: Json,
  sent: readonly string[],
  expected: ReadonlyMap<string, Json>,
): Promise<readonly SideEffect[]> {
  const effects: SideEffect[] = [];
  for (const setting of section.settings) {
    const address = `${section.name}.${setting.name}`;
    const from = before.get(address);
    if (
      !setting.echo ||
      !from?.known ||
      sent.includes(address) ||
      sent.some((one) => setting.excludes.includes(one))
    )
      continue;
    if (memberAt(echo, [setting.echo]) === undefined) continue;
    const shown = await readEcho(setting, setting.echo, echo, []);
    if (!shown.known || sameValue(setting, shown.value, from.value)) continue;
    const wanted = expected.get(address);
    if (wanted !== undefined && sameValue(setting, shown.value, wanted)) continue;
    effects.push({
      address,
      from: normalise(setting, from.value),
      to: normalise(setting, shown.value),
    });
  }
  return effects;
}
