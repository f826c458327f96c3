// The ends of a run, as people read them at 60, 80 and 120 columns, and as JSON.

import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/catalog/setting.ts";
import { PLAIN_COMMANDS, type Commands } from "../../../src/core/render/closing.ts";
import { renderReportPage } from "../../../src/core/render/markdown-report.ts";
import { renderReport, type Timing } from "../../../src/core/render/report.ts";
import { concludeRun } from "../../../src/core/report/conclusion.ts";
import { documentOf } from "../../../src/core/report/document.ts";
import type {
  CallReport,
  Outcome,
  OutcomeKind,
  Problem,
  Report,
  Stop,
} from "../../../src/core/report/report.ts";
import type { Line } from "../../../src/core/text/line.ts";
import { known, planOf, UNKNOWN, type Wishes } from "../given.ts";

const fileOf = (name: string): string => `files/${name}.golden`;
const textOf = (lines: readonly Line[]): string =>
  lines.map(({ tone, text }) => `${tone.padEnd(6)} |${text}\n`).join("");

const TRACE = "0af7651916cd43dd8448eb211c80319c";

const WISHES: Wishes = {
  "instance.hibp": { from: known(false), to: true },
  "instance.support_email": { from: known("old@example.com"), to: "help@example.com" },
  "restrictions.blocklist": { from: known(false), to: true },
  "restrictions.block_email_subaddresses": { from: known(false), to: true },
  "protect.rules_enabled": { from: known(false), to: true },
  "communication.blocked_country_codes": { from: known(["KP"]), to: ["KP", "RU"] },
  "oauth_applications.client_id_metadata_documents_only_allow_pre_registered_clients": {
    from: known(false),
    to: true,
  },
  "beta.from_email_address": { from: UNKNOWN, to: "noreply" },
};

type Said = OutcomeKind | readonly [kind: OutcomeKind, detail: string, shown?: Json];

interface Case {
  /** By address; what is missing is confirmed. */
  readonly outcomes?: Readonly<Record<string, Said>>;
  /** By the section's path. */
  readonly calls?: Readonly<Record<string, Partial<CallReport>>>;
  readonly sideEffects?: Report["sideEffects"];
  readonly stopped?: Stop;
  readonly commands?: Partial<Commands>;
  readonly timing?: Timing;
}

const problem = (says: string, rest: Partial<Problem> = {}): Problem => ({
  says,
  said: null,
  tries: [],
  blames: [],
  ...rest,
});

const PLAN_LIMIT = problem("Clerk's plan does not include blocklist (402)", {
  said: "The features blocklist are \u001b[2Jnot in your plan (unsupported_subscription_plan_features)",
  tries: ["change the plan in Clerk's dashboard under Billing", "take the setting out of the file"],
});
const stopAt = (path: string): Stop => ({ code: "call_failed", message: `${path} failed: 402` });

const LEFT_AFTER_RESTRICTIONS: Readonly<Record<string, Said>> = {
  "restrictions.blocklist": ["failed", "Clerk's plan does not include blocklist (402)"],
  "restrictions.block_email_subaddresses": ["failed", "Clerk's plan does not include it"],
  "protect.rules_enabled": "not_attempted",
  "communication.blocked_country_codes": "not_attempted",
  "oauth_applications.client_id_metadata_documents_only_allow_pre_registered_clients":
    "not_attempted",
  "beta.from_email_address": "not_attempted",
};

