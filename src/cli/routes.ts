// The command line: commands, flags, help. What a command does is loaded when it runs.

import { buildCommand, buildRouteMap } from "@stricli/core";
import { API_VERSIONS } from "../catalog/api-version.ts";
import type { ApplyFlags } from "./commands/apply.ts";
import type { ChangeDomainFlags } from "./commands/change-domain.ts";
import type { EmulatorFlags } from "./commands/emulator.ts";
import type { ExplainFlags } from "./commands/explain.ts";
import type { PlanFlags } from "./commands/plan.ts";
import type { RollbackFlags } from "./commands/rollback.ts";
import type { SchemaFlags } from "./commands/schema.ts";
import type { Context } from "./context.ts";
import {
  colorFlag,
  FILE_ALIASES,
  FILE_FLAGS,
  formatFlag,
  INSTANCE_FLAGS,
  numberIn,
  parseAddress,
  parseFingerprint,
  PERMISSION_FLAGS,
  switchFlag,
  textFlag,
  type FileFlags,
  type InstanceFlags,
} from "./flags.ts";

const validate = buildCommand<FileFlags, [], Context>({
  docs: { brief: "Check the file; opens no connection" },
  parameters: { flags: FILE_FLAGS, aliases: FILE_ALIASES },
  loader: () => import("./commands/validate.ts"),
});

const plan = buildCommand<PlanFlags, [], Context>({
  docs: { brief: "Show what would change; changes nothing" },
  parameters: {
    flags: {
      ...INSTANCE_FLAGS,
      ...PERMISSION_FLAGS,
      out: textFlag("Save the plan for apply", "FILE"),
      force: switchFlag("Let --out replace a file"),
      detailedExitcode: switchFlag("Exit 2 when there is something to send"),
    },
    aliases: FILE_ALIASES,
  },
  loader: () => import("./commands/plan.ts"),
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
  keepGoing: switchFlag(
    "After a section that the instance's plan or permissions don't allow (402, 403), do the others",
  ),
} as const;

const apply = buildCommand<ApplyFlags, [string?], Context>({
  docs: { brief: "Send what differs, then prove that it took" },
  parameters: {
    flags: {
      ...INSTANCE_FLAGS,
      ...PERMISSION_FLAGS,
      ...APPLY_FLAGS,
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
  loader: () => import("./commands/apply.ts"),
});

const drift = buildCommand<InstanceFlags, [], Context>({
  docs: { brief: "Show what was changed by hand; exit 2 when something differs" },
  parameters: { flags: INSTANCE_FLAGS, aliases: FILE_ALIASES },
  loader: () => import("./commands/drift.ts"),
});

const explain = buildCommand<ExplainFlags, [string?], Context>({
  docs: { brief: "Describe a setting, or list all" },
  parameters: {
    flags: { format: formatFlag, color: colorFlag },
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "Such as restrictions.blocklist",
          parse: parseAddress,
          placeholder: "ADDRESS",
          optional: true,
        },
      ],
    },
  },
  loader: () => import("./commands/explain.ts"),
});

const schema = buildCommand<SchemaFlags, [], Context>({
  docs: { brief: "Print the JSON Schema of the file" },
  parameters: {
    flags: {
      format: formatFlag,
      checkOpenapi: textFlag(
        "Compare the catalog with OpenAPI documents of Clerk's instead; exit 2 when something moved",
        "FILE_OR_FOLDER",
      ),
      since: textFlag(
        "With --check-openapi: what moved since this older copy, whatever the catalog knows",
        "FILE",
      ),
      against: {
        kind: "enum",
        values: API_VERSIONS,
        optional: true,
        brief: "With --check-openapi: as which API version (default: the document's own)",
      },
      of: {
        kind: "enum",
        values: ["file", "plan", "receipt"],
        optional: true,
        brief: "Of what (default: file)",
      },
    },
  },
  loader: () => import("./commands/schema.ts"),
});

const targetFlags = {
  file: textFlag("Take the pin and the key's variable from this file", "FILE"),
  env: textFlag("The entry of environments in that file", "NAME"),
} as const;

const rollback = buildCommand<RollbackFlags, [string], Context>({
  docs: { brief: "Put back what was there before an apply, from its receipt" },
  parameters: {
    flags: {
      ...targetFlags,
      ...PERMISSION_FLAGS,
      ...APPLY_FLAGS,
      format: formatFlag,
      color: colorFlag,
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

const changeDomain = buildCommand<ChangeDomainFlags, [string], Context>({
  docs: { brief: "Move a production instance to another domain; ends all sessions" },
  parameters: {
    flags: {
      ...targetFlags,
      confirm: textFlag("The new host, instead of typing it", "HOST"),
      secondary: switchFlag("The domain is for a secondary application: its subdomain is kept"),
      format: formatFlag,
      color: colorFlag,
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

const emulator = buildCommand<EmulatorFlags, [], Context>({
  docs: { brief: "Serve a Clerk of your own on this machine, to try things on" },
  parameters: {
    flags: {
      port: {
        kind: "parsed",
        parse: numberIn(0, 65_535),
        optional: true,
        brief: "0 takes a free one (default: 0)",
        placeholder: "PORT",
      },
      format: formatFlag,
      state: textFlag("Keep the state in this file", "FILE"),
    },
  },
  loader: () => import("./commands/emulator.ts"),
});

export const routes = buildRouteMap<string, Context>({
  routes: { validate, plan, apply, drift, rollback, explain, schema, changeDomain, emulator },
  docs: {
    brief:
      "Clerk instance settings as code: plan in pull requests, apply on merge, drift on a schedule",
  },
});
