// The page of a fleet in a real browser: nobody is kept out of it, and nothing gets out of it.

/* oxlint-disable vitest/expect-expect -- withPage's callbacks assert */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { refusal } from "../../src/core/finding/refusal.ts";
import type { EnvironmentRecord } from "../../src/core/report/record.ts";
import { renderFleetPage } from "../../src/core/render/fleet-page/page.ts";
import { hasChromium, withPage, type Look } from "../rig/browser.ts";
import { EVIL } from "../rig/evil.ts";
import { planCommand, recordsOf } from "../rig/fleet-records.ts";
import { known, planOf, UNKNOWN } from "../tables/given.ts";

const BLOCKLIST = "restrictions.blocklist";
const HIBP = "instance.hibp";
const SIZE = "organization.max_allowed_memberships";
const declared = [HIBP, BLOCKLIST, SIZE];

const refusals = [
  refusal("hazard", { says: "identifiers can sign up again" }, { address: BLOCKLIST }),
];
const RECORDS = recordsOf({
  atlas: { plan: planOf({}), declared },
  birch: { plan: planOf({ [SIZE]: { from: known(5), to: 20 } }), declared },
  cedar: {
    plan: planOf(
      { [BLOCKLIST]: { from: known(true), to: false } },
      { result: "refused", refusals },
    ),
    declared,
  },
  delta: "Clerk can't be reached",
  ember: { plan: planOf({ [SIZE]: { from: UNKNOWN, to: 20 } }), declared },
});
const HTML = renderFleetPage(RECORDS, planCommand);

/** The environments whose rows are to be seen. */
const namesIn = (page: Page): Promise<readonly string[]> =>
  page.locator("#fleet > tbody > tr:not(.pane):visible > th > :first-child").allTextContents();

/** The settings whose heads are to be seen. */
const settingsIn = (page: Page): Promise<readonly string[]> =>
  page.locator("#fleet > thead th:nth-child(n + 3):visible").allTextContents();

