// Many texts replaced in one pass, in a time that does not grow with their number.

/** How much of a text is looked up before its whole length is. Code units. */
const START = 3;

/** Replaces each text that `labels` has by its label; where several begin, the longest. An empty one is nowhere. */
export function replacerOf(labels: ReadonlyMap<string, string>): (text: string) => string {
  const forms = [...labels.keys()].filter((form) => form !== "");
  const lengths = [...new Set(forms.map(({ length }) => length))].toSorted((a, b) => b - a);
  const start = Math.min(START, ...lengths);
  const starts = new Set(forms.map((form) => form.slice(0, start)));
  return (text) => {
    let replaced = "";
    let from = 0;
    for (let at = 0; at + start <= text.length; at += 1) {
      if (!starts.has(text.slice(at, at + start))) continue;
      const length = lengths.find((one) => labels.has(text.slice(at, at + one)));
      if (length === undefined) continue;
      replaced += text.slice(from, at) + labels.get(text.slice(at, at + length));
      from = at + length;
      at = from - 1;
    }
    return replaced + text.slice(from);
  };
}
