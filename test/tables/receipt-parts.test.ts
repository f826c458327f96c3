// A receipt that starts from nothing or from one of an older format, and the consents that it names.

import { describe, expect, test } from "vitest";
import type { Change } from "../../src/core/plan/change.ts";
import {
  openReceipt,
  recordIntent,
  recordResult,
  usedConsents,
  type Receipt,
} from "../../src/core/report/receipt.ts";
import { AT, changeOf, known } from "./given.ts";

const HIBP = "instance.hibp";
const NOW = "2026-02-02T00:00:00.000Z";
const CALL = { id: "1", method: "PATCH", path: "/instance", body: {}, addresses: [HIBP] } as const;
const HEAD = {
  tool_version: "1.2.3",
  target: {
    environment: null,
    instance_id: "ins_1",
    environment_type: "production",
    api_url: "https://api.clerk.com",
    api_version: "2026-05-12",
  },
  fingerprint: "sha256:0",
} as const;

test("the first receipt of an instance remembers nothing", () => {
  expect(openReceipt(HEAD)).toMatchObject({ calls: [], last_sent: {}, last_sent_at: {} });
});

test("one after a receipt that held no times remembers the values alone", () => {
  expect(openReceipt(HEAD, { last_sent: { [HIBP]: true } })).toMatchObject({
    last_sent: { [HIBP]: true },
    last_sent_at: {},
  });
});

test("a receipt without times is written on", () => {
  const { last_sent_at: _, ...older } = openReceipt(HEAD);
  const given: Receipt = older;
  const intent = { call: CALL, before: new Map(), changes: [{ address: HIBP, to: true }], at: NOW };
  const intended = recordIntent(given, intent);
  expect(intended).toMatchObject({ created_at: NOW, updated_at: NOW, last_sent_at: {} });
  const { last_sent_at: _again, ...still } = intended;
  const report = { id: "1", status: 204, attempts: 1, clerk_trace_id: null };
  const outcome = { address: HIBP, to: true, outcome: "unconfirmed" } as const;
  const done = recordResult(still, report, [outcome], NOW);
  expect(done).toMatchObject({ last_sent: { [HIBP]: true }, last_sent_at: { [HIBP]: NOW } });
});

test("a receipt keeps the day on which it began", () => {
  const begun = recordIntent(openReceipt(HEAD), {
    call: CALL,
    before: new Map(),
    changes: [],
    at: NOW,
  });
  const later = "2026-02-03T00:00:00.000Z";
  const again = recordIntent(begun, { call: CALL, before: new Map(), changes: [], at: later });
  expect(again).toMatchObject({ created_at: NOW, updated_at: later });
});

describe("the consents that an apply used", () => {
  const change = changeOf(HIBP, known(true), false);
  const withHazards = (hazards: Change["hazards"]): Change => ({ ...change, hazards });
  const met = { says: "it gets weaker", blocked: false };
  const file = { by: "file", reason: "why", until: "2026-03-01", at: AT } as const;
  const flag = { by: "flag", flag: "--allow costs_money" } as const;

  test("are those that were given, setting by setting", () => {
    const changes = [
      withHazards([
        { ...met, hazard: "weakens_security", consent: file },
        { ...met, hazard: "deprecated", consent: null },
      ]),
      withHazards([{ ...met, hazard: "costs_money", consent: flag }]),
      withHazards([]),
    ];
    expect(usedConsents({ changes })).toEqual([
      { address: HIBP, hazard: "weakens_security", consent: file },
      { address: HIBP, hazard: "costs_money", consent: flag },
    ]);
  });
});
