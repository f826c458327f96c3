// An offline plan as lines for a person, laid out as a plan is. Pure.

import type { Change } from "../plan/change.ts";
import type { NoLongerManaged, OfflinePlan } from "../plan/offline.ts";
import { escapeText, showValue } from "../text/escape.ts";
import { line, span, type Line, type Span, type Tone } from "../text/line.ts";
import { wordsOf, wrap, wrapText } from "../text/layout.ts";
import { renderChanges } from "./changes.ts";
import { baseNameOf, NOT_READ, sayConsents, summariseOffline } from "./offline-words.ts";
import { sayDangers } from "./summary.ts";
import { standingValue } from "./values.ts";
import { cellsOf, type View } from "./view.ts";

export function renderOffline(plan: OfflinePlan, view: View = {}): readonly Line[] {
  const width = cellsOf(view);
  const say = (text: string, tone: Tone): readonly Line[] =>
    wrapText(text, { first: "  ", hang: 4, width, tone });
  const changes = [...plan.added, ...plan.changed];
  const closing = [sayDangers(changes), sayConsents(plan)].filter((one) => one !== undefined);
  const blocks = [
    headerOf(plan, view),
    renderChanges(changes.map(asPossible), "plan", view),
    renderRemoved(plan.removed, view),
    plan.ignored.flatMap(({ address, reason, until }) =>
      say(`ignored until ${until}: ${escapeText(address)} ${showValue(reason)}`, "dim"),
    ),
    plan.notes.flatMap((one) => say(escapeText(one.message), "plain")),
    plan.warnings.flatMap(({ address, message }) =>
      say(`warning: ${address ? `${escapeText(address)}: ` : ""}${escapeText(message)}`, "change"),
    ),
    [
      ...wrapText(summariseOffline(plan), { hang: 2, width, tone: "bold" }),
      ...closing.flatMap((text) => wrapText(text, { hang: 2, width })),
    ],
  ];
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : [line(""), ...block]));
}

/** What the live state makes of a hazard is not known, so none is shown as what stops an apply. */
const asPossible = (change: Change): Change => ({
  ...change,
  hazards: change.hazards.map((met) => ({ ...met, blocked: false })),
});

function headerOf(plan: OfflinePlan, view: View): readonly Line[] {
  const width = cellsOf(view);
  const { environment, environment_type: type } = plan;
  const name = environment ?? type;
  const beside = type === null || type === name ? "" : ` (${type})`;
  const first = [
    span("clerkwork plan", "bold"),
    ...(name === null
      ? []
      : [span(`${escapeText(name)}${beside}`, type === "production" ? "danger" : "bold")]),
  ];
  const file = view.source?.file;
  const second = [
    ...(file === undefined ? [] : [escapeText(file)]),
    `against ${baseNameOf(plan) ?? "nothing"}`,
  ];
  return [
    ...wrap([...dotted(first), span("·", "dim"), ...wordsOf(NOT_READ, "bold")], {
      start: [],
      hang: 2,
      width,
      tone: "bold",
    }),
    ...wrap(dotted(second.map((text) => span(text, "dim"))), {
      start: [],
      hang: 2,
      width,
      tone: "dim",
    }),
  ];
}

const dotted = (parts: readonly Span[]): readonly Span[] =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [span("·", "dim"), part]));

function renderRemoved(removed: readonly NoLongerManaged[], view: View): readonly Line[] {
  if (removed.length === 0) return [];
  const width = cellsOf(view);
  return [
    ...wrapText("no longer managed: nothing is sent for it", {
      first: "  ",
      hang: 4,
      width,
      tone: "bold",
    }),
    ...removed.flatMap(({ address, value }) => {
      const { parts, lines } = standingValue(address, value, view);
      const start = [span("  − ", "remove")];
      const said = [span(escapeText(address), "bold"), ...parts];
      return [...wrap(said, { start, hang: 6, width, tone: "remove" }), ...lines];
    }),
  ];
}
