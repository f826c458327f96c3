/**
 * The escape hatch: a member that Clerk takes and the catalog doesn't know stands under `extra` in its section. Sent as
 * is; compared where an answer shows a member of that name; write-only otherwise. The emulator's switch `undocumented`
 * says whether this Clerk keeps such members or drops them in silence.
 */
import { describe, expect, it } from "vitest";
import { parseDocument } from "../../src/core/file/document.ts";
import { reportIssue, type IssueReport } from "../../src/core/finding/issue.ts";
import { validate } from "../../src/reconcile/load.ts";
import { OPENAPI_MISSING, OPENAPI_PRESENT } from "./openapi.ts";
import { expectExit } from "../rig/cli.ts";
import { at, listAt, type Json } from "../rig/json.ts";
import { KNOBS, PATHS } from "./every-setting.ts";
import { changedIn, outcomesIn, play, type Scene } from "./scene.ts";
import { openProxy } from "./validating-proxy.ts";

const KEPT = { switches: { undocumented: true } } as const;
const DROPPED = { switches: { undocumented: false } } as const;
const CONCURRENT = { concurrent: true } as const;

const FORCE = "organization.extra.force_organization_selection";
const FORCED =
  "version: 1\norganization: { enabled: true, extra: { force_organization_selection: true } }\n";

const only = (section: string, extra: { readonly [member: string]: Json }): string =>
  `version: 1\n${section}: { extra: ${JSON.stringify(extra)} }\n`;

const DEFAULTS = { enabled: true, logo: { sizes: [2, 1], source: "domain" } } as const;
const KINDS = [
  "version: 1",
  "organization:",
  "  extra:",
  "    max_allowed_domains: 25",
  "    initial_role_set_key: role_set:default",
  `    organization_creation_defaults: ${JSON.stringify(DEFAULTS)}`,
  "",
].join("\n");

/** One that no answer has, in every section. */
const SECTIONS = Object.keys(PATHS);
const UNSEEN = `version: 1\n${SECTIONS.map((name) => `${name}: { extra: { new_switch: true } }\n`).join("")}`;
const UNSEEN_ADDRESSES = SECTIONS.map((name) => `${name}.extra.new_switch`);

/** What the emulated Clerk keeps of members that it doesn't document. */
const keptBy = async ({ control }: Scene, ...path: readonly string[]): Promise<Json | undefined> =>
  at((await control("GET", "/state")).body, "undocumented", ...path);

