// Faults on purpose. Each is a way in which a reconciler goes wrong in the wild; each must be caught
// by at least one law, or the laws prove nothing.

import { connect as openSocket } from "node:net";
import type { Setting } from "../../src/catalog/setting.ts";
import type { Declaration, Desired } from "../../src/core/file/desired.ts";
import { Failure } from "../../src/core/finding/failure.ts";
import type { Call } from "../../src/core/plan/call.ts";
import { fingerprintOf, type Plan } from "../../src/core/plan/plan.ts";
import type { Json } from "../../src/catalog/setting.ts";
import type { OutcomeKind } from "../../src/core/report/report.ts";
import type { Planned } from "../../src/reconcile/plan.ts";
import { law1, law2, law3 } from "./applying.ts";
import { law9 } from "./accepting.ts";
import { law13, law14 } from "./honesty.ts";
import { REAL, type Implementation } from "./implementation.ts";
import type { Law } from "./law.ts";
import { law7 } from "./ordering.ts";
import { law12, law4, law5, law6 } from "./planning.ts";
import { law11 } from "./secrecy.ts";

export interface Planted {
  readonly name: string;
  readonly faulty: Implementation;
  /** Each of them alone catches it. */
  readonly caughtBy: readonly Law[];
}

/** A planner whose plans are spoilt afterwards. */
function spoil(change: (plan: Plan, desired: Desired) => Partial<Plan>): Implementation {
  return {
    ...REAL,
    planInstance: async (desired, connection, options): Promise<Planned> => {
      const planned = await REAL.planInstance(desired, connection, options);
      const spoilt = { ...planned.plan, ...change(planned.plan, desired) };
      return { ...planned, plan: { ...spoilt, fingerprint: fingerprintOf(spoilt) } };
    },
  };
}

/** An executor that says other outcomes than those that it had. */
function misreport(change: (outcome: OutcomeKind) => OutcomeKind): Implementation {
  return {
    ...REAL,
    applyInstance: async (...given) => {
      const report = await REAL.applyInstance(...given);
      const outcomes = report.outcomes.map((one) => ({ ...one, outcome: change(one.outcome) }));
      return { ...report, outcomes };
    },
  };
}

/** A planner that misreads its rows. */
function misread(
  change: (row: Setting, declaration: Declaration) => Partial<Setting>,
): Implementation {
  return {
    ...REAL,
    planInstance: (desired, connection, options) => {
      const declarations = desired.declarations.map((declaration) => ({
        ...declaration,
        setting: { ...declaration.setting, ...change(declaration.setting, declaration) },
      }));
      return REAL.planInstance({ ...desired, declarations }, connection, options);
    },
  };
}

const withBodies = (
  calls: readonly Call[],
  change: (call: Call) => Readonly<Record<string, Json>>,
): readonly Call[] => calls.map((call) => ({ ...call, body: change(call) }));

const sectionOf = (address: string): string => address.split(".")[0] ?? "";

let turn = 0;

/** An executor that asks nobody and believes itself. */
const blindly: Implementation["applyInstance"] = async ({ plan, moves, live }, instance) => {
  for (const call of plan.calls)
    await instance
      .send(call, moves, { roles: live.roles ?? [], before: live.readings })
      .catch(() => {});
  return {
    outcomes: plan.changes.map(({ address, to }) => ({ address, to, outcome: "confirmed" })),
    calls: plan.calls.map(({ id }) => ({ id, status: 200, attempts: 1, clerk_trace_id: null })),
    sideEffects: [],
    stopped: null,
  };
};

