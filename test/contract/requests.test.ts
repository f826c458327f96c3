/**
 * What the tool sends and what the emulator answers, held against Clerk's published documents by a proxy between them:
 * each dated version, every setting that it has, planned, applied, planned again, checked for drift, and all switched
 * over and back.
 */
import { API_VERSIONS, ROLE_API_VERSIONS } from "../../src/catalog/api-version.ts";
import { describe, expect, it } from "vitest";
import { CATALOG } from "../../src/catalog/catalog.ts";
import { jwtTemplates } from "../../src/catalog/collections/jwt-templates.ts";
import { organizationPermissions } from "../../src/catalog/collections/organization-permissions.ts";
import { organizationRoles } from "../../src/catalog/collections/organization-roles.ts";
import { connect, type Connection } from "../../src/clerk/backend/connection.ts";
import { parseSecretKey } from "../../src/clerk/secret-key.ts";
import { readDesired, type Desired } from "../../src/core/file/desired.ts";
import { parseDocument } from "../../src/core/file/document.ts";
import { toDrift } from "../../src/core/plan/drift.ts";
import { sentence } from "../../src/core/finding/issue.ts";
import { concludeReport } from "../../src/core/report/report.ts";
import { applyInstance } from "../../src/reconcile/apply.ts";
import { planInstance, type Planned } from "../../src/reconcile/plan.ts";
import { validate } from "../../src/reconcile/load.ts";
import { findOperation, OPENAPI_MISSING, OPENAPI_PRESENT } from "./openapi.ts";
import { expectExit } from "../rig/cli.ts";
import { at, isObject, listAt, stringAt } from "../rig/json.ts";
import { fileOf, OTHERS_ONLY, PATHS, type FileOptions } from "./every-setting.ts";
import { COMPARED } from "./later-copies.ts";
import { documentOf, writableMembers } from "./judge.ts";
import { changedIn, outcomesIn, play, type Scene } from "./scene.ts";
import { openProxy, type ValidatingProxy } from "./validating-proxy.ts";

const NEWEST = "2026-05-12";
const FROZEN = "2025-03-12";
const OWNER = "org:owner";
const ROLE_IDS = ["organization.creator_role_id", "organization.domains_default_role_id"] as const;

/** A third role, one that may create organizations, and the ids of all by key. */
async function prepareRoles({ clerk }: Scene): Promise<ReadonlyMap<string, string>> {
  const roles = await clerk("GET", "/organization_roles");
  const admin = roles.list("data").find((role) => at(role, "key") === "org:admin");
  const permissions = listAt(admin, "permissions").map((one) => stringAt(one, "id"));
  const owner = await clerk("POST", "/organization_roles", {
    name: "Owner",
    key: OWNER,
    permissions,
  });
  if (owner.status !== 200) throw new Error(owner.text);
  const all = [...roles.list("data"), owner.body];
  return new Map(all.map((role) => [stringAt(role, "key"), stringAt(role, "id")]));
}

function readFile(text: string): Desired {
  const parsed = parseDocument("clerkwork.yaml", text);
  const issues = parsed.ok ? validate(parsed.document) : parsed.issues;
  if (!parsed.ok || issues.length > 0) throw new Error(issues.map(sentence).join("\n"));
  return readDesired(parsed.document, CATALOG, null);
}

const planOf = (desired: Desired, connection: Connection): Promise<Planned> =>
  planInstance(desired, connection, {
    toolVersion: "0.0.0-contract",
    allowances: [],
    today: "2026-01-01",
  });

/** The members of all bodies that went to that PATCH endpoint. */
function membersSent(proxy: ValidatingProxy, path: string): readonly string[] {
  const bodies = proxy.exchanges
    .filter(({ sent }) => sent.method === "PATCH" && sent.path === path)
    .map(({ sent }): unknown => JSON.parse(sent.text));
  return [...new Set(bodies.flatMap((body) => (isObject(body) ? Object.keys(body) : [])))];
}

/** Which endpoints were called how: `api METHOD /path status`, each once. */
function callsSeen(proxy: ValidatingProxy): readonly string[] {
  const calls = proxy.exchanges.map(
    ({ sent, given }) => `${sent.api} ${sent.method} ${sent.path} ${given?.status ?? "broken"}`,
  );
  return [...new Set(calls)].toSorted();
}

