// The house's rules hold by the linter: each is broken on purpose, at several depths, in a copy of the
// configuration with planted files; and each has a counterpart that keeps it.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const OXLINT = join(ROOT, "node_modules/.bin/oxlint");

/** A planted file, and the rule that must name it; null: none may. */
interface Planted {
  readonly path: string;
  readonly text: string;
  readonly rule: string | null;
}

const ARROW = "no-restricted-imports";

/** Rooms in which no depth is a way around: a file of a room, at its top and below. */
const DEPTHS = ["", "deep/", "deep/deeper/"] as const;

/** From the path of one file to another, as an import names it. */
function specifier(from: string, to: string): string {
  const path = relative(dirname(from), to);
  return path.startsWith(".") ? path : `./${path}`;
}

let count = 0;
const serial = (): string => `planted-${(count += 1)}`;

/** What is imported, by the room that it lies in. */
const targets = new Set<string>();
const targetIn = (room: string, depth: string): string => {
  const path = `src/${room}/${depth}target.ts`;
  targets.add(path);
  return path;
};

const FORMS = [
  (from: string) => `import { target } from "${from}";\nexport const own = target + 1;\n`,
  (from: string) => `import type { Target } from "${from}";\nexport const own = 1 as Target;\n`,
  (from: string) => `export { target } from "${from}";\n`,
] as const;

/** One room importing from another, for every pair of depths and in every form. */
const importing = (room: string, other: string, rule: string | null): readonly Planted[] =>
  DEPTHS.flatMap((depth) =>
    DEPTHS.flatMap((below) =>
      FORMS.map((form): Planted => {
        const path = `src/${room}/${depth}${serial()}.ts`;
        return { path, text: form(specifier(path, targetIn(other, below))), rule };
      }),
    ),
  );

/** What each room may import from; the rest of the house is closed to it. */
const ROOMS = {
  catalog: [],
  http: [],
  core: ["catalog"],
  clerk: ["catalog", "core", "http"],
  reconcile: ["catalog", "core", "clerk"],
  // Of core, some floors: see below.
  ci: ["http"],
  canary: ["catalog"],
  emulator: ["catalog"],
} as const;
const HOUSE = [...Object.keys(ROOMS), "cli", "build"];

/** The floors of core, from the ground: each may import from those below. */
const FLOORS = ["text", "value", "finding", "file", "plan", "report", "render"];
/** The two on the ground don't know of each other's neighbours above; of each other they may. */
const GROUND = ["text", "value"];

const arrows = Object.entries(ROOMS).flatMap(([room, open]: readonly [string, readonly string[]]) =>
  HOUSE.filter((other) => other !== room).map((other) => ({
    name: `${room} → ${other}`,
    planted: importing(
      room === "core" ? "core/plan" : room,
      other === "core" ? "core/value" : other,
      open.includes(other) ? null : ARROW,
    ),
  })),
);

const floors = FLOORS.flatMap((floor, index) =>
  FLOORS.filter((other) => other !== floor).map((other) => {
    const isOpen =
      FLOORS.indexOf(other) < index || (GROUND.includes(floor) && GROUND.includes(other));
    return {
      name: `core/${floor} → core/${other}`,
      planted: importing(`core/${floor}`, `core/${other}`, isOpen ? null : ARROW),
    };
  }),
);

/** What is said at a tracker is made elsewhere. */
const floorsOfCi = FLOORS.map((floor) => ({
  name: `ci → core/${floor}`,
  planted: importing(
    "ci",
    `core/${floor}`,
    ["text", "finding", "report"].includes(floor) ? null : ARROW,
  ),
}));

const ownRooms = Object.keys(ROOMS).map((room) => ({
  name: `${room} → itself`,
  planted: importing(room, room, null),
}));

/** Verbs know the port of clerk and nothing behind it. */
const behind = [
  { name: "reconcile → clerk/backend", planted: importing("reconcile", "clerk/backend", ARROW) },
];

/** The door of the package is for callers; nothing inside goes through it. */
const doors = Object.keys(ROOMS).flatMap((room) =>
  DEPTHS.map((depth) => {
    const path = `src/${room}/${depth}${serial()}.ts`;
    const text = FORMS[0](specifier(path, "src/index.ts"));
    return { name: `${room}/${depth} → index.ts`, planted: [{ path, text, rule: ARROW }] };
  }),
);
targets.add("src/index.ts");

