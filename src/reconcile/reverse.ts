// A receipt as a wish: what was there before an apply, in the order of the catalog.

import { CATALOG, findRow, findSection } from "../catalog/catalog.ts";
import {
  addressOfItem,
  hasMembers,
  isCollection,
  keyRow,
  memberRows,
  parseItemAddress,
  type Collection,
} from "../catalog/item-row.ts";
import { EXTRA, isExtraSetting, type Row } from "../catalog/resource.ts";
import type { Json } from "../catalog/setting.ts";
import checkDocument from "../core/file/check-document.generated.js";
import type { Desired, TargetPin } from "../core/file/desired.ts";
import type { Policy } from "../core/file/items.ts";
import type { Receipt } from "../core/report/receipt.ts";
import { memberAt } from "../core/value/member.ts";
import { underKeys, type OtherKeys } from "../core/plan/references.ts";
import type { Reading } from "../core/value/reading.ts";
import { reverseReceipt, type Reversal } from "../core/report/reversal.ts";

/** What the receipt `file` wants back. `pin` adds the variable of the secret key. */
export function reverse(
  receipt: Receipt,
  file: string,
  pin: Pick<TargetPin, "secret_key_env">,
): Reversal {
  const oldKeys = oldKeysIn(receipt);
  const reversal = reverseReceipt(receipt, file, {
    rowAt: (address, before) => rowAt(address, before, oldKeys),
    lacks,
    writable,
  });
  const desired: Desired = {
    ...reversal.desired,
    target: { ...reversal.desired.target, ...pin },
    // A receipt lists its calls as they went out; a plan starts from the catalog's order.
    declarations: reversal.desired.declarations
      .map((one) => ({ ...one, value: underKeys(one.setting, one.value, oldKeys) }))
      .toSorted((one, other) => rank(one) - rank(other)),
    policies: keptIn(reversal.desired),
  };
  return { ...reversal, desired };
}

/** The lists of the receipt's collections are read whole; what else is in them is left alone. */
const keptIn = ({ declarations }: Desired): readonly Policy[] =>
  CATALOG.filter(isCollection).flatMap((collection): readonly Policy[] => {
    const first = declarations.find(({ section }) => section === collection);
    return first ? [{ collection, unlisted: "keep", at: first.at }] : [];
  });

const rank = ({ section }: Row): number => CATALOG.indexOf(section);

/** The keys that items had before the receipt's calls renamed them, by the address that they got. */
const oldKeysIn = ({ calls }: Receipt): OtherKeys =>
  new Map(
    calls.flatMap(({ before }) =>
      Object.entries(before).flatMap(([address, reading]): readonly [string, string][] =>
        parseItemAddress(address)?.member === undefined &&
        reading.known &&
        typeof reading.value === "string"
          ? [[address, reading.value]]
          : [],
      ),
    ),
  );

/** An item is found by its id, whatever it is called by now. */
function rowAt(
  address: string,
  { value, id }: Reading & { readonly known: true },
  oldKeys: OtherKeys,
): Row | undefined {
  const named = parseItemAddress(address);
  const home = named && findSection(CATALOG, named.collection);
  if (!home || !isCollection(home) || id === undefined) return findRow(CATALOG, address);
  if (named.member === undefined)
    return typeof value === "string" && oldKeys.has(address)
      ? keyRow(home, named.key, value, id)
      : findRow(CATALOG, address);
  const key = oldKeys.get(addressOfItem(home.name, named.key)) ?? named.key;
  return memberRows(home, key, { id }).find(({ of }) => of?.member === named.member);
}

/** Of an item that is to be made anew: what goes with one of its members, and was shown nowhere. */
function lacks({ section, item }: Row, value: Json): string | undefined {
  const members = (item && section.items?.members) ?? [];
  return members
    .filter(({ name }) => memberAt(value, [name]) === true)
    .flatMap(({ needsBeside = [] }) => needsBeside)
    .find((name) => memberAt(value, [name]) === undefined);
}

/** How an item stands in a file. */
function itemAsWritten(section: Collection, key: string, members: Json): Json {
  if (members === null) return { absent: [key] };
  if (!hasMembers(section)) return { present: [key] };
  const { [section.items.key.member]: _, ...rest } = members as Readonly<Record<string, Json>>;
  return { present: { [key]: rest } };
}

/** Whether a file may say so. */
function writable({ section, setting, item, of }: Row, value: Json): boolean {
  if (isCollection(section) && (item ?? of)) {
    const members = of ? { [of.member]: value } : item?.was === undefined ? value : {};
    const written = itemAsWritten(section, item?.key ?? of?.key ?? "", members);
    return checkDocument({ version: 1, [section.name]: written });
  }
  const members = isExtraSetting(setting)
    ? { [EXTRA]: { [setting.write.member]: value } }
    : { [setting.name]: value };
  return checkDocument({ version: 1, [section.name]: members });
}
