// A plan as a page of Markdown, for a pull request or a job's summary: verdict, table, refusals, fingerprint.

import { sayCounted } from "./counted.ts";
import { isNote } from "../finding/warning.ts";
import type { Change } from "../plan/change.ts";
import { inFileOrder } from "../plan/file-order.ts";
import type { Plan, PlanKind } from "../plan/plan.ts";
import { escapeText, showValue } from "../text/escape.ts";
import { plural } from "../text/line.ts";
import { UNREADABLE } from "../value/reading.ts";
import { withoutLagging } from "../plan/lag.ts";
import { putBackIn, sayReported, waysOut } from "./drift-end.ts";
import { asBlock, asProse, inCode } from "./markdown-parts.ts";
import { refusalBlocks } from "./markdown-refusals.ts";
import { foldedLists, tableOf, worstFirst } from "./markdown-table.ts";
import { sayLeftAlone, sayUnlisted } from "./unlisted.ts";
import { unmanagedBlock } from "./markdown-unmanaged.ts";
import { adviseReceipt, sayDangers, sayToSend, summarise } from "./summary.ts";
import { waysOnOf, type Ending, type View } from "./view.ts";

/** How a page is to be shown. */
export interface PageView extends View {
  /** How many bytes of UTF-8 the page may take; no limit by default. */
  readonly bytes?: number | undefined;
  /** What is said at the end. */
  readonly endings?: readonly Ending[] | undefined;
  /** Whether it stands in a larger page, which has a heading and says how exactly this plan is applied. */
  readonly within?: boolean | undefined;
}

/** How much of a plan stands on a page. */
interface Extent {
  /** How many changes, the worst first. */
  readonly changes: number;
  /** Whether what can be folded, or looked up elsewhere, is there. */
  readonly whole: boolean;
}

/**
 * The whole plan, or of one that is too large for `bytes` as many changes as fit, the worst first, and what
 * is left out by its number. Verdict, summary and fingerprint are there at any size.
 */
export function renderMarkdown(plan: Plan, kind: PlanKind, view: PageView = {}): string {
  const count = plan.changes.length;
  const { bytes = Infinity } = view;
  const page = (extent: Extent): string => pageOf(plan, kind, view, extent);
  const fits = (text: string): boolean => new TextEncoder().encode(text).length <= bytes;
  for (const whole of [true, false]) {
    const text = page({ changes: count, whole });
    if (fits(text)) return text;
  }
  let [low, high] = [0, count];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(page({ changes: middle, whole: false }))) low = middle;
    else high = middle - 1;
  }
  return page({ changes: low, whole: false });
}

function pageOf(
  plan: Plan,
  kind: PlanKind,
  view: PageView,
  { changes: count, whole }: Extent,
): string {
  const known = kind === "drift" ? plan.changes.filter(({ from }) => from.known) : plan.changes;
  const isCut = count < known.length;
  const shown = isCut ? worstFirst(known, plan.refusals).slice(0, count) : inFileOrder(known);
  const advice = adviseReceipt(plan, kind, view);
  const dangers = sayDangers(known);
  const blocks: readonly (readonly string[])[] = [
    [
      ...(view.within ? [] : [headingOf(plan, kind)]),
      asProse(
        [summarise(plan, kind), dangers, sayLeftAlone(plan.unlisted)].filter(Boolean).join(" "),
      ),
      whereOf(plan, view),
    ],
    shown.length > 0 ? [tableOf(shown, plan.refusals, kind)] : [],
    leftOut(known.length - shown.length, kind),
    whole ? foldedLists(shown, kind) : [],
    refusalBlocks(plan, view, isCut ? shown : undefined),
    advice ? [asProse(advice)] : [],
    whole ? beside(plan, kind) : [],
    unmanagedBlock(plan.unmanaged ?? [], view, whole),
    (view.endings ?? []).flatMap(endingBlocks),
    lastOf({ ...plan, changes: kind === "drift" ? shown : plan.changes }, kind, view),
  ];
  return `${blocks.flat().join("\n\n")}\n`;
}

/** The way on. */
function lastOf(plan: Plan, kind: PlanKind, view: PageView): readonly string[] {
  if (kind === "drift") {
    const reported = sayReported(plan);
    return [...commandsOf(putBackIn(plan), view), ...(reported ? [asProse(reported)] : [])];
  }
  return view.within ? exactlyThis(plan, kind, view) : [`Fingerprint: ${inCode(plan.fingerprint)}`];
}

