import { describe, expect, test } from "vitest";
import { CATALOG } from "../../src/catalog/catalog.ts";
import type { Json } from "../../src/catalog/setting.ts";
import { environmentsOf, readDesired, type Desired } from "../../src/core/file/desired.ts";
import { Failure } from "../../src/core/finding/failure.ts";
import { documentOf } from "./given.ts";

const desired = (text: string, environment: string | null = "staging"): Desired =>
  readDesired(documentOf(`version: 1\n${text}`), CATALOG, environment);

const values = (text: string, environment?: string | null): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    desired(text, environment).declarations.map(({ address, value }) => [address, value]),
  );

test("environments come in the order of the file, whatever their names", () => {
  const text = "environments:\n  staging: {}\n  '10': {}\n  production: {}\n  '9': {}\n";
  expect(environmentsOf(documentOf(`version: 1\n${text}`))).toEqual([
    "staging",
    "10",
    "production",
    "9",
  ]);
  const flow = 'environments: { b: {}, "2": {}, a: {}, "1": {} }';
  expect(environmentsOf(documentOf(`version: 1\n${flow}`))).toEqual(["b", "2", "a", "1"]);
});

describe("an environment is laid over the base", () => {
  test.each<readonly [what: string, text: string, merged: Readonly<Record<string, Json>>]>([
    [
      "leaf by leaf",
      "instance: { hibp: true, test_mode: true }\nenvironments: { staging: { instance: { test_mode: false } } }",
      { "instance.test_mode": false, "instance.hibp": true },
    ],
    [
      "lists replace",
      "communication: { blocked_country_codes: [KP, RU] }\nenvironments: { staging: { communication: { blocked_country_codes: [NO] } } }",
      { "communication.blocked_country_codes": ["NO"] },
    ],
    [
      "an empty list replaces too",
      "communication: { blocked_country_codes: [KP] }\nenvironments: { staging: { communication: { blocked_country_codes: [] } } }",
      { "communication.blocked_country_codes": [] },
    ],
    [
      "null replaces",
      "oauth_applications: { default_scopes: [email] }\nenvironments: { staging: { oauth_applications: { default_scopes: null } } }",
      { "oauth_applications.default_scopes": null },
    ],
    [
      "false replaces true",
      "protect: { rules_enabled: true }\nenvironments: { staging: { protect: { rules_enabled: false } } }",
      { "protect.rules_enabled": false },
    ],
    [
      "a section of its own",
      "instance: { hibp: true }\nenvironments: { staging: { protect: { rules_enabled: true } } }",
      { "instance.hibp": true, "protect.rules_enabled": true },
    ],
    [
      "an empty section takes nothing away",
      "instance: { hibp: true }\nenvironments: { staging: { instance: {} } }",
      { "instance.hibp": true },
    ],
    [
      "an empty environment is the base",
      "instance: { hibp: true }\nenvironments: { staging: {} }",
      { "instance.hibp": true },
    ],
    [
      "members outside the catalog, one by one",
      "organization: { extra: { a: 1, b: { c: 1, d: 1 } } }\nenvironments: { staging: { organization: { extra: { b: { c: 2 } } } } }",
      { "organization.extra.a": 1, "organization.extra.b": { c: 2 } },
    ],
    [
      "the other environments stay out of it",
      "environments: { staging: { instance: { hibp: true } }, production: { instance: { hibp: false, test_mode: false } } }",
      { "instance.hibp": true },
    ],
  ])("%s", (_, text, merged) => {
    expect(values(text)).toEqual(merged);
  });

  test("without one, the base stands alone", () => {
    const text =
      "instance: { hibp: true }\nenvironments: { staging: { instance: { hibp: false, test_mode: false } } }";
    expect(values(text, null)).toEqual({ "instance.hibp": true });
  });

  test("declarations stand in the catalog's order, whatever the file's and the layers'", () => {
    const text = `
beta: { progressive_sign_up: true }
protect: { specter_enabled: true }
instance: { extra: { z: 1, a: 1 }, hibp: true }
environments: { staging: { protect: { rules_enabled: true }, instance: { test_mode: true } } }`;
    expect(Object.keys(values(text))).toEqual([
      "instance.test_mode",
      "instance.hibp",
      "instance.extra.a",
      "instance.extra.z",
      "protect.rules_enabled",
      "protect.specter_enabled",
      "beta.progressive_sign_up",
    ]);
  });
});

