/**
 * A test of the judge: with something wrong planted in what goes through the proxy, the traffic that requests.test.ts
 * finds clean is no longer clean. Each row is one fault.
 */
import { describe, expect, it } from "vitest";
import { CATALOG } from "../../src/catalog/catalog.ts";
import { connect } from "../../src/clerk/backend/connection.ts";
import { parseSecretKey } from "../../src/clerk/secret-key.ts";
import { readDesired } from "../../src/core/file/desired.ts";
import { parseDocument } from "../../src/core/file/document.ts";
import { applyInstance } from "../../src/reconcile/apply.ts";
import { planInstance } from "../../src/reconcile/plan.ts";
import { findOperation, OPENAPI_MISSING, OPENAPI_PRESENT } from "./openapi.ts";
import { at, isObject, type JsonObject } from "../rig/json.ts";
import { documentOf, openJudge, resolve, type GivenAnswer, type SentRequest } from "./judge.ts";
import { play, type Scene } from "./scene.ts";
import { openProxy, type ProxyOptions, type ValidatingProxy } from "./validating-proxy.ts";

const VERSION = "2026-05-12";
const FILE = [
  "version: 1",
  "instance: { support_email: help@example.com }",
  "restrictions: { blocklist: true }",
  'organization: { enabled: true, domains_default_role: "org:member" }',
  "protect: { rules_enabled: true }",
  "communication: { blocked_country_codes: [KP] }",
  "oauth_applications: { default_scopes: [openid] }",
  "beta: { from_email_address: hello }",
  "",
].join("\n");

/** A plan and an apply through the proxy, however they end. */
async function pass(
  { key, apiUrl }: Scene,
  tampering: Pick<ProxyOptions, "tamperRequest" | "tamperAnswer">,
): Promise<ValidatingProxy> {
  const proxy = await openProxy({ version: VERSION, secretKey: key, target: apiUrl, ...tampering });
  try {
    const parsed = parseDocument("clerkwork.yaml", FILE);
    if (!parsed.ok) throw new Error("the file is wrong");
    const desired = readDesired(parsed.document, CATALOG, null);
    const connection = connect({
      apiUrl: proxy.apiUrl,
      secretKey: parseSecretKey(key, "CLERK_SECRET_KEY"),
      apiVersion: desired.apiVersion,
    });
    const options = { toolVersion: "0.0.0-contract", allowances: [], today: "2026-01-01" };
    const planned = await planInstance(desired, connection, options);
    await applyInstance(planned, connection);
  } catch {
    // Some faults end the run. What the judge saw till then is what counts.
  } finally {
    await proxy.close();
  }
  return proxy;
}

type Place = readonly [method: string, path: string];

const isAt = ({ method, path }: SentRequest, place: Place): boolean =>
  method === place[0] && path === place[1];

const withHeader = (sent: SentRequest, name: string, value: string | null): SentRequest => {
  const { [name]: _, ...headers } = sent.headers;
  return { ...sent, headers: value === null ? headers : { ...headers, [name]: value } };
};

function withBody(text: string, change: (body: JsonObject) => unknown): string {
  const body: unknown = JSON.parse(text);
  if (!isObject(body)) throw new Error(`no object: ${text}`);
  return JSON.stringify(change(body));
}

const renamed =
  (from: string, to: string) =>
  (body: JsonObject): unknown => {
    const { [from]: value, ...rest } = body;
    if (value === undefined) throw new Error(`no ${from} in ${JSON.stringify(body)}`);
    return { ...rest, [to]: value };
  };

const without =
  (name: string) =>
  (body: JsonObject): unknown => {
    const { [name]: value, ...rest } = body;
    if (value === undefined) throw new Error(`no ${name} in ${JSON.stringify(body)}`);
    return rest;
  };

const set =
  (name: string, value: unknown) =>
  (body: JsonObject): unknown => ({ ...body, [name]: value });

interface Fault {
  readonly fault: string;
  readonly where: Place;
  readonly says: RegExp;
}

interface RequestFault extends Fault {
  readonly plant: (sent: SentRequest) => SentRequest;
}

