// The verdict: what was read before × what Clerk's answer shows × what reads show afterwards.

import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import type { Move } from "../../src/core/plan/change.ts";
import type { OutcomeKind } from "../../src/core/report/report.ts";
import { isSettled, judge, judgeFailed, unproven } from "../../src/core/report/verdict.ts";
import type { Reading, Readings } from "../../src/core/value/reading.ts";
import { frozen, fromFrontend, known, moveOf, UNKNOWN } from "./given.ts";

const ECHOED = moveOf("protect.rules_enabled", known(false), true);
const SILENT = moveOf("instance.hibp", known(false), true);
const ONLY_ECHOED = moveOf("beta.from_email_address", UNKNOWN, "help");
const OPTIONAL = moveOf("organization.slug_disabled", known(false), true);
const COUNT = moveOf("organization.max_allowed_memberships", known(5), 20);
const EXTRA = moveOf("organization.extra.anything", UNKNOWN, 7);
const ROLE_ID = moveOf("organization.creator_role_id", known("role_1"), "role_2");
const SET = moveOf("communication.blocked_country_codes", known([]), ["RU", "KP"]);
/** A pin that is shown resolved, in an answer. */
const PIN: Move = (() => {
  const move = moveOf("beta.from_email_address", UNKNOWN, "5");
  return {
    ...move,
    row: { ...move.row, setting: { ...move.row.setting, mayReadResolved: true } },
  };
})();

const MISSING: Reading = { known: false, why: "missing_in_answer" };
const MALFORMED: Reading = { known: false, why: "malformed" };
const NO_ROLES: Reading = { known: false, why: "no_role_list" };
const OTHER_ROLE: Reading = { known: false, why: "unknown_role" };
const DORMANT: Reading = { known: false, why: "dormant" };

/** `none`: there is no answer, or there were no reads; `absent`: one without the setting. */
type Shown = Reading | "none" | "absent";

const exhibit = ({ change }: Move, shown: Shown): Readings | undefined => {
  if (shown === "none") return undefined;
  return new Map(shown === "absent" ? [] : [[change.address, shown]]);
};

type Case = readonly [
  what: string,
  move: Move,
  echo: Shown,
  after: Shown,
  outcome: OutcomeKind,
  detail?: RegExp,
];

