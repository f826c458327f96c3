/** A disk that misbehaves under the child process, or takes it down: at a step of the nth writing of a file. */

/** In the order in which they are taken; a file is written beside its place and moved over it. */
export const STEPS = ["open", "write", "half-written", "sync", "move", "moved"] as const;

export type Step = (typeof STEPS)[number];

export interface DiskFault {
  /** The file's own name. */
  readonly file: string;
  /** Which writing of it, from 1. */
  readonly nth: number;
  readonly step: Step;
  /** The system's error, or the process killed there. */
  readonly fault: "ENOSPC" | "EROFS" | "SIGKILL";
}

/** Where the child notes each writing of `file` that has reached the disk. */
export const SYNC_LOG = "synced.log";

/**
 * Options of node that plant the fault. Node's own module is changed in the child, so that what the
 * bundle calls goes through here; without a fault, what is synced is noted.
 */
export function diskOptions(file: string, fault?: DiskFault): string[] {
  return ["--import", `data:text/javascript,${encodeURIComponent(scriptFor(file, fault))}`];
}

const scriptFor = (file: string, fault: DiskFault | undefined): string => `
import fsp from "node:fs/promises";
import { appendFileSync } from "node:fs";
import { basename } from "node:path";
const fault = ${JSON.stringify(fault ?? null)};
const beside = new RegExp(${JSON.stringify(`^\\.${file.replaceAll(".", "\\.")}\\.(?!lock)`)});
let writing = 0;
const at = (step) => {
  if (fault === null || fault.nth !== writing || fault.step !== step) return;
  if (fault.fault === "SIGKILL") process.kill(process.pid, "SIGKILL");
  throw Object.assign(new Error(fault.fault + ": planted"), { code: fault.fault });
};
const { open, rename } = fsp;
fsp.open = async (path, ...rest) => {
  if (!beside.test(basename(String(path)))) return open(path, ...rest);
  writing += 1;
  at("open");
  const handle = await open(path, ...rest);
  return {
    writeFile: async (content) => {
      at("write");
      await handle.writeFile(content.slice(0, content.length / 2));
      at("half-written");
      await handle.writeFile(content.slice(content.length / 2));
    },
    sync: async () => {
      at("sync");
      await handle.sync();
      appendFileSync(${JSON.stringify(SYNC_LOG)}, "synced\\n");
    },
    close: () => handle.close(),
  };
};
fsp.rename = async (from, to) => {
  const isOurs = beside.test(basename(String(from)));
  if (isOurs) at("move");
  await rename(from, to);
  if (isOurs) at("moved");
};
`;
