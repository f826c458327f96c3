// Prints the script that completes commands, flags and values in a shell.

import { EXIT } from "../../core/finding/failure.ts";
import { SCRIPTS, type Shell } from "../completion/scripts.ts";
import type { Context } from "../context.ts";
import { finish } from "../session/finish.ts";

export default function completion(this: Context, _flags: object, shell: Shell): Promise<void> {
  return finish(this, {}, () => {
    this.terminal.out(SCRIPTS[shell]);
    return EXIT.ok;
  });
}
