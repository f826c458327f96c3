// What a valid part of a file gives reason to say, whatever the instance is like.

import { warning, type Warning } from "../finding/warning.ts";
import type { Desired } from "./desired.ts";

/** Beside what `plan` says of the instance. */
export function reviewDesired(
  desired: Pick<
    Desired,
    "file" | "environment" | "environments" | "declarations" | "emptySections" | "absentSections"
  >,
): readonly Warning[] {
  const empty = desired.emptySections.map((section) => warning("empty_section", { section }));
  return [...empty, ...warnNothing(desired)];
}

/** A file that declares nothing looks like one that is in order. */
function warnNothing({
  file,
  environment,
  environments,
  declarations,
  absentSections,
}: Parameters<typeof reviewDesired>[0]): readonly Warning[] {
  // Sections that were asked for by name are said to be absent; and what stands above environments may be empty.
  const isWhole = environment !== null || environments.length === 0;
  if (declarations.length > 0 || absentSections !== undefined || !isWhole) return [];
  const part = environment === null ? "" : ` for ${environment}`;
  return [warning("nothing_declared", { file, part })];
}
