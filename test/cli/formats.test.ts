/** Saved plans and receipts of other format versions than this one's. */
import { describe, expect, test } from "vitest";
import { parseSecretKey } from "../../src/clerk/secret-key.ts";
import { sealDocument } from "../../src/core/plan/saved-plan.ts";
import { expectExit, scenario, type Scenario } from "../rig/cli.ts";
import { errorOf } from "../rig/documents.ts";
import { isObject, parseObject, type Json, type JsonObject } from "../rig/json.ts";

const YAML = "version: 1\nrestrictions: { blocklist: true }\nprotect: { rules_enabled: true }\n";

/** As a newer minor version could write it: members more in every object that is not a value or bound by the fingerprint. */
function withMore(document: JsonObject, version: string): JsonObject {
  const kept = new Set([
    "target",
    "from",
    "body",
    "to",
    "value",
    "last_sent",
    "last_sent_at",
    "before",
    "args",
  ]);
  const more = (value: Json, name: string): Json => {
    if (Array.isArray(value)) return value.map((item: Json) => more(item, name));
    if (!isObject(value) || kept.has(name)) return value;
    const members = Object.entries(value).map(([key, item]) => [key, more(item ?? null, key)]);
    // The calls of a plan are what is sent: nothing may be added to them.
    const extra =
      name === "calls" && "body" in value && !("state" in value) ? {} : { newer: { a: [1] } };
    return { ...(Object.fromEntries(members) as JsonObject), ...extra };
  };
  return { ...(more(document, "") as JsonObject), format_version: version };
}

/** As the newer clerkwork seals it, with the same key. */
function sealed({ clerk }: Scenario, document: JsonObject): JsonObject {
  const { seal } = parseSecretKey(clerk.key, "CLERK_SECRET_KEY");
  return sealDocument(document, seal);
}

/** A plan and a receipt of a run that is made with them. */
async function made({ clerk, run, space }: Scenario): Promise<void> {
  expectExit(await run("plan", "--out", "plan.json"), 0);
  expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 0);
  clerk.state.restrictions.blocklist = false;
  clerk.state.protect.rules_enabled = false;
  clerk.forget();
  for (const name of ["plan.json", "receipt.json"])
    expect(parseObject(space.read(name))["format_version"]).toBe("1.1");
}

function rewrite(
  { space }: Scenario,
  name: string,
  change: (document: JsonObject) => JsonObject,
): void {
  space.write(name, JSON.stringify(change(parseObject(space.read(name)))));
}

const USES: readonly (readonly [
  what: string,
  file: string,
  args: readonly string[],
  code: string,
])[] = [
  ["apply PLAN", "plan.json", ["apply", "plan.json"], "invalid_plan"],
  ["rollback RECEIPT", "receipt.json", ["rollback", "receipt.json", "--yes"], "invalid_receipt"],
  [
    "apply --receipt",
    "receipt.json",
    ["apply", "--yes", "--receipt", "receipt.json"],
    "invalid_receipt",
  ],
  ["plan --receipt", "receipt.json", ["plan", "--receipt", "receipt.json"], "invalid_receipt"],
  ["drift --receipt", "receipt.json", ["drift", "--receipt", "receipt.json"], "invalid_receipt"],
];

describe.concurrent("a file of clerkwork's own", { timeout: 60_000 }, () => {
  const REFUSED: readonly (readonly [what: string, version: Json, says: RegExp])[] = [
    ["of format 1.0", "1.0", /its format is "1\.0", .*this clerkwork reads "1\.1"/],
    ["of format 0.9", "0.9", /its format is "0\.9", .*this clerkwork reads "1\.1"/],
    [
      "of format 2.0",
      "2.0",
      /its format is "2\.0", this clerkwork reads "1\.1"; upgrade clerkwork/,
    ],
    ["of format 10.0", "10.0", /its format is "10\.0", this clerkwork reads "1\.1"; upgrade/],
    ["of a format that is no version", "newest", /does not have the form of one/],
    ["of a format that is a number", 1.1, /does not have the form of one/],
    ["without a format", null, /does not have the form of one/],
  ];

  test.for(USES.flatMap((use) => REFUSED.map((refused) => [...use, ...refused] as const)))(
    "%s: %s %s %s %s is exit 3, before any request",
    ([, file, args, code, , version, says]) =>
      scenario({ yaml: YAML }, async (scene) => {
        await made(scene);
        rewrite(scene, file, (document) => ({ ...document, format_version: version }));
        const result = await scene.run(...args, "--format", "json");
        expectExit(result, 3);
        expect(errorOf(result).code).toBe(code);
        expect(errorOf(result).message).toMatch(says);
        expect(scene.clerk.requests).toEqual([]);
      }),
  );

  test.for(USES)(
    "%s: one of a newer minor version is read, whatever it holds besides",
    ([, file, args]) =>
      scenario({ yaml: YAML }, async (scene) => {
        await made(scene);
        rewrite(scene, file, (document) => {
          const { seal, ...newer } = withMore(document, "1.2");
          return seal === undefined ? newer : sealed(scene, newer);
        });
        const result = await scene.run(...args);
        expectExit(result, ...(args[0] === "drift" ? [2] : [0]));
        const applied = args[0] === "apply";
        expect(scene.clerk.state.restrictions.blocklist).toBe(applied);
        expect(scene.clerk.state.protect.rules_enabled).toBe(applied);
      }),
  );

  test.for(USES)(
    "%s: one of a newer minor version that lacks a member is refused",
    ([, file, args, code]) =>
      scenario({ yaml: YAML }, async (scene) => {
        await made(scene);
        rewrite(scene, file, (document) => ({
          ...Object.fromEntries(Object.entries(document).filter(([name]) => name !== "calls")),
          format_version: "1.2",
        }));
        const result = await scene.run(...args, "--format", "json");
        expectExit(result, 3);
        expect(errorOf(result).code).toBe(code);
      }),
  );
});
