// Plans and reports for the goldens: built by core's own functions from plain data, with nothing in
// them that changes from day to day or from machine to machine.

import { CATALOG } from "../../../src/catalog/catalog.ts";
import type { Json } from "../../../src/catalog/setting.ts";
import { readDesired } from "../../../src/core/file/desired.ts";
import { reviewConsents, weigh, type Permissions } from "../../../src/core/plan/consent.ts";
import { readSource } from "../../../src/cli/screen/source.ts";
import type { Source } from "../../../src/core/render/view.ts";
import { madeByHand, toDrift } from "../../../src/core/plan/drift.ts";
import { diff } from "../../../src/core/plan/diff.ts";
import { parseDocument } from "../../../src/core/file/document.ts";
import { guard, inSurroundings } from "../../../src/core/plan/guard.ts";
import type { Facts, Limits } from "../../../src/core/plan/facts.ts";
import { ignoreMoves } from "../../../src/core/plan/ignore.ts";
import { assemblePlan, type Plan } from "../../../src/core/plan/plan.ts";
import { withoutRemembered } from "../../../src/core/plan/remembered.ts";
import { callsFor } from "../../../src/core/plan/calls.ts";
import type {
  InstanceType,
  Reading,
  Readings,
  Role,
  Unreadable,
} from "../../../src/core/value/reading.ts";
import { validate } from "../../../src/reconcile/load.ts";

export interface PlanCase {
  readonly file: string;
  readonly environment?: string;
  /** What Clerk shows, by address; what is missing is write-only. */
  readonly live: Readonly<Record<string, Reading>>;
  readonly type?: InstanceType;
  readonly facts?: Partial<Facts>;
  readonly permissions?: Partial<Permissions & Limits>;
  readonly lastSent?: Readonly<Record<string, Json>>;
  readonly domain?: string;
  readonly unmanaged?: Plan["unmanaged"];
}

const shown = (value: Json, source: "backend_api" | "frontend_api" = "frontend_api"): Reading => ({
  known: true,
  value,
  source,
});
const hidden = (why: Unreadable = "write_only"): Reading => ({ known: false, why });

const ROLES: readonly Role[] = [
  {
    id: "role_2admin",
    key: "org:admin",
    creatorEligible: true,
    permissions: ["org:sys_memberships:manage"],
  },
  {
    id: "role_2owner",
    key: "org:owner",
    creatorEligible: true,
    permissions: ["org:sys_memberships:manage", "org:sys_domains:manage"],
  },
  { id: "role_2member", key: "org:member", creatorEligible: false, permissions: [] },
];

/** What the pipeline makes of it, without a connection. */
export const buildPlan = (given: PlanCase): Plan => build(given, "plan");

/** The same read as drift. */
export const buildDrift = (given: PlanCase): Plan => toDrift(build(given, "drift"));

/** The file of a case, as a reader is told of it. */
export function sourceOfCase({ file, environment, domain }: PlanCase): Promise<Source> {
  const parsed = parseDocument("clerkwork.yaml", file);
  if (!parsed.ok) throw new Error("a bad file");
  const desired = readDesired(parsed.document, CATALOG, environment ?? null);
  return readSource(desired, {}, { domain: async () => domain ?? null });
}

function build(given: PlanCase, kind: "plan" | "drift"): Plan {
  const { file, environment = null, type = "production", lastSent = {} } = given;
  const parsed = parseDocument("clerkwork.yaml", file);
  const issues = parsed.ok ? validate(parsed.document) : parsed.issues;
  if (!parsed.ok || issues.length > 0) throw new Error(`a bad file: ${JSON.stringify(issues)}`);
  const desired = readDesired(parsed.document, CATALOG, environment);
  const live: Readings = new Map(Object.entries(given.live));
  const permissions: Permissions & Limits = {
    allowances: [],
    today: "2026-06-01",
    ...given.permissions,
    consents: desired.consents,
  };
  const difference = diff(desired.declarations, live, type);
  const open = withoutRemembered(difference.moves, { lastSent });
  const { moves: kept, ignored, warnings } = ignoreMoves(open, desired);
  const facts: Facts = {
    roles: ROLES,
    allowlistSize: 3,
    afterwards: new Map([["organization.domains_enabled", shown(false)]]),
    idle: [],
    ...given.facts,
  };
  const moves =
    kind === "drift"
      ? madeByHand(kept, type, { readings: live, roles: facts.roles })
      : weigh(inSurroundings(kept, type, facts), type, permissions);
  return assemblePlan({
    toolVersion: "1.2.3",
    desired,
    apiUrl: "https://api.clerk.com",
    identity: { id: "ins_2abc", type },
    coverage: difference,
    moves,
    calls: callsFor(moves, { roles: facts.roles }),
    refusals: guard(moves, type, facts, permissions),
    ignored,
    warnings: [...warnings, ...reviewConsents(moves, permissions)],
    unmanaged: given.unmanaged,
  });
}

