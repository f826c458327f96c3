// What compare and promote are told.

import type { ConnectionFlags, Format } from "../flags.ts";

export interface CompareFlags extends ConnectionFlags {
  readonly file?: string;
  readonly declared?: boolean;
  /** Sections, collections and addresses. */
  readonly only?: readonly string[];
  readonly full?: boolean;
  readonly showIdentifiers?: boolean;
  readonly format?: Format;
  readonly color?: boolean;
}

export interface PromoteFlags extends Omit<CompareFlags, "full" | "showIdentifiers" | "format"> {
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly format?: "text" | "json";
}
