// Laws of the pure parts: comparison, the list of changes, parsing, showing, redaction, guards.

import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import { parseDocument } from "../../src/core/file/document.ts";
import type { Refusal } from "../../src/core/finding/refusal.ts";
import { escapeText, showDocument, showValue } from "../../src/core/text/escape.ts";
import { redact } from "../../src/core/text/secret.ts";
import { sameValue } from "../../src/core/value/compare.ts";
import { validate } from "../../src/reconcile/load.ts";
import { writeFile } from "../rig/generators/files.ts";
import { withStored } from "../rig/generators/model.ts";
import { quickScenarios, scenarios, type Scenario } from "../rig/generators/scenarios.ts";
import { unmet } from "./applying.ts";
import { REAL } from "./implementation.ts";
import { holdsFor } from "./law.ts";
import { connectTo, desiredOf, PLAN_OPTIONS } from "./run.ts";

/** Names that are somebody's inheritance, and an empty one. */
const names = fc.oneof(
  fc.constantFrom("", "__proto__", "constructor", "toString", "a", "b"),
  fc.string({ maxLength: 3 }),
);

const values = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.constantFrom<Json>(null, true, false, 0, 1, -1, "", "a", "1", "null"),
    fc.string({ maxLength: 4 }),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(names, tie("value")), { maxLength: 3 }).map((members) => ownOf(members)),
  ),
})).value;

/** Own members, `__proto__` too. */
function ownOf(members: readonly (readonly [string, Json])[]): Json {
  const made: Record<string, Json> = {};
  for (const [name, value] of members)
    Object.defineProperty(made, name, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
  return made;
}

function frozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) {
    for (const name of Object.keys(value)) frozen((value as Record<string, unknown>)[name]);
    Object.freeze(value);
  }
  return value;
}

/** A copy that is another one in nothing or in one place. */
const pairs = fc.oneof(
  values.map((value) => [value, structuredClone(value)] as const),
  fc.tuple(values, values),
  fc.tuple(values, names, values).map(([value, name, other]) => {
    const members =
      typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
    const rest = Object.entries(members as Readonly<Record<string, Json>>);
    return [value, ownOf([...rest, [name, other]])] as const;
  }),
);

describe("comparison", () => {
  test("K15: it finds nothing where the values are deeply equal, and nowhere else; nothing is changed", async () => {
    await expect(
      holdsFor(pairs, ([a, b]) => {
        const same = sameValue({ comparison: "json" } as never, frozen(a), frozen(b));
        expect([same, a, b]).toEqual([isDeepStrictEqual(a, b), a, b]);
      }),
    ).resolves.toBeUndefined();
  });

  test("K16: the changes of a plan, made to the instance by hand, give what the file says", async () => {
    await expect(
      holdsFor(quickScenarios, async (scenario) => {
        const desired = desiredOf(REAL, scenario, scenario.layout);
        const { plan } = await REAL.planInstance(desired, connectTo(scenario), PLAN_OPTIONS);
        const clerk = plan.changes.reduce(
          (at, { address, to }) => withStored(at, address, to),
          scenario.clerk,
        );
        expect(unmet(clerk, scenario)).toEqual([]);
      }),
    ).resolves.toBeUndefined();
  });
});

