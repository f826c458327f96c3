// Writes a first file from what the instance has, and a workflow where one is asked for.

import { EXIT } from "../../core/finding/failure.ts";
import type { Context, EndCode } from "../context.ts";
import { finish } from "../session/finish.ts";
import { initFile, type InitFlags } from "../session/init-file.ts";
import { showInit } from "../screen/show-init.ts";

export default function init(this: Context, flags: InitFlags): Promise<void> {
  return finish(this, flags, async (): Promise<EndCode> => {
    showInit(this, flags, await initFile(this, flags));
    return EXIT.ok;
  });
}
