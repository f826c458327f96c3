/** Items of collections, held against each other by key, and taken from one environment into another's part of the file. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { DEVELOPMENT_KEY, PRODUCTION_KEY } from "../rig/clerk-server.ts";
import type { FaultRule } from "../rig/clerk-faults.ts";
import { setLive, type InstanceState } from "../rig/clerk-state.ts";
import { expectExit, scenario, type CliResult, type Scenario } from "../rig/cli.ts";
import { at, listAt, type Json, type JsonObject } from "../rig/json.ts";

interface Lists {
  readonly redirect_urls?: readonly string[];
  readonly allowlist_identifiers?: readonly string[];
}

/** Two instances that are alike but for these lists, and a file with this for each, and above both. */
interface Case {
  readonly staging?: Lists;
  readonly production?: Lists;
  readonly top?: string;
  readonly ofStaging?: string;
  readonly ofProduction?: string;
  readonly rest?: string;
  readonly faults?: readonly FaultRule[];
}

const URLS = "redirect_urls: { present: [a://both] }\n";

const yamlOf = ({ top = URLS, ofStaging, ofProduction, rest = "" }: Case): string =>
  `version: 1
${top}environments:
  staging:
    target: { environment_type: development, secret_key_env: STAGING_KEY }
${ofStaging ?? ""}  production:
    target: { environment_type: production, secret_key_env: PRODUCTION_KEY }
${ofProduction ?? ""}${rest}`;

const liveOf =
  (id: string, type: "development" | "production", lists: Lists = {}) =>
  (state: InstanceState): void => {
    state.id = id;
    state.environment_type = type;
    setLive(state, "instance.test_mode", false);
    for (const name of ["redirect_urls", "allowlist_identifiers"] as const)
      state[name] = [...(lists[name] ?? [])];
  };

const between = (given: Case, body: (scene: Scenario) => Promise<void>): Promise<void> =>
  scenario(
    {
      yaml: yamlOf(given),
      faster: 20,
      clerk: {
        key: DEVELOPMENT_KEY,
        state: liveOf("ins_Staging", "development", given.staging),
        others: [
          {
            key: PRODUCTION_KEY,
            state: liveOf("ins_Production", "production", given.production),
          },
        ],
        faults: given.faults ?? [],
      },
      env: { CLERK_SECRET_KEY: undefined, STAGING_KEY: DEVELOPMENT_KEY, PRODUCTION_KEY },
    },
    body,
  );

const words = (text: string): string => text.replaceAll(/\s+/g, " ");

const compare = ({ run }: Scenario, ...flags: readonly string[]): Promise<CliResult> =>
  run("compare", "staging", "production", ...flags);

const compareJson = async (scene: Scenario, ...flags: readonly string[]): Promise<JsonObject> =>
  (await compare(scene, "--format", "json", ...flags)).json();

const promote = ({ run }: Scenario, ...flags: readonly string[]): Promise<CliResult> =>
  run("promote", "staging", "production", ...flags);

/** Who has which item: address, whether staging has it, whether production does. */
const itemsIn = (document: JsonObject): readonly unknown[] =>
  listAt(document, "differences").map((one) => [
    at(one, "address"),
    ...["a", "b"].map((side) => at(one, side) !== null && at(one, side, "value") !== null),
  ]);

const openIn = (document: JsonObject): readonly unknown[] =>
  listAt(document, "not_compared")
    .filter((one) => !String(at(one, "address")).includes("."))
    .map((one) => [at(one, "address"), at(one, "side"), at(one, "why")]);

const skippedIn = (document: JsonObject): readonly unknown[] =>
  listAt(document, "skipped").map((one) => [at(one, "address"), at(one, "code")]);

/** What the file says of production now. */
const productionIn = ({ space }: Scenario, collection: string): Json | undefined => {
  const data = parseYaml(space.read("clerkwork.yaml")) as JsonObject;
  const home = at(data, "environments", "production") as JsonObject;
  return home[collection];
};

