/** What somebody changed by hand, setting by setting. */
import { describe, expect, test } from "vitest";
import { expectExit, scenario } from "../rig/cli.ts";
import { setLive, type InstanceState } from "../rig/clerk-state.ts";
import { changesOf, expectPlanShape } from "../rig/documents.ts";
import { at, listAt, stringAt } from "../rig/json.ts";
import {
  EVERY_SETTING,
  inSync,
  READABLE,
  SECOND_TEST_MODE,
  UNREADABLE,
  yamlOf,
} from "../rig/settings.ts";

describe.concurrent(
  "each readable setting, changed behind our back, is reported as exactly that one address",
  { timeout: 60_000 },
  () => {
    test.for(READABLE)("$address", (row) =>
      scenario({ yaml: EVERY_SETTING, clerk: { state: inSync } }, async ({ clerk, run }) => {
        setLive(clerk.state, row.address, row.other);
        const drift = await run("drift", "--format", "json");
        expectExit(drift, 2);
        const [change, ...others] = listAt(drift.json(), "changes");
        expect(others).toEqual([]);
        expect(stringAt(change, "address")).toBe(row.address);
        expect(at(change, "from", "known")).toBe(true);
        expect(row.sources).toContain(at(change, "from", "source"));
        const asSet = (value: unknown): unknown => (Array.isArray(value) ? new Set(value) : value);
        expect(asSet(at(change, "from", "value"))).toEqual(asSet(row.other));
        expect(asSet(at(change, "to"))).toEqual(asSet(row.desired));
        expect(clerk.writes()).toEqual([]);
      }),
    );

    test("beta.test_mode, which is instance.test_mode by another route", () =>
      scenario(
        { yaml: yamlOf("beta.test_mode", SECOND_TEST_MODE.desired) },
        async ({ clerk, run }) => {
          const drift = await run("drift", "--format", "json");
          expectExit(drift, 2);
          expect(changesOf(drift.json())).toEqual([
            { address: "beta.test_mode", from: true, to: false },
          ]);
          expect(clerk.writes()).toEqual([]);
        },
      ));

    test("as text, too", () =>
      scenario({ yaml: EVERY_SETTING }, async ({ run }) => {
        const text = await run("drift");
        expectExit(text, 2);
        for (const { address } of READABLE) {
          expect(text.stdout).toContain(address.slice(address.indexOf(".") + 1));
        }
      }));

    test("two at once are reported as two", () =>
      scenario({ yaml: EVERY_SETTING, clerk: { state: inSync } }, async ({ clerk, run }) => {
        clerk.state.restrictions.blocklist = false;
        clerk.state.protect.specter_enabled = false;
        const drift = await run("drift", "--format", "json");
        expectExit(drift, 2);
        expect(changesOf(drift.json())).toEqual([
          { address: "protect.specter_enabled", from: false, to: true },
          { address: "restrictions.blocklist", from: false, to: true },
        ]);
        expectPlanShape(drift.json(), "drift");
      }));
  },
);

describe.concurrent("is no drift", { timeout: 60_000 }, () => {
  test.for<[string, string, (state: InstanceState) => void]>([
    [
      "origins in another order",
      'version: 1\ninstance: { allowed_origins: ["a://1", "b://2", "c://3"] }\n',
      (state) => {
        state.instance.allowed_origins = ["c://3", "a://1", "b://2"];
      },
    ],
    [
      "country codes in another order",
      "version: 1\ncommunication: { blocked_country_codes: [RU, KP, US] }\n",
      (state) => {
        state.communication.blocked_country_codes = ["KP", "US", "RU"];
      },
    ],
    [
      "scopes in another order",
      "version: 1\noauth_applications: { default_scopes: [profile, openid, email] }\n",
      (state) => {
        state.oauth_applications.default_scopes = ["email", "openid", "profile"];
      },
    ],
    [
      "enrollment modes in another order",
      "version: 1\norganization: { domains_enrollment_modes: [automatic_suggestion, automatic_invitation] }\n",
      (state) => {
        state.organization.domains_enrollment_modes = [
          "automatic_suggestion",
          "automatic_invitation",
        ];
      },
    ],
    [
      "an enrollment mode that only Clerk itself writes",
      "version: 1\norganization: { domains_enrollment_modes: [automatic_invitation] }\n",
      (state) => {
        state.organization.domains_enrollment_modes = ["automatic_invitation", "manual_invitation"];
      },
    ],
    [
      "no support e-mail for a cleared one",
      'version: 1\ninstance: { support_email: "" }\n',
      (state) => {
        state.instance.support_email = null;
      },
    ],
    [
      "an empty support e-mail for a cleared one",
      'version: 1\ninstance: { support_email: "" }\n',
      (state) => {
        state.instance.support_email = "";
      },
    ],
    [
      "Clerk's default scopes for null",
      "version: 1\noauth_applications: { default_scopes: null }\n",
      (state) => {
        state.oauth_applications.default_scopes = null;
      },
    ],
    [
      "a setting that the file does not name",
      "version: 1\nrestrictions: { blocklist: false }\n",
      (state) => {
        state.restrictions.allowlist = false;
        state.protect.rules_enabled = true;
      },
    ],
  ])("%s", ([, yaml, change]) =>
    scenario({ yaml, clerk: { state: change } }, async ({ clerk, run }) => {
      const drift = await run("drift", "--format", "json");
      expectExit(drift, 0);
      expect(listAt(drift.json(), "changes")).toEqual([]);
      expectExit(await run("plan", "--detailed-exitcode"), 0);
      expect(clerk.writes()).toEqual([]);
    }),
  );
});

