/** Collections over the wire: what is made, what is deleted, and above all what is not. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import {
  expectExit,
  scenario,
  unwrapped,
  type Scenario,
  type ScenarioOptions,
} from "../rig/cli.ts";
import { newGate, type FaultRule } from "../rig/clerk-faults.ts";
import { PRODUCTION_KEY } from "../rig/clerk-server.ts";
import type { InstanceState } from "../rig/clerk-state.ts";
import { at, listAt, type JsonObject } from "../rig/json.ts";

const V = "version: 1\n";

const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `com.acme.app${index}://callback`);

const yamlOf = (list: string, body: Readonly<Record<string, unknown>>): string =>
  `${V}${list}: ${JSON.stringify(body)}\n`;

const withUrls =
  (...urls: readonly string[]) =>
  (state: InstanceState): void =>
    void (state.redirect_urls = [...urls]);

const scene = (
  yaml: string,
  state: (state: InstanceState) => void,
  body: (scene: Scenario) => Promise<void>,
  rest: ScenarioOptions["clerk"] = {},
): Promise<void> => scenario({ yaml, clerk: { ...rest, state } }, body);

/** The codes of the refusals of a plan. */
const codesOf = (plan: JsonObject): readonly unknown[] =>
  listAt(plan, "refusals").map((one) => at(one, "code"));

const writesOf = ({ clerk }: Scenario): readonly string[] =>
  clerk
    .writes()
    .map(({ method, path }) => `${method} ${path.replace(/\/[a-z]+_[0-9a-f]+$/, "/ID")}`);

describe("what the file names", () => {
  test("is made and deleted, deletions last, and the plan after it is empty", () =>
    scene(
      yamlOf("redirect_urls", { present: ["a://new", "a://kept"], absent: ["a://old"] }),
      withUrls("a://kept", "a://old", "a://other"),
      async (scene) => {
        expectExit(await scene.run("apply", "--yes"), 0);
        expect(writesOf(scene)).toEqual(["POST /redirect_urls", "DELETE /redirect_urls/ID"]);
        expect(scene.clerk.state.redirect_urls).toEqual(["a://kept", "a://other", "a://new"]);
        const plan = await scene.run("plan");
        expectExit(plan, 0);
        expect(plan.stdout).toContain("No changes.");
        expect(plan.stdout).toContain("Not in the file and left alone: 1 redirect_urls.");
      },
    ));

  test("an entry of the allowlist never notifies anybody, and is found in any case of letters", () =>
    scene(
      yamlOf("allowlist_identifiers", { present: ["CEO@Partner.example"] }),
      () => {},
      async (scene) => {
        expectExit(await scene.run("apply", "--yes"), 0);
        expect(scene.clerk.writes().map(({ body }) => body)).toEqual([
          { identifier: "ceo@partner.example", notify: false },
        ]);
        expectExit(await scene.run("plan", "--detailed-exitcode"), 0);
      },
    ));

  test("an overlay that says absent wins over what the top says, and the other way round", () =>
    scene(
      `${yamlOf("redirect_urls", { present: ["a://x"], absent: ["a://y"] })}environments:\n  e:\n    redirect_urls: { absent: ["a://x"] }\n  f:\n    redirect_urls: { present: ["a://y"] }\n`,
      withUrls("a://x"),
      async ({ run }) => {
        const ofE = (await run("plan", "--env", "e", "--format", "json")).json();
        expect(listAt(ofE, "changes").map((one) => at(one, "action"))).toEqual(["delete"]);
        const ofF = (await run("plan", "--env", "f", "--format", "json")).json();
        expect(listAt(ofF, "changes").map((one) => at(one, "address"))).toEqual([
          'redirect_urls["a://y"]',
        ]);
      },
    ));
});

