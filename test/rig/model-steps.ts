/**
 * What people, the network and the tool do to one instance, step by step, as plain data; and a model of what must come of
 * it: a map of settings. Nothing here is taken from src: the order of writing and the forms of values are told again.
 */
import { rmSync, existsSync } from "node:fs";
import { stringify } from "yaml";
import { expectExit, type CliResult } from "./cli.ts";
import { getLive, setLive } from "./clerk-state.ts";
import { changesOf, outcomesOf } from "./documents.ts";
import type { Action, Exchange, RequestRule } from "./fault-rules.ts";
import { blindResends, type FaultScene } from "./fault-run.ts";
import { isObject, type Json } from "./json.ts";

/** The values that a setting goes between. */
export const SETTINGS: Readonly<Record<string, readonly Json[]>> = {
  "instance.hibp": [true, false],
  "instance.support_email": ["help@example.com", "team@example.com", ""],
  "restrictions.blocklist": [true, false],
  "restrictions.block_email_subaddresses": [true, false],
  "organization.enabled": [true, false],
  "organization.max_allowed_memberships": [5, 20, 50],
  "protect.rules_enabled": [true, false],
  "protect.specter_enabled": [true, false],
  "communication.blocked_country_codes": [["KP"], ["KP", "RU"], ["RU"], []],
  "oauth_applications.pkce_required": [true, false],
  "beta.progressive_sign_up": [true, false],
};

export const ADDRESSES: readonly string[] = Object.keys(SETTINGS);

const PATHS: Readonly<Record<string, string>> = {
  instance: "/instance",
  restrictions: "/instance/restrictions",
  organization: "/instance/organization_settings",
  protect: "/instance/protect",
  communication: "/instance/communication",
  oauth_applications: "/instance/oauth_application_settings",
  beta: "/beta_features/instance_settings",
};

const pathOf = (address: string): string => PATHS[address.split(".")[0] ?? ""] ?? "";
const memberOf = (address: string): string => address.split(".")[1] ?? "";

/** One form for all spellings: lists are sets, and an address that was never set is an empty text. */
function form(address: string, value: Json | undefined): string {
  if (Array.isArray(value)) return JSON.stringify([...new Set(value.map(String))].toSorted());
  if (address === "instance.support_email" && value === null) return '""';
  return JSON.stringify(value);
}

export interface Fault {
  readonly method: "GET" | "PATCH";
  readonly nth: number;
  readonly phase: "headers-in" | "body-in" | "applied" | "headers-out";
  readonly act: "reset" | "close" | 429 | 503 | 500 | 403 | 422 | "half";
}

export type Step =
  | { readonly do: "edit"; readonly address: string; readonly value: Json }
  | { readonly do: "write"; readonly values: Readonly<Record<string, Json>> }
  | { readonly do: "plan" }
  | { readonly do: "drift" }
  | { readonly do: "apply" }
  | { readonly do: "applySaved" }
  | { readonly do: "rollback" }
  /** SIGKILL when the nth request has come so far. */
  | { readonly do: "kill"; readonly nth: number; readonly phase: RequestRule["phase"] }
  /** An apply under faults, while somebody may be at the dashboard. */
  | {
      readonly do: "fault";
      readonly faults: readonly Fault[];
      readonly edit?: { readonly nth: number; readonly address: string; readonly value: Json };
    };

/** What should be true. */
export interface Model {
  /** Of the file. */
  desired: ReadonlyMap<string, string>;
  live: Map<string, string>;
  /** The plan on disk: what it changes, from what, and the file that it was made from. */
  saved?: {
    readonly file: string;
    readonly from: ReadonlyMap<string, string>;
    readonly to: ReadonlyMap<string, string>;
  };
  /** The receipt on disk: the values before a run in which all went well, until somebody changes something. */
  receipt?: ReadonlyMap<string, string> | "of a run that did not go well";
}

export interface Real {
  readonly scene: FaultScene;
  readonly trace: Step[];
  file: string;
}

export const liveOf = ({ server }: FaultScene): Map<string, string> =>
  new Map(
    ADDRESSES.map((address) => [address, form(address, getLive(server.clerk.state, address))]),
  );

const sorted = (addresses: Iterable<string>): readonly string[] => [...addresses].toSorted();

const differing = ({ desired, live }: Model): readonly string[] =>
  sorted([...desired].filter(([address, value]) => live.get(address) !== value).map(([a]) => a));

