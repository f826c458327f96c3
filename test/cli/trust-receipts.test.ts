/** What a receipt may decide: which settings go back to which values, on its own instance. */
/* oxlint-disable vitest/expect-expect -- expectExit asserts, too */
import { describe, expect, test } from "vitest";
import { expectExit, scenario, type CliResult, type Scenario } from "../rig/cli.ts";
import { DEVELOPMENT_KEY } from "../rig/clerk-server.ts";
import { errorOf } from "../rig/documents.ts";
import { isObject, parseObject, type Json, type JsonObject } from "../rig/json.ts";
import { ordersIn } from "../rig/runner.ts";

const YAML =
  "version: 1\nrestrictions: { blocklist: true, extra: { foo: 1 } }\nbeta: { from_email_address: hello }\n";

/** The receipt of a real apply. `foo` is no member of Clerk's: the model forgets it. */
async function receiptOf({ run, space, clerk }: Scenario): Promise<JsonObject> {
  expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 0, 1, 4, 5, 6);
  clerk.forget();
  return parseObject(space.read("receipt.json"));
}

/** The document with each of its texts and names, one after the other, made into something else. */
function* forged(
  value: Json,
  put: (text: string) => string,
): Generator<readonly [where: string, edited: Json]> {
  if (typeof value === "string") yield ["", put(value)];
  if (Array.isArray(value)) {
    for (const [index, item] of (value as Json[]).entries()) {
      for (const [where, edited] of forged(item, put))
        yield [`/${index}${where}`, (value as Json[]).with(index, edited)];
    }
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      const rest = Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
      if (name.includes(".")) yield [`/${name} (name)`, { ...rest, [put(name)]: member ?? null }];
      for (const [where, edited] of forged(member ?? null, put))
        yield [`/${name}${where}`, { ...value, [name]: edited }];
    }
  }
}

const HOSTILE = "\n::error::forged\n##[error]x\u001b[2J\u202e";

function expectQuiet(result: CliResult): void {
  expect(ordersIn(result.stdout)).toEqual([]);
  expect(ordersIn(result.stderr)).toEqual([]);
}

describe("a crafted receipt", { timeout: 120_000 }, () => {
  test("whatever stands in it: no order for a runner, no control character, nothing odd sent", () =>
    scenario({ yaml: YAML, violations: "ignored" }, async (scene) => {
      const receipt = await receiptOf(scene);
      const edits = [...forged(receipt, (text) => text + HOSTILE)];
      expect(edits.length).toBeGreaterThan(20);
      for (const [where, edited] of edits) {
        scene.space.write("forged.json", JSON.stringify(edited));
        const result = await scene.run("rollback", "forged.json", "--yes");
        expectQuiet(result);
        // What is a value is a value, whatever it holds; all else has a form.
        const isValue =
          /\/(?:before|body|last_sent(?:_at)?|detail|shown|to|run|reason|until|file|flag)\b/.test(
            where,
          );
        if (!isValue || where.endsWith("(name)")) expectExit(result, 3);
      }
      for (const { headers, path, body } of scene.clerk.requests) {
        expect(headers["clerk-api-version"] ?? "2026-05-12").toBe("2026-05-12");
        expect(path).toMatch(/^\/[a-z_/0-9]+$/);
        for (const name of isObject(body) ? Object.keys(body) : [])
          expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
      }
    }));

  test.for([
    ["an address with an order in it", "restrictions.extra.foo.x\n::error::forged\n"],
    ["an address of an own member of Object's", "restrictions.extra.__proto__"],
    ["a deeper address", "restrictions.extra.foo.bar"],
    ["no setting's address", "restrictions"],
  ])("%s: exit 3 before any request", ([, address]) =>
    scenario({ yaml: YAML, violations: "ignored" }, async (scene) => {
      const text = JSON.stringify(await receiptOf(scene));
      const edited = text.replaceAll(
        '"restrictions.extra.foo"',
        JSON.stringify(address).replaceAll("$", "$$$$"),
      );
      expect(edited).not.toBe(text);
      scene.space.write("forged.json", edited);
      const refused = await scene.run("rollback", "forged.json", "--yes", "--format", "json");
      expectExit(refused, 3);
      expect(errorOf(refused).code).toBe("invalid_receipt");
      expect(scene.clerk.requests).toEqual([]);
    }),
  );

  test.for([
    ["a line break", "2026-05-12\nX: y"],
    ["a version that does not exist", "2099-01-01"],
  ])("%s as its API version: exit 3, and the run ends", ([, version]) =>
    scenario({ yaml: YAML, violations: "ignored" }, async (scene) => {
      const receipt = await receiptOf(scene);
      const target = { ...(receipt["target"] as JsonObject), api_version: version ?? "" };
      scene.space.write("forged.json", JSON.stringify({ ...receipt, target }));
      const refused = await scene.run("rollback", "forged.json", "--yes", "--format", "json");
      expectExit(refused, 3);
      expect(errorOf(refused).code).toBe("invalid_receipt");
      expect(scene.clerk.requests).toEqual([]);
    }),
  );

  test("its fingerprint names no place on the disk", () =>
    scenario({ yaml: YAML, violations: "ignored" }, async (scene) => {
      const receipt = await receiptOf(scene);
      scene.space.write(
        "receipt.json",
        JSON.stringify({ ...receipt, fingerprint: "sha256:/../../x.json" }),
      );
      expectExit(await scene.run("apply", "--yes", "--receipt", "receipt.json"), 3);
      expect(scene.clerk.requests).toEqual([]);
    }));
});