describe("what the file does not name", () => {
  const two = withUrls("a://kept", "a://b", "a://c", "a://d");

  test("is not even listed where the collection is not named", () =>
    scene(`${V}instance: { hibp: true }\n`, two, async ({ run, clerk }) => {
      expectExit(await run("apply", "--yes"), 0);
      expect(clerk.reads("/redirect_urls")).toEqual([]);
    }));

  test("with report is drift, stands in the plan, and is never deleted", () =>
    scene(
      yamlOf("redirect_urls", { present: ["a://kept"], unlisted: "report" }),
      two,
      async (scene) => {
        const plan = await scene.run("plan");
        expectExit(plan, 0);
        expect(plan.stdout).toContain('? redirect_urls["a://b"]: not in the file');
        const drift = await scene.run("drift");
        expectExit(drift, 2);
        expect(unwrapped(drift.stdout)).toContain("name it under present to keep it");
        expect(unwrapped(drift.stdout)).toContain("Drift: 3 items are not in the file.");
        expect(drift.stdout).not.toContain("Put it back");
        expectExit(await scene.run("apply", "--yes"), 0);
        expect(writesOf(scene)).toEqual([]);
      },
    ));

  test("with keep is no drift", () =>
    scene(yamlOf("redirect_urls", { present: ["a://kept"] }), two, async ({ run }) =>
      expectExit(await run("drift"), 0),
    ));

  test("with delete is deleted, on production only with a word from a person", () =>
    scenario(
      {
        yaml: yamlOf("redirect_urls", {
          present: ["a://kept", ...numbered(9)],
          unlisted: "delete",
        }),
        clerk: {
          key: PRODUCTION_KEY,
          state: withUrls("a://kept", ...numbered(9), "a://b"),
        },
      },
      async (scene) => {
        const refused = await scene.run("apply", "--yes");
        expectExit(refused, 4);
        expect(refused.said).toContain(`'deletes_unlisted=redirect_urls["a://b"]'`);
        expect(writesOf(scene)).toEqual([]);
        const flags = [
          "--allow",
          "deletes_unlisted",
          "--allow",
          `breaks_clients=redirect_urls["a://b"]`,
        ];
        expectExit(await scene.run("apply", "--yes", ...flags), 0);
        expect(writesOf(scene)).toEqual(["DELETE /redirect_urls/ID"]);
      },
    ));
});

describe("too many deletions", () => {
  const refusal = async ({ run }: Scenario, ...flags: string[]): Promise<readonly unknown[]> =>
    codesOf((await run("plan", "--format", "json", ...flags)).json());

  test.for<[there: number, doomed: number, refused: boolean]>([
    [9, 8, false],
    [9, 9, true],
    [10, 3, false],
    [10, 4, true],
    [1, 1, true],
  ])("of %i: %i deleted, refused: %s", ([there, doomed, isRefused]) =>
    scene(
      yamlOf("redirect_urls", { absent: numbered(there).slice(0, doomed) }),
      withUrls(...numbered(there)),
      async (scene) => {
        expect(await refusal(scene)).toEqual(isRefused ? ["too_many_deletes"] : []);
        const [less, enough] = [doomed - 1, doomed].map((most) => ["--max-deletes", String(most)]);
        expect(await refusal(scene, ...(less ?? []))).toEqual(
          isRefused ? ["too_many_deletes"] : [],
        );
        expect(await refusal(scene, ...(enough ?? []))).toEqual([]);
      },
    ),
  );

  test("an empty list that is called complete wants all of it gone", () =>
    scene(
      yamlOf("redirect_urls", { present: [], unlisted: "delete" }),
      withUrls("a://b", "a://c"),
      async (scene) => {
        expect(await refusal(scene)).toEqual(["too_many_deletes"]);
        expectExit(await scene.run("apply", "--yes", "--max-deletes", "2"), 0);
        expect(scene.clerk.state.redirect_urls).toEqual([]);
      },
    ));
});

