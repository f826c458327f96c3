// What must not happen without a word from a person. Changes in, refusals out; pure. Adding a
// change never removes a refusal, and a consent removes only its own.

import type { Catalog } from "../catalog/catalog.ts";
import type { Hazard } from "../catalog/hazard.ts";
import type { Consent } from "./desired.ts";
import { hazardRules, type Change, type EnvironmentType } from "./diff.ts";
import { settingOf, type Warning } from "./plan.ts";
import type { Reading, Role } from "./reading.ts";
import type { Refusal } from "./refusal.ts";

/** `--allow HAZARD[=ADDRESS]`. */
export interface Allowance {
  readonly hazard: Hazard;
  /** null: every address. */
  readonly address: string | null;
}

/** What was looked up because a change asked for it. */
export interface Facts {
  /** The roles of the instance; null: not looked up. */
  readonly roles: readonly Role[] | null;
  /** How many identifiers the allowlist holds; `unknown`: the look-up failed; null: not looked up. */
  readonly allowlistSize: number | "unknown" | null;
  /** What lists, and the switches that need them, hold once the plan is applied; by address. */
  readonly afterwards: ReadonlyMap<string, Reading>;
}

export interface Permissions {
  readonly allowances: readonly Allowance[];
  readonly consents: readonly Consent[];
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
  /** Undefined: no limit. */
  readonly maxChanges?: number;
}

/** Whether the change needs the size of the allowlist: an empty one would keep everybody out. */
export function needsAllowlist(change: Change, catalog: Catalog): boolean {
  return change.to === true && settingOf(catalog, change)?.needsAllowlist === true;
}

/** Why the changes may not be applied as they are; empty: they may. */
export function guard(
  changes: readonly Change[],
  catalog: Catalog,
  environmentType: EnvironmentType,
  facts: Facts,
  permissions: Permissions,
): readonly Refusal[] {
  const refusals: Refusal[] = [];
  for (const change of changes) {
    refusals.push(
      ...refuseRole(change, catalog, facts),
      ...refuseOtherType(change, catalog, environmentType),
      ...refuseEmptyAllowlist(change, catalog, environmentType, facts),
      ...refuseEmptyList(change, catalog, environmentType, facts),
      ...refuseHazards(change, catalog, environmentType, permissions),
    );
  }
  refusals.push(...refuseTooMany(changes.length, permissions.maxChanges));
  return refusals;
}

/** `--max-changes`: undefined is no limit. */
export function refuseTooMany(count: number, limit: number | undefined): readonly Refusal[] {
  if (limit === undefined || count <= limit) return [];
  const settings = count === 1 ? "1 setting" : `${count} settings`;
  const message = `${settings} would change, more than --max-changes ${limit}`;
  return [{ ...unconditional("too_many_changes", null), message }];
}

function unconditional(code: Refusal["code"], change: Change | null): Omit<Refusal, "message"> {
  return { code, address: change?.address ?? null, hazard: null, allow: null, consent: null };
}

function refuseRole(change: Change, catalog: Catalog, { roles }: Facts): readonly Refusal[] {
  const setting = settingOf(catalog, change);
  if (!setting || !roles) return [];
  const byKey = setting.write.transform === "role_id_from_key";
  const byId = setting.read.some(({ transform }) => transform === "role_id_from_key");
  if (!byKey && !byId) return [];
  const role = roles.find(({ id, key }) => (byKey ? key : id) === change.to);
  if (!role) {
    const known = roles
      .map(({ id, key }) => (byKey ? key : id))
      .toSorted()
      .join(", ");
    return [
      {
        ...unconditional("unknown_role", change),
        message: `the instance has no role ${String(change.to)}; it has ${known || "none"}`,
      },
    ];
  }
  return setting.roleMustBeCreatorEligible && !role.creatorEligible
    ? [
        {
          ...unconditional("role_not_eligible", change),
          message: `the role ${String(change.to)} is not eligible for creators of organizations: give it the permissions that Clerk asks for, or name another role`,
        },
      ]
    : [];
}

function refuseOtherType(
  change: Change,
  catalog: Catalog,
  type: EnvironmentType,
): readonly Refusal[] {
  const needed = settingOf(catalog, change)?.environment;
  if (needed === undefined || needed === type) return [];
  const message = `this setting is for ${needed} instances; take it out of the file's part for this ${type} instance`;
  return [{ ...unconditional(`${needed}_only`, change), message }];
}

/** A switch and the list without which it shuts everything out. */
interface ListedSwitch {
  readonly switch: string;
  readonly list: string;
}

