// A comment that several runs share: what the newest says, and below it, folded, what the others said last.

import { inElement } from "../markdown-parts.ts";
import { sizeOf } from "./fill.ts";

/** What one run said, and whose it is: the key that the run would have a comment of its own by. */
export interface Layer {
  readonly key: string;
  readonly text: string;
}

const BORDER = /\n\n<!-- clerkwork part (".*") -->\n/;

/** No text in it can end a comment of HTML. */
const borderOf = (key: string): string =>
  `\n\n<!-- clerkwork part ${JSON.stringify(key).replaceAll(/[<>-]/g, (one) => `\\u00${one.charCodeAt(0).toString(16)}`)} -->\n`;

/** Split at their borders, the newest first. `key`: of the first. */
export function readLayers(body: string, key: string): readonly Layer[] {
  const [first = "", ...rest] = body.split(BORDER);
  const layers: Layer[] = [{ key, text: first }];
  for (let index = 0; index + 1 < rest.length; index += 2)
    layers.push({ key: keyIn(rest[index]), text: unfolded(rest[index + 1] ?? "") });
  return layers;
}

function keyIn(text: string | undefined): string {
  try {
    return String(JSON.parse(text ?? '""'));
  } catch {
    return "";
  }
}

const SAID = "What was said before";

const folded = (text: string): string =>
  `<details><summary>${inElement(SAID)}</summary>\n\n${text.trim()}\n\n</details>`;

const unfolded = (text: string): string =>
  text
    .trim()
    .replace(/^<details><summary>.*<\/summary>\n\n/, "")
    .replace(/\n\n<\/details>$/, "");

/** The newest whole, and of the others, each folded, those that fit: a run says anew what its own key said before. */
export function writeLayers(newest: Layer, earlier: readonly Layer[], bytes: number): string {
  let text = newest.text.trimEnd();
  for (const { key, text: said } of earlier.filter((one) => one.key !== newest.key)) {
    const more = `${borderOf(key)}${folded(said)}`;
    if (sizeOf(text) + sizeOf(more) + 1 > bytes) break;
    text += more;
  }
  return `${text}\n`;
}
