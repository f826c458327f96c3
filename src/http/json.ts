// The body of an answer: bounded, strict JSON or nothing.

/** JSON as it is parsed. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [member: string]: Json };

/** A body that is too large, or not text in UTF-8. */
export class BadBody extends Error {
  override readonly name = "BadBody";
}

const MAX_BYTES = 1024 * 1024;
const MAX_DEPTH = 64;

/**
 * Reads a body up to so many bytes after decoding, 1 MiB unless told otherwise. Throws a `BadBody` when it is
 * longer or not UTF-8.
 */
export async function readBody(
  stream: AsyncIterable<Uint8Array> | null,
  maxBytes = MAX_BYTES,
): Promise<string> {
  if (!stream) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new BadBody(`the answer is larger than ${maxBytes / MAX_BYTES} MiB`);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new BadBody("the answer is not text in UTF-8");
  }
}

/** Whether the content type promises JSON in UTF-8. */
export function isJsonType(contentType: string | null): boolean {
  return /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(contentType ?? "");
}

/** Undefined when the text is not JSON, or nested deeper than 64 levels. */
export function parseJson(text: string): Json | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return undefined;
    level = level.flatMap((item) =>
      typeof item === "object" && item !== null ? Object.values(item) : [],
    );
  }
  return value as Json;
}
