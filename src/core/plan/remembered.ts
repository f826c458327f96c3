// Settings that nothing shows and that were last sent as they are desired: a receipt remembers them. What it
// remembers ages: somebody may have changed the setting since, and nothing would show it.

import type { Json } from "../../catalog/setting.ts";
import { warning, type Warning } from "../finding/warning.ts";
import { sameValue } from "../value/compare.ts";
import type { Move } from "./change.ts";

/** What a receipt remembers of settings that nothing shows, by address. */
export interface Memory {
  readonly lastSent: Readonly<Record<string, Json>>;
  /** When it was sent, ISO 8601; anything else: the receipt doesn't say. */
  readonly sentAt?: Readonly<Record<string, Json>>;
  /** By what a secret is known again that was sent; see `InstancePort`. */
  readonly sealOf?: ((variable: string) => string | undefined) | undefined;
}

/** Days after which a memory is said out loud. */
const OLD = 30;

/** The moves that a receipt settled so long ago that a person should know. `today` is YYYY-MM-DD, UTC. */
export function reviewMemory(
  moves: readonly Move[],
  { lastSent, sentAt = {}, sealOf }: Memory,
  today: string,
): readonly Warning[] {
  const left = withoutRemembered(moves, { lastSent, sealOf });
  return moves.flatMap((move): readonly Warning[] => {
    const { address } = move.change;
    const sent = Object.hasOwn(sentAt, address) ? sentAt[address] : undefined;
    const time = typeof sent === "string" ? Date.parse(sent) : Number.NaN;
    if (left.includes(move) || Number.isNaN(time)) return [];
    const days = Math.floor((Date.parse(`${today}T00:00:00Z`) - time) / 86_400_000);
    const since = new Date(time).toISOString().slice(0, 10);
    return days < OLD ? [] : [warning("long_remembered", { since, days }, address)];
  });
}

/** The moves without those that the receipt of the last run settles. */
export function withoutRemembered(
  moves: readonly Move[],
  { lastSent, sealOf }: Pick<Memory, "lastSent" | "sealOf">,
): readonly Move[] {
  const isSettled = ({ change: { address, from, to }, row: { setting } }: Move): boolean => {
    const sent = Object.hasOwn(lastSent, address) ? lastSent[address] : undefined;
    if (from.known || sent === undefined) return false;
    const now = setting.write.transform === "variable" ? (sealOf?.(String(to)) ?? null) : to;
    return now !== null && sameValue({ comparison: "json" }, sent, now);
  };
  const left = moves.filter((move) => !isSettled(move));
  return moves.filter((move) => left.includes(move) || left.some((other) => goesWith(move, other)));
}

/** Whether the one is sent wherever the other is. */
function goesWith({ row, change }: Move, other: Move): boolean {
  const together = row.section.items?.sentTogether ?? [];
  return (
    change.item?.id !== undefined &&
    change.item.id === other.change.item?.id &&
    [row, other.row].every(({ setting }) => together.includes(setting.write.member))
  );
}
