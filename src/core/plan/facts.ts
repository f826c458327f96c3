// What a guard knows of an instance beside the moves.

import type { Live, Reading, Role } from "../value/reading.ts";

/** What was looked up because a move asked for it. */
export interface Facts {
  /** The roles of the instance once the plan is applied; null: not looked up. */
  readonly roles: readonly Role[] | null;
  /**
   * How many identifiers the allowlist holds at least once the plan is applied; `unknown`: the look-up failed; null:
   * not looked up.
   */
  readonly allowlistSize: number | "unknown" | null;
  /** What the settings beside the moves that decide about them hold once the plan is applied; by address. */
  readonly afterwards: ReadonlyMap<string, Reading>;
  /** Switches that are declared on and have no effect as the instance stands. */
  readonly idle: readonly IdleSwitch[];
  /** How many items there may be, by collection, without those that come with Clerk; absent: not looked up. */
  readonly quotas?: ReadonlyMap<string, number>;
  /** The lists of collections as they were read, by name; absent: none was asked for. */
  readonly lists?: Live["lists"];
}

/** A switch, what must be, and what is; in the words of Clerk's Dashboard. */
export interface IdleSwitch {
  readonly address: string;
  readonly what: string;
  readonly needed: string;
  readonly shown: string;
}

export interface Limits {
  /** YYYY-MM-DD, UTC: suggested consents end some days later. */
  readonly today: string;
  /** Undefined: no limit. */
  readonly maxChanges?: number;
  /** How many items of one collection may be deleted although they are many of it; undefined: none. */
  readonly maxDeletes?: number;
}
