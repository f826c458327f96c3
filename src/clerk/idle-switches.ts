// Switches that the file turns on and that have no effect as the instance stands.

import type { Declaration } from "../core/desired.ts";
import type { Warning } from "../core/plan.ts";
import { memberAt } from "./json-answer.ts";
import type { Sources } from "./sources.ts";

/** Asks only sources that the switch itself is read from, so no request is added. */
export async function findIdleSwitches(
  declarations: readonly Declaration[],
  sources: Sources,
): Promise<readonly Warning[]> {
  const found = await Promise.all(
    declarations.map(async ({ address, setting, value }): Promise<readonly Warning[]> => {
      const { effectiveWhile: when } = setting;
      if (!when || value !== true || !sources.offers(when.source)) return [];
      const shown = memberAt(await sources.read(when.source), when.source.member);
      if (typeof shown !== "string" || shown === when.equals) return [];
      const name = (of: string): string => when.names[of] ?? of;
      const message = `has an effect only while the ${when.what} is ${name(String(when.equals))}, and it is ${name(shown)}`;
      return [{ code: "no_effect", address, message }];
    }),
  );
  return found.flat();
}