describe.concurrent("rollback -f and change-domain -f take the pin of the file alone", () => {
  const EXPIRED = `version: 1
target: { secret_key_env: MY_KEY }
restrictions: { blocklist: true, no_such_setting: 0x10 }
ignore:
  - { address: restrictions.blocklist, reason: "x", until: 2020-01-01 }
environments:
  other: { target: { secret_key_env: OTHER_KEY } }
  broken: { target: { secret_key_env: "not a name" } }
`;
  const env = { CLERK_SECRET_KEY: undefined, MY_KEY: DEVELOPMENT_KEY };

  test.for([
    ["an exception that ran out and a setting of another version", ["--base"], 0],
    ["no environment, although there are some", [], 3],
    ["an environment, and the part above it", ["--base", "-e", "other"], 3],
    ["an environment's own variable, which is not set", ["-e", "other"], 3],
    ["a pin that is no pin", ["-e", "broken"], 3],
    ["an environment that is not there", ["-e", "missing"], 3],
  ] as const)("%s", ([, flags, code]) =>
    scenario(
      { yaml: "version: 1\nprotect: { rules_enabled: true }\n", env: { MY_KEY: DEVELOPMENT_KEY } },
      async ({ clerk, run, runWith, space }) => {
        expectExit(await run("apply", "--yes", "--receipt", "receipt.json"), 0);
        space.write("file.yaml", EXPIRED);
        const args = ["rollback", "receipt.json", "--yes", "-f", "file.yaml", ...flags];
        expectExit(await runWith({ env }, ...args), code);
        expect(clerk.state.protect.rules_enabled).toBe(code !== 0);
        const moved = await runWith(
          { env },
          "change-domain",
          "https://www.example.com",
          "--confirm",
          "www.example.com",
          "-f",
          "file.yaml",
          ...flags,
        );
        // The key is a development instance's: refused only once the file was taken.
        expectExit(moved, code === 0 ? 4 : 3);
      },
    ),
  );

  test("a file that is no YAML still stops it", () =>
    scenario({ yaml: "version: [" }, async ({ run, space }) => {
      space.write("receipt.json", "{}");
      expectExit(await run("change-domain", "https://www.example.com", "-f", "clerkwork.yaml"), 3);
    }));
});