interface AnswerFault extends Fault {
  readonly plant: (given: GivenAnswer) => GivenAnswer;
}

const RESTRICTIONS: Place = ["PATCH", "/instance/restrictions"];
const ROLES: Place = ["GET", "/organization_roles"];
const ENVIRONMENT: Place = ["GET", "/environment"];
const inRequest =
  (change: (body: JsonObject) => unknown) =>
  (sent: SentRequest): SentRequest => ({ ...sent, text: withBody(sent.text, change) });
const inAnswer =
  (change: (body: JsonObject) => unknown) =>
  (given: GivenAnswer): GivenAnswer => ({ ...given, text: withBody(given.text, change) });

const REQUEST_FAULTS: readonly RequestFault[] = [
  {
    fault: "a wrong path",
    where: RESTRICTIONS,
    plant: (sent) => ({ ...sent, path: "/instance/restriction" }),
    says: /has no PATCH \/instance\/restriction/,
  },
  {
    fault: "a path of another version",
    where: ["GET", "/instance/protect"],
    plant: (sent) => ({ ...sent, path: "/instance/shield" }),
    says: /has no GET \/instance\/shield/,
  },
  {
    fault: "a wrong method",
    where: RESTRICTIONS,
    plant: (sent) => ({ ...sent, method: "PUT" }),
    says: /has no PUT \/instance\/restrictions/,
  },
  {
    fault: "a wrong member name",
    where: RESTRICTIONS,
    plant: inRequest(renamed("blocklist", "block_list")),
    says: /additional properties.*block_list/,
  },
  {
    fault: "a role key where an id is due, under the file's name",
    where: ["PATCH", "/instance/organization_settings"],
    plant: inRequest(set("domains_default_role", "org:member")),
    says: /additional properties.*domains_default_role/,
  },
  {
    fault: "a value of another type",
    where: RESTRICTIONS,
    plant: inRequest(set("blocklist", "true")),
    says: /\/blocklist must be boolean/,
  },
  {
    fault: "a list with a code of another form",
    where: ["PATCH", "/instance/communication"],
    plant: inRequest(set("blocked_country_codes", ["kp"])),
    says: /\/blocked_country_codes\/0 must match pattern/,
  },
  {
    fault: "a list where an object is due",
    where: RESTRICTIONS,
    plant: (sent) => ({ ...sent, text: "[]" }),
    says: /must be object/,
  },
  {
    fault: "an unknown content type",
    where: RESTRICTIONS,
    plant: (sent) => withHeader(sent, "content-type", "application/x-www-form-urlencoded"),
    says: /content type is application\/x-www-form-urlencoded/,
  },
  {
    fault: "no content type",
    where: RESTRICTIONS,
    plant: (sent) => withHeader(sent, "content-type", null),
    says: /content type is missing/,
  },
  {
    fault: "a body that is not JSON",
    where: RESTRICTIONS,
    plant: (sent) => ({ ...sent, text: "blocklist=true" }),
    says: /the body is not JSON/,
  },
  {
    fault: "a body where none is taken",
    where: ["GET", "/instance/protect"],
    plant: (sent) => ({ ...withHeader(sent, "content-type", "application/json"), text: "{}" }),
    says: /takes no body/,
  },
  {
    fault: "no version",
    where: RESTRICTIONS,
    plant: (sent) => withHeader(sent, "clerk-api-version", null),
    says: /Clerk-API-Version is missing/,
  },
  {
    fault: "another version",
    where: RESTRICTIONS,
    plant: (sent) => withHeader(sent, "clerk-api-version", "2025-11-10"),
    says: /Clerk-API-Version is 2025-11-10/,
  },
  {
    fault: "no key",
    where: RESTRICTIONS,
    plant: (sent) => withHeader(sent, "authorization", null),
    says: /the key is missing/,
  },
  {
    fault: "an unknown query parameter",
    where: ROLES,
    plant: (sent) => ({ ...sent, query: `${sent.query}&page=1` }),
    says: /query .*additional properties.*page/,
  },
  {
    fault: "a query parameter out of bounds",
    where: ROLES,
    plant: (sent) => ({ ...sent, query: "limit=501&offset=0" }),
    says: /query \/limit must be <= 500/,
  },
  {
    fault: "a query parameter of another type",
    where: ROLES,
    plant: (sent) => ({ ...sent, query: "limit=all" }),
    says: /query \/limit must be integer/,
  },
  {
    fault: "a query parameter that stands there twice",
    where: ROLES,
    plant: (sent) => ({ ...sent, query: "limit=1&limit=2" }),
    says: /query parameter limit stands there twice/,
  },
  {
    fault: "an unknown query parameter of the Frontend API",
    where: ENVIRONMENT,
    plant: (sent) => ({ ...sent, query: `${sent.query}&everything=1` }),
    says: /query .*additional properties.*everything/,
  },
];

