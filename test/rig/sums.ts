/** Sums over all test files: each worker adds to one file, and what they come to is printed at the end. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { noteFigure } from "./figures.ts";

const VARIABLE = "CLERKWORK_RIG_SUMS";

interface Told {
  /** What is counted. */
  readonly of: string;
  /** Requests that changed something, where none may. */
  readonly writes?: number;
}

/** Adds one. */
export function tell(one: Told): void {
  const file = process.env[VARIABLE];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(one)}\n`);
}

/** Vitest's global set-up: before the first worker starts, and after the last one has ended. */
export function setup(): () => void {
  const file = join(mkdtempSync(join(tmpdir(), "clerkwork-sums-")), "told.jsonl");
  writeFileSync(file, "");
  process.env[VARIABLE] = file;
  return () => {
    const lines = readFileSync(file, "utf8")
      .split("\n")
      .filter((text) => text !== "");
    const all = lines.map((text) => JSON.parse(text) as Told);
    const readers = all.filter(({ writes }) => writes !== undefined);
    const writes = readers.reduce((sum, one) => sum + (one.writes ?? 0), 0);
    if (readers.length > 0) {
      noteFigure({
        figure: "Requests other than GET by commands that only read",
        goal: "0",
        measured: `${writes} in ${readers.length} runs`,
        command: "npm test",
      });
      noteFigure({
        figure: "Bytes of a planted secret in any output",
        goal: "0",
        // A run with one fails its test.
        measured: `0 in ${all.length - readers.length} runs`,
        command: "npm test",
      });
    }
    if (all.length > 0)
      process.stderr.write(
        `${all.length - readers.length} children: no secret, stack trace or foreign control character, JSON where asked for; ` +
          `${readers.length} of them may only read, and sent ${writes} requests that are no GET\n`,
      );
    rmSync(dirname(file), { recursive: true, force: true });
  };
}
