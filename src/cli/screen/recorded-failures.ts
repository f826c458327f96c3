// Failures that records tell of, for a person: as the run told them.

import { Failure, type FailureCode } from "../../core/finding/failure.ts";
import { labelOf } from "../../core/report/record.ts";
import type { Context } from "../context.ts";
import { renderFailure } from "./failure-lines.ts";
import { useErrorColor, type ShowFlags } from "./color.ts";
import type { Sink } from "./record-lines.ts";
import { paint } from "./terminal.ts";

/** On stderr, each with the name of its environment. What was not attempted is not told. */
export function failuresTo(context: Context, flags: ShowFlags, severalFiles: boolean): Sink {
  return {
    each: (record) => {
      if (!("error" in record) || record.error.code === "not_attempted") return;
      const { code, message, hint } = record.error;
      const failure = new Failure(code as FailureCode, message, { hint });
      const name = labelOf(record, severalFiles);
      const lines = renderFailure(failure, context.terminal.columns, name);
      context.terminal.err(paint(lines, useErrorColor(context, flags)));
    },
  };
}