/** The switches that need a list and whose state, or whose list, the changes move. */
export function listedSwitches(
  changes: readonly Change[],
  catalog: Catalog,
): readonly ListedSwitch[] {
  return catalog
    .flatMap((section) =>
      section.settings.flatMap(({ name, needsList }) =>
        needsList === undefined ? [] : [{ switch: `${section.name}.${name}`, list: needsList }],
      ),
    )
    .filter((pair) =>
      changes.some(({ address }) => address === pair.switch || address === pair.list),
    );
}

function refuseEmptyList(
  change: Change,
  catalog: Catalog,
  type: EnvironmentType,
  { afterwards }: Facts,
): readonly Refusal[] {
  if (type !== "production") return [];
  const refusal = (code: Refusal["code"], message: string): readonly Refusal[] => [
    { ...unconditional(code, change), hazard: "breaks_clients", message },
  ];
  return listedSwitches([change], catalog).flatMap((pair) => {
    const state = afterwards.get(pair.switch);
    if (state?.known && state.value !== true) return [];
    // Only what shuts out is refused: turning the switch on, or taking the list's last item.
    const isList = change.address === pair.list;
    const list = afterwards.get(pair.list);
    const empty = list?.known && Array.isArray(list.value) && list.value.length === 0;
    if (list?.known && !empty) return [];
    if (!state?.known || !list?.known) {
      const what = state?.known ? pair.list : pair.switch;
      return refusal(
        "list_unreadable",
        `${what} can't be read, so everything may be shut out: try again when it can be read`,
      );
    }
    return refusal(
      "empty_list",
      isList
        ? `${pair.switch} is on, so an empty list shuts everything out: turn it off first, or keep an item`
        : `${pair.list} is empty, so everything would be shut out: declare its items too`,
    );
  });
}

function refuseEmptyAllowlist(
  change: Change,
  catalog: Catalog,
  type: EnvironmentType,
  { allowlistSize }: Facts,
): readonly Refusal[] {
  if (type !== "production" || !needsAllowlist(change, catalog)) return [];
  const refusal = (code: Refusal["code"], message: string): readonly Refusal[] => [
    { ...unconditional(code, change), hazard: "locks_out_users", message },
  ];
  if (allowlistSize === 0) {
    return refusal(
      "empty_allowlist",
      "the allowlist is empty, so nobody could sign up: add identifiers to it first",
    );
  }
  return typeof allowlistSize === "number"
    ? []
    : refusal(
        "allowlist_unreadable",
        "the allowlist can't be read, so it may be empty and nobody could sign up: try again when it can be read",
      );
}

function refuseHazards(
  change: Change,
  catalog: Catalog,
  type: EnvironmentType,
  { allowances, consents, today }: Permissions,
): readonly Refusal[] {
  const setting = settingOf(catalog, change);
  if (type !== "production" || !setting) return [];
  const { address } = change;
  return hazardRules(setting, change.from, change.to, type)
    .filter(({ hazard }) => hazard !== "deprecated")
    .filter(
      ({ hazard }) =>
        !allowances.some(
          (a) => a.hazard === hazard && (a.address === null || a.address === address),
        ),
    )
    .filter(
      ({ hazard }) =>
        !consents.some((c) => c.hazard === hazard && c.address === address && c.until >= today),
    )
    .map(({ hazard, says }) => ({
      code: "hazard" as const,
      address,
      hazard,
      message: says,
      allow: `--allow ${hazard}=${address}`,
      consent: { address, hazard, reason: "why this is meant", until: addDays(today, 30) },
    }));
}

function addDays(date: string, days: number): string {
  const time = Date.parse(`${date}T00:00:00Z`) + days * 86_400_000;
  return new Date(time).toISOString().slice(0, 10);
}

/** Consents that have run out, or that no change asks for. */
export function reviewConsents(
  changes: readonly Change[],
  { consents, allowances, today }: Permissions,
): readonly Warning[] {
  const meets = (hazard: Hazard, address: string | null): boolean =>
    changes.some(
      (change) =>
        change.hazards.includes(hazard) && (address === null || change.address === address),
    );
  const stale = consents.flatMap(({ address, hazard, until, at }): Warning[] => {
    const where = `${at.file}:${at.line}`;
    if (until < today) {
      return [
        {
          code: "consent_expired",
          address,
          message: `the consent to ${hazard} in ${where} ran out on ${until}`,
        },
      ];
    }
    return meets(hazard, address)
      ? []
      : [
          {
            code: "consent_unmatched",
            address,
            message: `no change needs the consent to ${hazard} in ${where}`,
          },
        ];
  });
  const unused = allowances
    .filter(({ hazard, address }) => !meets(hazard, address))
    .map(({ hazard, address }): Warning => {
      const flag = `--allow ${hazard}${address === null ? "" : `=${address}`}`;
      return {
        code: "allow_unmatched",
        message: `no change needs ${flag}`,
        ...(address === null ? {} : { address }),
      };
    });
  return [...stale, ...unused];
}
