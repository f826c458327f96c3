// The dangers that a change can carry, and when a row carries one.

/** The closed list of dangers that a change can carry, each with what it means for people. */
export const HAZARDS = {
  locks_out_users: "people who can sign up or sign in today may no longer be able to",
  opens_sign_up: "people who can't sign up today will be able to",
  weakens_security: "a protection is taken away",
  breaks_clients: "applications or integrations that work today may stop working",
  costs_money: "it can cause charges",
  deprecated: "Clerk marks this setting as deprecated",
} as const;

export type Hazard = keyof typeof HAZARDS;

/** Which way a value moves. A hazard belongs to a direction, never to a setting as such. */
export type Direction =
  | "becomes_true"
  | "becomes_false"
  | "changes"
  | "item_added"
  | "item_removed"
  /** A number goes down; 0 means unlimited, so leaving 0 goes down too. */
  | "limit_lowered";

export interface HazardRule {
  readonly hazard: Hazard;
  readonly when: Direction;
  /** What will happen, to whom. One sentence, present tense. */
  readonly says: string;
  /** The rule holds only on instances of this type. */
  readonly only?: "production";
}