const html = "<!DOCTYPE html><html><body>Bad gateway</body></html>";

const ANSWER_FAULTS: readonly AnswerFault[] = [
  {
    fault: "a missing required member of GET /instance",
    where: ["GET", "/instance"],
    plant: inAnswer(without("workspace_id")),
    says: /required property 'workspace_id'/,
  },
  {
    fault: "a missing required member of an echo",
    where: RESTRICTIONS,
    plant: inAnswer(without("blocklist")),
    says: /required property 'blocklist'/,
  },
  {
    fault: "a missing required member of a GET",
    where: ["GET", "/instance/oauth_application_settings"],
    plant: inAnswer(without("oauth_jwt_access_tokens")),
    says: /required property 'oauth_jwt_access_tokens'/,
  },
  {
    fault: "a missing required member deep in a list",
    where: ROLES,
    plant: inAnswer(set("data", [{ object: "role", key: "org:admin", name: "Admin" }])),
    says: /\/data\/0 must have required property 'id'/,
  },
  {
    fault: "a missing required member of the environment",
    where: ENVIRONMENT,
    plant: inAnswer(set("user_settings", { attributes: {} })),
    says: /\/user_settings must have required property 'sign_up'/,
  },
  {
    fault: "a wrong member name",
    where: ["PATCH", "/instance/protect"],
    plant: inAnswer(renamed("specter_enabled", "spectre_enabled")),
    says: /required property 'specter_enabled'/,
  },
  {
    fault: "an additional member where the document closes the object",
    where: ["PATCH", "/instance/organization_settings"],
    plant: inAnswer(set("creator_role_id", "role_1")),
    says: /additional properties.*creator_role_id/,
  },
  {
    fault: "a value of another type",
    where: ["GET", "/instance/communication"],
    plant: inAnswer(set("blocked_country_codes", "KP")),
    says: /\/blocked_country_codes must be array/,
  },
  {
    fault: "a null that no document allows",
    where: RESTRICTIONS,
    plant: inAnswer(set("allowlist", null)),
    says: /\/allowlist must be boolean/,
  },
  {
    fault: "an unknown content type",
    where: RESTRICTIONS,
    plant: (given) => ({ ...given, contentType: "text/plain" }),
    says: /content type is text\/plain/,
  },
  {
    fault: "a content type with a charset, which @clerk/backend takes for text",
    where: RESTRICTIONS,
    plant: (given) => ({ ...given, contentType: "application/json; charset=utf-8" }),
    says: /content type is application\/json; charset=utf-8/,
  },
  {
    fault: "no content type",
    where: RESTRICTIONS,
    plant: (given) => ({ ...given, contentType: null }),
    says: /content type is missing/,
  },
  {
    fault: "a page in place of an error",
    where: RESTRICTIONS,
    plant: () => ({ status: 422, contentType: "text/html", text: html }),
    says: /the body is not JSON/,
  },
  {
    fault: "an error of another shape",
    where: RESTRICTIONS,
    plant: (given) => ({ ...given, status: 422, text: '{"error":"no"}' }),
    says: /required property 'errors'/,
  },
  {
    fault: "a status that the operation never answers",
    where: RESTRICTIONS,
    plant: (given) => ({ ...given, status: 201 }),
    says: /never answers 201/,
  },
  {
    fault: "a body where there is none",
    where: ["PATCH", "/instance"],
    plant: () => ({ status: 200, contentType: "application/json", text: '{"object":"instance"}' }),
    says: /never answers 200/,
  },
];

