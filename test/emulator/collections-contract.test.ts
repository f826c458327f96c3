/** The emulated collections against Clerk's published documents: every verb, both directions, each copy. */
import { describe, expect, it } from "vitest";
import { DEFAULT_SWITCHES } from "../../src/emulator/state/switches.ts";
import {
  findOperation,
  OPENAPI_MISSING,
  validateRequest,
  validateResponse,
} from "../contract/openapi.ts";
import { memberAt, withEmulator, type Reply, type Rig } from "./asking.ts";
import { STEPS, WALKED, type Step } from "./collection-steps.ts";
import { against, ALL_PRESENT, AUTUMN, COPIES, KEY, loadOnce, type Copy } from "./copies.ts";

interface Walked {
  readonly step: Step;
  /** With ids in the place of names. */
  readonly path: string;
  readonly body: unknown;
  readonly reply: Reply;
}

/** What stands in the place of `{name}`; a name that nobody remembered stays, and is nobody's id. */
function named(text: string, ids: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\{([\w:]+)\}/g, (whole, name: string) => ids.get(name) ?? whole);
}

/** The steps in their order, each under its own switches. */
async function walk(rig: Rig, copy: Copy, steps: readonly Step[]): Promise<readonly Walked[]> {
  const { version } = copy;
  const shown = await rig.control("GET", "/state", { key: KEY });
  const ids = new Map<string, string>();
  for (const [name, key] of [
    ["jwt_templates", "name"],
    ["organization_permissions", "key"],
    ["organization_roles", "key"],
  ]) {
    for (const item of shown.list(`collections.${name}`)) {
      ids.set(String(memberAt(item, String(key))), String(memberAt(item, "id")));
    }
  }
  const walked: Walked[] = [];
  for (const step of steps) {
    const switches = { ...DEFAULT_SWITCHES, ...copy.switches, ...step.switches };
    await rig.control("PATCH", "/switches", { key: KEY, body: switches });
    const path = named(step.path, ids);
    const body: unknown =
      step.body &&
      JSON.parse(
        JSON.stringify(step.body, (_, value: unknown) =>
          typeof value === "string" && ids.has(value.slice(1, -1)) ? named(value, ids) : value,
        ),
      );
    const asking = { key: KEY, version, ...(step.body && { body }) };
    const reply = await rig.v1(step.method, path, asking);
    if (step.as !== undefined) ids.set(step.as, String(reply.at("id")));
    walked.push({ step, path, body, reply });
  }
  return walked;
}

const templateOf = (name: string, path: string): string | undefined =>
  Object.keys(loadOnce(name).paths)
    .toSorted((one, other) => one.split("{").length - other.split("{").length)
    .find((one) => new RegExp(`^${one.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`).test(path));

const pathOnly = (path: string): string => path.replace(/\?.*/, "");

describe.skipIf(!ALL_PRESENT)(
  `what Clerk publishes about collections${ALL_PRESENT ? "" : ` [skipped: ${OPENAPI_MISSING}]`}`,
  () => {
    it.each(COPIES)(
      "$name: answers and successful bodies fit, no verb is missing",
      async (copy) => {
        const document = loadOnce(copy.name);
        await withEmulator({}, async (rig) => {
          const violations: string[] = [];
          const succeeded = new Set<string>();
          for (const { step, path, body, reply } of await walk(rig, copy, STEPS)) {
            const { method } = step;
            if (!findOperation(document, method, pathOnly(path))) {
              if (![404, 405].includes(reply.status)) violations.push(`${method} ${path} is there`);
              continue;
            }
            const one = `${method} ${step.path} ${JSON.stringify(step.body ?? null)}`;
            if (reply.status !== step.status) violations.push(`${one} is ${reply.status}`);
            violations.push(...against(document, { method, path }, reply, copy.name));
            if (reply.status >= 300) continue;
            succeeded.add(`${method} ${String(templateOf(copy.name, pathOnly(path)))}`);
            const contentType = "application/json";
            violations.push(
              ...validateRequest(document, { method, path: pathOnly(path), body, contentType }),
            );
          }
          expect(violations).toEqual([]);
          const documented = Object.entries(document.paths).flatMap(([template, operations]) =>
            WALKED.some((one) => template === one || template.startsWith(`${one}/`))
              ? Object.keys(operations)
                  .filter((method) => ["get", "post", "patch", "delete"].includes(method))
                  .map((method) => `${method.toUpperCase()} ${template}`)
              : [],
          );
          expect([...succeeded].toSorted()).toEqual(documented.toSorted());
        });
      },
    );

    it.each(["/redirect_urls", "/allowlist_identifiers", "/jwt_templates"])(
      "%s?paginated=true, of which no document knows the page, has what the array has",
      async (path) => {
        await withEmulator({}, async (rig) => {
          await walk(
            rig,
            AUTUMN,
            STEPS.filter(({ method }) => method === "POST"),
          );
          await rig.control("PATCH", "/switches", { key: KEY, body: DEFAULT_SWITCHES });
          const array = await rig.v1("GET", path, { key: KEY });
          const page = await rig.v1("GET", `${path}?paginated=true`, { key: KEY });
          expect(array.list("").length).toBeGreaterThan(1);
          expect(page.body).toEqual({ data: array.body, total_count: array.list("").length });
        });
      },
    );

    /** What a validator must find that isn't blind: each fault is planted into an answer that fits. */
    const FAULTS: readonly ((item: Record<string, unknown>) => unknown)[] = [
      ({ id, ...rest }) => (id === undefined ? null : rest),
      (item) => ({ ...item, id: 1 }),
      (item) => ({ ...item, object: "other" }),
      (item) => ({ ...item, created_at: "now" }),
    ];
    it.each([
      ["/redirect_urls", "url", "name"],
      ["/jwt_templates", "own", "signing_key"],
      ["/organization_roles", "role", "include_in_initial_role_set"],
      ["/role_sets", "set", "default_role_key"],
    ])("%s: the check finds planted faults", async (path, as, stranger) => {
      await withEmulator({}, async (rig) => {
        const walked = await walk(
          rig,
          AUTUMN,
          STEPS.filter(({ method }) => method === "POST"),
        );
        const item = walked.find(({ step }) => step.as === as)?.reply.body as Record<
          string,
          unknown
        >;
        const check = (body: unknown): readonly string[] =>
          validateResponse(loadOnce(AUTUMN.name), {
            method: "POST",
            path,
            status: 200,
            contentType: "application/json",
            body,
          });
        expect(check(item)).toEqual([]);
        const planted = [...FAULTS.map((plant) => plant(item)), { ...item, [stranger]: "x" }];
        expect(planted.filter((body) => check(body).length === 0)).toEqual([]);
      });
    });
  },
);
