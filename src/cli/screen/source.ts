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
    shared: sharedIn(desired),
    ways: waysOn(flagsOf(flags, desired)),
    hasReceipt: flags.receipt !== undefined,
    domain: await instance.domain?.(),
  };
}

/** What stands at the top of a file that has other environments as well. */
function sharedIn({ environment, environments, declarations }: Desired): readonly string[] {
  const hasOthers = environments.some((name) => name !== environment);
  const atTop = declarations.filter(({ pointer }) => !pointer.startsWith("/environments/"));
  return hasOthers ? atTop.map(({ address }) => address) : [];
}
