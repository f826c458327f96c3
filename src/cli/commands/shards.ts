// Says into how many shards a run is best cut, as a matrix of CI jobs; opens no connection.

import { EXIT } from "../../core/finding/failure.ts";
import { renderShards } from "../../core/render/shards.ts";
import { matrixOf, shardsFor } from "../../core/report/shards-for.ts";
import { showRecord } from "../../core/text/escape.ts";
import type { Context, EndCode } from "../context.ts";
import { loadFiles } from "../disk/load-file.ts";
import type { Format } from "../flags.ts";
import { commandText } from "../screen/command-line.ts";
import { paint } from "../screen/terminal.ts";
import { finish } from "../session/finish.ts";
import { takePart } from "../session/take-part.ts";

export interface ShardsFlags {
  readonly file?: readonly string[];
  readonly match?: readonly string[];
  readonly max?: number;
  readonly per?: number;
  readonly format?: Format;
}

export default function shards(this: Context, flags: ShardsFlags): Promise<void> {
  return finish(this, flags, () => countShards(this, flags));
}

/** Of every environment that `plan --all` goes through. */
async function countShards(context: Context, flags: ShardsFlags): Promise<EndCode> {
  const chosen = { ...flags, all: true };
  const { of } = await takePart(await loadFiles(context, chosen), flags);
  const sized = shardsFor(of, flags);
  const { terminal } = context;
  if (flags.format === "json") terminal.out(showRecord(matrixOf(sized)));
  else {
    const run = commandText("plan", chosen, ["--shard", sized[0]?.shard ?? ""]);
    terminal.out(paint(renderShards(of, sized, run, terminal.columns), false));
  }
  return EXIT.ok;
}
