// Whatever Clerk says, a file is called or a value holds: through no output comes a control character, an
// order for a runner, or a piece of a key.

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Context } from "../../src/cli/context.ts";
import { showRun, shownDocumentOf } from "../../src/cli/screen/format.ts";
import { openTerminal, type Stream } from "../../src/cli/screen/terminal.ts";
import { openReader } from "../../src/cli/screen/reading.ts";
import { watch } from "../../src/cli/screen/watch.ts";
import { finish } from "../../src/cli/session/finish.ts";
import type { Run } from "../../src/cli/session/run.ts";
import { Failure } from "../../src/core/finding/failure.ts";
import type { Plan } from "../../src/core/plan/plan.ts";
import type { Report } from "../../src/core/report/report.ts";
import { showDocument } from "../../src/core/text/escape.ts";
import { known, planOf } from "../tables/given.ts";
import { runs } from "../rig/generators/runs.ts";
import { ordersIn } from "../rig/runner.ts";

const keys = fc
  .tuple(
    fc.constantFrom("sk_test_", "sk_live_"),
    fc.array(
      fc.oneof(fc.stringMatching(/^[\x21-\x7e]{1,6}$/), fc.constantFrom("::", "##[", '"', "\\")),
      {
        minLength: 5,
        maxLength: 10,
      },
    ),
  )
  .map(([kind, pieces]) => `${kind}${pieces.join("")}`.padEnd(24, "Zz9_"));

const quoted = (text: string): string => JSON.stringify(text).slice(1, -1);

/** A key and a text that holds it among everything that steers a terminal or a runner. */
const hostile = keys.chain((key) =>
  fc.record({
    key: fc.constant(key),
    text: fc
      .array(
        fc.oneof(
          fc.constantFrom(
            key,
            quoted(key),
            quoted(quoted(key)),
            encodeURIComponent(key),
            "\n::error::x",
            "\r\n  ::stop-commands::x",
            "##[error]x",
            "::add-mask::e",
            "##[",
            "::",
            ":",
            "#",
            "[",
            "\u001b[2J",
            "\u0085",
            "\u2028",
            "\u202e",
            "\ufeff",
            "```",
            "\\",
            '"',
            "x".repeat(190),
            "y".repeat(1990),
          ),
          fc.string({ unit: "binary", maxLength: 3 }),
        ),
        { minLength: 1, maxLength: 8 },
      )
      .map((pieces) => pieces.join("")),
  }),
);

/** A terminal that keeps what it is given. */
function recording(key: string): { readonly context: Context; readonly said: () => string } {
  let said = "";
  const stream = (): Stream => ({ write: (text) => (said += text), on: () => {} });
  const terminal = openTerminal({ stdout: stream(), stderr: stream(), stdin: {} }, {}, () => {});
  terminal.hide(key);
  const context = {
    terminal,
    environment: {},
    end: () => {},
    onStuck: () => {},
    interruption: { exitCode: () => undefined },
  } as unknown as Context;
  return { context, said: () => said };
}

function planWith(text: string): Plan {
  const plan = planOf({
    "instance.support_email": { from: known(text), to: text },
    "instance.allowed_origins": { from: known([text]), to: [`${text}.`, `.${text}`] },
    "beta.from_email_address": { from: { known: false, why: "write_only" }, to: text },
  });
  return {
    ...plan,
    changes: plan.changes.map((change) => ({ ...change, at: { ...change.at, file: text } })),
    warnings: [{ code: "no_effect", message: text }],
    ignored: [{ address: "instance.hibp", reason: text, until: "2026-01-01" }],
    refusals: [
      { code: "hazard", address: null, hazard: null, message: text, allow: null, consent: null },
    ],
  };
}

const reportWith = (text: string): Report => ({
  outcomes: [
    {
      address: "instance.hibp",
      to: text,
      outcome: "contradicted",
      detail: text,
      shown: { [text]: text },
    },
  ],
  calls: [],
  sideEffects: [{ address: "instance.hibp", from: text, to: [text], certain: true }],
  stopped: { code: "call_failed", message: text },
});

const failureWith = (text: string): Failure =>
  new Failure("clerk_refused", `${text}\n${text}`, {
    hint: text,
    issues: [
      {
        code: "unknown_key",
        args: { key: text },
        at: { file: text, line: 1, column: 1 },
        pointer: `/${text}`,
      } as never,
    ],
    refusals: planWith(text).refusals,
  });

const OUTLETS: readonly (readonly [
  name: string,
  say: (context: Context, text: string) => Promise<void> | void,
])[] = [
  ...(["text", "markdown"] as const).flatMap((format) =>
    (["plan", "drift", "apply"] as const).map(
      (kind) =>
        [
          `${kind}, as ${format}`,
          (context: Context, text: string): void => {
            const plan = planWith(text);
            const run: Run =
              kind === "apply" ? { kind, plan, report: reportWith(text) } : { kind, plan };
            context.terminal.out(showRun(context, { format }, run));
          },
        ] as const,
    ),
  ),
  [
    "apply, as JSON",
    (context, text) => {
      const run: Run = { kind: "apply", plan: planWith(text), report: reportWith(text) };
      context.terminal.out(showDocument(shownDocumentOf(context, run, 0)));
    },
  ],
  ...(["text", "json"] as const).map(
    (format) =>
      [
        `a failure, as ${format}`,
        (context: Context, text: string): Promise<void> =>
          finish(context, { format }, () => {
            throw failureWith(text);
          }),
      ] as const,
  ),
  [
    "what is waited for",
    async (context, text) => {
      openReader(context, text, {}).tell(text);
      await watch(context, { isText: true, verbose: false }, [], async (progress) => {
        const call = {
          id: "1",
          method: "PATCH",
          path: "/instance",
          body: {},
          addresses: [],
        } as const;
        progress?.({ call, state: "waiting", detail: text });
        progress?.({ call, state: "finished", outcomes: reportWith(text).outcomes });
      });
    },
  ],
];

/** Pieces of the key, as it is and as JSON and addresses have it: none may be left, from cutting neither. */
const piecesOf = (key: string): readonly string[] =>
  [key, quoted(key), encodeURIComponent(key)].flatMap((form) => {
    const body = form.slice(8);
    return [body.slice(0, 12), body.slice(-12)];
  });

describe("no output passes on what steers, orders or opens", () => {
  test.each(OUTLETS)("%s", async (_, say) => {
    await fc.assert(
      fc.asyncProperty(hostile, async ({ key, text }) => {
        const { context, said } = recording(key);
        await say(context, text);
        const output = said();
        expect(output).not.toMatch(
          /[^\P{Cc}\n]|[\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u,
        );
        expect(ordersIn(output)).toEqual([]);
        for (const piece of piecesOf(key))
          expect([output, output.includes(piece)]).toEqual([output, false]);
      }),
      runs(200),
    );
  });
});
