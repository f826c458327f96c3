// What was read of one instance or several, as a new file: what is equal stands at the top, what differs in the
// environments.

import type { ApiVersion } from "../catalog/api-version.ts";
import { CATALOG } from "../catalog/catalog.ts";
import type { TargetPin } from "../core/file/desired.ts";
import { writeDraft, type DraftLayer, type DraftRow } from "../core/file/draft.ts";
import type { Pulled } from "../core/plan/pulled.ts";
import { sameValue } from "../core/value/compare.ts";
import type { PulledInstance } from "./pull.ts";

/** One instance of a new file. */
export interface DraftPart extends PulledInstance {
  /** The environment that it becomes; null: the file is this instance's. */
  readonly environment: string | null;
  /** The variable that holds its secret key; undefined: the usual one. */
  readonly variable?: string | undefined;
}

/** The text of a file of these instances; `schema` is the path of the schema from the file. */
export function draftFile(
  parts: readonly DraftPart[],
  apiVersion: ApiVersion,
  schema: string,
): string {
  const [only] = parts;
  const isOne = only !== undefined && only.environment === null;
  const shared = isOne ? only.pulled.map((one) => rowOf(one, true)) : sharedRows(parts);
  return writeDraft(
    {
      schema,
      apiVersion,
      top: { target: isOne ? targetOf(only) : null, rows: shared },
      environments: new Map(
        isOne
          ? []
          : parts.map((part, index) => [part.environment ?? "", ownLayer(parts, index, shared)]),
      ),
    },
    CATALOG,
  );
}

function targetOf({ identity, variable }: DraftPart): TargetPin {
  return {
    instance_id: identity.id,
    environment_type: identity.type,
    ...(variable === undefined ? {} : { secret_key_env: variable }),
  };
}

function rowOf(one: Pulled, documented: boolean): DraftRow {
  const { row } = one;
  return one.kind === "value"
    ? { row, value: one.value, documented }
    : { row, comment: one.why.says, documented };
}

/** What all of them have alike: the same value, or the same reason for none. */
function sharedRows(parts: readonly DraftPart[]): readonly DraftRow[] {
  const [first, ...others] = parts;
  return (first?.pulled ?? [])
    .filter((one) => others.every(({ pulled }) => isAlike(one, findAt(pulled, one.row.address))))
    .map((one) => rowOf(one, true));
}

const findAt = (pulled: readonly Pulled[], address: string): Pulled | undefined =>
  pulled.find(({ row }) => row.address === address);

function isAlike(one: Pulled, other: Pulled | undefined): boolean {
  if (!other || one.kind !== other.kind) return false;
  if (one.kind === "left_out") return other.kind === "left_out" && one.why.says === other.why.says;
  return other.kind === "value" && sameValue(one.row.setting, one.value, other.value);
}

/** The rest of one of them. The catalog's sentence stands where a setting is named first. */
function ownLayer(
  parts: readonly DraftPart[],
  index: number,
  shared: readonly DraftRow[],
): DraftLayer {
  const part = parts[index] as DraftPart;
  const earlier = parts.slice(0, index).flatMap(({ pulled }) => pulled);
  const own = part.pulled.filter(
    (one) =>
      !shared.some(({ row }) => row.address === one.row.address) &&
      !(one.kind === "left_out" && one.why.code === "other_type"),
  );
  const rows = own.map((one) =>
    rowOf(
      one,
      !earlier.some(({ kind, row }) => kind === "value" && row.address === one.row.address),
    ),
  );
  return { target: targetOf(part), rows };
}