/** What holds for all that went through, beside the documents. */
function expectCleanTraffic(proxy: ValidatingProxy, { key }: Scene, version: string): void {
  expect(proxy.violations).toEqual([]);
  const [backend, frontend] = (["backend", "frontend"] as const).map((api) =>
    proxy.exchanges.filter(({ sent }) => sent.api === api),
  );
  expect(new Set(backend?.map(({ sent }) => sent.headers["clerk-api-version"]))).toEqual(
    new Set([version]),
  );
  expect(new Set(backend?.map(({ sent }) => sent.headers["authorization"]))).toEqual(
    new Set([`Bearer ${key}`]),
  );
  expect(frontend).not.toEqual([]);
  for (const { sent } of frontend ?? []) {
    expect(JSON.stringify(sent)).not.toContain(key.slice("sk_test_".length));
    expect(Object.keys(sent.headers)).not.toContain("authorization");
  }
}

/** The PATCH endpoints of that version, in no order. */
function patchPathsOf(version: string): readonly string[] {
  return Object.values(PATHS).filter(
    (path) => writableMembers(documentOf(version), path).length > 0,
  );
}

/** What nothing shows, so that each plan sends it again. docs/reading.md, "What it can't see" */
function unseenIn(version: string): readonly string[] {
  const listsRoles =
    OPENAPI_PRESENT && findOperation(documentOf(version), "GET", "/organization_roles") !== null;
  return [
    ...(listsRoles ? [] : ROLE_IDS),
    "beta.restricted_to_allowlist",
    "beta.from_email_address",
    ...(version === FROZEN ? ["beta.enhanced_email_deliverability"] : []),
  ];
}

