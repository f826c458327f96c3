// What an offline plan comes to, in sentences that say what is not known as well.

import { sayCounted } from "./counted.ts";
import type { OfflinePlan } from "../plan/offline.ts";
import { escapeText } from "../text/escape.ts";
import { plural } from "../text/line.ts";

/** Stands at the head of every offline plan. */
export const NOT_READ = "offline: the live state was not read";

/** A commit by its first digits. Escaped; null: there is no base. */
export function baseNameOf({ against: { name } }: OfflinePlan): string | null {
  if (name === null) return null;
  return /^[0-9a-f]{40,64}$/.test(name) ? name.slice(0, 12) : escapeText(name);
}

const named = (some: readonly { readonly address: string }[]): string =>
  sayCounted(some.map(({ address }) => address));

/** The same words each time. */
export function summariseOffline(plan: OfflinePlan): string {
  const { added, changed, removed, declared } = plan;
  const isAlone = plan.notes.some(
    ({ code }) => code === "offline_no_base" || code === "offline_other_target",
  );
  if (isAlone)
    return `Offline plan: the file declares ${plural(declared, "setting")}; the live state was not read.`;
  if (added.length + changed.length + removed.length === 0)
    return `Offline plan: the live state was not read.${againstOf(plan)} the file says the same.`;
  const parts = [
    added.length > 0 ? `adds ${named(added)}` : "",
    changed.length > 0 ? `changes ${named(changed)}` : "",
    removed.length > 0 ? `no longer manages ${named(removed)}` : "",
  ].filter(Boolean);
  const said = [parts.slice(0, -1).join(", "), parts.at(-1)].filter(Boolean).join(" and ");
  return `Offline plan: the live state was not read.${againstOf(plan)} the file ${said}.`;
}

function againstOf(plan: OfflinePlan): string {
  const base = baseNameOf(plan);
  return base === null ? "" : ` Against ${base},`;
}

/** Undefined: no hazard needs one. */
export function sayConsents({
  consents: { needed, given },
  environment_type: type,
}: OfflinePlan): string | undefined {
  if (needed === 0) return undefined;
  const hazards = needed === 1 ? "1 hazard" : `${needed} hazards`;
  if (type === "development")
    return `${hazards} that production would ask consent for; a development instance does not.`;
  const some = given === 0 ? "none is given" : `given for ${given} of ${needed}`;
  return `${hazards} may need consent before apply: ${given === needed ? "given" : some}.`;
}