const CASES: Readonly<Record<string, Case>> = {
  "all-confirmed": {
    outcomes: { "beta.from_email_address": ["unconfirmed", "nothing shows its value"] },
    timing: {
      total: 2_431,
      calls: new Map([
        ["1", 412],
        ["2", 12_345],
      ]),
    },
    commands: {
      receipt: "receipts/production.json",
      rollback: "clerkwork rollback receipts/production.json -f prod.yaml --env production",
    },
  },
  "plan-limit": {
    outcomes: LEFT_AFTER_RESTRICTIONS,
    calls: {
      "/instance/restrictions": { status: 402, clerk_trace_id: TRACE, problem: PLAN_LIMIT },
    },
    stopped: stopAt("/instance/restrictions"),
    commands: {
      again: "clerkwork apply -f prod.yaml --env production",
      keepGoing: "clerkwork apply -f prod.yaml --env production --keep-going",
    },
  },
  "one-setting-blamed": {
    outcomes: LEFT_AFTER_RESTRICTIONS,
    calls: {
      "/instance/restrictions": {
        status: 422,
        clerk_trace_id: TRACE,
        problem: problem("Clerk does not take blocklist (422)", {
          said: "blocklist is of the wrong type (form_param_type_invalid)",
          tries: ["correct the value in the file, or take the setting out of it"],
          blames: ["restrictions.blocklist"],
        }),
      },
    },
    stopped: stopAt("/instance/restrictions"),
  },
  "answer-lost": {
    outcomes: {
      ...LEFT_AFTER_RESTRICTIONS,
      "restrictions.blocklist": ["ambiguous", "lost"],
      "restrictions.block_email_subaddresses": ["ambiguous", "lost"],
    },
    calls: {
      "/instance/restrictions": {
        status: 500,
        attempts: 2,
        problem: problem(
          "Clerk answered with an error of its own (500, 2 times), and nothing shows whether it landed",
          { tries: ["look at https://status.clerk.com, then run it again"] },
        ),
      },
    },
    stopped: stopAt("/instance/restrictions"),
    commands: {
      plan: "clerkwork plan --env production",
      receipt: "r.json",
      rollback: "clerkwork rollback r.json --env production",
    },
  },
  interrupted: {
    outcomes: Object.fromEntries(
      Object.keys(WISHES)
        .slice(2)
        .map((address) => [address, "not_attempted"]),
    ),
    stopped: { code: "interrupted", message: "interrupted" },
  },
  "every-outcome": {
    outcomes: {
      "instance.support_email": [
        "unconfirmed",
        "Clerk accepted the request; reads don't show the value yet",
      ],
      "communication.blocked_country_codes": [
        "contradicted",
        "Clerk's answer shows another value",
        ["KP"],
      ],
      "protect.rules_enabled": ["failed", "changed on Clerk's side while the call was tried"],
      "restrictions.blocklist": "not_attempted",
    },
    sideEffects: [
      { address: "communication.other", from: ["a"], to: null, certain: true },
      { address: "communication.lagging", from: true, to: false, certain: false },
    ],
    stopped: { code: "receipt", message: "the receipt can't be written (\u001b[2JENOSPC)" },
  },
  "nothing-sent": {
    outcomes: Object.fromEntries(Object.keys(WISHES).map((address) => [address, "not_attempted"])),
    stopped: {
      code: "stale_plan",
      message:
        "instance.hibp changed on Clerk's side since the plan was made; /instance was not written",
    },
  },
};

const PLAN = planOf(WISHES);

function reportOf({ outcomes = {}, calls = {}, sideEffects = [], stopped }: Case): Report {
  return {
    outcomes: PLAN.calls.flatMap(({ addresses }) =>
      addresses.map((address): Outcome => {
        const [outcome, detail, shown] = [outcomes[address] ?? "confirmed"].flat() as [
          OutcomeKind,
          string?,
          Json?,
        ];
        const to = WISHES[address]?.to ?? null;
        return {
          address,
          outcome,
          to,
          ...(detail === undefined ? {} : { detail }),
          ...(shown === undefined ? {} : { shown }),
        };
      }),
    ),
    calls: PLAN.calls.map(({ id, path, addresses }) => {
      const isSent = addresses.some((address) => outcomes[address] !== "not_attempted");
      const sent = isSent ? { status: 200, attempts: 1 } : { status: null, attempts: 0 };
      return { id, ...sent, clerk_trace_id: null, ...calls[path] };
    }),
    sideEffects,
    stopped: stopped ?? null,
  };
}

describe.each(Object.entries(CASES))("the end of a run: %s", (name, given) => {
  const report = reportOf(given);
  const sent = { kind: "apply", plan: PLAN, report } as const;
  const commands = { ...PLAIN_COMMANDS, ...given.commands };

  test.each([60, 80, 120])("at %i columns", async (columns) => {
    const lines = renderReport(sent, { columns, commands, timing: given.timing });
    await expect(textOf(lines)).toMatchFileSnapshot(fileOf(`report-${name}.${columns}.text`));
    // A name or a command is never broken; anything else keeps to the width.
    for (const { text } of lines.filter(({ text: one }) => [...one].length > columns))
      expect(text).toMatch(/^\S.*: clerkwork |^ {2}. [a-z_.]+$/);
  });

  test("as Markdown and as JSON", async () => {
    const page = renderReportPage(sent, { commands, timing: given.timing }, {});
    await expect(page).toMatchFileSnapshot(fileOf(`report-${name}.markdown`));
    const { outcomes, calls, result, error } = documentOf(PLAN, "apply", report, 5) as Record<
      string,
      unknown
    >;
    const shown = { result, outcomes, calls, error };
    await expect(`${JSON.stringify(shown, null, 2)}\n`).toMatchFileSnapshot(
      fileOf(`report-${name}.json`),
    );
    expect(result).toBe(concludeRun(sent));
  });
});
