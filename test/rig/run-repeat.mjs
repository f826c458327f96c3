/** `npm run test:repeat -- N [FILE…]`: the tests N times over, and how many of the runs were red. */
import { runVitest } from "./vitest.mjs";

const [count = "10", ...args] = process.argv.slice(2);
const runs = Number(count);
if (!Number.isInteger(runs) || runs < 1) throw new Error("how often? npm run test:repeat -- 20");

const say = (text) => process.stdout.write(`${text}\n`);

let red = 0;
const failures = new Map();
for (let run = 1; run <= runs; run += 1) {
  const began = performance.now();
  const { code, failed = ["vitest did not get to its end"] } = await runVitest({
    args,
    shown: false,
  });
  if (code !== 0) red += 1;
  for (const name of failed) failures.set(name, (failures.get(name) ?? 0) + 1);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  say(`${run} of ${runs}: ${code === 0 ? "green" : "RED"}, ${seconds} s`);
  for (const name of code === 0 ? [] : failed) say(`  ${name}`);
}
say(`${red} of ${runs} runs were red`);
for (const [name, times] of failures) say(`  ${times} times: ${name}`);
process.exitCode = red === 0 ? 0 : 1;