/** Presses Tab until something of this name has the focus. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let steps = 0; steps < 40; steps += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate<string>(
      "(document.activeElement.labels?.[0] ?? document.activeElement).textContent",
    );
    if (name.test(focused.trim())) return;
  }
  throw new Error(`Tab never comes to ${String(name)}`);
}

const violationsIn = async (page: Page): Promise<readonly string[]> => {
  const { violations, passes } = await new AxeBuilder({ page }).analyze();
  expect(passes.length).toBeGreaterThan(15);
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`);
};

const SKIPPED = hasChromium ? "" : " (SKIPPED: there is no /usr/bin/chromium)";

describe.skipIf(!hasChromium)(`the fleet page in Chromium${SKIPPED}`, { timeout: 120_000 }, () => {
  const looks: readonly Look[] = [1180, 390].flatMap((width) =>
    (["light", "dark"] as const).map((scheme) => ({ width, scheme })),
  );

  test.each(looks)("keeps nobody out: $width px, $scheme", (look) =>
    withPage(HTML, look, async ({ page }) => {
      await page.getByRole("button", { name: "birch" }).click();
      await page.getByRole("button", { name: "cedar" }).click();
      expect(await violationsIn(page)).toEqual([]);
      const wide = await page.evaluate<number>("document.documentElement.scrollWidth");
      expect(wide).toBeLessThanOrEqual(look.width ?? 0);
    }),
  );

  test.each([
    [
      "a text that is hardly to be told from its ground",
      /--quiet: #56606e/,
      "--quiet: #c9ced5",
      "color-contrast",
    ],
    [
      "a box without a label",
      /<label class=search>Filter (<input[^>]*) placeholder="[^"]*">/,
      "<label class=search>$1>",
      "label",
    ],
  ])("would be seen to keep somebody out: %s", (_, form, fault, rule) =>
    withPage(withFault(form, fault), {}, async ({ page }) => {
      expect((await violationsIn(page)).join("\n")).toMatch(new RegExp(`^${rule}:`, "m"));
    }),
  );

  test("asks for nothing but itself, and complains about nothing", () =>
    withPage(HTML, {}, async ({ page, requests, complaints }) => {
      await page.getByRole("button", { name: "birch" }).click();
      expect(requests).toEqual([page.url()]);
      expect(complaints).toEqual([]);
    }));

  test("shows what differs or failed, and the settings that differ", () =>
    withPage(HTML, {}, async ({ page }) => {
      expect(await namesIn(page)).toEqual(["birch", "cedar", "delta", "ember"]);
      expect(await settingsIn(page)).toEqual([BLOCKLIST, SIZE]);
      expect(await page.getByRole("status").first().textContent()).toBe(
        "4 of 5 environments, 2 of 3 settings",
      );
    }));

  test("says to who hears it what a sign means", () =>
    withPage(HTML, {}, async ({ page }) => {
      const browser = await page.context().newCDPSession(page);
      const { nodes } = await browser.send("Accessibility.getFullAXTree");
      const said = nodes.flatMap(({ ignored, role, name }) =>
        ignored || role?.value !== "StaticText" ? [] : [String(name?.value)],
      );
      // Four rows by two settings; none is blank.
      const words = said.filter((text) =>
        /^(?:in sync|differs|refused|not read|sent unseen)$/.test(text),
      );
      const legend = 5;
      expect(words).toHaveLength(4 * 2 + legend);
    }));

  test("shows everything where nothing differs", () =>
    withPage(
      renderFleetPage(recordsOf({ atlas: { plan: planOf({}), declared } }), planCommand),
      {},
      async ({ page }) => {
        expect(await namesIn(page)).toEqual(["atlas"]);
        expect(await settingsIn(page)).toHaveLength(3);
      },
    ));

  test("is filtered by keyboard, by name and by setting, and says how much is left", () =>
    withPage(HTML, {}, async ({ page }) => {
      await tabTo(page, /^Filter/);
      await page.keyboard.type("Birch");
      expect(await namesIn(page)).toEqual(["birch"]);
      expect(await page.getByRole("status").first().textContent()).toMatch(/^1 of 5 /);
      await page.keyboard.press("Control+a");
      await page.keyboard.type("blocklist");
      expect(await namesIn(page)).toEqual(["cedar"]);
      expect(await settingsIn(page)).toEqual([BLOCKLIST]);
      await page.keyboard.press("Control+a");
      await page.keyboard.press("Delete");
      expect(await namesIn(page)).toHaveLength(4);
    }));

  test("its boxes work by keyboard: statuses, and all settings", () =>
    withPage(HTML, {}, async ({ page }) => {
      await tabTo(page, /^in sync/);
      await page.keyboard.press("Space");
      expect(await namesIn(page)).toEqual(["atlas", "birch", "cedar", "delta", "ember"]);
      await tabTo(page, /^failed/);
      await page.keyboard.press("Space");
      expect(await namesIn(page)).toEqual(["atlas", "birch", "cedar", "ember"]);
      await tabTo(page, /^all 3/);
      await page.keyboard.press("Space");
      expect(await settingsIn(page)).toEqual([HIBP, BLOCKLIST, SIZE]);
    }));

  test("its details open and close by keyboard, and its command is copied", () =>
    withPage(HTML, {}, async ({ page }) => {
      await tabTo(page, /^birch$/);
      const button = page.getByRole("button", { name: "birch" });
      expect(await button.getAttribute("aria-expanded")).toBe("false");
      await page.keyboard.press("Enter");
      expect(await button.getAttribute("aria-expanded")).toBe("true");
      const pane = page.locator(".pane");
      const said = await pane.innerText();
      for (const text of [SIZE, "≠ differs", "5", "20", "clerkwork.yaml:9", "ins_1"])
        expect(said).toContain(text);
      await tabTo(page, /^Copy$/);
      await page.keyboard.press("Enter");
      await pane.getByText("Copied.").waitFor();
      expect(await page.evaluate("navigator.clipboard.readText()")).toBe(
        "clerkwork plan --env birch",
      );
      await button.press("Space");
      expect(await pane.count()).toBe(0);
    }));

  test("without a script, every row and every setting is shown, and nothing that does not work", () =>
    withPage(HTML, { script: false }, async ({ page }) => {
      expect(await namesIn(page)).toEqual(["atlas", "birch", "cedar", "delta", "ember"]);
      expect(await settingsIn(page)).toHaveLength(3);
      expect(await page.locator("input:visible, button:visible").count()).toBe(0);
      expect(await page.locator("noscript").innerText()).toContain("JavaScript");
    }));

  test("on paper there is what is shown, without its tools", () =>
    withPage(HTML, {}, async ({ page }) => {
      await page.emulateMedia({ media: "print" });
      expect(await page.locator("form:visible").count()).toBe(0);
      expect(await namesIn(page)).toHaveLength(4);
    }));

  test("a narrow screen has cards that name their settings", () =>
    withPage(HTML, { width: 390 }, async ({ page }) => {
      const card = page.locator("#fleet > tbody > tr", { hasText: "birch" });
      expect(await card.locator("td:visible").allInnerTexts()).toEqual([
        "1 to change",
        "≠\ndiffers",
      ]);
      const label = await page.evaluate(
        "getComputedStyle(document.querySelector('#fleet > tbody > tr:not([hidden]) td.d'), '::before').content",
      );
      expect(String(label).replaceAll("\u200b", "")).toBe(`"${SIZE}"`);
    }));

  test("texts that would be markup change nothing but texts", () => {
    const records = [...EVIL, "</script><script>alert(1)</script>", "<!--<script>", "</style>"].map(
      (text, index): EnvironmentRecord => {
        const [, record] = recordsOf({
          [text]: { plan: planOf({ [SIZE]: { from: known(text), to: `${text}!` } }) },
        });
        return { ...(record as EnvironmentRecord), index, file: text };
      },
    );
    const [start, ...rest] = RECORDS;
    if (!start) throw new Error("no start");
    const html = renderFleetPage([start, ...records, ...rest], planCommand);
    return withPage(html, {}, async ({ page, requests, complaints }) => {
      expect(await namesIn(page)).toHaveLength(records.length + 4);
      for (const button of await page.locator("#fleet > tbody > tr:visible > th > button").all())
        await button.click();
      expect(await page.locator(".pane").count()).toBe(records.length + 4);
      expect(await page.locator("script").count()).toBe(2);
      expect(await page.locator("img, a, iframe, style ~ style").count()).toBe(0);
      expect(requests).toEqual([page.url()]);
      expect(complaints).toEqual([]);
    });
  });
});

function withFault(form: RegExp, fault: string): string {
  const faulty = HTML.replace(form, fault);
  if (faulty === HTML) throw new Error("the fault was not planted");
  // The hashes are of the page without it.
  return faulty.replace(/<meta http-equiv[^>]*>\n/, "");
}
