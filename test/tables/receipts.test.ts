import { describe, expect, test } from "vitest";
import type { Json } from "../../src/catalog/setting.ts";
import type { Outcome, OutcomeKind } from "../../src/core/report/report.ts";
import type { Call } from "../../src/core/plan/call.ts";
import type { Target } from "../../src/core/plan/plan.ts";
import { reverse } from "../../src/reconcile/reverse.ts";
import { reviewMemory, withoutRemembered } from "../../src/core/plan/remembered.ts";
import { CATALOG, findRow } from "../../src/catalog/catalog.ts";
import type { Row } from "../../src/catalog/resource.ts";
import { standingOf, type Standing, type Written } from "../../src/core/report/reversal.ts";
import type { Reading, Readings } from "../../src/core/value/reading.ts";
import {
  openReceipt,
  recordIntent,
  recordResult,
  type Receipt,
} from "../../src/core/report/receipt.ts";
import { differenceOf, frozen, known, UNKNOWN } from "./given.ts";

const TARGET: Target = {
  environment: null,
  instance_id: "ins_1",
  environment_type: "production",
  api_url: "https://api.clerk.com",
  api_version: "2026-05-12",
};
const MAIL = "beta.from_email_address";
const HIBP = "instance.hibp";
const CALL: Call = {
  id: "2",
  method: "PATCH",
  path: "/beta_features/instance_settings",
  body: { from_email_address: "help" },
  addresses: [MAIL],
};
const empty = (lastSent: Receipt["last_sent"] = {}): Receipt =>
  openReceipt(
    { tool_version: "1.2.3", target: TARGET, fingerprint: "sha256:0" },
    {
      last_sent: lastSent,
      last_sent_at: Object.fromEntries(Object.keys(lastSent).map((one) => [one, EARLIER])),
    },
  );
const outcome = (kind: OutcomeKind, address = MAIL, to: Json = "help"): Outcome => ({
  address,
  to,
  outcome: kind,
});
const NOT_KNOWN: Written = { to: null, shown: null };
const EARLIER = "2026-01-01T00:00:00.000Z";
const NOW = "2026-02-02T00:00:00.000Z";
const REPORT = { id: CALL.id, status: 200, attempts: 1, clerk_trace_id: null };

const intend = (receipt: Receipt, call: Call, before: Readings): Receipt =>
  recordIntent(receipt, { call, before, changes: [], at: NOW });

function concluded(
  kind: OutcomeKind,
  before: Reading = UNKNOWN,
  lastSent: Receipt["last_sent"] = {},
): Receipt {
  const intended = intend(empty(lastSent), CALL, new Map([[MAIL, before]]));
  return recordResult(intended, REPORT, [outcome(kind)], NOW);
}

describe("a receipt", () => {
  test("starts with what was sent last time and no call", () => {
    expect(empty({ [MAIL]: "old" })).toEqual({
      format_version: "1.1",
      tool_version: "1.2.3",
      target: TARGET,
      fingerprint: "sha256:0",
      calls: [],
      last_sent: { [MAIL]: "old" },
      last_sent_at: { [MAIL]: EARLIER },
    });
  });

  test("has the intent, with the values before, ahead of the result", () => {
    const call = { ...CALL, addresses: [MAIL, HIBP] };
    const receipt = recordIntent(frozen(empty()), {
      call,
      before: new Map([[HIBP, known(true)]]),
      changes: [
        { address: HIBP, to: false },
        { address: "of.another_call", to: 1 },
      ],
      at: NOW,
    });
    expect(receipt.calls).toEqual([
      {
        id: "2",
        method: "PATCH",
        path: CALL.path,
        body: CALL.body,
        addresses: [MAIL, HIBP],
        state: "intended",
        intended_at: NOW,
        concluded_at: null,
        before: { [MAIL]: UNKNOWN, [HIBP]: known(true) },
        to: { [HIBP]: false },
        status: null,
        attempts: 0,
        clerk_trace_id: null,
        outcomes: [],
      },
    ]);
  });

  test("has the result in the place of the intent with its id, the others untouched", () => {
    const other = { ...CALL, id: "1", path: "/instance", addresses: [HIBP] };
    const first = intend(empty(), other, new Map());
    const second = frozen(intend(first, CALL, new Map()));
    const report = { ...REPORT, status: 422, attempts: 2, clerk_trace_id: "ab12" };
    const done = recordResult(second, report, [outcome("failed")], NOW);
    expect(done.calls[0]).toEqual(second.calls[0]);
    expect(done.calls[1]).toMatchObject({
      state: "concluded",
      concluded_at: NOW,
      status: 422,
      attempts: 2,
      clerk_trace_id: "ab12",
      outcomes: [outcome("failed")],
    });
    const late = recordResult(
      second,
      { ...REPORT, id: "1" },
      [outcome("confirmed", HIBP, true)],
      NOW,
    );
    expect(late.calls.map(({ state }) => state)).toEqual(["concluded", "intended"]);
    expect(late.calls[1]).toEqual(second.calls[1]);
  });

  test("says null where no trace id came", () => {
    expect(concluded("confirmed").calls[0]?.clerk_trace_id).toBeNull();
  });
});

