// Faults that the quick tests notice: the score of each folder, and what nobody noticed where nothing may stay unnoticed.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./page.mjs";

const COMMAND = "npm run quality -- mutation";
const CONFIG = "test/budget/quality/stryker.config.mjs";

const at = (folder, ...names) => names.map((name) => `${folder}/${name}.ts`);
const tests = (...names) => at("test/tables", ...names.map((name) => `${name}.test`));

/**
 * What is measured at once, in this order. `tests`: a fault must be noticed by these alone, which is quick;
 * absent: by any of the quick tests.
 */
const ROOMS = [
  {
    name: "guard",
    files: at("src/core/plan", "guard", "hazard-rules", "consent"),
    tests: tests(
      "guard",
      "guard-words",
      "hazards",
      "surroundings",
      "warnings",
      "references",
      "apply-ends",
    ),
  },
  {
    name: "verdict",
    files: at("src/core/report", "verdict", "shown", "side-effects", "report", "conclusion"),
    tests: tests(
      "verdict",
      "verdict-edges",
      "shown",
      "conclusions",
      "run-ends",
      "lines",
      "counting",
    ),
  },
  {
    name: "redaction",
    files: at("src/core/text", "secret", "escape"),
    tests: tests("texts", "lines", "redaction"),
  },
  {
    name: "next-step",
    files: at("src/clerk/backend", "next-step"),
    tests: tests("next-step", "next-step-limits", "send"),
  },
  {
    name: "reconcile",
    files: ["src/reconcile/*.ts"],
    tests: tests(
      "apply-ends",
      "apply-steps",
      "fleet",
      "loading",
      "mid-run",
      "planning",
      "receipt-view",
      "receipts",
      "rollback-plan",
      "saved-plan-confirmed",
    ),
  },
  {
    name: "report",
    files: ["src/core/report/*.ts"],
    tests: tests("receipts", "receipt-parts", "rollback-plan", "run-ends", "generated"),
  },
  {
    name: "plan",
    files: ["src/core/plan/*.ts"],
    tests: tests(
      "comparison",
      "generated",
      "guard",
      "order",
      "planning",
      "receipts",
      "saved-plans",
      "saved-plan-confirmed",
      "verdict",
      "warnings",
    ),
  },
  {
    name: "value",
    files: ["src/core/value/*.ts"],
    tests: [...tests("comparison", "transforms", "samples", "verdict"), "test/laws/wire.test.ts"],
  },
  {
    name: "text",
    files: ["src/core/text/*.ts"],
    tests: tests("texts", "lines", "redaction", "documents"),
  },
  {
    name: "render",
    files: ["src/core/render/*.ts"],
    tests: [
      ...tests("explain", "lines", "markdown", "rendering"),
      "test/tables/golden/golden.test.ts",
    ],
  },
  {
    name: "file",
    files: ["src/core/file/*.ts"],
    tests: tests(
      "addresses",
      "documents",
      "file-edges",
      "folding",
      "generated",
      "loading",
      "overlay",
      "references",
      "texts",
      "warnings",
    ),
  },
  {
    name: "finding",
    files: ["src/core/finding/*.ts"],
    tests: tests("documents", "file-edges", "guard", "generated", "warnings", "planning"),
  },
  { name: "exit", files: at("src/cli/session", "run", "finish"), tests: tests("exit-mapping") },
  { name: "clerk", files: ["src/clerk/**/*.ts"] },
  { name: "http", files: ["src/http/*.ts"] },
];

/** Where no fault may stay unnoticed, and the rooms that show it. */
const CRITICAL = [
  ["the guard", "guard"],
  ["the verdict", "verdict"],
  ["redaction", "redaction"],
  ["what follows a try to write", "next-step"],
];

/** Folder → the score that it should have. */
const FOLDERS = [
  ["src/core", 90],
  ["src/reconcile", 90],
  ["src/cli/session", 90],
  ["src/clerk", undefined],
  ["src/http", undefined],
];

const DEAD = new Set(["Killed", "Timeout"]);
const ALIVE = new Set(["Survived", "NoCoverage"]);

