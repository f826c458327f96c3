// The two that a command line compares: entries of `environments`, or files.

import { resolve } from "node:path";
import type { Desired } from "../../core/file/desired.ts";
import { Failure } from "../../core/finding/failure.ts";
import type { DeclaredSide } from "../../reconcile/compare.ts";
import type { Context } from "../context.ts";
import { environmentNamesIn } from "../disk/environment-names.ts";
import { findFile, seekFile } from "../disk/find-file.ts";
import { STDIN } from "../disk/read-stdin.ts";
import { loadFile } from "../disk/load-file.ts";

/** A file, and an environment in it. */
interface Place {
  readonly file: string;
  /** Undefined: the file has none. */
  readonly environment?: string | undefined;
}

/** `auth/clerkwork.yaml`, and `auth/clerkwork.yaml:production`. */
const FILE = /^(.*[/\\].*?|.*\.ya?ml)(?::([A-Za-z0-9][A-Za-z0-9._-]*))?$/is;

/**
 * An entry of `environments` in the file at hand; else a word with a `/`, or one that ends in `.yaml` or `.yml`, is a
 * file, and `FILE:NAME` an entry of its own environments. Throws a `Failure` (exit 3) for what is neither, and with all
 * issues of the files. Opens no socket.
 */
export function readSides(
  context: Pick<Context, "now">,
  { file }: { readonly file?: string | undefined },
  words: readonly [a: string, b: string],
): readonly [DeclaredSide, DeclaredSide] {
  if (file === STDIN)
    throw new Failure("invalid_usage", "-f - is for validate, plan and drift", {
      hint: "write the file to disk and name it: -f FILE",
    });
  const home = file ?? seekFile();
  const names = home === undefined ? [] : environmentNamesIn(home);
  const places = words.map((word): Place => {
    if (names.includes(word)) return { file: home ?? findFile(), environment: word };
    const [, path, environment] = FILE.exec(word) ?? [];
    return path === undefined
      ? { file: home ?? findFile(), environment: word }
      : { file: home !== undefined && resolve(path) === resolve(home) ? home : path, environment };
  });
  const sides = places.map((place, index) => ({
    name: words[index] ?? "",
    desired: load(context, place),
  }));
  return sides as unknown as readonly [DeclaredSide, DeclaredSide];
}

function load(context: Pick<Context, "now">, { file, environment }: Place): Desired {
  const flags = environment === undefined ? { file } : { file, env: [environment] };
  try {
    const [desired] = loadFile(context, flags).desired;
    if (desired) return desired;
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "environment_not_named") throw error;
    const names = environmentNamesIn(file);
    throw new Failure(
      "environment_not_named",
      `${file} has environments: ${names.join(", ")}; name one of them: ${file}:NAME`,
    );
  }
  throw new Error("a file that was read asks for nothing");
}
