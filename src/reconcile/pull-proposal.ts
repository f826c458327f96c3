// What a pull would write into a file, and what it leaves out.

import type { Row } from "../catalog/resource.ts";
import type { Json } from "../catalog/setting.ts";
import type { Declaration } from "../core/file/desired.ts";
import type { LeftOut } from "../core/finding/left-out.ts";
import type { Change } from "../core/plan/change.ts";

/** Of the change that was made outside the file, and that the file takes over; absent: nothing is known. */
export type Hazards = Change["hazards"];

/** A value of the instance that the file should have. */
export interface Proposal {
  readonly row: Row;
  readonly environment: string | null;
  /** Where the file names it; undefined: nowhere yet. */
  readonly declared?: Declaration | undefined;
  readonly value: Json;
  /** Where below its section a new one goes; absent: where its name says. */
  readonly steps?: readonly string[];
  /** The place is taken out of the file; `value` is what it was. */
  readonly removes?: true;
  readonly hazards?: Hazards | undefined;
}

export interface Skipped {
  readonly address: string;
  readonly environment: string | null;
  readonly why: LeftOut;
}
