// How a result is to be shown, and what is known of where it comes from.

import type { Consent } from "../file/desired.ts";
import type { ConsentsPlace } from "../file/consents-place.ts";
import { DEFAULT_WIDTH } from "../text/layout.ts";

/** The file that a plan was made from, as far as it helps a reader. */
export interface Source {
  readonly file: string;
  /** The instance's primary domain; absent, null: not known. */
  readonly domain?: string | null | undefined;
  /** Where another consent goes; null: the file has none yet. */
  readonly consentsPlace?: ConsentsPlace | null | undefined;
  readonly consents?: readonly Consent[];
  /** The flags that name file and environment, as they would be given again; safe to show. */
  readonly flags?: string;
}

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
