// What is known of the items of a collection: what tells them apart, what they endanger, how they are listed.

import type { HazardRule } from "./hazard.ts";
import type { Json, JsonSchema, ReadSource, Setting } from "./setting.ts";

/** What is to become of items that the file does not name. */
export const UNLISTED = {
  keep: "They are left alone.",
  report: "They are drift, and stand in the plan; never deleted.",
  delete: "They are deleted.",
} as const;

/** See `UNLISTED`. */
export type Unlisted = keyof typeof UNLISTED;

/**
 * How Clerk keeps a key. `address_case`: an e-mail address, or a pattern of them, in lower case; whether it folds
 * anything else is not documented.
 */
export type KeyFold = "none" | "address_case";

/** A danger of an item that appears, disappears, or gets another key. */
export interface ItemHazardRule extends HazardRule {
  readonly when: "appears" | "disappears" | "renamed";
  /** Only of items whose key matches; absent: of every one. */
  readonly keys?: RegExp;
  /** The same in words. */
  readonly of?: string;
}

/** What a collection holds. */
export interface Items {
  /** A key to show. */
  readonly example: string;
  /** What one is called, and several. */
  readonly noun: readonly [one: string, several: string];
  readonly key: {
    /** Of a POST's body and of an item in answers. */
    readonly member: string;
    /** What may be written in the file. */
    readonly schema: JsonSchema;
    readonly fold: KeyFold;
    /** A PATCH may change it. */
    readonly isRenamable?: true;
    /** Keys that differ only in case may be one to Clerk: two of them are a conflict. */
    readonly mayFoldCase?: true;
  };
  /** What an item holds beside its key, in the order in which it is written; absent: nothing. */
  readonly members?: readonly Setting[];
  /** Members that a PATCH must carry, whatever it changes. */
  readonly patchAlwaysSends?: readonly string[];
  /** Members of which, once one is sent, all are. */
  readonly sentTogether?: readonly string[];
  /** Keys of items that come with every instance: they never count among those that the file does not name. */
  readonly comesWithClerk?: RegExp;
  /** Settings that name an item by its key: while one does, the item can't be deleted. */
  readonly usedBy?: readonly string[];
  /** Where Clerk shows how many items there may be, without those that come with Clerk. */
  readonly quota?: ReadSource;
  /** What `creator_role` needs; absent: the items are no roles. */
  readonly creatorNeeds?: readonly string[];
  /** How it is listed: a page in any case, or only with `paginated=true`, which Clerk's SDKs send always. */
  readonly list: "page" | "page_when_asked";
  /** What a POST carries beside what the file says. */
  readonly alwaysSent: Readonly<Record<string, Json>>;
  readonly hazards: readonly ItemHazardRule[];
  /** What `unlisted` may say. */
  readonly unlisted: readonly Unlisted[];
  /** Switches that keep everybody out while the collection is empty, and what nobody could do then. */
  readonly neededBy: readonly { readonly address: string; readonly deed: string }[];
  /** The code of the 403 with which Clerk may say that what the list is for is turned off. */
  readonly offCode?: string;
  /** Whether the items of an instance go into a new file unasked; otherwise the collection has to be named. */
  readonly isPulled: boolean;
  /** Of keys that name a person, those that do not; absent: none names one. */
  readonly shownKeys?: RegExp;
  /** What is worth a warning where `unlisted: delete` is written; absent: nothing. */
  readonly othersWrite?: string;
}

/** The key as Clerk keeps it. */
export const foldKey = ({ key: { fold } }: Items, key: string): string =>
  fold === "address_case" && key.includes("@") ? key.toLowerCase() : key;
