// npm run editions -- SEEN FILE…: remembers copies of Clerk's documents, published when SEEN says, in
// src/canary/editions.json. --as VERSION: the API version that the copies speak for, when it isn't their own.
// --anew: forgets what was remembered before.

import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { load, ROOT } from "./bundle.mjs";

const target = join(ROOT, "src/canary/editions.json");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { as: { type: "string", multiple: true }, anew: { type: "boolean" } },
});
const [seen, ...files] = positionals;
if (!seen || files.length === 0) {
  console.error("usage: npm run editions -- [--anew] [--as VERSION]… SEEN FILE…");
  process.exitCode = 1;
} else {
  const { NO_EDITIONS, recordEditions } = await load("src/build/record-editions.ts");
  const copies = files.map((file) => ({
    name: basename(file),
    document: parse(readFileSync(file, "utf8")),
  }));
  const before = values.anew ? NO_EDITIONS : JSON.parse(readFileSync(target, "utf8"));
  writeFileSync(target, recordEditions(before, seen, copies, values.as));
  console.log(`${copies.length} copies of ${seen} are in src/canary/editions.json`);
}
