// The workflow that init writes: plan in pull requests, apply on merge, drift on a schedule.

import { commandText, type RepeatedFlags } from "../screen/command-line.ts";

/** Where GitHub looks for it, below the repository's root. */
export const WORKFLOW = ".github/workflows/clerkwork.yml";

const CHECKOUT = "actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2";
const SETUP_NODE = "actions/setup-node@53b83947a5a98c8d113130e565377fae1a50d02f # v6.3.0";

/** What the workflow is made for. */
export interface WorkflowFacts {
  /** The variables that hold the secret keys; secrets of the same names give them. */
  readonly variables: readonly string[];
  /** The file and the environments. */
  readonly again: RepeatedFlags;
}

export function workflowFor({ variables, again }: WorkflowFacts): string {
  const command = (name: "plan" | "apply" | "drift", own: readonly string[]): string =>
    `npx --no-install ${commandText(name, again, own)}`;
  const steps = [
    `      - uses: ${CHECKOUT}`,
    "        with:",
    "          persist-credentials: false",
    `      - uses: ${SETUP_NODE}`,
    "        with:",
    "          node-version: 22",
    "      - run: npm ci --ignore-scripts",
  ];
  const keys = [
    "        env:",
    ...variables.map((name) => `          ${name}: \${{ secrets.${name} }}`),
  ];
  const job = (name: string, condition: string, more: readonly string[], run: string) => [
    `  ${name}:`,
    `    if: ${condition}`,
    "    runs-on: ubuntu-latest",
    "    timeout-minutes: 10",
    ...more,
    "    steps:",
    ...steps,
    `      - run: ${run}`,
    ...keys,
  ];
  return `${[
    `# Written by clerkwork init. Each secret key is a secret of the repository: ${variables.join(", ")}.`,
    "name: clerkwork",
    "on:",
    "  pull_request:",
    "  push:",
    "    branches: [main]",
    "  schedule:",
    '    - cron: "17 5 * * *"',
    "",
    "permissions:",
    "  contents: read",
    "",
    "jobs:",
    ...job(
      "plan",
      "github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository",
      ["    # Forks get no secrets."],
      `${command("plan", ["--format", "markdown"])} >> "$GITHUB_STEP_SUMMARY"`,
    ),
    "",
    ...job(
      "apply",
      "github.event_name == 'push'",
      [
        "    # Give this environment required reviewers under Settings → Environments.",
        "    environment: clerkwork",
        "    concurrency:",
        "      group: clerkwork # two applies never meet",
        "      cancel-in-progress: false # and a running one is never cut off",
      ],
      command("apply", ["--yes"]),
    ),
    "",
    ...job(
      "drift",
      "github.event_name == 'schedule'",
      [],
      `${command("drift", ["--format", "markdown"])} >> "$GITHUB_STEP_SUMMARY"`,
    ),
  ].join("\n")}\n`;
}