const SEVERAL = `version: 1
target: { instance_id: ins_2abc, environment_type: development }
instance:
  hibp: true
  support_email: help@example.com
  allowed_origins: ["capacitor://localhost", "chrome-extension://abc"]
restrictions: { block_disposable_email_domains: true, allowlist: true }
organization:
  enabled: true
  max_allowed_memberships: 0
  creator_role: "org:owner"
protect: { rules_enabled: true, specter_enabled: true }
communication: { blocked_country_codes: [KP, RU] }
oauth_applications: { default_scopes: null }
beta: { from_email_address: help }
environments:
  staging: { instance: { hibp: false, test_mode: true } }
`;

export const SEVERAL_LIVE: Readonly<Record<string, Reading>> = {
  "instance.test_mode": shown(false),
  "instance.hibp": shown(false),
  "instance.support_email": shown(""),
  "instance.allowed_origins": shown(["chrome-extension://abc"], "backend_api"),
  "restrictions.block_disposable_email_domains": shown(true),
  "restrictions.allowlist": shown(false),
  "organization.enabled": shown(false, "backend_api"),
  "organization.max_allowed_memberships": shown(5, "backend_api"),
  "organization.creator_role": shown("org:admin", "backend_api"),
  "protect.rules_enabled": shown(true, "backend_api"),
  "protect.specter_enabled": shown(false, "backend_api"),
  "communication.blocked_country_codes": shown(["RU", "AF"], "backend_api"),
  "oauth_applications.default_scopes": shown(["email"], "backend_api"),
};

/** By the name of the golden. */
export const PLANS: Readonly<Record<string, PlanCase>> = {
  "no-changes": {
    file: "version: 1\ninstance: { hibp: true }\nprotect: { rules_enabled: true }\n",
    live: { "instance.hibp": shown(true), "protect.rules_enabled": shown(true, "backend_api") },
  },
  "one-boolean": {
    file: "version: 1\nrestrictions:\n  blocklist: true\n",
    live: { "restrictions.blocklist": shown(false) },
  },
  "set-differences": {
    file: 'version: 1\ninstance:\n  allowed_origins: ["chrome-extension://b", "chrome-extension://a", "capacitor://localhost"]\ncommunication: { blocked_country_codes: [] }\n',
    live: {
      "instance.allowed_origins": shown(
        ["chrome-extension://c", "chrome-extension://a"],
        "backend_api",
      ),
      "communication.blocked_country_codes": shown(["RU", "KP"], "backend_api"),
    },
    type: "development",
  },
  "write-only": {
    file: "version: 1\ninstance: { hibp: true }\nbeta: { from_email_address: help, restricted_to_allowlist: false }\n",
    live: { "instance.hibp": shown(true) },
    type: "development",
    lastSent: { "beta.restricted_to_allowlist": false },
  },
  unreadable: {
    file: "version: 1\ninstance:\n  hibp: true\n  clerk_js_version: 5.3.1\n  preferred_sign_in_strategy_when_password_required: otp\norganization: { creator_role_id: role_2admin }\nrestrictions: { blocklist: true }\n",
    live: {
      "instance.hibp": hidden("frontend_api_off"),
      "instance.clerk_js_version": shown("5"),
      "instance.preferred_sign_in_strategy_when_password_required": hidden("dormant"),
      "organization.creator_role_id": hidden("no_role_list"),
      "restrictions.blocklist": hidden("missing_in_answer"),
    },
    type: "development",
  },
  "hazards-and-refusals": {
    file: `version: 1
instance: { hibp: false, test_mode: true, url_based_session_syncing: true }
restrictions: { allowlist: true }
organization: { creator_role: "org:member", max_allowed_memberships: 5 }
communication: { blocked_country_codes: [KP] }
beta: { progressive_sign_up: false }
`,
    live: {
      "instance.hibp": shown(true),
      "instance.test_mode": shown(false),
      "instance.url_based_session_syncing": shown(false),
      "restrictions.allowlist": shown(false),
      "organization.creator_role": shown("org:admin", "backend_api"),
      "organization.max_allowed_memberships": shown(0, "backend_api"),
      "communication.blocked_country_codes": shown(["RU"], "backend_api"),
      "beta.progressive_sign_up": shown(true),
    },
    facts: { allowlistSize: 0 },
    permissions: { maxChanges: 3 },
  },
  consents: {
    file: `version: 1
instance: { hibp: false }
restrictions: { blocklist: false }
organization: { enabled: false }
consents:
  - { address: instance.hibp, hazard: weakens_security, reason: "INC-42", until: 2026-12-31 }
  - { address: restrictions.blocklist, hazard: weakens_security, reason: "over", until: 2026-05-31 }
  - { address: protect.rules_enabled, hazard: weakens_security, reason: "idle", until: 2026-12-31 }
`,
    live: {
      "instance.hibp": shown(true),
      "restrictions.blocklist": shown(true),
      "organization.enabled": shown(true, "backend_api"),
    },
    permissions: {
      allowances: [
        { hazard: "breaks_clients", address: "organization.enabled" },
        { hazard: "costs_money", address: null },
      ],
    },
  },
  ignored: {
    file: `version: 1
instance: { hibp: true }
protect: { rules_enabled: true }
ignore:
  - { address: protect.rules_enabled, reason: "trial until summer", until: 2026-12-31 }
`,
    live: { "instance.hibp": shown(false), "protect.rules_enabled": shown(false, "backend_api") },
  },
  warnings: {
    file: `version: 1
instance: { hibp: true }
protect: {}
ignore:
  - { address: instance.hibp, reason: "fine already", until: 2026-12-31 }
  - { address: restrictions.blocklist, reason: "not here", until: 2026-12-31 }
`,
    live: { "instance.hibp": shown(true) },
  },
  "several-sections": {
    file: SEVERAL,
    live: SEVERAL_LIVE,
    environment: "staging",
    type: "development",
  },
  escaped: {
    file: `version: 1
instance:
  support_email: '"\`\`\`"@example.com'
organization:
  extra: { note: "a \\u202e b \`\`\`\` <!-- --> | @team #1 ::error::x ##[error]x" }
`,
    live: {
      "instance.support_email": shown("::add-mask::x\r\n\u001b[2J"),
      "organization.extra.note": shown(
        { html: "<script>", list: ["\u2066", "```"] },
        "backend_api",
      ),
    },
    type: "development",
  },
  "long-values": {
    file: `version: 1\norganization: { extra: { note: "${"x".repeat(300)}" } }\n`,
    live: { "organization.extra.note": shown("y".repeat(201), "backend_api") },
    type: "development",
  },
};

