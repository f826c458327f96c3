// A comparison as lines for a person.

import { NOT_COMPARED, type NotCompared } from "../plan/comparison.ts";
import { countsOf, type ComparedSide, type ComparisonReport } from "../report/comparison.ts";
import { escapeText } from "../text/escape.ts";
import { line, span, type Line, type Span } from "../text/line.ts";
import { wordsOf, wrap } from "../text/layout.ts";
import { countedWords } from "./comparison-items.ts";
import { renderDifferences } from "./comparison-rows.ts";
import { cellsOf, type View } from "./view.ts";

/** Both sides, what differs, what was not compared, and a last line to grep for. */
export function renderComparison(report: ComparisonReport, view: View = {}): readonly Line[] {
  const width = cellsOf(view);
  const counting = report.differences.filter(({ allowed }) => allowed === null);
  const allowed = report.differences.filter((one) => one.allowed !== null);
  const list = (head: string, addresses: readonly string[]): readonly Line[] =>
    wrap([...wordsOf(head, "dim"), ...listed(addresses)], {
      start: [span("  ")],
      hang: 4,
      width,
      tone: "dim",
    });
  const blocks = [
    renderHead(report, width),
    renderDifferences(counting, report, view),
    view.full
      ? renderDifferences(allowed, report, view)
      : allowed.length === 0
        ? []
        : list("= allowed to differ (--full shows how):", addressesOf(allowed)),
    [
      ...byReason(report.notCompared).flatMap(([reason, addresses]) =>
        list(`? not compared, ${sideWords(reason, report)}:`, addresses),
      ),
      ...onlyOnWords(report).flatMap(([head, addresses]) => list(`· ${head}:`, addresses)),
    ],
    report.warnings.flatMap(({ address, message }) =>
      wrap(
        wordsOf(
          `warning: ${address ? `${escapeText(address)}: ` : ""}${escapeText(message)}`,
          "change",
        ),
        { start: [span("  ")], hang: 4, width, tone: "change" },
      ),
    ),
    wrap(wordsOf(headlineOf(report), "bold"), { start: [], hang: 2, width, tone: "bold" }),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : [line(""), ...block]));
}

const listed = (addresses: readonly string[]): readonly Span[] =>
  addresses.map((one, index) =>
    span(`${escapeText(one)}${index < addresses.length - 1 ? "," : ""}`, "dim"),
  );

const addressesOf = (some: readonly { readonly address: string }[]): readonly string[] =>
  some.map(({ address }) => address);

/** One sentence: `3 settings differ between staging and production (34 compared, 2 allowed).` */
export function headlineOf(report: ComparisonReport): string {
  const { differing, allowed, not_compared: open } = countsOf(report);
  const [a, b] = [report.a, report.b].map(({ name }) => escapeText(name));
  const counts = [
    `${report.compared} compared`,
    allowed > 0 ? `${allowed} allowed` : "",
    open > 0 ? `${open} not compared` : "",
  ].filter(Boolean);
  const counting = report.differences.filter((one) => one.allowed === null);
  const none = report.collections?.length ? "No setting and no item differs" : "No setting differs";
  const found =
    differing === 0 ? none : `${countedWords(counting)} ${differing === 1 ? "differs" : "differ"}`;
  return `${found} between ${a} and ${b} (${counts.join(", ")}).`;
}

function renderHead({ a, b, live }: ComparisonReport, width: number): readonly Line[] {
  const files = [...new Set([a.file, b.file])].map(escapeText).join(", ");
  const first = [span("clerkwork compare", "bold"), ...[a, b].map(titleOf)];
  const how = live ? "as the instances are" : "as written";
  return [
    ...wrap(dotted(first), { start: [], hang: 2, width, tone: "bold" }),
    ...wrap([span(files, "dim"), span("·", "dim"), ...wordsOf(how, "dim")], {
      start: [],
      hang: 2,
      width,
      tone: "dim",
    }),
  ];
}

function titleOf({ name, type, instanceId }: ComparedSide): Span {
  const shown = escapeText(name);
  const kind = type === null || type === name ? "" : ` (${type})`;
  const id = instanceId === null ? "" : ` ${escapeText(instanceId)}`;
  return span(`${shown}${kind}${id}`, type === "production" ? "danger" : "bold");
}

/** With a dot after each but the last. */
const dotted = (parts: readonly Span[]): readonly Span[] =>
  parts.flatMap((part, index) => (index === 0 ? [part] : [span("·", "dim"), part]));

type Reason = Pick<NotCompared, "side" | "why">;

/** What can't be compared, by why. */
export function byReason(
  notCompared: readonly NotCompared[],
): readonly (readonly [Reason, readonly string[]])[] {
  const groups = new Map<string, { readonly reason: Reason; readonly addresses: string[] }>();
  for (const { address, side, why } of notCompared) {
    const key = `${side} ${why}`;
    const group = groups.get(key) ?? { reason: { side, why }, addresses: [] };
    group.addresses.push(address);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ reason, addresses }) => [reason, addresses]);
}

/** Why, and of which side. */
export function sideWords(
  { side, why }: Reason,
  { a, b }: Pick<ComparisonReport, "a" | "b">,
): string {
  const whose = side === "both" ? "" : `${escapeText((side === "a" ? a : b).name)}: `;
  return `${whose}${NOT_COMPARED[why]}`;
}

export function onlyOnWords({
  onlyOn,
}: Pick<ComparisonReport, "onlyOn">): readonly (readonly [string, readonly string[]])[] {
  return (["development", "production"] as const).flatMap((type) => {
    const own = onlyOn.filter((one) => one.type === type);
    return own.length === 0 ? [] : [[`only on ${type} instances`, addressesOf(own)] as const];
  });
}
