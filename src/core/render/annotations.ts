// Findings as GitHub Actions shows them at their lines in a pull request: workflow commands, whose texts can make
// no other command.

import { showPlain } from "../text/escape.ts";

export interface Annotation {
  readonly title: string;
  readonly message: string;
  /** Where it stands; null: nowhere in a file. */
  readonly at: { readonly file: string; readonly line: number; readonly column?: number } | null;
}

/** As many errors as GitHub shows of one step. */
const SHOWN = 10;

/** One command a line. */
export function renderAnnotations(
  annotations: readonly Annotation[],
  kind: "error" | "warning" = "error",
): readonly string[] {
  const more = annotations.length - SHOWN;
  return [
    ...annotations.slice(0, SHOWN).map((one) => commandOf(one, kind)),
    ...(more > 0 ? [`::notice title=clerkwork::${more} more in the log`] : []),
  ];
}

function commandOf({ title, message, at }: Annotation, kind: string): string {
  const place =
    at === null
      ? []
      : [
          `file=${escapeProperty(at.file)}`,
          `line=${at.line}`,
          ...(at.column === undefined ? [] : [`col=${at.column}`]),
        ];
  return `::${kind} ${[...place, `title=${escapeProperty(title)}`].join(",")}::${escapeData(message)}`;
}

/** As actions/toolkit escapes the text of a command, after what steers a log was escaped. */
const escapeData = (text: string): string =>
  showPlain(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
