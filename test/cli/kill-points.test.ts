/**
 * SIGKILL at five points around each of seven reads and seven writes, and around the writing of plans and receipts: the
 * next run does the rest, and nothing that the file does not name has moved. CLERKWORK_LONG runs all points.
 */
import { existsSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectExit } from "../rig/cli.ts";
import type { InstanceState } from "../rig/clerk-state.ts";
import type { Exchange, Phase, Rule } from "../rig/fault-rules.ts";
import { faultScene, type FaultScene } from "../rig/fault-run.ts";
import { listAt, parseObject, stringAt } from "../rig/json.ts";
import { LONG, tally } from "../rig/long.ts";

const YAML = `version: 1
target: { instance_id: ins_2rigQ7mZs0Vt4Kc9Xy1Lp8Bd6Fa }
instance: { hibp: true, allowed_origins: ["https://app.example.com"] }
restrictions: { blocklist: true }
organization: { enabled: true, max_allowed_memberships: 20 }
protect: { rules_enabled: true }
communication: { blocked_country_codes: [KP, RU] }
oauth_applications: { pkce_required: true }
beta: { progressive_sign_up: true }
`;

/** What the file names, as it must be in the end. */
const named = (state: InstanceState): unknown => [
  state.instance.hibp,
  state.instance.allowed_origins,
  state.restrictions.blocklist,
  state.organization.enabled,
  state.organization.max_allowed_memberships,
  state.protect.rules_enabled,
  state.communication.blocked_country_codes.toSorted(),
  state.oauth_applications.pkce_required,
  state.beta.progressive_sign_up,
];
const WANTED = [true, ["https://app.example.com"], true, true, 20, true, ["KP", "RU"], true, true];

/** Everything else. */
const frameOf = (state: InstanceState): unknown => ({
  ...state,
  instance: { ...state.instance, hibp: 0, allowed_origins: 0 },
  restrictions: { ...state.restrictions, blocklist: 0 },
  organization: { ...state.organization, enabled: 0, max_allowed_memberships: 0 },
  protect: { ...state.protect, rules_enabled: 0 },
  communication: { ...state.communication, blocked_country_codes: 0 },
  oauth_applications: { ...state.oauth_applications, pkce_required: 0 },
  beta: { ...state.beta, progressive_sign_up: 0 },
});

interface Request {
  readonly method: "GET" | "PATCH";
  readonly path: string;
}

const READS: readonly Request[] = [
  "/instance",
  "/domains",
  "/v1/environment",
  "/instance/organization_settings",
  "/instance/protect",
  "/instance/communication",
  "/instance/oauth_application_settings",
].map((path) => ({ method: "GET", path }));

const WRITES: readonly Request[] = [
  "/instance",
  "/instance/restrictions",
  "/instance/organization_settings",
  "/instance/protect",
  "/instance/communication",
  "/instance/oauth_application_settings",
  "/beta_features/instance_settings",
].map((path) => ({ method: "PATCH", path }));

const POINTS = [
  "before it is connected",
  "half sent",
  "carried out and not answered",
  "answered and not recorded",
  "recorded",
] as const;
type Point = (typeof POINTS)[number];

type Kill = () => Promise<void>;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves when the receipt says that the call ended, or nothing more will be said. */
async function recorded({ space }: FaultScene, path: string): Promise<void> {
  for (let turn = 0; turn < 400; turn += 1) {
    if (existsSync(space.path("receipt.json"))) {
      const calls = listAt(parseObject(space.read("receipt.json")), "calls");
      const call = calls.find((one) => stringAt(one, "path") === path);
      if (call !== undefined && stringAt(call, "state") === "concluded") return;
    }
    await pause(2);
  }
}

/** The rules that kill the child at a point of a request. */
function killAt(
  { method, path }: Request,
  point: Point,
  kill: Kill,
  scene: FaultScene,
): readonly Rule[] {
  const rule = (phase: Exclude<Phase, "connect" | "tls">, run: Kill): Rule => ({
    method,
    path,
    phase,
    action: { do: "call", run },
  });
  switch (point) {
    case "before it is connected": {
      // Right after the read that comes before it; the first one has none.
      if (method === "GET")
        return [
          rule("headers-in", kill),
          { method, path, phase: "body-in", action: { do: "reset" } },
        ];
      const before = READ_BEFORE[path] ?? path;
      const reads = (one: Exchange): boolean => one.method === "GET" && one.path === before;
      return [
        {
          method: "GET",
          path: before,
          nth: "every",
          phase: "closed",
          action: {
            do: "call",
            // The second read of that place comes right before the write.
            run: () => (scene.server.exchanges.filter(reads).length === 2 ? kill() : undefined),
          },
        },
      ];
    }
    case "half sent":
      return [
        rule("headers-in", kill),
        { method, path, phase: "body-in", action: { do: "close" } },
      ];
    case "carried out and not answered":
      return [rule("applied", kill)];
    case "answered and not recorded":
      return [rule("closed", kill)];
    case "recorded":
      return [
        rule("closed", async () => {
          if (method === "PATCH") await recorded(scene, path);
          else await pause(5);
          await kill();
        }),
      ];
  }
}

