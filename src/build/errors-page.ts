// docs/errors.md: exit codes and error codes, from the table of failures.

import { EXIT_MEANINGS } from "../core/finding/exit-meanings.ts";
import { EXIT, FAILURES, type FailureCode } from "../core/finding/failure.ts";

const codes = Object.keys(FAILURES) as readonly FailureCode[];

export function renderErrors(): string {
  const exits = Object.entries(EXIT).map(
    ([name, code]) => `| ${code} | ${EXIT_MEANINGS[name as keyof typeof EXIT]} |`,
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
