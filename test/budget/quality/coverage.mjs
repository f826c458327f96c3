// Branches that the quick tests reach, in this process and without the built CLI.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./page.mjs";

const COMMAND = "npm run quality -- coverage";
const CONFIG = "test/budget/quality/vitest.config.ts";

/** What is measured together, and how many branches should be reached. */
const GROUPS = [
  ["`src/core`", /\/src\/core\//, 100],
  ["`src/reconcile`", /\/src\/reconcile\//, 100],
  ["the exit mapping", /\/src\/cli\/session\//, 100],
  ["`src/clerk`", /\/src\/clerk\//, undefined],
  ["`src/http`", /\/src\/http\//, undefined],
  ["all of them", /./, 95],
];

const shown = (part) => (Math.floor(part * 1000) / 10).toFixed(1);

export function measureCoverage() {
  const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
  const { status } = spawnSync(
    process.execPath,
    [vitest, "run", "--config", CONFIG, "--coverage", "--silent", "--reporter=dot"],
    { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] },
  );
  if (status !== 0) throw new Error("the tests are red, so coverage means nothing");
  const { total: _, ...files } = JSON.parse(
    readFileSync(join(ROOT, ".quality/coverage/coverage-summary.json"), "utf8"),
  );
  return GROUPS.map(([what, pattern, goal]) => {
    const branches = Object.entries(files)
      .filter(([path]) => pattern.test(path))
      .map(([, { branches }]) => branches);
    const sum = (of) => branches.reduce((count, one) => count + one[of], 0);
    const [covered, total] = [sum("covered"), sum("total")];
    return {
      figure: `Branches reached, ${what}`,
      goal: goal === undefined ? "–" : goal === 100 ? "100 %" : `≥ ${goal} %`,
      measured: `${shown(covered / total)} %, ${covered} of ${total}`,
      command: COMMAND,
    };
  });
}