const named = <F extends Fault>(faults: readonly F[]): [string, F][] =>
  faults.map((one) => [one.fault, one]);

describe.skipIf(!OPENAPI_PRESENT)(
  `planted between the tool and Clerk${OPENAPI_PRESENT ? "" : ` [skipped: ${OPENAPI_MISSING}]`}`,
  () => {
    it("nothing: there is nothing to report", () =>
      play({}, async (scene) => {
        const { violations, exchanges } = await pass(scene, {});
        expect(violations).toEqual([]);
        const seen = exchanges.map(({ sent }) => `${sent.method} ${sent.path}`);
        for (const [method, path] of [...REQUEST_FAULTS, ...ANSWER_FAULTS].map(
          ({ where }) => where,
        ))
          expect(seen).toContain(`${method} ${path}`);
      }));

    it("any required member that an answer lacks", () =>
      play({}, async (scene) => {
        const { exchanges } = await pass(scene, {});
        const judge = openJudge({ version: VERSION, secretKey: scene.key });
        const document = documentOf(VERSION);
        const unseen: string[] = [];
        const tried = new Set<string>();
        for (const { sent, given } of exchanges) {
          const operation = findOperation(document, sent.method, sent.path);
          const place = ["responses", String(given?.status)];
          const answer = resolve(document, at(operation, ...place));
          const schema = resolve(document, at(answer, "content", "application/json", "schema"));
          const required = at(schema, "required");
          if (!given || !Array.isArray(required)) continue;
          for (const member of required.map(String)) {
            const text = withBody(given.text, without(member));
            const where = `${sent.method} ${sent.path} without ${member}`;
            tried.add(where);
            if (judge.answer(sent, { ...given, text }).length === 0) unseen.push(where);
          }
        }
        expect(unseen).toEqual([]);
        expect([...tried]).toContain("GET /domains without total_count");
        expect([...tried]).toContain("PATCH /instance/communication without blocked_country_codes");
      }));

    it.each(named(REQUEST_FAULTS))("in a request, %s", (_, { where, plant, says }) =>
      play({}, async (scene) => {
        let planted = 0;
        const { violations } = await pass(scene, {
          tamperRequest: (sent) => {
            if (planted > 0 || !isAt(sent, where)) return sent;
            planted += 1;
            return plant(sent);
          },
        });
        expect(planted).toBe(1);
        expect(violations.filter((violation) => says.test(violation))).toHaveLength(1);
      }),
    );

    it.each([
      ["as authorization", (key: string) => ({ authorization: `Bearer ${key}` }), ""],
      ["as another header", (key: string) => ({ "x-key": key }), ""],
      ["encoded", (key: string) => ({ cookie: Buffer.from(key).toString("base64") }), ""],
      ["in the query", () => ({}), "&key="],
    ] as const)("the key at the Frontend API, %s", (_, headers, query) =>
      play({}, async (scene) => {
        const { violations } = await pass(scene, {
          tamperRequest: (sent) =>
            sent.api === "backend"
              ? sent
              : {
                  ...sent,
                  headers: { ...sent.headers, ...headers(scene.key) },
                  query: query === "" ? sent.query : `${sent.query}${query}${scene.key}`,
                },
        });
        expect(violations.some((one) => one.includes("the key came to the Frontend API"))).toBe(
          true,
        );
      }),
    );

    it.each(named(ANSWER_FAULTS))("in an answer, %s", (_, { where, plant, says }) =>
      play({}, async (scene) => {
        let planted = 0;
        const { violations } = await pass(scene, {
          tamperAnswer: (given, sent) => {
            if (planted > 0 || !isAt(sent, where)) return given;
            planted += 1;
            return plant(given);
          },
        });
        expect(planted).toBe(1);
        expect(violations.filter((violation) => says.test(violation))).toHaveLength(1);
      }),
    );
  },
);