const CASES: readonly Case[] = [
  ["the answer shows the value", ECHOED, known(true), "none", "confirmed"],
  ["the answer shows it, and a read lags", ECHOED, known(true), known(false), "confirmed"],
  ["the answer shows another value", ECHOED, known(false), "none", "contradicted", /another value/],
  [
    "the answer shows another, and a read the value",
    ECHOED,
    known(false),
    known(true),
    "contradicted",
    /another value/,
  ],
  ["the answer leaves it out", ECHOED, MISSING, "none", "contradicted", /dropped in silence/],
  ["the answer leaves it out, and a read shows it", ECHOED, MISSING, known(true), "confirmed"],
  [
    "the answer leaves it out, and a read shows the old value",
    ECHOED,
    MISSING,
    known(false),
    "contradicted",
    /leaves the setting out, and reads show the old value/,
  ],
  [
    "the answer leaves it out, and a read fails to show it",
    ECHOED,
    MISSING,
    UNKNOWN,
    "contradicted",
    /dropped in silence/,
  ],
  [
    "an answer that may leave it out does",
    OPTIONAL,
    MISSING,
    "none",
    "unconfirmed",
    /may leave this setting out/,
  ],
  ["the same, and a read shows it", OPTIONAL, MISSING, known(true), "confirmed"],
  [
    "the same, and a read shows the old value",
    OPTIONAL,
    MISSING,
    known(false),
    "contradicted",
    /reads show the old value/,
  ],
  [
    "only an answer that may leave it out shows it, and does leave it out",
    ONLY_ECHOED,
    MISSING,
    "none",
    "unconfirmed",
    /may leave this setting out/,
  ],
  [
    "no body, a read shows a third value",
    COUNT,
    "none",
    known(50),
    "contradicted",
    /neither the one before nor the one sent/,
  ],
  [
    "the answer has something of another type",
    ECHOED,
    MALFORMED,
    "none",
    "contradicted",
    /the API has changed/,
  ],
  ["no body, a read shows it", ECHOED, "none", known(true), "confirmed"],
  [
    "no body, a read shows the old value",
    ECHOED,
    "none",
    known(false),
    "unconfirmed",
    /don't show the value yet/,
  ],
  [
    "no body, a read shows nothing",
    ECHOED,
    "none",
    UNKNOWN,
    "unconfirmed",
    /don't show the value yet/,
  ],
  [
    "no body, reads are of other settings",
    ECHOED,
    "none",
    "absent",
    "unconfirmed",
    /don't show the value yet/,
  ],
  ["no body and no read", ECHOED, "none", "none", "unconfirmed", /was not read again/],

  ["answers never show it, a read does", SILENT, "absent", known(true), "confirmed"],
  [
    "answers never show it, a read shows the old value",
    SILENT,
    "absent",
    known(false),
    "unconfirmed",
    /don't show the value yet/,
  ],
  [
    "answers never show it, a read is dormant",
    SILENT,
    "absent",
    DORMANT,
    "unconfirmed",
    /don't show the value yet/,
  ],
  [
    "answers never show it, nothing was read",
    SILENT,
    "absent",
    "none",
    "unconfirmed",
    /was not read again/,
  ],
  [
    "a member that happens to be in the answer is no proof",
    SILENT,
    known(true),
    known(false),
    "unconfirmed",
  ],
  ["nor a disproof", SILENT, known(false), known(true), "confirmed"],

  ["only the answer shows it, and does", ONLY_ECHOED, known("help"), "none", "confirmed"],
  [
    "only the answer shows it: another",
    ONLY_ECHOED,
    known("old"),
    "none",
    "contradicted",
    /another value/,
  ],
  [
    "only the answer shows it, and there is none",
    ONLY_ECHOED,
    "none",
    "none",
    "unconfirmed",
    /nothing shows its value/,
  ],

  ["outside the catalog, shown", EXTRA, known(7), "none", "confirmed"],
  ["outside the catalog, another", EXTRA, known(8), "none", "contradicted", /another value/],
  ["outside the catalog, left out", EXTRA, MISSING, "none", "unconfirmed", /may have been dropped/],
  ["outside the catalog, left out, a read shows it", EXTRA, MISSING, known(7), "confirmed"],
  [
    "outside the catalog, left out, a read shows another",
    EXTRA,
    MISSING,
    known(8),
    "contradicted",
    /another value/,
  ],

  ["a role that translates", ROLE_ID, known("role_2"), "none", "confirmed"],
  ["another role", ROLE_ID, known("role_1"), "none", "contradicted", /another value/],
  ["a role without a list, a read shows it", ROLE_ID, NO_ROLES, known("role_2"), "confirmed"],
  ["a role without a list", ROLE_ID, NO_ROLES, "none", "unconfirmed", /don't show/],
  ["a role that the list lacks", ROLE_ID, OTHER_ROLE, known("role_1"), "unconfirmed", /don't show/],

  ["a set in another order", SET, known(["KP", "RU"]), "none", "confirmed"],
  ["a set with an item less", SET, known(["KP"]), "none", "contradicted", /another value/],
  ["a set in another order, read", SET, "none", known(["KP", "RU"]), "confirmed"],

  ["a pin that is shown resolved", PIN, known("5.3.1"), "none", "confirmed"],
  ["another pin", PIN, known("4"), "none", "contradicted", /another value/],
];

/** What was there before changes nothing about what an answer alone proves. */
const ANY_BEFORE: readonly Shown[] = ["absent", UNKNOWN, known(true), known(false), known("old")];

describe("the outcome of a move", () => {
  test.for(CASES)("%s", ([, move, echo, after, outcome, detail]) => {
    for (const shown of after === "none" ? ANY_BEFORE : [move.change.from]) {
      const exhibits = frozen({
        before: exhibit(move, shown) ?? new Map(),
        echo: exhibit(move, echo),
        after: exhibit(move, after),
        declared: new Map(),
      });
      const { outcomes, sideEffects } = judge([move], exhibits);
      expect(sideEffects).toEqual([]);
      const { address, to } = move.change;
      expect(outcomes).toHaveLength(1);
      expect(outcomes[0]).toMatchObject({ address, to, outcome });
      expect(outcomes[0]?.detail ?? "").toMatch(detail ?? (outcome === "confirmed" ? /^$/ : /./));
      const isOther =
        outcome === "contradicted" &&
        [echo, after].some((one) => typeof one === "object" && one.known);
      expect(outcomes[0] && "shown" in outcomes[0]).toBe(isOther);
    }
  });

  test("each move has one, in their order", () => {
    const moves = [SET, ECHOED, SILENT];
    const { outcomes } = judge(moves, {
      before: new Map(),
      echo: new Map([
        ["communication.blocked_country_codes", MISSING],
        ["protect.rules_enabled", known(false)],
      ]),
      after: new Map([["instance.hibp", known(true)]]),
      declared: new Map(),
    });
    expect(outcomes.map(({ address, outcome }) => `${address} ${outcome}`)).toEqual([
      "communication.blocked_country_codes contradicted",
      "protect.rules_enabled contradicted",
      "instance.hibp confirmed",
    ]);
  });

  test("no moves, no outcomes", () => {
    const verdict = judge([], { before: new Map(), echo: new Map(), declared: new Map() });
    expect(verdict).toEqual({ outcomes: [], sideEffects: [] });
  });
});

describe("what the answer leaves open", () => {
  test.each<readonly [what: string, move: Move, echo: Shown, after: Shown, isOpen: boolean]>([
    ["no answer to look at", ECHOED, "none", "none", true],
    ["the answer shows the value", ECHOED, known(true), "none", false],
    ["the answer shows another", ECHOED, known(false), "none", false],
    ["the answer leaves it out", ECHOED, MISSING, "none", true],
    ["answers never show it", SILENT, "absent", "none", true],
    ["outside the catalog, left out", EXTRA, MISSING, "none", true],
    ["a role that can't be translated", ROLE_ID, NO_ROLES, "none", true],
    ["a read shows it", SILENT, "none", known(true), false],
    ["a read shows the old value", SILENT, "none", known(false), true],
  ])("%s", (_, move, echo, after, isOpen) => {
    const exhibits = {
      before: new Map([[move.change.address, move.change.from]]),
      echo: exhibit(move, echo),
      after: exhibit(move, after),
    };
    expect(unproven([move], exhibits)).toEqual(isOpen ? [move] : []);
  });
});

/** Two settings that the Frontend API's one answer shows, and one that the Backend API does. */
const [MAIL, PWNED, ORIGINS] = [
  moveOf("instance.support_email", fromFrontend("a@example.com"), "b@example.com"),
  moveOf("instance.hibp", fromFrontend(false), true),
  moveOf("instance.allowed_origins", known(["https://a.example.com"]), ["https://b.example.com"]),
];

const readingsOf = (...shown: readonly (readonly [Move, Reading])[]): Readings =>
  new Map(shown.map(([{ change }, reading]) => [change.address, reading]));

const BEFORE = readingsOf(
  ...[MAIL, PWNED, ORIGINS].map((move) => [move, move.change.from] as const),
);
const written = (move: Move, by: (value: Json) => Reading): readonly [Move, Reading] => [
  move,
  by(move.change.to),
];

describe("several settings of one call, and an answer without a body", () => {
  test.each<readonly [what: string, after: Readings, outcomes: readonly OutcomeKind[]]>([
    [
      "one answer shows a sibling's new value and this one's old: it was not taken",
      readingsOf(written(MAIL, fromFrontend), [PWNED, PWNED.change.from]),
      ["confirmed", "contradicted", "unconfirmed"],
    ],
    [
      "another answer may lag",
      readingsOf(written(ORIGINS, known), [MAIL, MAIL.change.from], [PWNED, PWNED.change.from]),
      ["unconfirmed", "unconfirmed", "confirmed"],
    ],
    ["all of them lag", BEFORE, ["unconfirmed", "unconfirmed", "unconfirmed"]],
    [
      "somebody else's value",
      readingsOf([MAIL, fromFrontend("c@example.com")]),
      ["contradicted", "unconfirmed", "unconfirmed"],
    ],
  ])("%s", (_, after, outcomes) => {
    const verdict = judge([MAIL, PWNED, ORIGINS], { before: BEFORE, after, declared: new Map() });
    expect(verdict.outcomes.map(({ outcome }) => outcome)).toEqual(outcomes);
  });

  const half = readingsOf(written(MAIL, fromFrontend), [PWNED, PWNED.change.from]);
  const all = readingsOf(written(MAIL, fromFrontend), written(PWNED, fromFrontend));
  const third = readingsOf(written(MAIL, fromFrontend), [PWNED, known("x")]);
  test.each<readonly [what: string, last: Readings | undefined, now: Readings, settled: boolean]>([
    ["all are shown", undefined, all, true],
    ["one was not taken, seen once", undefined, half, false],
    ["one was not taken, seen twice", half, half, true],
    ["one is shown late", half, all, true],
    ["somebody else's value, seen once", half, third, false],
    ["somebody else's value, seen twice", third, third, true],
    ["all lag", BEFORE, BEFORE, false],
    ["the answer does not carry them", undefined, new Map(), true],
    [
      "one lags, the answer does not carry the other",
      BEFORE,
      readingsOf([MAIL, MAIL.change.from]),
      false,
    ],
  ])("looking again is of no use: %s", (_, last, now, settled) => {
    expect(isSettled([MAIL, PWNED], BEFORE, { last, now })).toBe(settled);
  });
});

describe("a call that failed", () => {
  const failed = { outcome: "ambiguous", detail: "lost" } as const;
  test("what a read shows as sent holds nevertheless", () => {
    const after = readingsOf(written(ORIGINS, known), [PWNED, PWNED.change.from]);
    const outcomes = judgeFailed([PWNED, ORIGINS], { before: BEFORE, after }, failed);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["ambiguous", "confirmed"]);
  });

  test("without reads, all of it failed", () => {
    const outcomes = judgeFailed([PWNED, ORIGINS], { before: BEFORE }, failed);
    expect(outcomes.map(({ detail }) => detail)).toEqual(["lost", "lost"]);
  });
});

describe("what moved beside a move", () => {
  const OTHER = "protect.specter_enabled";
  const sideEffectsOf = (
    from: Reading | undefined,
    to: Reading | undefined,
    declared?: Json,
  ): unknown => {
    const own: [string, Reading][] = [["protect.rules_enabled", known(true)]];
    return judge([ECHOED], {
      before: new Map(from ? [[OTHER, from]] : []),
      echo: new Map(to ? [...own, [OTHER, to]] : own),
      declared: new Map(declared === undefined ? [] : [[OTHER, declared]]),
    }).sideEffects;
  };
  const moved = (from: Json, to: Json): unknown => [{ address: OTHER, from, to, certain: true }];

  test.each<
    readonly [
      what: string,
      from: Reading | undefined,
      to: Reading | undefined,
      declared: Json | undefined,
      found: unknown,
    ]
  >([
    ["the same", known(false), known(false), undefined, []],
    ["another value", known(false), known(true), undefined, moved(false, true)],
    ["towards what the file declares", known(false), known(true), true, []],
    ["away from what the file declares", known(true), known(false), true, moved(true, false)],
    ["not known before", UNKNOWN, known(true), undefined, []],
    ["not read before", undefined, known(true), undefined, []],
    ["left out of the answer", known(false), MISSING, undefined, []],
    ["not in the answer", known(false), undefined, undefined, []],
  ])("%s", (_, from, to, declared, found) => {
    expect(sideEffectsOf(from, to, declared)).toEqual(found);
  });

  test("an answer without a body shows none", () => {
    const exhibits = { before: new Map([[OTHER, known(false)]]), declared: new Map() };
    expect(judge([ECHOED], exhibits).sideEffects).toEqual([]);
  });

  test.each<readonly [what: string, before: Reading, after: Reading, certain: boolean | null]>([
    ["reads of one source show it", known(false), known(true), true],
    ["a source that lags shows it", fromFrontend(false), fromFrontend(true), false],
    ["two sources differ", fromFrontend(false), known(true), null],
    ["nothing moved", known(false), known(false), null],
  ])("without a body, %s", (_, before, after, certain) => {
    const { sideEffects } = judge([ECHOED], {
      before: new Map([[OTHER, before]]),
      after: new Map([[OTHER, after]]),
      declared: new Map(),
    });
    const found = { address: OTHER, from: false, to: true, certain };
    expect(sideEffects).toEqual(certain === null ? [] : [found]);
  });

  test("a neighbour whose old value may have lagged is no certain side effect", () => {
    const { sideEffects } = judge([ECHOED], {
      before: new Map([[OTHER, fromFrontend(false)]]),
      echo: new Map([[OTHER, known(true)]]),
      declared: new Map(),
    });
    expect(sideEffects).toEqual([{ address: OTHER, from: false, to: true, certain: false }]);
  });

  test("a set that is only in another order has not moved", () => {
    const move = moveOf("oauth_applications.oauth_jwt_access_tokens", known(false), true);
    const scopes = "oauth_applications.default_scopes";
    const { sideEffects } = judge([move], {
      before: new Map([[scopes, known(["email", "profile"])]]),
      echo: new Map([[scopes, known(["profile", "email"])]]),
      declared: new Map(),
    });
    expect(sideEffects).toEqual([]);
  });

  test("another name of what another call sends follows", () => {
    const move = moveOf("instance.hibp", known(false), true);
    const exhibits = {
      before: new Map([["instance.test_mode", fromFrontend(true)]]),
      after: new Map([["instance.test_mode", fromFrontend(false)]]),
      declared: new Map([["beta.test_mode", false]]),
    };
    expect(judge([move], exhibits).sideEffects).toHaveLength(1);
    const twins = new Set(["instance.test_mode"]);
    expect(judge([move], { ...exhibits, twins }).sideEffects).toEqual([]);
  });

  test("two names of one thing: the one that was not sent follows", () => {
    const move = moveOf("organization.creator_role", known("org:admin"), "org:owner");
    const { sideEffects } = judge([move], {
      before: new Map([["organization.creator_role_id", known("role_1")]]),
      echo: new Map([
        ["organization.creator_role", known("org:owner")],
        ["organization.creator_role_id", known("role_2")],
      ]),
      declared: new Map(),
    });
    expect(sideEffects).toEqual([]);
  });
});
