// Secrets that moves send: the file names the variables that hold them, and nothing else of the tool sees more. Pure.

import { memberAt } from "../value/member.ts";
import type { Move } from "./change.ts";

/** A secret that a move sends. */
export interface SecretNamed {
  /** Of the member that names the variable. */
  readonly address: string;
  readonly variable: string;
}

/** The secret of a move, or of an item that it makes. */
export function secretsNamed({ change, row: { setting } }: Move): readonly SecretNamed[] {
  const { address, action, to } = change;
  if (setting.write.transform === "variable") return [{ address, variable: String(to) }];
  const held = action === "create" ? (setting.holds ?? []) : [];
  return held.flatMap(({ name, write }) => {
    const variable = memberAt(to, [name]);
    return write.transform === "variable" && typeof variable === "string"
      ? [{ address: `${address}.${name}`, variable }]
      : [];
  });
}
