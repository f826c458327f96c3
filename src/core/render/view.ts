// How a result is to be shown, and what is known of where it comes from.

import type { ConsentsPlace } from "../file/consents-place.ts";
import { DEFAULT_WIDTH } from "../text/layout.ts";

/** Commands that go on from a result, with its file, environment and sections; safe to show. A flag may follow each. */
export interface WaysOn {
  /** The plan once more. */
  readonly plan: string;
  readonly apply: string;
  readonly pull: string;
}

/** The file that a plan was made from, as far as it helps a reader. */
export interface Source {
  readonly file: string;
  /** The instance's primary domain; absent, null: not known. */
  readonly domain?: string | null | undefined;
  /** Where another consent goes; absent: behind everything. */
  readonly consentsPlace?: ConsentsPlace | undefined;
  /** Settings whose value, at the top of the file, other environments take too; absent: none. */
  readonly shared?: readonly string[];
  /** Absent: nobody says how the run was started. */
  readonly ways?: WaysOn;
  /** Whether a receipt that says what was sent last was given. */
  readonly hasReceipt?: boolean;
}

/** What is said after a plan: where it was saved, what comes next. Safe to show. */
export interface Ending {
  readonly says: string;
  /** Of a file, behind it. */
  readonly name?: string;
  readonly more?: string;
  /** To be copied, behind all of it. */
  readonly command?: string;
}

const PLAIN_WAYS: WaysOn = {
  plan: "clerkwork plan",
  apply: "clerkwork apply",
  pull: "clerkwork pull",
};

export const waysOnOf = ({ source }: View): WaysOn => source?.ways ?? PLAIN_WAYS;

/** How a plan is laid out; nothing of it is needed. */
export interface View {
  /** Cells a line may take; 80 by default. */
  readonly width?: number | undefined;
  /** Whether long lists are shown to their end. */
  readonly full?: boolean | undefined;
  readonly source?: Source | undefined;
}

/** Narrower than this, nothing can be laid out. */
const NARROWEST = 40;

export const cellsOf = ({ width = DEFAULT_WIDTH }: View): number => Math.max(NARROWEST, width);
