// What became of a write: from the echo, and where that is silent, from reads.

import { findSection, type Catalog } from "../catalog/catalog.ts";
import { isExtraSetting, type Json, type Section } from "../catalog/setting.ts";
import type { Declaration } from "../core/desired.ts";
import { Failure } from "../core/failure.ts";
import type { Outcome, SideEffect } from "../core/outcome.ts";
import type { Live, Role } from "../core/reading.ts";
import { readLive } from "./observe.ts";
import { wait } from "./patience.ts";
import type { Sources } from "./sources.ts";
import { Trouble } from "./trouble.ts";
import {
  findSideEffects,
  judgeEcho,
  judgeReading,
  readNow,
  SETTLE_DELAYS,
  type Written,
} from "./verify.ts";

export interface SettleOptions {
  readonly catalog: Catalog;
  /** Fresh sources: what they answer is not remembered from before. */
  readonly openSources: () => Sources;
  readonly roles: readonly Role[];
  /** What the file declares, by address. */
  readonly declared: ReadonlyMap<string, Json>;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** What is known after a write that Clerk accepted. */
export interface Judgement {
  readonly outcomes: readonly Outcome[];
  readonly sideEffects: readonly SideEffect[];
  /** The last reads, when there were any: they are newer than the write. */
  readonly sources?: Sources;
}

/** The section's settings as they are now: those of the call, and those that could move with them. */
export async function readSection(
  section: Section,
  written: readonly Written[],
  sources: Sources,
): Promise<Live> {
  const of = (setting: Written["setting"], value: Json): Declaration => ({
    address: `${section.name}.${setting.name}`,
    section,
    setting,
    value,
    at: { file: "", line: 1, column: 1 },
    pointer: "",
  });
  const own = written.map(({ change, setting }) => ({
    ...of(setting, change.to),
    address: change.address,
  }));
  const places = new Set(
    own.flatMap(({ setting }) =>
      setting.read
        .filter(sources.offers)
        .slice(0, 1)
        .map(({ path }) => path),
    ),
  );
  // Neighbours are looked at only where the answer is there anyway.
  const neighbours = section.settings.filter(
    (setting) =>
      !own.some(({ address }) => address === `${section.name}.${setting.name}`) &&
      setting.read.some(
        (source) => places.has(source.path) && source.transform !== "role_id_from_key",
      ),
  );
  const { live } = await readLive(
    [...own, ...neighbours.map((setting) => of(setting, null))].map((declaration) => ({
      ...declaration,
      setting: {
        ...declaration.setting,
        write: { ...declaration.setting.write, transform: "identity" },
        read: declaration.setting.read.filter(({ path }) => places.has(path)),
      },
    })),
    sources,
  );
  return live;
}

/** One outcome for each change, from the echo where it speaks, else from reads. */
export async function judgeWrite(
  echo: Json | undefined,
  section: Section,
  written: readonly Written[],
  before: Live,
  options: SettleOptions,
): Promise<Judgement> {
  const judged = new Map<string, Outcome>();
  let sideEffects: readonly SideEffect[] = [];
  if (echo !== undefined && section.answer === "echo") {
    for (const one of written) {
      const outcome = await judgeEcho(one, echo, options.roles).catch((error: unknown): Outcome => {
        if (!(error instanceof Trouble)) throw error;
        return {
          address: one.change.address,
          to: one.change.to,
          outcome: "contradicted",
          detail: error.message,
        };
      });
      if (outcome) judged.set(one.change.address, outcome);
    }
    sideEffects = await findSideEffects(
      section,
      before,
      echo,
      written.map(({ change }) => change.address),
      options.declared,
    ).catch(() => []);
  }
  const open = written.filter(({ change }) => !judged.has(change.address));
  const settled = open.length > 0 ? await settle(open, options, SETTLE_DELAYS) : undefined;
  for (const outcome of settled?.confirmed ?? []) judged.set(outcome.address, outcome);
  const outcomes = written.map((one) => judged.get(one.change.address) ?? unconfirmed(one));
  return { outcomes, sideEffects, ...(settled ? { sources: settled.sources } : {}) };
}

/** Sent and accepted, and nothing shows it. */
export function unconfirmed({ change, setting }: Written): Outcome {
  const accepted = "Clerk accepted the request; reads don't show the value yet";
  const unseen =
    "Clerk accepted the request and shows no such member: it may have been dropped in silence";
  const detail =
    setting.read.length === 0
      ? "nothing shows its value"
      : isExtraSetting(setting)
        ? unseen
        : accepted;
  return { address: change.address, to: change.to, outcome: "unconfirmed", detail };
}

/** Reads until all that can be read shows its new value, or the delays are used up. */
export async function settle(
  written: readonly Written[],
  options: SettleOptions,
  delays: readonly number[],
): Promise<{
  readonly confirmed: readonly Outcome[];
  readonly readable: number;
  readonly sources: Sources;
}> {
  let sources = options.openSources();
  let confirmed: readonly Outcome[] = [];
  let readable = 0;
  for (const delay of delays) {
    await wait(delay, options.signal);
    sources = options.openSources();
    const section = findSection(options.catalog, written[0]?.change.section ?? "");
    const canRead = written.filter(({ setting }) => setting.read.some(sources.offers));
    if (!section || canRead.length === 0) break;
    try {
      const live = await readSection(section, canRead, sources);
      readable = canRead.filter((one) => readNow(one, live).known).length;
      if (readable === 0) break;
      confirmed = canRead.flatMap((one) => judgeReading(one, live) ?? []);
    } catch (error) {
      if (!(error instanceof Trouble) && !(error instanceof Failure)) throw error;
    }
    if ((readable > 0 && confirmed.length === readable) || options.signal?.aborted) break;
  }
  return { confirmed, readable, sources };
}
