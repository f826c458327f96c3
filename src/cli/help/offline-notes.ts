// Help of the commands that open no connection to Clerk.

import { INVALID, type Note, type VariableName } from "./note.ts";

const OFFLINE: readonly VariableName[] = ["NO_COLOR"];

export const OFFLINE_NOTES: Readonly<Record<string, Note>> = {
  validate: {
    says: "Check the file: all issues at once, each with its line. Opens no connection and needs no key.",
    examples: [
      ["validate", "check clerkwork.yaml"],
      ["validate -f auth/clerkwork.yaml", "check another file"],
      ["validate --all", "check each environment as it is merged"],
    ],
    exits: { "0": "valid", "3": "not valid, or a flag is wrong" },
    variables: OFFLINE,
    docs: "docs/errors.md",
  },
  shards: {
    says: "Say into how many shards a run over all environments is best cut: JSON is what a matrix of CI jobs takes. Opens no connection and needs no key.",
    examples: [
      ["shards --format json", 'print {"include":[{"shard":"1/3"},…]}'],
      ["shards -f tenants --per 50", "of a folder of files, with 50 environments in each shard"],
      ["shards --match 'eu-*' --max 4", "of some environments, in four shards at most"],
    ],
    exits: { "0": "printed", "3": INVALID },
    variables: [],
    docs: "docs/fleets.md",
  },
  "report merge": {
    says: "Put the reports of shards together: what is printed, and the exit code, are those of one run without shards. Refuses reports that are not all shards of one run, each once and to its end. Opens no connection and needs no key.",
    examples: [
      ["report merge plan-*.jsonl --html fleet.html", "the table of all environments, and a page"],
      ["report merge plan-*.jsonl --detailed-exitcode", "exit 2 when something is to be sent"],
      ["report merge plan-*.jsonl --format markdown", "for a job's summary"],
    ],
    exits: {
      "0": "as one run",
      "1": "some failed",
      "2": "drift; with --detailed-exitcode, something to send",
      "3": "a report is not whole, not of this version, or of another run",
      "4": "some are refused",
      "5": "some were partly applied",
      "6": "some were applied, and Clerk shows something else",
    },
    variables: OFFLINE,
    docs: "docs/fleets.md",
  },
  explain: {
    says: "Say what is known of a setting, a section, a hazard, a key of the file, an HTTP status of Clerk's, or a code that clerkwork printed. Without a name, list settings, keys and statuses.",
    examples: [
      ["explain restrictions.blocklist", "a setting; explain blocklist does, too"],
      ["explain weakens_security", "a hazard: which settings carry it, how to consent"],
      ["explain stale_plan", "a code; explain consents a key of the file, explain 402 a status"],
    ],
    exits: { "0": "explained", "3": "nothing has that name" },
    variables: OFFLINE,
    docs: "docs/settings.md",
  },
  schema: {
    says: "Print the JSON Schema of the file, or of what clerkwork writes; or say what moved in Clerk's OpenAPI documents.",
    examples: [
      ["schema > clerkwork.schema.json", "for an editor"],
      ["schema --of receipt", "for what reads receipts"],
      ["schema --check-openapi 2026-05-12.yml", "compare the catalog with Clerk's document"],
    ],
    exits: { "0": "printed, or nothing moved", "2": "something moved", "3": INVALID },
    variables: [],
    docs: "docs/commands.md",
  },
  emulator: {
    says: "Serve a Clerk of your own on this machine, to try things on. Prints its addresses, and runs until Ctrl-C.",
    examples: [
      ["emulator", "on a free port"],
      ["emulator --port 4010 --state state.json", "keep the state"],
      ["emulator --format json", "print the addresses for a script"],
    ],
    exits: { "0": "stopped by a signal", "1": "the emulator can't start", "3": INVALID },
    variables: [],
    docs: "docs/emulator.md",
  },
  completion: {
    says: "Print a script that completes commands, flags and values in your shell.",
    examples: [
      ["completion bash >> ~/.bash_completion", "bash, once, with bash-completion"],
      ['completion zsh > "${fpath[1]}/_clerkwork"', "zsh, into a folder of fpath"],
      ["completion fish > ~/.config/fish/completions/clerkwork.fish", "fish"],
    ],
    exits: { "0": "printed", "3": "no such shell" },
    variables: [],
    docs: "docs/commands.md",
  },
  help: {
    says: "Print the overview, or the help of a command.",
    examples: [
      ["help", "the overview"],
      ["help plan", "the same as clerkwork plan --help"],
      ["plan -h", "the same"],
    ],
    exits: { "0": "printed", "3": "no such command" },
    variables: [],
    docs: "docs/commands.md",
  },
};
