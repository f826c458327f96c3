// One environment of a run as a part of a comment: its row, what is refused of it, and its page.

import type { Refusal } from "../../finding/refusal.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Outcome } from "../../report/report.ts";
import {
  labelOf,
  standOf,
  type EnvironmentRecord,
  type RecordedCommand,
  type RecordedDocument,
  type Stand,
} from "../../report/record.ts";
import { offlineOf } from "../../report/offline-document.ts";
import { escapeText } from "../../text/escape.ts";
import { failureMarkdown } from "../failure-markdown.ts";
import { renderMarkdown } from "../markdown.ts";
import { inCell, inCode } from "../markdown-parts.ts";
import { offlineMarkdown } from "../offline-markdown.ts";
import { standingOf } from "../standings.ts";

/** The document of a record, as plan, drift and apply write it. */
export type PlanDocument = Omit<Plan, "warnings"> &
  Pick<Plan, "warnings"> & { readonly notes?: Plan["warnings"] };

/** One environment in a comment. */
export interface Part {
  readonly label: string;
  readonly stand: Stand;
  /** What the whole is counted from. */
  readonly numbers: Numbers;
  /** Its row of the table, without the mark. */
  readonly cells: readonly string[];
  /** One line each, the flag that allows it with it. */
  readonly refused: readonly string[];
  /** Its page, as large as the bytes of UTF-8 that are left allow; empty: nothing more is to be said. */
  readonly page: (bytes: number) => string;
}

export interface Numbers {
  readonly changes: number;
  readonly refusals: number;
  readonly declared: number;
  readonly read: number;
}

const NONE: Numbers = { changes: 0, refusals: 0, declared: 0, read: 0 };

/** How the page of an environment is made where a run is at hand, instead of its record. */
export type PageOf = (bytes: number) => string;

export function partOf(
  record: EnvironmentRecord,
  command: RecordedCommand,
  severalFiles: boolean,
  pageOf?: PageOf,
): Part {
  const label = labelOf(record, severalFiles);
  const stand = standOf(record);
  const { says } = standingOf(label, record);
  const head = inCell(escapeText(label));
  if ("error" in record) {
    const { error } = record;
    const isRefused = stand === "refused";
    return {
      label,
      stand,
      numbers: { ...NONE, refusals: isRefused ? 1 : 0 },
      cells: [head, "", says, isRefused ? "1" : "", ""],
      refused: isRefused
        ? [`- ${inCode(escapeText(label))}: ${inCode(escapeText(error.message))}`]
        : [],
      page: () => (stand === "not_attempted" ? "" : bodyOf(failureMarkdown(error))),
    };
  }
  if (stand === "offline") return offlinePart(record, label, pageOf);
  const plan = planOf(record.document as unknown as PlanDocument);
  const { changes, refusals, coverage, target } = plan;
  const { declared, read } = coverage;
  return {
    label,
    stand,
    numbers: {
      changes: command === "apply" ? writtenIn(record.document) : changes.length,
      refusals: refusals.length,
      declared,
      read,
    },
    cells: [
      head,
      `${inCell(escapeText(target.instance_id))} (${target.environment_type})`,
      command === "plan" ? String(changes.length) : says,
      refusals.length > 0 ? String(refusals.length) : "",
      `${read} of ${declared}`,
    ],
    refused: refusals.map((one) => refusalLine(label, one)),
    page: pageOf ?? ((bytes) => renderMarkdown(plan, command, { bytes, within: true })),
  };
}

/** Nothing of it is counted as something to change: what Clerk has is not known. */
function offlinePart(
  record: EnvironmentRecord & { readonly document: RecordedDocument },
  label: string,
  pageOf: PageOf | undefined,
): Part {
  const plan = offlineOf(record.document);
  const { says } = standingOf(label, record);
  const { declared } = plan;
  return {
    label,
    stand: "offline",
    numbers: { ...NONE, declared },
    cells: [inCell(escapeText(label)), "not read", says, "", `0 of ${declared}`],
    refused: [],
    page: pageOf ?? ((bytes) => offlineMarkdown(plan, { bytes, within: true })),
  };
}

/** How many settings were sent and accepted. */
const writtenIn = ({ outcomes = [] }: RecordedDocument): number =>
  (outcomes as readonly Pick<Outcome, "outcome">[]).filter(
    ({ outcome }) => outcome === "confirmed" || outcome === "unconfirmed",
  ).length;

/** The plan that a document was made from. */
export const planOf = ({ notes = [], ...document }: PlanDocument): Plan => ({
  ...document,
  warnings: [...document.warnings, ...notes],
});

/** Without the heading: the comment has its own. */
const bodyOf = (page: string): string => page.slice(page.indexOf("\n") + 1).trimStart();

function refusalLine(label: string, { address, message, allow }: Refusal): string {
  const said = [label, ...(address === null ? [] : [address])].map((text) =>
    inCode(escapeText(text)),
  );
  const flag = allow === null ? "" : ` · once: ${inCode(escapeText(allow))}`;
  return `- ${said.join(" ")}: ${inCode(escapeText(message))}${flag}`;
}
