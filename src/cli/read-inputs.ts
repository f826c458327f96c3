// The command line that the inputs of the GitHub action make.

import { callOf } from "./ci/action-inputs.ts";

type Process = Pick<NodeJS.Process, "env" | "chdir" | "stderr" | "exitCode">;

/**
 * Goes to the folder that they name. Undefined: there is no such folder, which was said, and the process ends with 3.
 */
export function readInputs(process: Process): readonly string[] | undefined {
  const { inputs, folder } = callOf(process.env);
  if (folder === undefined) return inputs;
  try {
    process.chdir(folder);
    return inputs;
  } catch {
    process.stderr.write("clerkwork: the folder of working-directory can't be entered\n");
    process.exitCode = 3;
    return undefined;
  }
}
