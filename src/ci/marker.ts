// The first line of what this tool says at a tracker, by which it finds its own words again. Pure.

/** What is known of a comment or an issue of ours. */
export interface Marker {
  readonly v: 1;
  readonly kind: "plan" | "applied" | "drift";
  /** What it is about: one comment, or one open issue, per key. */
  readonly key: string;
  readonly [more: string]: unknown;
}

const LINE = /^<!-- clerkwork (\{.*\}) -->\r?\n/;
const KINDS: readonly unknown[] = ["plan", "applied", "drift"] satisfies Marker["kind"][];

/** Texts in JSON. Outside of them, a `-` is a number's and nothing that ends the comment can stand. */
const TEXT = /"(?:[^"\\]|\\.)*"/g;

/** The characters that could end the comment that the marker stands in. */
const ENDING = /[-<>]/g;

const escapeEnding = (character: string): string =>
  `\\u00${character.charCodeAt(0).toString(16).padStart(2, "0")}`;

/** One line of a comment in HTML, with its line end. No value in it can end the comment. */
export function writeMarker(marker: Marker): string {
  const json = JSON.stringify(marker);
  return `<!-- clerkwork ${json.replace(TEXT, (text) => text.replace(ENDING, escapeEnding))} -->\n`;
}

/** Null: the body is not ours, or of another version than this one reads. */
export function readMarker(body: string): Marker | null {
  const [, text] = LINE.exec(body) ?? [];
  if (text === undefined) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return isMarker(value) ? value : null;
}

/** What stands behind the marker, its lines ended as here: a tracker may store them otherwise. */
export const withoutMarker = (body: string): string =>
  body.replace(LINE, "").replaceAll("\r\n", "\n");

function isMarker(value: unknown): value is Marker {
  if (typeof value !== "object" || value === null) return false;
  const { v, kind, key } = value as Readonly<Record<string, unknown>>;
  return v === 1 && KINDS.includes(kind) && typeof key === "string";
}

/**
 * Whether two bodies say the same. The marker's `run` doesn't count, nor what `steady` takes out of the text,
 * nor how its lines end: a tracker may store them otherwise.
 */
export function saySame(
  one: string,
  other: string,
  steady: (text: string) => string = (text) => text,
): boolean {
  const [first, second] = [one, other].map((body) => {
    const { run: _, ...rest }: Readonly<Record<string, unknown>> = readMarker(body) ?? {};
    const text = withoutMarker(body).trimEnd();
    return JSON.stringify([sorted(rest), steady(text)]);
  });
  return first === second;
}

/** Members in order of name, at every depth. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => [name, sorted(member)]);
}
