// A comparison as a page of Markdown: verdict, table, what was not compared.

import type { Json } from "../../catalog/setting.ts";
import {
  countsOf,
  type ComparedSide,
  type ComparisonReport,
  type ShownDifference,
} from "../report/comparison.ts";
import { escapeText } from "../text/escape.ts";
import { plural } from "../text/line.ts";
import { byReason, headlineOf, onlyOnWords, sideWords } from "./comparison.ts";
import { allowedBy, facesOf } from "./comparison-rows.ts";
import { asProse, inCell, inCode } from "./markdown-parts.ts";
import { showItem } from "./value.ts";

/** Everything, lists to their end; what is allowed stands folded. */
export function comparisonMarkdown(report: ComparisonReport): string {
  const counting = report.differences.filter(({ allowed }) => allowed === null);
  const allowed = report.differences.filter((one) => one.allowed !== null);
  const summary = `${plural(allowed.length, "difference")} that the file allows`;
  const blocks = [
    `### clerkwork compare · ${titleOf(report.a)} · ${titleOf(report.b)} · ${verdictOf(report)}`,
    // Names of the sides stand in it: in code, so that nothing in them is markup.
    inCode(headlineOf(report)),
    [report.a, report.b].map(whereOf).join("<br>"),
    ...(counting.length > 0 ? [tableOf(counting, report)] : []),
    ...(allowed.length > 0
      ? [`<details><summary>${summary}</summary>\n\n${tableOf(allowed, report)}\n\n</details>`]
      : []),
    ...besideOf(report),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function verdictOf(report: ComparisonReport): string {
  const { differing } = countsOf(report);
  return differing === 0 ? "the same" : plural(differing, "setting differs", "settings differ");
}

const titleOf = ({ name }: ComparedSide): string => inCode(escapeText(name));

function whereOf({ name, file, type, instanceId }: ComparedSide): string {
  const what = type === null ? "" : ` · ${type}`;
  const id = instanceId === null ? "" : ` · ${inCode(escapeText(instanceId))}`;
  return `${inCode(escapeText(name))}: ${inCode(escapeText(file))}${what}${id}`;
}

function tableOf(differences: readonly ShownDifference[], { a, b }: ComparisonReport): string {
  return [
    `| Setting | ${[a, b].map(({ name }) => inCell(escapeText(name))).join(" | ")} |`,
    "| --- | --- | --- |",
    ...differences.map(rowOf),
  ].join("\n");
}

function rowOf(difference: ShownDifference): string {
  const { a, b, note, onlyA, onlyB } = facesOf(difference);
  const name = inCell(escapeText(difference.address));
  const by = difference.allowed ? `<br>${inCell(allowedBy(difference.allowed))}` : "";
  const told = note === "" ? "" : `<br>${inCell(note)}`;
  return `| ${name}${by} | ${inCell(a)}${onlyIn(onlyA)} | ${inCell(b)}${onlyIn(onlyB)}${told} |`;
}

/** Items that the other side does not have. */
const onlyIn = (items: readonly Json[]): string =>
  items.length === 0 ? "" : `<br>only here: ${items.map((one) => inCell(showItem(one))).join(" ")}`;

function besideOf(report: ComparisonReport): readonly string[] {
  const named = (addresses: readonly string[]): string =>
    addresses.map((one) => inCode(escapeText(one))).join(", ");
  const items = [
    ...byReason(report.notCompared).map(
      ([reason, addresses]) =>
        `not compared, ${inCode(sideWords(reason, report))}: ${named(addresses)}`,
    ),
    ...onlyOnWords(report).map(([head, addresses]) => `${asProse(head)}: ${named(addresses)}`),
    ...report.warnings.map(
      ({ address, message }) =>
        `⚠ ${address ? `${inCode(escapeText(address))}: ` : ""}${inCode(escapeText(message))}`,
    ),
  ];
  return items.length === 0 ? [] : [items.map((item) => `- ${item}`).join("\n")];
}
