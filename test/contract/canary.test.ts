/**
 * `schema --check-openapi`: has Clerk's API moved? Clerk's own documents, each dated version against the next, and
 * documents with one thing changed. Expected movements are written out by hand.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import {
  COPIES_MISSING,
  COPIES_PRESENT,
  OPENAPI_DIR,
  OPENAPI_MISSING,
  OPENAPI_PRESENT,
  openapiFile,
} from "./openapi.ts";
import { membersOfLaterCopy } from "./later-copies.ts";
import { expectExit, runCli, workspace, type CliResult, type Workspace } from "../rig/cli.ts";
import { at, listAt, stringAt } from "../rig/json.ts";
import {
  BODY,
  changedTree,
  operation,
  properties,
  schema,
  treeAt,
  type Tree,
} from "./document-tree.ts";
import { NOT_COMPARED } from "./later-copies.ts";
import { documentOf } from "./judge.ts";

const NEWEST = "2026-05-12";

/** The first copy of a version's document. */
const clerks = (version: string): string => openapiFile(version, "bapi", "oldest") ?? "";
/** The last copy of the newest version's document. */
const latest = (): string => openapiFile(NEWEST) ?? "";

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

/** The newest document, changed. */
const changed = (change: (root: Tree) => void): string =>
  JSON.stringify(changedTree(NEWEST, change));

const SECTIONS = [
  "/instance",
  "/instance/restrictions",
  "/instance/organization_settings",
  "/instance/protect",
  "/instance/communication",
  "/instance/oauth_application_settings",
  "/beta_features/instance_settings",
] as const;

/** What the frozen version's document lacks, or says otherwise, beside the next one of the same day. */
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
  "text_changed /instance allowed_origins",
  "nullability_changed /instance allowed_origins",
  "answer_member_added /instance workspace_id",
  "answer_member_added /instance/organization_settings initial_role_set_key",
  "answer_member_added /instance/organization_settings max_allowed_domains",
  "member_deprecated /instance/organization_settings max_allowed_permissions",
  "text_changed /instance/organization_settings max_allowed_permissions",
  "required_changed /instance/organization_settings max_allowed_permissions",
  "answer_member_added /instance/organization_settings max_role_sets_allowed",
  "text_changed /beta_features/instance_settings progressive_sign_up",
  "member_deprecated /beta_features/instance_settings enhanced_email_deliverability",
  "text_changed /beta_features/instance_settings enhanced_email_deliverability",
];

const NEXT_TO_FROZEN = [
  "text_changed /instance allowed_origins",
  "nullability_changed /instance allowed_origins",
  "member_added /instance enhanced_email_deliverability",
  "member_removed /instance preferred_sign_in_strategy_when_password_required",
  "answer_member_removed /instance workspace_id",
  "member_added /instance/restrictions ignore_dots_for_gmail_addresses",
  "member_removed /instance/restrictions allowlist_blocklist_disabled_on_sign_in",
  "member_removed /instance/organization_settings slug_disabled",
  "endpoint_removed /instance/organization_settings",
  "text_changed /instance/organization_settings max_allowed_permissions",
  "required_changed /instance/organization_settings max_allowed_permissions",
  "answer_member_removed /instance/organization_settings initial_role_set_key",
  "answer_member_removed /instance/organization_settings max_allowed_domains",
  "answer_member_removed /instance/organization_settings max_role_sets_allowed",
  "endpoint_removed /instance/protect",
  "endpoint_removed /instance/communication",
  "endpoint_removed /instance/oauth_application_settings",
  "member_added /beta_features/instance_settings enhanced_email_deliverability",
  "text_changed /beta_features/instance_settings progressive_sign_up",
  "text_changed /beta_features/instance_settings enhanced_email_deliverability",
];

