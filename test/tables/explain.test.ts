// A setting in words and as data, from its row alone.

import { describe, expect, test } from "vitest";
import { addressesOf, CATALOG } from "../../src/catalog/catalog.ts";
import { extraSetting, type Section } from "../../src/catalog/resource.ts";
import type { Setting } from "../../src/catalog/setting.ts";
import { explainSetting, listSettings } from "../../src/core/render/explain.ts";
import { rowAt } from "./given.ts";

const linesOf = (section: Section, setting: Setting): readonly (readonly [string, string])[] =>
  explainSetting(section, setting).lines.map(({ tone, text }) => [tone, text]);

const { section } = rowAt("protect.rules_enabled");
const BARE: Setting = {
  ...extraSetting(section, "made_up"),
  name: "made_up",
  doc: "Does a thing. And more.",
  versions: ["2025-11-10", "2026-05-12"],
  read: [],
  hazards: [],
};

describe("a setting", () => {
  test("that nothing shows", () => {
    expect(linesOf(section, BARE)).toEqual([
      ["bold", "protect.made_up"],
      ["plain", "  Does a thing. And more."],
      ["plain", "  written: PATCH /instance/protect, made_up"],
      ["plain", "  read: nowhere, it is write-only"],
      ["plain", "  API versions: 2025-11-10, 2026-05-12"],
    ]);
  });

  test("with all that a row can have", () => {
    const full: Setting = {
      ...BARE,
      read: [
        { via: "backend_api", path: "/instance/x", member: ["a", "b"], transform: "identity" },
        { via: "frontend_api", path: "/v1/environment", member: ["c"], transform: "identity" },
      ],
      environment: "development",
      deprecated: "use another",
      hazards: [{ hazard: "locks_out_users", when: "becomes_true", says: "nobody gets in" }],
    };
    expect(linesOf(section, full).slice(3)).toEqual([
      ["plain", "  read: Backend API GET /instance/x, a.b"],
      ["plain", "  read: Frontend API GET /v1/environment, c"],
      ["plain", "  API versions: 2025-11-10, 2026-05-12"],
      ["plain", "  instances: development only"],
      ["change", "  deprecated: use another"],
      ["danger", "  locks_out_users (becomes true): nobody gets in"],
    ]);
  });

  test("as data: its address and path, and the row", () => {
    const { name: _, ...row } = BARE;
    expect(explainSetting(section, BARE).document).toEqual({
      address: "protect.made_up",
      path: "/instance/protect",
      ...row,
    });
  });
});

describe("the list", () => {
  const { document, lines } = listSettings(CATALOG);

  test("holds every setting, in the catalog's order, with what it does", () => {
    expect(document).toEqual(
      addressesOf(CATALOG).map((address) => ({ address, doc: rowAt(address).setting.doc })),
    );
  });

  test("says each in one sentence, in a column of its own", () => {
    const starts = lines.map(({ text }) => / {2,}/.exec(text)?.[0].length);
    expect(starts.every((blanks) => blanks !== undefined)).toBe(true);
    const longest = Math.max(...addressesOf(CATALOG).map((address) => address.length));
    for (const [index, address] of addressesOf(CATALOG).entries()) {
      const { doc } = rowAt(address).setting;
      const text = lines[index]?.text ?? "";
      expect(text.slice(0, longest + 2)).toBe(`${address.padEnd(longest)}  `);
      const said = text.slice(longest + 2);
      expect(doc.startsWith(said)).toBe(true);
      expect(said).not.toMatch(/\. /);
      expect(said.at(-1)).toBe(".");
    }
  });
});
