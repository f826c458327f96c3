// The workflow that init writes: plan in pull requests, apply on merge, drift on a schedule.

import { commandText, type RepeatedFlags } from "../screen/command-line.ts";

/** Where GitHub looks for it, below the repository's root. */
export const WORKFLOW = ".github/workflows/clerkwork.yml";

const CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1";
const SETUP_NODE = "actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0";

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
    "          node-version: 24",
    "          package-manager-cache: false",
    "      - run: npm ci --ignore-scripts",
  ];
  const env = [
    "        env:",
    "          GITHUB_TOKEN: ${{ github.token }}",
    ...variables.map((name) => `          ${name}: \${{ secrets.${name} }}`),
  ];
  const job = (name: string, event: string, more: readonly string[], run: string) => [
    `  ${name}:`,
    `    if: github.event_name == '${event}'`,
    "    runs-on: ubuntu-latest",
    "    timeout-minutes: 10",
    ...more,
    "    steps:",
    ...steps,
    `      - run: ${run}`,
    ...env,
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
      "pull_request",
      [
        "    # The keys may be moved into this environment; secrets of the repository are seen from it, too.",
        "    environment: clerkwork-read",
        ...may("pull-requests"),
      ],
      command("plan", ["--comment"]),
    ),
    "",
    ...job(
      "apply",
      "push",
      [
        "    # Give this environment required reviewers under Settings → Environments.",
        "    environment: clerkwork",
        "    concurrency:",
        "      group: clerkwork # two applies never meet",
        "      cancel-in-progress: false # and a running one is never cut off",
        ...may("pull-requests"),
      ],
      command("apply", ["--yes", "--comment"]),
    ),
    "",
    ...job(
      "drift",
      "schedule",
      [
        "    environment: clerkwork-read",
        "    concurrency:",
        "      group: clerkwork-drift # two runs never open two issues",
        "      cancel-in-progress: false",
        ...may("issues"),
      ],
      command("drift", ["--issue", "--fail-on", "never"]),
    ),
  ].join("\n")}\n`;
}

/** A job that reads the repository and writes one more thing. */
const may = (what: "pull-requests" | "issues"): readonly string[] => [
  "    permissions:",
  "      contents: read",
  `      ${what}: write`,
];