describe.concurrent("compare", { timeout: 60_000 }, () => {
  test("holds items against each other by key, whatever their ids and their order", () =>
    between(
      {
        staging: { redirect_urls: ["a://both", "a://too", "a://staging"] },
        production: { redirect_urls: ["a://too", "a://production", "a://both"] },
      },
      async (scene) => {
        const text = await compare(scene);
        expectExit(text, 2);
        expect(words(text.stdout)).toContain(
          "redirect_urls ≠ 1 item absent │ present a://production ≠ 1 item present │ absent a://staging",
        );
        expect(words(text.stdout)).toContain("2 items differ between staging and production");
        const json = await compareJson(scene);
        expect(itemsIn(json)).toEqual([
          ['redirect_urls["a://production"]', false, true],
          ['redirect_urls["a://staging"]', true, false],
        ]);
        expect(at(json, "collections")).toEqual(["redirect_urls"]);
        expect(at(json, "differences", 0, "item")).toEqual({
          collection: "redirect_urls",
          key: "a://production",
        });
        expect(JSON.stringify(json)).not.toMatch(/"ru_/);
        const page = (await compare(scene, "--format", "markdown")).stdout;
        expect(page).toContain(
          "| `redirect_urls`: 1 item<br>`a://staging` | `present` | `absent` |",
        );
        expect(scene.clerk.writes()).toEqual([]);
        expect(scene.clerk.reads("/redirect_urls")).toHaveLength(6);
      },
    ));

  test("is content with lists that hold the same", () =>
    between(
      {
        staging: { redirect_urls: ["a://both", "a://too"] },
        production: { redirect_urls: ["a://too", "a://both"] },
      },
      async (scene) => {
        const text = await compare(scene);
        expectExit(text, 0);
        expect(words(text.stdout)).toContain("No setting and no item differs between staging and");
      },
    ));

  const people = {
    staging: { allowlist_identifiers: ["*@acme.example", "ceo@acme.example", "x@acme.example"] },
    production: { allowlist_identifiers: [] },
    top: "instance: { hibp: true }\n",
  };

  test("looks only at collections that either environment names, or that are asked for", () =>
    between(people, async (scene) => {
      expectExit(await compare(scene), 0);
      expect(scene.clerk.reads("/allowlist_identifiers")).toEqual([]);
      const json = await compareJson(scene, "--only", "allowlist_identifiers");
      expect(itemsIn(json)).toHaveLength(3);
      expect(at(json, "counts", "compared")).toBe(3);
      const one = 'allowlist_identifiers["ceo@acme.example"]';
      expect(itemsIn(await compareJson(scene, "--only", one))).toEqual([[one, true, false]]);
      const none = await compareJson(scene, "--only", 'allowlist_identifiers["no@acme.example"]');
      expect([at(none, "exit_code"), at(none, "counts", "compared")]).toEqual([0, 1]);
      const empty = await compareJson(scene, "--only", "blocklist_identifiers");
      expect([at(empty, "exit_code"), at(empty, "counts", "compared")]).toEqual([0, 1]);
    }));

  test("counts in Markdown who is named, and shows wildcards; the terminal and JSON show all", () =>
    between(
      { ...people, ofProduction: "    allowlist_identifiers: { unlisted: report }\n" },
      async (scene) => {
        expect((await compare(scene)).stdout).toContain("ceo@acme.example");
        const page = (await compare(scene, "--format", "markdown")).stdout;
        expect(page).toContain(
          '| `allowlist_identifiers`: 3 items<br>`"*@acme.example"` 2 not shown | `present` | `absent` |',
        );
        expect(page).toContain("2 keys of items may name a person and are not shown here");
        expect(page).not.toMatch(/ceo|x@/);
        const all = await compare(scene, "--format", "markdown", "--show-identifiers");
        expect(all.stdout).toContain("ceo@acme.example");
      },
    ));

  const list = {
    method: "GET",
    path: "/redirect_urls",
    key: PRODUCTION_KEY,
    nth: "every",
  } as const;
  const full = { redirect_urls: ["a://both", "a://too"] };

  test("takes a list that Clerk's plan does not show for unknown, and never for empty", () =>
    between(
      {
        staging: full,
        faults: [{ ...list, action: { kind: "json", body: { errors: [] }, status: 402 } }],
      },
      async (scene) => {
        const json = await compareJson(scene);
        expect(at(json, "exit_code")).toBe(0);
        expect(itemsIn(json)).toEqual([]);
        expect(openIn(json)).toEqual([["redirect_urls", "b", "not_in_plan"]]);
        expect(words((await compare(scene)).stdout)).toContain(
          "? not compared, production: Clerk does not list them with this instance's plan (402): redirect_urls",
        );
        const asked = await compare(scene, "--only", "redirect_urls");
        expectExit(asked, 1);
        expect(asked.said).toContain("nothing that was asked for can be compared");
        const promoted = await promote(scene, "--format", "json");
        expectExit(promoted, 0);
        expect(at(promoted.json(), "edits")).toEqual([]);
      },
    ));

  test.for<[what: string, body: Json, status: number]>([
    ["cut short", { data: [{ id: "ru_1", url: "a://both" }], total_count: 2 }, 200],
    ["without a list", { total_count: 0 }, 200],
    ["of a server that fails", { errors: [] }, 500],
  ])("a list %s ends the run, and nothing is written", ([, body, status]) =>
    between(
      {
        staging: full,
        production: full,
        faults: [{ ...list, action: { kind: "json", body, status } }],
      },
      async (scene) => {
        const before = scene.space.read("clerkwork.yaml");
        const result = await compare(scene);
        expectExit(result, 1);
        expect(result.said).toContain("production: ");
        expectExit(await promote(scene), 1);
        expect(scene.space.read("clerkwork.yaml")).toBe(before);
      },
    ),
  );

  test("an item of which there are two is not compared, and the others are", () =>
    between(
      {
        staging: { redirect_urls: ["a://both"] },
        faults: [
          {
            ...list,
            action: {
              kind: "json",
              body: {
                data: ["a://both", "a://both", "a://else"].map((url, index) => ({
                  id: `ru_${index}`,
                  url,
                })),
                total_count: 3,
              },
            },
          },
        ],
      },
      async (scene) => {
        const json = await compareJson(scene);
        expect(itemsIn(json)).toEqual([['redirect_urls["a://else"]', false, true]]);
        expect(openIn(json)).toEqual([['redirect_urls["a://both"]', "b", "ambiguous_item"]]);
      },
    ));

  const differing = {
    staging: { redirect_urls: ["a://both", "a://1", "a://2"] },
    production: { redirect_urls: ["a://both"] },
  };

  test.for<[what: string, entry: string, left: readonly string[]]>([
    ["a collection", "redirect_urls", []],
    ["an item", `'redirect_urls["a://1"]'`, ["a://2"]],
  ])("the file allows %s to differ", ([, address, left]) =>
    between(
      { ...differing, rest: `allowed_differences: [{ address: ${address}, reason: trial }]\n` },
      async (scene) => {
        const json = await compareJson(scene);
        expect(
          listAt(json, "differences")
            .filter((one) => at(one, "allowed") === null)
            .map((one) => at(one, "item", "key")),
        ).toEqual(left);
        expect(at(json, "warnings")).toEqual([]);
        const text = await compare(scene, "--full");
        expectExit(text, left.length === 0 ? 0 : 2);
        expect(words(text.stdout)).toContain('allowed: clerkwork.yaml:8 "trial"');
      },
    ),
  );

  test("an allowance that nothing needs is named, of a collection or of a section", () =>
    between(
      {
        rest: "allowed_differences: [{ address: redirect_urls, reason: trial }, { address: restrictions, reason: trial }]\n",
      },
      async (scene) =>
        expect(
          listAt(await compareJson(scene), "warnings").map((one) => [
            at(one, "code"),
            at(one, "address"),
          ]),
        ).toEqual([
          ["allowed_unmatched", "redirect_urls"],
          ["allowed_unmatched", "restrictions"],
        ]),
    ));

  test("an allowance for a collection that was not looked at is not called needless", () =>
    between(
      {
        ...differing,
        rest: `allowed_differences: [{ address: allowlist_identifiers, reason: trial }]\n`,
      },
      async (scene) => expect(at(await compareJson(scene), "warnings")).toEqual([]),
    ));

  test("--declared compares what is written, and a collection's policy does not matter", () =>
    between(
      {
        top: "",
        ofStaging: "    redirect_urls: { present: [a://1, a://both], unlisted: delete }\n",
        ofProduction: "    redirect_urls: { present: [a://both], absent: [a://2] }\n",
      },
      async (scene) => {
        const text = await compare(scene, "--declared");
        expectExit(text, 2);
        expect(words(text.stdout)).toContain(
          "≠ 1 item present │ not declared a://1 ≠ 1 item not declared │ absent a://2",
        );
        expect(scene.clerk.requests).toEqual([]);
      },
    ));

  test("an address of which a shell took the quotes is explained", () =>
    between(differing, async (scene) => {
      const result = await compare(scene, "--only", "redirect_urls[a://1]");
      expectExit(result, 3);
      expect(result.said).toContain('did you mean redirect_urls["a://1"]?');
    }));
});

describe.concurrent("promote", { timeout: 60_000 }, () => {
  test("names what the first has and the second lacks, and keeps what counted before", () =>
    between(
      {
        staging: { redirect_urls: ["a://both", "a://new", "http://localhost/cb"] },
        production: { redirect_urls: ["a://both", "a://production"] },
      },
      async (scene) => {
        const before = scene.space.read("clerkwork.yaml");
        const dry = await promote(scene, "--dry-run");
        expectExit(dry, 0);
        expect(scene.space.read("clerkwork.yaml")).toBe(before);
        const result = await promote(scene);
        expectExit(result, 0);
        const said = words(result.stdout);
        expect(said).toContain("+ production: redirect_urls.present: 3 items: a://both a://new");
        expect(said).toContain("✗ weakens_security: sign-ins can be sent to a place");
        expect(said).toContain('redirect_urls["a://production"]: not on staging, and nothing is');
        expect(said).toContain("1 list of staging written to production. Clerk was sent nothing.");
        expect(productionIn(scene, "redirect_urls")).toEqual({
          present: ["a://both", "a://new", "http://localhost/cb"],
        });
        expect(scene.space.read("clerkwork.yaml")).toContain(URLS);
        expect(scene.clerk.writes()).toEqual([]);
        expectExit(await scene.run("validate"), 0);
        const plan = await scene.run("plan", "--env", "production", "--format", "json");
        expect(listAt(plan.json(), "changes").map((one) => at(one, "action"))).toEqual([
          "create",
          "create",
        ]);
        const again = await promote(scene, "--format", "json");
        expect(at(again.json(), "result")).toBe("unchanged");
        expect(skippedIn(again.json())).toEqual([
          ['redirect_urls["a://new"]', "said_already"],
          ['redirect_urls["a://production"]', "not_there"],
          ['redirect_urls["http://localhost/cb"]', "said_already"],
        ]);
      },
    ));

  test("edits a list of the environment in its place", () =>
    between(
      {
        staging: { redirect_urls: ["a://new"] },
        ofProduction:
          "    redirect_urls:\n      present:\n        # the app\n        - a://app # INC-7\n",
      },
      async (scene) => {
        expectExit(await promote(scene), 0);
        expect(scene.space.read("clerkwork.yaml")).toContain(
          "      present:\n        # the app\n        - a://app # INC-7\n        - a://new\n",
        );
      },
    ));

  test("takes who may be a person only where the file names them, or when asked", () =>
    between(
      {
        staging: { allowlist_identifiers: ["*@acme.example", "a@acme.example", "b@acme.example"] },
        top: "",
        ofStaging: '    allowlist_identifiers: { present: ["*@acme.example"] }\n',
      },
      async (scene) => {
        const result = await promote(scene);
        expectExit(result, 0);
        expect(productionIn(scene, "allowlist_identifiers")).toEqual({
          present: ["*@acme.example"],
        });
        expect(words(result.stdout)).toContain(
          "production: allowlist_identifiers: 2 items: may name a person: --only allowlist_identifiers",
        );
        expectExit(await promote(scene, "--only", 'allowlist_identifiers["b@acme.example"]'), 0);
        expect(productionIn(scene, "allowlist_identifiers")).toEqual({
          present: ["*@acme.example", "b@acme.example"],
        });
        expectExit(await promote(scene, "--only", "allowlist_identifiers"), 0);
        expect(productionIn(scene, "allowlist_identifiers")).toEqual({
          present: ["*@acme.example", "b@acme.example", "a@acme.example"],
        });
      },
    ));

  const opposed = {
    staging: { redirect_urls: ["a://1", "a://both"] },
    ofProduction: "    redirect_urls: { absent: [a://1, a://2] }\n",
  };

  test("leaves what the second calls absent, unless the first names it or its address is asked for", () =>
    between(opposed, async (scene) => {
      const left = await promote(scene, "--format", "json");
      expect(skippedIn(left.json())).toEqual([
        ['redirect_urls["a://1"]', "said_absent"],
        ['redirect_urls["a://both"]', "said_already"],
      ]);
      expectExit(await promote(scene, "--only", 'redirect_urls["a://1"]'), 0);
      expect(productionIn(scene, "redirect_urls")).toEqual({
        absent: ["a://2"],
        present: ["a://both", "a://1"],
      });
      expectExit(await scene.run("validate"), 0);
    }));

  test("takes what the first side's file calls absent", () =>
    between(
      {
        production: { redirect_urls: ["a://both", "a://old"] },
        ofStaging: "    redirect_urls: { absent: [a://old] }\n",
        ofProduction: "    redirect_urls: { present: [a://both, a://old] }\n",
      },
      async (scene) => {
        const result = await promote(scene);
        expectExit(result, 0);
        expect(words(result.stdout)).toContain("breaks_clients");
        expect(productionIn(scene, "redirect_urls")).toEqual({
          present: ["a://both"],
          absent: ["a://old"],
        });
        expectExit(await scene.run("validate"), 0);
      },
    ));

  test("what the file allows to differ stays, unless its address is named", () =>
    between(
      {
        staging: { redirect_urls: ["a://both", "a://1"] },
        rest: "allowed_differences: [{ address: redirect_urls, reason: trial }]\n",
      },
      async (scene) => {
        const before = scene.space.read("clerkwork.yaml");
        const left = await promote(scene, "--only", "redirect_urls");
        expect(words(left.stdout)).toContain('redirect_urls["a://1"]: may differ by');
        expect(scene.space.read("clerkwork.yaml")).toBe(before);
        expectExit(await promote(scene, "--only", 'redirect_urls["a://1"]'), 0);
        expect(productionIn(scene, "redirect_urls")).toEqual({ present: ["a://both", "a://1"] });
      },
    ));

  test("a key that the file can't say is named and left", () =>
    between(
      {
        staging: { allowlist_identifiers: ["john*@acme.example", "*@acme.example"] },
        top: "",
      },
      async (scene) => {
        const result = await promote(scene, "--only", "allowlist_identifiers", "--format", "json");
        expectExit(result, 0);
        expect(skippedIn(result.json())).toEqual([
          ['allowlist_identifiers["john*@acme.example"]', "not_accepted"],
        ]);
        expect(productionIn(scene, "allowlist_identifiers")).toEqual({
          present: ["*@acme.example"],
        });
      },
    ));

  test("--declared takes what is written, with no request", () =>
    between(
      {
        top: "",
        ofStaging: '    allowlist_identifiers: { present: ["a@acme.example"] }\n',
        ofProduction: "    redirect_urls: { present: [a://1] }\n",
      },
      async (scene) => {
        const result = await promote(scene, "--declared", "--format", "json");
        expectExit(result, 0);
        expect(skippedIn(result.json())).toEqual([['redirect_urls["a://1"]', "not_in_source"]]);
        expect(productionIn(scene, "allowlist_identifiers")).toEqual({
          present: ["a@acme.example"],
        });
        expect(scene.clerk.requests).toEqual([]);
      },
    ));
});
