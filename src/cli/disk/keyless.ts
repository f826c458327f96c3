// Documents that are kept hold no secret key, whoever put one into a setting.

import { Failure } from "../../core/finding/failure.ts";
import { secretsIn } from "../../core/text/secret.ts";
import type { Terminal } from "../screen/terminal.ts";

/** Throws a `Failure` (exit 4) that names the settings whose values hold the key. */
export function requireKeyless(
  document: object,
  { holdsHidden }: Pick<Terminal, "holdsHidden">,
  path: string,
): void {
  const places = secretsIn(document, holdsHidden);
  if (places.length === 0) return;
  throw new Failure(
    "key_exposed",
    `${places.join(", ")} holds the secret key on Clerk's side, so ${path} was not written`,
    {
      hint: "whoever sees that setting has the key: rotate it in Clerk's dashboard, and put another value there",
    },
  );
}
