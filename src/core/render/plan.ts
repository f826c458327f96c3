// A plan as lines for a person. Pure: the same plan gives the same bytes; colour is put on by the
// reader of `tone`, which values can't forge because everything untrusted is escaped first.

import { HAZARDS } from "../../catalog/hazard.ts";
import type { Json } from "../../catalog/setting.ts";
import { compareItems } from "../value/compare.ts";
import type { Change } from "../plan/change.ts";
import { line, plural, type Line, type Tone } from "../text/line.ts";
import { escapeText } from "../text/escape.ts";
import type { Plan, PlanKind } from "../plan/plan.ts";
import { UNREADABLE, type Reading } from "../value/reading.ts";
import { renderRefusals } from "./refusals.ts";
import { summarise } from "./summary.ts";
import { showAlone, showCut, showPair } from "./value.ts";

/** The whole plan: header, changes, what can't be seen, refusals, and a summary to grep for. */
export function renderPlan(plan: Plan, kind: PlanKind): readonly Line[] {
  const blocks = [
    renderHeader(plan, kind),
    plan.changes.flatMap((change) => renderChange(change, kind)),
    renderUnreadable(plan, kind),
    plan.ignored.map(({ address, reason, until }) =>
      line(`  ignored until ${until}: ${escapeText(address)} (${escapeText(reason)})`, "dim"),
    ),
    plan.warnings.map(({ address, message }) =>
      line(
        `  warning: ${address ? `${escapeText(address)}: ` : ""}${escapeText(message)}`,
        "change",
      ),
    ),
    plan.refusals.length > 0 ? renderRefusals(plan.refusals) : [],
    [
      line(summarise(plan, kind), "bold"),
      ...(kind === "drift" ? [] : [line(`Fingerprint: ${plan.fingerprint}`, "dim")]),
    ],
  ];
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : [line(""), ...block]));
}

function renderHeader({ target }: Plan, kind: PlanKind): readonly Line[] {
  const name = target.environment === null ? "" : `${escapeText(target.environment)}, `;
  return [
    line(
      `clerkwork ${kind}: ${name}${target.environment_type} instance ${escapeText(target.instance_id)}`,
      "bold",
    ),
    line(
      `  ${escapeText(target.api_url)}, API version ${target.api_version}${kind === "drift" ? ", live → file" : ""}`,
      "dim",
    ),
  ];
}

function renderChange(change: Change, kind: PlanKind): readonly Line[] {
  const { address, from, to, at } = change;
  const place = `${escapeText(at.file)}:${at.line}`;
  const names = [...new Set(change.hazards.map(({ hazard }) => hazard))];
  const dangers = names.length > 0 ? `  [${names.join(", ")}]` : "";
  const tone: Tone = names.some((hazard) => HAZARDS[hazard].blocks) ? "danger" : "change";
  if (!from.known && kind === "drift") return [];
  return [
    line(
      `  ${from.known ? "~" : "!"} ${escapeText(address)}: ${renderValues(from, to)}  ${place}${dangers}`,
      tone,
    ),
    ...renderItems(from, to),
  ];
}

/** From what to what, on one line; of a list only its length, its items stand below. */
function renderValues(from: Reading, to: Json): string {
  if (from.known && !isList(from.value) && !isList(to)) return showPair(from.value, to);
  const show = (value: Json): string =>
    isList(value) ? plural(value.length, "item") : showCut(value);
  if (from.known) return `${show(from.value)} → ${show(to)}`;
  return `unknown (${UNREADABLE[from.why]}) → ${isList(to) ? show(to) : showAlone(to)}`;
}

/** What a list loses and gains; from what is no list, or not known, it gains every item. */
function renderItems(from: Reading, to: Json): readonly Line[] {
  const { added, removed } = compareItems(from.known ? from.value : null, to);
  return [
    ...removed.map((item) => line(`      - ${showAlone(item)}`, "remove")),
    ...added.map((item) => line(`      + ${showAlone(item)}`, "add")),
  ];
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function renderUnreadable({ coverage, changes }: Plan, kind: PlanKind): readonly Line[] {
  return coverage.unreadable
    .filter(
      ({ address }) => kind === "drift" || !changes.some((change) => change.address === address),
    )
    .map(({ address, why }) =>
      line(`  ! ${escapeText(address)}: can't be compared: ${UNREADABLE[why]}`, "dim"),
    );
}