describe("a member that Clerk takes and shows", CONCURRENT, () => {
  it("is compared, sent as it is beside the others, confirmed, and then in sync", () =>
    play({ ...KEPT, yaml: FORCED }, async (scene) => {
      const { run, bodies } = scene;
      const plan = await run("plan", "--format", "json");
      expectExit(plan, 0);
      expect(changedIn(plan.json())).toEqual(["organization.enabled", FORCE]);
      expect(at(plan.json(), "changes", 1, "from")).toEqual({
        known: true,
        value: false,
        source: "backend_api",
      });
      expect(at(plan.json(), "coverage", "unreadable")).toEqual([]);
      const apply = await run("apply", "--yes", "--format", "json");
      expectExit(apply, 0);
      expect(await bodies("PATCH")).toEqual([
        { enabled: true, force_organization_selection: true },
      ]);
      expect(outcomesIn(apply.json())).toEqual({
        "organization.enabled": "confirmed",
        [FORCE]: "confirmed",
      });
      expect(await keptBy(scene, "organization")).toEqual({ force_organization_selection: true });
      expectExit(await run("plan", "--detailed-exitcode"), 0);
      expectExit(await run("drift"), 0);
      expect(await bodies("PATCH")).toHaveLength(1);
    }));

  it("drifts when somebody changes it, and goes back", () =>
    play({ ...KEPT, yaml: FORCED }, async (scene) => {
      const { run, control } = scene;
      expectExit(await run("apply", "--yes"), 0);
      const byHand = { organization: { force_organization_selection: false } };
      await control("PATCH", "/state", byHand);
      const drift = await run("drift", "--format", "json");
      expectExit(drift, 2);
      expect(changedIn(drift.json())).toEqual([FORCE]);
      expect([
        at(drift.json(), "changes", 0, "from", "value"),
        at(drift.json(), "changes", 0, "to"),
      ]).toEqual([false, true]);
      expectExit(await run("apply", "--yes"), 0);
      expect(await keptBy(scene, "organization", "force_organization_selection")).toBe(true);
    }));

  it("is no drift while a dated exception for it holds", () =>
    play(
      {
        ...KEPT,
        yaml: `${FORCED}ignore: [{ address: ${FORCE}, reason: trial, until: 2999-12-31 }]\n`,
      },
      async ({ run, control }) => {
        await control("PATCH", "/state", { organization: { enabled: true } });
        expectExit(await run("drift"), 0);
        const plan = await run("plan", "--format", "json");
        expect(changedIn(plan.json())).toEqual([]);
        expect(at(plan.json(), "ignored", 0, "address")).toBe(FORCE);
      },
    ));

  it("may be a switch, a number, a text or an object", () =>
    play({ ...KEPT, yaml: KINDS }, async (scene) => {
      const { run, bodies } = scene;
      const plan = await run("plan", "--format", "json");
      const changes = listAt(plan.json(), "changes");
      expect(
        changes.map((change) => [
          at(change, "address"),
          at(change, "from", "value"),
          at(change, "to"),
        ]),
      ).toEqual([
        ["organization.extra.initial_role_set_key", null, "role_set:default"],
        ["organization.extra.max_allowed_domains", 10, 25],
        ["organization.extra.organization_creation_defaults", { enabled: false }, DEFAULTS],
      ]);
      expectExit(await run("apply", "--yes"), 0);
      const sent = {
        initial_role_set_key: "role_set:default",
        max_allowed_domains: 25,
        organization_creation_defaults: DEFAULTS,
      };
      expect(await bodies("PATCH")).toEqual([sent]);
      expect(await keptBy(scene)).toEqual({ organization: sent });
      expectExit(await run("plan", "--detailed-exitcode"), 0);
    }));

  it("has neither an order of members nor of items, and what Clerk adds to an object is not compared", () =>
    play({ ...KEPT }, async ({ run, space, control }) => {
      const member = "organization_creation_defaults";
      await control("PATCH", "/state", {
        organization: { [member]: { b: [1, 2], a: { d: 1, c: 2, e: "filled in" }, f: true } },
      });
      const write = (b: readonly number[]): string =>
        space.write("clerkwork.yaml", only("organization", { [member]: { a: { c: 2, d: 1 }, b } }));
      write([1, 2]);
      expectExit(await run("drift"), 0);
      write([2, 1]);
      expectExit(await run("drift"), 0);
      write([2, 1, 1]);
      const drift = await run("drift");
      expectExit(drift, 2);
      expect(drift.stdout).toContain(member);
    }));

  it("is refused by Clerk in Clerk's words: exit 1", () =>
    play(
      { ...KEPT, yaml: only("organization", { force_organization_selection: true }) },
      async (scene) => {
        const apply = await scene.run("apply", "--yes");
        expectExit(apply, 1);
        expect(apply.stdout + apply.stderr).toContain(
          "force_organization_selection_not_allowed_when_organizations_disabled",
        );
        expect(await keptBy(scene, "organization")).toBeUndefined();
      },
    ));

  it("goes with a saved plan, and back with its receipt", () =>
    play({ ...KEPT, yaml: FORCED }, async (scene) => {
      const { run, space } = scene;
      expectExit(await run("plan", "--out", space.path("saved.json")), 0);
      const receipt = space.path("receipt.json");
      expectExit(await run("apply", space.path("saved.json"), "--receipt", receipt), 0);
      expect(await keptBy(scene, "organization", "force_organization_selection")).toBe(true);
      expectExit(await run("rollback", receipt, "--yes"), 0);
      expect(await keptBy(scene, "organization", "force_organization_selection")).toBe(false);
    }));

  it("is laid over by an environment, member by member", () =>
    play(
      {
        ...KEPT,
        yaml: [
          "version: 1",
          "organization: { extra: { max_allowed_domains: 25, initial_role_set_key: role_set:default } }",
          "environments:",
          "  staging: { organization: { extra: { max_allowed_domains: 10 } } }",
          "",
        ].join("\n"),
      },
      async ({ run }) => {
        const plan = await run("plan", "--env", "staging", "--format", "json");
        expectExit(plan, 0);
        expect(changedIn(plan.json())).toEqual(["organization.extra.initial_role_set_key"]);
        expect(at(plan.json(), "coverage", "declared")).toBe(2);
      },
    ));
});

