// The workflow that init writes: plan in pull requests, apply on merge, drift on a schedule.

import { commandText, type RepeatedFlags } from "../screen/command-line.ts";

/** Where GitHub looks for it, below the repository's root. */
export const WORKFLOW = ".github/workflows/clerkwork.yml";

const CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1";
const SETUP_NODE = "actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0";

/** Where the keys may be moved to; a secret of the repository is seen from there, too. */
const READING = "    environment: clerkwork-read";

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
    "    permissions:",
    "      contents: read",
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
    "permissions: {}",
    "",
    "jobs:",
    ...job(
      "plan",
      "github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository",
      ["    # Forks get no secrets.", READING],
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
      [READING],
      `${command("drift", ["--format", "markdown"])} >> "$GITHUB_STEP_SUMMARY"`,
    ),
  ].join("\n")}\n`;
}
