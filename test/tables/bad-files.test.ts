// Files that are wrong, all in one process: each is refused with a place, at once, and leaves nothing behind.

import { spawnSync } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CATALOG } from "../../src/catalog/catalog.ts";
import { buildDocumentSchema } from "../../src/core/file/schema.ts";
import { AJV_OPTIONS } from "../../src/build/generate.ts";
import { loadFile } from "../../src/cli/disk/load-file.ts";
import { Failure } from "../../src/core/finding/failure.ts";
import { sentence, type Issue } from "../../src/core/finding/issue.ts";
import { loadText } from "../../src/reconcile/load.ts";
import { hashSource } from "../../src/core/plan/saved-plan.ts";
import { renderIssues } from "../../src/core/render/issues.ts";
import { BAD_FILES, FILE_SECRETS, LARGEST_LEGAL, type BadFile } from "../rig/bad-files.ts";
import { EVERY_SETTING } from "../rig/settings.ts";
import { PACKAGE_ROOT } from "../rig/cli.ts";
import { shuffled } from "../rig/generators/shuffle.ts";
import { runs } from "../rig/generators/runs.ts";
import { differenceOf, known } from "./given.ts";

/**
 * What a row may take of the processor. A reading that is slow is taken again, and the quickest of three counts: a
 * machine that does other work makes a reading slower (the caches and the collector's threads are shared), never quicker.
 */
const SOON_MS = 1000;
const READINGS = 3;

interface Outcome {
  readonly failure: Failure | undefined;
  readonly addresses: readonly string[];
  readonly bytes: Uint8Array | undefined;
  readonly ms: number;
}

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "clerkwork-bad-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(path: string): Outcome {
  const began = process.cpuUsage();
  const ms = (): number => process.cpuUsage(began).user / 1000;
  try {
    const { desired, bytes } = loadFile({ now: () => Date.parse("2026-06-01") }, { file: path });
    const addresses = desired.flatMap(({ declarations }) => declarations.map((one) => one.address));
    return { failure: undefined, addresses, bytes, ms: ms() };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { failure: error, addresses: [], bytes: undefined, ms: ms() };
  }
}

