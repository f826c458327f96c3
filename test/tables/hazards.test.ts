// The table of dangerous transitions, by hand. A setting that does not stand here carries no hazard,
// whichever way it goes.

import { describe, expect, test } from "vitest";
import { generate } from "../../src/build/generate.ts";
import { addressesOf, CATALOG, rowsOf } from "../../src/catalog/catalog.ts";
import { HAZARDS, type Hazard } from "../../src/catalog/hazard.ts";
import type { Json } from "../../src/catalog/setting.ts";
import { SAMPLES } from "../rig/samples.ts";
import type { Change } from "../../src/core/plan/change.ts";
import { explainSetting } from "../../src/core/render/explain.ts";
import { renderExplanation } from "../../src/core/render/explanation.ts";
import type { InstanceType } from "../../src/core/value/reading.ts";
import { changeOf, known, UNKNOWN } from "./given.ts";

type Hazards = readonly Hazard[];

/** Switches: what turning them on and off brings on a production instance. */
const SWITCHES: readonly (readonly [address: string, on: Hazards, off: Hazards])[] = [
  ["instance.subdomain_allowlist_enabled", ["breaks_clients"], ["weakens_security"]],
  ["oauth_applications.aud_claim_enabled", ["breaks_clients"], ["weakens_security"]],
  ["oauth_applications.pkce_required", ["breaks_clients"], ["weakens_security"]],
  ["instance.test_mode", ["weakens_security"], []],
  ["instance.hibp", [], ["weakens_security"]],
  ["instance.cookieless_dev", ["deprecated"], ["deprecated"]],
  ["instance.url_based_session_syncing", [], []],
  ["instance.enhanced_email_deliverability", ["deprecated"], ["deprecated"]],
  ["restrictions.allowlist", ["locks_out_users"], ["opens_sign_up"]],
  ["restrictions.blocklist", [], ["weakens_security"]],
  [
    "restrictions.allowlist_blocklist_disabled_on_sign_in",
    ["weakens_security"],
    ["locks_out_users"],
  ],
  ["restrictions.block_email_subaddresses", [], ["weakens_security"]],
  ["restrictions.block_disposable_email_domains", [], ["weakens_security"]],
  ["restrictions.ignore_dots_for_gmail_addresses", ["deprecated"], ["deprecated"]],
  ["organization.enabled", [], ["breaks_clients"]],
  ["organization.admin_delete_enabled", [], []],
  ["organization.domains_enabled", [], ["breaks_clients"]],
  ["organization.slug_disabled", ["breaks_clients"], []],
  ["protect.rules_enabled", [], ["weakens_security"]],
  ["protect.specter_enabled", [], ["weakens_security"]],
  [
    "oauth_applications.dynamic_oauth_client_registration",
    ["weakens_security"],
    ["breaks_clients"],
  ],
  ["oauth_applications.oauth_jwt_access_tokens", ["breaks_clients"], ["breaks_clients"]],
  [
    "oauth_applications.client_id_metadata_documents_advertised",
    ["weakens_security"],
    ["breaks_clients"],
  ],
  [
    "oauth_applications.client_id_metadata_documents_only_allow_pre_registered_clients",
    ["breaks_clients"],
    ["weakens_security"],
  ],
  [
    "oauth_applications.client_id_metadata_documents_block_implicitly_allowed_clients",
    ["breaks_clients"],
    ["weakens_security"],
  ],
  ["beta.restricted_to_allowlist", ["locks_out_users"], ["opens_sign_up"]],
  ["beta.progressive_sign_up", ["deprecated"], ["deprecated"]],
  ["beta.test_mode", ["weakens_security"], []],
  ["beta.enhanced_email_deliverability", ["deprecated"], ["deprecated"]],
];

/** Lists: what an item more and an item less bring. */
const LISTS: readonly (readonly [address: string, added: Hazards, removed: Hazards])[] = [
  ["instance.allowed_origins", [], ["breaks_clients"]],
  ["instance.allowed_subdomains", ["weakens_security"], ["breaks_clients"]],
  ["organization.domains_enrollment_modes", ["opens_sign_up"], []],
  ["communication.blocked_country_codes", ["locks_out_users"], ["costs_money"]],
  ["oauth_applications.default_scopes", ["weakens_security"], ["breaks_clients"]],
];

const LIMIT = "organization.max_allowed_memberships";

/** Every other setting, between all the values that there are samples of. */
const HARMLESS: readonly (readonly [address: string, from: Json, to: Json])[] = SAMPLES.filter(
  ({ address }) => ![...SWITCHES, ...LISTS, [LIMIT]].some(([known]) => known === address),
).flatMap(({ address, one, other, cleared }) => {
  const further = cleared === undefined ? [] : [cleared];
  return [other, ...further].flatMap((value) => [
    [address, one, value] as const,
    [address, value, one] as const,
  ]);
});

const hazardsOf = (
  address: string,
  from: Json,
  to: Json,
  type: InstanceType = "production",
): Hazards => namesOf(changeOf(address, known(from), to, type));

const hazardsFromUnknown = (address: string, to: Json): Hazards =>
  namesOf(changeOf(address, UNKNOWN, to));

