// What a record says of each setting of its instance. What it does not say is never guessed.

import { EXTRA } from "../../../catalog/resource.ts";
import type { Json } from "../../../catalog/setting.ts";
import type { Change, HazardMet } from "../../plan/change.ts";
import type { Refusal } from "../../finding/refusal.ts";
import type { Plan } from "../../plan/plan.ts";
import type { EnvironmentRecord, RecordedCommand } from "../../report/record.ts";
import type { Outcome, OutcomeKind } from "../../report/report.ts";
import { escapeText, showPlain } from "../../text/escape.ts";
import { soundsSecret } from "../../text/secret.ts";
import { UNREADABLE } from "../../value/reading.ts";
import { showAlone, showItem } from "../value.ts";
import { sidesOf } from "../sides.ts";
import type { Mark } from "./marks.ts";

/** What is shown of one setting. */
export interface Finding {
  readonly mark: Mark;
  /** What is there, and what the file asks for; of a drift what the file says, and what Clerk has. */
  readonly values?: readonly [before: string, after: string];
  /** `file:line`; empty: the record names none. */
  readonly place: string;
  readonly notes: readonly string[];
}

/** Address → what is known. */
export type Findings = ReadonlyMap<string, Finding>;

/** The members of a recorded document that the page shows. */
export type PageDocument = Pick<
  Plan,
  "changes" | "refusals" | "coverage" | "ignored" | "warnings"
> & {
  /** Absent: no instance was read. */
  readonly target?: Plan["target"];
  readonly outcomes?: readonly Outcome[];
};

/** The document of a record; undefined: the instance came to nothing. */
export const pageDocumentOf = (record: EnvironmentRecord): PageDocument | undefined =>
  "document" in record ? (record.document as unknown as PageDocument) : undefined;

/** Later ones stand over earlier ones: declared, not read, left alone, changed, refused. */
export function findingsOf(record: EnvironmentRecord, command: RecordedCommand): Findings {
  const document = pageDocumentOf(record);
  const declared = record.declared ?? [];
  if (!document) return new Map(declared.map((address) => [address, plain("u")]));
  const { coverage, ignored, changes, refusals, outcomes = [] } = document;
  const mark = document.target ? "s" : "u";
  const found = new Map<string, Finding>(declared.map((address) => [address, plain(mark)]));
  for (const { address, why } of coverage.unreadable)
    found.set(address, plain("u", [UNREADABLE[why] ?? escapeText(why)]));
  for (const { address, reason, until } of ignored)
    found.set(address, plain("l", [escapeText(`${reason}, until ${until}`)]));
  const results = new Map(outcomes.map((one) => [one.address, one]));
  for (const change of changes)
    found.set(change.address, changed(change, command, results.get(change.address)));
  for (const { address, ...why } of refusals)
    if (address !== null) found.set(address, refused(found.get(address) ?? plain("r"), why));
  return found;
}

/** A hazard says why itself. */
function refused(
  { notes, ...before }: Finding,
  { message, allow }: Pick<Refusal, "message" | "allow">,
): Finding {
  const says = escapeText(message);
  const told = notes.some((note) => note.endsWith(says)) ? notes : [...notes, says];
  const way = allow === null ? [] : [`to allow it once: ${escapeText(allow)}`];
  return { ...before, mark: "r", notes: [...told, ...way] };
}

const plain = (mark: Mark, notes: readonly string[] = []): Finding => ({ mark, place: "", notes });

/** What became of a change that was to be sent. */
const OUTCOME: Readonly<Record<OutcomeKind, readonly [mark: Mark, says: string]>> = {
  confirmed: ["a", ""],
  unconfirmed: ["w", "sent; nothing has shown it yet"],
  contradicted: ["d", "Clerk accepted it and shows something else"],
  ambiguous: ["w", "the answer was lost; it may have been written"],
  failed: ["f", "nothing was written"],
  not_attempted: ["d", "not sent"],
};

/** Of a member that the catalog does not know, only its name tells what its value may be. */
const holdsSecret = (address: string): boolean =>
  address.includes(`.${EXTRA}.`) && soundsSecret(address);

function changed(change: Change, command: RecordedCommand, result: Outcome | undefined): Finding {
  const [mark, says] = (result && OUTCOME[result.outcome]) ?? [change.from.known ? "d" : "w", ""];
  const { before, after, note, removed, added } = sidesOf(change, command);
  const isHidden = holdsSecret(change.address);
  const unread = change.from.known ? [] : [UNREADABLE[change.from.why] ?? ""];
  const shown = result?.shown === undefined ? [] : [`Clerk shows ${showAlone(result.shown)}`];
  const ofValue = [note, itemsText("−", removed), itemsText("+", added), ...shown];
  const notes = [
    ...unread,
    says,
    result?.detail === undefined ? "" : escapeText(result.detail),
    ...(isHidden ? [] : ofValue),
    ...change.hazards.flatMap(hazardNotes),
  ];
  return {
    mark,
    values: isHidden ? ["(not shown)", "(not shown)"] : [before, after],
    place: showPlain(`${change.at.file}:${change.at.line}`),
    notes: notes.filter(Boolean),
  };
}

/** Items of a long list that are written out. */
const SHOWN_ITEMS = 300;

function itemsText(sign: string, items: readonly Json[]): string {
  if (items.length === 0) return "";
  const left = items.length - SHOWN_ITEMS;
  const shown = items.slice(0, SHOWN_ITEMS).map(showItem).join(" ");
  return `${sign} ${shown}${left > 0 ? ` … ${left} more` : ""}`;
}

function hazardNotes({ hazard, says, blocked, consent }: HazardMet): readonly string[] {
  const danger = `${blocked ? "✗" : "⚠"} ${hazard}: ${escapeText(says)}`;
  if (consent === null) return [danger];
  if (consent.by === "flag") return [danger, `allowed by ${escapeText(consent.flag)}`];
  const { at, reason, until } = consent;
  return [
    danger,
    `consented: ${showPlain(at.file)}:${at.line}, ${escapeText(`${reason}, until ${until}`)}`,
  ];
}
