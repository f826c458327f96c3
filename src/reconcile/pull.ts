// Pull: what an instance holds, as a file would say it; for a new file, and as edits of one that is there.

import type { ApiVersion } from "../catalog/api-version.ts";
import { CATALOG, rowsOf } from "../catalog/catalog.ts";
import { EXTRA, isExtraSetting, type Row } from "../catalog/resource.ts";
import type { Json } from "../catalog/setting.ts";
import type { Expected, Identity, InstancePort } from "../clerk/instance.ts";
import { parseDocument } from "../core/file/document.ts";
import { sentence } from "../core/finding/issue.ts";
import { leftOut, type LeftOut } from "../core/finding/left-out.ts";
import { pullRows, type Pulled } from "../core/plan/pulled.ts";
import { secretKind } from "../core/text/secret.ts";
import type { InstanceType, Live } from "../core/value/reading.ts";
import { validate } from "./load.ts";

export interface PullOptions {
  /** Whether a text holds a secret that is known, such as the secret key. */
  readonly isSecret: (text: string) => boolean;
}

/** What an instance is like, in the words of a file. */
export interface PulledInstance {
  readonly identity: Identity;
  readonly pulled: readonly Pulled[];
}

/** The rows that a file of that version can name. */
export const rowsIn = (apiVersion: ApiVersion): readonly Row[] =>
  rowsOf(CATALOG).filter(
    ({ section, setting }) =>
      section.versions.includes(apiVersion) && setting.versions.includes(apiVersion),
  );

/**
 * Reads everything of an instance that no file names yet. Throws a `Failure` when a read fails: a part that
 * can't be read is never taken for empty.
 */
export async function pullInstance(
  rows: readonly Row[],
  instance: InstancePort,
  expected: Expected,
  apiVersion: ApiVersion,
  options: PullOptions,
): Promise<PulledInstance> {
  const identity = await instance.identify(expected);
  const live = await instance.observe(rows);
  return { identity, pulled: pullLive(rows, live, identity.type, apiVersion, options) };
}

/** The same of what was read already. */
export function pullLive(
  rows: readonly Row[],
  live: Live,
  type: InstanceType,
  apiVersion: ApiVersion,
  options: PullOptions,
): readonly Pulled[] {
  return pullRows(rows, live.readings, type).map((one) => {
    if (one.kind === "left_out") {
      const { says } = one.why;
      const isSecret = options.isSecret(says) || secretKind(says) !== undefined;
      return isSecret ? { ...one, why: leftOut("secret", {}) } : one;
    }
    const why = whyNotSaid(one.row, one.value, type, apiVersion, options);
    return why ? { row: one.row, kind: "left_out", why } : one;
  });
}

/** Why a file may not hold the value, as the file's own rules have it; undefined: it may. */
export function whyNotSaid(
  row: Row,
  value: Json,
  type: InstanceType,
  apiVersion: ApiVersion,
  { isSecret }: PullOptions,
): LeftOut | undefined {
  if (holdsText(value, (text) => isSecret(text) || secretKind(text) !== undefined))
    return leftOut("secret", {});
  const file = {
    version: 1,
    api_version: apiVersion,
    target: { environment_type: type },
    [row.section.name]: membersWith(row, value),
  };
  const parsed = parseDocument("", JSON.stringify(file));
  const [issue] = parsed.ok ? validate(parsed.document) : parsed.issues;
  if (!issue) return undefined;
  return value === "" ? leftOut("not_set", {}) : leftOut("not_accepted", { why: sentence(issue) });
}

/** A section with the value in it. What else an item must have is not asked of one that has a part of it. */
function membersWith({ setting, item, of }: Row, value: Json): Json {
  if (of) return { present: { [of.key]: { [of.member]: value } } };
  if (item) return { present: { [item.key]: value } };
  const name = setting.name.replace(`${EXTRA}.`, "");
  return isExtraSetting(setting) ? { [EXTRA]: { [name]: value } } : { [name]: value };
}

function holdsText(value: Json, isSought: (text: string) => boolean): boolean {
  if (typeof value === "string") return isSought(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, item]) => isSought(key) || holdsText(item, isSought));
}
