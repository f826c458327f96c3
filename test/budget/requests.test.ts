import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmulator, type Emulator } from "../../src/emulator/emulator.ts";
import { countRoundTrips, startProxy, type ProxiedRequest, type Proxy } from "./bench/proxy.mjs";
import { expectExit, PACKAGE_ROOT, runCli, workspace, type Workspace } from "../rig/cli.ts";
import { holdTrips, nameOf } from "./gate.ts";

const FOUR_SECTIONS = readFileSync(
  join(PACKAGE_ROOT, "test/budget/bench/four-sections.yaml"),
  "utf8",
);
const AND_A_ROLE = readFileSync(
  join(PACKAGE_ROOT, "test/budget/bench/four-sections-and-role.yaml"),
  "utf8",
);
const SECTIONS = 4;

const INSTANCE = "GET /v1/instance";
const DOMAINS = "GET /v1/domains";
const ORGANIZATION = "GET /v1/instance/organization_settings";
const PROTECT = "GET /v1/instance/protect";
const ROLES = "GET /v1/organization_roles";
const ENVIRONMENT = "GET /v1/environment";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(async () => {
  await emulator.close();
});

let keys = 0;
async function withInstance(
  yaml: string,
  before: Parameters<typeof startProxy>[0]["before"],
  use: (given: {
    readonly proxy: Proxy;
    readonly run: (args: readonly string[], withPublishableKey?: boolean) => Promise<void>;
    readonly requests: () => readonly ProxiedRequest[];
  }) => Promise<void>,
): Promise<void> {
  keys += 1;
  const key = `sk_test_budget_requests_${keys}`;
  const space: Workspace = workspace(yaml);
  const proxy = await startProxy({
    target: emulator.apiUrl,
    ...(before === undefined ? {} : { before }),
  });
  try {
    await proxy.serveFrontendOf(key);
    await use({
      proxy,
      run: async (args, withPublishableKey = false) => {
        const env = {
          CLERK_SECRET_KEY: key,
          CLERK_API_URL: proxy.url,
          ...(withPublishableKey ? { CLERK_PUBLISHABLE_KEY: proxy.publishableKey } : {}),
        };
        expectExit(await runCli(args, { cwd: space.dir, env }), 0);
      },
      requests: () => proxy.takeLog().requests,
    });
  } finally {
    await proxy.close();
    space.remove();
  }
}

const isWrite = ({ method }: ProxiedRequest): boolean => method !== "GET";
const reads = (requests: readonly ProxiedRequest[]): readonly string[] =>
  requests.filter((request) => !isWrite(request)).map(nameOf);

describe("a plan of four sections", () => {
  interface Budget {
    readonly name: string;
    readonly yaml: string;
    readonly publishableKey: boolean;
    /** What is asked side by side, trip by trip. */
    readonly trips: readonly (readonly string[])[];
  }
  const budgets: readonly Budget[] = [
    {
      name: "without the publishable key: two round trips",
      yaml: FOUR_SECTIONS,
      publishableKey: false,
      trips: [[INSTANCE, DOMAINS, ORGANIZATION, PROTECT], [ENVIRONMENT]],
    },
    {
      // `/domains` says whether the key is this instance's, side by side with what it saves waiting for.
      name: "with the publishable key: one round trip",
      yaml: FOUR_SECTIONS,
      publishableKey: true,
      trips: [[INSTANCE, DOMAINS, ENVIRONMENT, ORGANIZATION, PROTECT]],
    },
    {
      name: "with a role to change: two round trips",
      yaml: AND_A_ROLE,
      publishableKey: false,
      trips: [
        [INSTANCE, DOMAINS, ORGANIZATION, PROTECT],
        [ENVIRONMENT, ROLES],
      ],
    },
    {
      // That a role's id is needed is known when the role turns out to differ.
      name: "with a role to change and the publishable key: two round trips",
      yaml: AND_A_ROLE,
      publishableKey: true,
      trips: [[INSTANCE, DOMAINS, ENVIRONMENT, ORGANIZATION, PROTECT], [ROLES]],
    },
  ];

  it.each(budgets.map((budget) => [budget.name, budget] as const))(
    "%s",
    async (_, { yaml, publishableKey, trips }) => {
      const gate = holdTrips(trips);
      await withInstance(yaml, gate.before, async ({ run, requests }) => {
        await run(["plan"], publishableKey);
        const sent = requests();
        expect(gate.missing(), "did not come while the others of the trip waited").toEqual([]);
        expect(sent.map(nameOf).toSorted()).toEqual(trips.flat().toSorted());
        expect(sent.length).toBeLessThanOrEqual(6);
      });
    },
  );
});

