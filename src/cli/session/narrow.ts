// What of a file a run is about: the sections that were asked for, and that there is something to watch.

import type { Desired } from "../../core/file/desired.ts";
import { Failure } from "../../core/finding/failure.ts";
import type { Loaded } from "../disk/load-file.ts";

/** Throws a `Failure` (exit 3) for a part that declares nothing: a file that was emptied by accident is not in sync. */
export function requireDeclared({ desired }: Pick<Loaded, "desired">): void {
  const empty = desired.filter(({ declarations }) => declarations.length === 0);
  if (empty.length === 0) return;
  const says = [...new Set(empty.map(({ file }) => file))].map((file) => {
    const names = empty.flatMap((one) => (one.file === file ? (one.environment ?? []) : []));
    return `${file} declares no setting${names.length === 0 ? "" : ` for ${names.join(", ")}`}`;
  });
  throw new Failure("nothing_declared", `${says.join("\n")}: nothing is watched`, {
    hint: "name the settings that are to be watched, or leave that part of the file out of drift",
  });
}

/** Only the sections that were asked for. */
export function narrow(desired: Desired, only: readonly string[] | undefined): Desired {
  if (!only) return desired;
  const isAsked = ({ address }: { readonly address: string }): boolean =>
    only.includes(address.split(/[.[]/)[0] ?? "");
  const declarations = desired.declarations.filter(isAsked);
  const policies = (desired.policies ?? []).filter(({ collection }) =>
    only.includes(collection.name),
  );
  const named = new Set([
    ...desired.emptySections,
    ...declarations.map(({ section }) => section.name),
    ...policies.map(({ collection }) => collection.name),
  ]);
  return {
    ...desired,
    declarations,
    policies,
    absentSections: only.filter((name) => !named.has(name)),
    emptySections: desired.emptySections.filter((name) => only.includes(name)),
    consents: desired.consents.filter(isAsked),
    ignores: desired.ignores.filter(isAsked),
  };
}