/** Everything that the settings of the model are not. */
function frameOf({ server }: FaultScene): string {
  const copy = structuredClone(server.clerk.state);
  for (const address of ADDRESSES) setLive(copy, address, null);
  return JSON.stringify(copy);
}

function same(what: string, found: unknown, wanted: unknown): void {
  const [left, right] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (left !== right) throw new Error(`${what}: ${left} instead of ${right}`);
}

const requestsSince = ({ server }: FaultScene, from: number): readonly Exchange[] =>
  server.exchanges.slice(from);

/** K04, K05, K06 and K07, without faults. */
function expectWrites(scene: FaultScene, from: number, changed: readonly string[]): void {
  const patches = requestsSince(scene, from).filter(({ method }) => method === "PATCH");
  const members = patches.flatMap(({ path, body }) =>
    Object.keys(JSON.parse(body) as object).map((member) => `${path} ${member}`),
  );
  same(
    "what was sent",
    sorted(members),
    sorted(changed.map((address) => `${pathOf(address)} ${memberOf(address)}`)),
  );
  const paths = patches.map(({ path }) => path);
  same("one request a section", new Set(paths).size, paths.length);
}

/** Codes that are added keep people out: they come last. */
function expectOrder(scene: FaultScene, from: number, before: ReadonlyMap<string, string>): void {
  const patches = requestsSince(scene, from).filter(({ method }) => method === "PATCH");
  const place = patches.findIndex(({ path }) => path === PATHS["communication"]);
  if (place < 0) return;
  const sent = (JSON.parse(patches[place]?.body ?? "{}") as { blocked_country_codes: string[] })
    .blocked_country_codes;
  const known = JSON.parse(before.get("communication.blocked_country_codes") ?? "[]") as string[];
  if (sent.some((code) => !known.includes(code)))
    same("what locks people out is last", place, patches.length - 1);
}

/** What a report says against what the server did. */
function expectHonest(real: Real, model: Model, from: number, result: CliResult): void {
  const { scene } = real;
  const exchanges = requestsSince(scene, from);
  const landed = exchanges.filter(
    ({ method, status }) => method === "PATCH" && status !== null && status < 300,
  );
  const hasLanded = (address: string): boolean =>
    landed.some(
      ({ path, body }) =>
        path === pathOf(address) && memberOf(address) in (JSON.parse(body) as object),
    );
  const code = result.code ?? -1;
  if ([1, 3, 4, 130, 143].includes(code))
    same(
      `exit ${code}, so nothing was written`,
      landed.map(({ path }) => path),
      [],
    );
  if (code === 5 || code === 6)
    same(
      `exit ${code}, so something was sent`,
      exchanges.some(({ method }) => method === "PATCH"),
      true,
    );
  const document = result.json();
  if (!("outcomes" in document)) return;
  const outcomes = outcomesOf(document);
  const planned = sorted(changesOf(document).map(({ address }) => address));
  same("every planned setting is told once", sorted(Object.values(outcomes).flat()), planned);
  const held = liveOf(scene);
  const isHeld = (address: string): boolean => held.get(address) === model.desired.get(address);
  const wrong = (kind: string, bad: (address: string) => boolean): void =>
    same(`${kind}, and it is not so`, (outcomes[kind] ?? []).filter(bad), []);
  wrong("confirmed", (address) => !isHeld(address) && !hasLanded(address));
  wrong("not_attempted", hasLanded);
  wrong("failed", hasLanded);
  const open = (outcomes["unconfirmed"] ?? []).length;
  if (code === 0 && open === 0) same("exit 0", sorted(planned.filter((a) => !hasLanded(a))), []);
}

/** No write over a value that a read has shown to be somebody else's. */
function expectNoOverwrite(scene: FaultScene, from: number, result: CliResult): void {
  const document = result.json();
  const planned = new Map(
    ("changes" in document ? changesOf(document) : []).map((change) => [
      change.address,
      form(change.address, change.from),
    ]),
  );
  const exchanges = requestsSince(scene, from);
  for (const [index, exchange] of exchanges.entries()) {
    if (exchange.method !== "PATCH") continue;
    const body = JSON.parse(exchange.body === "" ? "{}" : exchange.body) as Record<string, Json>;
    const read = exchanges
      .slice(0, index)
      .findLast(
        ({ method, path, answered }) =>
          method === "GET" && path === exchange.path && answered === "true",
      );
    // Instances and sections without a GET are judged by the laws over the model.
    if (!read || read.path === "/instance") continue;
    const shown: unknown = JSON.parse(read.sent);
    if (!isObject(shown)) continue;
    for (const [member, sent] of Object.entries(body)) {
      const address = ADDRESSES.find(
        (one) => pathOf(one) === exchange.path && memberOf(one) === member,
      );
      const value = shown[member];
      if (address === undefined || value === undefined) continue;
      const known = [planned.get(address), form(address, sent)];
      if (!known.includes(form(address, value)))
        throw new Error(
          `${address}: ${form(address, value)} was shown, and ${form(address, sent)} was sent over it`,
        );
    }
  }
}

