// The dangers of a change, each with what it does to people, and who allowed it.

import type { ConsentGiven, HazardMet } from "../plan/change.ts";
import { escapeText, showValue } from "../text/escape.ts";
import { span, type Line, type Span } from "../text/line.ts";
import { wordsOf, wrap } from "../text/layout.ts";

/** `✗` keeps the change from being applied, `⚠` doesn't. */
export function renderHazard(
  { hazard, says, blocked, consent }: HazardMet,
  width: number,
): readonly Line[] {
  const tone = blocked ? "danger" : "change";
  const start = [span(`      ${blocked ? "✗" : "⚠"} `, tone)];
  const words = [span(`${hazard}:`, tone), ...wordsOf(escapeText(says), tone)];
  return [
    ...wrap(words, { start, hang: 8, width, tone }),
    ...(consent
      ? wrap(consentParts(consent), { start: [span("        ")], hang: 10, width, tone: "dim" })
      : []),
  ];
}

function consentParts(consent: ConsentGiven): readonly Span[] {
  if (consent.by === "flag")
    return [...wordsOf("allowed by", "dim"), span(escapeText(consent.flag), "dim")];
  const { reason, until, at } = consent;
  return [
    span(`consented: ${escapeText(at.file)}:${at.line}`, "dim"),
    span(`${showValue(reason)},`, "dim"),
    ...wordsOf(`until ${escapeText(until)}`, "dim"),
  ];
}
