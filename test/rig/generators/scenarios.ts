// A file and the instance it meets.

import * as fc from "fast-check";
import { CATALOG } from "../../../src/catalog/catalog.ts";
import type { Json } from "../../../src/catalog/setting.ts";
import {
  files,
  layouts,
  managedBy,
  ROLES,
  valuesAt,
  type FileSpec,
  type Layout,
  type Values,
} from "./files.ts";
import { isSet, PATHS, placeOf, UNDOCUMENTED, withStored, type Clerk } from "./model.ts";
import { shuffled } from "./shuffle.ts";
import { valuesOf } from "./values.ts";

export interface Scenario {
  readonly file: FileSpec;
  readonly layout: Layout;
  readonly managed: Values;
  /** The instance before. */
  readonly clerk: Clerk;
  /** Whether the Frontend API is read. */
  readonly frontend: boolean;
}

/** Members that a fresh instance shows as null. */
const UNSET = [
  "instance.support_email",
  "instance.clerk_js_version",
  "instance.development_origin",
  "instance.allowed_origins",
  "oauth_applications.default_scopes",
];

/** Every place of an instance with values for it, whether or not a file names it. */
const PLACES: readonly { readonly address: string; readonly values: fc.Arbitrary<Json> }[] =
  CATALOG.flatMap((section) => [
    ...section.settings.flatMap((setting) => {
      const address = `${section.name}.${setting.name}`;
      // Two addresses of one place: the one by raw id, the one of the instance.
      if (setting.name.endsWith("_role") || placeOf(address).path !== PATHS[section.name])
        return [];
      const values = valuesAt(setting);
      return [{ address, values: UNSET.includes(address) ? fc.option(values) : values }];
    }),
    ...(UNDOCUMENTED[section.name] ?? []).map((member) => ({
      address: `${section.name}.extra.${member}`,
      values: valuesOf({}),
    })),
  ]);

const EMPTY: Clerk["stored"] = Object.fromEntries(
  Object.values(PATHS).map((path): [string, Record<string, Json>] => [path, {}]),
);

/** Arbitrary instances. */
export const instances: fc.Arbitrary<Clerk> = fc
  .record({
    type: fc.constantFrom("development" as const, "production" as const),
    passwordRequired: fc.boolean(),
    showsMajor: fc.boolean(),
    addsManual: fc.boolean(),
    allowlistSize: fc.constantFrom(0, 1, 3),
    values: fc.tuple(...PLACES.map(({ values }) => values)),
  })
  .map(({ values, ...rest }) => {
    const blank: Clerk = { id: "ins_model", roles: ROLES, stored: EMPTY, ...rest };
    return PLACES.reduce(
      (clerk, { address }, index) => withStored(clerk, address, values[index] ?? null),
      blank,
    );
  });

/** Files that meet instances which agree with some of what they say already. */
export const scenarios: fc.Arbitrary<Scenario> = files(CATALOG).chain((file) => {
  const managed = managedBy(file);
  return fc
    .record({
      layout: layouts,
      clerk: instances,
      frontend: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
      agreed: fc.subarray([...managed]),
      order: fc.nat(1_000_000),
    })
    .map(({ layout, clerk, frontend, agreed, order }) => ({
      file,
      layout,
      managed,
      frontend,
      clerk: agreed.reduce(
        (at, [address, value]) =>
          withStored(
            at,
            address,
            isSet(address) && Array.isArray(value) ? shuffled(value as Json[], order) : value,
          ),
        clerk,
      ),
    }));
});

/** Scenarios in which no call consists only of what can't be read back, which takes its time. */
export const quickScenarios: fc.Arbitrary<Scenario> = scenarios.map((scenario) => ({
  ...scenario,
  clerk: { ...scenario.clerk, passwordRequired: true, showsMajor: false },
}));

const UNPROVABLE = [
  "instance.clerk_js_version",
  "instance.preferred_sign_in_strategy_when_password_required",
];

/** Scenarios with a setting that Clerk shows in another form, or not now. */
export const unprovableScenarios: fc.Arbitrary<Scenario> = scenarios
  .filter(({ managed }) => UNPROVABLE.some((address) => managed.has(address)))
  .map((scenario) => ({
    ...scenario,
    clerk: { ...scenario.clerk, passwordRequired: false, showsMajor: true },
  }));
