import { describe, expect, test } from "vitest";
import type { Json, ReadSource } from "../../src/catalog/setting.ts";
import { readFirst } from "../../src/clerk/backend/observe.ts";
import type { Sources } from "../../src/clerk/backend/sources.ts";
import { RequestError } from "../../src/clerk/errors.ts";
import type { Reading, Role } from "../../src/core/value/reading.ts";
import { decode } from "../../src/core/value/wire.ts";
import { rowAt } from "./given.ts";

const ROLES: readonly Role[] = [
  { id: "role_1", key: "org:admin", creatorEligible: true },
  { id: "role_2", key: "org:member", creatorEligible: false },
];

/** An answer that has the value where the source looks for it. */
const answerWith = (source: Pick<ReadSource, "member">, value: Json): Json =>
  source.member.reduceRight<Json>((inside, member) => ({ [member]: inside, other: 1 }), value);

function sourceOf(address: string, index = 0): ReadSource {
  const source = rowAt(address).setting.read[index];
  if (!source) throw new Error(`${address} has no source ${index}`);
  return source;
}

const read = (
  address: string,
  answer: Json,
  roles: readonly Role[] | null = ROLES,
  index = 0,
): Reading => decode(rowAt(address).setting, sourceOf(address, index), answer, roles);

/** The same answer from every place. */
const answering = (answer: Json): Sources => ({
  offers: () => true,
  read: async () => answer,
  roles: async () => ROLES,
  domain: async () => null,
});

const HIBP = "instance.hibp";
const EMAIL = "instance.support_email";
const ORIGINS = "instance.allowed_origins";
const SCOPES = "oauth_applications.default_scopes";
const LIMIT = "organization.max_allowed_memberships";
const ROLE_ID = "organization.creator_role_id";
const DEFAULT_ROLE = "organization.domains_default_role";

describe("what an answer says becomes what people write", () => {
  test.each<readonly [address: string, raw: Json, value: Json]>([
    ["restrictions.blocklist", true, true],
    ["restrictions.blocklist", false, false],
    [HIBP, true, false],
    [HIBP, false, true],
    [EMAIL, "help@example.com", "help@example.com"],
    [EMAIL, "", ""],
    [EMAIL, null, ""],
    ["instance.development_origin", null, ""],
    [ORIGINS, null, []],
    [ORIGINS, ["b", "a"], ["b", "a"]],
    ["communication.blocked_country_codes", ["KP"], ["KP"]],
    [SCOPES, null, null],
    [SCOPES, ["email"], ["email"]],
    [LIMIT, 0, 0],
    [LIMIT, 5, 5],
    ["organization.creator_role", "org:admin", "org:admin"],
    [DEFAULT_ROLE, null, ""],
    [DEFAULT_ROLE, "", ""],
    [ROLE_ID, "org:member", "role_2"],
    [ROLE_ID, "", ""],
    [ROLE_ID, null, ""],
  ])("%s: %j reads as %j", (address, raw, value) => {
    const source = sourceOf(address);
    expect(read(address, answerWith(source, raw))).toEqual({
      known: true,
      value,
      source: source.via,
    });
  });

  test.each<readonly [why: string, address: string, answer: Json]>([
    ["missing_in_answer", HIBP, {}],
    ["missing_in_answer", HIBP, { user_settings: {} }],
    ["missing_in_answer", HIBP, { user_settings: null }],
    ["missing_in_answer", HIBP, { user_settings: [] }],
    ["missing_in_answer", HIBP, []],
    ["missing_in_answer", HIBP, null],
    ["missing_in_answer", EMAIL, { display_config: {} }],
    ["missing_in_answer", "organization.enabled", { toString: 1 }],
    ["unknown_role", ROLE_ID, { creator_role: "org:gone" }],
  ])("unknown (%s): %s in %j", (why, address, answer) => {
    expect(read(address, answer)).toEqual({ known: false, why });
  });

  test("unknown (unknown_role): a list of roles without the one that Clerk shows", () => {
    const answer = { creator_role: "org:admin" };
    expect(read(ROLE_ID, answer, [])).toEqual({ known: false, why: "unknown_role" });
  });

  test("unknown (no_role_list): an API version without a list of roles", () => {
    const answer = { creator_role: "org:admin" };
    const { setting } = rowAt(ROLE_ID);
    expect(decode(setting, sourceOf(ROLE_ID), answer, null)).toEqual({
      known: false,
      why: "no_role_list",
    });
  });

  test("a member of the prototype is missing", () => {
    const source = { ...sourceOf("organization.enabled"), member: ["toString"] };
    const { setting } = rowAt("organization.enabled");
    expect(decode(setting, source, {}, ROLES)).toMatchObject({
      why: "missing_in_answer",
    });
  });
});

describe("a source that speaks of the setting only at times", () => {
  const STRATEGY = "instance.preferred_sign_in_strategy_when_password_required";
  const environment = (required: Json, value: Json): Json => ({
    user_settings: { attributes: { password: { required } } },
    display_config: { preferred_sign_in_strategy: value },
  });

  test("known while it does", () => {
    const answer = environment(true, "otp");
    expect(read(STRATEGY, answer)).toMatchObject({ known: true, value: "otp" });
  });

  test.each<readonly [string, Json]>([
    ["it is another value", environment(false, "otp")],
    ["it is null", environment(null, "otp")],
    ["it looks alike", environment("true", "otp")],
    ["it is missing", { display_config: { preferred_sign_in_strategy: "otp" } }],
  ])("dormant when the condition doesn't hold: %s", (_, answer) => {
    expect(read(STRATEGY, answer)).toEqual({ known: false, why: "dormant" });
  });
});

describe("a value of another type means that the API has changed", () => {
  test.each<readonly [address: string, raw: Json]>([
    ["restrictions.blocklist", "true"],
    ["restrictions.blocklist", null],
    ["restrictions.blocklist", 1],
    [HIBP, "false"],
    [HIBP, null],
    [EMAIL, 7],
    [EMAIL, ["a"]],
    [ORIGINS, "a"],
    [ORIGINS, [1]],
    [ORIGINS, { 0: "a" }],
    [LIMIT, "5"],
    [LIMIT, 5.5],
    [LIMIT, null],
    ["organization.creator_role", 7],
    ["protect.rules_enabled", {}],
  ])("%s: %j", async (address, raw) => {
    const source = sourceOf(address);
    const answer = answerWith(source, raw);
    expect(read(address, answer)).toEqual({ known: false, why: "malformed" });
    // Whoever reads it stops there: no later source is asked.
    const { setting } = rowAt(address);
    const error = await readFirst(setting, setting.read, answering(answer)).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ kind: "unexpected", where: source.path });
  });

  test("a member outside the catalog may be anything", () => {
    const { setting } = rowAt("organization.extra.anything");
    for (const value of [1, "a", null, { a: [1] }]) {
      const [source] = setting.read;
      if (!source) throw new Error("it has a source");
      expect(decode(setting, source, answerWith(source, value), ROLES)).toMatchObject({
        known: true,
        value,
      });
    }
  });
});
