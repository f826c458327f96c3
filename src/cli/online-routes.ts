// The commands that speak to Clerk: flags and help. What they do is loaded when one runs.

import { buildCommand } from "@stricli/core";
import type { ApplyFlags } from "./commands/apply.ts";
import type { ChangeDomainFlags } from "./commands/change-domain.ts";
import type { RollbackFlags } from "./commands/rollback.ts";
import type { Context } from "./context.ts";
import { numberIn, parseFingerprint } from "./flag-values.ts";
import { COMMENT_FLAGS, ISSUE_FLAGS } from "./ci-flags.ts";
import type { DriftFlags } from "./commands/drift.ts";
import type { PlanFlags } from "./session/plan-flags.ts";
import { FLEET_FLAGS } from "./fleet-flags.ts";
import {
  colorFlag,
  FILE_ALIASES,
  formatFlag,
  plainFormatFlag,
  INSTANCE_FLAGS,
  PERMISSION_FLAGS,
  switchFlag,
  textFlag,
} from "./flags.ts";

export const plan = buildCommand<PlanFlags, [], Context>({
  docs: { brief: "Show what would change; changes no setting" },
  parameters: {
    flags: {
      ...FLEET_FLAGS,
      ...PERMISSION_FLAGS,
      out: textFlag("Save the plan for apply", "FILE"),
      force: switchFlag("Let --out replace a file"),
      detailedExitcode: switchFlag("Exit 2 when there is something to send"),
      unmanaged: switchFlag("List what the instance has and the file doesn't name too"),
      against: textFlag(
        "Read no instance: show what the file changes against a git revision or another file",
        "REF_OR_FILE",
      ),
      failOn: {
        kind: "enum",
        values: ["never", "refusals", "changes"],
        optional: true,
        brief: "What ends with another code than 0 (default: refusals, with 4); changes: 2",
      },
      ...COMMENT_FLAGS,
    },
    aliases: FILE_ALIASES,
  },
  loader: async () => (await import("./online.ts")).plan,
});

/** Flags of commands that end in writing a plan. */
const APPLY_FLAGS = {
  yes: switchFlag("Don't ask"),
  expect: {
    kind: "parsed",
    parse: parseFingerprint,
    optional: true,
    brief: "Refuse unless the plan has this FINGERPRINT",
    placeholder: "FINGERPRINT",
  },
  requireConfirmed: switchFlag(
    "End with 6 when a setting was accepted and nothing has shown its value",
  ),
  keepGoing: switchFlag("After a section that Clerk answers with 402 or 403, do the others"),
} as const;

export const apply = buildCommand<ApplyFlags, [string?], Context>({
  docs: { brief: "Send what differs, then check what Clerk shows of it" },
  parameters: {
    flags: {
      ...FLEET_FLAGS,
      concurrency: {
        ...FLEET_FLAGS.concurrency,
        brief:
          "How many environments at once, after one was written (default: 1; with --keep-going)",
      },
      ...PERMISSION_FLAGS,
      ...APPLY_FLAGS,
      ...COMMENT_FLAGS,
      keepGoing: switchFlag(
        "Go on: with other sections after 402 or 403, with other environments after one failed",
      ),
      maxPlanAge: {
        kind: "parsed",
        parse: numberIn(1, 8_760),
        optional: true,
        brief: "HOURS that a saved plan may be old (default: 24)",
        placeholder: "HOURS",
      },
    },
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "A plan that plan --out saved",
          parse: String,
          placeholder: "PLAN",
          optional: true,
        },
      ],
    },
    aliases: { ...FILE_ALIASES, y: "yes" },
  },
  loader: async () => (await import("./online.ts")).apply,
});

export const drift = buildCommand<DriftFlags, [], Context>({
  docs: { brief: "Show what was changed by hand; exit 2 when something differs" },
  parameters: {
    flags: {
      ...FLEET_FLAGS,
      failOn: {
        kind: "enum",
        values: ["never", "drift"],
        optional: true,
        brief: "Whether drift ends with 2 (default: drift)",
      },
      ...ISSUE_FLAGS,
    },
    aliases: FILE_ALIASES,
  },
  loader: async () => (await import("./online.ts")).drift,
});

const targetFlags = {
  file: textFlag("Take the pin and the key's variable from this file", "FILE"),
  env: textFlag("The entry of environments in that file", "NAME"),
  base: INSTANCE_FLAGS.base,
} as const;

export const rollback = buildCommand<RollbackFlags, [string], Context>({
  docs: { brief: "Put back what was there before an apply, from its receipt" },
  parameters: {
    flags: {
      ...targetFlags,
      ...PERMISSION_FLAGS,
      ...APPLY_FLAGS,
      format: formatFlag,
      color: colorFlag,
      dotenv: INSTANCE_FLAGS.dotenv,
      keysFile: INSTANCE_FLAGS.keysFile,
      full: INSTANCE_FLAGS.full,
      showIdentifiers: INSTANCE_FLAGS.showIdentifiers,
      verbose: INSTANCE_FLAGS.verbose,
      timeout: INSTANCE_FLAGS.timeout,
      withoutFrontendApi: INSTANCE_FLAGS.withoutFrontendApi,
      receipt: textFlag("Write a receipt of the rollback", "FILE"),
    },
    positional: {
      kind: "tuple",
      parameters: [{ brief: "What apply --receipt wrote", parse: String, placeholder: "RECEIPT" }],
    },
    aliases: { ...FILE_ALIASES, y: "yes" },
  },
  loader: () => import("./commands/rollback.ts"),
});

export const changeDomain = buildCommand<ChangeDomainFlags, [string], Context>({
  docs: { brief: "Move a production instance to another domain; ends all sessions" },
  parameters: {
    flags: {
      ...targetFlags,
      confirm: textFlag("The new host, instead of typing it", "HOST"),
      secondary: switchFlag("The domain is for a secondary application: its subdomain is kept"),
      format: plainFormatFlag,
      color: colorFlag,
      dotenv: INSTANCE_FLAGS.dotenv,
      keysFile: INSTANCE_FLAGS.keysFile,
      verbose: INSTANCE_FLAGS.verbose,
      timeout: INSTANCE_FLAGS.timeout,
    },
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "The application's new address, such as https://www.example.com",
          parse: String,
          placeholder: "HOME_URL",
        },
      ],
    },
    aliases: FILE_ALIASES,
  },
  loader: () => import("./commands/change-domain.ts"),
});