/** From each dated document to the next of the same day; what moved in between. */
const STEPS = [
  ["2021-02-05", "2024-10-01", []],
  ["2024-10-01", "2025-03-12", NEXT_TO_FROZEN],
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

const listOf = (holder: Tree, name: string): readonly unknown[] => {
  const list = holder[name];
  return Array.isArray(list) ? list : [];
};

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
    what: "a list has items of another type",
    change: (root) => {
      treeAt(properties(root, "/instance"), "allowed_origins")["items"] = { type: "integer" };
    },
    movements: ["type_changed /instance allowed_origins"],
  },
  {
    what: "a member takes null no longer, another does now",
    change: (root) => {
      delete treeAt(properties(root, "/instance"), "hibp")["nullable"];
      treeAt(properties(root, "/instance/organization_settings"), "domains_enrollment_modes")[
        "nullable"
      ] = true;
    },
    movements: [
      "nullability_changed /instance hibp",
      "nullability_changed /instance/organization_settings domains_enrollment_modes",
    ],
  },
  {
    what: "a member that is shown can be null now",
    change: (root) => {
      treeAt(schema(root, "InstanceProtect"), "properties", "checks_bypassed")["nullable"] = true;
    },
    movements: ["nullability_changed /instance/protect checks_bypassed"],
  },
  {
    what: "the text of a member changed, another has one now, another has none now",
    change: (root) => {
      const taken = properties(root, "/instance");
      treeAt(taken, "hibp")["description"] = "Other words.";
      treeAt(taken, "support_email")["description"] = "Words.";
      delete treeAt(taken, "test_mode")["description"];
    },
    movements: [
      "text_changed /instance hibp",
      "text_changed /instance support_email",
      "text_changed /instance test_mode",
    ],
  },
  {
    what: "the text of members that are only shown changed",
    change: (root) => {
      const protect = treeAt(schema(root, "InstanceProtect"), "properties");
      treeAt(protect, "checks_verified")["description"] = "Other words.";
      treeAt(schema(root, "Domain"), "properties", "development_origin")["description"] = "Words.";
    },
    movements: [
      "text_changed /instance/protect checks_verified",
      "text_changed /domains development_origin",
    ],
  },
  {
    what: "the answers of GET and PATCH show something new",
    change: (root) => {
      const protect = schema(root, "InstanceProtect");
      treeAt(protect, "properties")["checks_planned"] = { type: "boolean", description: "Words." };
      protect["required"] = [...listOf(protect, "required"), "checks_planned"];
      treeAt(schema(root, "Instance"), "properties")["region"] = { type: "string" };
    },
    movements: [
      "answer_member_added /instance region",
      "answer_member_added /instance/protect checks_planned",
    ],
  },
  {
    what: "an answer shows something no longer",
    change: (root) => {
      delete treeAt(schema(root, "InstanceProtect"), "properties")["checks_bypassed"];
      delete treeAt(schema(root, "Domain"), "properties")["cname_targets"];
    },
    movements: [
      "answer_member_removed /instance/protect checks_bypassed",
      "answer_member_removed /domains cname_targets",
    ],
  },
  {
    what: "a PATCH answers with a body that did not, another without one",
    change: (root) => {
      const responses = treeAt(operation(root, "/instance"), "responses");
      responses["200"] = { $ref: "#/components/responses/Instance" };
      delete treeAt(operation(root, "/instance/restrictions"), "responses")["200"];
    },
    movements: ["answer_member_added /instance", "answer_member_removed /instance/restrictions"],
  },
  {
    what: "a member is always answered that was not, another no longer",
    change: (root) => {
      const domain = schema(root, "Domain");
      domain["required"] = [...listOf(domain, "required"), "cname_targets"];
      const instance = schema(root, "Instance");
      instance["required"] = listOf(instance, "required").filter((name) => name !== "workspace_id");
    },
    movements: [
      "required_changed /instance workspace_id",
      "required_changed /domains cname_targets",
    ],
  },
  {
    what: "a member that is only shown has another type, and another is deprecated",
    change: (root) => {
      const shown = treeAt(schema(root, "Instance"), "properties");
      treeAt(shown, "environment_type")["type"] = "integer";
      treeAt(shown, "workspace_id")["deprecated"] = true;
    },
    movements: [
      "type_changed /instance environment_type",
      "member_deprecated /instance workspace_id",
    ],
  },
  {
    what: "a setting is new: taken by the PATCH and always shown by both answers",
    change: (root) => {
      const planned = { type: "boolean", nullable: true, description: "Words." };
      properties(root, "/instance/protect")["planned"] = planned;
      const protect = schema(root, "InstanceProtect");
      treeAt(protect, "properties")["planned"] = { type: "boolean", description: "Words." };
      protect["required"] = [...listOf(protect, "required"), "planned"];
    },
    movements: ["member_added /instance/protect planned"],
  },
  {
    what: "the list of domains is gone",
    change: (root) => {
      delete treeAt(root, "paths", "/domains")["get"];
    },
    movements: ["endpoint_removed /domains"],
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
      schemas["Text"] = { type: "string", nullable: true };
      properties(root, "/instance")["support_email"] = { $ref: "#/components/schemas/Text" };
      treeAt(operation(root, "/instance/protect"))["summary"] = "other words";
      const origins = treeAt(properties(root, "/instance"), "allowed_origins");
      origins["description"] = `  ${String(origins["description"]).replaceAll(" ", "\n ")}\n`;
      const instance = schema(root, "Instance");
      instance["required"] = listOf(instance, "required").toReversed();
      instance["properties"] = Object.fromEntries(
        Object.entries(treeAt(instance, "properties")).toReversed(),
      );
      treeAt(schema(root, "Domain"), "properties")["frontend_api_url"] = {
        allOf: [{ $ref: "#/components/schemas/Address" }],
      };
      schemas["Address"] = { anyOf: [{ type: "string" }] };
    },
    movements: [],
  },
];

