// Settings that nothing shows and that were last sent as they are desired: a receipt remembers them.

import type { Json } from "../../catalog/setting.ts";
import { sameValue } from "../value/compare.ts";
import type { Move } from "./change.ts";

/** The moves without those that the receipt of the last run settles. */
export function withoutRemembered(
  moves: readonly Move[],
  lastSent: Readonly<Record<string, Json>>,
): readonly Move[] {
  return moves.filter(({ change: { address, from, to } }) => {
    const sent = Object.hasOwn(lastSent, address) ? lastSent[address] : undefined;
    return from.known || sent === undefined || !sameValue({ comparison: "json" }, sent, to);
  });
}