describe("what was last sent of a setting that nothing shows", () => {
  test.each<readonly [OutcomeKind, Readonly<Record<string, Json>>]>([
    ["confirmed", { [MAIL]: "help" }],
    ["unconfirmed", { [MAIL]: "help" }],
    ["contradicted", {}],
    ["ambiguous", {}],
    ["failed", {}],
    ["not_attempted", {}],
  ])("%s", (kind, lastSent) => {
    const receipt = concluded(kind);
    expect(receipt.last_sent).toEqual(lastSent);
    const times = Object.keys(lastSent).map((address) => [address, NOW]);
    expect(receipt.last_sent_at).toEqual(Object.fromEntries(times));
  });

  test.each<OutcomeKind>(["contradicted", "ambiguous", "failed"])(
    "%s forgets what was sent before",
    (kind) => {
      expect(concluded(kind, UNKNOWN, { [MAIL]: "old", other: 1 }).last_sent).toEqual({ other: 1 });
    },
  );

  test("the intent to send forgets what was sent before, of this call alone", () => {
    const last = frozen(empty({ [MAIL]: "old", other: 1 }));
    expect(intend(last, CALL, new Map([[MAIL, UNKNOWN]])).last_sent).toEqual({ other: 1 });
  });

  test("not of one that can be read", () => {
    expect(concluded("confirmed", known("old")).last_sent).toEqual({});
  });
});

