// A key goes in wherever a text goes in; what comes out is searched for it.

import { inspect } from "node:util";
import * as fc from "fast-check";
import { expect } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import { connect } from "../../src/clerk/backend/connection.ts";
import { send } from "../../src/http/request.ts";
import { describeError, RequestError } from "../../src/clerk/errors.ts";
import { failureOf } from "../../src/clerk/problem.ts";
import { Failure } from "../../src/core/finding/failure.ts";
import { reportIssue } from "../../src/core/finding/issue.ts";
import type { Report } from "../../src/core/report/report.ts";
import { renderIssues } from "../../src/core/render/issues.ts";
import { redactIn } from "../../src/core/text/secret.ts";
import { renderRefusals } from "../../src/core/render/refusals.ts";
import { renderReport } from "../../src/core/render/report.ts";
import { scenarios } from "../rig/generators/scenarios.ts";
import type { Implementation } from "./implementation.ts";
import { holdsFor, type CheckOptions, type Law } from "./law.ts";
import { connectTo, desiredOf, PLAN_OPTIONS } from "./run.ts";

/** Anything that `sk_…` may be, long enough not to be found by chance. */
const keys: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom("sk_test_", "sk_live_"), fc.stringMatching(/^[\x21-\x7e]{16,40}$/))
  .map(([kind, rest]) => kind + rest);

/** Keys of the letters that Clerk's own keys have. One of small letters alone could be a word. */
const usualKeys: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("sk_test_", "sk_live_"),
    fc
      .stringMatching(/^[A-Za-z0-9]{16,40}$/)
      .filter((text) => /[0-9]|[a-z].*[A-Z]|[A-Z].*[a-z]/.test(text)),
  )
  .map(([kind, rest]) => kind + rest);

/** The key as it could come to light: as it is, as JSON has it, as an address has it. */
const formsOf = (key: string): readonly string[] => {
  const bare = key.replace(/^sk_(?:test|live)_/, "");
  return [bare, JSON.stringify(bare).slice(1, -1), encodeURIComponent(bare)];
};

function expectAbsent(key: string, ...outputs: readonly string[]): void {
  for (const output of outputs) {
    for (const form of formsOf(key))
      expect([output, output.includes(form)]).toEqual([output, false]);
  }
}

/** Everything that a careless writer could print of a value. */
function printed(value: unknown): string {
  const shown = inspect(value, { depth: 20, showHidden: true, getters: true });
  const own = value instanceof Error ? `${value.message} ${value.stack ?? ""}` : "";
  return [shown, JSON.stringify(value), String(value), own].join("\n");
}

