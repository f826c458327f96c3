import * as fc from "fast-check";
import { expect, test } from "vitest";
import { API_VERSIONS } from "../../src/catalog/api-version.ts";
import { readDesired, type Desired } from "../../src/core/file/desired.ts";
import { parseDocument, type Document } from "../../src/core/file/document.ts";
import { sentence } from "../../src/core/finding/issue.ts";
import type { Comparison } from "../../src/core/plan/comparison.ts";
import {
  compareDeclared,
  compareLive,
  type Compared,
  type LiveSide,
} from "../../src/reconcile/compare.ts";
import { validate } from "../../src/reconcile/load.ts";
import { promote, type Promoted } from "../../src/reconcile/promote.ts";
import { writeEdits } from "../../src/reconcile/pull-text.ts";
import { files, layouts, writeFile } from "../rig/generators/files.ts";
import { connectModel } from "../rig/generators/model-connection.ts";
import type { Clerk } from "../rig/generators/model.ts";
import { instances } from "../rig/generators/scenarios.ts";
import { CATALOG } from "./implementation.ts";
import { holdsFor } from "./law.ts";

const PROMOTE = { only: undefined, today: "2026-06-01", isSecret: () => false };

const OPTIONS = { only: undefined, today: "2026-06-01" };

function read(file: string, text: string, environment: string | null = null): Desired {
  const parsed = parseDocument(file, text);
  if (!parsed.ok) throw new Error("not a file");
  return readDesired(parsed.document, CATALOG, environment);
}

const versions = fc.constantFrom(...API_VERSIONS);

function side(
  name: string,
  clerk: Clerk,
  apiVersion: (typeof API_VERSIONS)[number],
  frontend: boolean,
): LiveSide {
  const desired = read("clerkwork.yaml", `version: 1\napi_version: "${apiVersion}"\n`);
  const instance = connectModel({ ...clerk, id: `ins_${name}` }, { apiVersion, frontend });
  return { name, desired, instance, keyVariable: "KEY" };
}

/** Of which nothing can be compared: it is refused, whichever comes first. */
const orNothing = async (work: () => Compared | Promise<Compared>): Promise<Compared | null> => {
  try {
    return await work();
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "nothing_compared" || code === "nothing_declared") return null;
    throw error;
  }
};

const factsOf = ({ compared, differences, notCompared, onlyOn }: Comparison) => ({
  compared,
  differences: differences.map(({ row, a, b }) => ({ address: row.address, a, b })),
  notCompared: notCompared.map((one) => `${one.address} ${one.side} ${one.why}`).toSorted(),
  onlyOn,
});

const swapped = (compared: Compared): Comparison => ({
  ...compared,
  differences: compared.differences.map((one) => ({ ...one, a: one.b, b: one.a })),
  notCompared: compared.notCompared.map((one) => ({
    ...one,
    side: one.side === "a" ? "b" : one.side === "b" ? "a" : "both",
  })),
});

test("an instance does not differ from one that holds the same", { timeout: 240_000 }, () =>
  holdsFor(fc.tuple(instances, versions, fc.boolean()), async ([clerk, version, frontend]) => {
    const found = await orNothing(() =>
      compareLive(
        side("a", clerk, version, frontend),
        side("b", clerk, version, frontend),
        OPTIONS,
      ),
    );
    expect(found?.differences ?? []).toEqual([]);
  }),
);

test("which of two instances comes first does not matter", { timeout: 240_000 }, () =>
  holdsFor(
    fc.tuple(instances, instances, versions, versions, fc.boolean()),
    async ([one, other, versionA, versionB, frontend]) => {
      const a = (): LiveSide => side("a", one, versionA, frontend);
      const b = (): LiveSide => side("b", other, versionB, frontend);
      const found = await orNothing(() => compareLive(a(), b(), OPTIONS));
      const back = await orNothing(() => compareLive(b(), a(), OPTIONS));
      expect(back && factsOf(swapped(back))).toEqual(found && factsOf(found));
    },
  ),
);

test("what is compared of two instances is compared by what they hold", { timeout: 240_000 }, () =>
  holdsFor(fc.tuple(instances, instances), async ([one, other]) => {
    const version = "2026-05-12";
    const ids = "_role_id";
    const a = side("a", one, version, true);
    const b = side("b", other, version, true);
    const found = await compareLive(a, b, OPTIONS);
    for (const { row, a: left, b: right } of found.differences) {
      expect(row.address.endsWith(ids)).toBe(false);
      expect(left.kind === "value" && right.kind === "value" && left.value !== right.value).toBe(
        true,
      );
    }
    // Each setting once: it differs, can't be compared, or is of one type.
    const told = [
      ...found.differences.map(({ row }) => row.address),
      ...new Set(found.notCompared.map(({ address }) => address)),
      ...found.onlyOn.map(({ address }) => address),
    ];
    expect(new Set(told).size).toBe(told.length);
  }),
);

