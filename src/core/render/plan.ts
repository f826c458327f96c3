// A plan as lines for a person. Pure: the same plan gives the same bytes; colour is put on by the
// reader of `tone`, which values can't forge because everything untrusted is escaped first.

import { line, span, type Line, type Tone } from "../text/line.ts";
import { escapeText, showValue } from "../text/escape.ts";
import { wordsOf, wrap } from "../text/layout.ts";
import { isNote } from "../finding/warning.ts";
import type { Plan, PlanKind } from "../plan/plan.ts";
import { UNREADABLE } from "../value/reading.ts";
import { renderChanges } from "./changes.ts";
import { renderWaysOut } from "./drift-end.ts";
import { renderHeader } from "./header.ts";
import { renderRefusals } from "./refusals.ts";
import { adviseReceipt, sayDangers, summarise } from "./summary.ts";
import { sayLeftAlone, sayUnlisted } from "./unlisted.ts";
import { renderUnmanaged } from "./unmanaged.ts";
import { cellsOf, type View } from "./view.ts";

/** The whole plan: header, changes, what can't be seen, refusals, and a summary to grep for. */
export function renderPlan(plan: Plan, kind: PlanKind, view: View = {}): readonly Line[] {
  const width = cellsOf(view);
  const say = (text: string, tone: Tone): readonly Line[] =>
    wrap(wordsOf(text, tone), { start: [span("  ")], hang: 4, width, tone });
  const advice = adviseReceipt(plan, kind, view);
  const dangers = sayDangers(plan.changes);
  const left = sayLeftAlone(plan.unlisted);
  const blocks = [
    renderHeader(plan, kind, view),
    renderChanges(plan.changes, kind, view),
    [
      ...renderUnreadable(plan, kind).flatMap((text) => say(text, "dim")),
      ...sayUnlisted(plan.unlisted, kind).flatMap((text) => say(text, "change")),
    ],
    plan.ignored.flatMap(({ address, reason, until }) =>
      say(`ignored until ${until}: ${escapeText(address)} ${showValue(reason)}`, "dim"),
    ),
    plan.warnings.flatMap((one) => {
      const said = `${one.address ? `${escapeText(one.address)}: ` : ""}${escapeText(one.message)}`;
      return isNote(one) ? say(said, "plain") : say(`warning: ${said}`, "change");
    }),
    renderUnmanaged(plan.unmanaged ?? [], view),
    renderRefusals(plan.refusals, plan.changes, view),
    [
      ...wrap(wordsOf(summarise(plan, kind), "bold"), { start: [], hang: 2, width, tone: "bold" }),
      ...(dangers ? wrap(wordsOf(dangers), { start: [], hang: 2, width }) : []),
      ...(left ? wrap(wordsOf(left), { start: [], hang: 2, width }) : []),
      ...(advice ? wrap(wordsOf(advice), { start: [], hang: 2, width }) : []),
      ...(kind === "drift"
        ? renderWaysOut(plan, view)
        : [line(`Fingerprint: ${plan.fingerprint}`, "dim")]),
    ],
  ];
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : [line(""), ...block]));
}

function renderUnreadable({ coverage, changes }: Plan, kind: PlanKind): readonly string[] {
  return coverage.unreadable
    .filter(
      ({ address }) => kind === "drift" || !changes.some((change) => change.address === address),
    )
    .map(({ address, why }) => `! ${escapeText(address)}: can't be compared: ${UNREADABLE[why]}`);
}