const thrownBy = (something: () => unknown): unknown => {
  try {
    something();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};

/** Neither the object that holds the key nor what is built on it can be printed. */
const keyIsKept = (implementation: Implementation, how?: CheckOptions): Promise<void> =>
  holdsFor(
    keys,
    (key) => {
      const secretKey = implementation.parseSecretKey(key, "CLERK_SECRET_KEY");
      const connection = connect({
        apiUrl: "https://api.clerk.test",
        secretKey,
        apiVersion: "2026-05-12",
      });
      expectAbsent(key, printed(secretKey), printed(connection), printed(connection.openSources()));
    },
    how,
  );

/** A key that is refused is not quoted. */
const refusedKeyIsNotQuoted = (implementation: Implementation, how?: CheckOptions): Promise<void> =>
  holdsFor(
    fc.tuple(
      fc.stringMatching(/^[\x21-\x7e]{16,40}$/),
      fc.constantFrom(
        (text: string) => text,
        (text: string) => `pk_live_${text}`,
        (text: string) => `sk_live_${text}\n`,
        (text: string) => `sk_live_${text}\nX: y`,
        (text: string) => `sk_live_\u201c${text}`,
        (text: string) => `sk_live_${text.repeat(20)}`,
        (text: string) => ` sk_test_${text}`,
        (text: string) => `whsec_${text}`,
      ),
    ),
    ([text, disguise]) => {
      const error = thrownBy(() =>
        implementation.parseSecretKey(disguise(text), "CLERK_SECRET_KEY"),
      );
      expect(error).toBeInstanceOf(Failure);
      expectAbsent(text, printed(error));
    },
    how,
  );

/** A Clerk that repeats the key wherever it can, and one that can't be reached. */
const troubleIsRedacted = (implementation: Implementation, how?: CheckOptions): Promise<void> =>
  holdsFor(
    fc.record({ key: keys, status: fc.constantFrom(400, 401, 402, 403, 404, 409, 422, 429, 500) }),
    ({ key, status }) => {
      const said = `Bearer ${key} is "${key}"`;
      const target = { method: "GET", where: "api.clerk.test/v1" };
      const error = new RequestError("status", target, said, {
        status,
        body: { errors: [{ code: key, message: said, meta: { param_name: key } }] },
      });
      const failure = failureOf(error);
      const redact = (text: string): string => implementation.redact(text, [key]);
      expectAbsent(
        key,
        redact(describeError(error)),
        redact(failure.message),
        redact(JSON.stringify({ message: failure.message, hint: failure.hint })),
      );
    },
    how,
  );

/** Wherever a file has room for a text, a key there is refused and not shown. */
const fileIsRedacted = (implementation: Implementation, how?: CheckOptions): Promise<void> =>
  holdsFor(
    fc.record({
      key: usualKeys,
      place: fc.constantFrom(
        (key: string) => `version: ${key}\n`,
        (key: string) => `version: 1\napi_version: ${key}\n`,
        (key: string) => `version: 1\n${key}: 1\n`,
        (key: string) => `version: 1\ninstance: { support_email: ${key} }\n`,
        (key: string) => `version: 1\ninstance: { ${key}: true }\n`,
        (key: string) => `version: 1\ninstance: { allowed_origins: [${key}, ${key}] }\n`,
        (key: string) => `version: 1\ninstance: { extra: { ${key}: 1 } }\n`,
        (key: string) => `version: 1\ninstance: { extra: { x: { y: [${key}] } } }\n`,
        (key: string) => `version: 1\norganization: { creator_role: ${key} }\n`,
        (key: string) => `version: 1\ntarget: { secret_key_env: ${key} }\n`,
        (key: string) => `version: 1\ntarget: { instance_id: ${key} }\n`,
        (key: string) => `version: 1\nenvironments: { ${key}: { instance: { hibp: 1 } } }\n`,
        (key: string) =>
          `version: 1\nignore: [{ address: ${key}, reason: ${key}, until: ${key} }]\n`,
        (key: string) =>
          `version: 1\nconsents: [{ address: a, hazard: ${key}, reason: x, until: y }]\n`,
        (key: string) => `version: 1\ninstance: [*${key}]\n`,
        (key: string) => `version: 1\ninstance: !${key} {}\n`,
        (key: string) => `%${key}\n---\nversion: 1\n`,
        (key: string) => `version: 1\n${key}: 1\n${key}: 2\n`,
        (key: string) => `version: 1 ${key}: [\n`,
      ),
    }),
    ({ key, place }) => {
      const parsed = implementation.parseDocument("clerkwork.yaml", place(key));
      const issues = parsed.ok ? implementation.validate(parsed.document) : parsed.issues;
      expect(issues.length).toBeGreaterThan(0);
      const text = renderIssues(issues)
        .map((line) => line.text)
        .join("\n");
      const document = JSON.stringify(issues.map(reportIssue));
      expectAbsent(key, implementation.redact(text), implementation.redact(document));
    },
    how,
  );

/** A live value that is a key is not shown either. */
const planIsRedacted = (implementation: Implementation, how?: CheckOptions): Promise<void> =>
  holdsFor(
    fc.record({ scenario: scenarios, key: usualKeys, known: fc.boolean() }),
    async ({ scenario, key, known }) => {
      const desired = desiredOf(implementation, scenario, scenario.layout);
      const { plan } = await implementation.planInstance(
        desired,
        connectTo(scenario),
        PLAN_OPTIONS,
      );
      const from = { known: true, value: key, source: "backend_api" } as const;
      const shown = {
        ...plan,
        changes: plan.changes.map((change) => ({ ...change, from, to: [key] })),
        warnings: [{ code: "no_effect" as const, message: key }],
      };
      const report: Report = {
        outcomes: plan.changes.map(({ address, to }) => ({
          address,
          to,
          outcome: "contradicted",
          detail: key,
          shown: { [key]: key },
        })),
        calls: [],
        sideEffects: [{ address: "instance.support_email", from: key, to: [key], certain: true }],
        stopped: { code: "call_failed", message: `said ${key}.` },
      };
      const redact = (text: string): string => implementation.redact(text, known ? [key] : []);
      // As the terminal does it: what is laid out is clean, and what is written is cleaned once more.
      const clean = <Value>(value: Value): Value => redactIn(value, redact);
      const lines = [
        ...implementation.renderPlan(clean(shown), "plan"),
        ...renderReport(clean({ kind: "apply", plan: shown, report })),
        ...renderRefusals(
          clean(plan.refusals.map((refusal) => ({ ...refusal, message: key }))),
          plan.changes,
          {},
        ),
      ];
      expectAbsent(
        key,
        redact(lines.map(({ text }) => text).join("\n")),
        redact(implementation.renderMarkdown(clean(shown), "plan")),
        redact(JSON.stringify({ shown, report }, null, 2)),
      );
    },
    how,
  );

/** What is no secret stays as it is, and JSON stays JSON. */
const restIsKept = (implementation: Implementation, how?: CheckOptions): Promise<void> =>
  holdsFor(
    fc.record({
      text: fc.string({ unit: "grapheme" }),
      pieces: fc.array(
        fc.oneof(usualKeys, fc.constantFrom('"', "\\", "\n", "'", "`", " é", "{}", ",")),
      ),
    }),
    ({ text, pieces }) => {
      if (!/sk_|ak_|whsec_|eyJ|PRIVATE/.test(text)) expect(implementation.redact(text)).toBe(text);
      const value: Json = { [pieces.join("")]: [pieces.join(""), text] };
      const redacted = implementation.redact(JSON.stringify(value));
      expect(() => JSON.parse(redacted) as Json).not.toThrow();
    },
    how,
  );

/** A request that fails by itself says nothing of its headers. */
export async function troubleOf(url: string, key: string): Promise<unknown> {
  return send({
    method: "PATCH",
    url,
    headers: { authorization: `Bearer ${key}` },
    body: {},
  }).catch((error: unknown) => error);
}

export const SECRECY: readonly Law[] = [
  ["a key that is held can't be printed", keyIsKept],
  ["a key that is refused is not quoted", refusedKeyIsNotQuoted],
  ["what Clerk says is cleaned of it", troubleIsRedacted],
  ["an issue doesn't show it", fileIsRedacted],
  ["a plan or a report doesn't show it", planIsRedacted],
  ["the rest of a text is left alone", restIsKept],
].map(([name, check]) => ({ name, check }) as Law);

export const law11: Law = {
  name: "A secret never appears in any output.",
  check: async (implementation, how) => {
    for (const part of SECRECY) await part.check(implementation, how);
  },
};

export { expectAbsent, printed };
