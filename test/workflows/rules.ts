/** What a workflow must keep to, beyond being one. Each rule gives back where it is broken. */
import { parse } from "yaml";
import { at, isObject, type Json, type JsonObject } from "../rig/json.ts";

interface Job {
  readonly name: string;
  readonly job: JsonObject;
  readonly steps: readonly JsonObject[];
  /** The job as JSON: to look for what may stand anywhere in it. */
  readonly all: string;
}

interface Workflow {
  readonly text: string;
  readonly whole: JsonObject;
  readonly jobs: readonly Job[];
}

function open(text: string): Workflow {
  const whole = parse(text) as JsonObject;
  const jobs = Object.entries((whole["jobs"] ?? {}) as JsonObject).map(([name, value]) => {
    const job = value as JsonObject;
    const steps = (job["steps"] ?? []) as readonly JsonObject[];
    return { name, job, steps, all: JSON.stringify(job) };
  });
  return { text, whole, jobs };
}

const ACTIONS = "uses: ";
/** `uses:` lines, without those of files beside the workflow. */
export const usesOf = (text: string): readonly string[] =>
  text
    .split("\n")
    .filter((line) => /^\s*(?:- )?uses: (?!\.\/)/.test(line))
    .map((line) => line.slice(line.indexOf(ACTIONS) + ACTIONS.length));

const runOf = (step: JsonObject): string => (typeof step["run"] === "string" ? step["run"] : "");

const usesAction = (step: JsonObject, name: string): boolean =>
  String(step["uses"] ?? "").startsWith(`${name}@`);

/** Whether a step does this with clerkwork: as the action, or from a shell. */
const calls = (step: JsonObject, command: string): boolean =>
  (usesAction(step, "clerkwork/clerkwork") && at(step, "with", "command") === command) ||
  new RegExp(`\\bclerkwork ${command}\\b`).test(runOf(step));

const jobsThat = ({ jobs }: Workflow, holds: (job: Job) => boolean): readonly string[] =>
  jobs.filter(holds).map(({ name }) => name);

const triggersOf = (on: Json | undefined): readonly string[] => {
  if (typeof on === "string") return [on];
  return Array.isArray(on) ? on.map(String) : Object.keys((on ?? {}) as JsonObject);
};

/** Whether two runs never meet, and one that runs is never cut off. */
function takesTurns(workflow: Workflow, job: Job): boolean {
  const turn = job.job["concurrency"] ?? workflow.whole["concurrency"];
  return turn !== undefined && (at(turn, "cancel-in-progress") ?? false) === false;
}

const readsAtMost = (permissions: Json | undefined): boolean =>
  isObject(permissions) &&
  Object.entries(permissions).every(([name, value]) => name === "contents" && value === "read");

/** Whether the job holds something that others must not have. */
const holdsSecret = ({ all }: Job): boolean => /\$\{\{[^}]*\bsecrets\b/.test(all);

export const RULES: Readonly<Record<string, (workflow: Workflow) => readonly string[]>> = {
  "every action is pinned by 40 digits, with its version beside": ({ text }) =>
    usesOf(text).filter((used) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used)),

  "the workflow itself may read the repository at most": ({ whole }) =>
    readsAtMost(whole["permissions"]) ? [] : [JSON.stringify(whole["permissions"])],

  "a checkout leaves no token behind": (workflow) =>
    jobsThat(workflow, ({ steps }) =>
      steps.some(
        (step) =>
          usesAction(step, "actions/checkout") && at(step, "with", "persist-credentials") !== false,
      ),
    ),

  "no expression stands in a script": (workflow) =>
    jobsThat(workflow, ({ steps }) => steps.some((step) => runOf(step).includes("${{"))),

  "nothing runs with secrets beside what a stranger wrote": ({ whole }) =>
    triggersOf(whole["on"]).filter((name) => /^(?:pull_request_target|workflow_run)$/.test(name)),

  "a job with a secret names an environment": (workflow) =>
    jobsThat(workflow, (job) => holdsSecret(job) && job.job["environment"] === undefined),

  "every job ends some time": (workflow) =>
    jobsThat(workflow, ({ job }) => typeof job["timeout-minutes"] !== "number"),

  "applies take turns, and none is cut off": (workflow) =>
    jobsThat(
      workflow,
      (job) => job.steps.some((step) => calls(step, "apply")) && !takesTurns(workflow, job),
    ),

  "an issue is kept by one run at a time": (workflow) =>
    jobsThat(
      workflow,
      (job) =>
        job.steps.some(
          (step) => at(step, "with", "issue") === "true" || /--issue\b/.test(runOf(step)),
        ) && !takesTurns(workflow, job),
    ),

  "an apply that fails is not passed over": (workflow) =>
    jobsThat(
      workflow,
      ({ job, steps }) =>
        steps.some((step) => calls(step, "apply")) &&
        (job["continue-on-error"] !== undefined ||
          steps.some((step) => step["continue-on-error"] !== undefined)),
    ),

  "no package's script runs beside a secret": (workflow) =>
    jobsThat(
      workflow,
      (job) =>
        (holdsSecret(job) || /"[\w-]+":"write"/.test(JSON.stringify(job.job["permissions"]))) &&
        job.steps.some((step) =>
          runOf(step)
            .split("\n")
            .some(
              (line) => /\bnpm (?:ci|i|install)\b/.test(line) && !line.includes("--ignore-scripts"),
            ),
        ),
    ),

  "nothing is handed to later steps but outputs": (workflow) =>
    jobsThat(workflow, ({ steps }) =>
      steps.some((step) => /GITHUB_ENV|GITHUB_PATH|::add-mask::|::set-output/.test(runOf(step))),
    ),

  "no workflow is given all secrets": (workflow) =>
    jobsThat(workflow, ({ job }) => job["secrets"] === "inherit"),

  "a comment or an issue may be written where one is asked for": (workflow) =>
    jobsThat(workflow, ({ job, steps }) =>
      steps.some((step) => {
        const asked = at(step, "with", "issue") === "true" || /--issue\b/.test(runOf(step));
        const comments = /--comment\b/.test(runOf(step));
        const may = (name: string): boolean => at(job, "permissions", name) === "write";
        return (asked && !may("issues")) || (comments && !may("pull-requests"));
      }),
    ),
};

/** Which rules a text breaks, and where. */
export function broken(text: string): Readonly<Record<string, readonly string[]>> {
  const workflow = open(text);
  const found = Object.entries(RULES).map(([name, rule]) => [name, rule(workflow)] as const);
  return Object.fromEntries(found.filter(([, places]) => places.length > 0));
}