export const PLANTED: readonly Planted[] = [
  {
    name: "a planner that plans nothing",
    faulty: spoil(() => ({ changes: [], calls: [] })),
    caughtBy: [law1],
  },
  {
    name: "a planner that sends every declared setting of a section",
    faulty: spoil(({ calls }, { declarations }) => ({
      calls: withBodies(calls, ({ addresses, body }) => ({
        ...Object.fromEntries(
          declarations
            .filter(({ section }) => section.name === sectionOf(addresses[0] ?? ""))
            .filter(({ setting }) => setting.write.transform === "identity")
            .map(({ setting, value }) => [setting.write.member, value]),
        ),
        ...body,
      })),
    })),
    caughtBy: [law4],
  },
  {
    name: "a planner that sends the whole section",
    faulty: spoil(({ calls }) => ({
      calls: withBodies(calls, ({ path, body }) => ({ ...WHOLE[path], ...body })),
    })),
    caughtBy: [law3, law4],
  },
  {
    name: "a planner that touches a setting which the file doesn't name",
    faulty: spoil(({ calls }) => ({
      calls: withBodies(calls, ({ path, body }) =>
        path === "/instance" ? { hibp: false, ...body } : body,
      ),
    })),
    caughtBy: [law3],
  },
  {
    name: "a planner that compares a set as a list",
    faulty: misread(({ comparison, schema, read }) =>
      comparison === "set"
        ? {
            comparison: "list",
            schema: { ...schema, type: ["array", "null"] },
            read: read.map((source) => ({ ...source, transform: "identity" })),
          }
        : {},
    ),
    caughtBy: [law2, law4, law6],
  },
  {
    name: "a planner that takes what it can't read for in sync",
    faulty: spoil(({ changes, calls }) => {
      const known = changes.filter(({ from }) => from.known);
      const addresses = new Set(known.map(({ address }) => address));
      return {
        changes: known,
        calls: calls
          .map((call) => ({
            ...call,
            addresses: call.addresses.filter((one) => addresses.has(one)),
          }))
          .filter((call) => call.addresses.length > 0),
      };
    }),
    caughtBy: [law1],
  },
  {
    name: "a planner that forgets that a switch is read the other way round",
    faulty: misread(({ read }) => ({
      read: read.map((source) =>
        source.transform === "not" ? { ...source, transform: "identity" } : source,
      ),
    })),
    caughtBy: [law1, law2, law4],
  },
  {
    name: "a planner that takes null for nothing",
    faulty: spoil(({ calls }) => ({
      calls: withBodies(calls, ({ body }) =>
        Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null)),
      ),
    })),
    caughtBy: [law1, law2],
  },
  {
    name: "a planner that writes roles by key",
    faulty: spoil(({ calls, changes }) => ({
      calls: withBodies(calls, ({ body }) =>
        Object.fromEntries(
          Object.entries(body).map(([member, value]) => [
            member,
            changes.find(({ address }) => `${address}_id` === `organization.${member}`)?.to ??
              value,
          ]),
        ),
      ),
    })),
    caughtBy: [law1],
  },
  {
    name: "a planner that ignores dependencies",
    faulty: {
      ...REAL,
      orderSteps: (steps) => [...steps],
      callsFor: (moves, roles) => {
        const loose = moves.map(({ change, row }) => ({
          change,
          row: { ...row, setting: { ...row.setting, after: [] } },
        }));
        return REAL.callsFor(loose, roles);
      },
    },
    caughtBy: [law7],
  },
  {
    name: "a planner that writes what can lock people out first",
    faulty: {
      ...REAL,
      orderSteps: (steps) => REAL.orderSteps(steps).toReversed(),
      callsFor: (...given) => REAL.callsFor(...given).toReversed(),
    },
    caughtBy: [law7],
  },
  {
    name: "a planner that lists changes in the order of the file",
    faulty: spoil(({ changes }) => ({
      changes: changes.toSorted((a, b) => a.at.line - b.at.line || a.at.column - b.at.column),
    })),
    caughtBy: [law6],
  },
  {
    name: "a planner that never plans the same twice",
    faulty: spoil(() => ({ warnings: [{ code: "no_effect", message: `turn ${(turn += 1)}` }] })),
    caughtBy: [law5],
  },
  {
    name: "a planner that tries what it plans",
    faulty: {
      ...REAL,
      planInstance: async (desired, connection, options) => {
        const planned = await REAL.planInstance(desired, connection, options);
        const allowed = { ...planned, plan: { ...planned.plan, refusals: [] } };
        await REAL.applyInstance(allowed, connection);
        return planned;
      },
    },
    caughtBy: [law12],
  },
  {
    name: "an environment that is not laid over the base",
    faulty: {
      ...REAL,
      readDesired: (document, catalog) => REAL.readDesired(document, catalog, null),
    },
    caughtBy: [law1],
  },
  {
    name: "a validation that looks something up",
    faulty: {
      ...REAL,
      validate: (document) => {
        openSocket(1, "127.0.0.1").on("error", () => {});
        return REAL.validate(document);
      },
    },
    caughtBy: [law12],
  },
  {
    name: 'a schema that has forgotten that "" clears',
    faulty: {
      ...REAL,
      validate: (document) => {
        const text = JSON.stringify(document.data);
        const at = document.valueAt("");
        return text.includes('""') ? [{ code: "empty_value", args: {}, at, pointer: "" }] : [];
      },
    },
    caughtBy: [law9],
  },
  {
    name: "an executor that doesn't look again",
    faulty: { ...REAL, applyInstance: blindly },
    caughtBy: [law13, law14],
  },
  {
    name: "a report that calls everything confirmed",
    faulty: misreport(() => "confirmed"),
    caughtBy: [law14],
  },
  {
    name: "a report that hides what was sent",
    faulty: misreport((kind) =>
      kind === "failed" || kind === "ambiguous" ? "not_attempted" : kind,
    ),
    caughtBy: [law14],
  },
  {
    name: "a report that takes a lost answer for a refusal",
    faulty: misreport((kind) => (kind === "ambiguous" ? "failed" : kind)),
    caughtBy: [law14],
  },
  {
    name: "an error that quotes the key",
    faulty: {
      ...REAL,
      parseSecretKey: (text, variable) => {
        try {
          return REAL.parseSecretKey(text, variable);
        } catch {
          throw new Failure("invalid_secret_key", `${variable} is ${text ?? "not set"}`);
        }
      },
    },
    caughtBy: [law11],
  },
  {
    name: "a text that is written as it came",
    faulty: { ...REAL, redact: (text) => text },
    caughtBy: [law11],
  },
];

/** What a section's whole state could look like. */
const WHOLE: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  "/instance": { test_mode: false, hibp: true, cookieless_dev: false },
  "/instance/restrictions": { allowlist: false, blocklist: false },
  "/instance/organization_settings": { enabled: true, domains_enabled: true, slug_disabled: true },
  "/instance/protect": { rules_enabled: true, specter_enabled: true },
  "/beta_features/instance_settings": { progressive_sign_up: true },
};
