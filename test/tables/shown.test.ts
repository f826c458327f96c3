// What readings say of a call that may have been written.

import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import type { Move } from "../../src/core/plan/change.ts";
import { callShown, shownOf, type CallShown, type Shown } from "../../src/core/report/shown.ts";
import type { Reading, Readings } from "../../src/core/value/reading.ts";
import { known, moveOf, UNKNOWN } from "./given.ts";

const COUNT = moveOf("organization.max_allowed_memberships", known(5), 20);
const SWITCH = moveOf("organization.admin_delete_enabled", known(false), true);
const MODES = moveOf("organization.domains_enrollment_modes", known(["automatic_invitation"]), [
  "automatic_suggestion",
]);

const readings = (...shown: readonly (readonly [Move, Reading])[]): Readings =>
  new Map(shown.map(([{ change }, reading]) => [change.address, reading]));
const BEFORE = readings(...[COUNT, SWITCH, MODES].map((move) => [move, move.change.from] as const));

describe("one setting", () => {
  test.each<readonly [what: string, move: Move, before: Readings, now: Reading, shown: Shown]>([
    ["as sent", COUNT, BEFORE, known(20), "written"],
    ["as before", COUNT, BEFORE, known(5), "before"],
    ["neither", COUNT, BEFORE, known(50), "other"],
    ["not readable", COUNT, BEFORE, UNKNOWN, "unknown"],
    ["as sent, a set in another order", MODES, BEFORE, known(["automatic_suggestion"]), "written"],
    ["not known before, as sent", COUNT, new Map(), known(20), "written"],
    ["not known before: no value counts as the one before", COUNT, new Map(), known(5), "other"],
  ])("%s", (_, move, before, now, shown) => {
    expect(shownOf(move, before, readings([move, now]))).toBe(shown);
  });
});

describe("a whole call", () => {
  const of = (count: Json | null, on: Json | null): Readings =>
    readings(
      [COUNT, count === null ? UNKNOWN : known(count)],
      [SWITCH, on === null ? UNKNOWN : known(on)],
    );
  test.each<readonly [what: string, now: Readings | undefined, shown: CallShown]>([
    ["both as sent", of(20, true), "written"],
    ["one as sent, one as before", of(20, false), "partly"],
    ["one as sent, one unknown", of(20, null), "partly"],
    ["both as before", of(5, false), "before"],
    ["one as before, one unknown", of(5, null), "before"],
    ["one somebody else's, one as sent", of(50, true), "other"],
    ["one somebody else's, one as before", of(50, false), "other"],
    ["both unknown", of(null, null), "nothing"],
    ["the read failed", undefined, "nothing"],
  ])("%s", (_, now, shown) => {
    expect(callShown([COUNT, SWITCH], BEFORE, now)).toBe(shown);
  });
});