describe("a list that can't be trusted leads to no deletion", () => {
  const yaml = yamlOf("redirect_urls", { present: ["a://kept"], unlisted: "delete" });
  const live = withUrls("a://kept", "a://b", "a://c", "a://d");
  const list = { method: "GET", path: "/redirect_urls" } as const;

  test.for<[what: string, body: unknown, status: number]>([
    ["cut short", { data: [{ id: "ru_1", url: "a://kept" }], total_count: 4 }, 200],
    [
      "longer than its total",
      {
        data: [
          { id: "ru_1", url: "a://b" },
          { id: "ru_2", url: "a://c" },
        ],
        total_count: 1,
      },
      200,
    ],
    [
      "with one id twice",
      {
        data: [
          { id: "ru_1", url: "a://b" },
          { id: "ru_1", url: "a://c" },
        ],
        total_count: 2,
      },
      200,
    ],
    ["without a list", { total_count: 0 }, 200],
    ["with an item without a key", { data: [{ id: "ru_1" }], total_count: 1 }, 200],
    ["forbidden", { errors: [] }, 403],
    ["of a server that fails", { errors: [] }, 500],
  ])("%s", ([, body, status]) =>
    scene(
      yaml,
      live,
      async (scene) => {
        expectExit(await scene.run("apply", "--yes", "--max-deletes", "9"), 1);
        expect(writesOf(scene)).toEqual([]);
      },
      {
        faults: [{ ...list, nth: "every", action: { kind: "json", body: body as never, status } }],
      },
    ),
  );

  test("not in Clerk's plan: not known, refused, and never empty", () =>
    scene(
      yamlOf("redirect_urls", { present: ["a://new"], unlisted: "delete" }),
      live,
      async (scene) => {
        const plan = (await scene.run("plan", "--format", "json")).json();
        expect(at(plan, "exit_code")).toBe(4);
        expect(codesOf(plan)).toEqual(["incomplete_list"]);
        expect(listAt(plan, "unlisted").map((one) => at(one, "count"))).toEqual([null]);
        expectExit(await scene.run("apply", "--yes"), 4);
        expect(writesOf(scene)).toEqual([]);
        expectExit(await scene.run("drift"), 0);
      },
      {
        faults: [
          { ...list, nth: "every", action: { kind: "json", body: { errors: [] }, status: 402 } },
        ],
      },
    ));
});

describe("a POST is sent once", () => {
  const yaml = yamlOf("redirect_urls", { present: ["a://new"] });
  const post = { method: "POST", path: "/redirect_urls" } as const;

  test.for<[what: string, action: FaultRule["action"], phase: FaultRule["phase"], code: number]>([
    ["landed, and its answer was lost", { kind: "reset" }, "after", 0],
    ["landed, and its answer was cut", { kind: "truncated" }, "after", 0],
    ["landed, and a gateway failed", { kind: "html", status: 502 }, "after", 0],
    ["never arrived, and nobody knows", { kind: "reset" }, "before", 5],
    ["never arrived behind a gateway", { kind: "html", status: 502 }, "before", 5],
  ])("that %s", ([, action, phase, code]) =>
    scenario(
      { yaml, faster: 20, clerk: { faults: [{ ...post, action, phase: phase ?? "before" }] } },
      async (scene) => {
        expectExit(await scene.run("apply", "--yes"), code);
        expect(writesOf(scene)).toEqual(["POST /redirect_urls"]);
        // The next run adopts what is there, or makes what is not.
        expectExit(await scene.run("apply", "--yes"), 0);
        expect(scene.clerk.state.redirect_urls).toEqual(["a://new"]);
      },
    ),
  );

  test("again where a limit turned it away", () =>
    scenario(
      {
        yaml,
        faster: 20,
        clerk: {
          faults: [
            { ...post, action: { kind: "status", status: 429, headers: { "retry-after": "1" } } },
          ],
        },
      },
      async (scene) => {
        expectExit(await scene.run("apply", "--yes"), 0);
        expect(scene.clerk.state.redirect_urls).toEqual(["a://new"]);
      },
    ));

  test("and is right where somebody was faster with the same item", () =>
    scenario(
      {
        yaml,
        clerk: {
          onRequest: ({ method }, state) => {
            if (method === "POST") state.redirect_urls.push("a://new");
          },
        },
      },
      async (scene) => {
        expectExit(await scene.run("apply", "--yes"), 0);
        expect(scene.clerk.state.redirect_urls).toEqual(["a://new"]);
      },
    ));
});

