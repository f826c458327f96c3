/**
 * `schema --check-openapi`: has Clerk's API moved? Clerk's own documents, each dated version against the next, and
 * documents with one thing changed. Expected movements are written out by hand.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { OPENAPI_DIR, OPENAPI_MISSING, OPENAPI_PRESENT } from "../openapi/openapi.ts";
import { expectExit, runCli, workspace, type CliResult, type Workspace } from "../rig/cli.ts";
import { at, listAt, stringAt } from "../rig/json.ts";
import { documentOf } from "./judge.ts";

const NEWEST = "2026-05-12";
const VERSIONS = [
  "2021-02-05",
  "2024-10-01",
  "2025-03-12",
  "2025-04-10",
  "2025-11-10",
  "2026-05-12",
] as const;
const clerks = (version: string): string => join(OPENAPI_DIR, `bapi-${version}.json`);

/** In an empty folder, with no key and no address in the environment. */
async function inFolder(
  body: (space: Workspace, check: (...args: string[]) => Promise<CliResult>) => Promise<void>,
): Promise<void> {
  const space = workspace();
  try {
    await body(space, (...args) =>
      runCli(["schema", "--check-openapi", ...args], { cwd: space.dir }),
    );
  } finally {
    space.remove();
  }
}

/** The movements of each document, by the end of its path: `kind path member`, in order. */
function movementsIn(result: CliResult): { readonly [file: string]: readonly string[] } {
  return Object.fromEntries(
    listAt(result.json(), "documents").map((one) => [
      stringAt(one, "file").replace(/^.*\//, ""),
      listAt(one, "movements").map((movement) =>
        [at(movement, "kind"), at(movement, "path"), at(movement, "member")]
          .filter((part) => part !== null)
          .join(" "),
      ),
    ]),
  );
}

/** A tree of JSON that a test may change. */
type Tree = { [name: string]: unknown };

function treeAt(root: Tree, ...path: readonly string[]): Tree {
  let here: unknown = root;
  for (const step of path) {
    here = typeof here === "object" && here !== null ? Reflect.get(here, step) : undefined;
  }
  if (typeof here !== "object" || here === null) throw new Error(`nothing at ${path.join(" ")}`);
  return here as Tree;
}

/** The newest document, changed. */
function changed(change: (root: Tree) => void): string {
  const root = structuredClone(documentOf(NEWEST).root) as Tree;
  change(root);
  return JSON.stringify(root);
}

const BODY = ["requestBody", "content", "application/json", "schema"] as const;
const operation = (root: Tree, path: string, method = "patch"): Tree =>
  treeAt(root, "paths", path, method);
const properties = (root: Tree, path: string): Tree =>
  treeAt(operation(root, path), ...BODY, "properties");

const SECTIONS = [
  "/instance",
  "/instance/restrictions",
  "/instance/organization_settings",
  "/instance/protect",
  "/instance/communication",
  "/instance/oauth_application_settings",
  "/beta_features/instance_settings",
] as const;

const FROZEN_TO_NEXT = [
  "member_added /instance preferred_sign_in_strategy_when_password_required",
  "member_removed /instance enhanced_email_deliverability",
  "member_added /instance/restrictions allowlist_blocklist_disabled_on_sign_in",
  "member_removed /instance/restrictions ignore_dots_for_gmail_addresses",
  "member_added /instance/organization_settings slug_disabled",
  "readable_added /instance/organization_settings",
  "endpoint_added /instance/protect",
  "endpoint_added /instance/communication",
  "endpoint_added /instance/oauth_application_settings",
  "member_removed /beta_features/instance_settings enhanced_email_deliverability",
];

const NEXT_TO_FROZEN = [
  "member_added /instance enhanced_email_deliverability",
  "member_removed /instance preferred_sign_in_strategy_when_password_required",
  "member_added /instance/restrictions ignore_dots_for_gmail_addresses",
  "member_removed /instance/restrictions allowlist_blocklist_disabled_on_sign_in",
  "member_removed /instance/organization_settings slug_disabled",
  "endpoint_removed /instance/organization_settings",
  "endpoint_removed /instance/protect",
  "endpoint_removed /instance/communication",
  "endpoint_removed /instance/oauth_application_settings",
  "member_added /beta_features/instance_settings enhanced_email_deliverability",
];

/** From each dated document to the next; what moved in between. */
const STEPS = [
  ["2021-02-05", "2024-10-01", []],
  ["2024-10-01", "2025-03-12", NEXT_TO_FROZEN],
  ["2025-03-12", "2025-04-10", FROZEN_TO_NEXT],
  ["2025-04-10", "2025-11-10", []],
  ["2025-11-10", "2026-05-12", []],
  ["2025-04-10", "2025-03-12", NEXT_TO_FROZEN],
] as const;

const DOC = "What it does, in a line.";
const DESCRIPTION = `${DOC}\nA second line.`;
const ADDED = [
  ["new_switch", { type: "boolean" }, `boolean("new_switch", { doc: ${JSON.stringify(DOC)} })`],
  [
    "new_list",
    { type: "array", items: { type: "string" } },
    `set("new_list", { type: "string" }, { doc: ${JSON.stringify(DOC)} })`,
  ],
  ["new_count", { type: "integer" }, `count("new_count", { doc: ${JSON.stringify(DOC)} })`],
  ["new_text", { type: "string" }, `text("new_text", { doc: ${JSON.stringify(DOC)} })`],
  [
    "new_nullable",
    { type: ["boolean", "null"] },
    `boolean("new_nullable", { doc: ${JSON.stringify(DOC)} })`,
  ],
] as const;

interface Moved {
  readonly what: string;
  readonly change: (root: Tree) => void;
  readonly movements: readonly string[];
}

const MOVED: readonly Moved[] = [
  {
    what: "a member is gone",
    change: (root) => {
      delete properties(root, "/instance/restrictions")["blocklist"];
    },
    movements: ["member_removed /instance/restrictions blocklist"],
  },
  {
    what: "the member that a role is written with is gone",
    change: (root) => {
      delete properties(root, "/instance/organization_settings")["creator_role_id"];
    },
    movements: ["member_removed /instance/organization_settings creator_role_id"],
  },
  {
    what: "a member is deprecated now",
    change: (root) => {
      treeAt(properties(root, "/instance"), "hibp")["deprecated"] = true;
    },
    movements: ["member_deprecated /instance hibp"],
  },
  {
    what: "members have another type",
    change: (root) => {
      const organization = properties(root, "/instance/organization_settings");
      treeAt(organization, "max_allowed_memberships")["type"] = "string";
      treeAt(organization, "enabled")["type"] = "integer";
      treeAt(properties(root, "/instance/communication"), "blocked_country_codes")["type"] =
        "object";
    },
    movements: [
      "type_changed /instance/organization_settings enabled",
      "type_changed /instance/organization_settings max_allowed_memberships",
      "type_changed /instance/communication blocked_country_codes",
    ],
  },
  {
    what: "a section can be read that could not",
    change: (root) => {
      const shown = structuredClone(operation(root, "/instance/protect", "get"));
      treeAt(root, "paths", "/instance/restrictions")["get"] = shown;
      treeAt(root, "paths", "/beta_features/instance_settings")["get"] = shown;
    },
    movements: [
      "readable_added /instance/restrictions",
      "readable_added /beta_features/instance_settings",
    ],
  },
  {
    what: "a section can't be read any longer",
    change: (root) => {
      delete treeAt(root, "paths", "/instance/protect")["get"];
    },
    movements: ["endpoint_removed /instance/protect"],
  },
  {
    what: "an endpoint is gone",
    change: (root) => {
      delete treeAt(root, "paths")["/instance/communication"];
    },
    movements: ["endpoint_removed /instance/communication"],
  },
  {
    what: "an endpoint is new",
    change: (root) => {
      const patch = structuredClone(operation(root, "/instance/protect"));
      treeAt(root, "paths")["/instance/something"] = { patch };
    },
    movements: ["endpoint_added /instance/something"],
  },
  {
    what: "a version that nobody knows is said, and compared with the newest",
    change: (root) => {
      treeAt(root, "info")["version"] = "2027-01-01";
      delete properties(root, "/instance/protect")["specter_enabled"];
    },
    movements: ["version_added /", "member_removed /instance/protect specter_enabled"],
  },
  {
    what: "only the way of writing it down changes",
    change: (root) => {
      root["openapi"] = "3.1.0";
      const schemas = treeAt(root, "components", "schemas");
      schemas["Moved"] = treeAt(operation(root, "/instance/restrictions"), ...BODY);
      treeAt(operation(root, "/instance/restrictions"), ...BODY.slice(0, -1))["schema"] = {
        allOf: [{ $ref: "#/components/schemas/Moved" }],
      };
      treeAt(properties(root, "/instance"), "hibp")["type"] = ["boolean", "null"];
      schemas["Text"] = { type: "string" };
      properties(root, "/instance")["support_email"] = { $ref: "#/components/schemas/Text" };
      treeAt(operation(root, "/instance/protect"))["summary"] = "other words";
    },
    movements: [],
  },
];

describe.skipIf(!OPENAPI_PRESENT)(
  `schema --check-openapi${OPENAPI_PRESENT ? "" : ` [skipped: ${OPENAPI_MISSING}]`}`,
  { concurrent: true },
  () => {
    it("finds nothing moved in Clerk's folder, and passes over the other APIs' documents", () =>
      inFolder(async (_, check) => {
        const others = readdirSync(OPENAPI_DIR).filter((name) => !name.startsWith("bapi-"));
        expect(others).not.toEqual([]);
        const result = await check(OPENAPI_DIR, "--format", "json");
        expectExit(result, 0);
        expect(at(result.json(), "format_version")).toBe("1.0");
        expect(movementsIn(result)).toEqual(
          Object.fromEntries(VERSIONS.map((version) => [`bapi-${version}.json`, []])),
        );
        const text = await check(OPENAPI_DIR);
        expectExit(text, 0);
        expect(text.stdout).toBe("Nothing moved: 6 documents compared with the catalog.\n");
      }));

    it.each(STEPS)("from %s to %s", (from, to, expected) =>
      inFolder(async (_, check) => {
        const result = await check(clerks(to), "--against", from, "--format", "json");
        expectExit(result, expected.length > 0 ? 2 : 0);
        expect(movementsIn(result)).toEqual({ [`bapi-${to}.json`]: expected });
        const versions = listAt(result.json(), "documents", 0, "movements").map((movement) =>
          at(movement, "version"),
        );
        expect(new Set(versions)).toEqual(new Set(expected.length > 0 ? [to] : []));
      }),
    );

    it("says in words what moved", () =>
      inFolder(async (_, check) => {
        const result = await check(clerks("2025-04-10"), "--against", "2025-03-12");
        expectExit(result, 2);
        const lines = result.stdout.trimEnd().split("\n");
        expect(lines.at(0)).toBe(clerks("2025-04-10"));
        expect(lines.at(-1)).toBe("10 things moved: 1 document compared with the catalog.");
        expect(lines).toHaveLength(FROZEN_TO_NEXT.length + 2);
        expect(lines[2]).toBe("  member removed: /instance: enhanced_email_deliverability is gone");
        expect(result.stderr).toBe("");
      }));

    it("shows the row to add for each new member, in every section", () =>
      inFolder(async (space, check) => {
        const file = space.write(
          "newer.json",
          changed((root) => {
            for (const path of SECTIONS) {
              for (const [name, schema] of ADDED)
                properties(root, path)[name] = { ...schema, description: DESCRIPTION };
            }
          }),
        );
        const result = await check(file, "--format", "json");
        expectExit(result, 2);
        const movements = listAt(result.json(), "documents", 0, "movements");
        expect(
          movements.map((one) => [at(one, "path"), at(one, "member"), at(one, "row")]),
        ).toEqual(SECTIONS.flatMap((path) => ADDED.map(([name, , row]) => [path, name, row])));
        expect(new Set(movements.map((one) => at(one, "kind")))).toEqual(new Set(["member_added"]));

        const text = await check(file);
        expectExit(text, 2);
        for (const [, , row] of ADDED) {
          const shown = `      add to the section's file in src/catalog: ${row}\n`;
          expect(text.stdout.split(shown)).toHaveLength(SECTIONS.length + 1);
        }
        expect(text.stdout).toMatch(/\n35 things moved: 1 document compared with the catalog\.\n$/);
      }));

    it.each([
      ["no words at all", undefined, "…"],
      ["quoted words, as Clerk writes them", 'The "paid" feature.', 'The "paid" feature.'],
      ["what a replacement pattern would mean", "Costs $& or $1 or $$.", "Costs $& or $1 or $$."],
    ])("the row of a member described with %s can be taken as it is", (_, description, doc) =>
      inFolder(async (space, check) => {
        const file = space.write(
          "newer.json",
          changed((root) => {
            properties(root, "/instance")["paid"] = {
              type: "boolean",
              ...(description === undefined ? {} : { description }),
            };
          }),
        );
        const row = `boolean("paid", { doc: ${JSON.stringify(doc)} })`;
        const result = await check(file, "--format", "json");
        expectExit(result, 2);
        expect(at(result.json(), "documents", 0, "movements", 0, "row")).toBe(row);
        expect((await check(file)).stdout).toContain(` src/catalog: ${row}\n`);
      }),
    );

    it("tells each of a folder's documents apart: one thing moved in each", () =>
      inFolder(async (space, check) => {
        const nameOf = (index: number): string => `${String(index).padStart(2, "0")}.json`;
        MOVED.forEach(({ change }, index) => {
          space.write(`moved/${nameOf(index)}`, changed(change));
        });
        space.write("moved/README.md", "not a document");
        const result = await check(space.path("moved"), "--format", "json");
        expectExit(result, 2);
        const found = movementsIn(result);
        expect(MOVED.map(({ what }, index) => [what, found[nameOf(index)]])).toEqual(
          MOVED.map(({ what, movements }) => [what, movements]),
        );
        const text = await check(space.path("moved"));
        const count = MOVED.flatMap(({ movements }) => movements).length;
        expect(text.stdout).toContain(
          `${count} things moved: ${MOVED.length} documents compared with the catalog.`,
        );
      }));

    it("names the stated version of a document that it doesn't know", () =>
      inFolder(async (space, check) => {
        const file = space.write(
          "newer.json",
          changed((root) => {
            treeAt(root, "info")["version"] = "2027-01-01";
            delete properties(root, "/instance")["hibp"];
          }),
        );
        const result = await check(file, "--format", "json");
        expectExit(result, 2);
        expect(at(result.json(), "documents", 0, "movements", 0, "version")).toBe("2027-01-01");
      }));

    it.each([
      ["a document of the Frontend API alone", `fapi-${NEWEST}.json`],
      ["a document of the Platform API alone", "platform-beta.json"],
    ])("%s is nothing to compare with: exit 3", (_, name) =>
      inFolder(async (_space, check) => {
        const file = join(OPENAPI_DIR, name);
        const result = await check(file);
        expectExit(result, 3);
        expect(result.stderr).toContain(`${file} is no OpenAPI document of the Backend API`);
      }),
    );
  },
);

describe(
  "what schema --check-openapi can't take is exit 3, with a sentence",
  { concurrent: true },
  () => {
    it.each([
      ["text", "openapi: but not", "is not JSON"],
      ["half a document", '{"openapi": "3.0.3", "paths": {', "is not JSON"],
      ["nothing", "", "is not JSON"],
      ["another JSON", '{"name": "clerkwork"}', "is no OpenAPI document"],
      ["null", "null", "is no OpenAPI document"],
      [
        "a document of another API",
        '{"openapi":"3.0.3","info":{"version":"1"},"paths":{"/pets":{}}}',
        "is no OpenAPI document of the Backend API",
      ],
    ])("%s", (_, content, says) =>
      inFolder(async (space, check) => {
        const file = space.write("given.json", content);
        const result = await check(file, "--format", "json");
        expectExit(result, 3);
        expect(result.stderr).toContain(`clerkwork: ${file} ${says}`);
        expect(at(result.json(), "error", "code")).toBe("not_openapi");
        expect(at(result.json(), "error", "exit_code")).toBe(3);
      }),
    );

    it("a file that isn't there", () =>
      inFolder(async (space, check) => {
        const result = await check(space.path("missing.json"), "--format", "json");
        expectExit(result, 3);
        expect(stringAt(result.json(), "error", "message")).toContain("missing.json can't be read");
      }));

    it("a folder without a document", () =>
      inFolder(async (space, check) => {
        space.write("empty/notes.txt", "nothing");
        const result = await check(space.path("empty"));
        expectExit(result, 3);
        expect(result.stderr).toContain("holds no OpenAPI document of the Backend API");
      }));

    it("a folder with a broken document in it", () =>
      inFolder(async (space, check) => {
        space.write("folder/broken.json", "{");
        const result = await check(space.path("folder"));
        expectExit(result, 3);
        expect(result.stderr).toContain("broken.json is not JSON");
      }));

    it("a version to compare with that nobody knows", () =>
      inFolder(async (space, check) => {
        const file = space.write("given.json", "{}");
        const result = await check(file, "--against", "1999-12-31");
        expectExit(result, 3);
        expect(result.stderr).toContain("1999-12-31");
      }));
  },
);
