// npm run images: the pictures of the fleet page in the documentation, from a real run of the built CLI
// against the emulator. Needs Chromium.

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { ROOT } from "./bundle.mjs";
import { CHROMIUM, CHROMIUM_FLAGS } from "./chromium.mjs";

const CLI = join(ROOT, "dist/cli.cjs");
const IMAGES = join(ROOT, "docs/images");
const NAMES = "atlas birch cedar delta ember fjord grove haven iris juno kite lumen".split(" ");

/** The one that goes without its key, and the one that is a production instance. */
const KEYLESS = "haven";
const LIVE = "lumen";

const keyOf = (name) => `sk_${name === LIVE ? "live" : "test"}_picture_${name}`;

const SETTINGS = `instance: { support_email: help@example.com, hibp: true }
restrictions: { blocklist: true, block_disposable_email_domains: true, block_email_subaddresses: true }
organization: { enabled: true, max_allowed_memberships: 20, domains_enabled: true, domains_enrollment_modes: [automatic_invitation] }
communication: { blocked_country_codes: [RU, BY] }
`;

/** What somebody changed by hand: the path below /v1 of a PATCH, and its body. */
const BY_HAND = {
  birch: { "instance/organization_settings": { max_allowed_memberships: 5 } },
  ember: {
    "instance/restrictions": { blocklist: false },
    "instance/communication": { blocked_country_codes: ["RU"] },
  },
  iris: { "instance/organization_settings": { max_allowed_memberships: 5 } },
  kite: { instance: { hibp: false } },
  lumen: { "instance/organization_settings": { domains_enrollment_modes: [] } },
};

const FILE = `version: 1
${SETTINGS}environments:
${NAMES.map((name) => `  ${name}: { target: { secret_key_env: KEY_${name.toUpperCase()} } }`).join("\n")}
`;

const folder = mkdtempSync(join(tmpdir(), "clerkwork-images-"));
const keys = Object.fromEntries(NAMES.map((name) => [`KEY_${name.toUpperCase()}`, keyOf(name)]));

function run(args, env) {
  try {
    execFileSync(process.execPath, [CLI, ...args], { cwd: folder, env, stdio: "ignore" });
  } catch (error) {
    // What differs, is refused or failed is what the pictures are of.
    if (![1, 2, 4].includes(error.status)) throw error;
  }
}

async function makePage(apiUrl) {
  const env = { PATH: process.env.PATH, CLERK_API_URL: apiUrl, ...keys };
  writeFileSync(join(folder, "clerkwork.yaml"), FILE);
  run(
    [
      "apply",
      "--all",
      "--yes",
      "--keep-going",
      "--allow",
      "opens_sign_up",
      "--allow",
      "costs_money",
    ],
    env,
  );
  for (const [name, changes] of Object.entries(BY_HAND)) {
    for (const [path, body] of Object.entries(changes)) {
      const answer = await fetch(`${apiUrl}/v1/${path}`, {
        method: "PATCH",
        headers: { authorization: `Bearer ${keyOf(name)}`, "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    }
  }
  delete env[`KEY_${KEYLESS.toUpperCase()}`];
  run(["plan", "--all", "--report", "fleet.jsonl"], env);
  const page = join(folder, "fleet.html");
  run(["report", "merge", "fleet.jsonl", "--html", page], env);
  return page;
}

async function takePictures(page) {
  const profile = mkdtempSync(join(tmpdir(), "clerkwork-images-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    headless: true,
    args: CHROMIUM_FLAGS,
    offline: true,
  });
  try {
    for (const [name, width, height, colorScheme] of [
      ["light", 1180, 900, "light"],
      ["dark", 1180, 900, "dark"],
      ["phone", 390, 844, "light"],
    ]) {
      const tab = await context.newPage();
      await tab.setViewportSize({ width, height });
      await tab.emulateMedia({ colorScheme });
      await tab.goto(pathToFileURL(page).href);
      if (name !== "phone") await tab.getByRole("button", { name: "lumen" }).click();
      await tab.screenshot({ path: join(IMAGES, `fleet-${name}.png`), caret: "initial" });
      await tab.close();
    }
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

const emulator = spawn(process.execPath, [CLI, "emulator", "--format", "json"], {
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  const [line] = await once(createInterface({ input: emulator.stdout }), "line");
  const page = await makePage(JSON.parse(line).api_url);
  mkdirSync(IMAGES, { recursive: true });
  await takePictures(page);
} finally {
  emulator.kill();
  rmSync(folder, { recursive: true, force: true });
}
