/**
 * Every fault of the network at the first, a middle and the last read and write of an apply: the exit code, what the
 * report says of each setting, and what the instance holds afterwards. CLERKWORK_LONG runs all cells, else every eighth.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newAuthority } from "../rig/certificates.ts";
import { startTrap } from "../rig/clerk-server.ts";
import type { InstanceState } from "../rig/clerk-state.ts";
import { outcomesOf } from "../rig/documents.ts";
import { blindResends, FASTER, faultScene, patchesOf, type FaultScene } from "../rig/fault-run.ts";
import { VARIANTS, type Expected, type Place, type Variant } from "../rig/fault-variants.ts";
import { ownAddress } from "../rig/places.ts";
import { LONG, tally } from "../rig/long.ts";

/** In the order of writing: what can lock people out is last. */
const CALLS = [
  ["/instance/protect", "protect.rules_enabled"],
  ["/instance/oauth_application_settings", "oauth_applications.pkce_required"],
  ["/instance/communication", "communication.blocked_country_codes"],
] as const;

/** Pinned, so that nothing else is asked before the instance has said who it is. */
const YAML = `version: 1
target: { instance_id: ins_2rigQ7mZs0Vt4Kc9Xy1Lp8Bd6Fa }
protect: { rules_enabled: true }
oauth_applications: { pkce_required: true }
communication: { blocked_country_codes: [KP, RU] }
`;

const READS: readonly Place[] = [
  { method: "GET", index: 0, path: "/instance", nth: 1 },
  {
    method: "GET",
    index: 1,
    path: CALLS[1][0],
    nth: 1,
    after: { method: "GET", path: "/instance", nth: 1 },
  },
  {
    method: "GET",
    index: 2,
    path: CALLS[2][0],
    nth: 2,
    after: { method: "PATCH", path: CALLS[1][0], nth: 1 },
  },
];

/** What is read for a later write may be read before, so each but the first is told by the write before it. */
const WRITES: readonly Place[] = CALLS.map(([path], index) => {
  const earlier = CALLS[index - 1];
  return {
    method: "PATCH",
    index: index as Place["index"],
    path,
    nth: 1,
    after: earlier
      ? { method: "PATCH", path: earlier[0], nth: 1 }
      : { method: "GET", path, nth: 2 },
  };
});

interface Cell {
  readonly variant: Variant;
  readonly place: Place;
  readonly expected: Expected;
}

const CELLS: readonly Cell[] = VARIANTS.flatMap((variant) => [
  ...(variant.get
    ? READS.map((place) => ({ variant, place, expected: variant.get as Expected }))
    : []),
  ...(variant.patch
    ? WRITES.map((place) => ({ variant, place, expected: variant.patch as Expected }))
    : []),
]);

/** All, or a share in which every place comes up. */
const CHOSEN = LONG ? CELLS : CELLS.filter((_, index) => index % 13 === 0);

const names = (from: number, to: number = CALLS.length): readonly string[] =>
  CALLS.slice(from, to)
    .map(([, address]) => address)
    .toSorted();

interface End {
  readonly codes: readonly number[];
  /** Undefined: nothing was reported, for nothing was planned. */
  readonly outcomes?: Readonly<Record<string, readonly string[]>>;
  /** How many of the calls are in force. */
  readonly held: number;
}

const DONE: End = { codes: [0], outcomes: { confirmed: names(0) }, held: 3 };

/** The outcome of the call at `index`, the earlier confirmed, the later not attempted. */
function stoppedAt(index: number, outcome: string, codes: readonly number[]): End {
  const lists: [string, readonly string[]][] = [
    ["confirmed", names(0, index)],
    [outcome, names(index, index + 1)],
    ["not_attempted", names(index + 1)],
  ];
  const merged: Record<string, readonly string[]> = {};
  for (const [name, addresses] of lists) {
    if (addresses.length > 0) merged[name] = [...(merged[name] ?? []), ...addresses].toSorted();
  }
  return { codes, outcomes: merged, held: index };
}

/** Every end that is true to the promise, for a fault at that place. */
function endsOf(expected: Expected, { method, index }: Place): readonly End[] {
  const partial = [index === 0 ? 1 : 5];
  switch (expected) {
    case "passes":
    case "landed":
      return [DONE];
    case "ends":
    case "gone":
      if (index < 2) return [{ codes: [1], held: 0 }];
      return [stoppedAt(2, "not_attempted", [5])];
    case "refused":
      return [stoppedAt(index, "failed", partial)];
    case "unsent":
      return [stoppedAt(index, "failed", partial), stoppedAt(index, "not_attempted", partial)];
    case "ambiguous":
      return method === "GET" ? [] : [stoppedAt(index, "ambiguous", [5])];
  }
}

