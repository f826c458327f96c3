// After a release: `node .ci/pin-action.mjs COMMIT vX.Y.Z` pins the action to the commit of its tag, in every workflow
// that is shipped or shown.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const [commit = "", version = ""] = process.argv.slice(2);
if (!/^[0-9a-f]{40}$/.test(commit) || !/^v\d+\.\d+\.\d+$/.test(version))
  throw new Error("usage: node .ci/pin-action.mjs COMMIT vX.Y.Z");

const files = [
  "docs/ci.md",
  ...readdirSync("examples/github").map((name) => `examples/github/${name}`),
];
for (const file of files) {
  const text = readFileSync(file, "utf8");
  const pinned = text.replaceAll(
    /clerkwork\/clerkwork@[0-9a-f]{40} # v\d+\.\d+\.\d+/g,
    `clerkwork/clerkwork@${commit} # ${version}`,
  );
  if (pinned === text) continue;
  writeFileSync(file, pinned);
  console.log(file);
}
