import { isList, isObject } from "./answer.ts";
import type { Json } from "../catalog/setting.ts";

export const FAULT_ACTIONS = [
  "409",
  "429",
  "500",
  "503",
  "504",
  "html",
  "reset_before",
  "reset_after",
  "slow_headers",
  "slow_body",
  "truncated_body",
] as const;

export type FaultAction = (typeof FAULT_ACTIONS)[number];

/** What goes wrong, and when. */
export interface FaultRule {
  readonly action: FaultAction;
  /** Whose requests; null: either's. */
  readonly api: "backend" | "frontend" | null;
  /** null: any method. */
  readonly method: string | null;
  /** Below `/v1`; a trailing `*` stands for the rest; null: any path. */
  readonly path: string | null;
  /** Strikes from the nth matching request on, counted from 1. */
  readonly nth: number;
  /** How often it strikes; null: from then on always. */
  readonly times: number | null;
  /** Whether an error takes the place of the work or only of its answer. */
  readonly phase: "before" | "after";
  readonly retryAfter: number;
  readonly delayMs: number;
}

export interface Fault {
  readonly rule: FaultRule;
  /** Matching requests so far. */
  readonly seen: number;
}

export interface FaultTarget {
  readonly api: "backend" | "frontend";
  readonly method: string;
  readonly path: string;
}

function matches(rule: FaultRule, target: FaultTarget): boolean {
  if (rule.api !== null && rule.api !== target.api) return false;
  if (rule.method !== null && rule.method !== target.method) return false;
  if (rule.path === null) return true;
  return rule.path.endsWith("*")
    ? target.path.startsWith(rule.path.slice(0, -1))
    : target.path === rule.path;
}

function strikes({ rule, seen }: Fault): boolean {
  return seen >= rule.nth && (rule.times === null || seen < rule.nth + rule.times);
}

/** The faults after one more request, and the rule that strikes it: the first of those that match. */
export function countFaults(
  faults: readonly Fault[],
  target: FaultTarget,
): { readonly faults: readonly Fault[]; readonly striking: FaultRule | null } {
  const counted = faults.map((fault) =>
    matches(fault.rule, target) ? { ...fault, seen: fault.seen + 1 } : fault,
  );
  const striking = counted.find((fault) => matches(fault.rule, target) && strikes(fault));
  return { faults: counted, striking: striking?.rule ?? null };
}

const MEMBERS: readonly string[] = [
  "action",
  "api",
  "method",
  "path",
  "nth",
  "times",
  "phase",
  "retry_after",
  "delay_ms",
];

function parseCount(value: Json | undefined, fallback: number, least: number): number | string {
  if (value === undefined) return fallback;
  return typeof value === "number" && Number.isInteger(value) && value >= least
    ? value
    : `${JSON.stringify(value)} is no number of at least ${least}`;
}

function parseRule(value: Json): FaultRule | string {
  if (!isObject(value)) return "a rule is an object";
  const stranger = Object.keys(value).find((name) => !MEMBERS.includes(name));
  if (stranger !== undefined) return `a rule has no "${stranger}"; it has ${MEMBERS.join(", ")}`;
  const action = FAULT_ACTIONS.find((one) => one === value["action"]);
  if (!action) return `action is one of ${FAULT_ACTIONS.join(", ")}`;
  const { api = null, method = null, path = null, phase = "before" } = value;
  if (api !== null && api !== "backend" && api !== "frontend") return "api is backend or frontend";
  if (method !== null && typeof method !== "string") return "method is a text";
  if (path !== null && typeof path !== "string") return "path is a text";
  if (phase !== "before" && phase !== "after") return "phase is before or after";
  const nth = parseCount(value["nth"], 1, 1);
  const times = value["times"] === "always" ? null : parseCount(value["times"], 1, 1);
  const retryAfter = parseCount(value["retry_after"], 1, 0);
  const delayMs = parseCount(value["delay_ms"], 1000, 0);
  const wrong = [nth, times, retryAfter, delayMs].find((one) => typeof one === "string");
  if (typeof wrong === "string") return wrong;
  return {
    action,
    api,
    method: method === null ? null : method.toUpperCase(),
    path: path === null ? null : path.replace(/^\/v1(?=\/)/, ""),
    nth: Number(nth),
    times: times === null ? null : Number(times),
    phase,
    retryAfter: Number(retryAfter),
    delayMs: Number(delayMs),
  };
}

/** The rules of `{rules: […]}`, or of one rule alone; or a sentence about what is wrong. */
export function parseFaultRules(body: Json): readonly FaultRule[] | string {
  const listed = isObject(body) && isList(body["rules"]) ? body["rules"] : [body];
  const parsed = listed.map(parseRule);
  const wrong = parsed.find((rule) => typeof rule === "string");
  return typeof wrong === "string" ? wrong : parsed.filter((rule) => typeof rule !== "string");
}
