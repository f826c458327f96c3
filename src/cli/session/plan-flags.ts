// The flags of plan.

import type { CommentFlags } from "../ci-flags.ts";
import type { FleetFlags } from "../fleet-flags.ts";
import type { PermissionFlags } from "../flags.ts";

export interface PlanFlags extends FleetFlags, PermissionFlags, CommentFlags {
  readonly out?: string;
  readonly force?: boolean;
  readonly detailedExitcode?: boolean;
  readonly unmanaged?: boolean;
  readonly failOn?: "never" | "refusals" | "changes";
  readonly against?: string;
}
