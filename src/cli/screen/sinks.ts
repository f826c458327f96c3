// The results of a run over several instances on stdout, while its records come.

import { FORMAT_VERSION } from "../../core/plan/plan.ts";
import {
  renderStandings,
  standingOf,
  tableOfStandings,
  type Standing,
} from "../../core/render/standings.ts";
import { failureMarkdown } from "../../core/render/failure-markdown.ts";
import { code } from "../../core/render/validation.ts";
import { FEW } from "../../core/render/standings.ts";
import { RESULT_OF, type EndCode } from "../../core/report/fleet-result.ts";
import {
  labelOf,
  standOf,
  type EnvironmentRecord,
  type StartRecord,
} from "../../core/report/record.ts";
import { showDocument } from "../../core/text/escape.ts";
import { useColor, type ShowFlags } from "./color.ts";
import { showRun } from "./format.ts";
import type { Context } from "../context.ts";
import type { Pages } from "./pages.ts";
import { linesTo, type Sink, type Write } from "./record-lines.ts";
import { paint } from "./terminal.ts";

/** The results of a run on stdout, in the format that was asked for. */
export function resultsTo(
  context: Context,
  flags: ShowFlags,
  severalFiles: boolean,
  pages: Pages,
): Sink {
  const { terminal } = context;
  if (flags.format === "jsonl") return linesTo(terminal.out);
  if (flags.format === "json") return documentTo(terminal.out, severalFiles);
  return pagesTo(context, flags, severalFiles, pages);
}

/** One JSON document, whose environments are written as they come. */
export function documentTo(write: Write, severalFiles: boolean): Sink {
  let isFirst = true;
  return {
    start: () =>
      write(`{\n  "format_version": ${JSON.stringify(FORMAT_VERSION)},\n  "environments": {`),
    each: (record) => {
      const { label, document } = entryOf(record, severalFiles);
      write(
        `${isFirst ? "" : ","}\n    ${indent(showDocument(label))}: ${indent(showDocument(document))}`,
      );
      isFirst = false;
    },
    end: ({ exit_code: code }) => {
      const result = RESULT_OF[code as EndCode];
      write(
        `${isFirst ? "" : "\n  "}},\n  "result": ${JSON.stringify(result)},\n  "exit_code": ${code}\n}\n`,
      );
    },
  };
}

function entryOf(
  record: EnvironmentRecord,
  severalFiles: boolean,
): { readonly label: string; readonly document: object } {
  const label = labelOf(record, severalFiles);
  return { label, document: "document" in record ? record.document : { error: record.error } };
}

/** No line break stands in a text of JSON. */
const indent = (text: string): string => text.trimEnd().replaceAll("\n", "\n    ");

/** For a person: each run, of many only those with something to say, and a table. */
function pagesTo(context: Context, flags: ShowFlags, severalFiles: boolean, pages: Pages): Sink {
  const { terminal } = context;
  const standings: Standing[] = [];
  let command: StartRecord["command"] = "plan";
  let isMany = false;
  return {
    start: (record) => {
      command = record.command;
      isMany = record.total > FEW;
    },
    each: (record, run, offline) => {
      const standing = standingOf(labelOf(record, severalFiles), record);
      standings.push(standing);
      const page = run ? showRun(context, flags, run) : offline?.text();
      if (page !== undefined && !(isMany && standing.isClean)) {
        pages.open();
        terminal.out(page);
      }
      if (flags.format === "markdown" && "error" in record && standOf(record) !== "not_attempted") {
        pages.open();
        const name = code(labelOf(record, severalFiles));
        terminal.out(`**${name}**\n\n${failureMarkdown(record.error)}`);
      }
      pages.close();
    },
    end: ({ counts }) => {
      const isText = flags.format !== "markdown";
      const shown = isText
        ? paint(
            renderStandings(standings, counts, command, terminal.columns),
            useColor(context, flags),
          )
        : tableOfStandings(standings, counts, command);
      pages.open();
      terminal.out(shown);
    },
  };
}
