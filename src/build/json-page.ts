// docs/json.md: what is printed with --format json, from the schemas.

import type { JsonSchema } from "../catalog/setting.ts";
import { OUTPUTS, type OutputName } from "../core/report/output-schemas.ts";

/** What prints or writes each of them, and what of its results wants a word. */
const SOURCES: Readonly<Record<OutputName, readonly [from: string, results: string]>> = {
  plan: [
    "`plan`, and the file of `plan --out`",
    "`changes`, `no_changes`, or `refused`: `apply` would refuse it",
  ],
  "offline-plan": [
    "`plan --against REF_OR_FILE`, and `plan` without a secret key in a pull request",
    "`offline`: the live state was not read",
  ],
  drift: ["`drift`", "`drift`, `no_drift`"],
  apply: [
    "`apply`",
    "`done`, `unconfirmed`, `contradicted`, `partial`, `failed`, `refused`; `no_changes` when nothing was left to send",
  ],
  rollback: ["`rollback`", "as `apply`"],
  pull: ["`pull` and `init`", "`written`, `would_write`, `unchanged`, `refused`"],
  compare: ["`compare`", "`same`: nothing differs but what the file allows; `differs`"],
  promote: ["`promote`", "as `pull`"],
  receipt: ["the file of `apply --receipt` and `rollback --receipt`", ""],
  validate: ["`validate`, of a valid file", "`valid`"],
  explain: ["`explain`", "`explained`"],
  fleet: [
    "`plan`, `drift` and `apply` with `--all`, or with `--env` more than once",
    "`done`, `differs`, `failed`, `invalid`, `refused`, `partial`, `contradicted`, `interrupted`",
  ],
  report: [
    "`plan`, `drift` and `apply` with `--report FILE` or `--format jsonl`, and `report merge --format jsonl`: each line is one of these objects",
    "",
  ],
  shards: ["`shards`: what a matrix of GitHub Actions takes with `fromJSON`", ""],
  error: ["every command that could not go on", ""],
  "change-domain": ["`change-domain`", "`accepted`"],
  openapi: ["`schema --check-openapi`", "`moved`, `same`"],
};

/** Of a schema of several objects, those of each, by the type of the object. */
function membersOf(schema: JsonSchema): string {
  const kinds = schema["oneOf"] as readonly JsonSchema[] | undefined;
  if (!kinds) return `- Members: ${namesIn(schema)}`;
  return kinds.map((kind) => `- Members of \`${typeOf(kind)}\`: ${namesIn(kind)}`).join("\n");
}

const typeOf = ({ properties }: JsonSchema): string =>
  (properties as { readonly type: { readonly const: string } }).type.const;

function namesIn(schema: JsonSchema): string {
  const members = Object.keys(schema["properties"] as Readonly<Record<string, JsonSchema>>);
  const required = schema["required"] as readonly string[];
  return members
    .map((name) => (required.includes(name) ? `\`${name}\`` : `\`${name}\` (not always)`))
    .join(", ");
}

const section = (name: OutputName): string => {
  const [from, results] = SOURCES[name];
  return [
    `## ${name}`,
    "",
    `From ${from}. Schema: \`schemas/${name}.schema.json\`, \`clerkwork schema --of ${name}\`.`,
    "",
    ...(results ? [`- \`result\`: ${results}`] : []),
    membersOf(OUTPUTS[name]()),
    "",
  ].join("\n");
};

export function renderJson(): string {
  const names = Object.keys(OUTPUTS) as readonly OutputName[];
  return `# JSON

With \`--format json\`, stdout is one JSON document on every path, errors included; words for people go to stderr. This page is generated from the schemas in \`src/core/report/output-schemas.ts\`; \`npm run build\` writes it.

- \`result\` says in a word what it came to, \`exit_code\` is what the process ends with. An error carries \`error.exit_code\`.
- \`format_version\` is one for all documents: a minor version adds members and never takes one away or changes what it means.
- The schemas are closed: a member that they don't name is an error. Read members that you know, and leave the others alone.
- A document of \`fleet\` holds one of \`plan\`, \`offline-plan\`, \`drift\`, \`apply\` or \`error\` by the name of each environment.
- An apply whose answer was an error has \`error\` beside its outcomes; \`calls[].problem\` says why a call failed, once for all its settings, and \`outcomes[]\` says it of each setting.
- \`emulator --format json\` prints \`api_url\` and \`frontend_api_url\` when it serves, and goes on serving.

\`\`\`sh
clerkwork plan --format json | jq -r '.result'
clerkwork apply --yes --format json | jq -r '.outcomes[] | select(.outcome != "confirmed") | .address'
\`\`\`

${names.map(section).join("\n").trimEnd()}
`;
}
