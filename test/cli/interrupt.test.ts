/** Signals: before, while and after a write; and the kill that nobody can catch. */
/* oxlint-disable vitest/expect-expect -- expectExit and the like assert, too */
import { describe, expect, test } from "vitest";
import { expectExit, scenario } from "../rig/cli.ts";
import { newGate, type FaultRule } from "../rig/clerk-faults.ts";
import { getLive } from "../rig/clerk-state.ts";
import { outcomesOf } from "../rig/documents.ts";
import { noteFigure } from "../rig/figures.ts";

const YAML =
  "version: 1\nprotect: { rules_enabled: true }\ncommunication: { blocked_country_codes: [KP, RU] }\nrestrictions: { blocklist: true }\n";

const SIGNALS = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const;

describe.concurrent("a signal before any write", { timeout: 60_000 }, () => {
  for (const command of [["plan"], ["drift"], ["apply", "--yes"]]) {
    test.for(SIGNALS)(
      `${command.join(" ")}: %s ends it with %i, although a read is still unanswered`,
      ([signal, code]) => {
        const gate = newGate();
        return scenario(
          {
            yaml: YAML,
            clerk: {
              faults: [{ path: "/instance", nth: "every", action: { kind: "hold", gate } }],
            },
          },
          async ({ clerk, start }) => {
            const running = start(...command);
            await gate.reached;
            running.kill(signal);
            const result = await running.done;
            gate.open();
            expectExit(result, code);
            expect(clerk.writes()).toEqual([]);
          },
        );
      },
    );
  }

  test("as JSON too there is one document", () => {
    const gate = newGate();
    return scenario(
      {
        yaml: YAML,
        clerk: { faults: [{ path: "/instance", nth: "every", action: { kind: "hold", gate } }] },
      },
      async ({ start }) => {
        const running = start("plan", "--format", "json");
        await gate.reached;
        running.kill("SIGINT");
        expectExit(await running.done, 130);
        gate.open();
      },
    );
  });
});

describe.concurrent("a signal while a write is in flight", { timeout: 60_000 }, () => {
  test.for(SIGNALS.flatMap(([signal]) => [1, 2].map((nth) => [signal, nth] as const)))(
    "%s at call %i: its answer is awaited, no new write starts, exit 5",
    ([signal, nth]) => {
      const gate = newGate();
      const faults: FaultRule[] = [
        { method: "PATCH", nth, phase: "after", action: { kind: "hold", gate } },
      ];
      return scenario({ yaml: YAML, clerk: { faults } }, async ({ clerk, run, start }) => {
        const running = start("apply", "--yes", "--format", "json");
        await gate.reached;
        running.kill(signal);
        // A signal reaches a busy process late: the answer comes only once it was noticed.
        await running.heard(/interrupt|signal|stop/i);
        gate.open();
        const result = await running.done;
        expectExit(result, 5);
        expect(clerk.patches()).toHaveLength(nth);
        const outcomes = outcomesOf(result.json());
        expect(outcomes["not_attempted"]).toHaveLength(3 - nth);
        for (const address of outcomes["confirmed"] ?? [])
          expect(getLive(clerk.state, address)).not.toEqual(false);
        expectExit(await run("apply", "--yes"), 0);
        expectExit(await run("plan", "--detailed-exitcode"), 0);
      });
    },
  );

  test("and a second one: the write is cut off at once, exit 5", () => {
    const gate = newGate();
    const faults: FaultRule[] = [
      { method: "PATCH", nth: 1, phase: "after", action: { kind: "hold", gate } },
    ];
    return scenario({ yaml: YAML, clerk: { faults } }, async ({ clerk, start }) => {
      const running = start("apply", "--yes");
      await gate.reached;
      running.kill("SIGINT");
      await running.heard(/Stopping after the current request.*Press Ctrl-C again/);
      running.kill("SIGINT");
      const result = await running.done;
      gate.open();
      expectExit(result, 5);
      expect(result.said).toContain("a write that was on its way may have landed");
      expect(result.stdout).toContain("the call was cut off by the signal");
      expect(result.stdout + result.said).not.toContain("check the network");
      expect(clerk.patches()).toHaveLength(1);
    });
  });

  test("that is never answered: exit 5 within seconds, and the write is named", () => {
    const gate = newGate();
    const faults: FaultRule[] = [
      { method: "PATCH", nth: 1, phase: "after", action: { kind: "hold", gate } },
    ];
    return scenario({ yaml: YAML, clerk: { faults } }, async ({ clerk, start }) => {
      const running = start("apply", "--yes");
      await gate.reached;
      const began = performance.now();
      running.kill("SIGINT");
      const result = await running.done;
      gate.open();
      expectExit(result, 5);
      const ms = performance.now() - began;
      expect(ms).toBeLessThan(7_000);
      noteFigure({
        figure: "From SIGINT to the end, a write on its way",
        goal: "≤ 7 s",
        measured: `${(ms / 1000).toFixed(1)} s`,
        command: "npm test",
      });
      expect(clerk.patches()).toHaveLength(1);
      const [sent] = clerk.patches();
      const section =
        sent?.path === "/instance/protect"
          ? "rules_enabled"
          : sent?.path === "/instance/communication"
            ? "blocked_country_codes"
            : "blocklist";
      expect(result.stdout + result.stderr).toContain(section);
    });
  });
});

describe.concurrent(
  "SIGKILL at any point, then running again, converges",
  { timeout: 60_000 },
  () => {
    const points: [string, FaultRule][] = [
      ["while reading", { path: "/instance", nth: 1 } as FaultRule],
      ["while re-reading", { method: "GET", path: "/instance/protect", nth: 2 } as FaultRule],
      ...[1, 2, 3].flatMap((nth): [string, FaultRule][] => [
        [`before call ${nth} landed`, { method: "PATCH", nth, phase: "before" } as FaultRule],
        [`after call ${nth} landed`, { method: "PATCH", nth, phase: "after" } as FaultRule],
      ]),
    ];
    test.for(points)("%s", ([, point]) => {
      const gate = newGate();
      return scenario(
        { yaml: YAML, clerk: { faults: [{ ...point, action: { kind: "hold", gate } }] } },
        async ({ clerk, run, start }) => {
          const untouched = structuredClone({
            ...clerk.state,
            protect: 0,
            communication: 0,
            restrictions: 0,
          });
          const running = start("apply", "--yes", "--receipt", "receipt.json");
          await gate.reached;
          running.kill("SIGKILL");
          expect((await running.done).signal).toBe("SIGKILL");
          gate.open();
          const again = await run("apply", "--yes");
          expectExit(again, 0);
          expectExit(await run("plan", "--detailed-exitcode"), 0);
          expect(clerk.state.protect).toEqual({ rules_enabled: true, specter_enabled: false });
          expect(clerk.state.restrictions.blocklist).toBe(true);
          expect(clerk.state.communication.blocked_country_codes.toSorted()).toEqual(["KP", "RU"]);
          expect({ ...clerk.state, protect: 0, communication: 0, restrictions: 0 }).toEqual(
            untouched,
          );
        },
      );
    });
  },
);

test("two applies at once end with what the file says", () =>
  scenario({ yaml: YAML, clerk: { latency: 5 } }, async ({ clerk, run }) => {
    const both = await Promise.all([run("apply", "--yes"), run("apply", "--yes")]);
    for (const result of both) expectExit(result, 0, 4, 5);
    expect(clerk.state.protect.rules_enabled).toBe(true);
    expect(clerk.state.restrictions.blocklist).toBe(true);
    expect(clerk.state.communication.blocked_country_codes.toSorted()).toEqual(["KP", "RU"]);
  }));
