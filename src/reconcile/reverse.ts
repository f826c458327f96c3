// A receipt as a wish: what was there before an apply, in the order of the catalog.

import { CATALOG, findRow } from "../catalog/catalog.ts";
import { isCollection } from "../catalog/item-row.ts";
import { EXTRA, isExtraSetting, type Row } from "../catalog/resource.ts";
import type { Json } from "../catalog/setting.ts";
import checkDocument from "../core/file/check-document.generated.js";
import type { Desired, TargetPin } from "../core/file/desired.ts";
import type { Policy } from "../core/file/items.ts";
import type { Receipt } from "../core/report/receipt.ts";
import { reverseReceipt, type Reversal } from "../core/report/reversal.ts";

/** What the receipt `file` wants back. `pin` adds the variable of the secret key. */
export function reverse(
  receipt: Receipt,
  file: string,
  pin: Pick<TargetPin, "secret_key_env">,
): Reversal {
  const reversal = reverseReceipt(receipt, file, {
    rowAt: (address) => findRow(CATALOG, address),
    writable,
  });
  const desired: Desired = {
    ...reversal.desired,
    target: { ...reversal.desired.target, ...pin },
    // A receipt lists its calls as they went out; a plan starts from the catalog's order.
    declarations: reversal.desired.declarations.toSorted((one, other) => rank(one) - rank(other)),
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

/** Whether a file may say so. */
function writable({ section, setting, item }: Row, value: Json): boolean {
  if (item) {
    const list = value === null ? "absent" : "present";
    return checkDocument({ version: 1, [section.name]: { [list]: [item.key] } });
  }
  const members = isExtraSetting(setting)
    ? { [EXTRA]: { [setting.write.member]: value } }
    : { [setting.name]: value };
  return checkDocument({ version: 1, [section.name]: members });
}
