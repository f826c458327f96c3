// What a receipt knows to be accepted by Clerk, whether something shows it or not.

import type { LastWrite, LastWrites } from "../plan/lag.ts";
import type { Receipt } from "./receipt.ts";

/** The last accepted value of each setting; what an earlier receipt handed on comes without a value before. */
export function lastWritesOf({ calls, last_sent, last_sent_at = {} }: Receipt): LastWrites {
  const handedOn = Object.entries(last_sent).map(([address, value]): [string, LastWrite] => [
    address,
    { value, at: last_sent_at[address], before: undefined },
  ]);
  const sent = calls.flatMap(({ outcomes, before, concluded_at: at }) =>
    outcomes.flatMap(({ address, to, outcome }): [string, LastWrite][] =>
      outcome === "confirmed" || outcome === "unconfirmed"
        ? [[address, { value: to, at: at ?? undefined, before: before[address] }]]
        : [],
    ),
  );
  return new Map([...handedOn, ...sent]);
}
