/** A real browser for pages that stand in files: Chromium of the system, without a network. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { CHROMIUM, CHROMIUM_FLAGS } from "../../src/build/chromium.mjs";

export const hasChromium: boolean = existsSync(CHROMIUM);

/** How a page is looked at. */
export interface Look {
  readonly width?: number;
  readonly scheme?: "light" | "dark";
  readonly script?: boolean;
}

export interface Shown {
  readonly page: Page;
  /** Addresses that were asked for. */
  readonly requests: readonly string[];
  /** What the page complained about. */
  readonly complaints: readonly string[];
}

/** Opens the text of a page, and closes it behind `look`. */
export async function withPage(
  html: string,
  { width = 1180, scheme = "light", script = true }: Look,
  look: (shown: Shown) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "clerkwork-page-"));
  let context: BrowserContext | undefined;
  try {
    const file = join(folder, "fleet.html");
    writeFileSync(file, html);
    context = await chromium.launchPersistentContext(join(folder, "profile"), {
      executablePath: CHROMIUM,
      headless: true,
      args: [...CHROMIUM_FLAGS],
      offline: true,
      javaScriptEnabled: script,
      colorScheme: scheme,
      viewport: { width, height: 800 },
      permissions: ["clipboard-read", "clipboard-write"],
    });
    const requests: string[] = [];
    const complaints: string[] = [];
    context.on("request", (request) => requests.push(request.url()));
    const page = await context.newPage();
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
    await page.goto(pathToFileURL(file).href);
    await look({ page, requests, complaints });
  } finally {
    await context?.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
