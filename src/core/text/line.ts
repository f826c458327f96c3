// A line for a person: text and a tone, without a line end. Colour is put on by the terminal.

export type Tone = "plain" | "bold" | "dim" | "add" | "remove" | "change" | "danger";

export interface Line {
  readonly tone: Tone;
  readonly text: string;
}

export const line = (text: string, tone: Tone = "plain"): Line => ({ tone, text });

/** `1 call`, `2 calls`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
