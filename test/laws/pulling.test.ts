import * as fc from "fast-check";
import { expect, test } from "vitest";
import { API_VERSIONS, type ApiVersion } from "../../src/catalog/api-version.ts";
import { readDesired, type Desired } from "../../src/core/file/desired.ts";
import { parseDocument } from "../../src/core/file/document.ts";
import { sentence } from "../../src/core/finding/issue.ts";
import { validate } from "../../src/reconcile/load.ts";
import { planInstance } from "../../src/reconcile/plan.ts";
import { draftFile } from "../../src/reconcile/pull-draft.ts";
import { pullPart } from "../../src/reconcile/pull-edits.ts";
import { placeProposals } from "../../src/reconcile/pull-places.ts";
import { writeEdits } from "../../src/reconcile/pull-text.ts";
import { pullInstance, rowsIn } from "../../src/reconcile/pull.ts";
import { environmentOf, writeFile } from "../rig/generators/files.ts";
import { connectModel } from "../rig/generators/model-connection.ts";
import { instances, scenarios } from "../rig/generators/scenarios.ts";
import { CATALOG } from "./implementation.ts";
import { holdsFor } from "./law.ts";
import { connectTo, PLAN_OPTIONS } from "./run.ts";

const OPTIONS = { ...PLAN_OPTIONS, isSecret: () => false, add: false };

function read(text: string, environment: string | null = null): Desired {
  const parsed = parseDocument("clerkwork.yaml", text);
  const issues = parsed.ok ? validate(parsed.document) : parsed.issues;
  if (!parsed.ok || issues.length > 0)
    throw new Error(`the file has issues: ${issues.map(sentence).join("; ")}\n${text}`);
  return readDesired(parsed.document, CATALOG, environment);
}

const documentOf = (
  text: string,
): Extract<ReturnType<typeof parseDocument>, { ok: true }>["document"] => {
  const parsed = parseDocument("clerkwork.yaml", text);
  if (!parsed.ok) throw new Error("not a file");
  return parsed.document;
};

const versions: fc.Arbitrary<ApiVersion> = fc.constantFrom(...API_VERSIONS);

test("10. pull, then plan, is empty; a second pull writes nothing", { timeout: 240_000 }, () =>
  holdsFor(
    fc.record({ clerk: instances, apiVersion: versions, frontend: fc.boolean() }),
    async ({ clerk, apiVersion, frontend }) => {
      const connect = (): ReturnType<typeof connectModel> =>
        connectModel(clerk, { apiVersion, frontend });
      const expected = { pin: {}, environment: null };
      const pulled = await pullInstance(
        rowsIn(apiVersion),
        connect(),
        expected,
        apiVersion,
        OPTIONS,
      );
      const text = draftFile([{ ...pulled, environment: null }], apiVersion, "./schema.json");
      const desired = read(text);
      const { plan } = await planInstance(desired, connect(), PLAN_OPTIONS);
      expect({ changes: plan.changes, calls: plan.calls, refusals: plan.refusals }).toEqual({
        changes: [],
        calls: [],
        refusals: [],
      });
      expect(plan.coverage.unreadable).toEqual([]);
      const again = await pullPart(desired, connect(), { ...OPTIONS, add: true });
      expect(again.proposals).toEqual([]);
    },
  ),
);

test("two instances in one file: both plans are empty", { timeout: 240_000 }, () =>
  holdsFor(fc.tuple(instances, instances, versions), async ([one, other, apiVersion]) => {
    const connect = (clerk: typeof one): ReturnType<typeof connectModel> =>
      connectModel(clerk, { apiVersion, frontend: true });
    const parts = await Promise.all(
      [one, { ...other, id: "ins_other" }].map(async (clerk, index) => {
        const environment = `env-${index}`;
        const expected = { pin: {}, environment };
        const pulled = await pullInstance(
          rowsIn(apiVersion),
          connect(clerk),
          expected,
          apiVersion,
          OPTIONS,
        );
        return { clerk, part: { ...pulled, environment, variable: `KEY_${index}` } };
      }),
    );
    const text = draftFile(
      parts.map(({ part }) => part),
      apiVersion,
      "./schema.json",
    );
    for (const { clerk, part } of parts) {
      const desired = read(text, part.environment);
      const { plan } = await planInstance(desired, connect(clerk), PLAN_OPTIONS);
      expect(plan.changes).toEqual([]);
      const named = part.pulled.flatMap((row) => (row.kind === "value" ? [row.row.address] : []));
      expect(desired.declarations.map(({ address }) => address).toSorted()).toEqual(
        named.toSorted(),
      );
    }
  }),
);

test(
  "into a file that is there: what can be read is as the instance has it, and again nothing",
  { timeout: 240_000 },
  () =>
    holdsFor(scenarios, async (scenario) => {
      const text = writeFile(scenario.file, scenario.layout);
      const environment = environmentOf(scenario.file);
      const desired = read(text, environment);
      const part = await pullPart(desired, connectTo(scenario), OPTIONS);
      const placed = placeProposals([part], documentOf(text));
      const made = writeEdits(text, placed);
      const after = read(made.text, environment);
      const again = await pullPart(after, connectTo(scenario), OPTIONS);
      const refused = [...made.refused.keys()].map(({ row }) => row.address);
      expect(again.proposals.map(({ row }) => row.address)).toEqual(refused);
      // Nothing else in the file moved: the same settings are named, in the same places.
      expect(after.declarations.map(({ pointer }) => pointer)).toEqual(
        desired.declarations.map(({ pointer }) => pointer),
      );
    }),
);
