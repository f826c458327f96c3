// A line for a person: text in tones, without a line end. Colour is put on by the terminal.

/** What a line is, which a terminal shows as a colour. */
export type Tone = "plain" | "bold" | "dim" | "add" | "remove" | "change" | "danger";

/** A part of a line in one tone. */
export interface Span {
  readonly tone: Tone;
  readonly text: string;
}

/** One line for a person. */
export interface Line {
  /** Of the line as a whole: what a reader takes who knows one tone a line. */
  readonly tone: Tone;
  readonly text: string;
  /** The same text in parts; absent: it has one tone. */
  readonly spans?: readonly Span[];
}

export const span = (text: string, tone: Tone = "plain"): Span => ({ tone, text });

export const line = (text: string, tone: Tone = "plain"): Line => ({ tone, text });

/** A line of parts that stand side by side, joined where their tone is one; `tone` is the line's as a whole. */
export function lineOf(spans: readonly Span[], tone: Tone = "plain"): Line {
  const joined: Span[] = [];
  for (const one of spans) {
    const last = joined.at(-1);
    if (last?.tone === one.tone) joined.splice(-1, 1, span(last.text + one.text, one.tone));
    else joined.push(one);
  }
  return { tone, text: spans.map(({ text }) => text).join(""), spans: joined };
}

/** `1 call`, `2 calls`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
