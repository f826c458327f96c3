// docs/errors.md: exit codes and error codes, from the table of failures.

import { EXIT, FAILURES, type FailureCode } from "../core/finding/failure.ts";

/** What each exit code means for whoever runs the tool. */
const MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: "done, nothing to do, or in sync",
  failed: "failed: network, authentication or API; nothing was written",
  differs: "something to send (`plan --detailed-exitcode`), or drift",
  invalid: "the file, a flag or the environment is wrong; no request was sent",
  refused: "refused: a guard, a wrong target, a stale plan, or nobody there to ask",
  partial: "partly applied: some calls were sent and the run did not finish",
  contradicted: "applied, but Clerk's answer contradicts what was sent",
};

const codes = Object.keys(FAILURES) as readonly FailureCode[];

export function renderErrors(): string {
  const exits = Object.entries(EXIT).map(
    ([name, code]) => `| ${code} | ${MEANINGS[name as keyof typeof EXIT]} |`,
  );
  const rows = codes
    .toSorted((a, b) => FAILURES[a].exit - FAILURES[b].exit || (a < b ? -1 : 1))
    .map((code) => `| \`${code}\` | ${FAILURES[code].exit} | ${FAILURES[code].means} |`);
  return `# Exit codes and error codes

For scripts that read \`error.code\` of \`--format json\`, and for whoever looks up an exit code. This page is generated from \`src/core/finding/failure.ts\`; \`npm run build\` writes it.

## Exit codes

| Code | Means |
| ---- | ----- |
${exits.join("\n")}
| 130 / 143 | interrupted before anything was written |

## Error codes

A code does not change its meaning. An error that a run ends with after something was written ends with 5, whatever its own code is.

| Code | Exit | Means |
| ---- | ---- | ----- |
${rows.join("\n")}
`;
}
