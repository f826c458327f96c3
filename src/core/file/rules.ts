// What a schema can't say of a file: every rule about what it declares, as a list.

import { API_VERSIONS } from "../../catalog/api-version.ts";
import { isExtraSetting } from "../../catalog/resource.ts";
import type { Json } from "../../catalog/setting.ts";
import { issueAt, type Issue, type IssueArgs, type IssueCode } from "../finding/issue.ts";
import { showValue } from "../text/escape.ts";
import { foldItem, sameValue } from "../value/compare.ts";
import { placeOfSection, type Declaration } from "./desired.ts";
import type { Document } from "./document.ts";
import { addressesExist, datesAreReal, pairsExist } from "./entries.ts";
import type { Context } from "./rule-context.ts";
import {
  itemsAreNamedOnce,
  keysDifferInMoreThanCase,
  membersStandTogether,
  oldKeysAreFree,
  referencesMayBeThere,
} from "./item-rules.ts";
import { pointerOf } from "./pointer.ts";

type Rule = (context: Context) => readonly Issue[];

/** Every rule beyond the schema. All run, all findings are reported. */
export const RULES: readonly Rule[] = [
  sectionsExistInApiVersion,
  settingsExistInApiVersion,
  oneSettingIsDeclaredOnce,
  settingsAgree,
  extraHoldsOnlyUnknownMembers,
  emptyListsAreDocumented,
  settingsFitThePinnedType,
  foldedItemsDiffer,
  itemsAreNamedOnce,
  keysDifferInMoreThanCase,
  oldKeysAreFree,
  membersStandTogether,
  referencesMayBeThere,
  addressesExist,
  datesAreReal,
  pairsExist,
];

/** A finding about the value of a declaration. */
function atValue<Code extends IssueCode>(
  { at, pointer }: Declaration,
  code: Code,
  args: IssueArgs<Code>,
): Issue {
  return issueAt(at, pointer, code, args);
}

/** A finding about the key of a declaration. */
function atKey<Code extends IssueCode>(
  document: Document,
  { pointer }: Declaration,
  code: Code,
  args: IssueArgs<Code>,
): Issue {
  return issueAt(document.keyAt(pointer), pointer, code, args);
}

/** A section that the version lacks is one finding, however many of its settings are declared. */
function sectionsExistInApiVersion({ catalog, desired, document }: Context): readonly Issue[] {
  const { apiVersion: version, environment } = desired;
  if (!API_VERSIONS.includes(version)) return [];
  return catalog.flatMap((section) => {
    if (section.versions.includes(version)) return [];
    const pointer = placeOfSection(document, environment, section.name);
    if (pointer === undefined) return [];
    const args = { address: section.name, version, versions: section.versions.join(", ") };
    return [issueAt(document.keyAt(pointer), pointer, "not_in_api_version", args)];
  });
}

function settingsExistInApiVersion({ desired, document }: Context): readonly Issue[] {
  const { apiVersion: version } = desired;
  if (!API_VERSIONS.includes(version)) return [];
  return desired.declarations
    .filter(
      ({ section, setting }) =>
        section.versions.includes(version) && !setting.versions.includes(version),
    )
    .map((declaration) => {
      const { address, section, setting } = declaration;
      const { member, transform } = setting.write;
      const byId = section.settings.find(({ name }) => name === member);
      if (transform === "role_id_from_key" && byId) {
        const instead = `${section.name}.${byId.name}`;
        return atKey(document, declaration, "role_key_in_api_version", {
          address,
          version,
          instead,
        });
      }
      const versions = setting.versions.join(", ");
      return atKey(document, declaration, "not_in_api_version", { address, version, versions });
    });
}

function oneSettingIsDeclaredOnce({ desired }: Context): readonly Issue[] {
  return desired.declarations.flatMap((declaration) =>
    declaration.setting.excludes
      .filter((other) => {
        const found = desired.declarations.find(({ address }) => address === other);
        const mutual = found?.setting.excludes.includes(declaration.address) === true;
        return found !== undefined && (!mutual || declaration.address > other);
      })
      .map((other) =>
        atValue(declaration, "declared_twice", { address: declaration.address, other }),
      ),
  );
}

function settingsAgree({ desired }: Context): readonly Issue[] {
  return desired.declarations.flatMap((declaration) => {
    const { address, setting, value } = declaration;
    if (setting.agreesWith === undefined) return [];
    const other = desired.declarations.find((one) => one.address === setting.agreesWith);
    return other && !sameValue(setting, value, other.value)
      ? [atValue(declaration, "contradiction", { address, other: other.address })]
      : [];
  });
}

function extraHoldsOnlyUnknownMembers({ desired, document }: Context): readonly Issue[] {
  return desired.declarations.flatMap((declaration) => {
    const { section, setting } = declaration;
    if (!isExtraSetting(setting)) return [];
    const { member } = setting.write;
    const known =
      section.settings.find(({ name }) => name === member) ??
      section.settings.find(({ write }) => write.member === member);
    if (!known) return [];
    const address = `${section.name}.${known.name}`;
    return [atKey(document, declaration, "known_extra", { address })];
  });
}

function emptyListsAreDocumented({ desired }: Context): readonly Issue[] {
  const { apiVersion: version } = desired;
  return desired.declarations.flatMap((declaration) => {
    const { setting, value } = declaration;
    const { clearableIn } = setting;
    if (!clearableIn || clearableIn.includes(version)) return [];
    if (!Array.isArray(value) || value.length > 0) return [];
    return [atValue(declaration, "cannot_clear", { version, versions: clearableIn.join(", ") })];
  });
}

function settingsFitThePinnedType({ desired, document }: Context): readonly Issue[] {
  const { environment_type: pinned } = desired.target;
  if (pinned !== "development" && pinned !== "production") return [];
  return desired.declarations.flatMap((declaration) => {
    const { address, setting } = declaration;
    const { environment: needed } = setting;
    return needed === undefined || needed === pinned
      ? []
      : [atKey(document, declaration, "wrong_environment_type", { address, needed, pinned })];
  });
}

function foldedItemsDiffer({ desired, document }: Context): readonly Issue[] {
  return desired.declarations.flatMap((declaration) => {
    const { setting, value } = declaration;
    if (setting.itemsFoldedAs === undefined || !Array.isArray(value)) return [];
    const items = value as readonly Json[];
    const folded = items.map((item) => foldItem(setting, item));
    return folded.flatMap((item, index): Issue[] => {
      const first = folded.indexOf(item);
      // Items that are the same as written are the schema's to report.
      if (first === index || items[first] === items[index]) return [];
      const pointer = pointerOf(declaration.pointer, index);
      const shown = showValue(items[index]);
      return [issueAt(document.valueAt(pointer), pointer, "repeated_item", { item: shown })];
    });
  });
}
