// Environment variables that a file names for what it must not hold itself.

import type { InstancePort } from "../clerk/instance.ts";
import type { Desired } from "../core/file/desired.ts";
import { Failure } from "../core/finding/failure.ts";

/** What the file names of the environment is there before anything is asked. Throws a `Failure` (exit 3). */
export function requireVariables({ declarations }: Desired, { sealOf }: InstancePort): void {
  for (const { setting, value, address, at } of declarations) {
    if (setting.write.transform !== "variable" || sealOf?.(String(value)) !== undefined) continue;
    const where = `${at.file}:${at.line}:${at.column}`;
    throw new Failure(
      "missing_variable",
      `${where}: ${address}: the variable ${String(value)} is not set, or holds a secret key of Clerk's`,
      {
        hint: "set it where clerkwork runs; its value is sent and kept nowhere",
      },
    );
  }
}
