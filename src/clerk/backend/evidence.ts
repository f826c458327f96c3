// What an answer to a write shows, as readings; and what reads show afterwards, for a bounded time.

import { rowsOfSection } from "../../catalog/resource.ts";
import type { Json, ReadSource, Setting } from "../../catalog/setting.ts";
import { Failure } from "../../core/finding/failure.ts";
import type { Move } from "../../core/plan/change.ts";
import { judgeReading } from "../../core/report/verdict.ts";
import type { Readings, Role } from "../../core/value/reading.ts";
import { decode } from "../../core/value/wire.ts";
import { wait } from "../../http/patience.ts";
import { RequestError } from "../errors.ts";
import { reread } from "./reread.ts";
import type { Sources } from "./sources.ts";

/** The section as the answer to a PATCH shows it; undefined: the answer shows nothing. */
export function readEcho(
  moves: readonly Move[],
  body: Json | undefined,
  roles: readonly Role[],
): Readings | undefined {
  const section = moves[0]?.row.section;
  if (!section || section.answer === "none" || body === undefined) return undefined;
  return new Map(
    [...rowsOfSection(section), ...moves.map(({ row }) => row)].flatMap(({ address, setting }) =>
      setting.echo === null
        ? []
        : [[address, decode(setting, echoSource(setting, setting.echo), body, roles)] as const],
    ),
  );
}

/** The echo speaks as the Backend API's GET does. */
function echoSource(setting: Setting, member: string): ReadSource {
  const shown = setting.read.find(({ via }) => via === "backend_api");
  return {
    via: "backend_api",
    path: "",
    member: [member],
    transform: shown?.transform ?? "identity",
  };
}

/** Milliseconds before each read of a value that has not shown yet; 16 seconds in all. */
export const SETTLE_DELAYS: readonly number[] = [0, 250, 500, 1000, 2000, 4000, 8000];

/** What reads after a write show. */
export interface Settled {
  /** The last reads; undefined: none came back. */
  readonly after: Readings | undefined;
  /** How many of the moves reads can show, and how many they show as written. */
  readonly readable: number;
  readonly shown: number;
}

/** Reads until all that can be read shows its new value, or the delays are used up. */
export async function settle(
  moves: readonly Move[],
  openSources: () => Sources,
  delays: readonly number[],
  signal: AbortSignal | undefined,
): Promise<Settled> {
  let settled: Settled = { after: undefined, readable: 0, shown: 0 };
  for (const delay of delays) {
    await wait(delay, signal);
    const sources = openSources();
    const readable = moves.filter(({ row }) => row.setting.read.some(sources.offers));
    if (readable.length === 0) break;
    settled = (await look(readable, sources)) ?? settled;
    if (settled.after && settled.readable === 0) break;
    if (settled.readable > 0 && settled.shown === settled.readable) break;
    if (signal?.aborted) break;
  }
  return settled;
}

/** Undefined: the read failed, which proves nothing. */
async function look(moves: readonly Move[], sources: Sources): Promise<Settled | undefined> {
  try {
    const after = await reread(moves, sources);
    return {
      after,
      readable: moves.filter(({ change }) => after.get(change.address)?.known).length,
      shown: moves.filter((move) => judgeReading(move, after)).length,
    };
  } catch (error) {
    if (error instanceof RequestError || error instanceof Failure) return undefined;
    throw error;
  }
}
