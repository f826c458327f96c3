// A plan as lines for a person. Pure: the same plan gives the same bytes; colour is put on by the
// reader of `tone`, which values can't forge because everything untrusted is escaped first.

import { HAZARDS } from "../catalog/hazard.ts";
import type { Json } from "../catalog/setting.ts";
import { compareSets } from "./compare.ts";
import type { Change } from "./diff.ts";
import { cutText, escapeText, showValue } from "./escape.ts";
import type { Plan } from "./plan.ts";
import { UNREADABLE } from "./reading.ts";
import type { Refusal } from "./refusal.ts";

export type Tone = "plain" | "bold" | "dim" | "add" | "remove" | "change" | "danger";

/** One line, without a line end. */
export interface Line {
  readonly tone: Tone;
  readonly text: string;
}

/** How long a value may get before it is cut; the whole value is in JSON. Code points. */
const LONGEST_VALUE = 200;

export const line = (text: string, tone: Tone = "plain"): Line => ({ tone, text });

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

const show = (value: Json): string => cutText(showValue(value), LONGEST_VALUE);

export type PlanKind = "plan" | "apply" | "drift" | "rollback";

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
  const dangers = change.hazards.length > 0 ? `  [${change.hazards.join(", ")}]` : "";
  const tone: Tone = change.hazards.some((hazard) => hazard !== "deprecated") ? "danger" : "change";
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

/** Why not, and exactly what to add to allow each. */
export function renderRefusals(refusals: readonly Refusal[]): readonly Line[] {
  const lines = [line("Refused:", "danger")];
  for (const { address, hazard, message } of refusals) {
    const what = [address, hazard && `[${hazard}]`].filter(Boolean).join(" ");
    lines.push(line(`  ${what ? `${what}: ` : ""}${escapeText(message)}`, "danger"));
  }
  const allowed = refusals.flatMap(({ allow }) => allow ?? []);
  const consents = refusals.flatMap(({ consent }) => consent ?? []);
  if (allowed.length === 0) return lines;
  lines.push(line("If this is meant, add to the command:"));
  lines.push(line(`  ${allowed.join(" ")}`));
  if (consents.length === 0) return lines;
  lines.push(line("or have it reviewed in the file:"), line("  consents:"));
  for (const { address, hazard, reason, until } of consents) {
    const entry = `address: ${address}, hazard: ${hazard}, reason: ${JSON.stringify(reason)}, until: ${until}`;
    lines.push(line(`    - { ${entry} }`));
  }
  return lines;
}

/** One sentence, the same words each time. */
export function summarise(plan: Plan, kind: PlanKind): string {
  const { declared, read } = plan.coverage;
  const known = plan.changes.filter(({ from }) => from.known).length;
  const blind = plan.changes.length - known;
  const coverage = `${read} of ${declared} declared settings read`;
  const unread = declared - read;
  if (kind === "drift") {
    if (known > 0)
      return `Drift: ${plural(known, "setting")} ${known === 1 ? "differs" : "differ"}; ${coverage}.`;
    return unread === 0
      ? `No drift: ${coverage}.`
      : `No drift in what can be read: ${coverage}, ${unread} not verified.`;
  }
  const refused = plan.refusals.length > 0 ? ` ${plural(plan.refusals.length, "refusal")}.` : "";
  if (plan.changes.length === 0) {
    return unread === 0
      ? `No changes: ${coverage}.${refused}`
      : `No changes in what can be read: ${coverage}, ${unread} not verified.${refused}`;
  }
  const parts = [
    known > 0 ? `${known} to change` : "",
    blind > 0 ? `${blind} to send unread` : "",
  ].filter(Boolean);
  return `Plan: ${parts.join(", ")} in ${plural(plan.calls.length, "call")}; ${coverage}.${refused}`;
}

/** What a hazard means, for the commands that explain. */
export function describeHazard(hazard: keyof typeof HAZARDS): string {
  return `${hazard}: ${HAZARDS[hazard]}`;
}