/** Each hazard has a sentence of its own, and none is weighed yet. */
function namesOf({ hazards }: Change): Hazards {
  for (const met of hazards) {
    expect(met.says).toMatch(/^\S.*\S$/);
    expect(met).toEqual({ hazard: met.hazard, says: met.says, blocked: false, consent: null });
  }
  return hazards.map(({ hazard }) => hazard);
}

/** Two items of a list. */
function itemsAt(address: string): readonly Json[] {
  const sample = SAMPLES.find((candidate) => candidate.address === address)?.one;
  if (!Array.isArray(sample) || sample.length < 2) throw new Error(`no two items of ${address}`);
  return sample as readonly Json[];
}

describe("hazards", () => {
  test("every setting of the catalog is tried", () => {
    const here = new Set([...SWITCHES, ...LISTS, ...HARMLESS].map(([address]) => address));
    expect([...here, LIMIT].toSorted()).toEqual(addressesOf(CATALOG).toSorted());
  });

  test("the list is closed", () => {
    expect(Object.keys(HAZARDS).toSorted()).toEqual([
      "breaks_clients",
      "costs_money",
      "deletes_unlisted",
      "deprecated",
      "irreversible",
      "locks_out_users",
      "opens_sign_up",
      "weakens_security",
    ]);
  });

  describe.each(SWITCHES)("%s", (address, on, off) => {
    test("turned on", () => {
      expect(hazardsOf(address, false, true)).toEqual(on);
    });
    test("turned off", () => {
      expect(hazardsOf(address, true, false)).toEqual(off);
    });
    test("turned on from who knows what", () => {
      expect(hazardsFromUnknown(address, true)).toEqual(on);
    });
    test("turned off from who knows what", () => {
      expect(hazardsFromUnknown(address, false)).toEqual(off);
    });
  });

  describe.each(LISTS)("%s", (address, added, removed) => {
    const [one = "", other = ""] = itemsAt(address);
    test("an item more", () => {
      expect(hazardsOf(address, [one], [one, other])).toEqual(added);
    });
    test("an item less", () => {
      expect(hazardsOf(address, [one, other], [other])).toEqual(removed);
    });
    test("one for another", () => {
      expect(hazardsOf(address, [one], [other])).toEqual([...added, ...removed]);
    });
    test("from who knows what", () => {
      expect(hazardsFromUnknown(address, [one])).toEqual([...added, ...removed]);
    });
  });

  describe("oauth_applications.default_scopes, Clerk's own", () => {
    const address = "oauth_applications.default_scopes";
    const both: Hazards = ["weakens_security", "breaks_clients"];
    test.each<readonly [Json, Json]>([
      [null, ["email"]],
      [["email"], null],
    ])("%j → %j may add and remove anything", (from, to) => {
      expect(hazardsOf(address, from, to)).toEqual(both);
    });
  });

  describe("organization.max_allowed_memberships", () => {
    test.each<readonly [from: number, to: number, hazards: Hazards]>([
      [5, 3, ["breaks_clients"]],
      [3, 5, []],
      [0, 5, ["breaks_clients"]],
      [0, 2_147_483_647, ["breaks_clients"]],
      [5, 0, []],
      [1, 0, []],
    ])("%i → %i (0 is unlimited)", (from, to, hazards) => {
      expect(hazardsOf(LIMIT, from, to)).toEqual(hazards);
    });
    test("from who knows what, it may be lower", () => {
      expect(hazardsFromUnknown(LIMIT, 5)).toEqual(["breaks_clients"]);
    });
    test("from who knows what, unlimited is never lower", () => {
      expect(hazardsFromUnknown(LIMIT, 0)).toEqual([]);
    });
  });

  test.each(HARMLESS)("%s: %j → %j carries none", (address, from, to) => {
    expect(hazardsOf(address, from, to)).toEqual([]);
    expect(hazardsOf(address, to, from)).toEqual([]);
    expect(hazardsFromUnknown(address, to)).toEqual([]);
  });

  test("explain and the page of settings list those of each setting", () => {
    const page = generate()["docs/settings.md"] ?? "";
    for (const row of rowsOf(CATALOG)) {
      const { address, setting } = row;
      const explained = renderExplanation(explainSetting(row), 1000)
        .map(({ text }) => text)
        .join("\n");
      const [part = ""] = (page.split(`### \`${address}\`\n`)[1] ?? "").split("\n### ");
      for (const { hazard, says } of setting.hazards)
        for (const text of [explained, part]) {
          expect([address, text]).toEqual([address, expect.stringContaining(hazard)]);
          expect([address, text]).toEqual([address, expect.stringContaining(says)]);
        }
    }
  });

  test("a member outside the catalog carries none", () => {
    expect(hazardsOf("organization.extra.anything", false, true)).toEqual([]);
  });

  describe("on a development instance", () => {
    test.each(["instance.test_mode", "beta.test_mode"])("%s weakens nothing", (address) => {
      expect(hazardsOf(address, false, true, "development")).toEqual([]);
    });
    test.each(SWITCHES.filter(([address]) => !address.endsWith("test_mode")))(
      "%s is the same",
      (address, on, off) => {
        expect(hazardsOf(address, false, true, "development")).toEqual(on);
        expect(hazardsOf(address, true, false, "development")).toEqual(off);
      },
    );
  });
});