/** Measures one room after the other, and tells what is known after each. */
export function* measureMutation(given, say) {
  for (const name of given.length > 0 ? given : ROOMS.map((room) => room.name)) {
    const room = ROOMS.find((one) => one.name === name);
    if (!room)
      throw new Error(`no room ${name}; there are ${ROOMS.map((one) => one.name).join(" ")}`);
    say(`mutation: ${name}`);
    run(room);
    yield readReport(room);
  }
}

function run(room) {
  // A file is measured in one room: where its own tests are.
  const index = ROOMS.indexOf(room);
  const elsewhere = ROOMS.slice(0, index).flatMap(({ files }) => files.filter(isPath));
  const files = [...room.files, ...(room.files.some(isPath) ? [] : elsewhere.map(not))];
  const stryker = join(ROOT, "node_modules/@stryker-mutator/core/bin/stryker.js");
  const { status } = spawnSync(
    process.execPath,
    [stryker, "run", CONFIG, "--force", "--mutate", [...files, ...NOT_MUTATED].join(",")],
    {
      cwd: ROOT,
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        ...process.env,
        ...(room.tests ? { CLERKWORK_QUALITY_TESTS: room.tests.join(",") } : {}),
      },
    },
  );
  if (status !== 0) throw new Error(`Stryker ended with ${status} in ${room.name}`);
}

const isPath = (file) => !file.includes("*");
const not = (file) => `!${file}`;
/** A type and nothing else. */
const NOT_MUTATED = ["!src/core/finding/position.ts"];

/** The report holds the rooms that were measured before, too. */
function readReport(room) {
  const { files } = JSON.parse(readFileSync(join(ROOT, ".quality/mutation.json"), "utf8"));
  const mutants = Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split("\n");
    return mutants.map((mutant) => ({
      ...mutant,
      file,
      line: lines[mutant.location.start.line - 1] ?? "",
    }));
  });
  const folder = room.files[0].slice(0, room.files[0].lastIndexOf("/"));
  const critical = CRITICAL.find(([, name]) => name === room.name);
  return {
    rows: [
      ...(critical ? [unnoticedIn(critical[0], room, mutants)] : []),
      ...roomsOf(folder).flatMap(([path, goal]) => scoreOf(path, goal, mutants)),
    ],
    measured: Object.keys(files),
    survivors: mutants.filter(({ status }) => ALIVE.has(status)).map(placeOf),
    equivalent: mutants
      .filter(({ status, statusReason }) => status === "Ignored" && statusReason)
      .map((mutant) => ({ ...placeOf(mutant), why: mutant.statusReason })),
  };
}

/** The folder, and the one with a goal above it. */
function roomsOf(folder) {
  const above = FOLDERS.filter(([path]) => folder === path || folder.startsWith(`${path}/`));
  const [top] = above;
  return top && top[0] === folder ? above : [...above, [folder, top?.[1]]];
}

const countIn = (mutants, statuses) => mutants.filter(({ status }) => statuses.has(status)).length;

function scoreOf(folder, goal, mutants) {
  const own = mutants.filter(({ file }) => file.startsWith(`${folder}/`));
  const [dead, alive] = [countIn(own, DEAD), countIn(own, ALIVE)];
  if (dead + alive === 0) return [];
  const files = new Set(own.map(({ file }) => file)).size;
  const score = Math.floor((1000 * dead) / (dead + alive)) / 10;
  return {
    figure: `Faults noticed, \`${folder}\``,
    goal: goal === undefined ? "–" : `≥ ${goal} %`,
    measured: `${score.toFixed(1)} %, ${dead} of ${dead + alive} in ${files} of its files`,
    command: COMMAND,
  };
}

function unnoticedIn(what, room, mutants) {
  const own = mutants.filter(({ file }) => room.files.includes(file));
  const [dead, alive] = [countIn(own, DEAD), countIn(own, ALIVE)];
  return {
    figure: `Faults not noticed, ${what}`,
    goal: "0",
    measured: `${alive} of ${dead + alive}`,
    command: `${COMMAND} ${room.name}`,
  };
}

const placeOf = ({ file, mutatorName, replacement = "", line, location: { start } }) => ({
  file,
  line: start.line,
  source: line.trim(),
  mutator: mutatorName,
  replacement: replacement.replaceAll(/\s+/g, " ").slice(0, 80),
});