describe("a member that no answer shows", CONCURRENT, () => {
  it("is sent, never called confirmed, never drift, always counted; in every section", () =>
    play({ ...DROPPED, yaml: UNSEEN }, async (scene) => {
      const { run, bodies, space } = scene;
      const unreadable = (document: unknown): readonly unknown[] =>
        listAt(document, "coverage", "unreadable").map((one) => at(one, "address"));
      const plan = await run("plan", "--format", "json");
      expectExit(plan, 0);
      expect(changedIn(plan.json())).toEqual(UNSEEN_ADDRESSES);
      const known = listAt(plan.json(), "changes").map((change) => at(change, "from", "known"));
      expect(new Set(known)).toEqual(new Set([false]));
      expect(at(plan.json(), "coverage")).toMatchObject({ declared: SECTIONS.length, read: 0 });
      expect(unreadable(plan.json())).toEqual(UNSEEN_ADDRESSES);

      const receipt = space.path("receipt.json");
      const apply = await run("apply", "--yes", "--receipt", receipt, "--format", "json");
      expectExit(apply, 0);
      expect(await bodies("PATCH")).toEqual(SECTIONS.map(() => ({ new_switch: true })));
      expect(outcomesIn(apply.json())).toEqual(
        Object.fromEntries(UNSEEN_ADDRESSES.map((address) => [address, "unconfirmed"])),
      );
      expect(await keptBy(scene)).toEqual({});

      const drift = await run("drift", "--format", "json");
      expectExit(drift, 0);
      expect(changedIn(drift.json())).toEqual([]);
      expect(unreadable(drift.json())).toEqual(UNSEEN_ADDRESSES);
      const proven = await run("plan", "--receipt", receipt, "--format", "json");
      expect(changedIn(proven.json())).toEqual([]);
    }));

  // "compared when the answer of a GET, the echo or the Frontend API shows a member of that name,
  // otherwise `write_only`"
  it("is write_only", () =>
    play({ ...DROPPED, yaml: UNSEEN }, async ({ run }) => {
      const plan = await run("plan", "--format", "json");
      expect(at(plan.json(), "coverage", "unreadable")).toEqual(
        UNSEEN_ADDRESSES.map((address) => ({ address, why: "write_only" })),
      );
    }));

  it("is told in words: it may have been dropped", () =>
    play({ ...DROPPED, yaml: FORCED }, async ({ run }) => {
      const apply = await run("apply", "--yes");
      expectExit(apply, 0);
      expect(apply.stdout).toMatch(
        /\? organization\.extra\.force_organization_selection {2}→ true\n +not confirmed: /,
      );
      expect(apply.stdout).toMatch(/drop|shows no such member/);
      expect(apply.stdout).toContain("1 confirmed, 1 unconfirmed");
    }));

  it("is shown in answers but not taken: contradicted, exit 6, with what Clerk shows", () =>
    play(
      { ...DROPPED, yaml: only("organization", { max_allowed_domains: 25 }) },
      async ({ run }) => {
        const apply = await run("apply", "--yes", "--format", "json");
        expectExit(apply, 6);
        expect(listAt(apply.json(), "outcomes")).toMatchObject([
          { address: "organization.extra.max_allowed_domains", outcome: "contradicted", shown: 10 },
        ]);
      },
    ));

  it("is refused by a strict Clerk: exit 1, with the member's name", () =>
    play(
      { switches: { strict: true }, yaml: only("restrictions", { block_something: true }) },
      async ({ run }) => {
        const apply = await run("apply", "--yes");
        expectExit(apply, 1);
        expect(apply.stdout + apply.stderr).toContain("form_param_unknown");
        expect(apply.stdout + apply.stderr).toContain("block_something");
      },
    ));
});