describe.skipIf(!COPIES_PRESENT)(
  `schema --check-openapi between copies${COPIES_PRESENT ? "" : ` [skipped: ${COPIES_MISSING}]`}`,
  { concurrent: true },
  () => {
    it("a copy that was seen and is not the newest is named as such", () =>
      inFolder(async (_, check) => {
        const file = clerks(NEWEST);
        const result = await check(file, "--format", "json");
        expectExit(result, 0);
        expect(at(result.json(), "documents", 0)).toEqual({
          file,
          movements: [],
          older_copy: { seen: "2026-08-22", newest: "autumn 2026" },
        });
        const text = await check(file);
        expectExit(text, 0);
        expect(text.stdout).toBe(
          [
            file,
            "  an older copy, of 2026-08-22: a newer one, of autumn 2026, is known",
            "Nothing moved: 1 document compared with the catalog.",
            "",
          ].join("\n"),
        );
      }));

    it.each(STEPS)("from %s to %s", (from, to, expected) =>
      inFolder(async (_, check) => {
        const result = await check(clerks(to), "--since", clerks(from), "--format", "json");
        expectExit(result, expected.length > 0 ? 2 : 0);
        expect(movementsIn(result)).toEqual({ [basename(clerks(to))]: expected });
        const versions = listAt(result.json(), "documents", 0, "movements").map((movement) =>
          at(movement, "version"),
        );
        expect(new Set(versions)).toEqual(new Set(expected.length > 0 ? [to] : []));
      }),
    );

    it("says in words what moved, as another version", () =>
      inFolder(async (_, check) => {
        const file = clerks("2025-04-10");
        const result = await check(file, "--against", "2025-03-12");
        expectExit(result, 2);
        const lines = result.stdout.trimEnd().split("\n");
        expect(lines.at(0)).toBe(file);
        expect(lines.at(-1)).toBe("22 things moved: 1 document compared with the catalog.");
        expect(lines).toHaveLength(FROZEN_TO_NEXT.length + 2);
        for (const said of [
          "member removed: /instance: enhanced_email_deliverability is gone",
          "text changed: /instance: the text of allowed_origins changed: read it",
          "nullability changed: /instance: allowed_origins takes null now",
          "answer member added: /instance: workspace_id (string) is new in the answer of GET /instance",
          "required changed: /instance/organization_settings: max_allowed_permissions is no longer always in the answer of PATCH /instance/organization_settings",
        ])
          expect(lines).toContain(`  ${said}`);
        expect(result.stderr).toBe("");
        const json = await check(file, "--against", "2025-03-12", "--format", "json");
        expect(movementsIn(json)).toEqual({ [basename(file)]: FROZEN_TO_NEXT });
      }));
  },
);

/** Things are planted in the newest copy that was seen: one that is older would be found to lack the rest. */
const NEWEST_PRESENT =
  OPENAPI_PRESENT &&
  membersOfLaterCopy(documentOf(NEWEST), NEWEST, "PATCH", "/instance", "request").length === 0;
const NEWEST_MISSING = OPENAPI_PRESENT
  ? `the newest copy of bapi-${NEWEST} is absent: npm run openapi`
  : OPENAPI_MISSING;

describe.skipIf(!OPENAPI_PRESENT)(
  `schema --check-openapi${OPENAPI_PRESENT ? "" : ` [skipped: ${OPENAPI_MISSING}]`}`,
  { concurrent: true },
  () => {
    it.skipIf(NOT_COMPARED.length > 0)(
      "finds nothing moved in Clerk's folder, and passes over the other APIs' documents",
      () =>
        inFolder(async (_, check) => {
          const names = readdirSync(OPENAPI_DIR).filter((name) => /\.(?:json|ya?ml)$/.test(name));
          const ours = names.filter((name) => name.startsWith("bapi-"));
          expect(ours.length).toBeLessThan(names.length);
          const result = await check(OPENAPI_DIR, "--format", "json");
          expectExit(result, 0);
          expect(at(result.json(), "format_version")).toBe("1.1");
          expect(movementsIn(result)).toEqual(Object.fromEntries(ours.map((name) => [name, []])));
          const text = await check(OPENAPI_DIR);
          expectExit(text, 0);
          const summary = `Nothing moved: ${ours.length} documents compared with the catalog.`;
          expect(text.stdout.trimEnd().split("\n").at(-1)).toBe(summary);
          expect(text.stdout.includes(basename(latest()))).toBe(!NEWEST_PRESENT);
        }),
    );

    it.each([
      ["a document of the Frontend API alone", `fapi-${NEWEST}`],
      ["a document of the Platform API alone", "platform-beta"],
    ])("%s is nothing to compare with: exit 3", (_, name) =>
      inFolder(async (_space, check) => {
        const found = readdirSync(OPENAPI_DIR).find((one) => one.startsWith(`${name}.`));
        const file = join(OPENAPI_DIR, found ?? name);
        const result = await check(file);
        expectExit(result, 3);
        expect(result.said).toContain(`${file} is no OpenAPI document of the Backend API`);
      }),
    );
  },
);

