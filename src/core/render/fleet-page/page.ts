// The page of a run over several instances: one HTML file that needs nothing else. Same records, same bytes.

import { createHash } from "node:crypto";
import { EMPTY_TALLY, addTo } from "../../report/fleet-result.ts";
import type {
  Counts,
  EndRecord,
  EnvironmentRecord,
  RecordedCommand,
  ReportRecord,
  StartRecord,
} from "../../report/record.ts";
import { cssString, escapeHtml, scriptJson } from "../../text/html.ts";
import { redactIn, redactor } from "../../text/secret.ts";
import { countLags, sayCounts } from "../standings.ts";
import { dataOf, type PageData } from "./data.ts";
import SCRIPT from "./page.browser.js" with { type: "text" };
import DETAILS from "./details.css" with { type: "text" };
import MEDIA from "./media.css" with { type: "text" };
import BASE from "./page.css" with { type: "text" };
import TABLE from "./table.css" with { type: "text" };
import { columnsOf, rowsOf, type Column, type CommandFor } from "./rows.ts";
import { countsList, legend, statusBoxes, table } from "./table.ts";

const STYLE = `${BASE}${TABLE}${DETAILS}${MEDIA}`;

const HEADS: Readonly<Record<RecordedCommand, PageData["heads"]>> = {
  plan: ["now", "after apply"],
  apply: ["before", "sent"],
  drift: ["the file says", "Clerk has"],
};

/** What a page begins with, in ASCII. */
export const PAGE_HEAD = "<!doctype html>\n<html lang=en class=clerkwork-fleet>\n<head>";

/** `records` of one run, in order. Texts that look like credentials are left out. */
export function renderFleetPage(records: readonly ReportRecord[], commandFor: CommandFor): string {
  const clean = redactIn(records, redactor([]));
  const start = clean.find((one): one is StartRecord => one.type === "start");
  const end = clean.find((one): one is EndRecord => one.type === "end");
  const environments = clean.filter((one): one is EnvironmentRecord => one.type === "environment");
  const command = start?.command ?? "plan";
  const { counts } = environments.reduce(addTo, EMPTY_TALLY);
  const rows = rowsOf(environments, command, commandFor);
  const columns = columnsOf(rows);
  const style = `${STYLE}${labels(columns)}`;
  const title = `clerkwork ${command}`;
  return `${PAGE_HEAD}
<meta charset=utf-8>
<meta http-equiv=Content-Security-Policy content="${policy(style, SCRIPT)}">
<meta name=viewport content="width=device-width, initial-scale=1">
<meta name=referrer content=no-referrer>
<title>${title}: ${sayCounts(counts, command, countLags(environments))}</title>
<style>${style}</style>
</head>
<body>
<header>
<p class=tool>${title}</p>
<h1>${headline(counts, command)}</h1>
${notices(start, end, environments.length)}${countsList(counts, command)}
</header>
<main>
<form id=controls hidden>
<label class=search>Filter <input type=search name=text autocomplete=off placeholder="name or setting"></label>
<fieldset><legend>Environments</legend>
${statusBoxes(counts, command)}
</fieldset>
<fieldset><legend>Settings</legend>
<label><input type=checkbox name=all> all ${columns.length}, not only those that differ</label>
</fieldset>
</form>
<p id=shown role=status></p>
<noscript><p>Every environment is listed. Filters and details need JavaScript.</p></noscript>
${legend(rows)}
<div class=scroll tabindex=0 role=region aria-label="Environments and their settings">
${table(rows, columns)}
</div>
</main>
<footer>
<p>Written by clerkwork ${escapeHtml(start?.tool_version ?? "")}. What it shows is what was read then; <code>clerkwork plan</code> reads again.</p>
</footer>
<script type="application/json" id=data>${scriptJson(dataOf(rows, columns, HEADS[command]))}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** How many are as they should be; what the others are stands below it. */
function headline(counts: Counts, command: RecordedCommand): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  if (total === 0) return "There is no environment in this run";
  if (counts.offline === total) return "Only the file was looked at: the live state was not read";
  const isApply = command === "apply";
  const good = counts.clean + (isApply ? counts.changed : 0);
  const says = isApply ? "applied or in sync" : "in sync";
  if (total === 1) return `The environment is ${good === 1 ? "" : "not "}${says}`;
  if (good === total) return `All ${total} environments are ${says}`;
  return `${good === 0 ? "None" : good} of ${total} environments ${good <= 1 ? "is" : "are"} ${says}`;
}

/** What a reader must know before counting on the page. */
function notices(
  start: StartRecord | undefined,
  end: EndRecord | undefined,
  count: number,
): string {
  const parts = [
    start && start.shard !== null
      ? `Shard ${escapeHtml(start.shard)}: ${count} of ${start.of} environments.`
      : "",
    end ? "" : "The run did not come to its end: environments may be missing.",
  ];
  return parts
    .filter(Boolean)
    .map((says) => `<p class=notice>${says}</p>\n`)
    .join("");
}

/** On a narrow screen, where rows are cards, each cell says what it is of. */
function labels(columns: readonly Column[]): string {
  const rules = columns.map(
    ({ address }, index) =>
      `td:nth-child(${index + 3})::before{content:${cssString(breakable(address))}}`,
  );
  return `@media screen and (max-width:599px){\n${rules.join("\n")}\n}\n`;
}

/** With a space of no width where it may break. */
const breakable = (address: string): string => address.replaceAll(/[._]/g, "$&\u200b");

const hashOf = (text: string): string =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const policy = (style: string, script: string): string =>
  [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
