// Words of other tools, and what they are called here.

/** Commands of other tools. Each answer is one sentence. */
const COMMANDS: Readonly<Record<string, string>> = {
  diff: "What differs from the file is shown by clerkwork plan, between two environments by clerkwork compare",
  preview: "What would change is shown by clerkwork plan",
  status: "Whether something was changed outside the file is shown by clerkwork drift",
  check: "The file is checked by clerkwork validate; the instance by clerkwork drift",
  lint: "The file is checked by clerkwork validate",
  fmt: "There is no formatter: any YAML formatter does",
  format: "There is no formatter: any YAML formatter does",
  import: "Settings come from an instance into the file with clerkwork pull",
  export: "Settings come from an instance into the file with clerkwork pull",
  dump: "Settings come from an instance into the file with clerkwork pull",
  fetch: "Settings come from an instance into the file with clerkwork pull",
  refresh:
    "Nothing is kept between runs, so nothing is refreshed: plan and drift read the instance",
  state: "There is no state: plan and drift compare the file with the instance itself",
  new: "A first file is written by clerkwork init",
  create: "A first file is written by clerkwork init",
  push: "The file is sent to the instance by apply, after plan has shown what changes",
  sync: "The file is sent to the instance by apply, after plan has shown what changes",
  deploy: "The file is sent to the instance by apply, after plan has shown what changes",
  up: "The file is sent to the instance by apply, after plan has shown what changes",
  destroy:
    "Nothing destroys an instance: a setting that leaves the file is left alone, and rollback takes an apply back",
  down: "Nothing destroys an instance: a setting that leaves the file is left alone, and rollback takes an apply back",
  undo: "An apply is taken back by rollback, from its receipt",
  revert: "An apply is taken back by rollback, from its receipt",
  login: "There is no login: CLERK_SECRET_KEY holds the instance's secret key",
  logout: "There is no login: CLERK_SECRET_KEY holds the instance's secret key",
  auth: "There is no login: CLERK_SECRET_KEY holds the instance's secret key",
  workspace: "Environments stand in the file: --env NAME names one, --all takes every one",
  env: "Environments stand in the file: --env NAME names one, --all takes every one",
  version: "The version is printed by clerkwork --version",
  man: "The manual is printed by clerkwork help, or man clerkwork where the package is installed globally",
  completions: "Scripts for shells are printed by clerkwork completion",
  autocomplete: "Scripts for shells are printed by clerkwork completion",
  doc: "A setting, a section, a hazard or a code is explained by clerkwork explain NAME",
  docs: "A setting, a section, a hazard or a code is explained by clerkwork explain NAME",
  show: "A setting, a section, a hazard or a code is explained by clerkwork explain NAME",
};

/** Flags of other tools, without the dashes. */
const FLAGS: Readonly<Record<string, string>> = {
  "dry-run":
    "plan is the dry run: it changes no setting; pull --dry-run shows what would be written to the file",
  n: "plan is the dry run: it changes no setting",
  json: "JSON is asked for with --format json",
  o: "what plan saves is named with --out FILE, how results are printed with --format",
  output: "what plan saves is named with --out FILE, how results are printed with --format",
  "auto-approve": "apply asks nothing with --yes",
  "no-input": "apply asks nothing with --yes",
  "non-interactive": "apply asks nothing with --yes",
  "env-file": "variables are read from a file with --dotenv FILE, if this command has it",
  c: "the file is named with -f FILE",
  config: "the file is named with -f FILE",
  environment: "an environment is named with --env NAME",
  target: "a section is named with --only SECTION",
  debug: "the most that is said is --verbose",
  "no-colour": "colour is turned off with --no-color or NO_COLOR",
  quiet: "there is no quiet: exit codes say how a command ended, and --format json is for machines",
  q: "there is no quiet: exit codes say how a command ended, and --format json is for machines",
  refresh: "nothing is kept between runs: plan and drift read the instance",
  "detailed-exit-code": "it is spelt --detailed-exitcode",
};

/** Our own flags, where a command lacks one that people look for in it. */
const LACKED: Readonly<Record<string, string>> = {
  all: "plan, apply, drift and pull take every environment; this command takes one at a time",
};

/** Other services that run pipelines, as `--ci` might be told. */
const PIPELINES =
  /^(?:gitlab|bitbucket|circle-?ci|jenkins|azure|buildkite|travis|drone|forgejo|gitea)/i;

const SECRET = /^(?:secret-?key|key|token|api-?key)\b/i;

/** What a command of another tool is called here; undefined: not a word of theirs that is known. */
export function translateCommand(word: string): string | undefined {
  const name = word.toLowerCase();
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}

/** The same for a flag, without its dashes and its value. */
export function translateFlag(word: string): string | undefined {
  const name = word.replace(/=.*$/s, "").toLowerCase();
  if (SECRET.test(name))
    return "the key is never a flag, because every process on the machine can read those: set CLERK_SECRET_KEY";
  const said = { ...LACKED, ...FLAGS };
  return Object.hasOwn(said, name) ? said[name] : undefined;
}

/** The same for a value of a flag. */
export const translateValue = (flag: string, value: string): string | undefined =>
  flag === "ci" && PIPELINES.test(value)
    ? "a workflow is written for GitHub Actions alone; docs/ci.md says what to write elsewhere"
    : undefined;

/** The words that are translated, for a test that none is a command or a flag here. */
export const FOREIGN_WORDS = {
  commands: Object.keys(COMMANDS),
  flags: Object.keys(FLAGS),
} as const;