describe("an apply of four sections", () => {
  it("sends one write per section, reads each section again before it, and what 204 hides once more", async () => {
    await withInstance(FOUR_SECTIONS, undefined, async ({ run, requests }) => {
      await run(["plan"]);
      const planned = requests();
      await run(["apply", "--yes"]);
      const applied = requests();
      expect(applied.filter(isWrite)).toHaveLength(SECTIONS);
      const silent = applied.filter((request) => isWrite(request) && request.status === 204);
      expect(silent.map(nameOf)).toEqual(["PATCH /v1/instance"]);

      const times = (source: string): number =>
        reads(applied).filter((name) => name === source).length;
      expect(Math.max(...[ORGANIZATION, PROTECT].map(times))).toBeLessThanOrEqual(2);
      // PATCH /instance answers 204; these two show what it wrote, while the next section is written.
      expect(times(INSTANCE)).toBeLessThanOrEqual(3);
      // Two sections are read from it, each right before its own write.
      expect(times(ENVIRONMENT)).toBeLessThanOrEqual(4);
      expect(reads(applied).length - planned.length).toBeLessThanOrEqual(7);
    });
  });

  // `/domains` is asked again for each re-read, only to find the same Frontend API.
  it("reads nothing beyond one re-read per source and section, and one verification", async () => {
    await withInstance(FOUR_SECTIONS, undefined, async ({ run, requests }) => {
      await run(["plan"]);
      const planned = requests();
      await run(["apply", "--yes"]);
      const read = reads(requests());
      const silentSections = 1;
      const sharedSources = 1;
      expect(read.length - planned.length).toBeLessThanOrEqual(
        new Set(read).size + silentSections + sharedSources,
      );
    });
  });

  it("needs no more than seven round trips: the next section is read while this one is written", async () => {
    const slow = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 200));
    await withInstance(FOUR_SECTIONS, slow, async ({ run, requests }) => {
      await run(["apply", "--yes"]);
      const sent = requests();
      expect(sent.filter(isWrite)).toHaveLength(SECTIONS);
      expect(countRoundTrips(sent)).toBeLessThanOrEqual(7);
    });
  });

  it("writes nothing when nothing differs", async () => {
    await withInstance(FOUR_SECTIONS, undefined, async ({ run, requests }) => {
      await run(["apply", "--yes"]);
      requests();
      await run(["apply", "--yes"]);
      const sent = requests();
      expect(sent.filter(isWrite)).toEqual([]);
      expect(sent.map(nameOf).toSorted()).toEqual(
        [INSTANCE, DOMAINS, ORGANIZATION, PROTECT, ENVIRONMENT].toSorted(),
      );
    });
  });

  it("keeps connections and uses them again", async () => {
    await withInstance(FOUR_SECTIONS, undefined, async ({ run, proxy }) => {
      await run(["apply", "--yes"]);
      const { requests, connections } = proxy.takeLog();
      expect(requests.length).toBeGreaterThan(2 * SECTIONS);
      const writes = requests.filter(({ method }) => method === "PATCH").length;
      // One for each request of the first trip, one more for the Frontend API's host; a write has
      // a connection of its own.
      expect(connections - writes).toBeLessThanOrEqual(SECTIONS + 1);
      expect(connections - writes).toBeGreaterThanOrEqual(SECTIONS);
    });
  });
});