describe("a value is where its own layer has it", () => {
  const TEXT = `instance:
  hibp: true
  support_email: help@example.com
  allowed_origins:
    - "capacitor://localhost"
environments:
  staging:
    instance: { hibp: false, "test_mode": true }
`;

  test.each([
    ["instance.hibp", 9, 23, "/environments/staging/instance/hibp"],
    ["instance.test_mode", 9, 43, "/environments/staging/instance/test_mode"],
    ["instance.support_email", 4, 18, "/instance/support_email"],
    ["instance.allowed_origins", 6, 5, "/instance/allowed_origins"],
  ])("%s at %i:%i", (address, line, column, pointer) => {
    const declaration = desired(TEXT).declarations.find((one) => one.address === address);
    expect(declaration).toMatchObject({ at: { file: "clerkwork.yaml", line, column }, pointer });
  });

  test("the base's own place when no environment is asked for", () => {
    const [hibp] = desired(TEXT, null).declarations;
    expect(hibp).toMatchObject({
      address: "instance.hibp",
      value: true,
      at: { line: 3, column: 9 },
    });
  });
});

describe("what is not a setting", () => {
  test("a target is merged, member by member", () => {
    const text = `target: { instance_id: ins_base, secret_key_env: BASE_KEY }
environments: { staging: { target: { instance_id: ins_staging, environment_type: development } } }`;
    expect(desired(text).target).toEqual({
      instance_id: "ins_staging",
      environment_type: "development",
      secret_key_env: "BASE_KEY",
    });
    expect(desired(text, null).target).toEqual({
      instance_id: "ins_base",
      secret_key_env: "BASE_KEY",
    });
  });

  test("environments are listed in the file's order", () => {
    const text = "version: 1\nenvironments: { zeta: {}, alpha: {}, '10': {} , '9': {} }";
    expect(environmentsOf(documentOf(text)).toSorted()).toEqual(["10", "9", "alpha", "zeta"]);
    expect(environmentsOf(documentOf("version: 1\nenvironments: { zeta: {}, alpha: {} }"))).toEqual(
      ["zeta", "alpha"],
    );
    expect(environmentsOf(documentOf("version: 1"))).toEqual([]);
  });

  test("consents and exceptions are those of the top level, with their places", () => {
    const text = `consents:
  - { address: instance.hibp, hazard: weakens_security, reason: a, until: 2026-12-31 }
ignore:
  - address: protect.rules_enabled
    reason: b
    until: 2026-12-31
environments: { staging: {} }`;
    expect(desired(text)).toMatchObject({
      consents: [
        { address: "instance.hibp", hazard: "weakens_security", at: { line: 3, column: 5 } },
      ],
      ignores: [{ address: "protect.rules_enabled", reason: "b", at: { line: 5, column: 5 } }],
    });
  });

  test("a section that names nothing is known as such, unless another layer fills it", () => {
    const text =
      "instance: {}\nprotect: {}\nenvironments: { staging: { protect: { rules_enabled: true } } }";
    expect(desired(text).emptySections).toEqual(["instance"]);
    expect(desired(text, null).emptySections).toEqual(["instance", "protect"]);
  });

  test("the API version is the newest unless the file pins one", () => {
    expect(desired("", null).apiVersion).toBe("2026-05-12");
    expect(desired('api_version: "2025-03-12"', null).apiVersion).toBe("2025-03-12");
  });
});

describe("an environment that the file does not have is no environment", () => {
  const NAMED = "target: { instance_id: ins_base }\nenvironments: { staging: {}, production: {} }";

  const failureOf = (text: string, environment: string): unknown => {
    try {
      return desired(text, environment);
    } catch (error) {
      return error;
    }
  };

  test.each([
    ["close to one of them", NAMED, "stagng", "did you mean staging?"],
    ["close to none", NAMED, "elsewhere", "the file has staging, production"],
    ["in a file without any", "instance: { hibp: true }", "staging", "the file has none"],
    ["named like what every object has", NAMED, "constructor", "the file has staging, production"],
  ])("%s", (_, text, environment, hint) => {
    const failure = failureOf(text, environment);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({
      code: "unknown_environment",
      exitCode: 3,
      message: `no environment "${environment}" in clerkwork.yaml`,
      hint,
    });
  });
});
