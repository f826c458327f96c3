// What the emulator knows of a collection of items: one row says how its items are listed, made, changed and deleted.

import type { ApiVersion } from "../../catalog/api-version.ts";
import type { Json, JsonSchema } from "../../catalog/setting.ts";
import type { Call } from "../backend/call.ts";
import type { JsonObject } from "../http/answer.ts";
import type { ErrorCode } from "../http/error-codes.ts";
import type { ClerkError } from "../http/errors.ts";
import type { InstanceState } from "../state/instance-state.ts";
import type { CollectionName, Item } from "../state/items.ts";
import type { Switches } from "../state/switches.ts";

export type Verb = "list" | "create" | "show" | "patch" | "delete";

/** A member of an item: how bodies give it and whether answers show it. */
export interface EmulatedMember {
  readonly name: string;
  /** What a body may give; null is `whenNull`'s. */
  readonly schema: JsonSchema;
  /** What an item has that was made without the member. */
  readonly initial: Json;
  /** What null does: it sets `initial`, it is as if the member weren't there, or it is a mistake. */
  readonly whenNull: "initial" | "unchanged" | "mistake";
  /** Taken by a POST alone: a PATCH doesn't know it. */
  readonly createOnly?: true;
  /** Taken, and in no answer. */
  readonly hidden?: true;
}

/** What a POST or a PATCH is about to write. */
export interface Writing {
  readonly state: InstanceState;
  readonly call: Call;
  /** The members that the body gave and the collection knows. */
  readonly given: JsonObject;
  /** All members of the item as it would be. */
  readonly values: JsonObject;
  /** The item before a PATCH; null before a POST. */
  readonly from: Item | null;
}

/** One collection of the Backend API. What is optional is a rule of that collection alone. */
export interface EmulatedCollection {
  readonly name: CollectionName;
  /** Below `/v1`; an item's own path has its id behind it. */
  readonly path: string;
  readonly versions: readonly ApiVersion[];
  readonly verbs: readonly Verb[];
  /** What answers say in `object`. */
  readonly object: string;
  readonly idPrefix: string;
  /**
   * `page`: `{data, total_count}`. `array_or_page`: an array, and with `paginated=true` a page, which @clerk/backend asks
   * for and no published document describes.
   */
  readonly list: "page" | "array_or_page";
  /** Lists take `query` and `order_by`. */
  readonly searched?: true;
  /** A member whose value stands in paths too, in the place of the id. */
  readonly alsoFoundBy?: string;
  readonly members: readonly EmulatedMember[];
  readonly required: { readonly create: readonly string[]; readonly patch: readonly string[] };
  /** The member that no two items share, and what a second one is refused with. */
  readonly unique: {
    readonly member: string;
    readonly code: (switches: Switches) => ErrorCode;
    /** Texts with the same form are the same. */
    readonly fold?: (text: string, switches: Switches) => string;
  };
  /** The body of a POST that somebody else could send; another number, another item. */
  readonly another: (n: number) => JsonObject;
  /** The verbs that need a paid plan in production, and the feature that a 402 names. */
  readonly plan?: { readonly feature: string; readonly verbs: readonly Verb[] };
  readonly quota?: {
    readonly most: (switches: Switches) => number;
    readonly counts: (item: Item) => boolean;
    readonly code: ErrorCode;
  };
  /** Throws while the instance doesn't have the collection; before anything but the plan is looked at. */
  readonly admit?: (state: InstanceState, switches: Switches) => void;
  /** For how many milliseconds a creation keeps the others out, which then fail. */
  readonly creationTakes?: (switches: Switches) => number;
  /** Whether lists show the item. */
  readonly isListed?: (item: Item, switches: Switches) => boolean;
  /** The members in the form in which they are kept, with those that nobody gives. */
  readonly complete?: (writing: Writing) => JsonObject;
  /** What else is wrong with a write; what can't stand beside other errors is thrown. */
  readonly check?: (writing: Writing) => readonly ClerkError[];
  /** Throws when the item can't be changed or deleted. */
  readonly protect?: (state: InstanceState, item: Item, verb: "patch" | "delete") => void;
  /** What a write that landed, or a deletion, changes elsewhere. */
  readonly follow?: (
    state: InstanceState,
    change: { readonly from: Item | null; readonly to: Item | null; readonly given: JsonObject },
  ) => InstanceState;
  /** Members of an answer that are made from others. */
  readonly derived?: (state: InstanceState, item: Item) => JsonObject;
}