const PACKAGES: readonly (readonly [room: string, name: string, rule: string | null])[] = [
  ["catalog", "node:fs", ARROW],
  ["catalog", "yaml", ARROW],
  ["catalog", "ofetch", ARROW],
  ["core/plan", "node:fs", ARROW],
  ["core/plan", "node:http", ARROW],
  ["core/plan", "ofetch", ARROW],
  ["core/plan", "node:crypto", null],
  ["core/value", "node:fs", ARROW],
  ["http", "node:fs", ARROW],
  ["http", "node:fs/promises", ARROW],
  ["http", "node:child_process", ARROW],
  ["http", "node:http", null],
  ["clerk", "node:fs", ARROW],
  ["clerk", "node:process", ARROW],
  ["clerk", "@stricli/core", ARROW],
  ["reconcile", "node:fs", ARROW],
  ["reconcile", "node:http", ARROW],
  ["reconcile", "ofetch", ARROW],
  ["ci", "node:fs", ARROW],
  ["ci", "node:http", ARROW],
  ["ci", "node:child_process", ARROW],
  ["ci", "ofetch", ARROW],
  ["ci", "@octokit/core", null],
];
const packages = PACKAGES.map(([room, name, rule]) => ({
  name: `${room} ${rule ? "does not import" : "may import"} ${name}`,
  planted: DEPTHS.map((depth): Planted => {
    const path = `src/${room}/${depth}${serial()}.ts`;
    return { path, text: `import * as all from "${name}";\nexport const own = all;\n`, rule };
  }),
}));

const COMMANDS: readonly (readonly [what: string, to: string, rule: string | null])[] = [
  ["another command", "src/cli/commands/target.ts", ARROW],
  ["what commands share", "src/cli/session/target.ts", null],
  ["a verb", "src/reconcile/target.ts", null],
];
const commands = COMMANDS.map(([what, to, rule]) => {
  targets.add(to);
  const path = `src/cli/commands/${serial()}.ts`;
  const planted: readonly Planted[] = FORMS.map((form, index) => ({
    path: path.replace(".ts", `-${index}.ts`),
    text: form(specifier(path, to)),
    rule,
  }));
  return { name: `a command that imports ${what}`, planted };
});
/** However it spells the way. */
commands.push({
  name: "a command that imports another command by its folder",
  planted: [
    {
      path: "src/cli/commands/planted-by-folder.ts",
      text: FORMS[0]("../commands/target.ts"),
      rule: ARROW,
    },
  ],
});

const CIRCLE = "no-cycle";
const circle = (room: string, names: readonly string[], closed: boolean): readonly Planted[] =>
  names.map((name, index): Planted => {
    const next = names[(index + 1) % names.length] ?? "";
    const isLast = index === names.length - 1;
    const text =
      isLast && !closed
        ? `export interface Of${index} { readonly value: 1 }\n`
        : `import type { Of${(index + 1) % names.length} } from "./${next}.ts";\nexport interface Of${index} { readonly next: Of${(index + 1) % names.length} | null }\n`;
    return { path: `src/${room}/${name}.ts`, text, rule: closed ? CIRCLE : null };
  });
const circles = [
  {
    name: "two files that know each other's types",
    planted: circle("core/plan/circles", ["a", "b"], true),
  },
  { name: "three files", planted: circle("clerk/circles", ["a", "b", "c"], true) },
  { name: "two files, one way", planted: circle("core/plan/chains", ["a", "b"], false) },
  { name: "three files, one way", planted: circle("clerk/chains", ["a", "b", "c"], false) },
];

/** A function with so many paths through it. */
const branching = (complexity: number): string =>
  [
    "export function pick(value: number): string {",
    ...Array.from(
      { length: complexity - 1 },
      (_, index) => `  if (value === ${index}) return "${index}";`,
    ),
    '  return "";',
    "}",
    "",
  ].join("\n");
const lines = (length: number): string =>
  Array.from({ length }, (_, index) => `export const line${index} = ${index};\n`).join("");

const measured = [
  "core/plan",
  "clerk/backend",
  "cli/session",
  "emulator/deep",
  "reconcile",
  "ci",
].flatMap((room) => [
  {
    name: `${room}: complexity 13`,
    planted: [{ path: `src/${room}/${serial()}.ts`, text: branching(13), rule: "complexity" }],
  },
  {
    name: `${room}: complexity 12`,
    planted: [{ path: `src/${room}/${serial()}.ts`, text: branching(12), rule: null }],
  },
  {
    name: `${room}: 201 lines`,
    planted: [{ path: `src/${room}/${serial()}.ts`, text: lines(201), rule: "max-lines" }],
  },
  {
    name: `${room}: 200 lines`,
    planted: [{ path: `src/${room}/${serial()}.ts`, text: lines(200), rule: null }],
  },
]);
const tests = [
  {
    name: "a test may be long",
    planted: [{ path: "test/tables/planted-long.ts", text: lines(400), rule: null }],
  },
  {
    name: "a test may branch",
    planted: [{ path: "test/tables/planted-branching.ts", text: branching(20), rule: null }],
  },
];

