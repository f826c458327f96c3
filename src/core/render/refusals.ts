// Why a plan will not be applied, as lines for a person.

import type { Refusal } from "../finding/refusal.ts";
import { escapeText } from "../text/escape.ts";
import { line, type Line } from "../text/line.ts";

/** Why not, and exactly what to add to allow each. */
export function renderRefusals(refusals: readonly Refusal[]): readonly Line[] {
  const lines = [line("Refused:", "danger")];
  for (const { address, hazard, message } of refusals) {
    const what = [address && escapeText(address), hazard && `[${hazard}]`]
      .filter(Boolean)
      .join(" ");
    lines.push(line(`  ${what ? `${what}: ` : ""}${escapeText(message)}`, "danger"));
  }
  const allowed = refusals.flatMap(({ allow }) => allow ?? []);
  const consents = refusals.flatMap(({ consent }) => consent ?? []);
  if (allowed.length === 0) return lines;
  lines.push(line("If this is meant, add to the command:"));
  lines.push(line(`  ${escapeText(allowed.join(" "))}`));
  if (consents.length === 0) return lines;
  lines.push(line("or have it reviewed in the file:"), line("  consents:"));
  for (const { address, hazard, reason, until } of consents) {
    const entry = `address: ${escapeText(address)}, hazard: ${hazard}, reason: ${JSON.stringify(reason)}, until: ${until}`;
    lines.push(line(`    - { ${entry} }`));
  }
  return lines;
}
