// What the instance has and the file doesn't name, as a folded table of Markdown.

import type { Json } from "../../catalog/setting.ts";
import type { UnmanagedSetting } from "../plan/unmanaged.ts";
import { escapeText } from "../text/escape.ts";
import { plural } from "../text/line.ts";
import { asBlock, asProse, inCell } from "./markdown-parts.ts";
import { UNREADABLE } from "../value/reading.ts";
import { showAlone, showItem, showList } from "./value.ts";
import { lengthOf, nounOf } from "./sides.ts";
import { inOrder, SHOWN_ITEMS } from "./values.ts";
import { waysOnOf, type View } from "./view.ts";

/** The table and how to take the settings in; with `whole` false how many there are, and what shows them. */
export function unmanagedBlock(
  unmanaged: readonly UnmanagedSetting[],
  view: View,
  whole: boolean,
): readonly string[] {
  if (unmanaged.length === 0) return [];
  const { plan, pull } = waysOnOf(view);
  const count = plural(unmanaged.length, "setting");
  if (!whole)
    return [
      `… and ${count} that the file doesn't name, which have no room here:`,
      asBlock("sh", [`${plan} --unmanaged`]),
    ];
  const rows = unmanaged.map(({ address, live, hazards }) => {
    const risks = hazards.map((hazard) => asProse(hazard)).join("<br>");
    return `| ${inCell(escapeText(address))} | ${liveOf({ address, live })} | ${risks} |`;
  });
  const table = ["| Setting | Live | A change may be |", "| --- | --- | --- |", ...rows].join("\n");
  const head = `${count} that the file doesn't name, and nobody watches`;
  return [
    `<details><summary>${head}</summary>\n\n${table}\n\n</details>`,
    "Take them into the file; with `--only SECTION.SETTING` one of them:",
    asBlock("sh", [`${pull} --add`]),
  ];
}

function liveOf({ address, live }: Pick<UnmanagedSetting, "address" | "live">): string {
  if (!live.known) return `can't be read: ${asProse(UNREADABLE[live.why])}`;
  if (!Array.isArray(live.value)) return inCell(showAlone(live.value));
  const items = inOrder(address, live.value as readonly Json[]);
  const short = showList(items);
  if (short !== undefined) return inCell(short);
  const shown = items.slice(0, SHOWN_ITEMS).map(showItem).join(" ");
  const more = `… ${items.length - SHOWN_ITEMS} more`;
  return `${inCell(lengthOf(items, nounOf(address)))}: ${inCell(`${shown} ${more}`)}`;
}
