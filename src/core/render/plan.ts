// A plan as lines for a person. Pure: the same plan gives the same bytes; colour is put on by the
// reader of `tone`, which values can't forge because everything untrusted is escaped first.

import { HAZARDS } from "../../catalog/hazard.ts";
import type { Json } from "../../catalog/setting.ts";
import { compareSets } from "../value/compare.ts";
import type { Change } from "../plan/change.ts";
import { line, plural, type Line, type Tone } from "../text/line.ts";
import { cutText, escapeText, showValue } from "../text/escape.ts";
import type { Plan } from "../plan/plan.ts";
import { UNREADABLE } from "../value/reading.ts";
import { renderRefusals } from "./refusals.ts";
import type { PlanKind } from "../report/document.ts";
import { summarise } from "./summary.ts";

/** How long a value may get before it is cut; the whole value is in JSON. Code points. */
const LONGEST_VALUE = 200;

const show = (value: Json): string => cutText(showValue(value), LONGEST_VALUE);

/** The whole plan: header, changes, what can't be seen, refusals, and a summary to grep for. */
export function renderPlan(plan: Plan, kind: PlanKind): readonly Line[] {
  const blocks = [
    renderHeader(plan, kind),
    plan.changes.flatMap((change) => renderChange(change, kind)),
    renderUnreadable(plan, kind),
    plan.ignored.map(({ address, reason, until }) =>
      line(`  ignored until ${until}: ${address} (${escapeText(reason)})`, "dim"),
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
  if (!from.known) {
    return kind === "drift"
      ? []
      : [
          line(
            `  ! ${address}: unknown (${UNREADABLE[from.why]}) → ${show(to)}  ${place}${dangers}`,
            tone,
          ),
        ];
  }
  if (!Array.isArray(from.value) || !Array.isArray(to)) {
    return [line(`  ~ ${address}: ${show(from.value)} → ${show(to)}  ${place}${dangers}`, tone)];
  }
  const { added, removed } = compareSets(from.value, to);
  return [
    line(
      `  ~ ${address}: ${plural(from.value.length, "item")} → ${plural(to.length, "item")}  ${place}${dangers}`,
      tone,
    ),
    ...removed.map((item) => line(`      - ${show(item)}`, "remove")),
    ...added.map((item) => line(`      + ${show(item)}`, "add")),
  ];
}

function renderUnreadable({ coverage, changes }: Plan, kind: PlanKind): readonly Line[] {
  return coverage.unreadable
    .filter(
      ({ address }) => kind === "drift" || !changes.some((change) => change.address === address),
    )
    .map(({ address, why }) =>
      line(`  ! ${address}: can't be compared: ${UNREADABLE[why]}`, "dim"),
    );
}