/** Who approves what they read here lets nothing else be sent. */
const exactlyThis = (plan: Plan, kind: PlanKind, view: View): readonly string[] =>
  kind === "plan" && plan.calls.length > 0 && plan.refusals.length === 0
    ? [
        "Apply exactly this plan:",
        asBlock("sh", [`${waysOnOf(view).apply} --expect ${plan.fingerprint}`]),
      ]
    : [];

const endingBlocks = ({ says, name, more = "", command }: Ending): readonly string[] => {
  const said = `${asProse(says)}${name === undefined ? "" : ` ${inCode(name)}`}${asProse(more)}`;
  return command === undefined ? [said] : [`${said}:`, asBlock("sh", [command])];
};

const leftOut = (count: number, kind: PlanKind): readonly string[] =>
  count === 0
    ? []
    : [
        `… and ${plural(count, "more change")}; \`clerkwork ${kind}\` shows ${count === 1 ? "it" : "them"}.`,
      ];

function sayDrifted(plan: Plan): string {
  const found = withoutLagging(plan).map(({ address }) => address);
  const waiting = plan.changes.length - found.length;
  const drifted = found.length > 0 || waiting === 0 ? [`${sayCounted(found)} drifted`] : [];
  return [...drifted, ...(waiting > 0 ? [`${waiting} just sent`] : [])].join(", ");
}

/** Verdict and environment, so that a folded page tells. */
function headingOf(plan: Plan, kind: PlanKind): string {
  const { changes, refusals } = plan;
  const count = changes.length;
  const found = kind === "drift" ? sayDrifted(plan) : sayToSend(changes);
  const none = kind === "drift" ? "no drift" : "no changes";
  const verdict = refusals.length > 0 ? "REFUSED" : count > 0 ? found : none;
  return titleOf(plan, kind, verdict);
}

export function titleOf({ target }: Plan, kind: PlanKind, verdict: string): string {
  const name = target.environment ?? target.environment_type;
  return `### clerkwork ${kind} · ${inCode(escapeText(name))} · ${verdict}`;
}

/** Which instance, and what is held against it. */
export function whereOf({ target }: Plan, { source }: View): string {
  const domain = source?.domain;
  const parts = [
    `${target.environment_type} instance ${inCode(escapeText(target.instance_id))}`,
    ...(domain ? [inCode(escapeText(domain))] : []),
    ...(source ? [inCode(escapeText(source.file))] : []),
    inCode(escapeText(target.api_url)),
    `API version ${inCode(target.api_version)}`,
  ];
  return parts.join(" · ");
}

/** What no change shows: what could not be compared, what is excepted, what else is to be said. */
function beside(
  { coverage, changes, ignored, warnings, unlisted }: Plan,
  kind: PlanKind,
): readonly string[] {
  const sent = kind === "drift" ? [] : changes.map(({ address }) => address);
  const unread = coverage.unreadable.filter(({ address }) => !sent.includes(address));
  const items = [
    ...unread.map(({ address, why }) => `${nameOf(address)} can't be compared: ${UNREADABLE[why]}`),
    ...ignored.map(
      ({ address, reason, until }) =>
        `${nameOf(address)} is ignored until ${inCode(escapeText(until))}: ${inCode(showValue(reason))}`,
    ),
    ...sayUnlisted(unlisted, kind).map((text) => inCode(text)),
    ...warnings.map((one) => {
      const { address, message } = one;
      return `${isNote(one) ? "" : "⚠ "}${address ? `${nameOf(address)}: ` : ""}${inCode(escapeText(message))}`;
    }),
  ];
  return items.length === 0 ? [] : [items.map((item) => `- ${item}`).join("\n")];
}

const nameOf = (address: string): string => inCode(escapeText(address));

function commandsOf(changes: readonly Change[], view: View): readonly string[] {
  const ways = waysOut(changes, view);
  if (!ways) return [];
  const { back, keep, only, note } = ways;
  return [
    "Put it back:",
    asBlock("sh", [back]),
    "Keep it:",
    asBlock("sh", [`${keep}${only.join("")}`]),
    ...(note === undefined ? [] : [`${inCode(note[0])} ${note[1]}.`]),
  ];
}