describe.skipIf(!OPENAPI_PRESENT)(
  `a restriction that the Frontend API shows${OPENAPI_PRESENT ? "" : ` [skipped: ${OPENAPI_MISSING}]`}`,
  () => {
    // "UserSettings.Restrictions.Enabled": each restriction there is {enabled: boolean}. fapi 2026-05-12
    it.each([
      ["is in sync with the same value", true, []],
      ["differs from another one", false, ["restrictions.extra.block_something"]],
    ] as const)("%s", (_, live, changes) =>
      play({ yaml: only("restrictions", { block_something: true }) }, async (scene) => {
        const proxy = await openProxy({
          version: "2026-05-12",
          secretKey: scene.key,
          target: scene.apiUrl,
          tamperAnswer: (given, sent) =>
            sent.api === "frontend"
              ? {
                  ...given,
                  text: given.text.replace(
                    '"restrictions":{',
                    `"restrictions":{"block_something":{"enabled":${live}},`,
                  ),
                }
              : given,
        });
        try {
          const env = { CLERK_API_URL: proxy.apiUrl };
          const drift = await scene.runWith({ env }, "drift", "--format", "json");
          expectExit(drift, changes.length > 0 ? 2 : 0);
          expect(changedIn(drift.json())).toEqual(changes);
        } finally {
          await proxy.close();
        }
      }),
    );
  },
);

describe("what can't stand under extra", CONCURRENT, () => {
  const issuesOf = (text: string): readonly IssueReport[] => {
    const parsed = parseDocument("clerkwork.yaml", text);
    return (parsed.ok ? validate(parsed.document) : parsed.issues).map(reportIssue);
  };

  const KNOWN = KNOBS.flatMap(({ section, member, name }) =>
    [member, ...(name === undefined ? [] : [name])].map((key) => [section, key] as const),
  );

  it.each(KNOWN)("%s.extra.%s is a setting of its own", (section, key) => {
    expect(issuesOf(`version: 1\n${section}:\n  extra:\n    ${key}: true\n`)).toEqual([
      {
        code: "known_extra",
        message: `${section}.${key} is a setting of its own: move it out of extra`,
        file: "clerkwork.yaml",
        line: 4,
        column: 5,
        pointer: `/${section}/extra/${key}`,
      },
    ]);
  });

  it("is said on the command line with its place, before any request: exit 3", () =>
    play(
      { yaml: "version: 1\norganization:\n  enabled: true\n  extra:\n    slug_disabled: true\n" },
      async ({ run, received }) => {
        const text = await run("apply", "--yes");
        expectExit(text, 3);
        expect(text.said).toContain(
          "clerkwork.yaml:5:5: organization.slug_disabled is a setting of its own",
        );
        const json = await run("plan", "--format", "json");
        expectExit(json, 3);
        expect(listAt(json.json(), "error", "issues")).toMatchObject([
          { code: "known_extra", line: 5, column: 5, pointer: "/organization/extra/slug_disabled" },
        ]);
        expect(await received()).toEqual([]);
      },
    ));

  it.each([
    ["a known key in an environment", "enabled: true", "known_extra"],
    ["a name that no member has", "Not-A-Name: true", "unknown_key"],
    ["an empty value", "new_switch:", "empty_value"],
  ])("%s", (_, line, code) => {
    const text = `version: 1\nenvironments:\n  staging:\n    organization:\n      extra:\n        ${line}\n`;
    const [issue, ...others] = issuesOf(text);
    expect([issue?.code, issue?.line, others]).toEqual([code, 6, []]);
  });

  it("anything but keys and values", () => {
    expect(issuesOf("version: 1\norganization: { extra: true }\n")).toMatchObject([
      { code: "wrong_type", line: 2 },
    ]);
  });
});
