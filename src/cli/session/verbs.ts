// What is done with each instance of a run.

import type { Desired } from "../../core/file/desired.ts";
import type { Count } from "./max-changes.ts";
import type { Made } from "./recorder.ts";
import type { Verb } from "./turn.ts";

export interface Verbs {
  readonly run: Verb;
  /** Of one that writes: what it would change. */
  readonly count?: Count;
  /** What stands in for those whose key is missing; absent: nothing, so that they fail. */
  readonly made?: ReadonlyMap<Desired, Made> | undefined;
}
