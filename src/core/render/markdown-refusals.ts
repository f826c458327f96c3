// Why a plan will not be applied, as Markdown: a warning that nobody overlooks, and what to copy.

import type { Change } from "../plan/change.ts";
import type { Plan } from "../plan/plan.ts";
import type { Refusal } from "../finding/refusal.ts";
import { escapeText } from "../text/escape.ts";
import { consentPaste, type ConsentPaste } from "./consent-lines.ts";
import { asBlock, asProse, inCode } from "./markdown-parts.ts";
import { flagsOf, sortRefusals } from "./refusals.ts";
import { waysOnOf, type View } from "./view.ts";

/** Wide enough for an entry that nobody has to break. */
const WIDTH = 200;

/** `of`: only refusals of these changes, and of the plan as a whole, are listed; the verdict is on all. */
export function refusalBlocks(
  { refusals, changes }: Plan,
  view: View,
  of: readonly Change[] | undefined,
): readonly string[] {
  if (refusals.length === 0) return [];
  const isListed = ({ address }: Refusal): boolean =>
    address === null || of === undefined || of.some((change) => change.address === address);
  const { verdict, fixed, lifted } = sortRefusals(refusals, changes);
  const [listed, copied] = [fixed.filter(isListed), lifted.filter(isListed)];
  const flags = flagsOf(copied);
  const paste = consentPaste(copied, { ...view, width: WIDTH });
  return [
    ["> [!CAUTION]", `> ${asProse(verdict)}`, ...mendFirst(listed)].join("\n"),
    ...(flags.length > 0
      ? [
          fixed.length > 0 ? "After that, to allow the rest once:" : "To allow it once:",
          asBlock("sh", commandOf(waysOnOf(view).plan, flags)),
        ]
      : []),
    ...(paste
      ? [
          inWords(paste.where),
          asBlock(
            "yaml",
            paste.yaml.map(({ text }) => text),
          ),
        ]
      : []),
  ];
}

/** A line each, to be pasted as a whole. */
const commandOf = (command: string, flags: readonly string[]): readonly string[] =>
  [command, ...flags.map((flag) => `  ${flag}`)].map((text, index) =>
    index < flags.length ? `${text} \\` : text,
  );

function mendFirst(fixed: readonly Refusal[]): readonly string[] {
  if (fixed.length === 0) return [];
  return [
    ">",
    "> Mend first, no flag and no consent lifts it:",
    ">",
    ...fixed.map(({ address, message }) => {
      const name = address === null ? "" : `${inCode(escapeText(address))}: `;
      return `> - ${name}${inCode(escapeText(message))}`;
    }),
  ];
}

const inWords = ([before, file, after]: ConsentPaste["where"]): string =>
  `${asProse(before)}${inCode(file)}${asProse(after)}`;
