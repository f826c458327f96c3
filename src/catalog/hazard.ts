// The dangers that a change can carry, and when a row carries one.

/** The closed list of dangers that a change can carry, the worst first. */
export const HAZARDS = {
  locks_out_users: {
    says: "people who can sign up or sign in today may no longer be able to",
    blocks: true,
    does: ["can lock users out", "can lock users out"],
    goesLast: true,
  },
  opens_sign_up: {
    says: "people who can't sign up today will be able to",
    does: ["opens sign-up", "open sign-up"],
    blocks: true,
    goesLast: false,
  },
  weakens_security: {
    says: "a protection is taken away",
    does: ["weakens security", "weaken security"],
    blocks: true,
    goesLast: false,
  },
  breaks_clients: {
    says: "applications or integrations that work today may stop working",
    does: ["can break clients", "can break clients"],
    blocks: true,
    goesLast: false,
  },
  costs_money: {
    says: "it can cause charges",
    does: ["can cost money", "can cost money"],
    blocks: true,
    goesLast: false,
  },
  deletes_unlisted: {
    says: "what no line of the file names is deleted",
    does: ["deletes what the file does not name", "delete what the file does not name"],
    blocks: true,
    goesLast: false,
  },
  irreversible: {
    says: "what is lost can't be brought back with rollback",
    does: ["can't be taken back", "can't be taken back"],
    blocks: true,
    goesLast: false,
  },
  deprecated: {
    says: "Clerk marks this setting as deprecated",
    does: ["is of a deprecated setting", "are of deprecated settings"],
    blocks: false,
    goesLast: false,
  },
} as const satisfies Readonly<Record<string, HazardFacts>>;

/** What a hazard means, whoever carries it. */
interface HazardFacts {
  /** For people, one sentence. */
  readonly says: string;
  /** What one change does that carries it, and what several do; behind their number. */
  readonly does: readonly [one: string, several: string];
  /** Whether it needs consent on a production instance. */
  readonly blocks: boolean;
  /** Whether a call that carries it goes after all others. */
  readonly goesLast: boolean;
}

/** The name of a danger, as in consents. */
export type Hazard = keyof typeof HAZARDS;

/** Which way a value moves. A hazard belongs to a direction, never to a setting as such. */
export type Direction =
  | "becomes_true"
  | "becomes_false"
  | "changes"
  | "item_added"
  | "item_removed"
  /** A number goes down; 0 means unlimited, so leaving 0 goes down too. */
  | "limit_lowered"
  /** Another role, with a permission that the one before does not have, or may not have. */
  | "role_widened"
  /** A number goes up. */
  | "raised"
  /** Of an object: a member goes, or its value is another one. */
  | "member_lost"
  /** An item gets another key. */
  | "renamed"
  /** An item is made. */
  | "appears"
  /** An item is taken away. */
  | "disappears";

/** When a change of a setting carries a hazard. */
export interface HazardRule {
  readonly hazard: Hazard;
  readonly when: Direction;
  /** What will happen, to whom. One sentence, present tense. */
  readonly says: string;
  /** The rule holds only on instances of this type. */
  readonly only?: "production";
  /**
   * Addresses in the same section: the rule holds only where, once the plan is applied, each is true or a list with
   * something in it. What can't be read counts as that.
   */
  readonly besides?: readonly string[];
  /** Of an item: only of one that holds this value, or may hold it. */
  readonly holding?: { readonly member: string; readonly equals: boolean };
}
