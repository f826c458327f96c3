/** How findings are shown: with their lines for people, as annotations on GitHub Actions, and never with a secret. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { describe, expect, test } from "vitest";
import { expectExit, scenario } from "../rig/cli.ts";
import { PRODUCTION_KEY } from "../rig/clerk-server.ts";
import type { InstanceState } from "../rig/clerk-state.ts";
import { errorOf } from "../rig/documents.ts";
import { ordersIn } from "../rig/runner.ts";

const WRONG = `version: 1
instance:
 hibp: true
  support_email: a@b.c
`;

const ACTIONS = { GITHUB_ACTIONS: "true" };

describe.concurrent("findings in a file", { timeout: 60_000 }, () => {
  test("stand above their line, with a caret", () =>
    scenario({ yaml: WRONG }, async ({ run }) => {
      const refused = await run("validate");
      expectExit(refused, 3);
      expect(refused.stdout).toBe("");
      expect(refused.stderr).toBe(
        [
          "clerkwork.yaml:4:3: indented deeper than line 3: keys of one section start in",
          "  the same column",
          "    4 |   support_email: a@b.c",
          "      |   ^",
          "clerkwork: clerkwork.yaml is not valid: 1 issue",
          "",
        ].join("\n"),
      );
      const json = await run("plan", "--format", "json");
      expect(errorOf(json)["issues"]).toEqual([
        {
          code: "deeper_indent",
          message: "indented deeper than line 3: keys of one section start in the same column",
          file: "clerkwork.yaml",
          line: 4,
          column: 3,
          pointer: "",
        },
      ]);
    }));

  test.for([
    ["a key", `instance: { support_email: ${PRODUCTION_KEY} }\n  hibp: [`, PRODUCTION_KEY],
    ["a password of an unknown key", "smtp: hunter2hunter2: x", "hunter2hunter2"],
    ["an unknown setting's value", "instance:\n  smtp_pass: hunter2hunter2\n", "hunter2hunter2"],
  ])("never show %s", ([, text = "", secret = ""]) =>
    scenario({ yaml: `version: 1\n${text}` }, async ({ runWith }) => {
      for (const env of [{}, ACTIONS])
        for (const format of ["text", "json"])
          expectExit(await runWith({ env, secrets: [secret] }, "validate", "--format", format), 3);
    }),
  );
});

describe.concurrent("on GitHub Actions", { timeout: 60_000 }, () => {
  test("findings are annotations too, at their places", () =>
    scenario({ yaml: WRONG, env: ACTIONS }, async ({ space, run, runWith }) => {
      const refused = await run("validate", "--format", "json");
      expectExit(refused, 3);
      const command =
        "::error file=clerkwork.yaml,line=4,col=3,title=clerkwork::indented deeper than line 3: keys of one section start in the same column";
      expect(ordersIn(refused.stderr)).toEqual([command]);
      expect(ordersIn(refused.stdout)).toEqual([]);
      // A step in a folder of the checkout.
      const env = { GITHUB_WORKSPACE: `${space.dir}/..` };
      const deeper = await runWith({ env }, "validate");
      expect(ordersIn(deeper.stderr)[0]).toMatch(
        /^::error file=clerkwork-test-[^/]+\/clerkwork\.yaml,/,
      );
    }));

  test("and are none elsewhere", () =>
    scenario({ yaml: WRONG }, async ({ run, runWith }) => {
      expect(ordersIn((await run("validate")).stderr)).toEqual([]);
      const off = await runWith({ env: { GITHUB_ACTIONS: "false" } }, "validate");
      expect(ordersIn(off.stderr)).toEqual([]);
    }));

  test("ten are shown, and how many more there are", () =>
    scenario(
      {
        yaml: `version: 1\ninstance:\n${Array.from({ length: 14 }, (_, index) => `  no_${index}: 1\n`).join("")}`,
        env: ACTIONS,
      },
      async ({ run }) => {
        const orders = ordersIn((await run("validate")).stderr);
        expect(orders).toHaveLength(11);
        expect(orders.at(-1)).toBe("::notice title=clerkwork::4 more in the log");
      },
    ));

  test("no value makes a command of its own", () =>
    scenario(
      {
        yaml: `version: 1
ignore:
  - { reason: "::error::a ##[error]b", until: "::add-mask::c", address: "::stop-commands::d\\n::e" }
"::group::f": 1
`,
        env: ACTIONS,
      },
      async ({ run }) => {
        const refused = await run("validate");
        expectExit(refused, 3);
        for (const order of ordersIn(refused.stderr))
          expect(order).toMatch(/^::error file=clerkwork\.yaml,line=\d+,col=\d+,title=clerkwork::/);
        expect(refused.said).not.toContain("##[");
      },
    ));

  test.for([["plan"], ["apply", "--yes"]])("refusals of %s are annotations, too", (args) =>
    scenario(
      {
        yaml: "version: 1\nrestrictions:\n  blocklist: false\n",
        env: ACTIONS,
        clerk: {
          key: PRODUCTION_KEY,
          state: (state: InstanceState) => void (state.restrictions.blocklist = true),
        },
      },
      async ({ run }) => {
        const refused = await run(...args);
        expectExit(refused, 4);
        expect(ordersIn(refused.stderr)).toEqual([
          "::error file=clerkwork.yaml,line=3,col=14,title=clerkwork refuses%3A weakens_security::restrictions.blocklist: identifiers on the blocklist can sign up again",
        ]);
      },
    ),
  );
});

describe.concurrent("as Markdown", { timeout: 60_000 }, () => {
  test("a valid file is a list of its parts", () =>
    scenario(
      { yaml: "version: 1\nenvironments: { a: { protect: { rules_enabled: true } }, b: {} }\n" },
      async ({ run }) => {
        const valid = await run("validate", "--format", "markdown");
        expectExit(valid, 0);
        expect(valid.stdout).toBe(`### clerkwork validate: valid

- \`clerkwork.yaml\`: 0 settings declared
- \`clerkwork.yaml\`, \`a\`: 1 setting declared
- \`clerkwork.yaml\`, \`b\`: 0 settings declared
  - warning: \`clerkwork.yaml declares no setting for b, so nothing is managed and nothing is watched\`
`);
      },
    ));

  test.for(["validate", "plan"])("what is wrong stands on stdout, too: %s", (command) =>
    scenario(
      {
        yaml: 'version: 1\nignore: [{ reason: x, until: 2099-01-01, address: "``a ` @b <c>`" }]\n',
      },
      async ({ run }) => {
        const refused = await run(command, "--format", "markdown");
        expectExit(refused, 3);
        expect(refused.stdout).toBe(`### clerkwork: not valid, 1 issue

- \`clerkwork.yaml:2:51\` \`\`\` no setting \`\`a \` @b <c>\` \`\`\`
`);
        expect(refused.said).toContain("clerkwork.yaml:2:51: no setting");
      },
    ),
  );

  test.for([
    ["schema"],
    ["emulator"],
    ["change-domain", "https://www.example.com", "--confirm", "www.example.com"],
  ])("%s has none, and says so", (args) =>
    scenario({}, async ({ clerk, run }) => {
      const refused = await run(...args, "--format", "markdown");
      expectExit(refused, 3);
      expect(refused.said).toContain('--format takes text or json, not "markdown"');
      expect(clerk.requests).toEqual([]);
    }),
  );
});
