// What the instance has and the file doesn't name, as a folded table of Markdown.

import type { UnmanagedSetting } from "../plan/unmanaged.ts";
import { escapeText } from "../text/escape.ts";
import { plural } from "../text/line.ts";
import { asProse, inCell } from "./markdown-parts.ts";
import { UNREADABLE } from "../value/reading.ts";
import { showAlone, showList } from "./value.ts";

export function unmanagedBlock(unmanaged: readonly UnmanagedSetting[]): readonly string[] {
  if (unmanaged.length === 0) return [];
  const rows = unmanaged.map(({ address, live, hazards }) => {
    const risks = hazards.map((hazard) => asProse(hazard)).join("<br>");
    return `| ${inCell(escapeText(address))} | ${liveOf(live)} | ${risks} |`;
  });
  const table = ["| Setting | Live | A change may be |", "| --- | --- | --- |", ...rows].join("\n");
  const head = `${plural(unmanaged.length, "setting")} that the file doesn't name, and nobody watches`;
  return [`<details><summary>${head}</summary>\n\n${table}\n\n</details>`];
}

function liveOf(live: UnmanagedSetting["live"]): string {
  if (!live.known) return `can't be read: ${asProse(UNREADABLE[live.why])}`;
  const short = Array.isArray(live.value) ? showList(live.value) : undefined;
  return inCell(short ?? showAlone(live.value));
}