describe.concurrent(
  "a shorter form of the pinned clerk-js proves nothing: no drift, and not called in sync",
  { timeout: 60_000 },
  () => {
    test.for(["5", "5.3"])("%s for 5.3.1", (live) =>
      scenario(
        {
          yaml: 'version: 1\ninstance: { clerk_js_version: "5.3.1" }\n',
          clerk: {
            state: (state) => {
              state.instance.clerk_js_version = live;
            },
          },
        },
        async ({ clerk, run }) => {
          const drift = await run("drift", "--format", "json");
          expectExit(drift, 0);
          expect(at(drift.json(), "coverage", "read")).toBe(0);
          expect(clerk.writes()).toEqual([]);
        },
      ),
    );
  },
);

describe.concurrent("is drift", { timeout: 60_000 }, () => {
  test.for<[string, string, (state: InstanceState) => void, string]>([
    [
      "another clerk-js that merely begins alike",
      'version: 1\ninstance: { clerk_js_version: "5.3.1" }\n',
      (state) => {
        state.instance.clerk_js_version = "5.30";
      },
      "instance.clerk_js_version",
    ],
    [
      "another major version of clerk-js",
      'version: 1\ninstance: { clerk_js_version: "5.3.1" }\n',
      (state) => {
        state.instance.clerk_js_version = "6";
      },
      "instance.clerk_js_version",
    ],
    [
      "a set with one more",
      "version: 1\ncommunication: { blocked_country_codes: [KP] }\n",
      (state) => {
        state.communication.blocked_country_codes = ["KP", "RU"];
      },
      "communication.blocked_country_codes",
    ],
    [
      "a set of the same size with another member",
      "version: 1\ncommunication: { blocked_country_codes: [KP, RU] }\n",
      (state) => {
        state.communication.blocked_country_codes = ["KP", "US"];
      },
      "communication.blocked_country_codes",
    ],
    [
      "origins that were never set",
      'version: 1\ninstance: { allowed_origins: ["capacitor://localhost"] }\n',
      (state) => {
        state.instance.allowed_origins = null;
      },
      "instance.allowed_origins",
    ],
    [
      "scopes where null is desired",
      "version: 1\noauth_applications: { default_scopes: null }\n",
      () => {},
      "oauth_applications.default_scopes",
    ],
    [
      "Clerk's defaults where scopes are desired",
      "version: 1\noauth_applications: { default_scopes: [openid] }\n",
      (state) => {
        state.oauth_applications.default_scopes = null;
      },
      "oauth_applications.default_scopes",
    ],
  ])("%s", ([, yaml, change, address]) =>
    scenario({ yaml, clerk: { state: change } }, async ({ run }) => {
      const drift = await run("drift", "--format", "json");
      expectExit(drift, 2);
      expect(changesOf(drift.json()).map((found) => found.address)).toEqual([address]);
    }),
  );
});

describe.concurrent(
  "what cannot be read is never called in sync and never drift",
  { timeout: 60_000 },
  () => {
    test.for(UNREADABLE)("%s", (address) =>
      scenario(
        { yaml: yamlOf(address, address.endsWith("_allowlist") ? false : "hello") },
        async ({ clerk, run }) => {
          const drift = await run("drift", "--format", "json");
          expectExit(drift, 0);
          expect(at(drift.json(), "coverage")).toEqual({
            declared: 1,
            read: 0,
            unreadable: [{ address, why: "write_only" }],
          });
          const text = await run("drift");
          expectExit(text, 0);
          expect(text.stdout + text.stderr).toMatch(/\b0 of 1\b/);
          expect(clerk.writes()).toEqual([]);
        },
      ),
    );

    test("the preferred strategy while no password is required", () =>
      scenario(
        {
          yaml: "version: 1\ninstance: { preferred_sign_in_strategy_when_password_required: password }\n",
          clerk: {
            state: (state) => {
              state.password_required = false;
            },
          },
        },
        async ({ run }) => {
          const drift = await run("drift", "--format", "json");
          expectExit(drift, 0);
          expect(at(drift.json(), "coverage", "read")).toBe(0);
          expect(
            listAt(drift.json(), "coverage", "unreadable").map((entry) => at(entry, "address")),
          ).toEqual(["instance.preferred_sign_in_strategy_when_password_required"]);
        },
      ));
  },
);
