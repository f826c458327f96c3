/** The one imperative write, change-domain: sent once, and honest about an answer that was lost. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { describe, expect, test } from "vitest";
import type { FaultAction } from "../rig/clerk-faults.ts";
import { PRODUCTION_KEY } from "../rig/clerk-server.ts";
import { expectExit, scenario } from "../rig/cli.ts";
import { errorOf } from "../rig/documents.ts";

const status = (code: number): FaultAction => ({ kind: "status", status: code });

const CASES: readonly (readonly [what: string, action: FaultAction, ambiguous: boolean])[] = [
  ["408", status(408), true],
  ["425", status(425), true],
  ["500", status(500), true],
  ["503", status(503), true],
  ["a redirect", { kind: "redirect", status: 307, location: "/elsewhere" }, true],
  ["HTML", { kind: "html", status: 200 }, true],
  ["a reset", { kind: "reset" }, true],
  ["a truncated answer", { kind: "truncated" }, true],
  ["400", status(400), false],
  ["403", status(403), false],
  ["409", status(409), false],
  ["422", status(422), false],
  ["429", status(429), false],
];

describe.concurrent("POST /instance/change_domain is answered with", { timeout: 60_000 }, () => {
  test.for(CASES)("%s", ([, action, ambiguous]) =>
    scenario(
      {
        violations: "ignored",
        clerk: {
          key: PRODUCTION_KEY,
          faults: [{ method: "POST", path: "/instance/change_domain", nth: "every", action }],
        },
      },
      async ({ clerk, run }) => {
        const result = await run(
          "change-domain",
          "https://www.example.com",
          "--confirm",
          "www.example.com",
          "--format",
          "json",
        );
        expectExit(result, ambiguous ? 5 : 1);
        expect(errorOf(result).code === "ambiguous").toBe(ambiguous);
        expect(clerk.writes().map(({ path }) => path)).toEqual(["/instance/change_domain"]);
      },
    ),
  );
});
