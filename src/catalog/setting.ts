// What the tool knows of one setting: its value, where it is written and read, what it endangers.

import type { ApiVersion } from "./api-version.ts";
import type { HazardRule } from "./hazard.ts";

/** Any JSON value. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [member: string]: Json };

/** A JSON Schema (2020-12) fragment. */
export type JsonSchema = { readonly [keyword: string]: Json };

/**
 * How two values of a setting are told apart. Sets have neither order nor repetition; `unordered` is any
 * JSON whose lists have no order, and of whose objects only the members count that the file names. Of `presence`
 * all values are the same but null.
 */
export type Comparison = "scalar" | "set" | "list" | "json" | "unordered" | "presence";

/**
 * From what Clerk answers to what people write:
 * `identity` as is · `not` the negated boolean · `null_is_empty` null reads as "" (or [] for sets) ·
 * `role_id_from_key` the id of the organization role with that key · `item` the members of an item that are
 * managed; null where a whole list does not have it · `keys` the keys of a whole list · `keys_of_items` the member
 * `key` of each of a list.
 */
export type Transform =
  | "identity"
  | "not"
  | "null_is_empty"
  | "role_id_from_key"
  | "item"
  | "keys"
  | "keys_of_items";

/**
 * From what people write to what Clerk takes: `identity` as is · `role_id_from_key` the id of the organization role with
 * that key · `ids_from_keys` the ids of the items with those keys · `variable` what the environment variable of that
 * name holds, when it is sent and no sooner.
 */
export type WriteTransform = "identity" | "role_id_from_key" | "ids_from_keys" | "variable";

/** An item of a list that was read whole. */
export type ItemRef = { readonly key: string } | { readonly id: string };

/** One place where a setting can be read. */
export interface ReadSource {
  readonly via: "backend_api" | "frontend_api";
  /** Path below the API's base. `/domains` speaks of the primary domain. */
  readonly path: string;
  /** Where in the answer. */
  readonly member: readonly string[];
  readonly transform: Transform;
  /** The source speaks of this setting only while another member of the same answer has this value. */
  readonly onlyWhile?: { readonly member: readonly string[]; readonly equals: Json };
  /** Of a list: the item in which `member` stands. Where the list does not have it, the value is null. */
  readonly item?: ItemRef;
}

/** When a switch keeps everybody out who is not on the allowlist. */
export interface AllowlistNeed {
  /** The value that does it. */
  readonly when: boolean;
  /** Only while this address, in the same section, is true. */
  readonly besides?: string;
  /** What nobody could do with an empty allowlist. */
  readonly deed: string;
}

/** When a switch that is on has an effect. */
export interface EffectiveWhile {
  readonly source: ReadSource;
  readonly equals: Json;
  /** How the source's values are called in Clerk's Dashboard. */
  readonly names: Readonly<Record<string, string>>;
  /** What the source shows, in Clerk's words. */
  readonly what: string;
}

/** One knob of a Clerk instance: everything that the tool knows about it. */
export interface Setting<Name extends string = string, Value extends Json = Json> {
  readonly name: Name;
  /** What it does, for a person. One or two sentences. */
  readonly doc: string;
  /** What may be written in the file. */
  readonly schema: JsonSchema;
  readonly comparison: Comparison;
  /** The member of the PATCH body, and how the file's value becomes that member's. */
  readonly write: { readonly member: string; readonly transform: WriteTransform };
  /** Where it can be read, best source first; empty: write-only. */
  readonly read: readonly ReadSource[];
  /** The member of the PATCH answer that shows it; null: the answer doesn't. */
  readonly echo: string | null;
  /** Clerk's documents let the answer leave that member out. */
  readonly echoOptional?: boolean;
  /** The API versions that document it as writable. */
  readonly versions: readonly ApiVersion[];
  /** Has an effect only on instances of this type. */
  readonly environment?: "development" | "production";
  readonly hazards: readonly HazardRule[];
  /** Addresses that must be written before this one. */
  readonly after: readonly string[];
  /** Why Clerk deprecated it. */
  readonly deprecated?: string;
  /** Addresses that can't be declared together with it. */
  readonly excludes: readonly string[];
  /** Its values name something of one instance, such as a role by its id: of two instances they say nothing. */
  readonly ofOneInstance?: true;
  /** An address that, when declared too, must have the same value. */
  readonly agreesWith?: string;
  /** Clerk keeps the items in this form: `host` is lower case without a trailing dot. */
  readonly itemsFoldedAs?: "host";
  /** [] and null mean the same, and Clerk shows null. */
  readonly emptyIsNull?: boolean;
  /** The API versions that document [] as removing all items; without it, all of them. */
  readonly clearableIn?: readonly ApiVersion[];
  /** Items that answers may carry although nobody wrote them; ignored unless the file names them. */
  readonly unwrittenItems?: readonly string[];
  /** What answers show for "", which clears it. */
  readonly emptyReadsAs?: string;
  /** The answer may show a resolved form (5 for 5.3.1), which proves nothing. */
  readonly mayReadResolved?: boolean;
  /** It keeps everybody out who is not on the allowlist. */
  readonly needsAllowlist?: AllowlistNeed;
  /** The address of the list without which, once turned on, it shuts everything out. */
  readonly needsList?: string;
  /** Turned on, it has an effect only while a source shows this value. */
  readonly effectiveWhile?: EffectiveWhile;
  /** What one item of its list is called, `code`; absent: an item. */
  readonly itemsAre?: string;
  /** The role must be eligible for creators of organizations. */
  readonly roleMustBeCreatorEligible?: boolean;
  /** Of an item: what it holds beside its key. */
  readonly holds?: readonly Setting[];
  /** Of a list of items: keys of those that come with every instance. */
  readonly leavesOut?: RegExp;
  /** Of a member of an item: what Clerk takes where a POST leaves it out. `needed`: it takes no item without it. */
  readonly createdAs?: { readonly value: Json } | "needed";
  /** Of a member of an item: where it is true, these must be declared too. */
  readonly needsBeside?: readonly string[];
  /** Of a member of an item: only a POST takes it. */
  readonly onlyCreated?: true;
  /** The collection whose keys its values are. */
  readonly references?: string;
  /** What is known of single allowed values. */
  readonly valueNotes?: Readonly<Record<string, string>>;
  /** Phantom: carries the type of the value, never set. */
  readonly value?: Value;
}
