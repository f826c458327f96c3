// The file behind a result, and the commands that go on from it.

import type { InstancePort } from "../../clerk/instance.ts";
import type { Desired } from "../../core/file/desired.ts";
import type { Source } from "../../core/render/view.ts";
import { flagsOf, waysOn, type RepeatedFlags } from "./command-line.ts";

/** `flags` as they were given. Once the instance was read, its domain may be known. */
export async function readSource(
  desired: Desired,
  flags: RepeatedFlags,
  instance: Pick<InstancePort, "domain">,
): Promise<Source> {
  const { file, consentsPlace } = desired;
  return {
    file,
    consentsPlace,
    ways: waysOn(flagsOf(flags, desired)),
    hasReceipt: flags.receipt !== undefined,
    domain: await instance.domain?.(),
  };
}
