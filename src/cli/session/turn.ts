// One instance's turn in a run: its connection is opened when it begins, and closed when it ends.

import type { Connection } from "../../clerk/backend/connection.ts";
import type { Desired } from "../../core/file/desired.ts";
import { showDocument } from "../../core/text/escape.ts";
import type { Context, EndCode } from "../context.ts";
import type { ConnectionFlags } from "../flags.ts";
import type { ShowFlags } from "../screen/color.ts";
import { showRun, shownDocumentOf } from "../screen/format.ts";
import type { Pages } from "../screen/pages.ts";
import { openReader, type Reader } from "../screen/reading.ts";
import type { Instance } from "./distinct.ts";
import { environmentNameOf, prepareAll } from "./prepare-all.ts";
import { codeOf, type Run } from "./run.ts";

/** `reader` shows what takes long. `isAlone`: nothing else of the run is under way, so that it may ask and draw. */
export interface Turn {
  readonly desired: Desired;
  readonly connection: Connection;
  readonly reader: Reader;
  readonly isAlone: boolean;
  /** To be called before something of the instance is shown while it runs; absent: nothing was shown before. */
  readonly openPage?: Pages["open"];
}

export type Verb = (turn: Turn) => Promise<Run>;

/** Whatever the verb leaves under way ends with it: a read that nobody waits for must not keep the process. */
export async function takeTurn(
  context: Context,
  { desired, open }: Instance,
  verb: Verb,
  turn: Pick<Turn, "reader" | "isAlone" | "openPage">,
  flags: ShowFlags,
): Promise<Run> {
  const connection = open(turn.reader.tell);
  try {
    const run = await verb({ ...turn, desired, connection });
    if (flags.format !== "markdown") return run;
    const { showMarkdown } = await import("../screen/format-markdown.ts");
    return { ...run, asMarkdown: () => showMarkdown(context, flags, run) };
  } finally {
    connection.close();
  }
}

/** The turn of an instance that is the only one. */
export const takeOnly = (
  context: Context,
  instance: Instance,
  flags: ConnectionFlags & ShowFlags,
  verb: Verb,
): Promise<Run> =>
  takeTurn(
    context,
    instance,
    verb,
    {
      reader: openReader(context, instance.desired.environment ?? "the instance", flags),
      isAlone: true,
    },
    flags,
  );

/** Shows a run in the format that was asked for. Lines of records are written by others. */
export function showOnly(context: Context, flags: ShowFlags, run: Run): EndCode {
  const code = codeOf(run, context.interruption);
  const { terminal } = context;
  if (flags.format === "json") terminal.out(showDocument(shownDocumentOf(context, run, code)));
  else if (flags.format !== "jsonl") terminal.out(showRun(context, flags, run));
  return code;
}

/** Runs the verb for one instance that stands in no file, and keeps no record of it. */
export async function overInstance(
  context: Context,
  desired: Desired,
  flags: ShowFlags & ConnectionFlags,
  verb: Verb,
): Promise<EndCode> {
  const [instance] = prepareAll(context, [desired], environmentNameOf, flags);
  if (!instance) throw new Error("an instance was prepared and is not there");
  context.interruption.listen();
  return showOnly(context, flags, await takeOnly(context, instance, flags, verb));
}