describe("a difference without what a receipt settles", () => {
  const difference = differenceOf({
    [MAIL]: { from: UNKNOWN, to: "help" },
    [HIBP]: { from: known(false), to: true },
  });

  test.each<
    readonly [what: string, lastSent: Readonly<Record<string, Json>>, left: readonly string[]]
  >([
    ["nothing was sent", {}, [MAIL, HIBP]],
    ["the same was sent", { [MAIL]: "help" }, [HIBP]],
    ["another value was sent", { [MAIL]: "other" }, [MAIL, HIBP]],
    ["a setting that can be read was sent", { [HIBP]: true }, [MAIL, HIBP]],
    ["a member of the prototype is nothing", { toString: "help" }, [MAIL, HIBP]],
  ])("%s", (_, lastSent, left) => {
    const open = withoutRemembered(difference.moves, { lastSent });
    expect(open.map(({ change }) => change.address)).toEqual(left);
  });

  const settled = { lastSent: { [MAIL]: "help" } };
  const TODAY = "2026-11-24";

  test.each<
    readonly [what: string, sentAt: Readonly<Record<string, string>>, days: number | undefined]
  >([
    ["today", { [MAIL]: "2026-11-24T08:00:00.000Z" }, undefined],
    ["29 days ago", { [MAIL]: "2026-10-26T00:00:00.000Z" }, undefined],
    ["30 days ago", { [MAIL]: "2026-10-25T00:00:00.000Z" }, 30],
    ["a year ago", { [MAIL]: "2025-11-24T12:00:00.000Z" }, 364],
    ["in the future", { [MAIL]: "2027-11-24T12:00:00.000Z" }, undefined],
    ["at no time", {}, undefined],
    ["at a time that is none", { [MAIL]: "yesterday" }, undefined],
    ["a member of the prototype", { toString: "2025-11-24T12:00:00.000Z" }, undefined],
  ])("settled %s", (_, sentAt, days) => {
    const warnings = reviewMemory(difference.moves, { ...settled, sentAt }, TODAY);
    const said = warnings.map(({ code, address, message }) => [
      code,
      address,
      /since (\S+), (\d+) days ago/.exec(message)?.slice(1),
    ]);
    expect(said).toEqual(
      days === undefined
        ? []
        : [["long_remembered", MAIL, [sentAt[MAIL]?.slice(0, 10), String(days)]]],
    );
  });

  test("what the receipt does not settle has no age", () => {
    const sentAt = { [MAIL]: "2020-01-01T00:00:00.000Z", [HIBP]: "2020-01-01T00:00:00.000Z" };
    const memory = { lastSent: { [MAIL]: "other", [HIBP]: true }, sentAt };
    expect(reviewMemory(difference.moves, memory, TODAY)).toEqual([]);
  });

  test("what can't be read stays counted as that", () => {
    withoutRemembered(frozen(difference.moves), { lastSent: { [MAIL]: "help" } });
    const { unreadable, read } = difference;
    expect(unreadable).toEqual([{ address: MAIL, why: "write_only" }]);
    expect(read).toBe(1);
  });
});

test("what a receipt takes back comes in the catalog's order, whatever went out first", () => {
  const addresses = ["restrictions.allowlist", MAIL, HIBP];
  const receipt = addresses.reduce(
    (soFar, address) =>
      recordResult(
        intend(
          soFar,
          { ...CALL, id: address, addresses: [address] },
          new Map([[address, known(address === MAIL ? "help" : false)]]),
        ),
        { ...REPORT, id: address },
        [outcome("confirmed", address)],
        NOW,
      ),
    empty(),
  );
  const { desired } = reverse(receipt, "receipt.json", { secret_key_env: "CLERK_SECRET_KEY" });
  expect(desired.declarations.map(({ address }) => address)).toEqual([
    HIBP,
    "restrictions.allowlist",
    MAIL,
  ]);
});

describe("where a setting that is wanted back stands", () => {
  const { setting } = findRow(CATALOG, "organization.max_allowed_memberships") as Row;
  const WROTE = { to: { value: 20 }, shown: null };
  test.each<readonly [what: string, written: Written, reading: Reading, standing: Standing]>([
    ["what was written", WROTE, known(20), "written"],
    ["the value before", WROTE, known(5), "before"],
    ["a third value", WROTE, known(50), "foreign"],
    ["nothing", WROTE, UNKNOWN, "written"],
    ["what Clerk showed instead", { ...WROTE, shown: { value: 10 } }, known(10), "written"],
    ["the value before, as Clerk showed", { ...WROTE, shown: { value: 5 } }, known(5), "undone"],
    ["a third value after a contradiction", { ...WROTE, shown: { value: 5 } }, known(7), "foreign"],
    ["the value before; what was written is not known", NOT_KNOWN, known(5), "before"],
    ["any other; what was written is not known", NOT_KNOWN, known(50), "written"],
  ])("a read shows %s", (_, written, reading, standing) => {
    expect(standingOf(setting, 5, written, reading)).toBe(standing);
  });
});

test("what was not sent, and what Clerk refused, is not wanted back", () => {
  const kinds = ["failed", "not_attempted", "ambiguous", "contradicted", "unconfirmed"] as const;
  const wanted = kinds.filter((kind) => {
    const { desired } = reverse(concluded(kind, known("old")), "receipt.json", {});
    return desired.declarations.length > 0;
  });
  expect(wanted).toEqual(["ambiguous", "contradicted", "unconfirmed"]);
});
