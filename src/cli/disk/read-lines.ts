// A file of lines, read a piece at a time: what is held is one line, however many there are.

import { readSync } from "node:fs";

/** Bytes that are read at once. */
const PIECE = 64 * 1024;
/** Bytes that a line may take. */
const LINE_BYTES = 32 * 1024 * 1024;

const NEWLINE = 0x0a;

/** A line without its end; null: it takes more than `LINE_BYTES`, and nothing is read behind it. */
export type RawLine = Uint8Array | null;

/**
 * The lines of an open file, from its beginning; a last one without a line end is one as well. The file may be read
 * more than once.
 */
export function* linesOf(file: number): Generator<RawLine> {
  const piece = Buffer.alloc(PIECE);
  let held: Buffer[] = [];
  let size = 0;
  let position = 0;
  const take = (bytes: Buffer): Buffer => {
    const line = Buffer.concat([...held, bytes]);
    held = [];
    size = 0;
    return line;
  };
  for (;;) {
    const count = readSync(file, piece, 0, PIECE, position);
    if (count === 0) break;
    position += count;
    let from = 0;
    for (;;) {
      const to = piece.subarray(0, count).indexOf(NEWLINE, from);
      if (to < 0) break;
      yield take(piece.subarray(from, to));
      from = to + 1;
    }
    held.push(Buffer.from(piece.subarray(from, count)));
    size += count - from;
    if (size > LINE_BYTES) {
      yield null;
      return;
    }
  }
  if (size > 0) yield take(Buffer.alloc(0));
}