/** Where a section is read that has no GET of its own. */
const READ_BEFORE: Readonly<Record<string, string>> = {
  "/instance/restrictions": "/v1/environment",
  "/beta_features/instance_settings": "/v1/environment",
};

const counted = tally("kill points", {
  figure: "Kill points from which a second run converges",
  goal: "76 of 76",
  measured: (count) => `${count} of ${CHOSEN.length + WRITTEN.length}`,
  command: "npm run test:long",
});

/** Runs that were killed: never half a file, at most one call whose end is unknown. */
function expectWhole({ space }: FaultScene): void {
  for (const name of ["receipt.json", "plan.json"]) {
    if (!existsSync(space.path(name))) continue;
    const document = parseObject(space.read(name));
    if (name === "plan.json") continue;
    const open = listAt(document, "calls").filter((call) => stringAt(call, "state") === "intended");
    expect(open.length).toBeLessThanOrEqual(1);
  }
}

async function expectConverges(scene: FaultScene, frame: unknown): Promise<void> {
  const { server, run } = scene;
  server.heal();
  expectWhole(scene);
  expect(frameOf(server.clerk.state)).toEqual(frame);
  expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 0);
  expect(named(server.clerk.state)).toEqual(WANTED);
  expect(frameOf(server.clerk.state)).toEqual(frame);
  const sent = server.exchanges.length;
  expectExit(await run("plan", "--detailed-exitcode"), 0);
  expect(server.exchanges.slice(sent).filter(({ method }) => method !== "GET")).toEqual([]);
  expectWhole(scene);
  counted.add();
}

async function judge(request: Request, point: Point): Promise<void> {
  await faultScene({ yaml: YAML }, async (scene) => {
    const { server, start } = scene;
    const frame = structuredClone(frameOf(server.clerk.state));
    const running = start("apply", "--yes", "--receipt", "receipt.json");
    const kill: Kill = async () => {
      running.kill("SIGKILL");
      await running.done;
    };
    server.plant(...killAt(request, point, kill, scene));
    expect((await running.done).signal).toBe("SIGKILL");
    await expectConverges(scene, frame);
  });
}

const EVERY = [...READS, ...WRITES].flatMap((request) =>
  POINTS.map((point): [string, Request, Point] => [
    `${request.method} ${request.path}: ${point}`,
    request,
    point,
  ]),
);
const CHOSEN = LONG ? EVERY : EVERY.filter((_, index) => index % 6 === 0);

describe.concurrent(
  `${CHOSEN.length} of ${EVERY.length} points of requests`,
  { timeout: 60_000 },
  () => {
    test.for(CHOSEN)("%s", async ([, request, point]) => {
      await expect(judge(request, point)).resolves.toBeUndefined();
    });
  },
);

/** The steps before which the process ends, of the nth writing of a file. */
const STEPS: readonly (readonly [file: string, at: string, nth: number])[] = [
  ...["open", "write", "sync", "close", "link", "after link", "rm"].map(
    (at) => ["plan.json", at, 1] as const,
  ),
  ...[1, 4].flatMap((nth) =>
    ["open", "write", "sync", "rename", "after rename"].map(
      (at) => ["receipt.json", at, nth] as const,
    ),
  ),
];
const WRITTEN = LONG ? STEPS : STEPS.filter((_, index) => index % 4 === 0);

describe.concurrent(
  `${WRITTEN.length} of ${STEPS.length} points of files`,
  { timeout: 60_000 },
  () => {
    test.for(WRITTEN)("%s: killed before %s, the %i. time", async ([file, at, nth]) => {
      await faultScene({ yaml: YAML }, async (scene) => {
        const frame = structuredClone(frameOf(scene.server.clerk.state));
        const args =
          file === "plan.json" ? ["plan", "--out", file] : ["apply", "--yes", "--receipt", file];
        const killed = await scene.startWith(
          { RIG_DIE: JSON.stringify({ file, at, nth }) },
          ...args,
        ).done;
        expect(killed.signal).toBe("SIGKILL");
        expectWhole(scene);
        if (file === "plan.json" && !existsSync(scene.space.path(file)))
          expectExit(await scene.run("plan", "--out", file), 0);
        await expectConverges(scene, frame);
        expect(readdirSync(scene.space.dir)).toContain("receipt.json");
      });
    });
  },
);