const GLOBAL = "no-restricted-globals";
const usesProcess = "export const cwd = process.cwd();\n";
const process_ = [
  ...[
    "",
    "core/plan",
    "core/text/deep",
    "catalog",
    "catalog/sections",
    "http",
    "clerk",
    "clerk/backend",
    "reconcile",
    "reconcile/deep",
    "ci",
    "ci/deep",
    "emulator",
    "emulator/http",
    "canary",
    "cli",
    "cli/commands",
    "cli/session",
    "cli/session/deep",
    "cli/disk",
  ].map((room) => ({
    name: `process in ${room || "src"}`,
    planted: [{ path: join("src", room, `${serial()}.ts`), text: usesProcess, rule: GLOBAL }],
  })),
  {
    name: "process in a main.ts of another room",
    planted: [{ path: "src/clerk/main.ts", text: usesProcess, rule: GLOBAL }],
  },
  {
    name: "process in cli/main.ts",
    planted: [{ path: "src/cli/main.ts", text: usesProcess, rule: null }],
  },
  {
    name: "process in build",
    planted: [{ path: "src/build/planted.ts", text: usesProcess, rule: null }],
  },
  {
    name: "a member called process",
    planted: [
      {
        path: "src/cli/planted-member.ts",
        text: "export const of = (one: { readonly process: number }): number => one.process;\n",
        rule: null,
      },
    ],
  },
];

const impure = (
  [
    ["Date.now", "export const at = Date.now();\n", "no-restricted-properties"],
    ["Math.random", "export const at = Math.random();\n", "no-restricted-properties"],
    ["setTimeout", "setTimeout(() => {}, 1);\nexport const own = 1;\n", GLOBAL],
    ["fetch", 'export const got = fetch("https://example.com");\n', GLOBAL],
  ] as const
).map(([what, text, rule]) => ({
  name: `core has no ${what}`,
  planted: DEPTHS.map((depth): Planted => ({
    path: `src/core/plan/${depth}${serial()}.ts`,
    text,
    rule,
  })),
}));

const GROUPS = {
  arrows,
  floors,
  floorsOfCi,
  ownRooms,
  doors,
  behind,
  packages,
  commands,
  circles,
  measured,
  tests,
  process: process_,
  impure,
};

describe("the linter", () => {
  let folder = "";
  /** Path → the rules that name it. */
  const named = new Map<string, Set<string>>();

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "clerkwork-lint-"));
    copyFileSync(join(ROOT, ".oxlintrc.json"), join(folder, ".oxlintrc.json"));
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    for (const path of targets)
      write(path, "export const target = 1;\nexport type Target = number;\n");
    for (const { planted } of Object.values(GROUPS).flat())
      for (const { path, text } of planted) write(path, text);
    const { stdout, stderr } = spawnSync(OXLINT, ["--format", "json", "."], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    const report = JSON.parse(
      stdout || `{"diagnostics":[],"stderr":${JSON.stringify(stderr)}}`,
    ) as {
      readonly diagnostics: readonly { readonly code?: string; readonly filename: string }[];
    };
    for (const { code = "", filename } of report.diagnostics) {
      const rule = /\(([^)]+)\)/.exec(code)?.[1] ?? code;
      const path = relative(folder, join(folder, filename));
      named.set(path, (named.get(path) ?? new Set()).add(rule));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe.each(Object.entries(GROUPS))("%s", (_, group) => {
    test.each(group.map(({ name, planted }) => [name, planted] as const))("%s", (name, planted) => {
      const found = planted.map(({ path, text }) => ({
        path,
        text,
        rules: [...(named.get(path) ?? [])],
      }));
      const expected = planted.map(({ path, text, rule }) => ({
        path,
        text,
        rules: rule ? [rule] : [],
      }));
      expect({ name, found }).toEqual({ name, found: expected });
    });
  });

  test("what is imported is itself clean", () => {
    expect([...targets].filter((path) => named.has(path))).toEqual([]);
  });
});
