// The records of a run as the rows and columns of the page.

import { addressesOf, CATALOG } from "../../../catalog/catalog.ts";
import {
  labelOf,
  standOf,
  type EnvironmentRecord,
  type RecordedCommand,
  type Stand,
} from "../../report/record.ts";
import { cutText, escapeText, showPlain } from "../../text/escape.ts";
import { plural } from "../../text/line.ts";
import { standingOf } from "../standings.ts";
import { findingsOf, pageDocumentOf, type Findings } from "./findings.ts";
import { isDifference } from "./marks.ts";

/** One instance, all of it safe to show. */
export interface PageRow {
  readonly label: string;
  readonly stand: Stand;
  /** How it stands, in words. */
  readonly says: string;
  /** Why it came to nothing, in short; empty: it did not. */
  readonly why: string;
  readonly isProduction: boolean;
  readonly about: readonly string[];
  /** The command that shows it alone. */
  readonly command: string;
  /** Whether nothing of it was read. */
  readonly isUnread: boolean;
  readonly findings: Findings;
}

export interface Column {
  readonly address: string;
  /** Whether it differs in some instance. */
  readonly differs: boolean;
}

/** The command that plans one instance, safe to show and to copy. */
export type CommandFor = (record: EnvironmentRecord) => string;

export function rowsOf(
  records: readonly EnvironmentRecord[],
  command: RecordedCommand,
  commandFor: CommandFor,
): readonly PageRow[] {
  const isSeveral = new Set(records.map(({ file }) => file)).size > 1;
  return records.map((record) => {
    const label = labelOf(record, isSeveral);
    const document = pageDocumentOf(record);
    return {
      label: showPlain(label),
      stand: standOf(record),
      says: saysOf(record, label),
      why: "error" in record ? cutText(escapeText(record.error.message), 160) : "",
      isProduction: document?.target?.environment_type === "production",
      about: aboutOf(record),
      command: commandFor(record),
      isUnread: !document,
      findings: findingsOf(record, command),
    };
  });
}

/** An instance that nothing is known to differ in is in sync only as far as it was read. */
function saysOf(record: EnvironmentRecord, label: string): string {
  const { says } = standingOf(label, record);
  const unread = pageDocumentOf(record)?.coverage.unreadable.length ?? 0;
  return unread > 0 ? `${says}; ${unread} not read` : says;
}

/** What stands in the details beside the settings. */
function aboutOf(record: EnvironmentRecord): readonly string[] {
  if ("error" in record) {
    const { message, hint } = record.error;
    return [escapeText(message), ...(hint === undefined ? [] : [`Try: ${escapeText(hint)}`])];
  }
  const document = pageDocumentOf(record);
  if (!document) return [];
  const { target, coverage, refusals, warnings } = document;
  return [
    target
      ? `${escapeText(target.instance_id)} (${target.environment_type})`
      : "The live state was not read: this is what the file changes.",
    showPlain(record.file),
    `${coverage.read} of ${plural(coverage.declared, "declared setting")} could be read.`,
    ...refusals
      .filter(({ address }) => address === null)
      .map(({ message }) => `Refused: ${escapeText(message)}`),
    ...warnings.map(({ message }) => `Warning: ${escapeText(message)}`),
  ];
}

/** Every setting that some instance says something of, in the order of the catalog, others last. */
export function columnsOf(rows: readonly PageRow[]): readonly Column[] {
  const found = new Map<string, boolean>();
  for (const { findings } of rows)
    for (const [address, { mark }] of findings)
      found.set(address, found.get(address) === true || isDifference(mark));
  const order = new Map(addressesOf(CATALOG).map((address, index) => [address, index]));
  const placeOf = (address: string): number => order.get(address) ?? order.size;
  return [...found]
    .map(([address, differs]) => ({ address, differs }))
    .toSorted(
      (a, b) => placeOf(a.address) - placeOf(b.address) || (a.address < b.address ? -1 : 1),
    );
}
