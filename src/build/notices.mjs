// dist/THIRD-PARTY-NOTICES.txt: whose code the bundles hold, and under which licence.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Packages that are published without their licence's text, each looked up in its repository: the
 * id there, who holds the copyright, and an installed package that ships the same text.
 */
const SUPPLIED = {
  "@stricli/core": {
    license: "Apache-2.0",
    copyright: "Copyright 2024 Bloomberg Finance L.P.",
    textOf: "typescript",
  },
};

const LICENCE_FILE = /^(?:licen[cs]e|copying)(?:[.-].*)?$/i;
// What an Apache licence asks to be passed on beside it.
const NOTICE_FILE = /^notice(?:\.(?:md|txt))?$/i;
const PACKAGE_FOLDER = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** Folders, below the project's, of the packages of which at least one byte is in an output. */
function packageFolders(metafiles) {
  const folders = new Set();
  for (const output of metafiles.flatMap(({ outputs }) => Object.values(outputs))) {
    for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
      const folder = PACKAGE_FOLDER.exec(path)?.[0];
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
    }
  }
  return [...folders];
}

function readManifest(folder) {
  const file = join(folder, "package.json");
  if (!existsSync(file))
    throw new Error(
      `${folder} is bundled and has no package.json, so whose code it is can't be told; install it again with npm ci`,
    );
  return JSON.parse(readFileSync(file, "utf8"));
}

function readTexts(folder, shape) {
  return readdirSync(folder)
    .filter((file) => shape.test(file))
    .toSorted()
    .map((file) => readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim())
    .filter((text) => text !== "");
}

function supplyText({ name, license }, root, supplied) {
  const given = supplied[name];
  if (given === undefined || given.license !== license) return [];
  const folder = join(root, "node_modules", given.textOf);
  if (readManifest(folder).license !== license) return [];
  return [given.copyright, ...readTexts(folder, LICENCE_FILE)];
}

function describePackage(folder, root, supplied) {
  const manifest = readManifest(folder);
  const { name, version, license } = manifest;
  if (typeof license !== "string" || license === "")
    throw new Error(
      `${name} ${version} is bundled and its package.json names no licence; do without the package`,
    );
  const own = readTexts(folder, LICENCE_FILE);
  const texts = own.length > 0 ? own : supplyText(manifest, root, supplied);
  if (texts.length === 0)
    throw new Error(
      `${name} ${version} (${license}) is bundled and has no licence text: its folder holds no LICENSE or COPYING file; ` +
        "look its licence up and add it to SUPPLIED in src/build/notices.mjs, or do without the package",
    );
  const text = [...texts, ...readTexts(folder, NOTICE_FILE)].join("\n\n");
  return [`${name} ${version} (${license})`, text];
}

const RULE = "=".repeat(80);

/**
 * The page, one part per package, in a fixed order. Throws for a package whose licence or its text
 * is missing.
 */
export function renderNotices(metafiles, root, supplied = SUPPLIED) {
  // The same version can be installed in two places.
  const byTitle = new Map(
    packageFolders(metafiles).map((folder) => describePackage(join(root, folder), root, supplied)),
  );
  const parts = [...byTitle]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, text]) => `${RULE}\n${title}\n\n${text}\n`);
  return `The files beside this one hold code of these packages, each under the licence below its name.\n\n${parts.join("\n")}`;
}
