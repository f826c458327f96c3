// What differs between two copies of a document, from what we remember of them. Pure.

import { keyOf, type Movement } from "./movement.ts";
import { placeOf, type DocumentRecord, type MemberRecord, type PartRecord } from "./record.ts";

export type Difference = Omit<Movement, "version" | "row"> & {
  /** Whether it speaks of what a PATCH takes, of what is answered, or of the endpoint itself. */
  readonly of: "request" | "answer" | "endpoint";
};

type Report = (
  kind: Movement["kind"],
  path: string,
  member: string | null,
  message: string,
  of: Difference["of"],
) => void;

/**
 * What moved from one copy to the other: first what each PATCH takes, then what is answered, path by
 * path. One thing that moved is said once: a member that is new in the request and in the answers is
 * new in the request; the answers of GET and PATCH show the same object; an endpoint that came or
 * went takes its members with it.
 */
export function compareRecords(
  before: DocumentRecord,
  after: DocumentRecord,
): readonly Difference[] {
  const found = new Map<string, Difference>();
  const report: Report = (kind, path, member, message, of) => {
    const difference = { kind, path, member, message, of };
    const key = keyOf(difference);
    if (!found.has(key)) found.set(key, difference);
  };
  const places = [...Object.keys(before), ...Object.keys(after)];
  for (const path of new Set(places.map((place) => place.split(" ")[1] ?? ""))) {
    comparePath(path, before, after, report);
  }
  return [...found.values()];
}

function comparePath(
  path: string,
  before: DocumentRecord,
  after: DocumentRecord,
  report: Report,
): void {
  const request = placeOf("PATCH", path, "request");
  const [was, is] = [before[request], after[request]];
  if (was && !is)
    return report("endpoint_removed", path, null, `PATCH ${path} is gone`, "endpoint");
  if (is && !was) return report("endpoint_added", path, null, `PATCH ${path} is new`, "endpoint");
  if (was && is) compareRequests(path, was, is, report);
  for (const method of ["GET", "PATCH"] as const)
    compareAnswer(method, path, before, after, report);
}

/** Whether a request takes the member in one record that it does not take in the other. */
function onlyIn(one: PartRecord | undefined, other: PartRecord | undefined) {
  const [names, others] = [one, other].map((part) => new Set(Object.keys(part?.members ?? {})));
  return (name: string): boolean => names?.has(name) === true && others?.has(name) === false;
}

function compareAnswer(
  method: "GET" | "PATCH",
  path: string,
  before: DocumentRecord,
  after: DocumentRecord,
  report: Report,
): void {
  const request = placeOf("PATCH", path, "request");
  const answer = placeOf(method, path, "answer");
  const [shown, shows] = [before[answer], after[answer]];
  const where = `the answer of ${method} ${path}`;
  if (shown && shows) {
    const come = onlyIn(after[request], before[request]);
    const gone = onlyIn(before[request], after[request]);
    compareAnswers({ path, where, before: shown, after: shows, come, gone }, report);
  } else if (shown || shows) reportBody(method, path, shows !== undefined, report);
}

/** An answer that is there in one record and not in the other. */
function reportBody(method: "GET" | "PATCH", path: string, isThere: boolean, report: Report): void {
  if (method === "PATCH") {
    const kind = isThere ? "answer_member_added" : "answer_member_removed";
    const body = isThere ? "a body" : "no body";
    return report(kind, path, null, `the answer of PATCH ${path} has ${body} now`, "answer");
  }
  return isThere
    ? report("readable_added", path, null, `GET ${path} is there: it can be read`, "endpoint")
    : report("endpoint_removed", path, null, `GET ${path} is gone`, "endpoint");
}

function compareRequests(
  path: string,
  before: PartRecord,
  after: PartRecord,
  report: Report,
): void {
  for (const [name, member] of Object.entries(after.members)) {
    const known = memberOf(before, name);
    if (!known) report("member_added", path, name, `${name} (${member.type}) is new`, "request");
    else {
      compareMembers({ path, name, before: known, after: member, of: "request" }, report);
      if (known.nullable !== member.nullable) {
        const takes = member.nullable ? "takes null now" : "no longer takes null";
        report("nullability_changed", path, name, `${name} ${takes}`, "request");
      }
    }
  }
  for (const name of Object.keys(before.members)) {
    if (!memberOf(after, name)) report("member_removed", path, name, `${name} is gone`, "request");
  }
}

interface AnswerPair {
  readonly path: string;
  readonly where: string;
  readonly before: PartRecord;
  readonly after: PartRecord;
  /** Whether a request takes the member now that did not, or the other way round. */
  readonly come: (name: string) => boolean;
  readonly gone: (name: string) => boolean;
}

function compareAnswers(
  { path, where, before, after, come, gone }: AnswerPair,
  report: Report,
): void {
  for (const [name, member] of Object.entries(after.members)) {
    const known = memberOf(before, name);
    if (known) {
      compareMembers({ path, name, before: known, after: member, of: "answer" }, report);
      compareShown(path, name, { where, before, after }, report);
    } else if (!come(name)) {
      const message = `${name} (${member.type}) is new in ${where}`;
      report("answer_member_added", path, name, message, "answer");
    }
  }
  for (const name of Object.keys(before.members)) {
    if (!memberOf(after, name) && !gone(name))
      report("answer_member_removed", path, name, `${name} is gone from ${where}`, "answer");
  }
}

/** What a request doesn't have: whether a member is always there, and whether it can be null. */
function compareShown(
  path: string,
  name: string,
  { where, before, after }: Pick<AnswerPair, "where" | "before" | "after">,
  report: Report,
): void {
  const nullable = after.members[name]?.nullable;
  if (before.members[name]?.nullable !== nullable) {
    const message = `${name} ${nullable ? "can be null now" : "is never null now"} in ${where}`;
    report("nullability_changed", path, name, message, "answer");
  }
  const required = after.required.includes(name);
  if (before.required.includes(name) !== required) {
    const message = `${name} is ${required ? "now always" : "no longer always"} in ${where}`;
    report("required_changed", path, name, message, "answer");
  }
}

interface MemberPair {
  readonly path: string;
  readonly name: string;
  readonly before: MemberRecord;
  readonly after: MemberRecord;
  readonly of: "request" | "answer";
}

function compareMembers({ path, name, before, after, of }: MemberPair, report: Report): void {
  if (before.type !== after.type) {
    report("type_changed", path, name, `${name} is ${after.type}, and was ${before.type}`, of);
  }
  if (after.deprecated && !before.deprecated) {
    report("member_deprecated", path, name, `${name} is deprecated now`, of);
  }
  if (before.text !== after.text) {
    report("text_changed", path, name, `the text of ${name} changed: read it`, of);
  }
}

const memberOf = ({ members }: PartRecord, name: string): MemberRecord | undefined =>
  Object.hasOwn(members, name) ? members[name] : undefined;
