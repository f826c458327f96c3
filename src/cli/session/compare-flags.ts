// What compare is told.

import type { ConnectionFlags, Format } from "../flags.ts";

export interface CompareFlags extends ConnectionFlags {
  readonly file?: string;
  readonly declared?: boolean;
  /** Sections and addresses. */
  readonly only?: readonly string[];
  readonly full?: boolean;
  readonly format?: Format;
  readonly color?: boolean;
}
