// What pull and init are told.

import type { ConnectionFlags, FileFlags } from "../flags.ts";

export interface PullFlags extends FileFlags, ConnectionFlags {
  /** Sections and addresses. */
  readonly only?: readonly string[];
  readonly add?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}
