// The parts of a file that lie over each other: its top level, and one entry of `environments`.

import { Failure } from "../finding/failure.ts";
import { nearestOf } from "../text/nearest.ts";
import { membersOf, type Layer } from "./declarations.ts";
import type { Document } from "./document.ts";
import { perDocument } from "./per-document.ts";
import { pointerOf } from "./pointer.ts";

/** The names of `environments`, in the order of the file. */
export const environmentsOf: (document: Document) => readonly string[] = perDocument((document) => {
  // By place: an object's own order puts names that are numbers first.
  const placed = Object.keys(membersOf(membersOf(document.data)["environments"])).map((name) => ({
    name,
    at: document.keyAt(pointerOf("/environments", name)),
  }));
  return placed
    .toSorted(({ at: a }, { at: b }) => a.line - b.line || a.column - b.column)
    .map(({ name }) => name);
});

/** What stands above the environments. */
export const topOf = ({ data }: Document): Layer => ({ pointer: "", members: membersOf(data) });

/**
 * From the bottom up: the file's top level, then the environment. Throws a `Failure` (exit 3) for a name
 * that the file does not have.
 */
export function layersOf(document: Document, environment: string | null): readonly Layer[] {
  const base = topOf(document);
  if (environment === null) return [base];
  const environments = membersOf(base.members["environments"]);
  if (!Object.hasOwn(environments, environment)) {
    const known = environmentsOf(document);
    const near = nearestOf(environment, known);
    throw new Failure(
      "unknown_environment",
      `no environment ${JSON.stringify(environment)} in ${document.file}`,
      { hint: near ? `did you mean ${near}?` : `the file has ${known.join(", ") || "none"}` },
    );
  }
  const members = membersOf(environments[environment]);
  return [base, { pointer: pointerOf("/environments", environment), members }];
}
