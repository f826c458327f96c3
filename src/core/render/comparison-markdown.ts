// A comparison as a page of Markdown: verdict, table, what was not compared.

import type { Json } from "../../catalog/setting.ts";
import { warning } from "../finding/warning.ts";
import {
  countsOf,
  type ComparedSide,
  type ComparisonReport,
  type ShownDifference,
} from "../report/comparison.ts";
import { escapeText } from "../text/escape.ts";
import { plural } from "../text/line.ts";
import { byReason, headlineOf, onlyOnWords, sideWords } from "./comparison.ts";
import { countedWords, entriesOf, type Entry } from "./comparison-items.ts";
import { allowedBy, facesOf, facesOfItems } from "./comparison-rows.ts";
import { hideIdentifiers, namesPerson } from "./identifiers.ts";
import { asProse, inCell, inCode } from "./markdown-parts.ts";
import { showItem } from "./value.ts";

/** Whether keys of items that name a person are shown; else they are counted. */
export interface ComparisonPage {
  readonly identifiers?: boolean;
}

/** Everything, lists to their end; what is allowed stands folded. */
export function comparisonMarkdown(whole: ComparisonReport, page: ComparisonPage = {}): string {
  const report = page.identifiers === true ? whole : withoutIdentifiers(whole);
  const counting = report.differences.filter(({ allowed }) => allowed === null);
  const allowed = report.differences.filter((one) => one.allowed !== null);
  const summary = `${plural(allowed.length, "difference")} that the file allows`;
  const blocks = [
    `### clerkwork compare · ${titleOf(report.a)} · ${titleOf(report.b)} · ${verdictOf(report)}`,
    // Names of the sides stand in it: in code, so that nothing in them is markup.
    inCode(headlineOf(report)),
    [report.a, report.b].map(whereOf).join("<br>"),
    ...(counting.length > 0 ? [tableOf(counting, report, page)] : []),
    ...(allowed.length > 0
      ? [
          `<details><summary>${summary}</summary>\n\n${tableOf(allowed, report, page)}\n\n</details>`,
        ]
      : []),
    ...besideOf(report),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function verdictOf(report: ComparisonReport): string {
  const { differing } = countsOf(report);
  const counting = report.differences.filter(({ allowed }) => allowed === null);
  if (differing === 0) return "the same";
  return `${countedWords(counting)} ${differing === 1 ? "differs" : "differ"}`;
}

const titleOf = ({ name }: ComparedSide): string => inCode(escapeText(name));

function whereOf({ name, file, type, instanceId }: ComparedSide): string {
  const what = type === null ? "" : ` · ${type}`;
  const id = instanceId === null ? "" : ` · ${inCode(escapeText(instanceId))}`;
  return `${inCode(escapeText(name))}: ${inCode(escapeText(file))}${what}${id}`;
}

function tableOf(
  differences: readonly ShownDifference[],
  { a, b }: ComparisonReport,
  page: ComparisonPage,
): string {
  return [
    `| Setting | ${[a, b].map(({ name }) => inCell(escapeText(name))).join(" | ")} |`,
    "| --- | --- | --- |",
    ...entriesOf(differences).map((entry) => rowOf(entry, page)),
  ].join("\n");
}

function rowOf({ difference, keys }: Entry, page: ComparisonPage): string {
  const { a, b, note, onlyA, onlyB } = keys ? facesOfItems(difference) : facesOf(difference);
  const name = keys ? nameOfItems(difference, keys, page) : inCell(escapeText(difference.address));
  const by = difference.allowed ? `<br>${inCell(allowedBy(difference.allowed))}` : "";
  const told = note === "" ? "" : `<br>${inCell(note)}`;
  return `| ${name}${by} | ${inCell(a)}${onlyIn(onlyA)} | ${inCell(b)}${onlyIn(onlyB)}${told} |`;
}

/** A collection and its items: keys that may be shown, and how many others there are. */
function nameOfItems(
  { item }: ShownDifference,
  keys: readonly string[],
  { identifiers = false }: ComparisonPage,
): string {
  const collection = item?.collection ?? "";
  const shown = keys.filter((key) => identifiers || !namesPerson({ collection, key }));
  const hidden = keys.length - shown.length;
  const told = [
    ...shown.map((key) => inCell(showItem(key))),
    ...(hidden > 0 ? [`${hidden} not shown`] : []),
  ];
  return `${inCell(collection)}: ${plural(keys.length, "item")}<br>${told.join(" ")}`;
}

/** Such a page is read by more people than a terminal. */
function withoutIdentifiers(report: ComparisonReport): ComparisonReport {
  const { value, hidden } = hideIdentifiers(report);
  if (hidden === 0) return report;
  const note = warning("identifiers_hidden", { count: plural(hidden, "key") });
  return { ...value, warnings: [...value.warnings, note] };
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