/** Country codes in the order of the alphabet, as Clerk gives them. */
const COUNTRIES = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
  .flatMap((first) => [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((second) => first + second))
  .filter((code) => code !== "RU");
const BLOCKED = COUNTRIES.slice(3, 231);

/** The page that the layout was drawn after. */
export const DRAWN: PlanCase = {
  file: `# What production has.
version: 1
target: { environment_type: production }

# Who may sign up.


restrictions:
  blocklist: false
  block_email_subaddresses: true

organization:
  max_allowed_memberships: 20
  # By invitation.
  domains_enrollment_modes: [automatic_invitation]
  enabled: true

# Text messages.
communication:
  blocked_country_codes: [${BLOCKED.join(", ")}]


instance:
  hibp: true



consents:
- { address: restrictions.blocklist, hazard: weakens_security, reason: "INC-42, false positives", until: 2026-12-31 }
`,
  live: {
    "restrictions.blocklist": shown(true),
    "restrictions.block_email_subaddresses": shown(false),
    "organization.max_allowed_memberships": shown(5, "backend_api"),
    "organization.domains_enrollment_modes": shown([], "backend_api"),
    "organization.enabled": shown(true, "backend_api"),
    "communication.blocked_country_codes": shown(["RU", ...BLOCKED.slice(0, 3)], "backend_api"),
    "instance.hibp": shown(true),
  },
  domain: "acme.com",
  permissions: {
    allowances: [
      { hazard: "locks_out_users", address: null },
      { hazard: "costs_money", address: "communication.blocked_country_codes" },
    ],
  },
};

/** The same instance, after somebody turned a protection off in Clerk's dashboard. */
export const DRIFTED: PlanCase = {
  ...DRAWN,
  live: {
    "restrictions.blocklist": shown(false),
    "restrictions.block_email_subaddresses": shown(true),
    "organization.max_allowed_memberships": shown(20, "backend_api"),
    "organization.domains_enrollment_modes": shown(["automatic_invitation"], "backend_api"),
    "organization.enabled": shown(true, "backend_api"),
    "communication.blocked_country_codes": shown(["RU", ...BLOCKED.slice(9)], "backend_api"),
    "instance.hibp": shown(false),
  },
};

/** What nobody watches. */
export const UNWATCHED: PlanCase = {
  file: "version: 1\ninstance: { hibp: true }\n",
  live: { "instance.hibp": shown(true) },
  unmanaged: [
    { address: "instance.test_mode", live: shown(true), hazards: ["weakens_security"] },
    {
      address: "communication.blocked_country_codes",
      live: shown(BLOCKED, "backend_api"),
      hazards: ["locks_out_users", "costs_money"],
    },
    {
      address: "oauth_applications.client_id_metadata_documents_only_allow_pre_registered_clients",
      live: hidden("missing_in_answer"),
      hazards: ["weakens_security", "breaks_clients"],
    },
    { address: "instance.support_email", live: shown("help@example.com"), hazards: [] },
    { address: "beta.from_email_address", live: hidden(), hazards: [] },
  ],
};

/** A file with a bit of everything that can be wrong with it. */
export const BAD_FILE = `version: 1
api_version: "2025-03-12"
target: { instance: ins_1, environment_type: staging }
instance:
  hibp: "yes"
  support_email:
  allowed_origins: []
  clerk_js_version: ${"1".repeat(101)}x
restriction: { allowlist: true }
restrictions: { allowlst: true, "a/b": 1 }
protect: { rules_enabled: true }
organization: { max_allowed_memberships: -1, creator_role: admin }
beta: { from_email_address: "***", restricted_to_allowlist: null }
ignore: [{ address: restrictions.blocklst, reason: "", until: 2026-02-30 }]
`;
