// Takes the instance's settings into the file: a new one, or one that is there.

import { EXIT } from "../../core/finding/failure.ts";
import type { Context, EndCode } from "../context.ts";
import { isThere, seekFile } from "../disk/find-file.ts";
import { STDIN } from "../disk/read-stdin.ts";
import { finish } from "../session/finish.ts";
import { createFile, NEW_FILE, partsOf, printFile } from "../session/create-file.ts";
import type { PullFlags } from "../session/pull-flags.ts";
import { pullIntoFile } from "../session/pull-file.ts";
import { showPull } from "../screen/show-pull.ts";

export default function pull(this: Context, flags: PullFlags): Promise<void> {
  return finish(this, flags, () => pullFile(this, flags));
}

async function pullFile(context: Context, flags: PullFlags): Promise<EndCode> {
  if (flags.file === STDIN) return printFile(context, flags);
  const path = flags.file ?? seekFile() ?? NEW_FILE;
  if (!isThere(path)) {
    const report = await createFile(context, flags, path, partsOf(flags));
    showPull(context, flags, report);
    return EXIT.ok;
  }
  const pulled = await pullIntoFile(context, flags, path);
  showPull(context, flags, pulled);
  return pulled.report.refused.length > 0 ? EXIT.refused : EXIT.ok;
}
