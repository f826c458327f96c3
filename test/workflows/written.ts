/** Every workflow that the repository runs, ships, shows or writes. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { workflowFor } from "../../src/cli/session/init-workflow.ts";
import { PACKAGE_ROOT } from "../rig/cli.ts";
import { isObject, type Json } from "../rig/json.ts";

export interface Written {
  /** Where it stands. */
  readonly name: string;
  readonly text: string;
}

const read = (path: string): string => readFileSync(join(PACKAGE_ROOT, path), "utf8");

function filesOf(folder: string): readonly Written[] {
  const names = readdirSync(join(PACKAGE_ROOT, folder));
  return names
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => ({ name: `${folder}/${name}`, text: read(`${folder}/${name}`) }));
}

/** Blocks of YAML in a page, each with its line. */
function blocksOf(path: string): readonly Written[] {
  const page = read(path);
  return [...page.matchAll(/^( *)```yaml\n(.*?)^\1```/gms)].map(
    ({ index, 1: indent = "", 2: text = "" }) => ({
      name: `${path}:${page.slice(0, index).split("\n").length + 1}`,
      text: text.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
    }),
  );
}

const PAGES = ["docs/ci.md", "docs/fleets.md"] as const;

const keysOf = (text: string): readonly string[] => {
  const value = parse(text) as Json;
  return isObject(value) ? Object.keys(value) : [];
};

const isWorkflow = ({ text }: Written): boolean => keysOf(text).includes("jobs");

const shown = PAGES.flatMap(blocksOf);

/** What `clerkwork init --ci github` writes: with one key, and with one for each environment. */
const begun: readonly Written[] = [
  {
    name: "init",
    text: workflowFor({ variables: ["CLERK_SECRET_KEY"], again: {} }),
  },
  {
    name: "init with environments",
    text: workflowFor({
      variables: ["STAGING_KEY", "LIVE_KEY"],
      again: { file: "a b.yaml", all: true },
    }),
  },
];

/** Workflows that the repository itself runs. */
export const OWN: readonly Written[] = filesOf(".github/workflows");

/** Workflows for GitHub that others take over. */
const FOR_OTHERS: readonly Written[] = [
  ...filesOf("examples/github"),
  ...shown.filter(isWorkflow),
  ...begun,
];

export const WORKFLOWS: readonly Written[] = [...OWN, ...FOR_OTHERS];

/** Pipelines for GitLab. */
export const PIPELINES: readonly Written[] = [
  ...filesOf("examples/gitlab"),
  ...shown.filter((block) => !isWorkflow(block) && keysOf(block.text).includes("stages")),
];

/** Parts of workflows in the pages: steps or keys, which no linter takes alone. */
export const PARTS: readonly Written[] = shown.filter(
  (block) => !isWorkflow(block) && !keysOf(block.text).includes("stages"),
);

/** The action's own description. */
export const ACTION: string = read("action.yml");
