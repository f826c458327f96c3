// One setting that is to move, and the row that it moves.

import type { Row } from "../../catalog/resource.ts";
import type { Hazard } from "../../catalog/hazard.ts";
import type { Json } from "../../catalog/setting.ts";
import type { Position } from "../finding/position.ts";
import type { Reading } from "../value/reading.ts";

/**
 * | action | from | to |
 * |---|---|---|
 * | `update` | the reading before | the value after |
 * | `create` | null: it is not there | the item as written |
 * | `delete` | the reading before | null |
 * | `rename` | the old key | the new key |
 *
 * Settings are only updated. Documents leave out what is null for an item.
 */
export type Action = "update" | "create" | "delete" | "rename";

/** Who allowed a dangerous change, and where. */
export type ConsentGiven =
  | {
      readonly by: "file";
      readonly reason: string;
      /** YYYY-MM-DD, the last day on which it holds (UTC). */
      readonly until: string;
      readonly at: Position;
    }
  | { readonly by: "flag"; readonly flag: string };

/** A danger that a change meets. */
export interface HazardMet {
  readonly hazard: Hazard;
  /** What will happen, to whom. */
  readonly says: string;
  /** Whether it keeps the change from being applied: on production, without consent. */
  readonly blocked: boolean;
  readonly consent: ConsentGiven | null;
}

/** One setting or item that is to move. An unknown `from` means: sent because nothing shows its value. */
export interface Change {
  readonly address: string;
  readonly section: string;
  readonly setting: string;
  readonly action: Action;
  /** Of an item. `id`: by which it is changed and deleted; null: it is not there. */
  readonly item?: { readonly collection: string; readonly key: string; readonly id: string | null };
  readonly from: Reading;
  readonly to: Json;
  readonly hazards: readonly HazardMet[];
  /** Where the file says so. */
  readonly at: Position;
}

/** A change with the row that it moves: what comes after `diff` looks nothing up. */
export interface Move {
  readonly change: Change;
  readonly row: Row;
}