const ACTIONS: Readonly<Record<string, Action>> = {
  reset: { do: "reset" },
  close: { do: "close" },
  half: {
    do: "bytes",
    bytes: ({ body }) =>
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n${body.subarray(0, body.length / 2).toString("utf8")}`,
  },
};

const ruleOf = ({ method, nth, phase, act }: Fault): RequestRule => ({
  method,
  nth,
  phase,
  action:
    typeof act === "number"
      ? {
          do: "answer",
          status: act,
          headers: {
            "content-type": "application/json",
            ...(act === 429 ? { "retry-after": "1" } : {}),
          },
          body: '{"errors":[{"code":"planted","message":"planted"}]}',
        }
      : (ACTIONS[act] ?? { do: "reset" }),
});

async function expectPlan(model: Model, real: Real, command: "plan" | "drift"): Promise<void> {
  const { scene } = real;
  const { space, server } = scene;
  const from = server.exchanges.length;
  const wanted = differing(model);
  const flags = command === "plan" ? ["--detailed-exitcode", "--out", "plan.json"] : [];
  if (command === "plan") rmSync(space.path("plan.json"), { force: true });
  const result = await scene.run(command, "--format", "json", ...flags);
  expectExit(result, wanted.length === 0 ? 0 : 2);
  same(
    `${command} only reads`,
    requestsSince(scene, from).filter(({ method }) => method !== "GET").length,
    0,
  );
  same(
    command,
    changesOf(result.json()).map(({ address }) => address),
    wanted,
  );
  if (command === "drift" || !existsSync(space.path("plan.json"))) return;
  model.saved = {
    file: real.file,
    from: new Map(wanted.map((address) => [address, model.live.get(address) ?? ""])),
    to: new Map(wanted.map((address) => [address, model.desired.get(address) ?? ""])),
  };
}

async function expectApply(model: Model, real: Real): Promise<void> {
  const { scene } = real;
  const from = scene.server.exchanges.length;
  const wanted = differing(model);
  const before = new Map(model.live);
  const result = await scene.run("apply", "--yes", "--format", "json", "--receipt", "receipt.json");
  expectExit(result, 0);
  for (const address of wanted) model.live.set(address, model.desired.get(address) ?? "");
  same("after an apply", [...liveOf(scene)], [...model.live]);
  expectWrites(scene, from, wanted);
  expectOrder(scene, from, before);
  if (wanted.length > 0)
    model.receipt = new Map(wanted.map((address) => [address, before.get(address) ?? ""]));
}

async function expectApplySaved(model: Model, real: Real): Promise<void> {
  const { scene } = real;
  if (!model.saved) return;
  const { file, from, to } = model.saved;
  const start = scene.server.exchanges.length;
  const result = await scene.run("apply", "plan.json", "--format", "json");
  const isStale =
    file !== real.file || [...from].some(([address, value]) => model.live.get(address) !== value);
  const isDone =
    file === real.file && [...to].every(([address, value]) => model.live.get(address) === value);
  if (isStale) {
    expectExit(result, ...(isDone ? [0, 4] : [4]));
    same("nothing is written", patchesSince(scene, start), []);
    return;
  }
  expectExit(result, 0);
  for (const [address, value] of to) model.live.set(address, value);
  same("after a saved plan", [...liveOf(scene)], [...model.live]);
  expectWrites(scene, start, sorted(to.keys()));
}

const patchesSince = (scene: FaultScene, from: number): readonly string[] =>
  requestsSince(scene, from)
    .filter(({ method }) => method !== "GET")
    .map(({ path }) => path);

async function expectRollback(model: Model, real: Real): Promise<void> {
  const { scene } = real;
  if (!existsSync(scene.space.path("receipt.json"))) return;
  const before = new Map(model.live);
  const start = scene.server.exchanges.length;
  const result = await scene.run("rollback", "receipt.json", "--yes", "--format", "json");
  expectExit(result, 0, 4, 5);
  const after = liveOf(scene);
  if (model.receipt instanceof Map) {
    expectExit(result, 0);
    for (const [address, value] of model.receipt as ReadonlyMap<string, string>)
      before.set(address, value);
    same("after a rollback", [...after], [...before]);
  }
  if (result.code === 4) same("nothing is written", patchesSince(scene, start), []);
  same("no blind resend", blindResends(scene.server), []);
  model.live = after;
}

/** A run that may have stopped anywhere: each named setting is as it was, or as the file says. */
function expectBetween(model: Model, real: Real, edited?: string): void {
  const after = liveOf(real.scene);
  for (const [address, value] of after) {
    const may = [model.live.get(address), model.desired.get(address)];
    if (address !== edited && !may.includes(value))
      throw new Error(`${address} is ${value}, which is neither the old value nor the file's`);
  }
  model.live = after;
  if (existsSync(real.scene.space.path("receipt.json")))
    model.receipt = "of a run that did not go well";
}

