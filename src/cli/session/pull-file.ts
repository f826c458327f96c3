// Pull into a file that is there: read, edit in place, look again, write.

import {
  UNSAFE_EDIT,
  type Declares,
  type PulledSkip,
  type PullReport,
} from "../../core/report/pull.ts";
import { pullPart, type PulledPart } from "../../reconcile/pull-edits.ts";
import { placeProposals } from "../../reconcile/pull-places.ts";
import type { Skipped } from "../../reconcile/pull-proposal.ts";
import { writeEdits } from "../../reconcile/pull-text.ts";
import { todayOf, type Context } from "../context.ts";
import { loadFile } from "../disk/load-file.ts";
import { requireDistinct } from "./distinct.ts";
import { environmentNameOf, prepareAll } from "./prepare-all.ts";
import type { PullFlags } from "./pull-flags.ts";
import { editOf, parsed, requireValid, textOf, writeOver } from "./rewrite-file.ts";

/** What came of it, and the text before and after. */
export interface PulledFile {
  readonly report: PullReport;
  readonly before: string;
  readonly after: string;
  /** What the file names, for the environments that were read. */
  readonly declares: Declares;
}

/**
 * Throws a `Failure`: exit 1 when something can't be read, exit 3 for the file or the key, exit 4 for uncommitted
 * changes, a file that changed meanwhile, or one that would not be valid. Nothing is written then.
 */
export async function pullIntoFile(
  context: Context,
  flags: PullFlags,
  path: string,
): Promise<PulledFile> {
  const loaded = loadFile(context, { ...flags, file: path });
  const before = textOf(loaded.bytes);
  const document = parsed(path, before);
  const parts = await readParts(context, flags, loaded.desired);
  const placed = placeProposals(parts, document);
  const { text: after, refused, comments } = writeEdits(before, placed);
  const now = requireValid(path, after, "pull");
  const edits = placed.filter((one) => !refused.has(one)).map((one) => editOf(one, now));
  const writes = after !== before && flags.dryRun !== true;
  if (writes)
    await writeOver(context, path, { before: loaded.bytes, after }, { ...flags, command: "pull" });
  return {
    before,
    after,
    declares: flags.add === true ? "asked" : declaresOf(parts),
    report: {
      file: path,
      created: false,
      written: writes,
      edits,
      skipped: parts.flatMap(({ skipped }) => skipped.map(told)),
      refused: [
        ...[...refused].map(([one, why]) => ({
          address: one.row.address,
          environment: one.environment,
          code: UNSAFE_EDIT,
          why,
        })),
        ...parts.flatMap((one) => one.refused.map(told)),
      ],
      comments_removed: comments,
    },
  };
}

const told = ({ why: { code, says }, ...place }: Skipped): PulledSkip => ({
  ...place,
  code,
  why: says,
});

function declaresOf(parts: readonly PulledPart[]): Declares {
  if (parts.some(({ declares }) => declares)) return "asked";
  return parts.some(({ desired }) => desired.declarations.length > 0) ? "others" : "nothing";
}

async function readParts(
  context: Context,
  flags: PullFlags,
  desired: readonly PulledPart["desired"][],
): Promise<readonly PulledPart[]> {
  const instances = prepareAll(context, desired, environmentNameOf, flags);
  context.interruption.listen();
  if (instances.length > 1) await requireDistinct(instances);
  const options = {
    toolVersion: context.toolVersion,
    allowances: [],
    today: todayOf(context),
    isSecret: context.terminal.holdsHidden,
    add: flags.add === true,
    only: flags.only,
  };
  return Promise.all(
    instances.map(async ({ desired: one, open }) => {
      const connection = open();
      return pullPart(one, connection, options).finally(() => connection.close());
    }),
  );
}
