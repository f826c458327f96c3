// Only which instance a part of a file means, for commands that need no more of it.

import { Failure } from "../../core/finding/failure.ts";
import { loadPin } from "../../reconcile/load.ts";
import type { TargetFlags } from "../flags.ts";
import { findFile } from "./find-file.ts";
import { readDocument, requireNamed } from "./read-document.ts";

/** Only which instance the part of the file means. Throws a `Failure` (exit 3). Opens no socket. */
export function loadTarget({ file, env, base }: TargetFlags): ReturnType<typeof loadPin> {
  if (base && env !== undefined)
    throw new Failure("invalid_usage", "--base and --env don't go together");
  requireNamed(file);
  const read = readDocument(file ?? findFile());
  const isNamed = base === true || env !== undefined;
  return loadPin(read.file, read.content.text, isNamed ? { environment: env ?? null } : "whole");
}
