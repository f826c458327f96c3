// What is known about the live instance. Unknown is a value of its own, never null, false or absent.

import type { Json } from "../../catalog/setting.ts";

/** Why a setting's live value is not known, each with its sentence. */
export const UNREADABLE = {
  write_only: "Clerk shows it nowhere",
  frontend_api_off: "only the Frontend API shows it, and that source is turned off",
  missing_in_answer: "Clerk's answer does not carry it",
  dormant: "Clerk shows it only while a password is required",
  resolved_form: "Clerk may show a resolved version instead of the pin",
  no_role_list: "this API version has no list of roles to translate it",
  malformed: "Clerk's answer holds something of another type there",
  unknown_role: "Clerk shows a role that is not in the list of roles",
  ambiguous_item: "several items have this key",
  not_in_plan: "Clerk does not list them with this instance's plan (402)",
  turned_off: "Clerk does not list them while what they are for is turned off (403)",
  not_in_base: "no base declares it, and the live value was not read",
} as const;

/** Why a value is not known. */
export type Unreadable = keyof typeof UNREADABLE;

/**
 * Where a value is known from. `receipt`: a rollback knows what its receipt's apply sent, and reads may lag. `base`:
 * an earlier text of the file says so, and no instance was read.
 */
export const SOURCES = ["backend_api", "frontend_api", "receipt", "base"] as const;

/** What is known of a live value: the value, or why it is not known. */
export type Reading =
  | {
      readonly known: true;
      readonly value: Json;
      readonly source: (typeof SOURCES)[number];
      /** Of an item that is there: by which it is changed and deleted. */
      readonly id?: string;
    }
  | { readonly known: false; readonly why: Unreadable };

/** Address → reading. */
export type Readings = ReadonlyMap<string, Reading>;

/** The items of a collection, proven whole, by key; or why they are not known. An item is ambiguous where several have its key. */
export type Listing =
  | {
      readonly known: true;
      readonly items: ReadonlyMap<string, Reading>;
      /** Ids of other collections' items that its own show, by address; absent: they show none. */
      readonly shows?: ReadonlyMap<string, string>;
    }
  | { readonly known: false; readonly why: Unreadable };

/** What was read of an instance. */
export interface Live {
  readonly readings: Readings;
  /** By the names of the collections that were asked for; absent: none was. */
  readonly lists?: ReadonlyMap<string, Listing>;
  /** The organization's roles; null: not needed. */
  readonly roles: readonly Role[] | null;
}

/** Nothing shows the setting. */
export const UNREAD: Reading = { known: false, why: "write_only" };

/** What an instance's id is made of; a pattern of JSON Schema's too. */
export const INSTANCE_ID = "^[A-Za-z0-9_-]{1,100}$";

/** The type of an instance, which its secret key's prefix tells. */
export type InstanceType = "development" | "production";

/** An organization role, as much of it as is needed. `GET /organization_roles` */
export interface Role {
  readonly id: string;
  readonly key: string;
  readonly creatorEligible: boolean;
  /** The keys of its permissions; absent: the answer doesn't show them. */
  readonly permissions?: readonly string[];
}