async function expectKilled(
  { nth, phase }: Extract<Step, { do: "kill" }>,
  model: Model,
  real: Real,
): Promise<void> {
  const { server, start } = real.scene;
  const running = start("apply", "--yes", "--receipt", "receipt.json");
  server.plant({
    nth,
    phase,
    action: {
      do: "call",
      run: async () => {
        running.kill("SIGKILL");
        await running.done;
      },
    },
  });
  await running.done;
  // What had arrived in full is carried out all the same.
  await server.quiet();
  server.heal();
  expectBetween(model, real);
}

async function expectFaulted(
  { faults, edit }: Extract<Step, { do: "fault" }>,
  model: Model,
  real: Real,
): Promise<void> {
  const { server, run } = real.scene;
  const from = server.exchanges.length;
  server.plant(
    ...faults.map(ruleOf),
    ...(edit
      ? [
          {
            nth: edit.nth,
            phase: "body-in" as const,
            action: {
              do: "call" as const,
              run: () => setLive(server.clerk.state, edit.address, edit.value),
            },
          },
        ]
      : []),
  );
  const result = await run("apply", "--yes", "--format", "json", "--receipt", "receipt.json");
  server.heal();
  expectExit(result, 0, 1, 4, 5, 6);
  await server.quiet();
  expectNoOverwrite(real.scene, from, result);
  same("no blind resend", blindResends(server), []);
  if (!edit) expectHonest(real, model, from, result);
  expectBetween(model, real, edit?.address);
}

/** Takes one step, and says when what came of it is not what must. */
export async function take(step: Step, model: Model, real: Real): Promise<void> {
  real.trace.push(step);
  const { scene } = real;
  const frame = frameOf(scene);
  switch (step.do) {
    case "edit":
      setLive(scene.server.clerk.state, step.address, step.value);
      model.live.set(step.address, form(step.address, step.value));
      if (model.receipt) model.receipt = "of a run that did not go well";
      break;
    case "write":
      real.file = fileOf(step.values);
      scene.space.write("clerkwork.yaml", real.file);
      model.desired = new Map(
        Object.entries(step.values).map(([address, value]) => [address, form(address, value)]),
      );
      break;
    case "plan":
    case "drift":
      await expectPlan(model, real, step.do);
      break;
    case "apply":
      await expectApply(model, real);
      break;
    case "applySaved":
      await expectApplySaved(model, real);
      break;
    case "rollback":
      await expectRollback(model, real);
      break;
    case "kill":
      await expectKilled(step, model, real);
      break;
    case "fault":
      await expectFaulted(step, model, real);
      break;
  }
  same("what no file names", frameOf(scene), frame);
}

export function fileOf(values: Readonly<Record<string, Json>>): string {
  const sections: Record<string, Record<string, Json>> = {};
  for (const [address, value] of Object.entries(values))
    (sections[address.split(".")[0] ?? ""] ??= {})[memberOf(address)] = value;
  return stringify({ version: 1, ...sections });
}

/** In the end nothing is in the way: one run does the rest, and leaves nothing. */
export async function settle(model: Model, real: Real): Promise<void> {
  await expectApply(model, real);
  await expectPlan(model, real, "plan");
}