describe("deletions", () => {
  const yaml = `${yamlOf("redirect_urls", { present: ["a://new"], absent: ["a://old"] })}instance: { hibp: true }\n`;
  const live = withUrls("a://old", "a://other");

  test.for<[what: string, fault: FaultRule]>([
    [
      "a POST that was refused",
      { method: "POST", action: { kind: "status", status: 402, code: "x" } },
    ],
    ["a POST of which nobody knows", { method: "POST", action: { kind: "reset" } }],
    [
      "a PATCH that failed",
      { method: "PATCH", action: { kind: "status", status: 403, code: "x" } },
    ],
  ])("are not sent after %s, with --keep-going neither", ([, fault]) =>
    scenario({ yaml, faster: 20, clerk: { state: live, faults: [fault] } }, async (scene) => {
      const result = await scene.run("apply", "--yes", "--keep-going");
      expectExit(result, 1, 5);
      expect(writesOf(scene).filter((line) => line.startsWith("DELETE"))).toEqual([]);
      expect(scene.clerk.state.redirect_urls).toContain("a://old");
    }),
  );

  test("of what is gone already are right, and never of another item with the same key", () =>
    scenario(
      {
        yaml: yamlOf("redirect_urls", { absent: ["a://old"] }),
        clerk: {
          state: live,
          onRequest: ({ method }, state) => {
            if (method === "DELETE") state.redirect_urls = ["a://other"];
          },
        },
      },
      async (scene) => expectExit(await scene.run("apply", "--yes"), 0),
    ));

  test("are not sent for an item that was made anew since the plan", () =>
    scene(yamlOf("redirect_urls", { absent: ["a://old"] }), live, async (scene) => {
      expectExit(await scene.run("plan", "--out", "plan.json"), 0);
      scene.clerk.state.made["redirect_urls a://old"] = 1;
      const result = await scene.run("apply", "plan.json");
      expectExit(result, 4);
      expect(writesOf(scene)).toEqual([]);
    }));
});

test("an apply that is killed after any call and run again comes to the same end", () =>
  scene(
    yamlOf("redirect_urls", { present: ["a://1", "a://2"], absent: ["a://old"] }),
    withUrls("a://old", "a://other"),
    async (scene) => {
      const { clerk, start, run } = scene;
      for (let at = 1; at <= 3; at += 1) {
        clerk.state.redirect_urls = ["a://old", "a://other"];
        const gate = newGate();
        clerk.heal();
        const sent = at < 3 ? ["POST", at] : ["DELETE", 1];
        clerk.plant({
          method: String(sent[0]),
          nth: Number(sent[1]),
          phase: "after",
          action: { kind: "hold", gate },
        });
        const running = start("apply", "--yes");
        await gate.reached;
        running.kill("SIGKILL");
        await running.done;
        gate.open();
        expectExit(await run("apply", "--yes"), 0);
        expect(clerk.state.redirect_urls.toSorted()).toEqual(["a://1", "a://2", "a://other"]);
      }
    },
  ));

test.for([11, 501])("%i entries of the allowlist are read whole, whatever a page holds", (count) =>
  scene(
    yamlOf("allowlist_identifiers", { present: ["u1@acme.example"], unlisted: "report" }),
    (state) =>
      void (state.allowlist_identifiers = Array.from(
        { length: count },
        (_, at) => `u${at}@acme.example`,
      )),
    async ({ run }) => {
      const document = (await run("plan", "--format", "json")).json();
      expect(listAt(document, "unlisted").map((one) => at(one, "count"))).toEqual([count - 1]);
      expect(at(document, "result")).toBe("no_changes");
    },
  ),
);

test("an allowlist that is filled and turned on in one plan; and none that is emptied while it is on", () =>
  scenario(
    {
      yaml: `${yamlOf("allowlist_identifiers", { present: ["a@b.example"] })}restrictions: { allowlist: true }\n`,
      clerk: {
        key: PRODUCTION_KEY,
        state: (state) => {
          state.allowlist_identifiers = [];
          state.restrictions.allowlist = false;
        },
      },
    },
    async (scene) => {
      const flags = ["--allow", "locks_out_users", "--max-deletes", "1"];
      expectExit(await scene.run("apply", "--yes", ...flags), 0);
      expect(writesOf(scene)).toEqual([
        "POST /allowlist_identifiers",
        "PATCH /instance/restrictions",
      ]);
      const { length } = scene.clerk.writes();
      scene.space.write(
        "clerkwork.yaml",
        yamlOf("allowlist_identifiers", { absent: ["a@b.example"] }),
      );
      const plan = await scene.run("plan", "--format", "json", ...flags);
      expect(codesOf(plan.json())).toEqual(["empty_allowlist"]);
      expectExit(await scene.run("apply", "--yes", ...flags), 4);
      expect(scene.clerk.writes()).toHaveLength(length);
    },
  ));

