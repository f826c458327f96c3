/** The shapes that the plan document promises, checked by hand. */
import { expect } from "vitest";
import { at, isObject, listAt, memberNames, stringAt, type Json, type JsonObject } from "./json.ts";
import { told, type CliResult } from "./cli.ts";

export interface ChangeView {
  address: string;
  from: Json | undefined;
  to: Json | undefined;
}

/** Address, value before and value after of each change, sorted by address. */
export function changesOf(document: unknown): ChangeView[] {
  return listAt(document, "changes")
    .map((change) => ({
      address: stringAt(change, "address"),
      from: at(change, "from", "value"),
      to: at(change, "to"),
    }))
    .toSorted((left, right) => (left.address < right.address ? -1 : 1));
}

export const addressesOf = (document: unknown): string[] =>
  changesOf(document).map(({ address }) => address);

/** Section by section what each call would send. */
export function bodiesOf(document: unknown): Record<string, Json | undefined> {
  return Object.fromEntries(
    listAt(document, "calls").map((call) => [stringAt(call, "path"), at(call, "body")]),
  );
}

/** Addresses by outcome, each list sorted. */
export function outcomesOf(document: unknown): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const outcome of listAt(document, "outcomes")) {
    (found[stringAt(outcome, "outcome")] ??= []).push(stringAt(outcome, "address"));
  }
  return Object.fromEntries(
    Object.entries(found).map(([outcome, addresses]) => [outcome, addresses.toSorted()]),
  );
}

const PLAN_MEMBERS = [
  "calls",
  "changes",
  "coverage",
  "exit_code",
  "fingerprint",
  "format_version",
  "ignored",
  "refusals",
  "result",
  "target",
  "tool_version",
  "warnings",
];

/** What the whole comes to, and the code that goes with it. */
function expectEnd(document: JsonObject, kind: "plan" | "drift"): void {
  const differs = listAt(document, "changes").length > 0;
  const refused = listAt(document, "refusals").length > 0;
  const result = refused ? "refused" : differs ? "changes" : "no_changes";
  expect(document["result"]).toBe(kind === "plan" ? result : differs ? "drift" : "no_drift");
  // Changes alone end a plan with 0, unless --detailed-exitcode was given.
  const planned = refused ? [4] : differs ? [0, 2] : [0];
  const codes = kind === "plan" ? planned : [differs ? 2 : 0];
  expect(codes).toContain(document["exit_code"]);
}

function expectHazardShape(met: unknown): void {
  expect(memberNames(met)).toEqual(["blocked", "consent", "hazard", "says"]);
  expect(HAZARDS).toContain(stringAt(met, "hazard"));
  expect(stringAt(met, "says")).toMatch(/^\S.*\S$/s);
  expect([true, false]).toContain(at(met, "blocked"));
  const consent = at(met, "consent");
  if (consent === null) return;
  expect(at(met, "blocked")).toBe(false);
  if (at(consent, "by") === "flag") {
    expect(memberNames(consent)).toEqual(["by", "flag"]);
    expect(stringAt(consent, "flag")).toMatch(/^--allow [a-z_]+(?:=[\w.]+)?$/);
    return;
  }
  expect(at(consent, "by")).toBe("file");
  expect(memberNames(consent)).toEqual(["at", "by", "reason", "until"]);
  expect(memberNames(at(consent, "at"))).toEqual(["column", "file", "line"]);
  expect(stringAt(consent, "until")).toMatch(/^\d{4}-\d{2}-\d{2}$/);
}

const HAZARDS = [
  "locks_out_users",
  "opens_sign_up",
  "weakens_security",
  "breaks_clients",
  "costs_money",
  "deprecated",
];

/** Every part of a plan document, member by member. */
export function expectPlanShape(document: JsonObject, kind: "plan" | "drift"): void {
  const members =
    kind === "plan"
      ? PLAN_MEMBERS
      : [...PLAN_MEMBERS.filter((name) => name !== "calls"), "counts"].toSorted();
  expect(memberNames(document)).toEqual(members);
  expect(document["format_version"]).toBe("1.1");
  expectEnd(document, kind);
  expect(document["fingerprint"]).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(memberNames(document["target"])).toEqual([
    "api_url",
    "api_version",
    "environment",
    "environment_type",
    "instance_id",
  ]);
  expect(memberNames(document["coverage"])).toEqual(["declared", "read", "unreadable"]);
  for (const change of listAt(document, "changes")) {
    expect(memberNames(change)).toEqual([
      "action",
      ...(kind === "drift" ? ["actual"] : []),
      "address",
      "at",
      ...(kind === "drift" ? ["expected"] : []),
      "from",
      "hazards",
      "section",
      "setting",
      "to",
    ]);
    if (kind === "drift") {
      expect(at(change, "expected")).toEqual(at(change, "to"));
      expect(at(change, "actual")).toEqual(at(change, "from", "value"));
      for (const met of listAt(change, "hazards"))
        expect(met).toMatchObject({ blocked: false, consent: null });
    }
    expect(stringAt(change, "address")).toBe(
      `${stringAt(change, "section")}.${stringAt(change, "setting")}`,
    );
    expect(at(change, "action")).toBe("update");
    expect(memberNames(at(change, "at"))).toEqual(["column", "file", "line"]);
    for (const hazard of listAt(change, "hazards")) expectHazardShape(hazard);
    const from = at(change, "from");
    if (at(from, "known") === true) expect(memberNames(from)).toEqual(["known", "source", "value"]);
    else expect(memberNames(from)).toEqual(["known", "why"]);
  }
  if (kind === "plan") {
    for (const [index, call] of listAt(document, "calls").entries()) {
      expect(memberNames(call)).toEqual(["addresses", "body", "id", "method", "path"]);
      expect(at(call, "id")).toBe(String(index + 1));
      expect(at(call, "method")).toBe("PATCH");
    }
  }
  for (const entry of listAt(document, "coverage", "unreadable")) {
    expect(memberNames(entry)).toEqual(["address", "why"]);
  }
}

export interface IssueView {
  code: string;
  message: string;
  file: Json | undefined;
  line: Json | undefined;
  column: Json | undefined;
  pointer: Json | undefined;
}

/** The error document of a failed `--format json` run, its shape checked; the exit code must agree. */
export function errorOf(result: CliResult): { code: string; message: string; issues: IssueView[] } {
  const error = at(result.json(), "error");
  if (!isObject(error)) throw new Error(`no error document: ${told(result)}`);
  expect(memberNames(error)).toEqual(
    expect.arrayContaining(["code", "exit_code", "issues", "message"]),
  );
  expect(error["exit_code"]).toBe(result.code);
  expect(stringAt(error, "code")).toMatch(/^[a-z][a-z0-9_]*$/);
  const issues = listAt(error, "issues").map((issue): IssueView => ({
    code: stringAt(issue, "code"),
    message: stringAt(issue, "message"),
    file: at(issue, "file"),
    line: at(issue, "line"),
    column: at(issue, "column"),
    pointer: at(issue, "pointer"),
  }));
  return { code: stringAt(error, "code"), message: stringAt(error, "message"), issues };
}

export interface RefusalView {
  address: string;
  hazard: string;
}

export function refusalsOf(document: unknown): RefusalView[] {
  return listAt(document, "refusals")
    .map((refusal) => ({
      address: stringAt(refusal, "address"),
      hazard: stringAt(refusal, "hazard"),
    }))
    .toSorted((left, right) =>
      `${left.address} ${left.hazard}` < `${right.address} ${right.hazard}` ? -1 : 1,
    );
}
