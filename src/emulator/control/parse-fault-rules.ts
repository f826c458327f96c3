// From the body of POST /_emulator/faults to rules, or to a sentence about what is wrong with it.

import { isList, isObject, type JsonObject } from "../http/answer.ts";
import type { Json } from "../../catalog/setting.ts";
import { ERROR_CODES, isErrorCode, statusOf, type ErrorCode } from "../http/error-codes.ts";
import {
  CODE_OF_STATUS,
  isFaultStatus,
  OTHER_ACTIONS,
  type FaultAction,
  type FaultRule,
} from "../http/faults.ts";

/** What is wrong with a rule, in a sentence. */
class RuleProblem extends Error {}

function parseText(rule: JsonObject, name: string): string | null {
  const value = rule[name] ?? null;
  if (value === null || typeof value === "string") return value;
  throw new RuleProblem(`${name} is a text`);
}

function parseChoice<Choice extends string>(
  rule: JsonObject,
  name: string,
  choices: readonly Choice[],
): Choice | null {
  const value = rule[name] ?? null;
  const choice = choices.find((one) => one === value) ?? null;
  if (choice === null && value !== null)
    throw new RuleProblem(`${name} is ${choices.join(" or ")}`);
  return choice;
}

function parseCount(rule: JsonObject, name: string, fallback: number, least: number): number {
  const value = rule[name] ?? fallback;
  if (typeof value === "number" && Number.isInteger(value) && value >= least) return value;
  throw new RuleProblem(`${JSON.stringify(value)} is no number of at least ${least}`);
}

function parseAction(rule: JsonObject): FaultAction {
  const actions = [...Object.keys(CODE_OF_STATUS).filter(isFaultStatus), ...OTHER_ACTIONS];
  const action = actions.find((one) => one === rule["action"]);
  if (!action) throw new RuleProblem(`action is one of ${actions.join(", ")}`);
  return action;
}

function parseCode(rule: JsonObject, action: FaultAction): ErrorCode | null {
  const code = parseText(rule, "code");
  if (code === null) return null;
  if (isErrorCode(code) && String(statusOf(code)) === action) return code;
  const known = Object.keys(ERROR_CODES).filter(
    (one) => isErrorCode(one) && String(statusOf(one)) === action,
  );
  throw new RuleProblem(
    known.length === 0
      ? `${action} has no code`
      : `a code with status ${action} is one of ${known.join(", ")}`,
  );
}

const MEMBERS: readonly string[] = [
  "action",
  "code",
  "param",
  "api",
  "method",
  "path",
  "nth",
  "times",
  "phase",
  "retry_after",
  "delay_ms",
];

function parseRule(rule: Json): FaultRule {
  if (!isObject(rule)) throw new RuleProblem("a rule is an object");
  const stranger = Object.keys(rule).find((name) => !MEMBERS.includes(name));
  if (stranger !== undefined) {
    throw new RuleProblem(`a rule has no "${stranger}"; it has ${MEMBERS.join(", ")}`);
  }
  const action = parseAction(rule);
  const param = parseText(rule, "param");
  if (param !== null && !isFaultStatus(action)) throw new RuleProblem(`${action} blames no member`);
  return {
    action,
    code: parseCode(rule, action),
    param,
    api: parseChoice(rule, "api", ["backend", "frontend"]),
    method: parseText(rule, "method")?.toUpperCase() ?? null,
    path: parseText(rule, "path")?.replace(/^\/v1(?=\/)/, "") ?? null,
    nth: parseCount(rule, "nth", 1, 1),
    times: rule["times"] === "always" ? null : parseCount(rule, "times", 1, 1),
    phase: parseChoice(rule, "phase", ["before", "after"]) ?? "before",
    retryAfter: parseCount(rule, "retry_after", 1, 0),
    delayMs: parseCount(rule, "delay_ms", 1000, 0),
  };
}

/** The rules of `{rules: […]}`, or of one rule alone; or a sentence about what is wrong. */
export function parseFaultRules(body: Json): readonly FaultRule[] | string {
  const listed = isObject(body) && isList(body["rules"]) ? body["rules"] : [body];
  try {
    return listed.map(parseRule);
  } catch (error) {
    if (error instanceof RuleProblem) return error.message;
    throw error;
  }
}
