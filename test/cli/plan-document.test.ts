/** The documents of `--format json`, member by member, and the texts. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectExit, PACKAGE_ROOT, scenario } from "../rig/cli.ts";
import { PRODUCTION_KEY } from "../rig/clerk-server.ts";
import { addressesOf, bodiesOf, errorOf, expectPlanShape } from "../rig/documents.ts";
import { at, listAt, parseObject } from "../rig/json.ts";
import { EVERY_SETTING, READABLE } from "../rig/settings.ts";

const SMALL =
  "version: 1\nrestrictions:\n  blocklist: true\ninstance: { support_email: new@example.com }\n";

describe.concurrent("the plan document", { timeout: 60_000 }, () => {
  test("has exactly the promised members, with every setting in it", () =>
    scenario({ yaml: EVERY_SETTING }, async ({ clerk, run }) => {
      const plan = await run("plan", "--format", "json");
      expectExit(plan, 0);
      expectPlanShape(plan.json(), "plan");
      expect(plan.json()["target"]).toEqual({
        environment: null,
        instance_id: clerk.state.id,
        environment_type: "development",
        api_url: expect.stringMatching(new RegExp(`^${clerk.apiUrl}(/v1)?/?$`)) as string,
        api_version: "2026-05-12",
      });
      const version = parseObject(readFileSync(`${PACKAGE_ROOT}/package.json`, "utf8"))["version"];
      expect(plan.json()["tool_version"]).toBe(version);
      for (const change of listAt(plan.json(), "changes")) {
        const row = READABLE.find(({ address }) => address === at(change, "address"));
        expect(row?.sources).toContain(at(change, "from", "source"));
      }
      const named = listAt(plan.json(), "calls").flatMap((call) => listAt(call, "addresses"));
      expect(named.map(String).toSorted()).toEqual(addressesOf(plan.json()));
    }));

  test("holds for an unreadable setting too", () =>
    scenario({ yaml: "version: 1\nbeta: { from_email_address: hello }\n" }, async ({ run }) => {
      const plan = await run("plan", "--format", "json");
      expectExit(plan, 0);
      expectPlanShape(plan.json(), "plan");
      expect(at(plan.json(), "changes", 0, "from")).toEqual({ known: false, why: "write_only" });
    }));

  test("is the exact document of a single change", () =>
    scenario({ yaml: "version: 1\nrestrictions:\n  blocklist: true\n" }, async ({ run }) => {
      const plan = await run("plan", "--format", "json");
      expect(plan.json()).toMatchObject({
        changes: [
          {
            address: "restrictions.blocklist",
            section: "restrictions",
            setting: "blocklist",
            from: { known: true, value: false, source: "frontend_api" },
            to: true,
            hazards: [],
            at: { file: "clerkwork.yaml", line: 3, column: 14 },
          },
        ],
        calls: [
          {
            method: "PATCH",
            path: "/instance/restrictions",
            body: { blocklist: true },
            addresses: ["restrictions.blocklist"],
          },
        ],
        coverage: { declared: 1, read: 1, unreadable: [] },
        refusals: [],
        ignored: [],
        warnings: [],
      });
    }));

  test("of drift is the same without calls", () =>
    scenario({ yaml: EVERY_SETTING }, async ({ run }) => {
      const drift = await run("drift", "--format", "json");
      expectExit(drift, 2);
      expectPlanShape(drift.json(), "drift");
    }));

  test("of apply adds outcomes and the status of each call", () =>
    scenario({ yaml: SMALL }, async ({ run }) => {
      const apply = await run("apply", "--yes", "--format", "json");
      expectExit(apply, 0);
      expect(Object.keys(apply.json())).toEqual(
        expect.arrayContaining([
          "changes",
          "calls",
          "outcomes",
          "target",
          "coverage",
          "fingerprint",
        ]),
      );
      const statuses = Object.fromEntries(
        listAt(apply.json(), "calls").map((call) => [String(at(call, "path")), at(call, "status")]),
      );
      expect(statuses).toEqual({ "/instance": 204, "/instance/restrictions": 200 });
      for (const outcome of listAt(apply.json(), "outcomes")) {
        expect(outcome).toMatchObject({
          address: expect.any(String) as string,
          outcome: "confirmed",
        });
      }
    }));
});

describe.concurrent("same inputs, same bytes", { timeout: 60_000 }, () => {
  test.for([
    ["json", {}],
    ["text", {}],
    ["markdown", {}],
    ["json", { TZ: "Asia/Kathmandu", LANG: "tr_TR.UTF-8" }],
    ["json", { LC_ALL: "C", COLUMNS: "40" }],
    ["json", { CI: "true", NO_COLOR: "1" }],
    ["json", { FORCE_COLOR: "3", TERM: "xterm-256color" }],
    ["json", { DEBUG: "*", NODE_DEBUG: "" }],
  ] as [string, Record<string, string>][])("%s with %j", ([format, env]) =>
    scenario(
      { yaml: EVERY_SETTING, clerk: { latency: { "GET /instance/protect": 30 } } },
      async ({ run, runWith }) => {
        const first = await run("plan", "--format", format);
        const second = await runWith({ env }, "plan", "--format", format);
        expectExit(first, 0);
        expectExit(second, 0);
        expect(second.stdout).toBe(first.stdout);
        expect(first.stdout).not.toBe("");
      },
    ),
  );

  test("the order of keys and of set members makes no difference", async () => {
    const fingerprints: unknown[] = [];
    const bodies: unknown[] = [];
    for (const yaml of [
      "version: 1\nprotect: { rules_enabled: true }\ncommunication: { blocked_country_codes: [RU, KP, US] }\n",
      "version: 1\ncommunication: { blocked_country_codes: [US, RU, KP] }\nprotect: { rules_enabled: true }\n",
    ]) {
      await scenario({ yaml }, async ({ run }) => {
        const plan = await run("plan", "--format", "json");
        expectExit(plan, 0);
        bodies.push([
          addressesOf(plan.json()),
          bodiesOf(plan.json()),
          listAt(plan.json(), "changes").map((change) => [at(change, "from"), at(change, "to")]),
        ]);
        fingerprints.push(at(plan.json(), "fingerprint"));
      });
    }
    expect(JSON.stringify(bodies[1])).toBe(JSON.stringify(bodies[0]));
  });

  test.for([
    ["what differs", EVERY_SETTING, undefined],
    ["refusals", "version: 1\nrestrictions: { blocklist: false }\n", PRODUCTION_KEY],
  ] as const)("a hundred days later, with %s", ([, yaml, key]) =>
    scenario(
      {
        yaml,
        clerk: {
          ...(key === undefined ? {} : { key }),
          state: (state) => {
            state.restrictions.blocklist = true;
          },
        },
      },
      async ({ run, runWith }) => {
        const today = await run("plan", "--format", "json");
        const later = await runWith({ hoursAhead: 2400 }, "plan", "--format", "json");
        expectExit(today, key === PRODUCTION_KEY ? 4 : 0);
        // A refusal suggests a consent that can be pasted, so its date is of the day.
        const undated = (text: string): string =>
          text.replace(/"until": "\d{4}-\d{2}-\d{2}"/g, '"until": "…"');
        expect(undated(later.stdout)).toBe(undated(today.stdout));
      },
    ),
  );

  test("another live value makes another fingerprint", () =>
    scenario(
      { yaml: "version: 1\norganization: { max_allowed_memberships: 20 }\n" },
      async ({ clerk, run }) => {
        const first = await run("plan", "--format", "json");
        clerk.state.organization.max_allowed_memberships = 7;
        const second = await run("plan", "--format", "json");
        expect(at(second.json(), "fingerprint")).not.toBe(at(first.json(), "fingerprint"));
      },
    ));
});

describe.concurrent("the error document", { timeout: 60_000 }, () => {
  test("of a bad file", () =>
    scenario({ yaml: "version: 1\nrestrictions:\n  blocklst: true\n" }, async ({ run }) => {
      for (const command of ["validate", "plan", "drift", "apply"]) {
        const result = await run(command, "--format", "json");
        expectExit(result, 3);
        expect(errorOf(result).issues).toMatchObject([
          { file: "clerkwork.yaml", line: 3, column: 3, pointer: "/restrictions/blocklst" },
        ]);
      }
    }));

  test("of an API failure names what was asked, Clerk's code and the trace id", () =>
    scenario(
      {
        yaml: SMALL,
        clerk: {
          faults: [
            {
              path: "/instance",
              nth: "every",
              action: {
                kind: "status",
                status: 403,
                code: "authorization_invalid",
                message: "You are not allowed",
              },
            },
          ],
        },
      },
      async ({ run }) => {
        const json = await run("plan", "--format", "json");
        expectExit(json, 1);
        errorOf(json);
        expect(json.stdout).toContain("authorization_invalid");
        const text = await run("plan");
        expectExit(text, 1);
        for (const said of ["authorization_invalid", "You are not allowed", "c1e4c0de"]) {
          expect(text.said).toContain(said);
        }
      },
    ));
});

describe.concurrent("the texts", { timeout: 60_000 }, () => {
  test("plan: the target, one line per setting with both values and its place, and a summary", () =>
    scenario({ yaml: SMALL }, async ({ clerk, run }) => {
      const plan = await run("plan");
      expectExit(plan, 0);
      expect(plan.stdout).toContain(clerk.state.id);
      expect(plan.stdout).toContain("development");
      const mail = plan.stdout.split("\n").find((line) => line.includes("support_email"));
      expect(mail).toMatch(/~ support_email +"old@example\.com" → "new@example\.com" +:4$/);
      const block = plan.stdout.split("\n").find((line) => line.includes("blocklist"));
      expect(block).toMatch(/~ blocklist +false → true +:3$/);
      expect(plan.stdout).toContain("clerkwork.yaml · http://");
      expect(plan.stdout).toContain(
        "2 to change in 2 calls. Every one of the 2 declared settings could be read.",
      );
    }));

  test("plan: a list is shown as a set difference", () =>
    scenario(
      {
        yaml: "version: 1\ncommunication: { blocked_country_codes: [RU, US] }\n",
        clerk: {
          state: (state) => {
            state.communication.blocked_country_codes = ["KP", "RU"];
          },
        },
      },
      async ({ run }) => {
        const plan = await run("plan");
        expectExit(plan, 0);
        expect(plan.stdout).toContain("[KP, RU] → [RU, US]");
      },
    ));

  test("the host is shown when it is not the default", () =>
    scenario({ yaml: SMALL }, async ({ clerk, run }) => {
      const plan = await run("plan");
      expect(plan.stdout + plan.stderr).toContain(new URL(clerk.apiUrl).host);
    }));

  test("production is named", () =>
    scenario({ yaml: SMALL, clerk: { key: PRODUCTION_KEY } }, async ({ run }) => {
      const plan = await run("plan");
      expectExit(plan, 0);
      expect(plan.stdout).toContain("production");
    }));

  test("markdown names each setting, and the target", () =>
    scenario({ yaml: SMALL }, async ({ clerk, run }) => {
      const plan = await run("plan", "--format", "markdown");
      expectExit(plan, 0);
      for (const said of ["restrictions", "blocklist", "instance", "support_email"])
        expect(plan.stdout).toContain(said);
      expect(plan.stdout).toContain(clerk.state.id);
    }));

  const HOSTILE = [
    "\u001b[2J\u001b[31m",
    "\u001b]52;c;aGk=\u0007",
    "\u009b31m",
    "safe\rEVIL",
    "a\u202eb\u2066c",
    "::error file=a::pwned",
    "x ##[error]pwned",
    "line\n::add-mask::x",
    "<img src=x onerror=alert(1)>",
    "<!-- clerkwork -->",
    "@org/team #1",
    "``` ` ```` |",
    "[x](javascript:alert(1))",
  ];
  test.for(HOSTILE)("a hostile live value is shown escaped: %j", (value) =>
    scenario(
      {
        yaml: 'version: 1\ninstance:\n  support_email: new@example.com\n  allowed_origins: ["a://b"]\n',
        clerk: {
          state: (state) => {
            state.instance.support_email = value;
            state.instance.allowed_origins = [value];
          },
        },
      },
      async ({ run }) => {
        // runCli itself looks for foreign control characters.
        const text = await run("plan");
        const markdown = await run("plan", "--format", "markdown");
        const json = await run("plan", "--format", "json");
        for (const plan of [text, markdown, json]) {
          expectExit(plan, 0);
          expect(plan.stdout).not.toMatch(/^\s*::/m);
        }
        for (const plan of [text, markdown]) expect(plan.stdout).not.toContain("##[");
        const outsideCode = markdown.stdout
          .replaceAll(/(`{3,})[^\n]*\n[\s\S]*?\n\s*\1/g, "")
          .replaceAll(/(`+)[^`][\s\S]*?\1/g, "");
        expect(outsideCode).not.toMatch(/<img|<!-- clerkwork -->|@org\/team|\]\(javascript:/);
        const mail = listAt(json.json(), "changes").find(
          (change) => at(change, "address") === "instance.support_email",
        );
        expect(at(mail, "from", "value")).toBe(value);
      },
    ),
  );
});

describe.concurrent("an error message from Clerk", { timeout: 60_000 }, () => {
  test.for(["\u001b[2J", "::error::x", "\r::add-mask::e", "x ##[error]y", "a".repeat(100_000)])(
    "is shown escaped and cut: %j",
    (message) =>
      scenario(
        {
          yaml: SMALL,
          clerk: {
            faults: [
              {
                path: "/instance",
                nth: "every",
                action: { kind: "status", status: 400, code: "planted", message },
              },
            ],
          },
        },
        async ({ run }) => {
          const result = await run("plan");
          expectExit(result, 1);
          expect(result.stderr.length).toBeLessThan(10_000);
          expect(result.said).not.toContain("##[");
          for (const line of result.stderr.split("\n"))
            expect(line.trimStart().startsWith("::")).toBe(false);
        },
      ),
  );
});