function play(row: BadFile): Outcome {
  const own = mkdtempSync(join(folder, "row-"));
  try {
    return readSoon(row.make(own));
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function readSoon(path: string): Outcome {
  let outcome = read(path);
  for (let again = 1; again < READINGS && outcome.ms >= SOON_MS; again += 1) outcome = read(path);
  return outcome;
}

/** Everything that a person and a machine get to read. */
const said = ({ failure }: Outcome): string =>
  failure ? [failure.code, failure.hint ?? "", ...failure.issues.map(sentence)].join("\n") : "";

const placeOf = ({ at }: Issue): string => `${at.line}:${at.column}`;

function expectRow(row: BadFile, outcome: Outcome): void {
  const { failure } = outcome;
  const name = `${row.id} ${row.what}`;
  expect([name, failure?.exitCode ?? 0]).toEqual([name, row.said ? 3 : 0]);
  expect([name, outcome.ms < SOON_MS]).toEqual([name, true]);
  const text = said(outcome);
  expect(text).toMatch(row.said ?? /^$/);
  expect(text).not.toMatch(/\n {4}at |undefined|\[object/);
  for (const secret of FILE_SECRETS) expect(text).not.toContain(secret);
  const [first] = failure?.issues ?? [];
  const [line, column] = row.place ?? [];
  const found = first ? placeOf(first) : "1:1";
  expect([name, found]).toEqual([
    name,
    expect.stringMatching(new RegExp(`^${line ?? "[1-9]\\d*"}:${column ?? "[1-9]\\d*"}$`)),
  ]);
  expect([name, row.declares ?? outcome.addresses]).toEqual([name, outcome.addresses]);
}

describe("each file", () => {
  // oxlint-disable-next-line vitest/expect-expect -- expectRow asserts
  test.each(BAD_FILES.map((row) => [row.id, row.what, row] as const))("%s: %s", (_, __, row) => {
    expectRow(row, play(row));
  });
});

describe("what is no single file", () => {
  test("A14: the largest legal file is read at once", () => {
    const { ms, failure } = readSoon(written(LARGEST_LEGAL));
    expect(failure?.issues).toBeUndefined();
    expect(Buffer.byteLength(LARGEST_LEGAL)).toBe(512 * 1024);
    // oxlint-disable-next-line no-console -- a figure for whoever reads the log
    console.log(`512 KiB: ${Math.round(ms)} ms`);
    expect(ms).toBeLessThan(SOON_MS);
  });

  test("a file of 1,000 pinned environments is read within three seconds, and each is its own", () => {
    const names = Array.from({ length: 1000 }, (_, index) => `tenant-${index}`);
    const entries = names.map(
      (name, index) =>
        `  ${name}:\n    target: { instance_id: ins_${index}, secret_key_env: KEY_${index} }\n    restrictions: { blocklist: ${index % 2 === 0} }\n`,
    );
    const text = `${EVERY_SETTING}environments:\n${entries.join("")}`;
    const began = process.cpuUsage();
    const all = loadText("clerkwork.yaml", text, "all", "2026-06-01");
    const ms = process.cpuUsage(began).user / 1000;
    // oxlint-disable-next-line no-console -- a figure for whoever reads the log
    console.log(`1,000 environments: ${Math.round(ms)} ms`);
    expect(ms).toBeLessThan(3000);
    expect(all.map(({ environment }) => environment)).toEqual(names);
    for (const [index, { target, pinned, declarations }] of all.entries()) {
      expect(target.instance_id).toBe(`ins_${index}`);
      expect(pinned.get(`ins_${index}`)).toEqual([`tenant-${index}`]);
      const own = declarations.find(({ address }) => address === "restrictions.blocklist");
      expect(own?.value).toBe(index % 2 === 0);
    }
  });

  test("entries of the top are every environment's, its own come after, and each is checked once", () => {
    const entry = (address: string): string =>
      `{ address: ${address}, reason: a, until: 2099-01-01 }`;
    const text = `version: 1\nignore: [${entry("instance.hibp")}]\nenvironments:\n  a: {}\n  b: { ignore: [${entry("restrictions.blocklist")}] }\n`;
    const addresses = loadText("clerkwork.yaml", text, "all", "2026-06-01").map(({ ignores }) =>
      ignores.map(({ address }) => address),
    );
    expect(addresses).toEqual([["instance.hibp"], ["instance.hibp", "restrictions.blocklist"]]);
    const wrong = text.replace("instance.hibp", "instance.nope").replace("blocklist", "nope");
    const codesOf = (): readonly string[] => {
      try {
        loadText("clerkwork.yaml", wrong, "all", "2026-06-01");
        return [];
      } catch (error) {
        return (error as Failure).issues.map(({ code, pointer }) => `${code} ${pointer}`);
      }
    };
    expect(codesOf()).toEqual([
      "unknown_address /ignore/0/address",
      "unknown_address /environments/b/ignore/0/address",
    ]);
  });

  test("A19: a file is read once, and what was read is what is hashed", () => {
    const text = "version: 1\nprotect: { rules_enabled: true }\n";
    const path = written(text);
    const { bytes = new Uint8Array(), addresses } = read(path);
    writeFileSync(path, "version: 2\n");
    expect(addresses).toEqual(["protect.rules_enabled"]);
    expect(hashSource(bytes)).toBe(hashSource(Buffer.from(text)));
  });

  // A run reads one file. With several instances it is all or nothing.
  test("A20: an environment that is wrong leaves none of the others", () => {
    const path = written(
      "version: 1\nenvironments:\n  a: { protect: { rules_enabled: true } }\n  b: { protect: { rules_enabled: 1 } }\n",
    );
    const load = (): unknown => loadFile({ now: Date.now }, { file: path, env: ["a"] });
    expect(load).toThrow(/1 issue/);
  });

  test("B38: a good file with some of its bytes changed is taken or refused with a place", () => {
    const good = Buffer.from(LARGEST_LEGAL.slice(0, LARGEST_LEGAL.indexOf("###")));
    const edits = fc.array(
      fc.record({
        at: fc.nat(good.length),
        cut: fc.nat(20),
        put: fc.oneof(
          fc.uint8Array({ maxLength: 3 }),
          fc.constantFrom(Buffer.from("\n- "), Buffer.from("[[[{")),
        ),
      }),
      { minLength: 1, maxLength: 4 },
    );
    const rule = fc.property(edits, (some) => {
      const bytes = some.reduce<Buffer>(
        (soFar, { at, cut, put }) =>
          Buffer.concat([soFar.subarray(0, at), put, soFar.subarray(at + cut)]),
        good,
      );
      const { failure, ms } = readSoon(written(bytes));
      expect(ms).toBeLessThan(SOON_MS);
      expect([undefined, 3]).toContain(failure?.exitCode);
      for (const { at } of failure?.issues ?? [])
        expect(Math.min(at.line, at.column)).toBeGreaterThan(0);
    });
    fc.assert(rule, runs(300));
  });

  test("C09: the order of a set means nothing", () => {
    const { moves } = differenceOf({
      "communication.blocked_country_codes": { from: known(["RU", "KP"]), to: ["KP", "RU"] },
    });
    expect(moves).toEqual([]);
  });

  test("C14: of 60 findings 50 are shown, in the order of the file, and all are there", () => {
    const sixty = BAD_FILES.find(({ id }) => id === "C14");
    const issues = (sixty ? play(sixty) : undefined)?.failure?.issues ?? [];
    expect(issues).toHaveLength(60);
    const shown = renderIssues(issues).map(({ text }) => text);
    expect(shown).toHaveLength(51);
    expect(shown.at(-1)).toBe("10 more");
    expect(issues.map(({ at }) => at.line)).toEqual(issues.map((_, index) => index + 3));
  });

  test("C13: no pattern of the schema takes long, whatever it is held against", () => {
    const patterns = new Set(
      [
        ...JSON.stringify(buildDocumentSchema(CATALOG)).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g),
      ].map(([, pattern = ""]) => JSON.parse(pattern) as string),
    );
    const starts = [
      "",
      "a",
      "a.",
      "*.",
      "a@",
      "org:",
      "role_",
      "ins_",
      "http://",
      "a://",
      "-",
      "0",
    ];
    const pieces = [
      "a",
      "-",
      ".",
      "a.",
      "a-",
      "aa.",
      "@",
      "/",
      "0",
      "A",
      "_",
      "é",
      "a-a.",
      "\u{1f600}",
    ];
    const slowest = { ms: 0, pattern: "" };
    for (const pattern of patterns) {
      const form = new RegExp(pattern, "u");
      for (const start of starts) {
        for (const piece of pieces) {
          for (const end of ["", "!", "\n", " "]) {
            const text = start + piece.repeat(Math.ceil(10_240 / piece.length)) + end;
            const began = process.cpuUsage();
            form.test(text);
            const ms = process.cpuUsage(began).user / 1000;
            if (ms > slowest.ms) Object.assign(slowest, { ms, pattern });
          }
        }
      }
    }
    expect(patterns.size).toBeGreaterThan(10);
    expect([slowest.pattern, slowest.ms < 50]).toEqual([slowest.pattern, true]);
  });

  test.each<readonly [id: string, what: string, schema: object, said: RegExp]>([
    [
      "C16",
      "a reference to another host",
      { $ref: "http://example.com/x.json" },
      /can't resolve reference/,
    ],
    ["C17", "a keyword that nobody knows", { type: "string", typo: 1 }, /unknown keyword/],
  ])("%s: %s does not compile", (_, __, schema, message) => {
    expect(() => new Ajv2020(AJV_OPTIONS).compile(schema)).toThrow(message);
  });

  function written(content: string | Uint8Array): string {
    const path = join(folder, "one.yaml");
    writeFileSync(path, content);
    return path;
  }
});

describe("all of them", () => {
  test("ten times, shuffled, in this process: the same findings, no socket, no pollution", () => {
    // Texts go through the library, below; what is left is what the reader of files meets.
    const rows = BAD_FILES.filter(({ text = "" }) => text.length < 100);
    const sockets: unknown[] = [];
    const count = (message: unknown): void => void sockets.push(message);
    subscribe("net.client.socket", count);
    const first = new Map(rows.map((row) => [row, said(play(row))]));
    for (let round = 0; round < 10; round += 1)
      for (const row of shuffled(rows, round))
        expect([row.id, said(play(row))]).toEqual([row.id, first.get(row)]);
    unsubscribe("net.client.socket", count);
    expect(sockets).toEqual([]);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  test("every refusal has its place", () => {
    const refused = BAD_FILES.filter(({ said: sentenceOf }) => sentenceOf);
    const placed = refused.filter((row) => (play(row).failure?.issues ?? []).length > 0);
    // oxlint-disable-next-line no-console -- a figure for whoever reads the log
    console.log(`file:line:column: ${placed.length} of ${refused.length} refused files`);
    expect(placed).toHaveLength(refused.length);
  });

  /** Takes texts from stdin, and plays them through the package as it is published. */
  const PLAYER = `
import { loadText, Failure } from ${JSON.stringify(join(PACKAGE_ROOT, "dist/index.js"))};
import { readFileSync } from "node:fs";
const [file] = process.argv.slice(-1);
const { texts, orders } = JSON.parse(readFileSync(file, "utf8"));
const took = texts.map(() => Infinity), wrong = [];
for (const order of orders) for (const index of order) {
  const { text, exit } = texts[index];
  const began = process.cpuUsage();
  let code = 0;
  try { loadText("clerkwork.yaml", text, "top", "2026-06-01"); }
  catch (error) { if (!(error instanceof Failure)) throw error; code = error.exitCode; }
  took[index] = Math.min(took[index], process.cpuUsage(began).user / 1000);
  if (code !== exit) wrong.push(text.slice(0, 80));
}
const slowest = Math.max(...took);
console.log(JSON.stringify({ slowest, wrong, rss: process.resourceUsage().maxRSS / 1024 }));
`;

  test("ten times, shuffled, through the library in one process: no crash, within bounds", () => {
    // What is too large is refused by the reader of files, before it is a text.
    const texts = BAD_FILES.flatMap(({ text, said: refusal }) =>
      text !== undefined && Buffer.byteLength(text) <= 524_288
        ? [{ text, exit: refusal ? 3 : 0 }]
        : [],
    );
    const indices = texts.map((_, index) => index);
    // The large ones take most of the time: a second round shows whether they leave something behind.
    const orders = Array.from({ length: 10 }, (_, round) =>
      shuffled(indices, round).filter(
        (index) => round < 2 || (texts[index]?.text.length ?? 0) < 50_000,
      ),
    );
    const file = join(folder, "texts.json");
    writeFileSync(file, JSON.stringify({ texts, orders }));
    const options = ["--max-old-space-size=64", "--input-type=module", "-e", PLAYER, file];
    const run = spawnSync(process.execPath, options, { encoding: "utf8", timeout: 200_000 });
    expect([run.status, run.signal, run.stderr]).toEqual([0, null, ""]);
    const { slowest, wrong, rss } = JSON.parse(run.stdout) as {
      slowest: number;
      wrong: string[];
      rss: number;
    };
    // oxlint-disable-next-line no-console -- a figure for whoever reads the log
    console.log(
      `${texts.length} texts × 10 in one process: slowest ${Math.round(slowest)} ms, ${Math.round(rss)} MB`,
    );
    expect(wrong).toEqual([]);
    expect(slowest).toBeLessThan(SOON_MS);
    expect(rss).toBeLessThan(150);
  }, 240_000);
});