test("a file does not differ from itself, however it is written", { timeout: 240_000 }, () =>
  holdsFor(fc.tuple(files(CATALOG), layouts, layouts), async ([file, layout, other]) => {
    const environment = file.staging ? "staging" : null;
    const of = (name: string, how: typeof layout) => ({
      name,
      desired: read(`${name}.yaml`, writeFile(file, how), environment),
    });
    const found = await orNothing(() => compareDeclared(of("a", layout), of("b", other), OPTIONS));
    expect(found?.differences ?? []).toEqual([]);
  }),
);

test(
  "which of two files comes first does not matter; each that is named is told of",
  { timeout: 240_000 },
  () =>
    holdsFor(fc.tuple(files(CATALOG), files(CATALOG), layouts), async ([one, other, layout]) => {
      const a = { name: "a", desired: read("a.yaml", writeFile(one, layout)) };
      const b = { name: "b", desired: read("b.yaml", writeFile(other, layout)) };
      const found = await orNothing(() => compareDeclared(a, b, OPTIONS));
      const back = await orNothing(() => compareDeclared(b, a, OPTIONS));
      expect(back && factsOf(swapped(back))).toEqual(found && factsOf(found));
      const both = new Set(
        [...a.desired.declarations, ...b.desired.declarations].map(({ address }) => address),
      );
      const open = new Set(found?.notCompared.map(({ address }) => address));
      const told = (found?.compared ?? 0) + open.size + (found?.onlyOn.length ?? 0);
      expect(told).toBeLessThanOrEqual(both.size);
      expect(told > 0).toBe(found !== null);
    }),
);

const parsedOf = (text: string): Document => {
  const parsed = parseDocument("b.yaml", text);
  if (!parsed.ok) throw new Error("not a file");
  return parsed.document;
};

/** The same without what the overlay says of settings. */
const outside = (text: string): unknown => {
  const data = JSON.parse(JSON.stringify(parsedOf(text).data)) as {
    environments?: Record<string, Record<string, unknown>>;
  };
  const { environments = {}, ...top } = data;
  const { target, consents, ignore } = environments["staging"] ?? {};
  return { ...top, staging: { target, consents, ignore } };
};

const layered = files(CATALOG).filter(({ staging }) => staging !== null);

test(
  "what is promoted no longer differs, and a second time nothing is left",
  { timeout: 240_000 },
  () =>
    holdsFor(
      fc.tuple(files(CATALOG), layered, layouts, layouts),
      async ([one, other, how, layout]) => {
        const a = { name: "a", desired: read("a.yaml", writeFile(one, how)) };
        const text = writeFile(other, layout);
        const b = (from: string) => ({ name: "staging", desired: read("b.yaml", from, "staging") });
        const promoted = async (from: string): Promise<[Compared, Promoted] | null> => {
          const compared = await orNothing(() => compareDeclared(a, b(from), OPTIONS));
          return compared && [compared, promote(compared, [a, b(from)], parsedOf(from), PROMOTE)];
        };
        const first = await promoted(text);
        fc.pre(first !== null);
        const made = writeEdits(text, first[1].placed);
        expect(validate(parsedOf(made.text)).map(sentence)).toEqual([]);
        expect(outside(made.text)).toEqual(outside(text));
        const second = await promoted(made.text);
        const left = first[1].skipped.length + made.refused.size;
        expect(second?.[0].differences ?? []).toHaveLength(left);
        expect(writeEdits(made.text, second?.[1].placed ?? []).text).toBe(made.text);
        // Whatever is written comes from the first side.
        expect(made.text === text).toBe(first[1].placed.length === made.refused.size);
      },
    ),
);

test(
  "what is promoted of an instance, its file says after; again nothing",
  { timeout: 240_000 },
  () =>
    holdsFor(
      fc.tuple(instances, instances, layered, layouts),
      async ([one, other, file, layout]) => {
        const version = file.apiVersion ?? "2026-05-12";
        const text = writeFile(file, layout);
        const a = (): LiveSide => side("a", one, version, true);
        const b = (from: string): LiveSide => ({
          ...side("b", other, version, true),
          desired: read("b.yaml", from, "staging"),
        });
        const promoted = async (from: string): Promise<Promoted> => {
          const compared = await compareLive(a(), b(from), OPTIONS);
          return promote(compared, [a(), b(from)], parsedOf(from), PROMOTE);
        };
        const first = await promoted(text);
        const made = writeEdits(text, first.placed);
        expect(validate(parsedOf(made.text)).map(sentence)).toEqual([]);
        const again = await promoted(made.text);
        expect(again.placed.map(({ row }) => row.address)).toEqual(
          [...made.refused.keys()].map(({ row }) => row.address),
        );
      },
    ),
);