/** Bytes of a good file, broken. */
const broken: fc.Arbitrary<string> = fc
  .record({
    scenario: scenarios,
    cuts: fc.array(
      fc.record({ at: fc.nat(5000), length: fc.nat(6), bytes: fc.uint8Array({ maxLength: 6 }) }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ scenario, cuts }) => {
    let bytes = [...Buffer.from(writeFile(scenario.file, scenario.layout), "utf8")];
    for (const { at, length, bytes: more } of cuts)
      bytes = bytes.toSpliced(at % (bytes.length + 1), length, ...more);
    return Buffer.from(bytes).toString("utf8");
  });

/** What YAML takes for something. */
const marks = fc
  .array(
    fc.constantFrom(
      ..."[]{}:,-?&*!|>'\"%@`#~ \n\t0a".split(""),
      ": ",
      "- ",
      "? ",
      "&a ",
      "*a",
      "<<: ",
      "!!set ",
      "---\n",
      "...\n",
      "%YAML 1.1\n",
      "version: 1\n",
      "instance:\n  ",
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(""));

const anyBytes = fc
  .uint8Array({ maxLength: 200 })
  .map((bytes) => Buffer.from(bytes).toString("utf8"));

test("K19: any text is a file or has issues, within a second", async () => {
  await expect(
    holdsFor(fc.oneof(broken, marks, anyBytes), (text) => {
      const began = process.cpuUsage();
      const parsed = parseDocument("clerkwork.yaml", text);
      const issues = parsed.ok ? validate(parsed.document) : parsed.issues;
      expect(parsed.ok || issues.length > 0).toBe(true);
      // Of the processor's time: others may be at work on this machine.
      expect(process.cpuUsage(began).user).toBeLessThan(1_000_000);
    }),
  ).resolves.toBeUndefined();
});

const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc
    .array(
      fc.constantFrom(
        "::",
        "##[",
        "#",
        "[",
        ":",
        "\\",
        "\n",
        "\r",
        "\u001b[2J",
        "\u202e",
        "\u2028",
        "\u0085",
        "x3a",
        "\u200b",
        "\ud800",
        "add-mask",
        "error",
        "x",
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join("")),
);

/** How the runner of GitHub Actions finds an order in a line, told a second time. */
const isOrder = (line: string): boolean =>
  line.includes("##[") || /^\s*::[^:]*::/u.test(line) || /^[\s\u0085]*::/u.test(line);

const FOREIGN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

describe("showing", () => {
  test("K20: no control character, no order, and two texts never look the same", async () => {
    await expect(
      holdsFor(fc.tuple(texts, texts), ([a, b]) => {
        for (const shown of [escapeText(a), showValue(a)]) {
          expect([shown, FOREIGN.test(shown)]).toEqual([shown, false]);
          expect([shown, isOrder(shown)]).toEqual([shown, false]);
        }
        expect(escapeText(a) === escapeText(b)).toBe(a === b);
        const lines = showDocument({ [`k${a}`]: b }).split("\n");
        expect(lines.filter((line) => FOREIGN.test(line) || isOrder(line))).toEqual([]);
        expect(JSON.parse(lines.join("\n"))).toEqual({ [`k${a}`]: b });
      }),
    ).resolves.toBeUndefined();
  });

  test("K21: a text without anything secret stays as it is", async () => {
    const plain = fc
      .string({ maxLength: 40 })
      .filter((text) => !/[swe][kphy]|whsec|BEGIN|ak_/i.test(text));
    await expect(
      holdsFor(plain, (text) => {
        expect(redact(text)).toBe(text);
        expect(redact(text, ["sk_test_C4n4ryOfThisLaw0123"])).toBe(text);
      }),
    ).resolves.toBeUndefined();
  });
});

const key = ({ code, address, hazard }: Refusal): string => `${code} ${address} ${hazard}`;

/** The refusals of a plan on production, with these flags. */
async function refusalsOf(
  scenario: Scenario,
  only: (address: string) => boolean,
  allowed: readonly Refusal[] = [],
): Promise<readonly Refusal[]> {
  const desired = desiredOf(REAL, scenario, scenario.layout);
  const declarations = desired.declarations.filter(({ address }) => only(address));
  const allowances = allowed.flatMap(({ hazard, address }) =>
    hazard === null ? [] : [{ hazard, address }],
  );
  const connection = connectTo({ ...scenario, clerk: { ...scenario.clerk, type: "production" } });
  const { plan } = await REAL.planInstance({ ...desired, declarations }, connection, {
    ...PLAN_OPTIONS,
    allowances,
  });
  return plan.refusals;
}

describe("the guard", () => {
  const inputs = fc.record({ scenario: quickScenarios, index: fc.nat(), left: fc.nat() });

  test("K22: one consent lifts one refusal, and no other", async () => {
    await expect(
      holdsFor(inputs, async ({ scenario, index }) => {
        const all = await refusalsOf(scenario, () => true);
        const dangers = all.filter(({ code }) => code === "hazard");
        const one = dangers[index % Math.max(1, dangers.length)];
        if (!one) return;
        const rest = await refusalsOf(scenario, () => true, [one]);
        expect(rest.map(key)).toEqual(all.map(key).filter((other) => other !== key(one)));
      }),
    ).resolves.toBeUndefined();
  });

  test("K22: one more setting never lifts the refusal of a dangerous change", async () => {
    await expect(
      holdsFor(inputs, async ({ scenario, left }) => {
        const addresses = [...scenario.managed.keys()];
        const out = addresses[left % Math.max(1, addresses.length)];
        const less = await refusalsOf(scenario, (address) => address !== out);
        const more = await refusalsOf(scenario, () => true);
        const hazards = (some: readonly Refusal[]): readonly string[] =>
          some.filter(({ code }) => code === "hazard").map(key);
        expect(hazards(more)).toEqual(expect.arrayContaining([...hazards(less)]));
      }),
    ).resolves.toBeUndefined();
  });
});