describe.skipIf(!OPENAPI_PRESENT)(
  `between the tool and Clerk${OPENAPI_PRESENT ? "" : ` [skipped: ${OPENAPI_MISSING}]`}`,
  () => {
    it("the seven PATCH endpoints of the newest version are known here", () => {
      expect(patchPathsOf(NEWEST)).toEqual(Object.values(PATHS));
    });

    it.each(COMPARED)("%s: all that is sent and answered is as documented", (version) =>
      play({}, async (scene) => {
        const document = documentOf(version);
        const roleIds = await prepareRoles(scene);
        const listsRoles = findOperation(document, "GET", "/organization_roles") !== null;
        const proxy = await openProxy({ version, secretKey: scene.key, target: scene.apiUrl });
        const write = (rest: Pick<FileOptions, "values" | "testModeIn">): Desired =>
          readFile(fileOf({ document, version, roleIds: listsRoles ? null : roleIds, ...rest }));
        const connection = connect({
          apiUrl: proxy.apiUrl,
          secretKey: parseSecretKey(scene.key, "CLERK_SECRET_KEY"),
          apiVersion: version,
        });
        try {
          for (const desired of [
            write({ values: "one", testModeIn: "instance" }),
            write({ values: "other", testModeIn: "beta" }),
            write({ values: "one", testModeIn: "instance" }),
          ]) {
            const planned = await planOf(desired, connection);
            expect(planned.plan.refusals).toEqual([]);
            expect(planned.plan.calls.map(({ path }) => path).toSorted()).toEqual(
              patchPathsOf(version).toSorted(),
            );
            const report = await applyInstance(planned, connection);
            const unproven = report.outcomes
              .filter(({ outcome }) => outcome !== "confirmed")
              .map(({ address, outcome }) => `${address} ${outcome}`);
            // An id that no list of roles translates is neither proven nor disproven by the key in the answer.
            expect
              .soft(unproven)
              .toEqual(listsRoles ? [] : ROLE_IDS.map((address) => `${address} unconfirmed`));
            expect.soft(concludeReport(report)).toBe("done");

            const again = await planOf(desired, connection);
            const left = again.plan.changes.map(({ address }) => address);
            expect.soft(left).toEqual(unseenIn(version));
            expect(again.plan.changes.filter(({ from }) => from.known)).toEqual([]);
            expect(toDrift(again.plan).changes).toEqual([]);
          }
          for (const path of patchPathsOf(version)) {
            const documented = writableMembers(document, path).filter(
              (member) =>
                !OTHERS_ONLY.development.some((address) => address.endsWith(`.${member}`)),
            );
            expect([path, ...membersSent(proxy, path).toSorted()]).toEqual([
              path,
              ...documented.toSorted(),
            ]);
          }
          expectCleanTraffic(proxy, scene, version);
        } finally {
          await proxy.close();
        }
      }),
    );

    it("the built CLI, with all seven endpoints, there and back", () =>
      play({}, async (scene) => {
        const { key, space, runWith } = scene;
        await prepareRoles(scene);
        const proxy = await openProxy({ version: NEWEST, secretKey: key, target: scene.apiUrl });
        const env = { CLERK_API_URL: proxy.apiUrl };
        const document = documentOf(NEWEST);
        const base = { document, version: NEWEST, roleIds: null } as const;
        const receiptAnd = ["--receipt", space.path("receipt.json"), "--format", "json"] as const;
        try {
          const apply = async (values: "one" | "other"): Promise<void> => {
            space.write("clerkwork.yaml", fileOf({ ...base, values, testModeIn: "instance" }));
            const result = await runWith({ env }, "apply", "--yes", ...receiptAnd);
            expectExit(result, 0);
            const outcomes = Object.values(outcomesIn(result.json()));
            expect(new Set(outcomes)).toEqual(new Set(["confirmed"]));
          };
          space.write("clerkwork.yaml", fileOf({ ...base, values: "one", testModeIn: "instance" }));
          expectExit(await runWith({ env }, "plan", "--detailed-exitcode"), 2);
          await apply("one");
          const settled = await runWith({ env }, "plan", "--detailed-exitcode", ...receiptAnd);
          expectExit(settled, 0);
          expect(changedIn(settled.json())).toEqual([]);
          expectExit(await runWith({ env }, "drift"), 0);
          await apply("other");
          await apply("one");
          expectExit(await runWith({ env }, "drift"), 0);
          expect(callsSeen(proxy).filter((call) => call.includes("PATCH"))).toEqual([
            "backend PATCH /beta_features/instance_settings 200",
            "backend PATCH /instance 204",
            "backend PATCH /instance/communication 200",
            "backend PATCH /instance/oauth_application_settings 200",
            "backend PATCH /instance/organization_settings 200",
            "backend PATCH /instance/protect 200",
            "backend PATCH /instance/restrictions 200",
          ]);
          expectCleanTraffic(proxy, scene, NEWEST);
        } finally {
          await proxy.close();
        }
      }));

    it("a production instance, guards and look-ups included", () =>
      play({ production: true }, async (scene) => {
        const { key, space, runWith, clerk } = scene;
        await prepareRoles(scene);
        await clerk("POST", "/allowlist_identifiers", { identifier: "somebody@example.com" });
        const proxy = await openProxy({ version: NEWEST, secretKey: key, target: scene.apiUrl });
        const env = { CLERK_API_URL: proxy.apiUrl };
        const fileWith = (values: FileOptions["values"]): string =>
          fileOf({
            document: documentOf(NEWEST),
            version: NEWEST,
            roleIds: null,
            values,
            testModeIn: "instance",
            type: "production",
          });
        const allow = [
          "locks_out_users",
          "opens_sign_up",
          "weakens_security",
          "breaks_clients",
          "costs_money",
        ].flatMap((hazard) => ["--allow", hazard]);
        try {
          for (const values of ["one", "other"] as const) {
            space.write("clerkwork.yaml", fileWith(values));
            expectExit(await runWith({ env }, "apply", "--yes", ...allow), 0);
            expectExit(await runWith({ env }, "drift"), 0);
          }
          expect(membersSent(proxy, "/instance")).toEqual(
            expect.arrayContaining(OTHERS_ONLY.development.map((address) => address.slice(9))),
          );
          const lookUp = "backend GET /allowlist_identifiers 200";
          expect(callsSeen(proxy)).toContain(lookUp);
          // With paginated=true Clerk's SDK expects {data, total_count}; the documents describe only the array.
          expect([...new Set(proxy.violations)]).toEqual([
            `${lookUp}: / must be array {"type":"array"}`,
          ]);
        } finally {
          await proxy.close();
        }
      }));

    it.each(API_VERSIONS.map((version) => [version] as const))(
      "items in %s: made, taken away and taken back",
      (version) =>
        play({}, async (scene) => {
          const { key, space, runWith } = scene;
          const proxy = await openProxy({ version, secretKey: key, target: scene.apiUrl });
          const env = { CLERK_API_URL: proxy.apiUrl };
          const file = (list: string): string =>
            [
              "version: 1",
              `api_version: "${version}"`,
              `redirect_urls: { ${list}: ["com.acme.app://callback"] }`,
              `allowlist_identifiers: { ${list}: ["a@b.example"] }`,
              `blocklist_identifiers: { ${list}: ["c@d.example"] }`,
              "",
            ].join("\n");
          const apply = async (list: string): Promise<void> => {
            space.write("clerkwork.yaml", file(list));
            const flags = ["--max-deletes", "1", "--receipt", space.path(`${list}.json`)];
            expectExit(await runWith({ env }, "apply", "--yes", ...flags), 0);
          };
          try {
            await apply("present");
            await apply("absent");
            expectExit(await runWith({ env }, "rollback", space.path("absent.json"), "--yes"), 0);
            space.write("clerkwork.yaml", file("present"));
            expectExit(await runWith({ env }, "drift"), 0);
            const seen = new Set(
              callsSeen(proxy).map((call) => call.replace(/_[A-Za-z0-9]{20,} /, " ")),
            );
            for (const path of [
              "/redirect_urls",
              "/allowlist_identifiers",
              "/blocklist_identifiers",
            ])
              expect([...seen]).toContain(`backend POST ${path} 200`);
            // With paginated=true Clerk's SDK expects {data, total_count}; the documents describe only the array.
            const lists = ["/redirect_urls", "/allowlist_identifiers"].map(
              (path) => `backend GET ${path} 200: / must be array {"type":"array"}`,
            );
            // Clerk's JavaScript SDK types them for the blocklist; no document names a parameter of it.
            const cut = ["limit", "offset"].map(
              (name) =>
                `backend GET /blocklist_identifiers: the query  must NOT have additional properties {"additionalProperty":"${name}"}`,
            );
            expect([...new Set(proxy.violations)].toSorted()).toEqual(
              [...lists, ...cut].toSorted(),
            );
          } finally {
            await proxy.close();
          }
        }),
    );

    it.each(ROLE_API_VERSIONS.map((version) => [version] as const))(
      "items that hold something in %s: made, changed, renamed, taken away and taken back",
      (version) =>
        play({}, async ({ key, space, runWith, apiUrl }) => {
          const proxy = await openProxy({ version, secretKey: key, target: apiUrl });
          const env = { CLERK_API_URL: proxy.apiUrl, HASURA_KEY: "k".repeat(40) };
          const run = (...args: readonly string[]): ReturnType<typeof runWith> =>
            runWith({ env }, ...args);
          const head = `version: 1\napi_version: "${version}"\norganization: { enabled: true }\n`;
          const first = `jwt_templates:
  present:
    plain: { claims: { a: 1 } }
    signed: { claims: {}, custom_signing_key: true, signing_algorithm: HS256, signing_key_env: HASURA_KEY }
organization_permissions: { present: { "org:a:b": { name: AB }, "org:c:d": { name: CD, description: d } } }
organization_roles:
  present: { "org:r": { name: R, permissions: ["org:a:b"], include_in_initial_role_set: false } }
`;
          const second = `jwt_templates:
  present: { other: { renamed_from: plain, claims: { b: { c: [1] } }, lifetime: 90, allowed_clock_skew: 0 } }
  absent: [signed]
organization_permissions: { present: { "org:e:f": { renamed_from: "org:a:b", name: EF } }, absent: ["org:c:d"] }
organization_roles: { present: { "org:s": { renamed_from: "org:r", description: S, permissions: [] } } }
`;
          const apply = async (text: string, receipt: string): Promise<void> => {
            space.write("clerkwork.yaml", head + text);
            const flags = ["--max-deletes", "9", "--receipt", receipt];
            expectExit(await run("apply", "--yes", ...flags), 0);
          };
          try {
            await apply(first, "one.json");
            await apply(second, "two.json");
            expectExit(await run("drift"), 0);
            // The key of the template that was deleted is lost.
            expectExit(await run("rollback", "two.json", "--yes", "--receipt", "back.json"), 0, 5);
            const methods = callsSeen(proxy).map((call) => call.replace(/\/[a-z]+_\w{20,} /, " "));
            for (const { path } of [jwtTemplates, organizationPermissions, organizationRoles])
              for (const method of ["POST", "PATCH"])
                expect(methods).toContain(`backend ${method} ${path} 200`);
            // With paginated=true Clerk's SDK expects {data, total_count}; the documents describe only the array.
            const array = `backend GET /jwt_templates 200: / must be array {"type":"array"}`;
            expect([...new Set(proxy.violations)]).toEqual([array]);
          } finally {
            await proxy.close();
          }
        }),
    );
  },
);
