// The same verb over the instances of a file: one document, or one by the environment's name.

import type { Connection } from "../../clerk/backend/connection.ts";
import { EXIT, Failure } from "../../core/finding/failure.ts";
import type { Desired } from "../../core/file/desired.ts";
import { FORMAT_VERSION } from "../../core/plan/plan.ts";
import { escapeText, showDocument } from "../../core/text/escape.ts";
import { line } from "../../core/text/line.ts";
import { fleet, type Result } from "../../reconcile/fleet.ts";
import type { Context, EndCode } from "../context.ts";
import type { Loaded } from "../disk/load-file.ts";
import type { ConnectionFlags } from "../flags.ts";
import { useColor, type ShowFlags } from "../screen/color.ts";
import { showRun, shownDocumentOf } from "../screen/format.ts";
import { openReader, type Reader } from "../screen/reading.ts";
import { paint } from "../screen/terminal.ts";
import { nameOf, requireDistinct, type Instance } from "./distinct.ts";
import { conclude, describeFailure, redactFailure, tellFailure, toFailure } from "./finish.ts";
import { prepareAll } from "./prepare-all.ts";
import {
  fleetDocument,
  renderStandings,
  standingOfFailure,
  standingOfRun,
  standingOfSkipped,
  tableOfStandings,
  type Standing,
} from "./fleet-end.ts";
import { codeOf, worst, wroteIn, type Run } from "./run.ts";

/** `reader` shows what takes long. */
type Verb = (desired: Desired, connection: Connection, reader: Reader) => Promise<Run>;

/**
 * Runs the verb for each instance in turn. With one, its failure is the command's; with several, each
 * failure stands under its name. `stopAtFailure`, for verbs that write, leaves the rest alone, and begins
 * none unless all are who they should be.
 */
export async function overInstances(
  context: Context,
  { desired, byEnvironment }: Pick<Loaded, "desired" | "byEnvironment">,
  flags: ShowFlags & ConnectionFlags,
  stopAtFailure: boolean,
  verb: Verb,
): Promise<EndCode> {
  // A key that is missing for one of them stops the run before the first request.
  const instances = prepareAll(context, desired, flags);
  context.interruption.listen();
  const [only] = instances;
  if (!byEnvironment && only)
    return overOne(context, flags, await runVerb(context, flags, only, verb));

  const reader = openReader(context, "who the instances are", flags);
  const unidentified = await reader.read(() => requireDistinct(instances, stopAtFailure));
  const told = reportTo(context, flags);
  await fleet<Instance, Run>(
    instances,
    async (instance) => {
      if (unidentified.size > 0) throw unidentified.get(instance) ?? notAttempted(nameOf(instance));
      try {
        return await runVerb(context, flags, instance, verb);
      } catch (error) {
        throw toFailure(error);
      }
    },
    {
      concurrency: 1,
      stopAfter: (result) =>
        stopAtFailure && unidentified.size === 0 && codeOfResult(context, result) !== EXIT.ok,
      onResult: told.each,
    },
  );
  return told.end();
}

/** Whatever the verb leaves under way ends with it: a read that nobody waits for must not keep the process. */
async function runVerb(
  context: Context,
  flags: ConnectionFlags,
  { desired, open }: Instance,
  verb: Verb,
): Promise<Run> {
  const reader = openReader(context, desired.environment ?? "the instance", flags);
  const connection = open(reader.tell);
  try {
    return await verb(desired, connection, reader);
  } finally {
    connection.close();
  }
}

function overOne(context: Context, flags: ShowFlags, run: Run): EndCode {
  const code = codeOf(run, context.interruption);
  const isJson = flags.format === "json";
  context.terminal.out(
    isJson ? showDocument(shownDocumentOf(context, run, code)) : showRun(context, flags, run),
  );
  return code;
}

const isLeftAlone = (result: Result<Instance, Run>): boolean =>
  result.kind === "skipped" ||
  (result.kind === "failed" && result.failure.code === "not_attempted");

function codeOfResult(context: Context, result: Result<Instance, Run>): EndCode {
  if (result.kind === "done") return codeOf(result.value, context.interruption);
  return result.kind === "failed" ? conclude(context, result.failure).code : EXIT.failed;
}

/** Shows each result as it comes, and at the end what only the whole can say. */
function reportTo(
  context: Context,
  flags: ShowFlags,
): {
  readonly each: (result: Result<Instance, Run>, index: number) => void;
  readonly end: () => EndCode;
} {
  const { terminal } = context;
  const { format = "text" } = flags;
  const documents: Record<string, unknown> = {};
  const codes: EndCode[] = [];
  const standings: Standing[] = [];
  let left = false;
  let wrote = false;
  const showFailure = (name: string, raw: Failure, code: EndCode): void => {
    const failure = redactFailure(context, raw);
    documents[name] = describeFailure(failure, code);
    standings.push(standingOfFailure(name, failure, code));
    tellFailure(context, flags, failure, [line(`${escapeText(name)}:`)]);
  };
  const showTable = (): void => {
    const isText = format === "text";
    const shown = isText
      ? paint(renderStandings(standings), useColor(context, flags))
      : tableOfStandings(standings);
    if (format !== "json") terminal.out(`\n${shown}`);
  };
  return {
    each: (result, index) => {
      const name = nameOf(result.instance);
      if (isLeftAlone(result)) {
        documents[name] = describeFailure(notAttempted(name));
        standings.push(standingOfSkipped(name));
        left = true;
        return;
      }
      const code = codeOfResult(context, result);
      codes.push(code);
      if (result.kind === "failed")
        showFailure(name, conclude(context, result.failure).failure, code);
      if (result.kind !== "done") return;
      wrote ||= wroteIn(result.value);
      documents[name] = shownDocumentOf(context, result.value, code);
      standings.push(standingOfRun(name, result.value));
      if (format !== "json")
        terminal.out(`${index > 0 ? "\n" : ""}${showRun(context, flags, result.value)}`);
    },
    end: () => {
      const code = worst(codes, wrote, left);
      showTable();
      if (format === "json")
        terminal.out(showDocument(fleetDocument(FORMAT_VERSION, code, documents)));
      return code;
    },
  };
}

function notAttempted(name: string): Failure {
  return new Failure("not_attempted", `${name} was not attempted: another environment failed`);
}