describe.skipIf(!NEWEST_PRESENT)(
  `what schema --check-openapi finds in the newest copy${NEWEST_PRESENT ? "" : ` [skipped: ${NEWEST_MISSING}]`}`,
  { concurrent: true },
  () => {
    it("reads YAML as it reads JSON: whatever the name ends with, in a folder too", () =>
      inFolder(async (space, check) => {
        const moved = changedTree(NEWEST, (root) => {
          delete properties(root, "/instance/restrictions")["blocklist"];
        });
        space.write("docs/one.yml", stringify(moved));
        space.write("docs/two.yaml", stringify(moved, { defaultStringType: "QUOTE_DOUBLE" }));
        space.write("docs/three.json", JSON.stringify(moved));
        space.write("docs/four.yml", JSON.stringify(moved));
        const published = parse(readFileSync(latest(), "utf8")) as object;
        space.write("docs/five.yml", stringify(published));
        const result = await check(space.path("docs"), "--format", "json");
        expectExit(result, 2);
        const expected = ["member_removed /instance/restrictions blocklist"];
        expect(movementsIn(result)).toEqual({
          "five.yml": [],
          "four.yml": expected,
          "one.yml": expected,
          "three.json": expected,
          "two.yaml": expected,
        });
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
  },
);

/** Nine lists, each nine times the one before. */
const BOMB = Array.from("abcdefghi", (name, index) => {
  const items = index === 0 ? "x" : `*${"abcdefghi".charAt(index - 1)}`;
  return `${name}: &${name} [${Array.from({ length: 9 }, () => items).join(", ")}]`;
}).join("\n");

describe(
  "what schema --check-openapi can't take is exit 3, with a sentence",
  { concurrent: true },
  () => {
    it.each([
      ["text", "openapi: [but not", "is neither JSON nor YAML: "],
      ["half a document", '{"openapi": "3.0.3", "paths": {', "is neither JSON nor YAML: "],
      ["YAML whose aliases would fill the memory", BOMB, "is neither JSON nor YAML: "],
      ["YAML that is deeper than any document", "[".repeat(20_000), "is neither JSON nor YAML: "],
      ["much YAML", `openapi: 3.0.3 #${"x".repeat(5 * 1024 * 1024)}`, "is not JSON, and too long"],
      ["nothing", "", "is no OpenAPI document"],
      ["another YAML", "openapi: but not", "is no OpenAPI document"],
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
        expect(result.said).toContain(`clerkwork: ${file} ${says}`);
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
        expect(result.said).toContain("holds no OpenAPI document of the Backend API");
      }));

    it("a folder with a broken document in it", () =>
      inFolder(async (space, check) => {
        space.write("folder/broken.json", "{");
        const result = await check(space.path("folder"));
        expectExit(result, 3);
        expect(result.said).toContain("broken.json is neither JSON nor YAML: ");
      }));

    it.each([
      [["--since", "older.json"], "--since goes with --check-openapi"],
      [["--against", "2021-02-05"], "--against goes with --check-openapi"],
      [
        ["--check-openapi", "new.json", "--since", "older.json", "--against", NEWEST],
        "--since and --against don't go together",
      ],
    ])("flags that don't fit: %j", (args, says) =>
      inFolder(async (space) => {
        const result = await runCli(["schema", ...args], { cwd: space.dir });
        expectExit(result, 3);
        expect(result.said).toContain(says);
      }),
    );

    it("two documents where --since wants one", () =>
      inFolder(async (space, check) => {
        const document = JSON.stringify({
          openapi: "3.0.3",
          info: { version: NEWEST },
          paths: { "/instance": {} },
        });
        for (const name of ["a", "b"]) space.write(`many/${name}.json`, document);
        const one = space.write("one.json", document);
        for (const [newer, older] of [
          [space.path("many"), one],
          [one, space.path("many")],
        ] as const) {
          const result = await check(newer, "--since", older);
          expectExit(result, 3);
          expect(result.said).toContain(`${space.path("many")} holds several documents`);
        }
        expectExit(await check(one, "--since", one), 0);
      }));

    it("a version to compare with that nobody knows", () =>
      inFolder(async (space, check) => {
        const file = space.write("given.json", "{}");
        const result = await check(file, "--against", "1999-12-31");
        expectExit(result, 3);
        expect(result.said).toContain("1999-12-31");
      }));
  },
);
