// What a code means that stands in an output: of an error, a refusal, a warning, a finding, or an exit.

import { EXIT_MEANINGS } from "../finding/exit-meanings.ts";
import { EXIT, FAILURES, type FailureCode } from "../finding/failure.ts";
import { ISSUE_CODES, issueTemplate } from "../finding/issue.ts";
import { REFUSAL_CODES, refusalTemplate } from "../finding/refusal.ts";
import { WARNING_CODES, warningTemplate } from "../finding/warning.ts";
import type { Explanation } from "./explain.ts";

const sentenceOf = (text: string): string => `${text[0]?.toUpperCase()}${text.slice(1)}.`;

const meaningOf = (exit: number): string =>
  Object.entries(EXIT)
    .filter(([, code]) => code === exit)
    .map(([name]) => EXIT_MEANINGS[name as keyof typeof EXIT].replaceAll("`", ""))
    .join("; ");

function explainFailure(code: FailureCode): Explanation {
  const { exit, means } = FAILURES[code];
  return {
    document: { kind: "error", code, says: means, exit_code: exit },
    title: code,
    says: sentenceOf(means),
    facts: [
      { name: "What it is", says: "a code of an error: error.code of --format json" },
      { name: "Exit code", says: `${exit}: ${meaningOf(exit)}` },
    ],
    lists: [],
  };
}

function explainExit(exit: number): Explanation {
  const codes = (Object.keys(FAILURES) as readonly FailureCode[]).filter(
    (code) => FAILURES[code].exit === exit,
  );
  return {
    document: { kind: "exit_code", exit_code: exit, says: meaningOf(exit), errors: codes },
    title: `exit code ${exit}`,
    says: sentenceOf(meaningOf(exit)),
    facts: [],
    lists: [
      {
        title: "Errors that end with it",
        entries: codes.map((code) => ({ name: code, says: FAILURES[code].means })),
      },
    ],
  };
}

/** Codes of findings, each with the words that people see. */
const TABLES = [
  { kind: "refusal", template: refusalTemplate, what: "why a change is refused, in a plan" },
  { kind: "warning", template: warningTemplate, what: "a warning, in a plan" },
  { kind: "issue", template: issueTemplate, what: "what is wrong at a place in the file" },
] as const;

/** Everything that a code stands for; empty: nothing. */
export function explainCode(code: string): readonly Explanation[] {
  const isFailure = Object.hasOwn(FAILURES, code);
  const isExit = Object.values(EXIT).some((exit) => String(exit) === code);
  const findings = TABLES.flatMap(({ kind, template, what }): readonly Explanation[] => {
    const says = template(code);
    if (says === undefined) return [];
    return [
      {
        document: { kind, code, says },
        title: code,
        says,
        facts: [{ name: "What it is", says: what }],
        lists: [],
      },
    ];
  });
  return [
    ...(isFailure ? [explainFailure(code as FailureCode)] : []),
    ...(isExit ? [explainExit(Number(code))] : []),
    ...findings,
  ];
}

/** Every code that can be explained, of whatever kind. */
export const EXPLAINED_CODES: readonly string[] = [
  ...Object.keys(FAILURES),
  ...REFUSAL_CODES,
  ...WARNING_CODES,
  ...ISSUE_CODES,
];
