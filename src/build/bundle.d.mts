import type { BuildResult } from "esbuild";

type InMemory = BuildResult<{ write: false; metafile: true }>;

/** Both bundles, in memory, with esbuild's account of what is in them. Writes nothing. */
export function bundle(): Promise<{ readonly cli: InMemory; readonly library: InMemory }>;
