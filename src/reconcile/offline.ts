// The offline plan of one environment: an earlier text of the file, read, and the file held against it. Sends nothing.

import { CATALOG } from "../catalog/catalog.ts";
import { environmentsOf, readDesired, type Desired } from "../core/file/desired.ts";
import { parseDocument } from "../core/file/document.ts";
import { warning, type Warning } from "../core/finding/warning.ts";
import {
  comparedWith,
  type Against,
  type OfflineOptions,
  type OfflinePlan,
} from "../core/plan/offline.ts";
import { validate } from "./load.ts";

/** An earlier text of the file, or why there is none. */
export type BaseText = Against & ({ readonly text: string } | { readonly why: string });

export interface AgainstBase extends Omit<OfflineOptions, "against"> {
  /** What the file is narrowed to; the base is, too. */
  readonly narrow: (desired: Desired) => Desired;
}

/** A base that is not valid, or of another instance, is none; the plan says why. */
export function planOffline(
  head: Desired,
  base: BaseText,
  { narrow, findings = [], ...options }: AgainstBase,
): OfflinePlan {
  const { desired, says } = readBase(head, base);
  const { what, name } = base;
  return comparedWith(narrow(head), desired && narrow(desired), {
    ...options,
    against: { what, name },
    findings: [...findings, ...says],
  });
}

interface Found {
  readonly desired: Desired | null;
  readonly says: readonly Warning[];
}

function readBase(head: Desired, base: BaseText): Found {
  if (!("text" in base)) return none(base.why);
  const name = base.name ?? "the base";
  const parsed = parseDocument(name, base.text);
  if (!parsed.ok || validate(parsed.document).length > 0) return none(`${name} is not valid`);
  const { document } = parsed;
  const { environment, target } = head;
  if (environment !== null && !environmentsOf(document).includes(environment))
    return none(`${name} has no environment ${environment}`);
  const desired = readDesired(document, CATALOG, environment);
  if (!isOther(desired.target, target)) return { desired, says: [] };
  return { desired: null, says: [warning("offline_other_target", { base: name })] };
}

const none = (why: string): Found => ({
  desired: null,
  says: [warning("offline_no_base", { why })],
});

/** A pin that was not there before says nothing. */
const isOther = (before: Desired["target"], now: Desired["target"]): boolean =>
  (["instance_id", "environment_type"] as const).some(
    (member) =>
      before[member] !== undefined && now[member] !== undefined && before[member] !== now[member],
  );
