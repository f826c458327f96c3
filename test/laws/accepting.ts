import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { expect } from "vitest";
import { AJV_OPTIONS } from "../../src/build/generate.ts";
import type { DesiredSections } from "../../src/catalog/catalog.ts";
import { sentence } from "../../src/core/issue.ts";
import { buildDocumentSchema } from "../../src/core/schema.ts";
import { files, layouts, writeFile } from "../generators/files.ts";
import { CATALOG } from "./implementation.ts";
import { holdsFor, type Law } from "./law.ts";

/** Every setting once, typed by the catalog's own rows: a row whose type and schema part ways fails here. */
const TYPED: Required<{ [Name in keyof DesiredSections]: Required<DesiredSections[Name]> }> = {
  instance: {
    test_mode: false,
    hibp: true,
    support_email: "help@example.com",
    clerk_js_version: "5.3.1",
    development_origin: "http://localhost:3000",
    allowed_origins: ["chrome-extension://abc"],
    allowed_subdomains: ["app.example.com"],
    subdomain_allowlist_enabled: true,
    cookieless_dev: false,
    url_based_session_syncing: true,
    preferred_sign_in_strategy_when_password_required: "otp",
    enhanced_email_deliverability: true,
  },
  restrictions: {
    allowlist: false,
    blocklist: true,
    allowlist_blocklist_disabled_on_sign_in: false,
    block_email_subaddresses: true,
    block_disposable_email_domains: true,
    ignore_dots_for_gmail_addresses: true,
  },
  organization: {
    enabled: true,
    max_allowed_memberships: 0,
    admin_delete_enabled: true,
    domains_enabled: true,
    slug_disabled: false,
    domains_enrollment_modes: ["automatic_invitation", "automatic_suggestion"],
    creator_role: "org:admin",
    creator_role_id: "role_1",
    domains_default_role: "org:member",
    domains_default_role_id: "role_2",
  },
  protect: { rules_enabled: true, specter_enabled: true },
  communication: { blocked_country_codes: ["KP", "NO"] },
  oauth_applications: {
    dynamic_oauth_client_registration: false,
    oauth_jwt_access_tokens: true,
    default_scopes: null,
    aud_claim_enabled: true,
    pkce_required: true,
    client_id_metadata_documents_advertised: false,
    client_id_metadata_documents_only_allow_pre_registered_clients: true,
    client_id_metadata_documents_block_implicitly_allowed_clients: true,
  },
  beta: {
    restricted_to_allowlist: false,
    from_email_address: "help",
    progressive_sign_up: true,
    test_mode: false,
    enhanced_email_deliverability: true,
  },
};

const accepts = new Ajv2020(AJV_OPTIONS).compile(buildDocumentSchema(CATALOG));

export const law9: Law = {
  name: "Whatever the types allow, the schema accepts.",
  check: async (implementation, how) => {
    expect([accepts({ version: 1, ...TYPED }), accepts.errors]).toEqual([true, null]);
    await holdsFor(
      fc.record({ file: files(CATALOG), layout: layouts }),
      ({ file, layout }) => {
        const parsed = implementation.parseDocument("clerkwork.yaml", writeFile(file, layout));
        const issues = parsed.ok ? implementation.validate(parsed.document) : parsed.issues;
        expect(issues.map((issue) => `${issue.pointer}: ${sentence(issue)}`)).toEqual([]);
      },
      how,
    );
  },
};