test("no page of Markdown names whom the file does not name, and a drift's way on is a command that works", () =>
  scene(
    yamlOf("allowlist_identifiers", { present: ["gone@acme.example"], unlisted: "report" }),
    () => {},
    async ({ run, space }) => {
      for (const command of ["plan", "drift"])
        expect((await run(command, "--format", "markdown")).stdout).not.toMatch(/staff@|gone@/);
      const drift = unwrapped((await run("drift")).stdout);
      const [, keep = ""] = /Keep it: clerkwork (pull \S+ \S+)/.exec(drift) ?? [];
      expect(keep).toBe("pull --only allowlist_identifiers");
      expectExit(await run(...keep.split(" ")), 0);
      expect(space.read("clerkwork.yaml")).toContain("staff@example.com");
      expectExit(await run("drift"), 0);
    },
  ));

test("a page of Markdown counts who is named, and shows wildcards; the terminal shows all", () =>
  scene(
    yamlOf("allowlist_identifiers", { present: ["*@acme.example", "ceo@acme.example"] }),
    () => {},
    async ({ run }) => {
      expect((await run("plan")).stdout).toContain("ceo@acme.example");
      const page = (await run("plan", "--format", "markdown")).stdout;
      expect(page).toContain("*@acme.example");
      expect(page).not.toContain("ceo");
      expect(page).toContain("1 key of items may name a person and is not shown here");
      const all = (await run("plan", "--format", "markdown", "--show-identifiers")).stdout;
      expect(all).toContain("ceo@acme.example");
    },
  ));

test("a rollback takes away what was made, and makes anew what was deleted", () =>
  scene(
    yamlOf("redirect_urls", { present: ["a://new"], absent: ["a://old"] }),
    withUrls("a://old", "a://other"),
    async ({ run, clerk }) => {
      expectExit(await run("apply", "--yes", "--receipt", "r.json"), 0);
      expect(clerk.state.redirect_urls).toEqual(["a://other", "a://new"]);
      expectExit(await run("rollback", "r.json", "--yes"), 0);
      expect(clerk.state.redirect_urls.toSorted()).toEqual(["a://old", "a://other"]);
    },
  ));

describe("lists that lag behind an apply", () => {
  const LAG = { backend: { ms: 60_000 } };

  test("are no reason to make an item twice, nor to call the apply wrong", () =>
    scenario(
      {
        yaml: yamlOf("redirect_urls", { present: ["a://1", "a://2"], absent: ["a://old"] }),
        faster: 20,
        clerk: { lag: LAG, state: withUrls("a://old") },
      },
      async (scene) => {
        expectExit(await scene.run("apply", "--yes", "--max-deletes", "1"), 0);
        expect(writesOf(scene)).toEqual([
          "POST /redirect_urls",
          "POST /redirect_urls",
          "DELETE /redirect_urls/ID",
        ]);
      },
    ));

  test("don't keep a rollback from what its receipt knows", () =>
    scenario(
      {
        yaml: yamlOf("redirect_urls", { present: ["a://1"] }),
        faster: 20,
        clerk: { lag: LAG, state: withUrls("a://other") },
      },
      async (scene) => {
        expectExit(await scene.run("apply", "--yes", "--receipt", "r.json"), 0);
        expectExit(await scene.run("rollback", "r.json", "--yes"), 0);
        expect(scene.clerk.state.redirect_urls).toEqual(["a://other"]);
      },
    ));
});

describe("what is written otherwise than meant", () => {
  test.for<[what: string, yaml: string, said: string]>([
    [
      "a list where the keys of a collection stand",
      `${V}redirect_urls: ["a://b"]\n`,
      "must be keys and values, not a list: write present: above it",
    ],
    [
      "a number that is a phone's",
      `${V}allowlist_identifiers: { present: [+15551234567] }\n`,
      "or put it in quotes if it is text",
    ],
    [
      "a key of the collection",
      `${V}redirect_urls: { presnt: [] }\n`,
      "unknown setting presnt in redirect_urls; did you mean present?",
    ],
    [
      "an address without its quotes",
      `${V}ignore: [{ address: "redirect_urls[a://b]", reason: x, until: 2099-01-01 }]\n`,
      'no setting redirect_urls[a://b]; did you mean redirect_urls["a://b"]?',
    ],
  ])("%s", ([, yaml, said]) =>
    scene(
      yaml,
      () => {},
      async ({ run, clerk }) => {
        const result = await run("validate");
        expectExit(result, 3);
        expect(result.said).toContain(said);
        expect(clerk.requests).toEqual([]);
      },
    ),
  );

  test("an address of which a shell took the quotes", () =>
    scene(
      `${V}redirect_urls: { absent: ["a://b"] }\n`,
      () => {},
      async ({ run }) => {
        const result = await run("plan", "--allow", "breaks_clients=redirect_urls[a://b]");
        expectExit(result, 3);
        expect(result.said).toContain('did you mean redirect_urls["a://b"]?');
      },
    ));
});

