// Measures how far the tests reach and writes docs/quality.md.
//
//   npm run quality                      everything that can be measured here
//   npm run quality -- coverage          branches that the quick tests reach
//   npm run quality -- mutation [ROOM…]  faults that the quick tests notice; a room is a name of mutation.mjs
//   npm run quality -- figures           takes what other commands counted
//
// Rows of what was not measured keep their values and their dates. Other commands write what they count
// into the file that CLERKWORK_FIGURES names (test/rig/figures.ts); give the same file here.

import { measureCoverage } from "./coverage.mjs";
import { readFigures } from "./figures.mjs";
import { measureMutation } from "./mutation.mjs";
import { keep, keepPlaces, readMeasured, writePage } from "./page.mjs";

const PARTS = ["coverage", "mutation", "figures"];
const given = process.argv.slice(2);
const parts = given.length === 0 ? PARTS : given.filter((one) => PARTS.includes(one));
const rooms = given.filter((one) => !PARTS.includes(one));
if (parts.length === 0 || (rooms.length > 0 && !parts.includes("mutation")))
  throw new Error(`npm run quality -- [${PARTS.join("|")}] [ROOM of mutation…]`);

const say = (text) => process.stderr.write(`${text}\n`);
let measured = readMeasured();
if (parts.includes("coverage")) {
  say("coverage");
  measured = keep(measured, "coverage", measureCoverage());
}
if (parts.includes("mutation")) {
  // Written after each room: the whole takes hours on a small machine.
  for (const part of measureMutation(rooms, say)) {
    measured = keepPlaces(keep(measured, "mutation", part.rows), part);
    writePage(measured);
  }
}
if (parts.includes("figures"))
  measured = keep(measured, "figures", readFigures(process.env["CLERKWORK_FIGURES"]));
writePage(measured);
say("docs/quality.md is written");