const heldOf = ({ protect, oauth_applications: oauth, communication }: InstanceState): unknown => [
  protect.rules_enabled,
  oauth.pkce_required,
  communication.blocked_country_codes.toSorted(),
];

const BEFORE = [false, false, ["KP"]] as const;
const AFTER = [true, true, ["KP", "RU"]] as const;

/** Everything that the file does not name. */
const frameOf = (state: InstanceState): unknown => ({
  ...state,
  protect: { ...state.protect, rules_enabled: 0 },
  oauth_applications: { ...state.oauth_applications, pkce_required: 0 },
  communication: { ...state.communication, blocked_country_codes: 0 },
});

/** A name that only the test's look-up knows. */
const NAME = "clerk.rig.test";

const authority = newAuthority();
let trap: Awaited<ReturnType<typeof startTrap>>;
beforeAll(async () => {
  trap = await startTrap();
});
afterAll(() => trap.stop());

const counted = tally("fault cells", {
  figure: "Cells of transport faults that end as they must",
  goal: "all of ≥ 360",
  measured: (count) => `${count} of ${CHOSEN.length}`,
  command: "npm run test:long",
});

/** `[::1]` is where the IPv6 address is dead; without IPv6 the look-up's first address fails all the same. */
async function judge(cell: Cell): Promise<void> {
  const { variant, place, expected } = cell;
  const host = ownAddress();
  const named = variant.named !== undefined;
  const tls = variant.tls || named ? authority.issue({ hosts: [host, NAME] }) : undefined;
  await faultScene(
    {
      yaml: YAML,
      host,
      ...(tls ? { tls, env: { NODE_EXTRA_CA_CERTS: "ca.pem" } } : {}),
      ...(named ? { hostname: NAME } : {}),
      ...(variant.lag === undefined ? {} : { clerk: { lag: { backend: { reads: variant.lag } } } }),
    },
    async (scene) => {
      const { server, space } = scene;
      space.write("ca.pem", authority.cert);
      const addresses = [...(variant.named === "own" ? [] : (variant.named ?? [])), [host, 4]];
      const tell = (rule: object): void => scene.names({ addresses, ...rule });
      if (variant.named) tell({});
      const frame = structuredClone(frameOf(server.clerk.state));
      server.plant(
        ...variant.rules(place, {
          authority,
          host,
          trapUrl: trap.url,
          url: () => server.url,
          names: tell,
          die: () => server.plant({ phase: "body-in", nth: "every", action: { do: "reset" } }),
        }),
      );
      const result = await scene.run("apply", "--yes", "--format", "json");
      const outcomes =
        result.code === 1 && !result.stdout.includes('"outcomes"')
          ? undefined
          : outcomesOf(result.json());
      const ends = [expected, ...(variant.orElse ? [variant.orElse] : [])].flatMap((one) =>
        endsOf(one, place),
      );
      expect(ends.map(({ codes, outcomes: lists }) => ({ codes, lists }))).toContainEqual({
        codes: [result.code],
        lists: outcomes,
      });
      const { held } = ends.find(({ codes }) => codes.includes(result.code ?? -1)) ?? { held: -1 };
      expect(heldOf(server.clerk.state)).toEqual([...AFTER.slice(0, held), ...BEFORE.slice(held)]);
      expect(frameOf(server.clerk.state)).toEqual(frame);
      expect(blindResends(server)).toEqual([]);
      expectWrites(scene, cell);
      expect(trap.connections()).toBe(0);
    },
  );
  counted.add();
}

/** How often the write went out, and how long was waited. */
function expectWrites({ server }: FaultScene, { variant, place, expected }: Cell): void {
  const sent = patchesOf(server, place.path);
  if (place.method === "PATCH") {
    if (expected === "landed") expect(sent).toHaveLength(1);
    if (expected === "unsent" && !variant.orElse) expect(sent).toHaveLength(0);
    if (expected === "ambiguous" || expected === "passes")
      expect(sent.length).toBeLessThanOrEqual(2);
  }
  if (variant.waits !== undefined) {
    const [first, second] = server.exchanges.filter(
      ({ method, path, answered }, at) =>
        method === place.method &&
        path === place.path &&
        (answered === "other" ||
          server.exchanges
            .slice(0, at)
            .some((one) => one.path === path && one.method === method && one.answered === "other")),
    );
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan((variant.waits / FASTER) * 0.9);
  }
}

describe.concurrent(`${CHOSEN.length} of ${CELLS.length} fault cells`, { timeout: 120_000 }, () => {
  test.for(
    CHOSEN.map((cell): [string, Cell] => [
      `${cell.place.method} ${["first", "middle", "last"][cell.place.index]}: ${cell.variant.name}`,
      cell,
    ]),
  )("%s", async ([, cell]) => {
    await expect(judge(cell)).resolves.toBeUndefined();
  });
});