describe("what a plan says beside", () => {
  test("what should be gone, and is", () =>
    scene(
      yamlOf("redirect_urls", { absent: ["a://x", "a://y"] }),
      () => {},
      async ({ run }) => {
        const plan = unwrapped((await run("plan")).stdout);
        expect(plan).toContain("redirect_urls: 2 items under absent are gone already");
        expect(plan).not.toContain("warning");
      },
    ));

  test("that others write into a list that is called complete", () =>
    scene(
      yamlOf("allowlist_identifiers", { present: ["staff@example.com"], unlisted: "delete" }),
      () => {},
      async ({ run }) =>
        expect(unwrapped((await run("plan")).stdout)).toContain(
          "warning: allowlist_identifiers: applications write into the allowlist themselves",
        ),
    ));
});

describe("pull", () => {
  const twelve = withUrls(...numbered(12));

  test("takes twelve redirect URLs into a new file, and the plan after it is empty", () =>
    scenario({ clerk: { state: twelve } }, async ({ run, space }) => {
      expectExit(await run("pull"), 0);
      const text = space.read("clerkwork.yaml");
      for (const url of numbered(12)) expect(text).toContain(`- ${url}\n`);
      expect(text).not.toContain("allowlist_identifiers:");
      const plan = await run("plan");
      expectExit(plan, 0);
      expect(plan.stdout).toContain("No changes.");
      expect(plan.stdout).not.toContain("left alone");
    }));

  test("takes the entries of the allowlist where they are asked for by name", () =>
    scenario({ clerk: {} }, async ({ run, space }) => {
      expectExit(await run("pull", "--only", "allowlist_identifiers"), 0);
      expect(space.read("clerkwork.yaml")).toContain("staff@example.com");
      expectExit(await run("plan", "--detailed-exitcode"), 0);
    }));

  test.for<[says: string, before: object, after: string]>([
    [
      "keep: what is gone leaves, and others are left alone",
      { present: ["a://gone", "a://b"] },
      '{"present":["a://b"]}',
    ],
    [
      "report: the list is the instance's",
      { present: ["a://b", "a://gone"], unlisted: "report" },
      '{"present":["a://b","a://c"],"unlisted":"report"}',
    ],
    [
      "what is there although it should not be is there",
      { present: ["a://b"], absent: ["a://c", "a://never"] },
      '{"present":["a://b","a://c"],"absent":["a://never"]}',
    ],
  ])("into a file: %s", ([, before, after]) =>
    scene(yamlOf("redirect_urls", { ...before }), withUrls("a://b", "a://c"), async (scene) => {
      expectExit(await scene.run("pull"), 0);
      const text = scene.space.read("clerkwork.yaml");
      expect(JSON.stringify(at(parseYaml(text) as JsonObject, "redirect_urls"))).toBe(after);
      expectExit(await scene.run("drift"), 0);
    }),
  );

  test("--add takes in a collection that the file does not name, and others of one that it does", () =>
    scene(`${V}instance: { hibp: true }\n`, withUrls("a://b"), async ({ run, space, clerk }) => {
      expectExit(await run("pull"), 0);
      expect(clerk.reads("/redirect_urls")).toEqual([]);
      expectExit(await run("pull", "--add", "--only", "redirect_urls"), 0);
      expect(space.read("clerkwork.yaml")).toContain("a://b");
      clerk.state.redirect_urls.push("a://c");
      expectExit(await run("pull", "--add", "--only", "redirect_urls"), 0);
      expect(space.read("clerkwork.yaml")).toContain("a://c");
    }));
});
